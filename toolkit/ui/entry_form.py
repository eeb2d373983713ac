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
from toolkit.catalogue.kinds import LIST, TEXT
from toolkit.figures.figure import FILING_STATE, FilingState
from toolkit.findings import Finding, Level
from toolkit.review.confirmed import Confirmed
from toolkit.tasks import Conflict, Edit, Saved, Sheet
from toolkit.ui.part import Part, script
from toolkit.ui.workspace import Workspace, period_options

MOST_NAMED: Final = 3
HINTS: Final = {"日期": "如 2026年6月30日", "列表": "用顿号隔开", "是否": "是 或 否"}
HOW_TO: Final = "* 必填；没有填0，不适用填“不适用”；离开格子就保存。"
NOTHING_TO_ADOPT: Final = "没有可沿用的：上期没有填，或这里都已填了。"
MOST_SHOWN: Final = 20
Message = Mapping[str, Any]


class FormPart(Part):
    """What the form's script shows."""

    heading: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    sections: traitlets.List[Any] = traitlets.List().tag(sync=True)
    shown: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)


class EntryForm:
    """The form of the unit in view.

    Every message about a figure names the period and the unit its page showed: an answer that is late never lets an edit land
    in another unit. Every answer names the last edit it knows of, so that the page keeps what was typed since.

    Args:
        workspace: what it shares with the other panes of its page.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._periods = [list(option) for option in period_options(workspace.office)]
        self._said = ("", "muted")
        self._is_speaking = False
        self._turn = 0
        self._done: dict[str, int] = {}
        self.part = FormPart(_esm=script("form"))
        self.part.answer_with(
            {
                "enter": self._enter,
                "go": lambda message: workspace.go(unit=message.get("unit", ""), period=message.get("period", "")),
                "adopt": self._adopt,
                "submit": self._submit,
                "undo": lambda _message: self._undo(),
                "refresh": lambda _message: workspace.refresh(),
                "keep": self._keep,
                "take": self._take_theirs,
                "confirm": self._confirm,
                "focus": lambda message: workspace.focus(message["key"]),
            },
            self._complain,
        )
        workspace.watch(place=self._show_place, figures=self._follow, opened=self._open)
        self._show_place()

    def _open(self, key: str) -> None:
        self.part.send({"kind": "open", "key": key})

    def _sheet(self, message: Message) -> Sheet:
        return self._workspace.sheet_of(message["period"])

    def _enter(self, message: Message) -> None:
        self._done[message["view"]] = message["number"]
        edit = Edit(message["unit"], message["key"], message["text"], message["shown"])
        saved = self._sheet(message).enter([edit])
        # The way to the store is open again: what could not be saved before may be saved now.
        for sheet in {id(sheet): sheet for sheet, _unit, _item in self._workspace.waiting()}.values():
            sheet.retry()
        self._take(saved)

    def _adopt(self, message: Message) -> None:
        unit = self._workspace.office.units[message["unit"]]
        items = [item for item in self._workspace.office.catalogue.items if item.key in message["keys"]]
        saved = tasks.adopt_last(self._sheet(message), unit, items)
        if saved.entries:
            self._take(saved, "已沿用上期并保存")
        else:
            self._say(NOTHING_TO_ADOPT, "warning")
            self._show_heading()

    def _submit(self, message: Message) -> None:
        sheet, unit = self._sheet(message), message["unit"]
        saved = sheet.enter([Edit(unit, FILING_STATE, FilingState.FILED.value)])
        left = sheet.progress(unit).left
        self._take(saved, f"已上报，必填还有{left}项没有填" if left else "已上报")

    def _undo(self) -> None:
        saved = self._workspace.sheet.undo()
        if saved is None:
            return
        self._take(saved, "已撤销")
        units = {entry.unit for entry in saved.entries}
        if units and self._workspace.unit.code not in units:
            # What was taken back is to be seen, wherever it stands.
            said = self._said
            self._workspace.open(saved.entries[0].unit, saved.entries[0].item)
            self._say(*said)
            self._show_heading()

    def _confirm(self, message: Message) -> None:
        sheet = self._sheet(message)
        finding = tasks.finding_said(sheet, message["unit"], message["key"], message["code"], message["message"])
        if finding is None:
            self._say("数字已经变了，请再看一遍提示。", "error")
            self._show()
        else:
            self._take(sheet.confirm(finding, message["reason"]), "已记下")

    def _keep(self, message: Message) -> None:
        if (message["unit"], message["key"]) in self._sheet(message).conflicts:
            self._take(self._sheet(message).keep_mine(message["unit"], message["key"]))

    def _take_theirs(self, message: Message) -> None:
        self._sheet(message).take_theirs(message["unit"], message["key"])
        self._say("已改用对方填的", "ok")
        self._workspace.changed()

    def _take(self, saved: Saved, word: str = "已保存") -> None:
        """Say what became of a save, and let the panes follow."""
        if saved.at is not None:
            self._say(*self._said_of(saved, f"{word} {_clock(saved.at)}"))
        self._is_speaking = True
        self._workspace.changed()
        self._is_speaking = False

    def _follow(self) -> None:
        """Figures are others now; where that was another pane's doing, what was said here before is no longer news."""
        if not self._is_speaking:
            self._say("", "muted")
        self._show()

    def _said_of(self, saved: Saved, word: str) -> tuple[str, str]:
        office = self._workspace.office
        others = {entry.unit for entry in saved.entries} - {self._workspace.unit.code}
        where = "、".join(office.units[unit].short_name for unit in sorted(others))
        if len(saved.entries) > 1:
            return f"{word}（{where}{len(saved.entries)}项）", "ok"
        (entry,), (before,) = saved.entries, saved.before
        if entry.item not in office.catalogue:
            return word, "ok"
        label = f"{where}{office.catalogue[entry.item].label}"
        if word.startswith("已撤销"):
            return f"{word}（{label}由{_quoted(before)}改回{_quoted(entry.text)}）", "ok"
        if self._workspace.is_unread(entry):
            return f"{word}（{label}，但填得不对，请看格子旁的说明）", "warning"
        return f"{word}（{label}）", "ok"

    def _complain(self, text: str) -> None:
        self._say(f"没有做成：{text}", "error")
        self._show()

    def _say(self, text: str, mood: str) -> None:
        self._said = (text, mood)

    def _show_place(self) -> None:
        self._say("", "muted")
        sections = [_section(title, items) for title, items in self._by_section()]
        self._show_heading()
        with self.part.hold_sync():
            self.part.shown = self._cells()
            self.part.sections = sections

    def _show(self) -> None:
        self.part.shown = self._cells()
        self._show_heading()

    def _by_section(self) -> list[tuple[str, list[Item]]]:
        return [(title, list(items)) for title, items in groupby(self._workspace.items(), lambda item: item.section)]

    def _show_heading(self) -> None:
        workspace, (saved, mood) = self._workspace, self._waiting_text() or self._said
        self.part.heading = {
            "periods": self._periods,
            "period": workspace.period.code,
            "units": [[self._unit_label(unit.code), unit.code] for unit in workspace.units.filing],
            "unit": workspace.unit.code,
            "state": self._state_text(),
            "filing": _filing_shown(tasks.state_of(workspace.sheet, workspace.unit.code)),
            "saved": saved or HOW_TO,
            "mood": mood,
            "undoable": workspace.sheet.undoable,
        }

    def _waiting_text(self) -> tuple[str, str] | None:
        """What is not saved yet, whatever else there is to say: it must not be forgotten."""
        waiting = self._workspace.waiting()
        if not waiting:
            return None
        office = self._workspace.office
        names = [
            f"{office.units[unit].short_name}{tasks.label_of(office, item)}"
            + ("" if sheet is self._workspace.sheet else f"（{sheet.period.name}）")
            for sheet, unit, item in waiting[:MOST_NAMED]
        ]
        more = "等" if len(waiting) > MOST_NAMED else ""
        reason = f"{self._said[0]} " if self._said[1] == "error" else ""
        return (
            f"{reason}还有{len(waiting)}项没有保存：{'、'.join(names)}{more}。请在格子旁选择，或按“刷新”再存一次。",
            "error",
        )

    def _unit_label(self, code: str) -> str:
        progress = self._workspace.sheet.progress(code)
        return f"{progress.unit.short_name}（{progress.state.value}）"

    def _state_text(self) -> str:
        progress = self._workspace.sheet.progress(self._workspace.unit.code)
        doubts = len(progress.doubts)
        parts = [f"{progress.unit.name}：{progress.state.value}，必填{progress.filled}/{progress.required}"]
        parts += [f"{doubts}处请核对"] if doubts else []
        return f"{'，'.join(parts)}。"

    def _cells(self) -> dict[str, Any]:
        """How every figure in view stands, where that is, and the last edit of each page that is known here."""
        # An answer that changes nothing must reach the page, too: it waits for one.
        self._turn += 1
        place = {"period": self._workspace.period.code, "unit": self._workspace.unit.code}
        cells = {item.key: self._cell(item) for item in self._workspace.items()}
        folded = list(tasks.folded_sections(self._workspace.sheet, self._workspace.unit))
        return {**place, "turn": self._turn, "done": dict(self._done), "cells": cells, "folded": folded}

    def _cell(self, item: Item) -> dict[str, Any]:
        sheet, unit = self._workspace.sheet, self._workspace.unit
        cell, key = tasks.cell_of(sheet, unit, item), (unit.code, item.key)
        conflict = sheet.conflicts.get(key)
        # What was not saved stays in its field until it is, or until its author has chosen.
        waiting = conflict.mine if conflict else sheet.unsaved.get(key)
        stored = sheet.text(*key)
        confirmed = [each for each in sheet.progress(unit.code).confirmed if each.finding.item == item.key]
        found = [_shown(finding) for finding in tasks.findings_of(sheet, *key) if cell.state != "waiting"]
        understood = [_taken_for(cell.understood)] if cell.understood and not waiting else []
        return {
            "text": waiting.text if waiting else stored,
            "stored": stored,
            "computed": "" if stored else cell.text,
            "state": "unread" if waiting else cell.state,
            "last": sheet.last_text(unit.code, item),
            "aim": tasks.aim_of(sheet, unit, item),
            "findings": [*understood, *found, *map(_settled, confirmed)],
            "conflict": _question(conflict) if conflict else None,
        }


