"""Who has filed what.

Takes filings and their findings; gives a `Progress` a unit. Never judges a figure itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.kinds import is_waiting
from toolkit.catalogue.units import Unit
from toolkit.figures.figure import Filing
from toolkit.findings import Finding
from toolkit.review.checks import MISSING, NOT_FILED
from toolkit.review.confirmed import Confirmed


class State(Enum):
    """How far a unit's form is."""

    EMPTY = "未填"
    PARTIAL = "部分"
    COMPLETE = "齐全"
    DOUBTFUL = "有疑问"


@dataclass(frozen=True)
class Progress:
    """One unit's form: its state, how many required figures are in, what was found and is open, and what is settled."""

    unit: Unit
    state: State
    filled: int
    required: int
    findings: tuple[Finding, ...]
    confirmed: tuple[Confirmed, ...] = ()

    @property
    def left(self) -> int:
        """How many required figures are still blank."""
        return self.required - self.filled

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """What was found about the figures that are there."""
        return tuple(finding for finding in self.findings if finding.code not in (NOT_FILED, MISSING))


def progress_of(
    filing: Filing, findings: Sequence[Finding], catalogue: Catalogue, confirmed: Sequence[Confirmed] = ()
) -> Progress:
    """How far one unit's form is, given what the checks found about it and what of that is settled."""
    required = [item for item in catalogue.asked_of(filing.unit.kind) if item.required]
    filled = sum(1 for item in required if not is_waiting(filing[item.key]))
    return Progress(
        filing.unit,
        _state(filing, findings, filled, len(required)),
        filled,
        len(required),
        tuple(findings),
        tuple(confirmed),
    )


def _state(filing: Filing, findings: Sequence[Finding], filled: int, required: int) -> State:
    if not filing.filed:
        return State.EMPTY
    if filled < required:
        return State.PARTIAL
    return State.DOUBTFUL if findings else State.COMPLETE
