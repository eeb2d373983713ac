"""The form of one unit: every figure of a period, saved as soon as it is typed, with its finding beside it.

Takes a workspace; gives a pane. Hands each edit to the sheet and shows how the figures stand then. Never changes what was
typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any, Final

import traitlets

from toolkit import tasks
from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import TEXT
from toolkit.findings import Finding, Level
from toolkit.review.confirmed import Confirmed
from toolkit.tasks import Conflict, Edit, Saved
from toolkit.ui.part import Part, script
from toolkit.ui.workspace import Workspace, period_options

HINTS: Final = {"日期": "如 2026年6月30日", "列表": "用顿号隔开", "是否": "是 或 否"}
HOW_TO: Final = "* 必填；没有填0，不适用填“不适用”；离开格子就保存。"
Message = Mapping[str, Any]


class FormPart(Part):
    """What the form's script shows."""

    heading: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    sections: traitlets.List[Any] = traitlets.List().tag(sync=True)
    cells: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)


class EntryForm:
    """The form of the unit in view.

    Args:
        workspace: what it shares with the other panes of its page.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._conflicts: dict[tuple[str, str], Conflict] = {}
        self._unsaved: dict[tuple[str, str], Edit] = {}
        self._periods = [list(option) for option in period_options(workspace.office)]
        self._said = ("", "muted")
        self.part = FormPart(_esm=script("form"))
        self.part.answer_with(
            {
                "enter": lambda message: self._enter(message["key"], message["text"]),
                "go": lambda message: workspace.go(unit=message.get("unit", ""), period=message.get("period", "")),
                "adopt": self._adopt,
                "undo": lambda _message: self._undo(),
                "refresh": lambda _message: workspace.refresh(),
                "keep": lambda message: self._answer_conflict(message["key"], is_mine=True),
                "take": lambda message: self._answer_conflict(message["key"], is_mine=False),
                "confirm": self._confirm,
                "focus": lambda message: workspace.focus(message["key"]),
            },
            self._complain,
        )
        workspace.watch(place=self._show_place, figures=self._show, opened=self._open)
        self._show_place()

    def _open(self, key: str) -> None:
        self.part.send({"kind": "open", "key": key})

    def _enter(self, key: str, text: str) -> None:
        unit = self._workspace.unit.code
        # What could not be saved is tried again with the next edit, and stays in its field until then.
        self._unsaved[unit, key] = Edit(unit, key, text)
        saved = self._workspace.sheet.enter(self._unsaved.values())
        self._unsaved.clear()
        self._take(saved)

    def _adopt(self, message: Message) -> None:
        items = [item for item in self._workspace.items() if item.key in message["keys"]]
        self._take(tasks.adopt_last(self._workspace.sheet, self._workspace.unit, items))

    def _undo(self) -> None:
        saved = self._workspace.sheet.undo()
        if saved is not None:
            self._take(saved, "已撤销")

    def _confirm(self, message: Message) -> None:
        finding = self._finding(message["key"], message["code"])
        if finding is not None:
            self._take(self._workspace.sheet.confirm(finding, message["reason"]), "已记下")

    def _answer_conflict(self, key: str, *, is_mine: bool) -> None:
        unit = self._workspace.unit.code
        conflict = self._conflicts.pop((unit, key), None)
        if conflict is None:
            return
        if is_mine:
            self._take(self._workspace.sheet.keep_mine(conflict))
        else:
            self._workspace.sheet.take_theirs(unit)
            self._say("已改用对方填的", "ok")
            self._workspace.changed()

    def _take(self, saved: Saved, word: str = "已保存") -> None:
        """Say what became of a save, and let the panes follow."""
        self._conflicts |= {(met.mine.unit, met.mine.item): met for met in saved.conflicts}
        for entry in saved.entries:
            self._conflicts.pop((entry.unit, entry.item), None)
        if saved.conflicts:
            self._say("没有保存：这一项被别人改过，请在格子旁选择。", "error")
        elif saved.at is not None:
            self._say(f"{word} {_clock(saved.at)}{self._label_of(saved)}", "ok")
        self._workspace.changed()

    def _label_of(self, saved: Saved) -> str:
        names = [entry.item for entry in saved.entries]
        if len(names) != 1 or names[0] not in self._workspace.office.catalogue:
            return f"（{len(names)}项）" if len(names) > 1 else ""
        return f"（{self._workspace.office.catalogue[names[0]].label}）"

    def _complain(self, text: str) -> None:
        self._say(f"没有保存：{text}", "error")
        self._show()

    def _say(self, text: str, mood: str) -> None:
        self._said = (text, mood)

    def _show_place(self) -> None:
        self._say("", "muted")
        sections = [_section(title, items) for title, items in self._by_section()]
        self._show_heading()
        if sections != self.part.sections:
            with self.part.hold_sync():
                self.part.cells = self._cells()
                self.part.sections = sections
        else:
            self.part.cells = self._cells()

    def _show(self) -> None:
        self.part.cells = self._cells()
        self._show_heading()

    def _by_section(self) -> list[tuple[str, list[Item]]]:
        return [(title, list(items)) for title, items in groupby(self._workspace.items(), lambda item: item.section)]

    def _show_heading(self) -> None:
        workspace, (saved, mood) = self._workspace, self._said
        self.part.heading = {
            "periods": self._periods,
            "period": workspace.period.code,
            "units": [[self._unit_label(unit.code), unit.code] for unit in workspace.office.units.filing],
            "unit": workspace.unit.code,
            "state": self._state_text(),
            "saved": saved,
            "mood": mood,
            "undoable": workspace.sheet.undoable,
        }

    def _unit_label(self, code: str) -> str:
        progress = self._workspace.sheet.progress(code)
        return f"{progress.unit.short_name}（{progress.state.value}）"

    def _state_text(self) -> str:
        progress = self._workspace.sheet.progress(self._workspace.unit.code)
        doubts = len(progress.findings) - progress.left if progress.filled else 0
        parts = [f"{progress.unit.name}：{progress.state.value}，必填{progress.filled}/{progress.required}"]
        parts += [f"{doubts}处请核对"] if doubts > 0 else []
        return f"{'，'.join(parts)}。{HOW_TO}"

    def _cells(self) -> dict[str, dict[str, Any]]:
        return {item.key: self._cell(item) for item in self._workspace.items()}

    def _cell(self, item: Item) -> dict[str, Any]:
        sheet, unit = self._workspace.sheet, self._workspace.unit
        cell = tasks.cell_of(sheet, unit, item)
        conflict = self._conflicts.get((unit.code, item.key))
        waiting = conflict.mine if conflict else self._unsaved.get((unit.code, item.key))
        confirmed = [each for each in sheet.progress(unit.code).confirmed if each.finding.item == item.key]
        found = [
            _shown(finding) for finding in tasks.findings_of(sheet, unit.code, item.key) if cell.state != "waiting"
        ]
        return {
            # What was refused stays in its field until its author has chosen.
            "text": waiting.text if waiting else sheet.text(unit.code, item.key),
            "state": "unread" if waiting else cell.state,
            "last": sheet.last_text(unit.code, item),
            "aim": tasks.aim_of(sheet, unit, item),
            "findings": [*found, *map(_settled, confirmed)],
            "conflict": _question(conflict) if conflict else None,
        }

    def _finding(self, key: str, code: str) -> Finding | None:
        sheet, unit = self._workspace.sheet, self._workspace.unit.code
        progress = sheet.progress(unit)
        known = [*progress.findings, *(each.finding for each in progress.confirmed)]
        return next((finding for finding in known if (finding.item, finding.code) == (key, code)), None)


def _section(title: str, items: list[Item]) -> dict[str, Any]:
    return {"title": title, "items": [_asked(item) for item in items]}


def _asked(item: Item) -> dict[str, Any]:
    return {
        "key": item.key,
        "label": item.label,
        "unit": item.unit,
        "required": item.required,
        "is_text": item.kind is TEXT,
        "hint": HINTS.get(item.kind.name, ""),
        "choices": list(item.choices),
        "limit": item.limit or 0,
        "about": "，".join(part for part in ("必填" if item.required else "选填", item.help) if part),
    }


def _shown(finding: Finding) -> dict[str, str]:
    level = "error" if finding.level is Level.ERROR else "warning"
    return {"level": level, "message": finding.message, "code": finding.code, "reason": ""}


def _settled(confirmed: Confirmed) -> dict[str, str]:
    reason = confirmed.confirmation.reason
    return {"level": "muted", "message": f"已说明：{reason}", "code": confirmed.finding.code, "reason": reason}


def _question(conflict: Conflict) -> dict[str, str]:
    at = conflict.theirs.at.astimezone().strftime("%m月%d日 %H:%M")
    return {"mine": conflict.mine.text, "theirs": conflict.theirs.text, "author": conflict.theirs.author, "at": at}


def _clock(at: datetime) -> str:
    return at.astimezone().strftime("%H:%M:%S")
