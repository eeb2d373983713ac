"""The live page beside the form: the branch's report as Word will show it, following each edit.

Takes a workspace; gives a pane. Asks `LivePages` for the document and shows it; a click on a value opens its field. Where its
script was not built the pane says how to get it, and everything else works.
"""

from __future__ import annotations

from typing import Any, Final

import ipywidgets as widgets

from toolkit.errors import ToolkitError
from toolkit.tasks import LivePages
from toolkit.ui.page import text_html
from toolkit.ui.page_part import PagePart
from toolkit.ui.part import not_built, part
from toolkit.ui.workspace import Workspace

ABOUT: Final = "预览，分页以 Word 为准。点黄色的数，就到它的格子。"
HEIGHT: Final = "70vh"


class LivePage:
    """The page, and which document it shows.

    Args:
        workspace: what it shares with the other panes of its page.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._pages = LivePages(workspace.office)
        self.document = widgets.Dropdown(
            description="文书",
            options=[(document.label, document) for document in workspace.office.documents],
            layout=widgets.Layout(flex="1 1 auto", width="auto"),
            style={"description_width": "36px"},
        )
        self.note = widgets.HTML(text_html(ABOUT, "hy-muted"))
        self.part = part(PagePart, "preview", height=HEIGHT)
        self.pane = widgets.VBox([self.note, self.part or not_built()])
        if self.part is None:
            return
        self._is_seen = False
        self.part.answer_with(
            {
                "open": lambda message: workspace.open("", message["key"]),
                "ready": lambda _message: self._begin(),
            },
            self._complain,
        )
        self.document.observe(self._redraw, names="value")
        workspace.watch(place=self.draw, figures=self.draw, focused=self._point_at)

    def draw(self) -> None:
        """Show the document as the figures stand now, once there is somebody to see it."""
        if not self._is_seen:
            return
        try:
            page = self._pages.page(self.document.value, self._workspace.unit, self._workspace.sheet)
        except ToolkitError as fault:
            self._complain(str(fault))
            return
        assert isinstance(self.part, PagePart)
        with self.part.hold_sync():
            self.part.marks = list(page.keys)
            self.part.data = page.data
        self.note.value = text_html(ABOUT, "hy-muted")

    def _begin(self) -> None:
        # The form comes first: the first document, with its template to compile, must not keep it waiting.
        self._is_seen = True
        self.draw()

    def _redraw(self, _change: Any) -> None:
        self.draw()

    def _point_at(self, key: str) -> None:
        assert self.part is not None
        self.part.send({"kind": "show", "key": key})

    def _complain(self, text: str) -> None:
        self.note.value = text_html(text, "hy-error")
