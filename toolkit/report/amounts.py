"""How officials write numbers: 万元, 余, capital characters, percentages, decimals.

Takes plain numbers; gives Chinese text. A `Gap` passes through every function unchanged, so that a blank stays visible.

Sources: 支付结算办法 附一 (大写金额); GB/T 15835-2011 (万, 亿); 党政机关 drafting practice as set down in the project's field notes:
no 余 for money or persons, 100% only where it is all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import Any, Final

from toolkit.catalogue.kinds import percentage, rounded, show_decimal
from toolkit.report.gaps import leaving_gaps

WAN: Final = Decimal(10_000)
YI: Final = Decimal(100_000_000)
TENTH_OF_WAN: Final = 1_000
LEAST_ABOUT: Final = 10
MOST_PLACES: Final = 6
DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
PLACES: Final = ("", "拾", "佰", "仟")
GROUPS: Final = ("", "万", "亿", "万亿")
LARGEST_CAPITAL: Final = Decimal(10) ** 16


class WordingFault(ValueError):
    """A filter was given something it cannot word; the text says what, in Chinese."""


@leaving_gaps
def ten_thousands(value: Any) -> str:
    """万元: 元 below 1万, 亿元 from 1亿 on, at most two decimals; rounded first, so that 9999.996 is 1万元.

    >>> ten_thousands(Decimal("8560")), ten_thousands(Decimal("9999.996")), ten_thousands(Decimal("120000000"))
    ('8560元', '1万元', '1.2亿元')
    """
    amount = number_of(value, "万元")
    for measure, scale in (("元", Decimal(1)), ("万元", WAN)):
        made = rounded(amount / scale, 2)
        if abs(made) < WAN:
            return f"{show_decimal(made)}{measure}"
    return f"{show_decimal(rounded(amount / YI, 2))}亿元"


@leaving_gaps
def about_ten_thousands(value: Any) -> str:
    """万余元: whole 万 and 余 for what is cut off; below 1万 as it is.

    >>> about_ten_thousands(56100), about_ten_thousands(50000), about_ten_thousands(8560)
    ('5万余元', '5万元', '8560元')
    """
    amount = number_of(value, "万余元")
    whole = (amount / WAN).to_integral_value(ROUND_DOWN)
    if not whole:
        return ten_thousands(amount)
    return f"{show_decimal(whole)}万{'' if whole * WAN == amount else '余'}元"


@leaving_gaps
def about(value: Any) -> str:
    """余: floored to tens below 1,000, to hundreds above, to tenths of 万 from 万 on.

    Exact where nothing is cut off, below ten, and for a fraction below 100.

    >>> [about(number) for number in (7, 40, 128, 1250, 1200, 128000, 128456, Decimal("12.5"))]
    ['7', '40', '120余', '1200余', '1200', '12.8万', '12.8万余', '12.5']
    """
    number = number_of(value, "余", as_printed=True)
    is_small_fraction = number < 100 and number != number.to_integral_value()
    return show_decimal(number) if is_small_fraction else about_whole(value)


@leaving_gaps
def about_whole(value: Any) -> str:
    """余 of an office that writes 10余 for 12.5 too."""
    number = number_of(value, "余", as_printed=True)
    if number < LEAST_ABOUT:
        return show_decimal(number)
    step = 10 if number < 1000 else 100 if number < WAN else TENTH_OF_WAN
    floored = number // step * step
    shown = show_decimal(floored) if number < WAN else f"{show_decimal(floored / WAN)}万"
    if floored == number:
        return shown
    return f"{shown}余"


@leaving_gaps
def capital_amount(value: Any) -> str:
    """大写: an amount in capital characters; the model figures of 支付结算办法 come out to the letter.

    >>> capital_amount(Decimal("107000.53")), capital_amount(Decimal("1680.32")), capital_amount(Decimal("16409.02"))
    ('壹拾万柒仟元零伍角叁分', '壹仟陆佰捌拾元零叁角贰分', '壹万陆仟肆佰零玖元零贰分')
    """
    amount = rounded(number_of(value, "大写"), 2)
    if abs(amount) >= LARGEST_CAPITAL:
        raise WordingFault(f"“大写”写不了这么大的数：{show_decimal(amount)}")
    cents = int(abs(amount) * 100)
    whole, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    sign = "负" if amount < 0 else ""
    return f"{sign}{_capital_yuan(whole, is_followed=bool(jiao or fen))}{_capital_cents(whole, jiao, fen)}"


def _capital_yuan(whole: int, *, is_followed: bool) -> str:
    if not whole:
        return "" if is_followed else "零元"
    groups = _groups_of_four(whole)
    text, is_gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group:
            # 零 stands for the places left out: 壹万零伍拾, 贰仟亿零伍仟; but 壹拾万柒仟, where only the 万 is nought.
            text += ("零" if text and (is_gap or group < 1000) else "") + _capital_group(group) + GROUPS[place]
        is_gap = not group
    return f"{text}元"


def _groups_of_four(whole: int) -> list[int]:
    """The digits of a number four by four, the last ones first."""
    groups = []
    while whole:
        whole, group = divmod(whole, 10_000)
        groups.append(group)
    return groups


def _capital_group(group: int) -> str:
    """Up to four digits: one 零 for however many noughts stand between others."""
    text, is_gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if is_gap and text else "") + DIGITS[digit] + PLACES[place]
        is_gap = not digit
    return text


def _capital_cents(whole: int, jiao: int, fen: int) -> str:
    if not jiao and not fen:
        return "整"
    # After a nought of 元, and for a nought of 角, stands 零.
    before = "零" if whole and (not jiao or not whole % 10) else ""
    tenths = f"{DIGITS[jiao]}角" if jiao else ""
    return before + tenths + (f"{DIGITS[fen]}分" if fen else "")


@leaving_gaps
def chinese_number(value: Any) -> str:
    """汉字: a whole number in characters (12 -> 十二)."""
    import cn2an  # noqa: PLC0415 - slow to import, and most documents write no number in characters

    words = str(cn2an.an2cn(show_decimal(number_of(value, "汉字", as_printed=True)), "low"))
    return words.removeprefix("一") if words.startswith("一十") else words


@leaving_gaps
def percent(value: Any) -> str:
    """百分比: a fraction as a percentage with at most one decimal; 100% only where it is all.

    >>> percent(Decimal("0.8333")), percent(Decimal("0.99951")), percent(1)
    ('83.3%', '99.9%', '100%')
    """
    return f"{show_decimal(percentage(number_of(value, '百分比')))}%"


@leaving_gaps
def with_places(value: Any, places: int = 2) -> str:
    """保留: with so many decimals, zeros kept: a column of money has two throughout.

    >>> with_places(Decimal("7585.5")), with_places(Decimal("2.345"), 1), with_places(3, 0)
    ('7585.50', '2.3', '3')
    """
    if not isinstance(places, int) or not 0 <= places <= MOST_PLACES:
        raise WordingFault(f"“保留”后面写小数的位数，0到{MOST_PLACES}，如 保留(2)")
    return f"{rounded(number_of(value, '保留'), places):f}"


@leaving_gaps
def grouped(value: Any) -> str:
    """千分位: a number with thousands separated by commas."""
    whole, point, rest = show_decimal(number_of(value, "千分位", as_printed=True)).partition(".")
    return f"{int(whole):,}{point}{rest}"


AMOUNT_FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "万元": ten_thousands,
    "万余元": about_ten_thousands,
    "余": about,
    "大写": capital_amount,
    "汉字": chinese_number,
    "百分比": percent,
    "保留": with_places,
    "千分位": grouped,
}


def number_of(value: Any, filter_name: str, *, as_printed: bool = False) -> Decimal:
    """The number a filter words.

    Args:
        value: what it was given.
        filter_name: for messages.
        as_printed: whether it words the number as it would be printed; a filter that rounds by itself takes it exactly.

    Raises:
        WordingFault: it is none.
    """
    try:
        exact = isinstance(value, Decimal) and not as_printed
        return Decimal(value) if exact else Decimal(str(value).strip())
    except InvalidOperation:
        raise WordingFault(f"“{filter_name}”只能用在数上，这里是“{_shown(value)}”") from None


def _shown(value: Any) -> str:
    text = "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text[:20]
