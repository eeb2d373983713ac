"""One field of the form: label, text as typed, unit, last period's value, and the finding beside it.

Takes an item and texts; gives widgets. Always a text box: a number box of ipywidgets would change what was typed. Never
saves: it tells its form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets

from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import TEXT
from toolkit.findings import Finding, Level, has_errors
from toolkit.ui.page import findings_html, text_html


class Field:
    """One field.

    Args:
        item: what is asked.
        entered: called with the item's key and the text, each time a text was typed and left.
    """

    def __init__(self, item: Item, entered: Callable[[str, str], None]) -> None:
        self.item = item
        self._entered = entered
        self._loading = False
        self.input = self._make_input()
        self.input.observe(self._changed, names="value")
        self._last = _part("", "hy-last")
        self._finding = _part("", "hy-finding")
        self.box = widgets.HBox([_label(item), self.input, _part(item.unit, "hy-unit"), self._last, self._finding])
        self.box.add_class("hy-row")

    def load(self, text: str, last: str) -> None:
        """Show what is stored and last period's value; nothing is saved by this."""
        self._loading = True
        self.input.value = text
        self._loading = False
        self._last.value = f'<span title="{escape(last)}">上期 {escape(_short(last))}</span>' if last else ""

    def mark(self, findings: Sequence[Finding]) -> None:
        """Show the findings about this field; what was typed stays as it is."""
        counter = self._counter()
        self._finding.value = "<br>".join(part for part in (findings_html(findings), counter) if part)
        self._marked("hy-marked-error", has_errors(findings))
        self._marked("hy-marked-warning", any(finding.level is Level.WARNING for finding in findings))

    def ask(self, message: str, answers: Sequence[widgets.Button]) -> None:
        """Show a question below the field, with buttons to answer it; without buttons the question goes."""
        question = widgets.HTML(text_html(message, "hy-error"))
        children = list(self.box.children[:5])
        self.box.children = (*children, widgets.VBox([question, widgets.HBox(answers)])) if answers else children

    def _make_input(self) -> widgets.Text | widgets.Textarea:
        made = widgets.Textarea if self.item.kind is TEXT else widgets.Text
        width, rows = ("420px", {"rows": 3}) if self.item.kind is TEXT else ("150px", {})
        placeholder = {"日期": "如 2026年6月30日", "列表": "用顿号隔开"}.get(self.item.kind.name, "")
        field = made(continuous_update=False, placeholder=placeholder, layout=widgets.Layout(width=width), **rows)
        field.tooltip = self.item.help or self.item.label
        field.add_class(f"hy-field-{self.item.key}")
        return field

    def _changed(self, change: Any) -> None:
        if not self._loading:
            self._entered(self.item.key, change["new"])

    def _counter(self) -> str:
        if not self.item.limit or not self.input.value:
            return ""
        return text_html(f"{len(self.input.value.strip())}/{self.item.limit}字", "hy-muted")

    def _marked(self, css_class: str, marked: bool) -> None:
        if marked:
            self.input.add_class(css_class)
        else:
            self.input.remove_class(css_class)


def _label(item: Item) -> widgets.HTML:
    css = "hy-required" if item.required else ""
    about = "，".join(part for part in ("必填" if item.required else "选填", item.help) if part)
    return _part(f'<span class="{css}" title="{escape(about)}">{escape(item.label)}</span>', "hy-label", is_html=True)


def _part(text: str, css_class: str, is_html: bool = False) -> widgets.HTML:
    part = widgets.HTML(text if is_html else escape(text))
    part.add_class(css_class)
    return part


def _short(text: str) -> str:
    line = text.replace("\n", " ")
    return line if len(line) <= 12 else f"{line[:11]}…"
