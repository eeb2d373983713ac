"""What came of a run: each file with its state and what asks for a look, a preview, one zip, one volume for printing, PDFs.

Takes the answer of `generate`; shows it. Calls a task for each thing more that is wanted. Never makes a document itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import ipywidgets as widgets

from toolkit import tasks
from toolkit.catalogue.periods import Period
from toolkit.report.batch import Result
from toolkit.tasks import DocumentsMade, Office, PdfMade
from toolkit.ui.job_bar import JobBar
from toolkit.ui.page import download_html, findings_html, guarded, table_html, text_html
from toolkit.ui.page_part import PagePart
from toolkit.ui.part import not_built, part

MOST_TOLD: Final = 3
COLUMNS: Final = ("单位", "状态", "文件", "请核对")
COMPARING: Final = "读一遍文件夹里的文书，汇总的数是不是各支部汇报里的数加起来的；在 Word 里改过的也读得出来"


class ResultsView:
    """The results of the last run.

    Args:
        office: whose.
        bar: where its jobs run and say what came of them.
    """

    def __init__(self, office: Office, bar: JobBar) -> None:
        self._office, self._bar = office, bar
        self._made: DocumentsMade | None = None
        self._period: Period | None = None
        self._joined: Path | None = None
        self._links: dict[str, str] = {}
        self.table = _html("hy-results")
        self.files = _html("hy-files")
        self.join = widgets.Button(description="合订成一册，供打印", icon="book", layout=widgets.Layout(width="auto"))
        self.pdf = widgets.Button(description="转成 PDF", icon="file-pdf")
        self.compare = widgets.Button(
            description="核对汇总数", icon="check", tooltip=COMPARING, layout=widgets.Layout(width="auto")
        )
        self._has_pdf = tasks.can_make_pdfs()
        self.pdf_note = widgets.HTML("" if self._has_pdf else text_html(tasks.NO_PDF_PROGRAM, "hy-note"))
        self.which = widgets.Dropdown(description="预览", layout=widgets.Layout(width="auto", max_width="640px"))
        self.page = part(PagePart, "preview", height="60vh")
        self._buttons = widgets.HBox([self.join, self.pdf, self.compare, self.pdf_note])
        preview = [self.which, self.page] if self.page else [not_built()]
        self._of_files = widgets.VBox([self._buttons, self.files, *preview])
        self.pane = widgets.VBox([self.table, self._of_files])
        self.join.on_click(lambda _button: bar.start(self._join, 1, can_stop=False))
        self.pdf.on_click(lambda _button: bar.start(self._make_pdfs, len(self._paths())))
        self.compare.on_click(lambda _button: bar.start(self._compare, len(self._paths()), can_stop=False))
        self.which.observe(guarded(bar.message)(self._preview), names="value")
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self._made = self._period = self._joined = None
        self._links.clear()
        self.table.value = self.files.value = ""
        self._of_files.layout.display = "none"

    def rest(self, is_busy: bool) -> None:
        """Put the buttons to rest while a job runs."""
        self.join.disabled = self.compare.disabled = is_busy
        self.pdf.disabled = is_busy or not self._has_pdf

    def show(self, made: DocumentsMade, period: Period) -> None:
        """Show what a run made."""
        self.clear()
        self._made, self._period = made, period
        rows = [self._row(result) for result in made.results]
        table = table_html(COLUMNS, rows) if rows else ""
        zipped = download_html("下载全部（zip）", f"{period.name}文书.zip", tasks.zip_documents(made))
        found = findings_html(made.template_findings)
        self.table.value = (zipped if made.paths else "") + table + found
        self.which.options = [(path.name, str(path)) for path in made.paths]
        # From none to the first, so that the page follows though its name is the one before.
        self.which.index = None
        self.which.index = 0 if made.paths else None
        self._of_files.layout.display = "" if made.paths else "none"

    def _row(self, result: Result) -> tuple[str, str, str, str]:
        kept = f"\n（原文件被手工改过，已另存为 {result.kept.name}）" if result.kept else ""
        file = result.path.name + kept if result.path else ""
        return self._office.units[result.unit].short_name, _state(result), file, self._doubts_text(result)

    def _doubts_text(self, result: Result) -> str:
        """What asks for a look: in the document itself, and in the figures it is made from."""
        assert self._made is not None
        lines = [f"{finding.place}：{finding.message}" for finding in result.findings]
        doubts = self._made.doubts(self._office.units.filing_below(result.unit))
        # Of one unit each is told; of many the review tells, where a click leads to the field.
        own = all(finding.unit == result.unit for finding in doubts)
        told = [f"{finding.place}：{finding.message}" for finding in doubts[:MOST_TOLD]] if own else []
        more = [f"数据有{len(doubts)}处待核对，见“校核”"] if len(doubts) > len(told) else []
        return "\n".join([*lines, *told, *more])

    def _paths(self) -> list[Path]:
        joined = [self._joined] if self._joined else []
        return [*self._made.paths, *joined] if self._made else []

    def _preview(self, change: Any) -> None:
        if self.page is not None and change["new"]:
            assert isinstance(self.page, PagePart)
            self.page.data = tasks.read_made(Path(change["new"]))

    def _join(self) -> None:
        assert self._made is not None and self._period is not None
        self._joined = tasks.join_documents(self._office, self._period, self._made.paths)
        self._bar.advance(self._joined)
        data = tasks.read_made(self._joined)
        self._offer(self._joined.name, data, f"下载合订本（{len(self._made.paths)}份）")
        self._bar.say(f"合订了{len(self._made.paths)}份。已保存在 {self._joined}", "hy-ok")

    def _make_pdfs(self) -> None:
        assert self._made is not None and self._period is not None
        wanted = self._paths()
        made = tasks.make_pdfs(self._office, self._period, wanted, done=self._bar.advance, stopped=self._bar.is_stopped)
        paths = [each.path for each in made if each.path]
        if paths:
            data = tasks.zip_files(paths)
            self._offer(f"{self._period.name}PDF.zip", data, "下载全部 PDF（zip）")
        self._bar.say(*_said_of_pdfs(made, len(wanted), self._made.folder))

    def _compare(self) -> None:
        """Read the files as they are now: does what the bureau's report adds up stand in those of the branches?"""
        assert self._period is not None
        agreement = tasks.compare_documents(self._office, self._period, self._bar.advance)
        lines = [agreement.text, *(f"{each.place}：{each.message}" for each in agreement.findings)]
        self._bar.say("\n".join(lines), "hy-warning" if agreement.findings else "hy-ok")

    def _offer(self, name: str, data: bytes, words: str) -> None:
        self._links[name] = download_html(words, name, data, "hy-file")
        self.files.value = "".join(self._links.values())


