"""Formats values by the pictures that Word's fields and controls carry: 0.00, yyyy年M月d日, CHINESENUM3, ☒.

Takes plain values and pictures; gives text. A blank passes through, and so does a value that the picture does not fit.
Never computes in binary fractions: numbers are rounded half up, exactly. Never multiplies for a percent sign: Word does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import wraps
from typing import Any, Final

from markupsafe import Markup

from toolkit.word.language.sentences import chinese_ordinal
from toolkit.word.language.values import MOST_BITS, MOST_PLACES, PARAGRAPH_MARK, Gap, Mark, is_rich, printed, words_of

NUMBER: Final = re.compile(r"\s*([+-]?(?:\d{1,100}|\d{1,3}(?:,\d{3}){1,30})(?:\.\d{1,100})?)\s*", re.ASCII)
DATE: Final = re.compile(
    r"\s*(\d{4})([-/.年])(\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*", re.ASCII
)
NUMBER_PIECE: Final = re.compile(r"'([^']*)'|(.)", re.DOTALL)
DATE_PIECE: Final = re.compile(
    r"'[^']*'|(?i:am/pm)|上午/下午|[yY]{4}|[yY]{2}|M{1,4}|[dD]{1,4}|a{3,4}|H{1,2}|h{1,2}|m{1,2}|s{1,2}|E{1,4}|O|A"
)
SLOTS: Final = ("0", "#")
UNTICKED: Final = {"", "否", "无", "0", "false", "no", "×", "☐", "□"}
LINE_BREAK: Final = '</w:t><w:br/><w:t xml:space="preserve">'
DIGITS: Final = "〇一二三四五六七八九"

Piece = tuple[str, str]


def _of_plain_values(function: Callable[..., Any]) -> Callable[..., Any]:
    """The filter, but blanks and what prints in a way of its own pass through it."""

    @wraps(function)
    def filtered(value: Any, *arguments: Any) -> Any:
        if value is None or isinstance(value, Gap | Mark) or is_rich(value):
            return value
        return function(value, *arguments)

    return filtered


@_of_plain_values
def number_text(value: Any, picture: str) -> Any:
    """A number by a numeric picture: 0, #, thousands, sign, quoted text, and sections for plus, minus and zero.

    >>> number_text(Decimal("1234.565"), "#,##0.00"), number_text(-5, "0;'负'0"), number_text("约五", "0.00")
    ('1,234.57', '负5', '约五')
    """
    number, sections = _number(value), _sections(picture)
    if number is None or not any(kind in SLOTS for kind, _ in sections[0]):
        return value
    if not number and len(sections) > 2:
        return _section_text(number, sections[2], True)
    if number < 0 and len(sections) > 1:
        return _section_text(number, sections[1], True)
    return _section_text(number, sections[0], False)


def _number(value: Any) -> Decimal | None:
    match value:
        case bool():
            return None
        case int() if value.bit_length() <= 2 * MOST_BITS:
            number = Decimal(value)
        case float():
            number = Decimal(repr(float(value)))
        case Decimal():
            number = value
        case str() if NUMBER.fullmatch(value):
            number = Decimal(value.strip().replace(",", ""))
        case _:
            return None
    return number if number.is_finite() and abs(number.adjusted()) <= MOST_PLACES else None


def _sections(picture: str) -> list[list[Piece]]:
    sections: list[list[Piece]] = [[]]
    for quoted, bare in NUMBER_PIECE.findall(picture):
        if bare == ";":
            sections.append([])
        else:
            sections[-1].append((bare if bare and bare in "0#,.+-" else "text", quoted or bare))
    return [[_placed(section, place) for place in range(len(section))] for section in sections]


def _placed(section: Sequence[Piece], place: int) -> Piece:
    """The piece there; a comma or a point away from digits is text, and so is a sign after them."""
    kind, text = section[place]
    beside = {each for each, _ in section[max(place - 1, 0) : place + 2]}
    if (kind in (",", ".") and not beside & set(SLOTS)) or (
        kind in ("+", "-") and any(each in SLOTS for each, _ in section[:place])
    ):
        return "text", text
    return kind, text


def _section_text(number: Decimal, section: list[Piece], sign_is_given: bool) -> str:
    kinds = [kind for kind, _ in section]
    point = kinds.index(".") if "." in kinds else len(kinds)
    whole_pieces, rest = section[:point], section[point + 1 :]
    if not any(kind in SLOTS for kind in kinds):
        return "".join(text for _, text in section)
    places = sum(kind in SLOTS for kind, _ in rest)
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=2 * MOST_PLACES + places + 1))
    whole, _, fraction = f"{rounded.copy_abs():f}".partition(".")
    sign = "-" if rounded < 0 else ""
    pieces = [(kind, (sign or text.strip("-")) if kind in ("+", "-") else text) for kind, text in whole_pieces]
    automatic = "" if sign_is_given or {"+", "-"} & set(kinds) else sign
    return _whole_text(pieces, whole.lstrip("0"), automatic) + _fraction_text(rest, fraction)


def _whole_text(pieces: list[Piece], digits: str, sign: str) -> str:
    """The digits before the point in their places; the first place takes all that are left over."""
    slots = [kind for kind, _ in pieces if kind in SLOTS]
    if not slots:
        pieces, slots = [*pieces, ("#", "")], ["#"]
    digits = digits.rjust(len(slots) - slots.index("0") if "0" in slots else 0, "0")
    shown = _grouped(digits) if any(kind == "," for kind, _ in pieces) else list(digits)
    made, place, over = "", 0, len(digits) - len(slots)
    for kind, text in pieces:
        if kind in SLOTS:
            start, end = max(over + place, 0) if place else 0, max(over + place + 1, 0)
            made += ("" if place else sign) + "".join(shown[start:end])
            place += 1
        elif kind != ",":
            made += text
    return made


def _grouped(digits: str) -> list[str]:
    last = len(digits) - 1
    return [f"{each}," if place < last and (last - place) % 3 == 0 else each for place, each in enumerate(digits)]


def _fraction_text(pieces: list[Piece], digits: str) -> str:
    slots = [kind for kind, _ in pieces if kind in SLOTS]
    shown = list(digits)
    while shown and shown[-1] == "0" and slots[len(shown) - 1] == "#":
        shown.pop()
    left = iter(shown)
    text = "".join(next(left, "") if kind in SLOTS else text for kind, text in pieces)
    return f".{text}" if shown else text


@_of_plain_values
def date_text(value: Any, picture: str) -> Any:
    """A date by a date picture; m is the month where the picture has no hour.

    >>> date_text(date(2026, 6, 30), "yyyy年M月d日 dddd"), date_text("2026-06-30", "EEEE年O月A日"), date_text("待定", "d")
    ('2026年6月30日 星期二', '二〇二六年六月三十日', '待定')
    """
    moment = _moment(value)
    if moment is None:
        return value
    clock = any(piece[0] in "hHs" for piece in DATE_PIECE.findall(picture))
    return DATE_PIECE.sub(lambda found: _date_piece(found[0], moment, clock), picture)


def _moment(value: Any) -> datetime | None:
    match value:
        case datetime():
            return value.replace(tzinfo=None)
        case date():
            return datetime(value.year, value.month, value.day)
        case str() if found := DATE.fullmatch(value):
            year, _, month, day, hour, minute, second = found.groups(default="0")
            try:
                return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second))
            except ValueError:
                return None
        case _:
            return None


def _date_piece(piece: str, moment: datetime, clock: bool) -> str:
    if piece[0] == "'":
        return piece[1:-1]
    if piece[0] in "yYdD":
        piece = piece.lower()
    elif piece[0] == "m" and not clock:
        piece = piece.upper()
    elif "/" in piece:
        return "上午" if moment.hour < 12 else "下午"
    return _DATE_WORDS[piece[0] if piece[0] == "E" else piece](moment)


def _week_day(moment: datetime) -> str:
    return "一二三四五六日"[moment.weekday()]


_DATE_WORDS: Final[Mapping[str, Callable[[datetime], str]]] = {
    "yyyy": lambda moment: f"{moment.year:04d}",
    "yy": lambda moment: f"{moment.year % 100:02d}",
    "M": lambda moment: str(moment.month),
    "MM": lambda moment: f"{moment.month:02d}",
    "MMM": lambda moment: f"{moment.month}月",
    "MMMM": lambda moment: f"{chinese_ordinal(moment.month)}月",
    "d": lambda moment: str(moment.day),
    "dd": lambda moment: f"{moment.day:02d}",
    "ddd": lambda moment: f"周{_week_day(moment)}",
    "dddd": lambda moment: f"星期{_week_day(moment)}",
    "aaa": _week_day,
    "aaaa": lambda moment: f"星期{_week_day(moment)}",
    "H": lambda moment: str(moment.hour),
    "HH": lambda moment: f"{moment.hour:02d}",
    "h": lambda moment: str((moment.hour - 1) % 12 + 1),
    "hh": lambda moment: f"{(moment.hour - 1) % 12 + 1:02d}",
    "m": lambda moment: str(moment.minute),
    "mm": lambda moment: f"{moment.minute:02d}",
    "s": lambda moment: str(moment.second),
    "ss": lambda moment: f"{moment.second:02d}",
    "E": lambda moment: "".join(DIGITS[int(each)] for each in f"{moment.year:04d}"),
    "O": lambda moment: chinese_ordinal(moment.month),
    "A": lambda moment: chinese_ordinal(moment.day),
}


@_of_plain_values
def full_date(value: Any) -> str | None:
    """A date as Word keeps it behind a date control, or None where there is none.

    >>> full_date(date(2026, 6, 30)), full_date("待定")
    ('2026-06-30T00:00:00Z', None)
    """
    moment = _moment(value)
    return f"{moment.isoformat(timespec='seconds')}Z" if moment else None


@_of_plain_values
def letters(value: Any, style: str) -> Any:
    """A text in upper or lower case, or with a capital in front of it (firstcap) or of each word (caps).

    >>> letters("zhang san", "caps"), letters("zhang san", "firstcap")
    ('Zhang San', 'Zhang san')
    """
    text = _words(value)
    if style in ("upper", "lower"):
        return text.upper() if style == "upper" else text.lower()
    return re.sub(r"(?<!\S)\S", lambda found: found[0].upper(), text, count=1 if style == "firstcap" else 0)


@_of_plain_values
def chinese_number(value: Any, style: int) -> Any:
    """A number in characters: counting, digit by digit from a hundred (1), capital (2), counting (3).

    >>> [chinese_number(number, style) for number in (12, 105) for style in (1, 2, 3)]
    ['十二', '壹拾贰', '十二', '一〇五', '壹佰零伍', '一百零五']
    """
    number = _number(value)
    if number is None:
        return value
    digit_by_digit = style == 1 and abs(number) >= 100
    try:
        import cn2an  # noqa: PLC0415 - a third of the engine's import time, for a format few templates ask for

        text = str(cn2an.an2cn(words_of(number), "direct" if digit_by_digit else "up" if style == 2 else "low"))
    except ValueError:
        return value
    return text.replace("零", "〇") if digit_by_digit else text


@_of_plain_values
def ticked(value: Any, yes: str, no: str) -> str:
    """What stands for a value's truth; the words that mean no are taken as such."""
    untrue = value.strip().lower() in UNTICKED if isinstance(value, str) else not value
    return no if untrue else yes


@_of_plain_values
def chosen(value: Any, choices: Sequence[Sequence[str]]) -> Any:
    """The text of the choice whose value or text this is, otherwise the value.

    Args:
        value: a plain value.
        choices: pairs of value and text, as a list of Word holds them.
    """
    text = _words(value)
    return next((shown for pair in choices for shown in pair[1:] if text in pair), value)


@_of_plain_values
def soft_lines(value: Any) -> Any:
    """A text whose lines stay in one paragraph, as a plain-text control wants them."""
    text = printed(_words(value))
    return Markup(str(text).replace(PARAGRAPH_MARK, LINE_BREAK)) if PARAGRAPH_MARK in text else value


def _words(value: Any) -> str:
    return "、".join(map(words_of, value)) if isinstance(value, list | tuple) else words_of(value)


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "数字格式": number_text,
    "日期格式": date_text,
    "完整日期": full_date,
    "字母格式": letters,
    "汉字格式": chinese_number,
    "勾选": ticked,
    "选项": chosen,
    "软换行": soft_lines,
}
"""The filters that tags made of fields and controls use, the value first."""
