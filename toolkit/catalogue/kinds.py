"""The kinds of value an item can ask for, each with one place that reads, shows and stores it.

Takes typed text; gives a content or raises `Unreadable` with the reason in Chinese. Never rounds, clamps or guesses.

A *content* is one of
    None             blank: not yet filled
    NOT_APPLICABLE   不适用: leaves the denominator
    Unread           typed, kept to the letter, but not understood
    a value          int, Decimal, date, bool, str, or a tuple of str (a list)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import Enum
from functools import cache, lru_cache
from typing import Final, NamedTuple, TypeAlias

from toolkit.catalogue.as_written import (
    MOST_DIGITS,
    WHOLE_DAY,
    YET_TO_COME,
    Unreadable,
    day_as_written,
    narrow,
    number_as_written,
    parts_as_written,
    plain_digits,
    says_nothing,
    word_as_written,
    yes_or_no_as_written,
)


class NotApplicable(Enum):
    """The one value that says: this figure does not apply to this unit."""

    NOT_APPLICABLE = "不适用"

    def __str__(self) -> str:
        return self.value


NOT_APPLICABLE: Final = NotApplicable.NOT_APPLICABLE
WORDS_FOR_NOT_APPLICABLE = frozenset({"不适用", "/", "／", "－", "—", "——", "-", "N/A", "n/a"})
WORDS_FOR_NONE = frozenset({"无", "没有", "零"})
MEAN_SOMETHING_ELSE: Final = WORDS_FOR_NOT_APPLICABLE | YET_TO_COME
MOST_CHARACTERS = 20_000
PLAIN_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
USUAL_MARKS: Final = re.compile(r"[、;；,，\r\n]")
WITHOUT_TIME: Final = re.compile(r" [0-9]{1,2}(?::[0-9]+)+$")
PRECISELY: Final = Context(prec=80)
ALL_BUT_ALL: Final = Decimal("99.9")


@dataclass(frozen=True)
class Unread:
    """Typed text kept as it stands, with the reason it could not be read."""

    text: str
    reason: str


PLAIN_TYPES: Final = frozenset([str, int, Decimal, date, bool])
"""The types of contents that are compared and printed as they are."""
Value: TypeAlias = int | Decimal | date | bool | str | tuple[str, ...]
Content: TypeAlias = Value | NotApplicable | Unread | None


MOST_TEXTS_KNOWN: Final = 20_000
"""How many texts are remembered with what they mean: 0, 12 and 已完成 are typed thousands of times."""


class Asked(NamedTuple):
    """What else is known of what is asked for.

    Args:
        choices: the allowed words, for 选项.
        unit: in what it is counted, which may follow a number ("12名").
        year: the one that is meant by a day without one; None where that has to be asked.
    """

    choices: tuple[str, ...] = ()
    unit: str = ""
    year: int | None = None


NOTHING_MORE: Final = Asked()


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of value; there is one of each, in other processes too, so that texts are quickly found by it.

    Args:
        name: the word used in the catalogue.
        read: typed text, tidied, to a value, or nothing where it says that there is nothing yet; raises `Unreadable`.
        show: a value as a person writes it; reading what was shown gives the value back.
        numeric: whether values can be added and compared.
    """

    name: str
    read: Callable[[str, Asked], Value | None]
    show: Callable[[Value], str]
    numeric: bool = False

    def __reduce__(self) -> tuple[Callable[[str], Kind], tuple[str]]:
        return kind_named, (self.name,)


