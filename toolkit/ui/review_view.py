"""The pane 校核: how complete each form is, what is to be done about what was found, and what it all adds up to.

Takes a workspace; gives a pane. A click on a finding opens its field in the form. Never decides what is odd.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import ipywidgets as widgets
import traitlets

from toolkit import tasks
from toolkit.findings import Finding, Level
from toolkit.review.confirmed import Confirmed
from toolkit.review.ledger_checks import VISIT_UNFOLLOWED
from toolkit.review.text_checks import SLIP
from toolkit.ui.charts import by_unit
from toolkit.ui.page import pane, text_html
from toolkit.ui.part import Part, not_built, part, script
from toolkit.ui.workspace import Workspace

SUMMARY_COLUMNS: Final = ("指标", "合计", "覆盖", "目标", "比上期", "同比")
WORDS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "muted"}


class ReviewPart(Part):
    """What the review's script shows."""

    title = traitlets.Unicode("").tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)
    heat: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    groups: traitlets.List[Any] = traitlets.List().tag(sync=True)
    summary: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    scores: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)


class ChartPart(Part):
    """One chart."""

    spec: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)


class ReviewView:
    """The review of the period in view.

    Args:
        workspace: what it shares with the other panes of its page.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.part = ReviewPart(_esm=script("review"))
        self.part.answer_with(
            {
                "jump": lambda message: workspace.open(message["unit"], message["item"]),
                "confirm": self._confirm,
                "step": self._step,
                "refresh": lambda _message: self._refresh_all(),
            },
            self._say,
        )
        self.item = widgets.Dropdown(
            description="图表",
            options=[("（选一个指标）", ""), *self._chart_options()],
            layout=widgets.Layout(width="320px"),
        )
        self.chart = part(ChartPart, "chart")
        self.note = widgets.HTML(text_html("选一个指标，看各支部本期、上期、去年同期和目标。", "hy-muted"))
        below = [self.item, self.note, self.chart or not_built()]
        self.pane = pane(self.part, widgets.VBox(below), name="hy-reviewing")
        self.item.observe(lambda _change: self._draw_chart(), names="value")
        workspace.watch(place=self._follow)
        self.refresh()

    def refresh(self) -> None:
        """Show the period as it stands now."""
        self._period = self._workspace.period
        with self.part.hold_sync():
            self.part.title = f"{self._workspace.period.name}填报情况"
            self.part.heat = self._heat()
            self.part.groups = self._groups()
            self.part.summary = {"columns": list(SUMMARY_COLUMNS), "rows": self._summary()}
            self.part.scores = self._scores()
        self._draw_chart()

    def _follow(self) -> None:
        """Another unit in view changes nothing here; another period does."""
        if self._period != self._workspace.period:
            self._say("")
            self.refresh()

    def _refresh_all(self) -> None:
        self._workspace.refresh()
        self.refresh()

    def _chart_options(self) -> list[tuple[str, str]]:
        return [(f"{item.section}：{item.label}", item.key) for item in tasks.numeric_items(self._workspace.sheet)]

    def _heat(self) -> dict[str, Any]:
        sheet = self._workspace.sheet
        complete = tasks.completion(sheet)
        asked = {each.section for row in complete.values() for each in row}
        sections = [section for section in sheet.office.catalogue.sections if section in asked]
        rows = [
            {
                "unit": code,
                "name": sheet.office.units[code].short_name,
                "state": sheet.progress(code).state.value,
                "cells": [
                    {"section": c.section, "filled": c.filled, "required": c.required, "missing": c.first_missing}
                    for c in cells
                ],
            }
            for code, cells in complete.items()
        ]
        return {"sections": sections, "rows": rows}

    def _groups(self) -> list[dict[str, Any]]:
        sheet = self._workspace.sheet
        groups = [
            {"title": group.title, "findings": [_shown(each) for each in group.findings]}
            for group in tasks.groups_of(sheet)
        ]
        done = tasks.settled(sheet)
        return [*groups, *([{"title": "已说明的", "findings": [_settled(each) for each in done]}] if done else [])]

    def _summary(self) -> list[list[str]]:
        return [
            [row.item.label, row.total, row.coverage, row.target, row.against_last, row.against_year_ago]
            for row in tasks.summary(self._workspace.sheet)
        ]

    def _scores(self) -> dict[str, Any]:
        """The assessment of each unit; nothing where no figure has points."""
        columns, rows = tasks.score_table(self._workspace.sheet)
        return {"columns": list(columns) if rows else [], "rows": [list(row) for row in rows]}

    def _confirm(self, message: Mapping[str, Any]) -> None:
        sheet = self._workspace.sheet
        finding = tasks.finding_said(sheet, message["unit"], message["item"], message["code"], message["message"])
        if finding is None:
            self._say("数字已经变了，请再看一遍提示。")
        else:
            saved = sheet.confirm(finding, message["reason"])
            self._say(f"已记下 {saved.at.astimezone():%H:%M:%S}" if saved.at else "别人刚改过，请再看一遍。")
        self._workspace.changed()
        self.refresh()

    def _step(self, message: Mapping[str, Any]) -> None:
        """Take the step that mends a finding."""
        if message["code"] == VISIT_UNFOLLOWED:
            self._follow_visits()
        elif message["code"].startswith(SLIP):
            saved = tasks.mend_text(self._workspace.sheet, message["unit"], message["item"], message["code"])
            self._say("已改正，可以撤销。" if saved and saved.entries else "文字已经变了，请再看一遍提示。")
            self._workspace.changed()
            self._refresh_all()

    def _follow_visits(self) -> None:
        done = tasks.follow_visits(self._workspace.sheet.whole, self._workspace.period)
        left = [f"{each.visit.words}：{each.reason}" for each in done if each.reason]
        entered = f"已转入{len(done) - len(left)}个问题" if done else "没有要转入的了"
        self._say("；".join([entered, *left]))
        self._refresh_all()

    def _draw_chart(self) -> None:
        if self.chart is None:
            return
        if not self.item.value:
            self.chart.set_trait("spec", {})
            return
        sheet = self._workspace.sheet
        item = sheet.office.catalogue[self.item.value]
        self.chart.set_trait("spec", by_unit(item, tasks.numbers_of(sheet, item), sheet.period))

    def _say(self, text: str) -> None:
        self.part.said = text


def _shown(finding: Finding) -> dict[str, str]:
    return {
        "unit": finding.unit,
        "item": finding.item,
        "code": finding.code,
        "place": finding.place,
        "message": finding.message,
        "level": WORDS[finding.level],
        "step": finding.step,
        "reason": "",
        "author": "",
    }


def _settled(confirmed: Confirmed) -> dict[str, str]:
    confirmation = confirmed.confirmation
    return _shown(confirmed.finding) | {"reason": confirmation.reason, "author": confirmation.author}
