"""What all panes share: the style, messages, and a guard that turns a fault into words beside the button.

Takes texts; gives widgets. Text from data is always escaped.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Sequence
from functools import cache, wraps
from html import escape
from pathlib import Path
from typing import Any, Final

import ipywidgets as widgets

from toolkit.errors import ToolkitError
from toolkit.findings import Finding, Level
from toolkit.report.outputs import safe_name

STYLE: Final = Path(__file__).parent / "web" / "style.css"
CLASSES: Final = {Level.ERROR: "hy-error", Level.WARNING: "hy-warning", Level.NOTE: "hy-muted"}

MEDIA_TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


def pane(*children: widgets.Widget, name: str = "") -> widgets.VBox:
    """A pane in the common style; `name` is a CSS class by which tests and styles find it."""
    style = widgets.HTML(f"<style>{_style()}</style>", layout=widgets.Layout(display="none"))
    box = widgets.VBox([style, *children])
    box.add_class("hy")
    if name:
        box.add_class(name)
    return box


def text_html(text: str, css_class: str = "") -> str:
    """A text as HTML, escaped, its lines kept."""
    shown = escape(text).replace("\n", "<br>")
    return f'<span class="{css_class}">{shown}</span>' if css_class else shown


def findings_html(findings: Iterable[Finding]) -> str:
    """The messages of findings, one a line, coloured by level; the place is known from where they are shown."""
    return "<br>".join(text_html(finding.message, CLASSES[finding.level]) for finding in findings)


def table_html(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of texts, all escaped."""
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{text_html(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def download_html(text: str, name: str, data: bytes, css_class: str = "hy-download") -> str:
    """A link that saves `data` as a file of this name (with its ending).

    A link to the file itself opens as text in JupyterLab and is forbidden in Voila; a data link works in both.
    """
    stem, _, ending = name.rpartition(".")
    href = f"data:{MEDIA_TYPES[ending]};base64,{base64.b64encode(data).decode()}"
    return f'<a class="{css_class}" download="{escape(safe_name(stem))}.{ending}" href="{href}">{escape(text)}</a> '


def guarded(message: widgets.HTML) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Decorate a handler: a fault in use is shown in `message`, and nothing typed is touched."""

    def decorate(handler: Callable[..., None]) -> Callable[..., None]:
        @wraps(handler)
        def handle(*arguments: Any) -> None:
            try:
                handler(*arguments)
            except ToolkitError as fault:
                message.value = text_html(str(fault), "hy-error")

        return handle

    return decorate
