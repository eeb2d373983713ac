"""What the panes of one page share: the period, the unit in view, the figures held open, and word of what happened.

Takes an office; panes read from it, and tell it what they did, so that the others follow. Saves nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from toolkit import tasks
from toolkit.catalogue.items import Item
from toolkit.catalogue.periods import Length, Period, read_period
from toolkit.catalogue.units import Unit, Units
from toolkit.errors import UnknownName
from toolkit.figures.figure import Entry
from toolkit.tasks import Office, Sheet

YEARS_BACK: Final = 2
SOURCE: Final = "填报页"


class Workspace:
    """One page's period, unit and figures.

    Args:
        office: whose.

    Raises:
        UnknownName: no unit files anything.
    """

    def __init__(self, office: Office) -> None:
        if not office.units.filing:
            raise UnknownName("单位表里没有要填报的单位。请在单位表里写上支部，再打开本页。")
        self.office = office
        self.sheet = Sheet(office, tasks.offered_period(office), SOURCE)
        self._sheets = {self.sheet.period.code: self.sheet}
        self.unit: Unit = next(iter(self.units.branches or self.units.filing or office.units.filing))
        self._place_watchers: list[Callable[[], None]] = []
        self._figure_watchers: list[Callable[[], None]] = []
        self._focus_watchers: list[Callable[[str], None]] = []
        self._open_watchers: list[Callable[[str], None]] = []

    @property
    def period(self) -> Period:
        """The period in view."""
        return self.sheet.period

    @property
    def units(self) -> Units:
        """The units of the period in view."""
        return self.sheet.office.units

    def watch(
        self,
        *,
        place: Callable[[], None] | None = None,
        figures: Callable[[], None] | None = None,
        focused: Callable[[str], None] | None = None,
        opened: Callable[[str], None] | None = None,
    ) -> None:
        """Be told what happens on the page.

        Args:
            place: another period or unit came into view.
            figures: figures or findings are others now.
            focused: somebody entered the field of this item.
            opened: the field of this item is to be opened; the unit in view is already the right one.
        """
        self._place_watchers += [place] if place else []
        self._figure_watchers += [figures] if figures else []
        self._focus_watchers += [focused] if focused else []
        self._open_watchers += [opened] if opened else []

    def go(self, *, unit: str = "", period: str = "") -> None:
        """Bring a unit or a period into view."""
        if unit:
            self.unit = self.office.units[unit]
        if period and period != self.period.code:
            self.sheet = self.sheet_of(period)
            self.sheet.refresh()
            if self.unit.code not in self.units:
                self.unit = next(iter(self.units.branches or self.units.filing or self.office.units.filing))
        for watcher in self._place_watchers:
            watcher()

    def sheet_of(self, period: str) -> Sheet:
        """The figures of a period by its code; each is opened once, so that what waits to be saved is not forgotten."""
        if period not in self._sheets:
            self._sheets[period] = Sheet(self.office, read_period(period), SOURCE)
        return self._sheets[period]

    def is_unread(self, entry: Entry) -> bool:
        """Whether what was entered cannot be read as what its item asks for."""
        if entry.item not in self.office.catalogue:
            return False
        unit, item = self.office.units[entry.unit], self.office.catalogue[entry.item]
        return tasks.cell_of(self.sheet_of(entry.period), unit, item).state == "unread"

    def waiting(self) -> list[tuple[Sheet, str, str]]:
        """What is not saved yet: the sheet, the unit's code and the item's key of each edit that failed or met another's."""
        return [(sheet, *key) for sheet in self._sheets.values() for key in {**sheet.unsaved, **sheet.conflicts}]

    def changed(self) -> None:
        """Tell the panes that figures or findings are others now."""
        for watcher in self._figure_watchers:
            watcher()

    def refresh(self) -> None:
        """Read what others entered meanwhile, and try again to save what could not be saved."""
        self.sheet.refresh()
        self.sheet.retry()
        self.changed()

    def focus(self, item: str) -> None:
        """Tell that somebody entered a field."""
        for watcher in self._focus_watchers:
            watcher(item)

    def open(self, unit: str, item: str) -> None:
        """Bring a unit into view and open one of its fields."""
        if unit and unit != self.unit.code:
            self.go(unit=unit)
        for watcher in self._open_watchers:
            watcher(item)

    def items(self) -> tuple[Item, ...]:
        """What the unit in view is asked."""
        return self.office.catalogue.asked_of(self.unit.kind)


def period_options(office: Office) -> list[tuple[str, str]]:
    """The periods to choose from, newest first: those something was filed for, and those of recent years the office files."""
    latest = tasks.offered_period(office)
    filed = {read_period(code) for code in office.store.holdings.periods()}
    years = range(office.today.year - YEARS_BACK, office.today.year + 1)
    asked = {
        Period(year, length, number)
        for length in office.rules.periods or (Length.HALF_YEAR,)
        for year in years
        for number in range(1, 12 // length + 1)
    }
    offered = sorted(filed | asked | {latest}, key=lambda period: (period.end, period.length), reverse=True)
    return [(period.name, period.code) for period in offered]
