"""How officials write numbers, names and changes.

Takes plain values; gives Chinese text. A `Gap` passes through every function unchanged, so that a blank stays visible.
Never decides what is compared with what: review does.

Sources: 支付结算办法 (大写金额); 党政机关 drafting practice as set down in the project's field notes: no rate on a base under ten,
no 余 for money or persons, no 等 after a full list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import rounded, show_decimal
from toolkit.catalogue.units import BRANCH
from toolkit.report.row_words import ROW_FILTERS
from toolkit.review.compare import Comparison
from toolkit.review.rollup import Total
from toolkit.word import BLANK_TEXT, Gap

ENDS: Final = "。！？…；：.!?;:"
ANY_UNIT: Final = "单位"
TEN_THOUSAND: Final = Decimal(10_000)
SMALLEST_BASE_FOR_RATE: Final = 10
NAMES_IN_FULL: Final = 3


class WordingFault(ValueError):
    """A filter was given something it cannot word; the text says what, in Chinese."""


def ten_thousands(value: Any) -> Any:
    """万元: below 10,000 in 元, otherwise in 万元 with at most two decimals, zeros stripped.

    >>> ten_thousands(Decimal("8560")), ten_thousands(Decimal("12500")), ten_thousands(Decimal("120000"))
    ('8560元', '1.25万元', '12万元')
    """
    if isinstance(value, Gap):
        return value
    amount = _number(value, "万元")
    if abs(amount) < TEN_THOUSAND:
        return f"{show_decimal(rounded(amount, 2))}元"
    return f"{show_decimal(rounded(amount / TEN_THOUSAND, 2))}万元"


def about(value: Any) -> Any:
    """余: floored to tens below 1,000 and to hundreds above; exact where nothing is cut off, and below ten.

    >>> [about(number) for number in (7, 40, 128, 1250, 1200)]
    ['7', '40', '120余', '1200余', '1200']
    """
    if isinstance(value, Gap):
        return value
    number = _number(value, "余", as_printed=True)
    step = 10 if number < 1000 else 100
    floored = int(number // step * step)
    if number < 10 or floored == number:
        return show_decimal(number)
    return f"{floored}余"


def capital_amount(value: Any) -> Any:
    """大写: an amount in capital characters.

    >>> capital_amount(Decimal("1010.05"))
    '壹仟零壹拾元零伍分'
    """
    if isinstance(value, Gap):
        return value
    return _characters(rounded(_number(value, "大写"), 2), "rmb")


def chinese_number(value: Any) -> Any:
    """汉字: a whole number in characters (12 -> 十二)."""
    if isinstance(value, Gap):
        return value
    words = _characters(_number(value, "汉字", as_printed=True), "low")
    return words.removeprefix("一") if words.startswith("一十") else words


def percent(value: Any) -> Any:
    """百分比: a fraction as a percentage with at most one decimal.

    >>> percent(Decimal("0.8333"))
    '83.3%'
    """
    if isinstance(value, Gap):
        return value
    return f"{show_decimal(rounded(_number(value, '百分比') * 100, 1))}%"


def grouped(value: Any) -> Any:
    """千分位: a number with thousands separated by commas."""
    if isinstance(value, Gap):
        return value
    whole, point, rest = show_decimal(_number(value, "千分位", as_printed=True)).partition(".")
    return f"{int(whole):,}{point}{rest}"


def listed(value: Any) -> Any:
    """顿号: all of them, joined by 、; a text in several lines is joined likewise."""
    if isinstance(value, Gap):
        return value
    return "、".join(str(part) for part in _names(value))


def named(value: Any, noun: str = "") -> Any:
    """等: up to three in full; more are cut, and counted with all of them.

    >>> named(["甲", "乙", "丙"], "个党支部"), named(["甲", "乙", "丙", "丁"], "个党支部")
    ('甲、乙、丙3个党支部', '甲、乙、丙等4个党支部')
    """
    if isinstance(value, Gap):
        return value
    names = _names(value)
    if len(names) == 1:
        return names[0]
    counted = f"{len(names)}{noun}" if noun else ""
    shown = "、".join(names[:NAMES_IN_FULL])
    return shown + ("等" if len(names) > NAMES_IN_FULL else "") + counted


def otherwise(value: Any, words: str = "—") -> Any:
    """没填时: other words for what nobody had to fill in and did not; a required blank and 不适用 stay as they are."""
    return words if isinstance(value, Gap) and not value.counts and value.text == BLANK_TEXT else value


def sentence(value: Any) -> Any:
    """成句: a text whose paragraphs end as sentences do; a missing full stop is added.

    >>> sentence("学习了党章"), sentence("学习了党章。"), sentence("开展“三看”")
    ('学习了党章。', '学习了党章。', '开展“三看”。')
    """
    if isinstance(value, Gap) or not isinstance(value, str):
        return value
    return "\n".join(_ended(line.rstrip()) for line in value.split("\n"))


def dated(value: Any) -> Any:
    """日期: 2026年6月30日, without padding."""
    if isinstance(value, Gap):
        return value
    if not isinstance(value, date):
        raise WordingFault("“日期”只能用在日期上")
    return f"{value.year}年{value.month}月{value.day}日"


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "万元": ten_thousands,
    "余": about,
    "大写": capital_amount,
    "汉字": chinese_number,
    "百分比": percent,
    "千分位": grouped,
    "顿号": listed,
    "等": named,
    "日期": dated,
    "成句": sentence,
    "没填时": otherwise,
    **ROW_FILTERS,
}


def change_text(comparison: Comparison | None, unit: str, against: str) -> str:
    """A change in words; empty where there is nothing honest to say.

    Args:
        comparison: the two numbers, or None.
        unit: the item's unit.
        against: 比上期, or 同比.

    >>> change_text(Comparison(Decimal(13), Decimal(10)), "名", "比上期")
    '比上期增加3名，增长30%'
    >>> change_text(Comparison(Decimal(5), Decimal(2)), "次", "比上期")
    '比上期增加3次'
    """
    if comparison is None:
        return ""
    if not comparison.difference:
        return "与上年同期持平" if against == "同比" else f"与{against.removeprefix('比')}持平"
    more = comparison.difference > 0
    text = f"{against}{'增加' if more else '减少'}{show_decimal(abs(comparison.difference))}{unit}"
    rate = comparison.rate
    if rate is None or comparison.before < SMALLEST_BASE_FOR_RATE:
        return text
    return f"{text}，{'增长' if more else '下降'}{percent(abs(rate))}"


def points_text(comparison: Comparison | None, against: str) -> str:
    """A change of a percentage in words: rates differ by 个百分点, never by per cent (标准: domain.md 6).

    >>> points_text(Comparison(Decimal("0.9"), Decimal("0.85")), "同比")
    '同比提高5个百分点'
    >>> points_text(Comparison(Decimal("0.9"), Decimal("0.9001")), "同比")
    '与上年同期持平'
    """
    if comparison is None:
        return ""
    points = rounded(comparison.difference * 100, 1)
    if not points:
        return change_text(Comparison(comparison.now, comparison.now), "", against)
    return f"{against}{'提高' if points > 0 else '下降'}{show_decimal(abs(points))}个百分点"


def done_text(number: Decimal | None, target: Decimal | None) -> str:
    """How far a target is reached: 已完成, or 完成83%; empty where one of the two is missing."""
    if number is None or not target:
        return ""
    return "已完成" if number >= target else f"完成{show_decimal(rounded(number / target * 100, 0))}%"


def coverage_text(covered: int, asked: int, whose: str = BRANCH) -> str:
    """How many branches, or units of several kinds, a total covers.

    >>> coverage_text(9, 12), coverage_text(12, 12), coverage_text(12, 13, "单位")
    ('12个支部中9个已报', '12个支部全部已报', '13个单位中12个已报')
    """
    return f"{asked}个{whose}全部已报" if covered == asked else f"{asked}个{whose}中{covered}个已报"


def coverage_of(item: Item, total: Total) -> str:
    """How many of those who were asked for an item its total covers, in words; empty where nobody was asked."""
    asked = len(total.covered) + len(total.missing)
    whose = BRANCH if set(item.filed_by) == {BRANCH} else ANY_UNIT
    return coverage_text(len(total.covered), asked, whose) if asked else ""


def _characters(number: Decimal, manner: str) -> str:
    import cn2an  # noqa: PLC0415 - slow to import, and most documents write no number in characters

    return str(cn2an.an2cn(show_decimal(number), manner))


def _number(value: Any, filter_name: str, *, as_printed: bool = False) -> Decimal:
    """The number a filter words.

    Args:
        value: what it was given.
        filter_name: for messages.
        as_printed: whether it words the number as it would be printed; a filter that rounds by itself takes it exactly.
    """
    try:
        exact = isinstance(value, Decimal) and not as_printed
        return Decimal(value) if exact else Decimal(str(value).strip())
    except InvalidOperation:
        raise WordingFault(f"“{filter_name}”只能用在数上，这里是“{_shown(value)}”") from None


def _shown(value: Any) -> str:
    text = "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text[:20]


def _ended(line: str) -> str:
    ends = line.rstrip("”’）)》】")[-1:] in ENDS or not line
    return line if ends else f"{line.rstrip('，、,')}。"


def _names(value: Any) -> Sequence[str]:
    if isinstance(value, str):
        return [line for line in value.splitlines() if line.strip()]
    if isinstance(value, Sequence):
        return [str(part) for part in value]
    raise WordingFault("“顿号”和“等”只能用在列表上")
