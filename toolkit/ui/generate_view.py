"""The pane 生成: choose, see what speaks against it, press one button, take the files; a run can be stopped.

Takes a workspace; gives a pane. Calls `preflight` and `generate`, shows the answers. Never fills or writes anything itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import ipywidgets as widgets

from toolkit import tasks
from toolkit.catalogue.dispatch import DAY_ADVICE, EDITIONS, FOR_REVIEW, Issue
from toolkit.catalogue.documents import Document
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.tasks import OnDisk, Planned, Preflight
from toolkit.ui.job_bar import JobBar
from toolkit.ui.page import guarded, pane, table_html, text_html
from toolkit.ui.results_view import ResultsView, summary
from toolkit.ui.workspace import Workspace, period_options

ALL, COMPLETE, CHOSEN = "全部支部", "只做填齐的", "我来选"
COLUMNS: Final = ("单位", "文书", "缺的、待核对的", "已有的文件")
TODAY: Final = "生成那天；留空写“空白”"
ANEW: Final = "没有变化的也重新生成（成文日期改为今天）"
SEVERAL: Final = "按住 Ctrl 点，可选多个；按住 Shift 点，可选一段。"
REOPEN: Final = "单位表、指标或文书设置刚改过，这一页还是旧的。请先刷新页面（F5），再生成。"
MOST_LABELS: Final = 6
DISK_WORDS: Final = {
    OnDisk.ABSENT: "还没有",
    OnDisk.CURRENT: "已是最新",
    OnDisk.STALE: "比数据旧",
    OnDisk.OLD_TEMPLATE: "模板已改，文件还是旧的",
    OnDisk.OLD_SETTINGS: "单位表、指标或文书设置改过",
    OnDisk.OLD_PROGRAM: "工具更新过，文件还是旧的",
    OnDisk.EDITED: "被手工改过；重新生成时另存保留",
}


class GenerateView:
    """The choices, the pre-flight, the button, and what came of it.

    Args:
        workspace: what it shares with the other panes of its page.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace, self._office = workspace, workspace.office
        self._shown: Period | None = None
        self._is_following = False
        self._plan: Preflight | None = None
        self.period = widgets.Dropdown(description="期间")
        own = self._office.rules.issue
        self.day = widgets.Text(
            description="成文日期", placeholder=own.day or TODAY, tooltip=DAY_ADVICE, continuous_update=False
        )
        self.edition = widgets.Dropdown(description="哪种稿", options=EDITIONS, value=own.edition or FOR_REVIEW)
        self.documents = [
            widgets.Checkbox(value=True, description=document.label, indent=False)
            for document in self._office.documents
        ]
        self.which = widgets.RadioButtons(options=[ALL, COMPLETE, CHOSEN], layout=widgets.Layout(width="160px"))
        self.branches = widgets.SelectMultiple(disabled=True)
        self.hint = widgets.HTML()
        self.button = widgets.Button(description="生成", button_style="primary", icon="file-word")
        self.button.add_class("hy-generate-button")
        self.anew = widgets.Checkbox(
            description=ANEW, indent=False, layout=widgets.Layout(width="auto", margin="6px 16px")
        )
        self.preflight = widgets.HTML()
        self.preflight.add_class("hy-preflight")
        self.bar = JobBar(self._rest)
        self.results = ResultsView(self._office, self.bar)
        self.pane = pane(
            widgets.HBox([self.period, self.day, self.edition]),
            widgets.HBox([widgets.VBox(self.documents), self.which, widgets.VBox([self.branches, self.hint])]),
            self.preflight,
            widgets.HBox([self.button, self.anew, self.bar.stop, self.bar.progress]),
            self.bar.message,
            self.results.pane,
            name="hy-generate",
        )
        self._listen()
        self._rest(is_busy=False)
        self._follow()

    def refresh(self) -> None:
        """Read everything anew, and say what would be made and what speaks against it."""
        self._plan = None
        guarded(self.bar.message)(self._show_plan)()

    def wait(self, timeout: float) -> None:
        """Wait for the job in the background, and raise what it raised unforeseen.

        Raises:
            TimeoutError: it is not done yet.
        """
        self.bar.wait(timeout)

    def _listen(self) -> None:
        self.period.observe(self._go, names="value")
        self.which.observe(self._choose, names="value")
        for said in (self.day, self.edition):
            said.observe(lambda _change: self.refresh(), names="value")
        for choice in (self.branches, *self.documents):
            choice.observe(guarded(self.bar.message)(lambda _change: self._show_plan()), names="value")
        self.button.on_click(guarded(self.bar.message)(self._generate))
        self._workspace.watch(place=self._follow)

    def _go(self, change: Any) -> None:
        if not self._is_following:
            self._workspace.go(period=change["new"])

    def _follow(self) -> None:
        """Show the period in view; another unit in view changes nothing here."""
        period = self._workspace.period
        if period == self._shown:
            return
        self._shown, self._is_following = period, True
        offered = period_options(self._office)
        self.period.options = (
            offered if (period.name, period.code) in offered else [(period.name, period.code), *offered]
        )
        self.period.value = period.code
        branches = self._workspace.units.branches
        self.branches.options = [(unit.short_name, unit.code) for unit in branches]
        self.branches.rows = min(8, max(2, len(branches)))
        self._is_following = False
        if not self.bar.is_running:
            self.results.clear()
            self.bar.say("", "hy-muted")
        self.refresh()

    def _choose(self, _change: Any) -> None:
        self.branches.disabled = self.which.value != CHOSEN
        self.hint.value = text_html(SEVERAL, "hy-muted") if self.which.value == CHOSEN else ""
        guarded(self.bar.message)(self._show_plan)()

    def _rest(self, is_busy: bool) -> None:
        self.button.disabled = is_busy
        self.results.rest(is_busy)

    def _looked(self) -> Preflight:
        """The period as it stood when this was last refreshed."""
        if self._plan is None:
            self._plan = Preflight(self._office, self._workspace.period, self._issue())
        return self._plan

    def _show_plan(self) -> None:
        rows = self._looked().rows(self._chosen_documents(), self._chosen_units())
        table = table_html(COLUMNS, map(_cells, rows))
        reopen = text_html(REOPEN, "hy-error") + "<br>" if self._looked().is_office_outdated else ""
        self.preflight.value = reopen + _said_of(rows) + (f'<div class="hy-plan">{table}</div>' if rows else "")

    def _generate(self, _button: Any) -> None:
        self._plan = None
        issue, period = self._issue(), self._workspace.period
        documents, units = self._chosen_documents(), self._chosen_units()
        total = tasks.count_documents(self._office.at(period), documents, units)
        if not total:
            self.bar.say("还没有选文书或支部。请先选好，再按“生成”。", "hy-warning")
            return
        self.bar.start(lambda: self._make(period, documents, units, issue), total)

    def _make(self, period: Period, documents: Sequence[Document], units: Sequence[Unit] | None, issue: Issue) -> None:
        made = tasks.generate(
            self._office,
            period,
            documents,
            units,
            is_anew=self.anew.value,
            issue=issue,
            done=self.bar.advance,
            stopped=self.bar.is_stopped,
        )
        self.anew.value = False
        self.results.show(made, period)
        self.bar.say(*summary(made))
        self._plan = None
        self._show_plan()

    def _issue(self) -> Issue:
        """The day and the edition that are chosen; what the settings say anyway is not said again.

        Raises:
            ToolkitError: the day is not understood.
        """
        own = self._office.rules.issue
        edition = "" if self.edition.value == (own.edition or FOR_REVIEW) else self.edition.value
        return tasks.read_issue(self.day.value.strip(), edition)

    def _chosen_documents(self) -> list[Document]:
        return [document for document, box in zip(self._office.documents, self.documents, strict=True) if box.value]

    def _chosen_units(self) -> Sequence[Unit] | None:
        if self.which.value == ALL:
            return None
        if self.which.value == CHOSEN:
            return tasks.chosen_units(self._office, self.branches.value)
        return self._looked().complete_units()


