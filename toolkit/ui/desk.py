"""The panes as a notebook shows them: one call each; all of them together are the desk.

Takes nothing; reads the office from its folder. A pane is built when it is first looked at. A fault in a file is shown in
words, with what to do, instead of a traceback.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, Protocol

import ipywidgets as widgets
from IPython.display import display

from toolkit.errors import FaultsFound, ToolkitError
from toolkit.settings import read_settings
from toolkit.tasks import Office, open_office
from toolkit.ui.collect_view import CollectView
from toolkit.ui.forms_view import FormsView
from toolkit.ui.generate_view import GenerateView
from toolkit.ui.grid_view import GridView
from toolkit.ui.page import CLASSES, guarded, pane, text_html
from toolkit.ui.part import UNEXPECTED
from toolkit.ui.review_view import ReviewView
from toolkit.ui.template_view import TemplateView
from toolkit.ui.workspace import Workspace

SAMPLE_NOTE: Final = "现在用的是自带的示例单位（虚构），可以放心试填。"
COLLECT, GRID, FORMS, REVIEW, GENERATE, TEMPLATES = "填报", "总表", "收发表", "校核", "生成", "模板"


class View(Protocol):
    """What a tab holds."""

    @property
    def pane(self) -> widgets.Widget:
        """What is shown."""

    def refresh(self) -> None:
        """Show what stands now."""


VIEWS: Final[Mapping[str, Callable[[Workspace], View]]] = {
    COLLECT: CollectView,
    GRID: GridView,
    FORMS: FormsView,
    REVIEW: ReviewView,
    GENERATE: GenerateView,
    TEMPLATES: TemplateView,
}


class Desk:
    """Panes in tabs, sharing one period and its figures.

    Args:
        office: whose.
        names: which panes, in order.
    """

    def __init__(self, office: Office, names: Sequence[str] = tuple(VIEWS)) -> None:
        self.workspace = Workspace(office)
        self.views: dict[str, View] = {}
        self._names = tuple(names)
        self.tab = widgets.Tab([widgets.VBox() for _name in names], titles=self._names)
        self.message = widgets.HTML()
        self.tab.observe(self._selected, names="selected_index")
        self.workspace.watch(opened=lambda _item: self._select(COLLECT))
        self._build(self._names[0])

    def _select(self, name: str) -> None:
        if name in self._names:
            self.tab.selected_index = self._names.index(name)

    def _selected(self, change: Any) -> None:
        name = self._names[change["new"] or 0]
        self.message.value = ""
        guarded(self.message)(self.views[name].refresh if name in self.views else partial(self._build, name))()

    def _build(self, name: str) -> None:
        self.views[name] = VIEWS[name](self.workspace)
        self.tab.children[self._names.index(name)].children = (self.views[name].pane,)


def show_collect() -> None:
    """The form of one unit, the table of all, and the Excel forms."""
    _show(COLLECT, GRID, FORMS)


def show_review() -> None:
    """What is to be done about what was found, and the form to do it in."""
    _show(REVIEW, COLLECT)


def show_generate() -> None:
    """The view that makes documents."""
    _show(GENERATE)


def show_templates() -> None:
    """The templates, and the names they may use."""
    _show(TEMPLATES)


def show_desk() -> None:
    """All of them in tabs, for Voila."""
    _show(*VIEWS)


def _show(*names: str) -> None:
    try:
        office = open_office(read_settings())
        desk = Desk(office, names)
    except FaultsFound as faults:
        display(pane(widgets.HTML("<br>".join(text_html(str(each), "hy-error") for each in faults.findings))))
        return
    except ToolkitError as fault:
        display(pane(widgets.HTML(text_html(str(fault), "hy-error"))))
        return
    except Exception:
        logging.getLogger(__name__).exception("the panes could not be built")
        display(pane(widgets.HTML(text_html(UNEXPECTED, "hy-error"))))
        return
    told = [(str(each), CLASSES[each.level]) for each in office.findings]
    told += [(SAMPLE_NOTE, "hy-muted")] if office.settings.is_sample else []
    notes = [widgets.HTML(text_html(*each)) for each in told]
    shown = desk.tab if len(names) > 1 else desk.views[names[0]].pane
    display(pane(*notes, desk.message, shown, name="hy-desk"))
