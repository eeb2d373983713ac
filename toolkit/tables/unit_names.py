"""What the names of units in a table of others mean: units of the office, and lines of totals.

Takes texts as they stand in a table; gives units. What is called sure is so by its words alone; closeness of letters only orders
what is asked.

    办公室支部  中共云河市示例局办公室支部委员会  办公室（12人）      办公室党支部, for sure
    审批科                                                      asked: 行政审批科党支部, …
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz

from toolkit.catalogue.as_written import narrow
from toolkit.catalogue.units import Unit, Units
from toolkit.tables.headings import BRACKETED, MOST_CANDIDATES, by_name, folded

OF_UNITS: Final = re.compile(r"^中共|党支部委员会|党总支|党支部|支部|总支|委员会|[（(].*?[）)]")
SAYING_HOW_MANY: Final = re.compile(r"(?:共?[0-9]+[人名个]?)?")
WHOLE: Final = "支部"
PASSED_ON: Final = re.compile("报送|转|收集|汇总|各")
TOTALS: Final = frozenset({"合计", "总计", "小计", "共计", "总数", "累计", "全局", "全局合计"})


class UnitsCalled:
    """The units of an office, by all they may be called in a table.

    Args:
        units: those of the period.
        known: what names meant before, by folded name: a unit's code, or an empty text for none.
    """

    def __init__(self, units: Units, known: Mapping[str, str] | None = None) -> None:
        self._units, self._known, self.filing = units, known or {}, tuple(units.filing)
        self._bureau = [folded(name) for name in (units.root.name, units.root.short_name)]

    def find(self, text: str) -> Unit | None:
        """The unit a text surely means; None where it means none, or may mean several."""
        if (
            self._letters.isdisjoint(text)
            or is_total(text)
            or not all(map(SAYING_HOW_MANY.fullmatch, BRACKETED.findall(narrow(text))))
        ):
            return None
        decided = self._known.get(folded(text))
        if decided is not None:
            return self._units[decided] if decided and decided in self._units else None
        found = self._by_name.get(folded(text)) or self._by_core.get(self._core(text)) or []
        return found[0] if len(found) == 1 else None

    def is_none(self, text: str) -> bool:
        """Whether somebody decided that a text names no unit."""
        return self._known.get(folded(text)) == ""

    def beginning(self, text: str) -> Unit | None:
        """The unit by whose whole name a longer title begins, and that names no other and does not speak of passing it on.

        办公室党支部“三会一课”登记表 is of that branch; 党务办公室汇总 is of nobody's.
        """
        plain = folded(text)
        for bureau in self._bureau:
            plain = plain.removeprefix(bureau) or plain
        plain = plain.lstrip("0123456789")
        named = [unit for unit in self.filing for name in _names_of(unit) if WHOLE in name and folded(name) in plain]
        units = {unit.code: unit for unit in named}
        is_first = any(plain.startswith(folded(name)) for unit in named for name in _names_of(unit) if WHOLE in name)
        is_own = len(units) == 1 and is_first and not PASSED_ON.search(plain)
        return next(iter(units.values())) if is_own else None

    def mentions(self, text: str) -> bool:
        """Whether a text holds the name of any unit, whole or in short."""
        plain = folded(text)
        return any(len(core) > 1 and core in plain for core in self._by_core)

    def is_bureau(self, text: str) -> bool:
        """Whether a text is the name of the whole bureau."""
        return folded(text) in self._bureau

    def near(self, text: str) -> tuple[Unit, ...]:
        """The units a text may mean, the nearest first."""
        core = self._core(text)
        scored = [(fuzz.ratio(core, self._core(unit.short_name)), unit) for unit in self.filing]
        ordered = sorted(scored, key=lambda pair: -pair[0])
        return tuple(unit for score, unit in ordered[:MOST_CANDIDATES] if score > 0)

    @cached_property
    def _letters(self) -> frozenset[str]:
        """All letters of all names, as a sheet may have them: most of its cells are numbers, and have none of these."""
        names = [*self._known, *(name for unit in self.filing for name in _names_of(unit))]
        return frozenset("".join((*names, *map(str.upper, names), *map(str.lower, names))))

    @cached_property
    def _by_name(self) -> Mapping[str, list[Unit]]:
        return self._named(folded)

    @cached_property
    def _by_core(self) -> Mapping[str, list[Unit]]:
        return self._named(self._core)

    def _named(self, key: Callable[[str], str]) -> dict[str, list[Unit]]:
        return by_name(self.filing, _names_of, key)

    def _core(self, text: str) -> str:
        plain = folded(OF_UNITS.sub("", narrow(text)))
        for bureau in self._bureau:
            plain = plain.removeprefix(bureau) or plain
        return plain


def _names_of(unit: Unit) -> tuple[str, ...]:
    return (unit.name, unit.short_name, *unit.former)


def is_total(text: str) -> bool:
    """Whether a name is that of a line of totals.

    >>> is_total("合 计"), is_total("小计："), is_total("合计科")
    (True, True, False)
    >>> is_total("办公室小计")
    True
    """
    plain = folded(text)
    return plain in TOTALS or plain.endswith(("小计", "合计"))
