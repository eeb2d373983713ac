"""One slip of pen in a text, and how a text is read for them.

Takes nothing; gives frozen values. Never reads a text itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from toolkit.catalogue.periods import Period
from toolkit.catalogue.word_list import NO_OWN_WORDS, WordList
from toolkit.findings import Level

ENDS_OF_CLAUSES: Final = "。；，"
SHORTEST_PROSE: Final = 8


@dataclass(frozen=True)
class Slip:
    """One slip.

    Args:
        code: a stable English id.
        start, end: where it stands in its text.
        found: what stands there.
        say: what is wrong with it, and what to do.
        better: what should stand there instead, where it is safe to write that without asking; None where it is not.
        level: how grave it is.
    """

    code: str
    start: int
    end: int
    found: str
    say: str
    better: str | None = None
    level: Level = Level.WARNING


@dataclass(frozen=True)
class Reading:
    """For what texts are read.

    Args:
        words: what the office does not write.
        period: of which they tell; None where that is not known, or they are a template's.
        is_filed: whether a unit wrote them itself, and so without annexes.
        has_annex: whether there is an annex that a text may point to.
    """

    words: WordList = NO_OWN_WORDS
    period: Period | None = None
    is_filed: bool = False
    has_annex: bool = True


Rule: TypeAlias = Callable[[str, Reading], Iterator[Slip]]
"""Finds one kind of slip in one text."""


def is_prose(text: str) -> bool:
    """Whether a text is made of sentences, and is no title and no cell of a table.

    >>> is_prose("召开党员大会2次，讲党课2次。"), is_prose("2026年7月10日"), is_prose("党课，次")
    (True, False, False)
    """
    return len(text) >= SHORTEST_PROSE and any(mark in text for mark in ENDS_OF_CLAUSES)
