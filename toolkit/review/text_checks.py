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
COUNTED_MEMBERS: Final = re.compile(rf"(?<![0-9.])(?P<number>[0-9]{{1,5}})[名位个]{MEMBERS}(?!活动|大会|群众|干部)")
SHORTEST_IDENTITY: Final = 11
OF_PLACEHOLDERS: Final = frozenset({"placeholder", "no_annex"})
"""The slips of a text that is none: that is told by itself."""
PLACEHOLDER: Final = re.compile(
    r"^[（(]?(详?见附[件表页]|同上|同前|略|另附|另报|后补|已报|内容)[)）]?[。.]?$|待[补填定]|[×xX✕]{2,}|[Tt][Oo][Dd][Oo]"
)
"""What people write in the place of a text; the last ones wherever they stand."""
MOST_QUOTED: Final = 16


def placeholder_texts(case: Case) -> Iterator[Finding]:
    """A text that only stands for one: 见附件, 同上, 待补, ××."""
    for item in case.items:
        content = case.filing[item.key]
        if isinstance(content, str) and item.kind is TEXT and PLACEHOLDER.search("".join(content.split())):
            advice = f"写的是“{content if len(content) <= MOST_QUOTED else content[:MOST_QUOTED] + '…'}”，不是内容。请写出来，没有的写“无”。"
            yield case.warning("placeholder", item, advice, content)


def slips_of_pen(case: Case) -> Iterator[Finding]:
    """Slips in the texts a unit filed."""
    reading = reading_of(case)
    for item, text in _texts(case):
        is_none = PLACEHOLDER.search("".join(text.split())) is not None
        told = (slip for slip in slips_in(text, reading) if not (is_none and slip.code in OF_PLACEHOLDERS))
        slips = sorted(told, key=lambda slip: slip.code)
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
    texts = [(item, text) for item, text in _texts(case) if any(map(str.isdigit, text))]
    known = list(_known_numbers(case)) if texts else []
    for item, text in texts:
        for label, number, measure in known:
            # Few texts name a figure: only of those is it asked how many.
            above = [each for each in _counted(text, label, measure) if each > number] if label in text else []
            if above:
                advice = f"写了{show_decimal(above[0])}{measure}{label}，填的是{show_decimal(number)}{measure}。请核对是不是一致。"
                place, unit = f"{case.filing.unit.short_name} {item.label}", case.filing.unit.code
                seen = (label, show_decimal(above[0]), show_decimal(number))
                yield Finding(Level.NOTE, "text_contradicts", place, advice, unit, item.key, seen)


def _known_numbers(case: Case) -> Iterator[tuple[str, Decimal, str]]:
    """Of each figure that is counted: what it is called, how many there are, and in what."""
    for item in case.items:
        number = number_of(case.filing[item.key])
        if number is not None and item.kind.numeric and item.unit and len(item.label) >= SHORTEST_LABEL:
            yield item.label, number, item.unit
    full, candidates = (case.playing(role) for role in (ItemRole.FULL_MEMBERS, ItemRole.PROBATIONARY_MEMBERS))
    if full is not None:
        yield MEMBERS, full + (candidates or 0), "名"


def _counted(text: str, label: str, measure: str) -> Iterator[Decimal]:
    """How many of a thing a text says there are: 党课3次, and of members 12名党员."""
    named = rf"{re.escape(label)}(?:共)?(?P<number>[0-9]{{1,7}}(?:\.[0-9]{{1,2}})?){re.escape(measure)}(?![0-9])"
    pattern = COUNTED_MEMBERS if label == MEMBERS else re.compile(named)
    return (Decimal(found["number"]) for found in pattern.finditer(text))


def identity_in_ledgers(case: Case) -> Iterator[Finding]:
    """Numbers of identity cards or telephones in the rows of ledgers."""
    for ledger in case.catalogue.ledgers_of(case.filing.unit.kind):
        rows = case.filing.ledgers.get(ledger.key, ())
        cells = (cell for row in rows for cell in row.values() if isinstance(cell, str))
        long = [cell for cell in cells if len(cell) >= SHORTEST_IDENTITY]
        slips = list(identity_numbers("\n".join(long), Reading())) if long else []
        if slips:
            yield case.of_ledger(f"{SLIP}identity", ledger, slips[0].say, [slip.found[:6] for slip in slips])