def read_text(kind: Kind, text: str, choices: tuple[str, ...] = (), unit: str = "", year: int | None = None) -> Content:
    """The content that typed `text` means; for those who remember it themselves.

    Args:
        kind: what is asked for.
        text: as typed; what people write in other ways than the usual one is understood as `as_written` says.
        choices, unit, year: as in `Asked`.

    Raises:
        Unreadable: the text is no such value.

    >>> read_text(COUNT, "１，２００ 名", unit="名"), read_text(AMOUNT, "0.42万元", unit="元")
    (1200, Decimal('4200.00'))
    >>> read_text(AMOUNT, "") is None
    True
    """
    if kind is TEXT and not choices and (plain := _plain_text(text)):
        return plain
    _refuse_unprintable(text)
    tidy = text.strip()
    if len(tidy) > MOST_CHARACTERS:
        raise Unreadable(f"太长，有{len(tidy)}字。请缩短到{MOST_CHARACTERS}字以内。")
    if not tidy or (tidy not in choices and tidy.rstrip("。") in YET_TO_COME):
        return None
    if tidy in WORDS_FOR_NOT_APPLICABLE:
        return NOT_APPLICABLE
    return kind.read(tidy, Asked(choices, unit, year) if choices or unit or year else NOTHING_MORE)


read: Final = lru_cache(maxsize=MOST_TEXTS_KNOWN)(read_text)
"""The same, remembered."""


def _plain_text(text: str) -> str:
    """What is meant by a text that is one at first sight; empty where that takes a second look."""
    tidy = text.strip()
    is_plain = text.isprintable() and len(tidy) <= MOST_CHARACTERS and tidy.rstrip("。") not in MEAN_SOMETHING_ELSE
    return tidy if is_plain else ""


def understood(kind: Kind, content: Content, text: str, unit: str = "") -> str:
    """What a text was taken for, where it was not written in the usual way; empty where it was.

    >>> understood(AMOUNT, Decimal("4200"), "0.42万元", "元"), understood(COUNT, 15, "15名", "名"), understood(COUNT, 0, "未开展")
    ('4200元', '', '0')
    """
    tidy = text.strip()
    if content is None:
        return "空" if tidy else ""
    if not is_known(content) or kind is TEXT or _is_usual(kind, content, tidy, unit):
        return ""
    return show(kind, content) + (unit if kind.numeric else "")


def _is_usual(kind: Kind, content: Content, text: str, unit: str) -> bool:
    if kind.numeric:
        return PLAIN_NUMBER.fullmatch(plain_digits(text).removesuffix(narrow(unit)).strip()) is not None
    if kind is DATE:
        return WHOLE_DAY.fullmatch(narrow(text)) is not None
    if kind is LIST:
        return content == () or content == tuple(part.strip() for part in USUAL_MARKS.split(text) if part.strip())
    return text == show(kind, content)


def show(kind: Kind, content: Content) -> str:
    """The content as text; blank is an empty string and unread text is shown as typed."""
    if content is None:
        return ""
    if content is NOT_APPLICABLE:
        return NOT_APPLICABLE.value
    if isinstance(content, Unread):
        return content.text
    assert not isinstance(content, NotApplicable)
    return kind.show(content)


def is_known(content: Content) -> bool:
    """Whether it is a value: neither blank, nor 不适用, nor unread."""
    return not (content is None or isinstance(content, NotApplicable | Unread))


_PLANE_ENDS = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
# Unassigned code points pass: a rare name may use a character newer than this Python's tables.
_UNPRINTABLE = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef{_PLANE_ENDS}]")


def is_waiting(content: Content) -> bool:
    """Whether somebody still has to fill it in: blank, or typed and not understood."""
    return content is None or isinstance(content, Unread)


def _refuse_unprintable(text: str) -> None:
    # What Python can print holds none of them, and is most of what is typed.
    found = None if text.isprintable() else _UNPRINTABLE.search(text)
    if found:
        raise Unreadable(f"含有Word保存不了的字符（U+{ord(found[0]):04X}）。请删去后重新输入，不要直接从网页粘贴。")


def _read_count(text: str, asked: Asked) -> int:
    number = _read_amount(text, asked)
    if number != number.to_integral_value():
        raise Unreadable(f"“{text}”不是整数。请填整数，没有就填0，不适用就填“不适用”。")
    return int(number)


