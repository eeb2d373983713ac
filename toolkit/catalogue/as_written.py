"""Numbers, days, lists and words as people write them, where they do not write them in the usual way.

Takes a text as typed; gives what a person would take it for, or raises `Unreadable` with what to do. What a person would have to
ask about is asked: never guesses, never rounds.

    六  15人  ¥3300  0.42万元  未开展  20260601  6月1号  东风社区 河滨社区      understood
    约28  20余  三十多  15人 (of times, not people)  6月1日 (of which year?)     asked
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Final

WIDE_TO_NARROW: Final[Mapping[int, int]] = {**{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}, 0x3000: 0x20}
MOST_DIGITS: Final = 18
SCALES: Final[Mapping[str, int]] = {"": 1, "百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "亿": 10**8}
ALIKE: Final = (
    frozenset({"名", "人", "位"}),
    frozenset({"人次", "人", "名"}),
    frozenset({"次", "回", "场", "场次"}),
    frozenset({"份", "件", "篇"}),
    frozenset({"元", "圆", "元整", "块钱"}),
    frozenset({"小时", "学时", "个小时", "h"}),
    frozenset({"个", "处", "项"}),
)
"""What people write for one another: members are counted in 名 in official papers, and in 人 by whoever fills in a form."""
MEASURES: Final = frozenset().union(*ALIKE) | frozenset("户天条期批家棵株盏块本分岁对幅页")
NUMERALS: Final = "〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
NUMBER: Final = re.compile(
    rf"(?P<money>[¥￥]|RMB|CNY|人民币)?\s*(?P<number>-?[0-9]+(?:\.[0-9]+)?|[{NUMERALS}]+)\s*(?P<scale>百万|[百千万亿])?\s*(?P<measure>[A-Za-z\u4e00-\u9fff]{{0,4}})"
)
THOUSANDS: Final = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?:[^0-9]|$))")
VAGUE: Final = re.compile(
    r"^(?:约|大约|大概|近|将近|接近|超|超过|不足|不少于|不低于|不超过|至少|最多|以上|[>＞<＜≥≤~～])|左右|上下|余|多|几|若干|以上|以下|以内|\+|[?？]"
)
RANGE: Final = re.compile(rf"[0-9{NUMERALS}]\s*(?:[-~～—至到]|或者?)\s*[0-9{NUMERALS}]")
SIX_OR_SEVEN: Final = re.compile("[一二两三四五六七八九]{2}")
"""Two digits in characters side by side are no number of two digits: 六七次, 一百二三十."""
NOTHING: Final = re.compile(
    r"(?:本期)?(?:无|零|没有|(?:没有?|未)(?:开展|组织|举办|召开|发生|安排|进行)过?(?:活动|会议|此项(?:工作|活动)|相关(?:工作|活动))?)"
)
YET_TO_COME: Final = frozenset({"暂无", "暂缺"})
"""What says that there is nothing yet: as good as nothing written."""
WESTERN: Final = str.maketrans("〇零一二三四五六七八九", "00123456789")
WEEKDAY: Final = re.compile(r"\s*[（(]?(?:星期|周|礼拜)[一二三四五六日天][）)]?\s*$")
WHOLE_DAY: Final = re.compile(r"([0-9]{4})\s*[年./\-、]\s*([0-9]{1,2})\s*[月./\-、]\s*([0-9]{1,2})\s*[日号]?")
PLAIN_DAY: Final = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
# Not 6.1: where somebody typed 6.10 into a cell, Excel kept 6.1.
DAY_OF_YEAR: Final = re.compile(r"([0-9]{1,2})\s*[月/\-]\s*([0-9]{1,2})\s*[日号]?")
CHINESE_DAY: Final = re.compile(
    r"(?:([〇零一二三四五六七八九]{4})年)?(十[一二]?|[一二三四五六七八九])月([一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]"
)
NUMBERED: Final = re.compile(
    r"[（(]?[0-9]{1,2}[）)、.．](?![0-9])\s*|[（(][一二三四五六七八九十]{1,3}[）)]\s*|(?<![一二三四五六七八九十第])[一二三四五六七八九十]{1,3}、\s*|[①-⑳]\s*"
)
HAN: Final = r"\u3400-\u9fff"
BETWEEN_WORDS: Final = rf"(?:(?<=[{HAN}]{{2}})|(?<=[》”）)]))(?<![年月日号市县])(?<!(?<![社园校厂小景街])区)"
"""Behind two letters at least, since 李 明 is one; not within a day or an address: 云河市 东城区 一号."""
PARTED: Final = re.compile(
    rf"[、;；,，\r\n]|(?<=[{HAN}])\s*[/／|｜]\s*(?=[{HAN}])|{BETWEEN_WORDS}[ \t　]+(?=[{HAN}]{{2}}|[《“])"
)
BETWEEN_PARTS: Final = " 　、,，;；。\r\n\t"
OPENING, CLOSING = "（(《“〈【", "）)》”〉】"
YES: Final = frozenset({"是", "有", "√", "✓", "✔", "☑", "1", "对", "已", "Y", "y", "YES", "Yes", "yes"})
NO: Final = frozenset({"否", "无", "没有", "×", "✗", "✘", "☒", "x", "X", "0", "不是", "未", "N", "n", "NO", "No", "no"})


class Unreadable(ValueError):
    """Typed text that its kind cannot read; the text of the exception says what is expected, in Chinese."""


def narrow(text: str) -> str:
    """The text with the full-width letters, digits and signs of a Chinese keyboard as plain ones, and nothing else changed.

    >>> narrow("１，２００．５"), narrow("12①"), narrow("6²")
    ('1,200.5', '12①', '6²')
    """
    # NFKC would make 121 of 12①, and 62 of 6²: the marks of notes became digits.
    return text.translate(WIDE_TO_NARROW)


def plain_digits(text: str) -> str:
    """A text with plain digits, and none of the commas that part thousands.

    >>> plain_digits("１，２００"), plain_digits("−3"), plain_digits("1,2345")
    ('1200', '-3', '1,2345')
    """
    return THOUSANDS.sub("", narrow(text).replace("−", "-"))


def says_nothing(text: str) -> bool:
    """Whether it says that there was none of it: 无, 没有, 未开展, 本期没有开展.

    >>> [says_nothing(each) for each in ("未开展", "本期无", "未", "无锡")]
    [True, True, False, False]
    """
    plain = text.strip().rstrip("。.")
    return NOTHING.fullmatch(plain) is not None


def number_as_written(text: str, unit: str = "") -> Decimal:
    """The number that a text means.

    Args:
        text: as typed.
        unit: what is counted; empty where that is not said, as in the column of a ledger.

    Raises:
        Unreadable: it means none, or not an exact one, or one of something else.

    >>> number_as_written("0.42万元", "元"), number_as_written("4200元", "万元"), number_as_written("十二")
    (Decimal('4200.00'), Decimal('0.42'), Decimal('12'))
    """
    plain = plain_digits(text).strip().rstrip("。")
    # Whatever the unit is called, a number with it behind is one of it.
    plain = (plain.removesuffix(narrow(unit)).strip() or plain) if unit else plain
    if says_nothing(plain):
        return Decimal(0)
    if VAGUE.search(plain) or RANGE.search(plain) or SIX_OR_SEVEN.search(plain):
        raise Unreadable(f"“{text}”不是确切的数。请核实后填确切的数。")
    found = NUMBER.fullmatch(plain)
    if found is None:
        raise Unreadable(f"“{text}”不是数字。请只填数字，没有就填0，不适用就填“不适用”。")
    if len(found["number"]) > MOST_DIGITS:
        raise Unreadable(f"“{text}”位数太多。请核对后重填。")
    number, measure = _decimal(found["number"], text), found["measure"] or ("元" if found["money"] else "")
    if not found["number"].isascii() and parted(unit)[0] and set("百千万亿佰仟") & set(found["number"]):
        # 一百万 in a column of 万元 may be a hundred of them, or a hundred times ten thousand.
        raise Unreadable(f"“{text}”看不出是多少{unit}。请填数字。")
    return _in_unit(number, found["scale"] or "", measure, unit, text)


def _decimal(digits: str, text: str) -> Decimal:
    if digits.lstrip("-")[0].isascii():
        return Decimal(digits)
    import cn2an  # noqa: PLC0415 - slow to import, and few write numbers in characters

    try:
        return Decimal(str(cn2an.cn2an(digits.replace("〇", "零"), "smart")))
    except ValueError:
        raise Unreadable(f"“{text}”看不出是多少。请填数字。") from None


def _in_unit(number: Decimal, scale: str, measure: str, unit: str, text: str) -> Decimal:
    """A number with its own scale and measure, as one of the unit asked for: of 万元, 4200元 is 0.42."""
    asked_scale, asked = parted(unit)
    if scale and not unit:
        raise Unreadable(f"“{text}”看不出是多少：这一栏没有写明单位。请写成完整的数字。")
    if measure and not _fits(measure, asked):
        if measure in MEASURES and unit:
            raise Unreadable(f"“{text}”的单位是“{scale}{measure}”，要填的是多少{unit}。请核对后只填数字。")
        raise Unreadable(f"“{text}”不是数字。请只填数字，没有就填0，不适用就填“不适用”。")
    if not measure and not scale:
        return number
    factor = Decimal(SCALES[scale]) / SCALES[asked_scale if unit else ""]
    return number * factor if factor >= 1 else (number / (1 / factor)).normalize() + Decimal(0)


def parted(measure: str) -> tuple[str, str]:
    """A measure as its scale and what is counted.

    >>> parted("万元"), parted("元"), parted("万")
    (('万', '元'), ('', '元'), ('', '万'))
    """
    scale = next((each for each in ("百万", "千", "万", "亿") if measure.startswith(each) and measure != each), "")
    return scale, measure.removeprefix(scale)


def is_alike(measure: str, asked: str) -> bool:
    """Whether two measures without scale count one thing: 名 and 人, and not 次 and 个."""
    return measure == asked or any(measure in group and asked in group for group in ALIKE)


def _fits(measure: str, asked: str) -> bool:
    return is_alike(measure, asked) if asked else measure in MEASURES


def day_as_written(text: str, year: int | None = None) -> date:
    """The day that a text means.

    Args:
        text: as typed.
        year: the one that is meant where none is written; None where that has to be asked.

    Raises:
        Unreadable: it means none, or does not say of which year.

    >>> day_as_written("20260601"), day_as_written("6月1号", 2026), day_as_written("二〇二六年六月三十日")
    (datetime.date(2026, 6, 1), datetime.date(2026, 6, 1), datetime.date(2026, 6, 30))
    """
    plain = _with_digits(WEEKDAY.sub("", narrow(text).strip()).rstrip("。"))
    whole = WHOLE_DAY.fullmatch(plain) or PLAIN_DAY.fullmatch(plain)
    if whole:
        with suppress(ValueError):
            return date(*map(int, whole.groups()))
    part = DAY_OF_YEAR.fullmatch(plain)
    if part and _is_a_day(int(part[1]), int(part[2])):
        if year is None:
            raise Unreadable(f"“{text}”没有写年份。请写全，如2026年6月30日。")
        with suppress(ValueError):
            return date(year, int(part[1]), int(part[2]))
    raise Unreadable(f"“{text}”不是日期。请写成2026年6月30日或2026-6-30。")


def _is_a_day(month: int, day: int) -> bool:
    with suppress(ValueError):
        return date(2024, month, day).month == month
    return False


def _with_digits(text: str) -> str:
    """A day written in characters, with digits."""
    found = CHINESE_DAY.fullmatch(text)
    if found is None:
        return text
    month, day = (_below_hundred(found[n]) for n in (2, 3))
    return f"{found[1].translate(WESTERN)}年{month}月{day}日" if found[1] else f"{month}月{day}日"


def _below_hundred(text: str) -> int:
    """A number below a hundred, written in characters: 六, 十二, 三十, 三十一."""
    tens, ten, ones = text.rpartition("十")
    units = int(ones.translate(WESTERN)) if ones else 0
    return (int(tens.translate(WESTERN)) if tens else 1) * 10 + units if ten else units


def parts_as_written(text: str) -> tuple[str, ...]:
    """The parts of a list: at marks, at lines, at numbers before them, at spaces and strokes between words; never within brackets.

    >>> parts_as_written("1.东风社区（一期、二期）2.河滨社区"), parts_as_written("东风社区 河滨社区"), parts_as_written("Party Day")
    (('东风社区（一期、二期）', '河滨社区'), ('东风社区', '河滨社区'), ('Party Day',))
    """
    lines = _at_numbers(text)
    cuts = [found.span() for found in PARTED.finditer(lines) if not _is_inside(lines, found.start())]
    begins = [0, *(end for _begin, end in cuts)]
    ends = [*(begin for begin, _end in cuts), len(lines)]
    parts = (lines[begin:end].strip().strip("。") for begin, end in zip(begins, ends, strict=True))
    return tuple(part for part in parts if part)


def _at_numbers(text: str) -> str:
    """A text in which each number before a part begins a line; where they do not count from one on, it is no list of that kind."""
    numbers = [each for each in NUMBERED.finditer(text) if not _is_inside(text, each.start())]
    counted = [_place_of(each[0]) for each in numbers]
    if len(numbers) < 2 or counted != list(range(1, len(numbers) + 1)) or text[: numbers[0].start()].strip():
        return text
    ends = [*(each.start() for each in numbers[1:]), len(text)]
    parts = [text[each.end() : end].strip(BETWEEN_PARTS) for each, end in zip(numbers, ends, strict=True)]
    return "\n".join(parts) if all(parts) else text


def _place_of(number: str) -> int:
    """The number that stands before a part: 3 of 3、 of （三） and of ③; 0 of none."""
    sign = number.strip().strip("（()）、.．")
    if "①" <= sign <= "⑳":
        return ord(sign) - ord("①") + 1
    return int(sign) if sign.isascii() and sign.isdigit() else _below_hundred(sign) if sign else 0


def _is_inside(text: str, place: int) -> bool:
    """Whether a place stands within brackets or quotes."""
    before = text[:place]
    return sum(map(before.count, OPENING)) > sum(map(before.count, CLOSING))


def word_as_written(text: str, choices: Sequence[str]) -> str | None:
    """The choice that a text means: the one that is the same but for spaces, the width of letters and a full stop; None where none is.

    >>> word_as_written("已 销号。", ("整改中", "已销号"))
    '已销号'
    """
    bare = _bare(text)
    meant = [choice for choice in choices if bare and _bare(choice) == bare]
    return meant[0] if len(meant) == 1 else None


def _bare(text: str) -> str:
    return "".join(narrow(text).casefold().split()).rstrip("。.")


def yes_or_no_as_written(text: str) -> bool | None:
    """Whether a text says yes or no; None where it says neither."""
    plain = text.strip().rstrip("。")
    return True if plain in YES else False if plain in NO else None
