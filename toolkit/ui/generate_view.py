"""The view that makes documents: choose, see what is missing, press one button, take the files.

Takes an office; gives a pane. Calls `generate`, shows the answer.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from toolkit import tasks
from toolkit.catalogue.documents import Document
from toolkit.catalogue.periods import Period, read_period
from toolkit.catalogue.units import Unit
from toolkit.report.batch import Result
from toolkit.report.outputs import safe_name
from toolkit.review.progress import State
from toolkit.tasks import DocumentsMade, Office
from toolkit.ui.page import findings_html, guarded, pane, table_html, text_html
from toolkit.ui.workspace import period_options

ALL, COMPLETE, CHOSEN = "全部支部", "只做填齐的", "我来选"
ZIP = "application/zip"


class GenerateView:
    """The choices, the button, and what came of it."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.period = widgets.Dropdown(description="期间", options=period_options(office))
        self.period.value = tasks.latest_period(office).code
        self.documents = [
            widgets.Checkbox(value=True, description=document.label, indent=False) for document in office.documents
        ]
        self.which = widgets.RadioButtons(options=[ALL, COMPLETE, CHOSEN], layout=widgets.Layout(width="160px"))
        self.branches = widgets.SelectMultiple(
            options=[(unit.short_name, unit.code) for unit in office.units.branches],
            rows=min(8, max(2, len(office.units.branches))),
            disabled=True,
        )
        self.button = widgets.Button(description="生成", button_style="primary", icon="file-word")
        self.button.add_class("hy-generate-button")
        self.progress = widgets.IntProgress(layout=widgets.Layout(width="300px", visibility="hidden"))
        self.message = widgets.HTML()
        self.message.add_class("hy-message")
        self.results = widgets.HTML()
        self.results.add_class("hy-results")
        self.preflight = widgets.HTML()
        self.preflight.add_class("hy-preflight")
        self.pane = pane(
            self.period,
            widgets.HBox([widgets.VBox(self.documents), self.which, self.branches]),
            self.preflight,
            widgets.HBox([self.button, self.progress]),
            self.message,
            self.results,
            name="hy-generate",
        )
        self.which.observe(self._enable_branches, names="value")
        self.period.observe(lambda _change: self.refresh(), names="value")
        self.button.on_click(guarded(self.message)(self._generate))
        self.refresh()

    def _enable_branches(self, _change: Any) -> None:
        self.branches.disabled = self.which.value != CHOSEN

    def refresh(self) -> None:
        """Say anew which units are not complete."""
        rows = tasks.review_book(self._office, tasks.open_book(self._office, self._period))
        waiting = [row for row in rows if row.left]
        if not waiting:
            self.preflight.value = text_html("各单位必填项都已填齐。", "hy-ok")
            return
        texts = [
            f"{row.unit.short_name}（{'未报' if row.state is State.EMPTY else f'缺{row.left}项'}）" for row in waiting
        ]
        self.preflight.value = text_html(f"还没填齐，将生成草稿：{'、'.join(texts)}", "hy-warning")

    def _generate(self, _button: Any) -> None:
        self.refresh()
        documents, units = self._chosen_documents(), self._chosen_units()
        total = tasks.count_documents(self._office, documents, units)
        if not total:
            self.message.value = text_html("还没有选文书或支部。请先选好，再按“生成”。", "hy-warning")
            return
        self.progress.max, self.progress.value, self.progress.layout.visibility = total, 0, "visible"
        self.button.disabled = True
        try:
            made = tasks.generate(self._office, self._period, documents, units, done=self._one_done)
        finally:
            self.button.disabled = False
            self.progress.layout.visibility = "hidden"
        self._show(made)

    def _one_done(self, _result: Result) -> None:
        self.progress.value += 1

    def _show(self, made: DocumentsMade) -> None:
        drafts = sum(result.is_draft for result in made.results)
        count = len(made.results) - len(made.failed)
        summary = f"生成{count}份，其中草稿{drafts}份；没有生成{len(made.failed)}份。已保存在 {made.folder}"
        self.message.value = text_html(summary, "hy-error" if made.failed else "hy-ok")
        rows = [(self._office.units[result.unit].short_name, *_cells(result)) for result in made.results]
        self.results.value = (
            _download_html(made, self._period)
            + table_html(("单位", "状态", "文件"), rows)
            + findings_html(made.template_findings)
        )

    def _chosen_documents(self) -> list[Document]:
        return [document for document, box in zip(self._office.documents, self.documents, strict=True) if box.value]

    def _chosen_units(self) -> Sequence[Unit] | None:
        if self.which.value == ALL:
            return None
        others = [unit for unit in self._office.units if unit not in self._office.units.branches]
        if self.which.value == CHOSEN:
            return [*(self._office.units[code] for code in self.branches.value), *others]
        rows = tasks.review_book(self._office, tasks.open_book(self._office, self._period))
        return [*(row.unit for row in rows if not row.left), *others]

    @property
    def _period(self) -> Period:
        return read_period(self.period.value)


def _cells(result: Result) -> tuple[str, str]:
    if result.path is None:
        return "没有生成", result.reason
    kept = f"（原文件被手工改过，已另存为 {result.kept.name}）" if result.kept else ""
    state = f"草稿，{result.blanks}处待填" if result.is_draft else "成稿"
    return state, result.path.name + kept


def _download_html(made: DocumentsMade, period: Period) -> str:
    if not any(result.path for result in made.results):
        return ""
    # A link to the file itself opens as text in JupyterLab and is forbidden in Voila; a data link works in both.
    data = base64.b64encode(tasks.zip_documents(made)).decode()
    name = safe_name(f"{period.name}文书")
    return f'<a class="hy-download" download="{name}.zip" href="data:{ZIP};base64,{data}">下载全部（zip）</a>'
