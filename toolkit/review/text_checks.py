"""The checks of texts that units filed: slips of pen, numbers that contradict the figures beside them, and what must not be in them.

Takes one case; gives findings, all slips of one kind in one text together. Never changes a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import TEXT, show_decimal
from toolkit.catalogue.roles import ItemRole
from toolkit.findings import Finding, Level
from toolkit.review.case import MOST_NAMED, Case
from toolkit.review.numbers import number_of
from toolkit.review.slips.marks import identity_numbers
from toolkit.review.slips.reading import slips_in
from toolkit.review.slips.slip import Reading, Slip

MEND: Final = "改正"
"""What the button says that mends a text."""
SLIP: Final = "slip_"
"""What the ids of findings about slips begin with."""
SHORTEST_LABEL: Final = 2
MEMBERS: Final = "党员"


def slips_of_pen(case: Case) -> Iterator[Finding]:
    """Slips in the texts a unit filed."""
    reading = reading_of(case)
    for item, text in _texts(case):
        slips = sorted(slips_in(text, reading), key=lambda slip: slip.code)
        for code, group in groupby(slips, key=lambda slip: slip.code):
            yield _finding(case, item, code, list(group))


def reading_of(case: Case) -> Reading:
    """For what the texts of a filing are read."""
    return Reading(case.filing.around.words, case.filing.period, is_filed=True)


def _texts(case: Case) -> Iterator[tuple[Item, str]]:
    for item in case.items:
        content = case.filing[item.key]
        if item.kind is TEXT and isinstance(content, str):
            yield item, content


def _finding(case: Case, item: Item, code: str, slips: Sequence[Slip]) -> Finding:
    told = list(dict.fromkeys(slip.say for slip in slips))
    more = f"（共{len(told)}处）" if len(told) > MOST_NAMED else ""
    found = tuple(dict.fromkeys(slip.found for slip in slips))
    step = MEND if all(slip.better is not None for slip in slips) else ""
    level = max(slip.level for slip in slips)
    unit = case.filing.unit
    place, words = f"{unit.short_name} {item.label}", "".join(told[:MOST_NAMED]) + more
    return Finding(level, f"{SLIP}{code}", place, words, unit.code, item.key, found, step)


def contradicted_numbers(case: Case) -> Iterator[Finding]:
    """A number in a text that is more than the figure of the same name and measure: a part of it may be less, and none is more."""
    known = list(_known_numbers(case))
    for item, text in _texts(case):
        for pattern, label, number, measure in known:
            said = [Decimal(found["number"]) for found in pattern.finditer(text)]
            above = [each for each in said if each > number]
            if above:
                advice = f"写了{show_decimal(above[0])}{measure}{label}，填的是{show_decimal(number)}{measure}。请核对是不是一致。"
                place, unit = f"{case.filing.unit.short_name} {item.label}", case.filing.unit.code
                seen = (label, show_decimal(above[0]), show_decimal(number))
                yield Finding(Level.NOTE, "text_contradicts", place, advice, unit, item.key, seen)


def _known_numbers(case: Case) -> Iterator[tuple[re.Pattern[str], str, Decimal, str]]:
    """Of each figure that is counted: how a text names it beside a number, what it is called, and how many there are."""
    for item in case.items:
        number = number_of(case.filing[item.key])
        if number is not None and item.kind.numeric and item.unit and len(item.label) >= SHORTEST_LABEL:
            yield _beside_a_number(item.label, item.unit), item.label, number, item.unit
    full, candidates = (case.playing(role) for role in (ItemRole.FULL_MEMBERS, ItemRole.PROBATIONARY_MEMBERS))
    if full is not None:
        together = full + (candidates or 0)
        yield (
            re.compile(rf"(?<![0-9.])(?P<number>[0-9]{{1,5}})[名位个]{MEMBERS}(?!活动|大会|群众|干部)"),
            MEMBERS,
            together,
            "名",
        )


def _beside_a_number(label: str, measure: str) -> re.Pattern[str]:
    name, counted = re.escape(label), re.escape(measure)
    return re.compile(rf"{name}(?:共)?(?P<number>[0-9]{{1,7}}(?:\.[0-9]{{1,2}})?){counted}(?![0-9])")


def identity_in_ledgers(case: Case) -> Iterator[Finding]:
    """Numbers of identity cards or telephones in the rows of ledgers."""
    for ledger in case.catalogue.ledgers_of(case.filing.unit.kind):
        cells = (
            str(cell)
            for row in case.filing.ledgers.get(ledger.key, ())
            for cell in row.values()
            if isinstance(cell, str)
        )
        slips = list(identity_numbers("\n".join(cells), Reading()))
        if slips:
            yield case.of_ledger(f"{SLIP}identity", ledger, slips[0].say, [slip.found[:6] for slip in slips])
