"""The pane 总表: all units × figures of a period in one table that takes what is typed or pasted.

Takes a workspace; gives a pane. Hands each block of edits to the sheet, which saves it at once and whole. Never judges a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import ipywidgets as widgets
import traitlets

from toolkit import tasks
from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import TEXT
from toolkit.catalogue.units import Unit
from toolkit.tasks import Conflict, Edit, Saved, TableLook
from toolkit.ui.page import guarded, pane, text_html
from toolkit.ui.part import Part, not_built, part
from toolkit.ui.workspace import Workspace, period_options

HEIGHT: Final = "66vh"
MOST_NAMED: Final = 5
SAVED: Final = "已保存"
HOW_TO: Final = (
    "从 Excel 复制一块，点左上的格子，按 Ctrl+V 粘贴，连表头和支部名称一起复制的会自己对上；Ctrl+Z 撤销。"
    "橙色：必填未填或可疑；红色：看不懂；斜纹：不用填。鼠标停在格子上看说明。"
)
Message = Mapping[str, Any]


class GridPart(Part):
    """What the grid's script shows; a cell is its text, its state and a note."""

    columns: traitlets.List[Any] = traitlets.List().tag(sync=True)
    rows: traitlets.List[Any] = traitlets.List().tag(sync=True)
    totals: traitlets.List[Any] = traitlets.List().tag(sync=True)
    missing_only = traitlets.Bool(False).tag(sync=True)
    period = traitlets.Unicode("").tag(sync=True)


class GridView:
    """The grid and what stands above it.

    Args:
        workspace: what it shares with the other panes of its page.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._is_stale = self._is_following = False
        self._shown = ""
        self.missing_only = widgets.Checkbox(
            description="只看没填的", indent=False, layout=widgets.Layout(width="auto")
        )
        self.undo = widgets.Button(description="撤销", layout=widgets.Layout(width="70px"))
        self.message = widgets.HTML()
        self.message.add_class("hy-message")
        self.keep = widgets.Button(description="保留我填的", layout=widgets.Layout(width="auto"))
        self.take = widgets.Button(description="改用对方填的", layout=widgets.Layout(width="auto"))
        self._question = widgets.HBox([self.keep, self.take], layout=widgets.Layout(display="none"))
        self.part = part(GridPart, "grid", height=HEIGHT)
        self.period = widgets.Dropdown(layout=widgets.Layout(width="150px"))
        bar = widgets.HBox([self.period, self.missing_only, self.undo, self.message, self._question])
        bar.layout.align_items, bar.layout.grid_gap = "center", "0 14px"
        self.pane = pane(bar, widgets.HTML(text_html(HOW_TO, "hy-muted")), self.part or not_built(), name="hy-table")
        if self.part is not None:
            self._listen(self.part)
            self.refresh()

    def _listen(self, shown: Part) -> None:
        shown.answer_with(
            {
                "ready": lambda _message: self._show_anew(),
                "enter": self._enter,
                "undo": lambda _message: self._undo(),
            },
            self._complain,
        )
        self.missing_only.observe(lambda change: shown.set_trait("missing_only", change["new"]), names="value")
        self.period.observe(guarded(self.message)(self._choose_period), names="value")
        self._workspace.watch(place=self._follow)
        self.undo.on_click(guarded(self.message)(lambda _button: self._undo()))
        self.keep.on_click(guarded(self.message)(lambda _button: self._answer(is_mine=True)))
        self.take.on_click(guarded(self.message)(lambda _button: self._answer(is_mine=False)))

    def refresh(self) -> None:
        """Show the whole period as it stands now."""
        if self.part is None:
            return
        self._is_stale = False
        self._show_period()
        with self.part.hold_sync():
            self.part.set_trait("period", self._workspace.period.code)
            self.part.set_trait("columns", [_column(item) for item in self._items])
            self.part.set_trait("totals", [self._totals()])
            self.part.set_trait("rows", [self._row(unit) for unit in self._units])
        self._ask()

    def _show_period(self) -> None:
        period = self._workspace.period
        if self._shown == period.code:
            return
        self._shown = period.code
        offered = period_options(self._workspace.office)
        self._is_following = True
        self.period.options = dict(offered) | {period.name: period.code}
        self.period.value = period.code
        self._is_following = False
        # What was done in another period is no news here.
        self.message.value = ""

    def _choose_period(self, change: Any) -> None:
        if not self._is_following:
            self._workspace.go(period=change["new"])

    def _follow(self) -> None:
        """Another unit in view changes nothing here; another period does."""
        if self._shown != self._workspace.period.code:
            self.refresh()

    @property
    def _items(self) -> tuple[Item, ...]:
        return self._workspace.office.catalogue.items

    @property
    def _units(self) -> tuple[Unit, ...]:
        return self._workspace.units.filing

    def _show_anew(self) -> None:
        if self._is_stale:
            self.refresh()

    def _enter(self, message: Message) -> None:
        sheet = self._workspace.sheet_of(message["period"])
        edits, pasted = [Edit(*edit) for edit in message["edits"]], message.get("pasted", {})
        try:
            look = tasks.look_into_pasted(sheet.whole, sheet.period, pasted.get("text", ""))
            if look is not None:
                # A block with headings and names of its own says itself where it belongs: nothing stays where it was put down.
                self._show_units({edit.unit for edit in edits})
                changes = (each.change for each in look.wanted)
                edits = [Edit(change.unit, change.item, change.text) for change in changes]
            saved = sheet.enter(edits)
        except Exception:
            # What could not be saved is shown as such, in its cells.
            self._show_units({edit.unit for edit in edits})
            raise
        waiting = {unit for unit, _item in sheet.unsaved}
        sheet.retry()
        self._show_units(waiting)
        self._take_in(saved, SAVED, _dropped_text(pasted) if look is None else _left_out_text(look))

    def _undo(self) -> None:
        saved = self._workspace.sheet.undo()
        if saved is None:
            self._say("没有可以撤销的了。", "muted")
        else:
            self._take_in(saved, "已撤销")

    def _answer(self, *, is_mine: bool) -> None:
        sheet = self._workspace.sheet
        for unit, item in list(sheet.conflicts):
            if is_mine:
                sheet.keep_mine(unit, item)
            else:
                sheet.take_theirs(unit, item)
        self._say("已按您的选择处理。", "ok")
        self.refresh()
        self._workspace.changed()

    def _take_in(self, saved: Saved, word: str, dropped: str = "") -> None:
        """Say what became of a save, with what it cleared and what of a pasted block found no cell."""
        unread = sum(self._workspace.is_unread(entry) for entry in saved.entries)
        cleared = f"，其中清空{saved.cleared}项" if saved.cleared and word == SAVED else ""
        cleared += f"，{unread}项填得不对（红色）" if unread else ""
        done = f"{word} {saved.at.astimezone():%H:%M:%S}（{len(saved.entries)}项{cleared}）" if saved.at else "没有变化"
        self._say(f"{done}。{dropped}", "warning" if dropped or cleared else "ok")
        self._workspace.changed()
        self._show_units(saved.units)

    def _ask(self) -> None:
        """Ask about what met another's change, as long as anything did."""
        conflicts = list(self._workspace.sheet.conflicts.values())
        self._question.layout.display = "" if conflicts else "none"
        if conflicts:
            self._say(self._conflict_text(conflicts), "error")

    def _conflict_text(self, conflicts: Sequence[Conflict]) -> str:
        office = self._workspace.office
        lines = [
            f"{office.units[each.mine.unit].short_name} {tasks.label_of(office, each.mine.item)}："
            f"您填的是“{each.mine.text}”，{each.theirs.author}已改为“{each.theirs.text}”"
            for each in conflicts[:MOST_NAMED]
        ]
        more = f"；还有{len(conflicts) - MOST_NAMED}项" if len(conflicts) > MOST_NAMED else ""
        return f"{'；'.join(lines)}{more}。没有保存，请选择。"

    def _show_units(self, codes: Iterable[str]) -> None:
        if self.part is None:
            return
        wanted = set(codes)
        if not wanted:
            return
        self._is_stale = True
        rows = [self._row(unit) for unit in self._units if unit.code in wanted]
        self.part.send({"kind": "cells", "rows": rows, "totals": [self._totals()]})
        self._ask()

    def _complain(self, text: str) -> None:
        self._say(f"没有保存：{text}", "error")

    def _say(self, text: str, mood: str) -> None:
        self.message.value = text_html(text, f"hy-{mood}")

    def _row(self, unit: Unit) -> dict[str, Any]:
        sheet = self._workspace.sheet
        cells = {}
        for item in self._items:
            key = (unit.code, item.key)
            cell = tasks.cell_of(sheet, unit, item)
            if key in sheet.conflicts:
                cells[item.key] = [sheet.conflicts[key].mine.text, "unread", "没有保存：别人改过这一项，请在上方选择。"]
            elif key in sheet.unsaved:
                cells[item.key] = [sheet.unsaved[key].text, "unread", "没有保存，再改任何一格时会再存一次。"]
            elif cell.state != "absent":
                cells[item.key] = [cell.text, cell.state, cell.note]
        return {"id": unit.code, "name": unit.short_name, "cells": cells}

    def _totals(self) -> dict[str, Any]:
        cells = {}
        for item in self._items:
            total = self._workspace.sheet.totals[item.key]
            text = "" if item.kind is TEXT else item.show(total.content)
            cells[item.key] = [text, "total", tasks.coverage_of(item, total)]
        return {"id": "total", "name": "合计", "cells": cells}


