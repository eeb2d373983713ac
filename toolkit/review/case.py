"""One case: a unit's filing beside those of before, and what was asked of it.

Takes filings and the catalogue; gives what a check asks of them, and findings in the clerk's words. Never judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import is_known, show, show_decimal
from toolkit.catalogue.ledgers import Ledger, LedgerRow
from toolkit.catalogue.roles import ItemRole
from toolkit.figures.figure import Filing
from toolkit.findings import Finding, Level, error, warning
from toolkit.review.evaluation import Meaning
from toolkit.review.meaning import meaning_of
from toolkit.review.numbers import number_of

MOST_NAMED: Final = 3
CELLS_NAMED: Final = 3


@dataclass(frozen=True)
class Case:
    """What a check looks at.

    Args:
        filing, last, year_ago: of the period, of the one before and of a year ago.
        catalogue: what was asked.
        problems: the numbers of the problems in the ledgers of all units; None where those are not known.
    """

    filing: Filing
    last: Filing
    catalogue: Catalogue
    year_ago: Filing | None = None
    problems: frozenset[str] | None = None

    @cached_property
    def meaning(self) -> Meaning:
        """What the names of a rule stand for."""
        return meaning_of(self.filing, self.catalogue, self.last, self.year_ago)

    @property
    def items(self) -> Sequence[Item]:
        """The items this unit was asked."""
        return self.catalogue.asked_of(self.filing.unit.kind)

    @cached_property
    def asked(self) -> frozenset[str]:
        """All their names."""
        return frozenset(name for item in self.items for name in item.names)

    def playing(self, role: ItemRole) -> Decimal | None:
        """The figure that plays a role as a number; None where there is none."""
        item = self.catalogue.playing(role)
        return number_of(self.filing[item.key]) if item else None

    def error(self, code: str, item: Item, message: str) -> Finding:
        """An error about an item of this filing."""
        return error(code, self._place(item.label), message, self.filing.unit.code, item.key)

    def warning(self, code: str, item: Item, message: str, *seen: object) -> Finding:
        """A warning about an item of this filing; `seen` are the values it speaks of."""
        texts = tuple(show_decimal(value) if isinstance(value, Decimal) else str(value) for value in seen)
        return warning(code, self._place(item.label), message, self.filing.unit.code, item.key, seen=texts)

    def of_ledger(self, code: str, ledger: Ledger, message: str, seen: Sequence[str], step: str = "") -> Finding:
        """A warning about rows of a ledger; `step` is what mends it, where something does."""
        place, unit = self._place(ledger.label), self.filing.unit.code
        return Finding(Level.WARNING, code, place, message, unit, ledger.key, tuple(seen), step)

    def _place(self, label: str) -> str:
        return f"{self.filing.unit.short_name} {label}"


def with_unit(item: Item, number: Decimal) -> str:
    """A number with what it is counted in: 3次."""
    return f"{show_decimal(number)}{item.unit}"


def contents_in_words(ledger: Ledger, row: LedgerRow, most: int | None = CELLS_NAMED) -> str:
    """The first cells of a row that hold something; all of them where no number is given."""
    known = ((column.kind, row.get(column.label)) for column in ledger.columns)
    return " ".join([show(kind, content) for kind, content in known if is_known(content)][:most])


def some_of(told: Sequence[str], counted: str) -> str:
    """The first few of several, and how many there are.

    >>> some_of(["甲", "乙", "丙", "丁"], "处")
    '甲、乙、丙等4处'
    """
    return "、".join(told[:MOST_NAMED]) + (f"等{len(told)}{counted}" if len(told) > MOST_NAMED else "")