def _filing_shown(state: FilingState) -> dict[str, Any]:
    """What stands on the button that files, and what it does."""
    if state in (FilingState.FILED, FilingState.APPROVED):
        return {"word": f"{state.value} ✓", "about": "已经上报；再改动不用重新上报，已审的要重新审。", "is_done": True}
    about = "退回改好了，再上报" if state is FilingState.RETURNED else "填好了，报给局里；没有填全的也可以先报"
    return {"word": "上报", "about": about, "is_done": False}


def _section(title: str, items: list[Item]) -> dict[str, Any]:
    return {"title": title, "items": [_asked(item) for item in items]}


def _asked(item: Item) -> dict[str, Any]:
    return {
        "key": item.key,
        "label": item.label,
        "unit": item.unit,
        "required": item.required and not item.is_derived,
        "is_text": item.kind is TEXT,
        "is_list": item.kind is LIST,
        "hint": HINTS.get(item.kind.name, ""),
        "source": "算出" if item.formula else "台账" if item.is_derived else "",
        "choices": list(item.choices),
        "limit": item.limit or 0,
        "has_help": bool(item.help),
        "about": "，".join(part for part in (_is_asked(item), item.help) if part),
    }


def _is_asked(item: Item) -> str:
    return "不用填，自动得出" if item.is_derived else "必填" if item.required else "选填"


def _taken_for(understood: str) -> dict[str, str]:
    return {"level": "note", "message": f"读作{understood}", "said": "", "code": "", "reason": ""}


def _shown(finding: Finding) -> dict[str, str]:
    level = "error" if finding.level is Level.ERROR else "warning"
    return {"level": level, "message": finding.message, "said": finding.message, "code": finding.code, "reason": ""}


def _settled(confirmed: Confirmed) -> dict[str, str]:
    reason = confirmed.confirmation.reason
    return _shown(confirmed.finding) | {"level": "muted", "message": f"已说明：{reason}", "reason": reason}


def _question(conflict: Conflict) -> dict[str, str]:
    at = conflict.theirs.at.astimezone().strftime("%m月%d日 %H:%M")
    return {"mine": conflict.mine.text, "theirs": conflict.theirs.text, "author": conflict.theirs.author, "at": at}


def _quoted(text: str) -> str:
    shown = text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
    return f"“{shown}”" if shown else "空白"


def _clock(at: datetime) -> str:
    return at.astimezone().strftime("%H:%M:%S")