def _said_of(rows: Sequence[Planned]) -> str:
    if not rows:
        return text_html("还没有选文书或支部。", "hy-muted")
    drafts = sum(row.will_be_draft for row in rows)
    looks = sum(row.needs_a_look for row in rows)
    if not looks:
        return text_html(f"将生成{len(rows)}份，都已填齐，没有要先看的。", "hy-ok")
    parts = [f"其中{drafts}份没填齐，会标为草稿"] if drafts else []
    parts += [f"{looks}份请先看一看，排在前面" if looks < len(rows) else "每份都请先看一看"]
    words = f"将生成{len(rows)}份：{'；'.join(parts)}。"
    return text_html(words, "hy-warning")


def _cells(row: Planned) -> tuple[str, str, str, str]:
    return row.unit.short_name, row.document.label, _against(row), DISK_WORDS[row.on_disk]


def _against(row: Planned) -> str:
    others = [unit.short_name for unit in row.unfiled if unit != row.unit]
    parts = ["未报"] if row.is_unfiled else []
    parts += [f"未报：{_listed(others)}"] if others else []
    parts += [f"缺{len(row.missing)}项：{_listed(row.missing)}"] if row.missing else []
    parts += [f"{row.findings}处待核对"] if row.findings else []
    return "；".join(parts)


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:MOST_LABELS]) + ("等" if len(names) > MOST_LABELS else "")