def _read_amount(text: str, asked: Asked) -> Decimal:
    if len(text) <= MOST_DIGITS and PLAIN_NUMBER.fullmatch(text):
        return Decimal(text)
    return number_as_written(text, asked.unit)


def _read_date(text: str, asked: Asked) -> date | None:
    return None if says_nothing(text) else day_as_written(WITHOUT_TIME.sub("", text), asked.year)


def _read_text(text: str, _asked: Asked) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_list(text: str, _asked: Asked) -> tuple[str, ...]:
    parts = parts_as_written(text)
    if len(parts) == 1 and parts[0] in WORDS_FOR_NOT_APPLICABLE:
        raise Unreadable(f"“{text}”多了标点。请只填“{parts[0]}”。")
    if not parts:
        raise Unreadable(f"“{text}”只有标点。请写出来，没有的写“无”。")
    return () if all(map(says_nothing, parts)) else parts


def _read_choice(text: str, asked: Asked) -> str:
    meant = text if text in asked.choices else word_as_written(text, asked.choices)
    if meant is None:
        raise Unreadable(f"“{text}”不在可选项里。请填：{'、'.join(asked.choices)}。")
    return meant


def _read_yes_no(text: str, _asked: Asked) -> bool:
    meant = yes_or_no_as_written(text)
    if meant is None:
        raise Unreadable(f"“{text}”应填“是”或“否”。")
    return meant


def rounded(number: int | Decimal, places: int) -> Decimal:
    """A number with so many places, half up.

    >>> rounded(Decimal("2.345"), 2), rounded(7, 0)
    (Decimal('2.35'), Decimal('7'))
    """
    try:
        return Decimal(number).quantize(_place(places), ROUND_HALF_UP, PRECISELY)
    except InvalidOperation:
        # A number longer than that has no decimals worth showing.
        return Decimal(number)


@cache
def _place(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def percentage(share: int | Decimal) -> Decimal:
    """A share in per cent with at most one decimal; 100 only where it is all, so that 5,999 of 6,000 are 99.9.

    >>> percentage(Decimal("0.8333")), percentage(Decimal("0.99951")), percentage(Decimal("1.0004"))
    (Decimal('83.3'), Decimal('99.9'), Decimal('100.0'))
    """
    made = rounded(share * 100, 1)
    return ALL_BUT_ALL if share < 1 and made >= 100 else made


def show_decimal(value: Decimal) -> str:
    """A decimal without an exponent and without zeros nobody typed.

    >>> show_decimal(Decimal("1200.50")), show_decimal(Decimal("1E+3"))
    ('1200.5', '1000')
    """
    try:
        plain = format(value, "f")
    except (InvalidOperation, ValueError):
        return str(value)
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _show_number(value: Value) -> str:
    return show_decimal(value) if isinstance(value, Decimal) else str(value)


def _show_date(value: Value) -> str:
    assert isinstance(value, date)
    return f"{value.year}年{value.month}月{value.day}日"


def _show_list(value: Value) -> str:
    assert isinstance(value, tuple)
    shown = "、".join(value)
    # 1、楼2、院 counts two parts 楼 and 院; it was three: 1, 楼2 and 院.
    return (shown if parts_as_written(shown) == value else "；".join(value)) or "无"


def _show_yes_no(value: Value) -> str:
    return "是" if value else "否"


COUNT: Final = Kind("数量", _read_count, str, numeric=True)
AMOUNT: Final = Kind("金额", _read_amount, _show_number, numeric=True)
DATE: Final = Kind("日期", _read_date, _show_date)
TEXT: Final = Kind("文字", _read_text, str)
LIST: Final = Kind("列表", _read_list, _show_list)
CHOICE: Final = Kind("选项", _read_choice, str)
YES_NO: Final = Kind("是否", _read_yes_no, _show_yes_no)

KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in (COUNT, AMOUNT, DATE, TEXT, LIST, CHOICE, YES_NO)}


def kind_named(name: str) -> Kind:
    """The kind of a name of the catalogue."""
    return KINDS[name]
