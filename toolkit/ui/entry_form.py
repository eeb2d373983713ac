"""The form of one unit: every figure of a period, saved as soon as it is typed, with its finding beside it.

Takes an office; gives a pane. Calls `save_figure` and `review_book`, shows the answer. Never changes what was typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import ipywidgets as widgets

from toolkit import tasks
from toolkit.catalogue.items import Item
from toolkit.catalogue.periods import Length, Period, read_period
from toolkit.catalogue.units import Unit
from toolkit.errors import ChangedMeanwhile, ToolkitError
from toolkit.figures.figure import Change, Entry
from toolkit.review.progress import Progress
from toolkit.tasks import Office
from toolkit.ui.fields import Field
from toolkit.ui.page import pane, text_html

SOURCE = "填报页"
YEARS_BACK = 2


class EntryForm:
    """The form and what it shows: which unit and period, and the version of each figure as it was seen."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._seen: dict[str, int] = {}
        self.fields: dict[str, Field] = {}
        self.period = widgets.Dropdown(description="期间", options=period_options(office))
        self.period.value = tasks.latest_period(office).code
        self.unit = widgets.Dropdown(description="单位", options=[(u.short_name, u.code) for u in office.units.filing])
        first_branch = next(iter(office.units.branches), None)
        if first_branch:
            self.unit.value = first_branch.code
        self.previous = widgets.Button(description="上一个", layout=widgets.Layout(width="80px"))
        self.next = widgets.Button(description="下一个", layout=widgets.Layout(width="80px"))
        self.saved = widgets.HTML()
        self.saved.add_class("hy-saved")
        self.state = widgets.HTML()
        self.state.add_class("hy-state")
        self._sections = widgets.VBox()
        self.pane = pane(
            widgets.HBox([self.period, self.unit, self.previous, self.next, self.saved]),
            self.state,
            self._sections,
            name="hy-entry",
        )
        self.period.observe(self._reload, names="value")
        self.unit.observe(self._reload, names="value")
        self.previous.on_click(lambda _button: self._step(-1))
        self.next.on_click(lambda _button: self._step(+1))
        self._reload(None)

    def enter(self, key: str, text: str) -> None:
        """Save one figure as it was typed; say so, or say why not."""
        change = Change(self.unit.value, self.period.value, key, text, self._seen.get(key, 0))
        try:
            fresh = tasks.save_figure(self._office, change, SOURCE)
        except ChangedMeanwhile as fault:
            self._ask_which(key, fault)
            return
        except ToolkitError as fault:
            self.saved.value = text_html(f"没有保存：{fault}", "hy-error")
            return
        for entry in fresh:
            self._seen[entry.item] = entry.version
            moment = entry.at.astimezone().strftime("%H:%M:%S")
            self.saved.value = text_html(f"已保存 {moment}（{self.fields[key].item.label}）", "hy-ok")
        self._mark()

    def _reload(self, _change: Any) -> None:
        items = self._office.catalogue.asked_of(self._unit.kind)
        if [item.key for item in items] != list(self.fields):
            self._build(items)
        entries = {entry.item: entry for entry in self._office.store.current(self.period.value, self._unit.code)}
        self._seen = {key: entry.version for key, entry in entries.items()}
        last = tasks.open_book(self._office, self._period).last[self._unit.code]
        for key, field in self.fields.items():
            field.ask("", ())
            field.load(entries[key].text if key in entries else "", field.item.show(last[key]))
        self.saved.value = ""
        self._mark()

    def _build(self, items: Iterable[Item]) -> None:
        self.fields = {}
        children: list[widgets.Widget] = []
        for section, members in groupby(items, key=lambda item: item.section):
            children.append(widgets.HTML(f'<div class="hy-section">{text_html(section)}</div>'))
            for item in members:
                self.fields[item.key] = Field(item, self.enter)
                children.append(self.fields[item.key].box)
        self._sections.children = children

    def _mark(self) -> None:
        book = tasks.open_book(self._office, self._period)
        progress = next(each for each in tasks.review_book(self._office, book) if each.unit == self._unit)
        for key, field in self.fields.items():
            field.mark([finding for finding in progress.findings if finding.item == key])
        self.state.value = _state_html(progress)

    def _ask_which(self, key: str, fault: ChangedMeanwhile) -> None:
        mine, theirs = fault.conflicts[0]
        assert isinstance(mine, Change)
        assert isinstance(theirs, Entry)
        self._seen[key] = theirs.version
        field = self.fields[key]

        def keep_mine(_button: widgets.Button) -> None:
            field.ask("", ())
            self.enter(key, mine.text)

        def take_theirs(_button: widgets.Button) -> None:
            field.ask("", ())
            self._reload(None)

        field.ask(str(fault), (_answer("保留我填的", keep_mine), _answer("改用对方填的", take_theirs)))
        self.saved.value = text_html("没有保存：这一项被别人改过，请选择。", "hy-error")

    def _step(self, by: int) -> None:
        codes = [unit.code for unit in self._office.units.filing]
        self.unit.value = codes[(codes.index(self.unit.value) + by) % len(codes)]

    @property
    def _unit(self) -> Unit:
        return self._office.units[self.unit.value]

    @property
    def _period(self) -> Period:
        return read_period(self.period.value)


def _answer(text: str, handler: Any) -> widgets.Button:
    button = widgets.Button(description=text)
    button.on_click(handler)
    return button


def _state_html(progress: Progress) -> str:
    state = f"{progress.unit.name}：{progress.state.value}，必填{progress.filled}/{progress.required}"
    doubts = len(progress.findings) - progress.left
    if progress.filled and doubts > 0:
        state += f"，{doubts}处请核对"
    return text_html(state, "hy-muted") + text_html(
        "　* 为必填；没有填0，不适用填“不适用”；填完离开格子就保存。", "hy-muted"
    )


def period_options(office: Office) -> list[tuple[str, str]]:
    """The periods to choose from, newest first: those something was filed for, and the half-years of recent years."""
    latest = tasks.latest_period(office)
    current = Period(office.today.year, Length.HALF_YEAR, 1 if office.today.month <= 6 else 2)
    filed = {read_period(code) for code in office.store.periods()}
    years = range(office.today.year - YEARS_BACK, office.today.year + 1)
    halves = {Period(year, Length.HALF_YEAR, number) for year in years for number in (1, 2)}
    offered = sorted(filed | halves | {latest, current}, key=lambda period: (period.end, period.length), reverse=True)
    return [(period.name, period.code) for period in offered]
