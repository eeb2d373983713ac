"""What the names of an expression stand for: figures of a filing, of earlier ones, targets, and what is known of unit and period.

Takes filings and the catalogue; gives a meaning for `evaluation`. A figure nobody was asked for is blank. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from toolkit.catalogue.expressions import LAST, OF_PERIOD, OF_UNIT, TARGET, YEAR_AGO, Name
from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.kinds import Content
from toolkit.catalogue.ledgers import LedgerRow
from toolkit.catalogue.periods import months_passed
from toolkit.figures.figure import Filing
from toolkit.review.evaluation import Meaning

UNIT_FIELDS: Final[Mapping[str, Callable[[Filing], Content]]] = {
    "名称": lambda filing: filing.unit.name,
    "简称": lambda filing: filing.unit.short_name,
    "代码": lambda filing: filing.unit.code,
    # What the office calls it, and what it is: a 离退休党支部 is a 支部.
    "类型": lambda filing: tuple(dict.fromkeys((filing.unit.kind_name or filing.unit.kind, filing.unit.kind))),
    "书记": lambda filing: filing.unit.secretary or None,
    "联系领导": lambda filing: filing.unit.leader or None,
    "党员人数": lambda filing: filing.unit.members,
    "支部数": lambda filing: filing.around.branches,
    "班子人数": lambda filing: len(filing.around.leaders) or None,
}
PERIOD_FIELDS: Final[Mapping[str, Callable[[Filing], Content]]] = {
    "起": lambda filing: filing.period.start,
    "止": lambda filing: filing.period.end,
    "今天": lambda filing: filing.seen_on,
    "年": lambda filing: filing.period.year,
    "月数": lambda filing: filing.period.length.value,
    "已过月数": lambda filing: months_passed(filing.period, filing.seen_on),
}


def meaning_of(
    filing: Filing, catalogue: Catalogue, last: Filing | None = None, year_ago: Filing | None = None
) -> Meaning:
    """What a name stands for in a rule about a filing.

    Args:
        filing: whose figures are meant.
        catalogue: what is asked.
        last, year_ago: the same unit's filings of the period before and of a year ago; all blank where None.
    """
    filings = {"": filing, LAST: last, YEAR_AGO: year_ago}

    def meaning(name: Name) -> Content:
        if name.group in (OF_UNIT, OF_PERIOD):
            return _beside(name, filing)
        if name.group == TARGET:
            return catalogue[name.name].target_in(filing.period, filing.unit.code)
        meant = filings[name.group]
        return meant[catalogue[name.name].key] if meant is not None else None

    return meaning


def meaning_in_row(row: LedgerRow, filing: Filing) -> Meaning:
    """What a name stands for in a condition about a row of a ledger.

    Args:
        row: its contents by column label, as the condition calls its columns.
        filing: whose row it is, and of when.
    """
    return lambda name: _beside(name, filing) if name.group else row.get(name.name)


def _beside(name: Name, filing: Filing) -> Content:
    """What is said of the unit or the period itself."""
    if name.group == OF_UNIT:
        return UNIT_FIELDS[name.name](filing)
    return PERIOD_FIELDS[name.name](filing)
