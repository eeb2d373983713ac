"""The part 旧表 of the pane 收发表: an old table with what goes where, questions, what would change; and the figures out again.

Takes a workspace; gives a box of widgets. Calls a task for each step and shows the answer. Never reads a file itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import escape
from typing import Any, Final, TypeAlias

import ipywidgets as widgets

from toolkit import tasks
from toolkit.tasks import Decisions, Match, Office, Table, TableLook
from toolkit.ui.page import download_html, findings_html, guarded, table_html, text_html
from toolkit.ui.workspace import Workspace

ACCEPTED: Final = ".xlsx,.xlsm,.xls,.et,.csv,.txt"
ADVICE: Final = "以前的统计表、上级的表、花名册、台账，上传后先看每一栏认成了什么：绿的是确定的，黄的请选一下，灰的不收。选过的下次不再问。"
NOT_YET: Final = "（请选）"
NONE_OF_IT: Final = "不是，不收"
Offered: TypeAlias = Sequence[tuple[str, str]]
Decide: TypeAlias = Callable[[Office, TableLook, str, str], Decisions]
MOST_ROWS, MOST_COLUMNS, MOST_CHANGES = 14, 16, 200
SURE, ASKED, TOTAL = "hy-cell-sure", "hy-cell-asked", "hy-cell-total"


class TableView:
    """An old table in, and figures out.

    Args:
        workspace: what it shares with the other panes of its page.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._name, self._data = "", b""
        self._look: TableLook | None = None
        self.upload = widgets.FileUpload(accept=ACCEPTED, multiple=False, description="上传旧表")
        self.upload.layout.width = "auto"
        self.export = widgets.Button(
            description="导出本期数据（Excel）", icon="download", layout=widgets.Layout(width="auto")
        )
        self.take = widgets.Button(description="收下", button_style="primary", icon="check")
        self.take.add_class("hy-take-table")
        self.fill = widgets.Button(description="照这张表填好", icon="table", layout=widgets.Layout(width="auto"))
        self.message, self.sheets, self.changes, self.files = (widgets.HTML() for _part in range(4))
        self.message.add_class("hy-table-message")
        self.sheets.add_class("hy-old-table")
        self.questions = widgets.VBox()
        self.pane = widgets.VBox(
            [
                widgets.HTML(f"<h3>旧表、统计表</h3>{text_html(ADVICE, 'hy-muted')}"),
                widgets.HBox([self.upload, self.export]),
                self.message,
                self.sheets,
                self.questions,
                widgets.HBox([self.take, self.fill]),
                self.files,
                self.changes,
            ]
        )
        guard = guarded(self.message)
        self.upload.observe(guard(self._uploaded), names="value")
        self.take.on_click(guard(self._take))
        self.fill.on_click(guard(self._fill))
        self.export.on_click(guard(self._export))
        self._show(None)

    def refresh(self) -> None:
        """Look at the table against what is stored now."""
        if self._look is not None:
            guarded(self.message)(self._again)()

    def _uploaded(self, _change: Any) -> None:
        sent = self.upload.value
        if not sent:
            return
        self._name, self._data = sent[0]["name"], bytes(sent[0]["content"])
        # Emptied, so that the same file can be sent again after it was mended.
        self.upload.value = ()
        self._show(None)
        self._again()

    def _again(self) -> None:
        office, period = self._workspace.office, self._workspace.period
        self._show(tasks.look_into_table(office, period, self._name, self._data))

    def _show(self, look: TableLook | None) -> None:
        self._look = look
        self.sheets.value = "".join(_sheet_html(look, n) for n in range(len(look.tables))) if look else ""
        self.questions.children = tuple(self._questions(look)) if look else ()
        self.changes.value = _changes_html(look) if look else ""
        self.take.layout.display = "" if look and look.wanted else "none"
        self.fill.layout.display = (
            "" if look and any(table.layout and not table.ledger for table in look.tables) else "none"
        )
        self.files.value = ""
        if look:
            asked = "；还有没认准的，请在下面选" if look.is_asking else ""
            told = f"{look.name} → {look.period.name}：要改动{len(look.wanted)}项，与现有的相同{look.same}项{asked}。"
            self.message.value = text_html(told, "hy-warning" if look.is_asking else "hy-ok")

    def _questions(self, look: TableLook) -> Iterator[widgets.Widget]:
        items = [(item.label, item.key) for item in self._workspace.office.catalogue.items]
        for match, ledger in dict.fromkeys((match, table.ledger) for table in look.tables for match in table.asked):
            asked = f"是{ledger.label}的哪一栏？" if ledger else "是哪个指标？"
            known = [(column.label, column.label) for column in ledger.columns] if ledger else items
            yield self._question(asked, match.words, match.offered, known, tasks.heading_decided)
        units = [(unit.short_name, unit.code) for unit in self._workspace.units.filing]
        for text, likely in dict.fromkeys(pair for table in look.tables for pair in table.unknown):
            near = [(unit.short_name, unit.code) for unit in likely]
            yield self._question("是哪个单位？", text, near, units, tasks.name_decided)

    def _question(self, asked: str, words: str, near: Offered, known: Offered, decide: Decide) -> widgets.HBox:
        """A question with the nearest answers first, all others behind them, and that it is none of them."""
        options = [(NOT_YET, None), *near, *(each for each in known if each not in near), (NONE_OF_IT, "")]
        answer = widgets.Dropdown(options=options, value=None, layout=widgets.Layout(width="260px"))
        answer.observe(guarded(self.message)(partial(self._answer, decide, words)), names="value")
        return widgets.HBox([widgets.HTML(text_html(f"“{words}”{asked}", "hy-warning")), answer])

    def _answer(self, decide: Decide, words: str, change: Any) -> None:
        if change["new"] is None or self._look is None:
            return
        tasks.remember(
            self._workspace.office,
            self._workspace.period,
            decide(self._workspace.office, self._look, words, change["new"]),
        )
        self._again()

    def _take(self, _button: Any) -> None:
        assert self._look is not None
        count = tasks.take_table(self._workspace.office, self._look)
        self._workspace.refresh()
        self._again()
        self.message.value = text_html(f"已收下{count}项。要撤销，见“修改记录”。", "hy-ok")

    def _fill(self, _button: Any) -> None:
        assert self._look is not None
        filled = tasks.fill_table(self._workspace.office, self._look)
        link = download_html("下载填好的表", self._name, filled.data, "hy-file")
        self.files.value = f"{text_html(f'填了{filled.cells}格。', 'hy-ok')} {link}<br>{findings_html(filled.findings)}"

    def _export(self, _button: Any) -> None:
        path = tasks.export_figures(self._workspace.office, self._workspace.period)
        link = download_html("下载", path.name, tasks.read_made(path), "hy-file")
        self.files.value = f"{text_html(f'已保存在 {path}', 'hy-ok')} {link}"


