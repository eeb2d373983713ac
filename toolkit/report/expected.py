"""What a document may speak of: its own period and those it is compared with, its own units, what its figures say.

Takes the standing a document is made from; gives the `Expected` that proof-reading holds it against. Never reads a document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import NOT_APPLICABLE, Content
from toolkit.catalogue.units import Units
from toolkit.figures.figure import Filing
from toolkit.report.context import GROUP_NAMES
from toolkit.report.leftovers import UnitNames
from toolkit.report.proofread import Expected
from toolkit.report.standing import Standing
from toolkit.report.vocabulary import items_for
from toolkit.report.wanted import EVERYTHING, Wanted
from toolkit.review.rollup import Total
from toolkit.review.slips.slip import Reading
from toolkit.word import Coverage, words_of


def expected_of(
    standing: Standing, catalogue: Catalogue, units: Units, known: UnitNames, wanted: Wanted = EVERYTHING
) -> Expected:
    """What a document about this standing may speak of.

    Args:
        standing, catalogue, units, wanted: as for `context_for`.
        known: the names of all these units, made once for a run.
    """
    period, code = standing.period, standing.unit.code
    own = (*units.below(code), *units.above(code), *units.own_level)
    return Expected(
        period.name,
        (period.previous.name, period.same_last_year.name),
        (period.year, (period.end + timedelta(days=1)).year),
        tuple(name for unit in own for name in (unit.name, unit.short_name)),
        known,
        partial(_dated_words, standing),
        partial(_filed_texts, standing),
        _covered(standing, catalogue, wanted),
        Reading(standing.around.words, period),
    )


def names_of(units: Units) -> UnitNames:
    """The names and short names of all units."""
    return UnitNames(name for unit in units for name in (unit.name, unit.short_name))


def _filed_texts(standing: Standing) -> tuple[str, ...]:
    """The texts that units wrote themselves, a paragraph each: texts, the parts of lists, and the cells of ledgers."""
    return tuple(dict.fromkeys(line for text in _texts_of(standing) for line in text.splitlines() if line.strip()))


def _texts_of(standing: Standing) -> Iterator[str]:
    for filing in standing.filings:
        for content in (*filing.contents.values(), *_cells(filing)):
            yield from content if isinstance(content, tuple) else (content,) if isinstance(content, str) else ()


def _cells(filing: Filing) -> Iterator[Content]:
    return (cell for rows in filing.ledgers.values() for row in rows for cell in row.values())


def _covered(standing: Standing, catalogue: Catalogue, wanted: Wanted) -> Mapping[str, Coverage]:
    """By name, what a total is the total of; nothing for a document about a single unit."""
    if len(standing.filings) < 2:
        return {}
    items, covered = items_for(catalogue, standing.unit.kind), dict[str, Coverage]()
    all_filings = (standing.filings, standing.last, standing.year_ago)
    for group, filings, totals in zip(("", *GROUP_NAMES), all_filings, standing.totals, strict=True):
        for item, names in wanted.among(items, group) if not group or group in wanted else ():
            if item.kind.numeric:
                coverage = _coverage(item, filings, totals(item))
                covered |= {f"{group}.{name}" if group else name: coverage for name in names}
    return covered


def _coverage(item: Item, filings: Sequence[Filing], total: Total) -> Coverage:
    names = {filing.unit.code: filing.unit.short_name for filing in filings}
    excepted = {filing.unit.code for filing in filings if filing[item.key] is NOT_APPLICABLE}
    asked = {*total.covered, *total.missing, *excepted}
    return Coverage(frozenset(names[code] for code in total.covered), frozenset(names[code] for code in asked))


def _dated_words(standing: Standing) -> tuple[str, ...]:
    """What the figures themselves say of other years: dates, and the cells of ledgers."""
    named: set[str | date] = set()
    for filing in standing.filings:
        named |= {content for content in filing.contents.values() if isinstance(content, date)}
        named |= {cell for cell in _cells(filing) if isinstance(cell, date) or (isinstance(cell, str) and "年" in cell)}
    return tuple(sorted(set(map(words_of, named))))