def _left_out_text(look: TableLook) -> str:
    """What of a pasted table was not taken, in words."""
    parts = (("认不准的列", look.asked), ("不是指标的列", look.foreign), ("认不出的支部", look.unknown))
    said = [f"{words}“{'”“'.join(names)}”" for words, names in parts if names]
    told = [f"{finding.place}：{finding.message}" for finding in look.findings[:MOST_NAMED]]
    if len(look.findings) > MOST_NAMED:
        told.append(f"还有{len(look.findings) - MOST_NAMED}处没有贴上。")
    left = f"没有贴的：{'；'.join(said)}（存成文件，在“收发表”的“旧表”里可以说明是什么）。" if said else ""
    return f"已按表里的栏目和支部名称对上。{left}{''.join(told)}"


def _dropped_text(pasted: Message) -> str:
    """What of a pasted block was not taken, in words."""
    parts = (
        ("rows_beyond", "下边多出{}行"),
        ("columns_beyond", "右边多出{}列"),
        ("not_asked", "{}格是不用填的"),
    )
    said = [words.format(pasted[name]) for name, words in parts if pasted.get(name)]
    return f"没有贴上：{'，'.join(said)}。" if said else ""


def _column(item: Item) -> dict[str, str]:
    unit = f"（{item.unit}）" if item.unit else ""
    about = "，".join(part for part in (item.label + unit, "必填" if item.required else "", item.help) if part)
    return {"key": item.key, "title": item.label, "section": item.section, "about": about, "kind": item.kind.name}
