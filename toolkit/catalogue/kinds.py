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
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from enum import Enum
from functools import lru_cache
from typing import Final, TypeAlias


class NotApplicable(Enum):
    """The one value that says: this figure does not apply to this unit."""

    NOT_APPLICABLE = "不适用"

    def __str__(self) -> str:
        return self.value


NOT_APPLICABLE: Final = NotApplicable.NOT_APPLICABLE
WORDS_FOR_NOT_APPLICABLE = frozenset({"不适用", "/", "／", "－", "—", "——", "-", "N/A", "n/a"})
WORDS_FOR_NONE = frozenset({"无", "没有", "零"})
MOST_CHARACTERS = 20_000
MOST_DIGITS = 18
MOST_PRECISE = 80
# People are counted in 名 in official papers, and in 人 by everybody who fills in a form.
WIDE_TO_NARROW: Final[Mapping[int, int]] = {**{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}, 0x3000: 0x20}
SAME_UNITS = {"名": ("人", "位"), "人": ("名", "位"), "人次": ("人",), "次": ("回",), "份": ("件",)}


class Unreadable(ValueError):
    """Typed text that its kind cannot read; the text of the exception says what is expected, in Chinese."""


@dataclass(frozen=True)
class Unread:
    """Typed text kept as it stands, with the reason it could not be read."""

    text: str
    reason: str


Value: TypeAlias = int | Decimal | date | bool | str | tuple[str, ...]
Content: TypeAlias = Value | NotApplicable | Unread | None


MOST_TEXTS_KNOWN: Final = 20_000
"""How many texts are remembered with what they mean: 0, 12 and 已完成 are typed thousands of times."""


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of value; there is one of each, in other processes too, so that texts are quickly found by it.

    Args:
        name: the word used in the catalogue.
        read: typed text, tidied, to a value; raises `Unreadable`. The second argument is the choices, if any.
        show: a value as a person writes it; reading what was shown gives the value back.
        numeric: whether values can be added and compared.
    """

    name: str
    read: Callable[[str, tuple[str, ...]], Value]
    show: Callable[[Value], str]
    numeric: bool = False

    def __reduce__(self) -> tuple[Callable[[str], Kind], tuple[str]]:
        return kind_named, (self.name,)


@lru_cache(maxsize=MOST_TEXTS_KNOWN)
def read(kind: Kind, text: str, choices: tuple[str, ...] = (), unit: str = "") -> Content:
    """The content that typed `text` means.

    Args:
        kind: what is asked for.
        text: as typed; full-width digits, thousands commas and the unit behind a number are understood.
        choices: the allowed words, for 选项.
        unit: the item's unit, which may follow a number ("12名").

    Raises:
        Unreadable: the text is no such value.

    >>> read(COUNT, "１，２００ 名", unit="名")
    1200
    >>> read(AMOUNT, "") is None
    True
    """
    _refuse_unprintable(text)
    tidy = text.strip()
    if len(tidy) > MOST_CHARACTERS:
        raise Unreadable(f"太长，有{len(tidy)}字。请缩短到{MOST_CHARACTERS}字以内。")
    if not tidy:
        return None
    if tidy in WORDS_FOR_NOT_APPLICABLE:
        return NOT_APPLICABLE
    plain = _tidy_number(tidy, unit) if kind.numeric else tidy
    try:
        return kind.read(plain, choices)
    except Unreadable as fault:
        raise Unreadable(str(fault).replace(f"“{plain}”", f"“{tidy}”", 1)) from None


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
    found = _UNPRINTABLE.search(text)
    if found:
        raise Unreadable(f"含有Word保存不了的字符（U+{ord(found[0]):04X}）。请删去后重新输入，不要直接从网页粘贴。")


def _narrow(text: str) -> str:
    """The text with the full-width letters, digits and signs of a Chinese keyboard as plain ones, and nothing else changed.

    >>> _narrow("１，２００．５"), _narrow("12①"), _narrow("6²")
    ('1,200.5', '12①', '6²')
    """
    # NFKC would make 121 of 12①, and 62 of 6²: the marks of notes became digits.
    return text.translate(WIDE_TO_NARROW)


def _tidy_number(text: str, unit: str) -> str:
    plain = _narrow(text)
    for word in (unit, *SAME_UNITS.get(unit, ())) if unit else ():
        plain = plain.removesuffix(_narrow(word)).strip() or plain
    return re.sub(r"(?<=[0-9]),(?=[0-9]{3}([^0-9]|$))", "", plain).replace("−", "-")


def _read_count(text: str, choices: tuple[str, ...]) -> int:
    number = _read_amount(text, choices)
    if number != number.to_integral_value():
        raise Unreadable(f"“{text}”不是整数。请填整数，没有就填0，不适用就填“不适用”。")
    return int(number)


def _read_amount(text: str, _choices: tuple[str, ...]) -> Decimal:
    if text in WORDS_FOR_NONE:
        return Decimal(0)
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise Unreadable(f"“{text}”不是数字。请只填数字，没有就填0，不适用就填“不适用”。")
    if len(text) > MOST_DIGITS:
        raise Unreadable(f"“{text}”位数太多。请核对后重填。")
    return Decimal(text)


_DATE = re.compile(r"([0-9]{4}) ?[年./-] ?([0-9]{1,2}) ?[月./-] ?([0-9]{1,2}) ?日?( [0-9:]+)?")


def _read_date(text: str, _choices: tuple[str, ...]) -> date:
    found = _DATE.fullmatch(_narrow(text))
    if found:
        with suppress(ValueError):
            return date(int(found[1]), int(found[2]), int(found[3]))
    raise Unreadable(f"“{text}”不是日期。请写成2026年6月30日或2026-6-30。")


def _read_text(text: str, _choices: tuple[str, ...]) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_list(text: str, _choices: tuple[str, ...]) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in re.split(r"[、;；,，\r\n]", text) if part.strip())
    if len(parts) == 1 and parts[0] in WORDS_FOR_NOT_APPLICABLE:
        raise Unreadable(f"“{text}”多了标点。请只填“{parts[0]}”。")
    return () if set(parts) <= WORDS_FOR_NONE else parts


def _read_choice(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise Unreadable(f"“{text}”不在可选项里。请填：{'、'.join(choices)}。")
    return text


def _read_yes_no(text: str, _choices: tuple[str, ...]) -> bool:
    if text in {"是", "有", "√", "1"}:
        return True
    if text in {"否", "无", "没有", "×", "0"}:
        return False
    raise Unreadable(f"“{text}”应填“是”或“否”。")


def rounded(number: int | Decimal, places: int) -> Decimal:
    """A number with so many places, half up.

    >>> rounded(Decimal("2.345"), 2), rounded(7, 0)
    (Decimal('2.35'), Decimal('7'))
    """
    with localcontext(prec=MOST_PRECISE):
        try:
            return Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        except InvalidOperation:
            # A number longer than that has no decimals worth showing.
            return Decimal(number)


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
    return "、".join(value) or "无"


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