def summary(made: DocumentsMade) -> tuple[str, str]:
    """What a run did in one line, and its class."""
    count, folder = len(made.paths), f"已保存在 {made.folder}"
    if made.is_stopped:
        return f"已停止：生成了{count}份，其余没有动。{folder}", "hy-warning"
    drafts = sum(result.is_draft for result in made.results)
    parts = [f"其中草稿{drafts}份"] if drafts else []
    parts += [f"没有生成{len(made.failed)}份"] if made.failed else []
    words = "，".join([f"生成{count}份", *parts]) + f"。{folder}"
    words += f"\n{made.left_text}" if made.left_text else ""
    words += f"\n{made.outdated_text}" if made.outdated_text else ""
    return words, "hy-error" if made.failed else "hy-ok"


def _said_of_pdfs(made: tuple[PdfMade, ...], wanted: int, folder: Path) -> tuple[str, str]:
    failed = [f"{each.source.name}：{each.reason}" for each in made if each.reason]
    kept = [f"原来的同名 PDF 不是本工具转的，已另存为 {each.kept.name}" for each in made if each.kept]
    count = len(made) - len(failed)
    begun = f"已停止：转了{count}份，其余没有动。" if len(made) < wanted else f"转成 PDF {count}份。"
    return "\n".join([f"{begun}已保存在 {folder}", *kept, *failed]), "hy-error" if failed else "hy-ok"


def _state(result: Result) -> str:
    if result.path is None:
        return f"没有生成：{result.reason}"
    if not result.is_draft:
        return "成稿"
    return f"草稿，{result.blanks}处待填" if result.blanks else "草稿"


def _html(css_class: str) -> widgets.HTML:
    made = widgets.HTML()
    made.add_class(css_class)
    return made
