"""How answers look in a terminal.

Takes plain values; prints tables and findings. Never decides anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from toolkit.findings import Finding, Level

COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}
console = Console(highlight=False, soft_wrap=True)
problems = Console(highlight=False, soft_wrap=True, stderr=True)


def show_findings(findings: Iterable[Finding], where: Console = console) -> None:
    """Each finding on a line, its level coloured where the terminal can."""
    for finding in findings:
        colour = COLOURS[finding.level]
        where.print(f"[{colour}]{finding.level.label}[/{colour}]  ", end="")
        where.print(f"{finding.place}：{finding.message}", markup=False)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table; a cell's text is shown as it stands."""
    table = Table(header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(cell.replace("[", "\\[") for cell in row))
    console.print(table, soft_wrap=False)


def say(text: str) -> None:
    """One plain line."""
    console.print(text, markup=False)


def complain(text: str) -> None:
    """One plain line about what went wrong."""
    problems.print(text, markup=False, style="red")
