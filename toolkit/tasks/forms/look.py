"""What a returned form turned out to be, and what became of it: the values that the tasks of forms exchange.

Takes nothing; gives frozen values. Never reads a file, never decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path

from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.figures.figure import Change
from toolkit.figures.workbooks.read import Form
from toolkit.findings import Finding


class FormState(Enum):
    """What a file turned out to be."""

    FRESH = "新表"
    SAME = "与现有的相同"
    KNOWN = "早已收过"
    BLANK = "空表"
    VERSIONS = "有几份，请选一份"
    ASIDE = "已选用另一份"
    CONFLICT = "有冲突，请选择"
    REFUSED = "有错不能收"


class Effect(Enum):
    """What taking a form does to one figure; a conflict is why the whole form is not taken."""

    FILLED = "新填"
    CHANGED = "改动"
    CLEARED = "清空"
    CONFLICT = "冲突"


class Settle(Enum):
    """What becomes of the figures of a form that others changed meanwhile."""

    KEEP = "有冲突的保留现在的"
    TAKE = "有冲突的改用表里的"


@dataclass(frozen=True)
class Difference:
    """One figure or ledger that is not in the store as it is in the form.

    Args:
        item, label: key and name; of an item or of a ledger.
        stored, new: the texts as typed; of a ledger, how many rows.
        effect: what taking the form does to it.
    """

    item: str
    label: str
    stored: str
    new: str
    effect: Effect


@dataclass(frozen=True)
class FormLook:
    """What one file holds, and what taking it would do.

    Args:
        path: the file, or only the name of one that was sent.
        state: what it turned out to be.
        unit, period: whose form it is, where that could be told.
        findings: everything wrong with it, with its cell.
        differences: to what is stored, in the order of the form.
        form: what was read; None where that could not be or was taken before.
        changes: what is saved when it is taken, each with the version that stood at the look.
        saved: when the workbook says it was saved.
        is_touched: whether anybody filled anything in since it was sent out.
        data: the bytes of a form that cannot be taken.
    """

    path: Path
    state: FormState
    unit: Unit | None = None
    period: Period | None = None
    findings: tuple[Finding, ...] = ()
    differences: tuple[Difference, ...] = ()
    form: Form | None = None
    changes: tuple[Change, ...] = ()
    saved: datetime | None = None
    is_touched: bool = False
    data: bytes = field(default=b"", repr=False, compare=False)

    @property
    def is_usable(self) -> bool:
        """Whether it can be taken."""
        return self.state in (FormState.FRESH, FormState.SAME)

    @property
    def is_in_conflict(self) -> bool:
        """Whether nothing speaks against it but figures that others changed meanwhile."""
        return self.state is FormState.CONFLICT


@dataclass(frozen=True)
class FormRead:
    """What became of one file.

    Args:
        path: the file.
        unit, period: whose form it is, where that could be told.
        taken: how many figures are new or changed; None where the file was not taken.
        known: whether exactly this file had been taken before.
        is_blank: whether nothing was filled in.
        findings: everything wrong with it.
        at: when it was taken in.
        is_waiting: whether it was not taken because another sending of it says something else.
        sent_back: the file that goes back where it was not taken, with a note at each fault.
        line: what to write to whoever filled it in where it has to be mended.
    """

    path: Path
    unit: Unit | None = None
    period: Period | None = None
    taken: int | None = None
    known: bool = False
    is_blank: bool = False
    findings: tuple[Finding, ...] = ()
    at: datetime | None = None
    is_waiting: bool = False
    sent_back: Path | None = None
    line: str = ""