def _sheet_html(look: TableLook, number: int) -> str:
    """The first lines of a sheet as it is, with what each heading and each line was taken for."""
    table = look.tables[number]
    found = findings_html(table.findings)
    if table.layout is None:
        return f"<p><b>{escape(table.title)}</b> {found}</p>"
    grid, marks = table.grid, dict(_marks(table))
    rows = range(1, min(grid.rows, MOST_ROWS) + 1)
    columns = range(1, min(grid.columns, MOST_COLUMNS) + 1)
    lines = (
        "".join(_cell_html(grid.texts.get((row, column), ""), marks.get((row, column))) for column in columns)
        for row in rows
    )
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    more = (
        f"<p class='hy-muted'>只画了前{MOST_ROWS}行、{MOST_COLUMNS}列，其余的一样读。</p>"
        if grid.rows > MOST_ROWS or grid.columns > MOST_COLUMNS
        else ""
    )
    kind = table.ledger.label if table.ledger else table.layout.direction.value
    title = f"{escape(table.title or look.name)}：{escape(kind)}"
    return f"<p><b>{title}</b></p><table class='hy-sheet'>{body}</table>{more}{found}"


def _marks(table: Table) -> Iterator[tuple[tuple[int, int], tuple[str, str]]]:
    """By cell, how it is coloured and what it was taken for."""
    layout = table.layout
    assert layout is not None
    for head, match in zip(layout.heads, table.matches, strict=True):
        if head.cell:
            yield head.cell, _taken_for(match)
    for text, row in layout.units:
        unit = table.units.get(row)
        place = layout.name_cells.get(row)
        if place:
            yield place, (SURE, unit.short_name) if unit else (ASKED, f"“{text}”是哪个单位？")
    for row in layout.totals:
        place = layout.name_cells.get(row)
        if place:
            yield place, (TOTAL, "合计，不收，只核对")


def _taken_for(match: Match) -> tuple[str, str]:
    if match.meaning:
        return SURE, match.meaning + (f" ×{match.factor:f}" if match.factor != 1 else "")
    return (ASKED, "请选") if match.is_asked else ("", "")


def _cell_html(text: str, mark: tuple[str, str] | None) -> str:
    css, said = mark or ("", "")
    told = f"<div class='hy-taken-for'>{escape(said)}</div>" if said else ""
    return f"<td class='{css}'>{escape(text)}{told}</td>"


def _changes_html(look: TableLook) -> str:
    rows = [
        (
            each.unit.short_name,
            each.label,
            each.stored or "（空）",
            each.new,
            each.place,
        )
        for each in look.wanted[:MOST_CHANGES]
    ]
    more = (
        f"<p class='hy-muted'>另有{len(look.wanted) - MOST_CHANGES}项。</p>" if len(look.wanted) > MOST_CHANGES else ""
    )
    with_the_sheets = {finding for table in look.tables for finding in table.findings}
    told = [finding for finding in look.findings if finding not in with_the_sheets]
    table = table_html(("单位", "指标或台账", "现在", "表里", "在哪里"), rows) if rows else ""
    return f"{findings_html(told)}{table}{more}"
