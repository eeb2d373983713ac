"""What came of a run, in a terminal.

Takes the answers of tasks about documents and templates; prints them. Never makes a document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toolkit.cli.show import say, show_findings, show_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from toolkit.report.batch import Result
    from toolkit.tasks import Correction, DocumentsMade, Office

NOTHING, FAILED = "无", "没有生成"
MOST_ROWS: Final = 60
"""Of more documents than these only those are listed that ask for a look: nobody reads on past the second screen."""


def show_made(office: Office, made: DocumentsMade) -> None:
    """Each document with its file and what in it is to be looked at, and what the run came to."""
    show_findings(made.template_findings)
    _show_rows(office, made)
    show_findings(finding for result in made.results for finding in result.findings)
    for result in made.results:
        if result.kept:
            say(f"{result.path and result.path.name}：原文件被手工改过，已另存为 {result.kept.name}")
    if made.outdated_text:
        say(made.outdated_text)
    if made.failed:
        say("没有生成的，文件夹里若有同名文件，是以前生成的，请勿误用。")
    drafts = sum(result.is_draft for result in made.results)
    count = len(made.results) - len(made.failed)
    say(f"生成{count}份，其中草稿{drafts}份；没有生成{len(made.failed)}份。{made.left_text}已保存在 {made.folder}")


def _show_rows(office: Office, made: DocumentsMade) -> None:
    rows = [
        (_unit_name(office, result), _file_cell(result), _findings_cell(office, made, result))
        for result in made.results
    ]
    listed = rows if len(rows) <= MOST_ROWS else [row for row in rows if row[2] != NOTHING or row[1].startswith(FAILED)]
    if listed:
        show_table(("单位", "文件", "待看"), listed)
    if len(listed) < len(rows):
        say(f"另有{len(rows) - len(listed)}份没有要看的，没有逐份列出。")


def _unit_name(office: Office, result: Result) -> str:
    return office.units[result.unit].short_name


def _file_cell(result: Result) -> str:
    return result.path.name if result.path else f"{FAILED}：{result.reason}"


def _findings_cell(office: Office, made: DocumentsMade, result: Result) -> str:
    count = len(made.doubts(office.units.filing_below(result.unit)))
    blanks = f"{result.blanks}处待填" if result.blanks else ""
    doubts = f"{count}处待核对" if count else ""
    return "，".join(part for part in (blanks, doubts) if part) or NOTHING


def show_mended(path: Path | None, corrections: Sequence[Correction]) -> None:
    """Say what was corrected in a template, and where the copy is."""
    for correction in corrections:
        say(f"{correction.part}：{correction.before} 改为 {correction.result}")
    say(f"改正后的副本：{path}。核对无误后，用它替换原模板。" if path else "没有可以直接改正的写法。")
