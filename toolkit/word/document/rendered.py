"""The one answer of a render: the parts, what is new beside them, what they leave blank, and where each value came from.

Takes what was made; holds it, unchanged from then on. Never renders, and never decides what a document with blanks is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from toolkit.word.language.quotients import Doubt
from toolkit.word.language.values import BLANK_TEXT

BLANK_BYTES: Final = BLANK_TEXT.encode()


@dataclass(frozen=True)
class Blanks:
    """How many 【待填】 a document shows: those that have to be filled in, and those of what nobody has to."""

    required: int = 0
    optional: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.required + self.optional


@dataclass(frozen=True)
class PrintedValue:
    """A value that was printed: where it came from, and where it stands.

    Args:
        names: what it was worked out from, whole paths with the row of each list: 党费实收, 上期.党费实收, 各支部第2行.党员大会;
            none for what the template says itself.
        filters: what it went through, first to last.
        text: as it was printed; a separator at its end may have closed up since.
        part: the part it stands in, such as word/document.xml.
        paragraph: the number of its paragraph among all of that part, from 1; 0 where it stands in none: in a property, in
            the text behind a picture, or as a picture itself.
    """

    names: tuple[str, ...]
    filters: tuple[str, ...]
    text: str
    part: str
    paragraph: int = 0


class RenderedParts(Mapping[str, str]):
    """The XML of parts, name to text; each is kept as it was made, as text or as bytes, and the other is made when asked for."""

    def __init__(self, parts: Mapping[str, str | bytes]) -> None:
        self._parts = dict(parts)
        self._texts: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        if name not in self._texts:
            part = self._parts[name]
            self._texts[name] = part if isinstance(part, str) else part.decode()
        return self._texts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def encoded(self) -> dict[str, bytes]:
        """The parts as they stand in a file."""
        return {name: part.encode() if isinstance(part, str) else part for name, part in self._parts.items()}


@dataclass(frozen=True)
class Rendered:
    """What a render gave.

    Args:
        parts: the parts that hold tags, rendered.
        added: what else is new or changed in the file, name to bytes.
        blanks: how many 【待填】 the parts show.
        printed: each value that was printed, in order, where that was asked for.
        marked: the same parts with each printed text between marks, where that was asked for: see `document/marks`.
        doubts: the divisions of sums whose parts differ.
        is_plain: whether no rich value is among what was printed.
    """

    parts: RenderedParts
    added: Mapping[str, bytes] = field(default_factory=dict)
    blanks: Blanks = Blanks()
    printed: tuple[PrintedValue, ...] = ()
    marked: RenderedParts | None = None
    doubts: tuple[Doubt, ...] = ()
    is_plain: bool = True

    def with_marks(self) -> Rendered:
        """The same with the marked parts, for looking at; as it is where none were asked for."""
        return self if self.marked is None else replace(self, parts=self.marked)

    def changed(self) -> dict[str, bytes]:
        """All that is not as it lies in the template, name to bytes."""
        return {**self.parts.encoded(), **self.added}


def blanks_in(parts: RenderedParts, optional: int) -> Blanks:
    """The blanks of these parts, of which so many were printed for what nobody has to fill in."""
    total = sum(data.count(BLANK_BYTES) for data in parts.encoded().values())
    # What was printed into the text behind a picture that was put in anew is not there any more.
    optional = min(optional, total)
    return Blanks(total - optional, optional)
