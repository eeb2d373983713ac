"""The pane 填报: the form of one unit with its live page beside it.

Takes a workspace; gives a pane. The page can be put away, so that the form has the whole width.
"""

from __future__ import annotations

from typing import Any, Final

import ipywidgets as widgets

from toolkit.ui.entry_form import EntryForm
from toolkit.ui.live_page import LivePage
from toolkit.ui.page import pane
from toolkit.ui.workspace import Workspace

SHOW, HIDE = "显示预览", "收起预览"
ALONE: Final = "hy-alone"


class CollectView:
    """The form, the page, and the button that puts the page away.

    Args:
        workspace: what they share with the other panes of their page.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.form, self.page = EntryForm(workspace), LivePage(workspace)
        self.toggle = widgets.Button(description=HIDE, layout=widgets.Layout(width="90px", flex="0 0 auto"))
        self.toggle.on_click(self._toggle)
        head = widgets.HBox([self.page.document, self.toggle])
        self._page = widgets.VBox([head, self.page.pane])
        self._beside = widgets.Box([self.form.part, self._page])
        self._beside.add_class("hy-beside")
        self.pane = pane(self._beside, name="hy-collect")

    def refresh(self) -> None:
        """Show what stands now."""
        self._workspace.changed()

    def _toggle(self, _button: Any) -> None:
        is_alone = self.toggle.description == SHOW
        self._beside.children = (self.form.part, self._page if is_alone else self.toggle)
        (self._beside.remove_class if is_alone else self._beside.add_class)(ALONE)
        self.toggle.description = HIDE if is_alone else SHOW
