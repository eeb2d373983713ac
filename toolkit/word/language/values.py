"""The plain values a template may be given, and what each prints.

Takes a value; gives its text as an office writes it, or says why Word cannot hold it. Never asks a value to print itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from toolkit.errors import ToolkitError
from toolkit.word.language.quotients import Number

BLANK_TEXT: Final = "【待填】"
"""What a blank prints; a document that holds it is a draft."""

# Noncharacters: valid in XML, never in anybody's text, so a mark of ours cannot be mistaken for data.
PARAGRAPH_MARK: Final = "\ufdd0"
TAB_MARK: Final = "\ufdd1"
ORDINAL_MARK: Final = "\ufdd2"
STOP_MARK: Final = "\ufdd3"
BREAK_MARK: Final = "\ufde0"
PAGE_MARK: Final = "\ufde1"
NOTE_START: Final = "\ufde2"
NOTE_END: Final = "\ufde3"
"""What stands between these two is resolved in the tree: a rich value, a word about a cell, a number that loops repeat."""
VALUE_START: Final = "\ufde4"
VALUE_END: Final = "\ufde5"
VALUE_DIGITS: Final = "\ufde8\ufde9\ufdea\ufdeb\ufdec\ufded\ufdee\ufdef"
"""What a text stands between where it is to be known again, and how its number is written: see `document/marks`."""
CLAUSE_MARK: Final = "\ufde6"
GATHER_MARK: Final = "\ufde7"
MARKS: Final = (PARAGRAPH_MARK, TAB_MARK, ORDINAL_MARK, STOP_MARK, CLAUSE_MARK, GATHER_MARK, NOTE_START)

MOST_TEXT: Final = 1_000_000
"""Most characters of one printed value."""

MOST_BITS: Final = 4096
"""Longest whole number that may be multiplied."""

MOST_PLACES: Final = 100
"""Most digits before or after the point of a printed or rounded number."""


class UnprintableValue(ToolkitError, ValueError):
    """A value Word cannot hold; the text says why.

    Args:
        message: why.
        value: the value.
    """

    def __init__(self, message: str, value: Any = None) -> None:
        self.value = value
        super().__init__(message)


PLAIN: Final = (str, int, float, Decimal, date, type(None))


class Rich:
    """A value that is more than text: the base of rich texts, pictures and sub-documents."""

    def words(self) -> str:
        """Its bare text, for places that hold nothing else.

        Raises:
            UnprintableValue: it has none.
        """
        raise UnprintableValue("不是文字，只能印在正文、表格、页眉页脚、脚注里", self)


def is_rich(value: Any) -> bool:
    """Whether a value is a rich one, of ours or of docxtpl."""
    return isinstance(value, Rich) or any(each.__module__.startswith("docxtpl.") for each in type(value).__mro__)


class Gap:
    """A value that prints but cannot be counted with: a blank, or 不适用.

    Args:
        text: what it prints.
        counts: whether a template's `{% if %}` should take it as there, so that its clause stays and shows the gap.

    A gap is neither more nor less than anything nor equal to it, another gap included; arithmetic with it gives the gap again.
    """

    __slots__ = ("counts", "text")

    def __init__(self, text: str = BLANK_TEXT, counts: bool = False) -> None:
        self.text, self.counts = text, counts

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Gap({self.text!r}, counts={self.counts})"

    def __bool__(self) -> bool:
        return self.counts

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def _never(self, _other: object) -> bool:
        return False

    def _still_a_gap(self, other: object = None) -> Gap:
        # What is made of two is as much waited for as either.
        return other if isinstance(other, Gap) and other.counts and not self.counts else self

    __lt__ = __le__ = __gt__ = __ge__ = _never
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _still_a_gap
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _still_a_gap
    __neg__ = __pos__ = __abs__ = __round__ = _still_a_gap


ORDINARY: Final = frozenset([int, Decimal, Number, bool, date, type(None), Gap])
"""Values that print a text and nothing else."""


@dataclass(frozen=True)
class Mark:
    """A value that prints a mark, resolved when it is known what is left of its paragraph."""

    character: str

    def __str__(self) -> str:
        return self.character


ORDINAL: Final = Mark(ORDINAL_MARK)
"""`{{ 一是 }}`: the next ordinal of its paragraph."""

STOP: Final = Mark(STOP_MARK)
"""`{{ 句号 }}`: a full stop that swallows the separators before it, and itself where nothing is before it."""

GATHER: Final = Mark(GATHER_MARK)
"""`{{ 短节并入 }}`, in a heading: the thin sections beside it are put together under it."""

MARK_NAMES: Final = {"一是": ORDINAL, "句号": STOP, "短节并入": GATHER}
"""What a template calls the marks it may print."""

DROPPED_CLAUSE: Final = Mark(CLAUSE_MARK)
"""What is printed in place of a clause whose tag has nothing to say, so that the signs around it can close up."""


class Silence(str):
    """An empty text that has nothing to say, where an empty text that was filed says just that: nothing was."""

    __slots__ = ()

    def __reduce__(self) -> str:
        """Sent to another process, it is the one `SILENT` of that process."""
        return "SILENT"


SILENT: Final = Silence()
"""The list of which there is nothing to list, the comparison with what nobody knows."""


def printed(value: Any) -> Any:
    """What a plain value prints.

    Raises:
        UnprintableValue: Word cannot hold it, or it is no plain value.

    >>> str(printed(Decimal("12.50"))), str(printed(date(2026, 6, 30))), str(printed(("甲", "乙")))
    ('12.5', '2026年6月30日', '甲、乙')
    """
    if type(value) is str:
        return _printed_text(value, value)
    if type(value) in ORDINARY:
        return _printed_text(words_of(value), value)
    match value:
        case Markup() | Mark() | StrictUndefined() | Rich():
            return value
        case list() | tuple():
            return _printed_text("、".join(map(words_of, value)), value)
        case _ if not isinstance(value, PLAIN) and is_rich(value):
            return value
        case _:
            return _printed_text(words_of(value), value)


def plain_text(made: str) -> str:
    """The text a reader should find where `printed` gave this."""
    if not isinstance(made, Markup):
        return made
    return made.unescape().replace(PARAGRAPH_MARK, "\n").replace(TAB_MARK, "\t")


class JoinedText(str):
    """A text that was joined, and how many 【待填】 in it are for what nobody has to fill in."""

    optional: int

    def __new__(cls, text: str, optional: int) -> JoinedText:
        """A text with so many of them."""
        made = super().__new__(cls, text)
        made.optional = optional
        return made


def optional_blanks(value: Any) -> int:
    """How many 【待填】 a value prints for what nobody has to fill in."""
    if type(value) is JoinedText:
        return value.optional
    # A list in a list is refused; it may hold itself over and over.
    pieces = value if type(value) in (list, tuple) else (value,)
    return sum(1 for each in pieces if type(each) is Gap and not each.counts and each.text == BLANK_TEXT)


def words_of(value: Any) -> str:
    """The bare text of one plain value."""
    match value:
        case str() | Gap() | StrictUndefined():
            return str(value)
        case bool():
            return "是" if value else "否"
        case int() if value.bit_length() <= 2 * MOST_BITS:
            return str(value)
        case Number():
            return _decimal_words(value.shown())
        case Decimal():
            return _decimal_words(value)
        case float():
            return _decimal_words(Decimal(repr(float(value))))
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case None:
            return BLANK_TEXT
        case int():
            raise UnprintableValue("是过大的数", value)
        case Mark() | Rich():
            raise UnprintableValue("要单独写成一个标签", value)
        case _:
            raise UnprintableValue("是一组内容，或者没有值，不能直接打印", value)


def _decimal_words(value: Decimal) -> str:
    if not value.is_finite() or abs(value.adjusted()) > MOST_PLACES:
        raise UnprintableValue("不是有效的数", value)
    plain = format(value, "f") if value else "0"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _printed_text(text: str, value: Any) -> str | Markup:
    if len(text) > MOST_TEXT:
        raise UnprintableValue("文字太长", value)
    if text.isprintable():
        return text
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    checked_text(unified, value, "\n\t")
    return escape(unified).replace("\n", PARAGRAPH_MARK).replace("\t", TAB_MARK)


def checked_text(text: str, value: Any, allowed: str) -> None:
    """Raise `UnprintableValue` about `value` where its text holds a character Word cannot, but for those allowed."""
    for character in text:
        if character not in allowed and is_unprintable(character):
            raise UnprintableValue(f"含有Word保存不了的字符（U+{ord(character):04X}）", value)


def is_unprintable(character: str) -> bool:
    """Whether a character cannot stand in a Word file: a control, a lone surrogate, a noncharacter."""
    code = ord(character)
    return unicodedata.category(character) in {"Cc", "Cs"} or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def blame(context: Mapping[str, Any], culprit: Callable[[Any], bool], path: str = "") -> str | None:
    """The path of the first value in a context that `culprit` accepts."""
    for name, value in context.items():
        here = f"{path}.{name}" if path else str(name)
        found = _blame_value(value, culprit, here)
        if found:
            return found
    return None


def _blame_value(value: Any, culprit: Callable[[Any], bool], path: str) -> str | None:
    if isinstance(value, Mapping):
        return blame(value, culprit, path)
    if isinstance(value, Sequence) and not isinstance(value, str):
        for number, each in enumerate(value, start=1):
            found = _blame_value(each, culprit, f"{path}第{number}行")
            if found:
                return found
        return None
    return path if culprit(value) else None
