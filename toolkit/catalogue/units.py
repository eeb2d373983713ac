"""The tree of units: the bureau, its general branches, its branches, and 局本级 for what the bureau itself files.

Takes units; gives a `Units` tree as it is, or as it was in a period: a unit has a beginning and an end, names it had before, and
may have gone into another. Never reads a row of `units.csv`, that is `unit_rows`; never looks at a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Final

from toolkit.catalogue.periods import Period
from toolkit.errors import UnknownName
from toolkit.findings import did_you_mean
from toolkit.lazy import Lazy

BUREAU, GENERAL_BRANCH, BRANCH, OWN_LEVEL = "局", "总支", "支部", "本级"
UNIT_KINDS = (BUREAU, GENERAL_BRANCH, BRANCH, OWN_LEVEL)
FILING_KINDS = (BRANCH, OWN_LEVEL)
COMMON_KINDS: Final = ("局", "机关党委", "党总支", "党支部", "本级")
"""What offices call them."""
MOST_CODE_DIGITS: Final = 18


def code_of(text: str) -> str:
    """A unit's code, however Excel wrote it: 1, 01 and 001 are one code.

    >>> code_of("1"), code_of("012"), code_of("Z1")
    ('01', '12', 'Z1')
    """
    plain = text.strip()
    # Python refuses to read thousands of digits, and no code has them.
    is_number = plain.isascii() and plain.isdigit() and len(plain) <= MOST_CODE_DIGITS
    return str(int(plain)).zfill(2) if is_number else plain


@dataclass(frozen=True)
class Unit:
    """One unit of the tree.

    Args:
        code: by which its figures are kept; never another unit's.
        name, short_name, kind: what it is called, and 局, 总支, 支部 or 本级, by which it is asked and gets documents.
        parent: the code of the unit above, empty at the top.
        secretary, leader, members: who leads it, and how many it has; empty or None where the file does not say.
        former: the names it had before.
        since, until: its first and its last day; None where it was always there, or has not ended.
        merged_into: the code of the unit it went into when it ended; empty where it went into none.
        renamed: names it had, each with the last day it had it; the earliest first.
        kind_name: what the office calls its kind: 机关党委, 党总支 …
        note: whatever the office wrote down about it.
    """

    code: str
    name: str
    short_name: str
    kind: str
    parent: str = ""
    secretary: str = ""
    leader: str = ""
    members: int | None = None
    former: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    merged_into: str = ""
    renamed: tuple[tuple[str, date], ...] = ()
    kind_name: str = ""
    note: str = ""

    def named_at(self, day: date) -> Unit:
        """The unit with the name it had on a day."""
        name = next((name for name, last in self.renamed if day <= last), self.name)
        if name == self.name:
            return self
        # What it is called now is known then, too: whoever asks does not think of dates.
        return replace(self, name=name, short_name=name, former=(*self.former, self.name, self.short_name))

    def stands_at_the_end_of(self, period: Period) -> bool:
        """Whether it was still there on the last day of a period, so that what it has then is counted."""
        return self.until is None or self.until >= period.end

    def lives_in(self, period: Period) -> bool:
        """Whether there was such a unit on any day of the period."""
        return (self.since is None or self.since <= period.end) and (self.until is None or self.until >= period.start)

    def is_called(self, name: str) -> bool:
        """Whether this is or was one of its names."""
        return plain_name(name) in map(
            plain_name, (self.name, self.short_name, *self.former, *(name for name, _last in self.renamed))
        )

    @property
    def files(self) -> bool:
        """Whether this unit fills in a form of its own."""
        return self.kind in FILING_KINDS


@dataclass(frozen=True)
class Units(Lazy):
    """All units, in the order of the file."""

    all: tuple[Unit, ...]
    _by_code: Mapping[str, Unit] = field(init=False, repr=False, compare=False)
    _at: dict[Period, Units] = field(default_factory=dict, init=False, repr=False, compare=False)
    _heirs: dict[Period, Mapping[str, str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {unit.code: unit for unit in self.all})

    @cached_property
    def _below(self) -> Mapping[str, tuple[Unit, ...]]:
        """By code, the unit itself and all units under it."""
        below: dict[str, list[Unit]] = {}
        for unit in self.all:
            for code in (unit.code, *self._ancestors(unit)):
                below.setdefault(code, []).append(unit)
        return {code: tuple(units) for code, units in below.items()}

    def __getitem__(self, code: str) -> Unit:
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownName(f"单位表里没有代码“{code}”。请核对单位表里的代码。") from None

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.all)

    @property
    def root(self) -> Unit:
        """The bureau."""
        return next(unit for unit in self.all if not unit.parent)

    @cached_property
    def branches(self) -> tuple[Unit, ...]:
        """The branches, in order."""
        return tuple(unit for unit in self.all if unit.kind == BRANCH)

    @cached_property
    def filing(self) -> tuple[Unit, ...]:
        """Every unit that fills in a form, in order."""
        return tuple(unit for unit in self.all if unit.files)

    @cached_property
    def own_level(self) -> tuple[Unit, ...]:
        """The units that are the bureau's own level, in order."""
        return tuple(unit for unit in self.all if unit.kind == OWN_LEVEL)

    def at(self, period: Period) -> Units:
        """The units that lived on any day of a period; one whose unit above had ended belongs to the next one up."""
        if period not in self._at:
            self._at[period] = self._then(period)
        return self._at[period]

    def _then(self, period: Period) -> Units:
        if all((unit.lives_in(period) or not unit.parent) and unit.named_at(period.end) is unit for unit in self.all):
            return self
        living = {unit.code for unit in self.all if unit.lives_in(period) or not unit.parent}
        above = {code: next((each for each in self._ancestors(self[code]) if each in living), "") for code in living}
        named = (unit.named_at(period.end) for unit in self.all if unit.code in living)
        return Units(tuple(replace(unit, parent=above[unit.code]) for unit in named))

    def heirs(self, period: Period) -> Mapping[str, str]:
        """By code, the unit that a unit had gone into by the end of a period; only those that had gone into one."""
        if period not in self._heirs:
            found = {unit.code: self._heir(unit, period) for unit in self.all if unit.merged_into}
            self._heirs[period] = {code: heir for code, heir in found.items() if heir != code}
        return self._heirs[period]

    def predecessors(self, code: str, period: Period) -> tuple[str, ...]:
        """The units that had gone into a unit by the end of a period, in order."""
        return tuple(gone for gone, heir in self.heirs(period).items() if heir == code)

    def _heir(self, unit: Unit, period: Period) -> str:
        seen = {unit.code}
        while unit.merged_into in self and not unit.stands_at_the_end_of(period) and unit.merged_into not in seen:
            unit = self[unit.merged_into]
            seen.add(unit.code)
        return unit.code

    def below(self, code: str) -> tuple[Unit, ...]:
        """The unit itself and all units under it, in order."""
        return self._below.get(code, ())

    def above(self, code: str) -> tuple[Unit, ...]:
        """The units a unit belongs to, the nearest first."""
        return tuple(self[each] for each in self._ancestors(self[code]))

    def filing_below(self, code: str) -> tuple[Unit, ...]:
        """The units under `code` (or itself) that fill in a form."""
        return tuple(unit for unit in self.below(code) if unit.files)

    def find(self, text: str) -> Unit:
        """The unit a clerk means by a code, a name or a short name.

        Raises:
            UnknownName: no unit is called that.
        """
        wanted = text.strip()
        found = [unit for unit in self.all if wanted in (unit.name, unit.short_name) or code_of(wanted) == unit.code]
        found = found or [unit for unit in self.all if unit.is_called(wanted)] or self._alike(wanted)
        if found:
            # Of two that had one name after another, the one that goes on.
            return next((unit for unit in found if unit.until is None), found[-1])
        names = [unit.short_name for unit in self.all] + [unit.name for unit in self.all]
        raise UnknownName(f"没有叫“{wanted}”的单位。{did_you_mean(wanted, names)}请照单位表里的名称、简称或代码填写。")

    def _alike(self, wanted: str) -> list[Unit]:
        """The one unit whose name is this but for what it is: 财务科 for 财务科党支部; none where several are, or none is."""
        stem = _stem(wanted)
        found = [unit for unit in self.all if stem and stem in map(_stem, (unit.name, unit.short_name, *unit.former))]
        return found if len(found) == 1 else []

    def _ancestors(self, unit: Unit) -> Iterator[str]:
        while unit.parent:
            yield unit.parent
            unit = self._by_code[unit.parent]


def _stem(name: str) -> str:
    return re.sub(r"(机关)?(党支部|党总支|党委|支部|总支)(委员会)?$", "", plain_name(name))


def plain_name(name: str) -> str:
    """A unit's name without the spaces somebody may have typed into it."""
    return "".join(name.split())
