"""Reads a finished document once more, as an office does before it is sent: what is left over, what did not get in.

Takes the bytes of a document and what it may speak of; gives findings that ask for a look. Shares no code with the writer,
and never changes a document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from toolkit.findings import Finding, warning
from toolkit.report.leftovers import GAPS, UnitNames, leftovers
from toolkit.report.rates import above_whole
from toolkit.report.witness import missing_in, paragraphs_of
from toolkit.review.slips.reading import slips_of
from toolkit.review.slips.slip import Reading, Slip
from toolkit.word import Coverage, PrintedValue

# `{{ 一是 }}` and `{{ 句号 }}` mend the ends of what stands between them.
MENDED_ENDS: Final = "，。；、,;. \n\t"
# What colours and spans cells stands in the file but not in its text.
NOT_TEXT: Final = re.compile(r"#?[0-9A-Fa-f]{6}|auto|\d")
EXCERPT: Final = 30
MEETING: Final = "marks_meet"


@dataclass(frozen=True)
class Expected:
    """What a document may speak of.

    Args:
        period: its own period's name.
        periods: other periods it may name.
        years: years it may name with either half.
        units: names of the units it may mention: those it is about or made from.
        known: the names of all units, for the whole run; None where names are not to be looked at.
        excused: gives pieces of text that are right as they stand, such as dates out of a ledger.
        filed: gives the texts that units wrote themselves.
        covered: by name, what a total is the total of.
        reading: for what its texts are read; None where they are not to be read for slips of pen.
    """

    period: str = ""
    periods: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    units: tuple[str, ...] = ()
    known: UnitNames | None = None
    excused: Callable[[], Collection[str]] = tuple
    filed: Callable[[], Collection[str]] = tuple
    covered: Mapping[str, Coverage] = field(default_factory=dict)
    reading: Reading | None = None


def proofread(
    data: bytes,
    place: str,
    expected: Expected,
    printed: Sequence[PrintedValue] = (),
    lines: Sequence[str] | None = None,
) -> tuple[Finding, ...]:
    """What asks for a look in a finished document.

    Args:
        data: the document.
        place: its name, for messages.
        expected: what it may speak of.
        printed: the values that were printed into it; none where only its words are to be read.
        lines: its paragraphs in any order, where they are known: then the file is read only if one asks for a look, or if
            something was printed that is to be found in it.
    """
    if lines is not None and not printed and not _told(lines, place, expected):
        return ()
    texts = paragraphs_of(data)
    return (*_told(texts, place, expected), *_lost("\n".join(texts), place, printed))


def _told(texts: Sequence[str], place: str, expected: Expected) -> tuple[Finding, ...]:
    left = leftovers(
        texts,
        place,
        period=expected.period,
        periods=expected.periods,
        years=expected.years,
        units=expected.units,
        known=expected.known,
        excused=expected.excused,
    )
    slips = slip_findings(texts, place, expected.reading) if expected.reading else ()
    return (*left, *above_whole(texts, place, expected.filed), *slips)


def slip_findings(texts: Sequence[str], place: str, reading: Reading) -> Iterator[Finding]:
    """A finding for each slip of pen in a document or a template; one that stands there several times once, with how often.

    Args:
        texts: its paragraphs, in order.
        place: its name.
        reading: for what they are read.
    """
    found: dict[tuple[str, str], list[tuple[int, Slip]]] = {}
    for number, slip in slips_of(texts, reading):
        # What is left out between two signs is told with the reason it has in a document.
        if slip.code != MEETING or not GAPS.search(slip.found):
            found.setdefault((slip.code, slip.say), []).append((number, slip))
    for (code, say), places in found.items():
        number, slip = places[0]
        times = f"（共{len(places)}处）" if len(places) > 1 else ""
        start = max(slip.start - EXCERPT // 2, 0)
        where = f"{place} 第{number + 1}段“{texts[number][start : start + EXCERPT].strip()}”"
        yield Finding(slip.level, f"slip_{code}", where, f"{say}{times}", seen=(slip.found,))


def _lost(shown: str, place: str, printed: Iterable[PrintedValue]) -> Iterator[Finding]:
    whose: dict[str, dict[str, None]] = {}
    for value in printed:
        if not NOT_TEXT.fullmatch(value.text):
            whose.setdefault(value.text.strip(MENDED_ENDS), {}).update(dict.fromkeys(value.names))
    for text in missing_in(whose, shown):
        excerpt = text[:EXCERPT] + ("…" if len(text) > EXCERPT else "")
        owner = f"{'、'.join(whose[text])}的" if whose[text] else ""
        yield warning("value_lost", place, f"{owner}“{excerpt}”没有印出来。请看模板里是否被合并的格或修订遮住了。")
