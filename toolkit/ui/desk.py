"""What a notebook calls: one line a pane.

Takes nothing; opens the office these settings describe and shows a pane, or says in words why it cannot.
"""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets
from IPython.display import display

from toolkit.errors import FaultsFound, ToolkitError
from toolkit.settings import read_settings
from toolkit.tasks import Office, open_office
from toolkit.ui.entry_form import EntryForm
from toolkit.ui.generate_view import GenerateView
from toolkit.ui.page import pane, text_html
from toolkit.ui.workspace import Workspace

SAMPLE_NOTE = "现在用的是自带的示例单位（虚构），可以放心试填。"


def show_collect() -> None:
    """The form of one unit."""
    _show(lambda office: EntryForm(Workspace(office)).part)


def show_generate() -> None:
    """The view that makes documents."""
    _show(lambda office: GenerateView(office).pane)


def show_desk() -> None:
    """Both in tabs, for Voila."""
    _show(_desk)


def _desk(office: Office) -> widgets.Tab:
    form, generate = EntryForm(Workspace(office)), GenerateView(office)
    tab = widgets.Tab([form.part, generate.pane], titles=["填报", "生成"])
    tab.observe(lambda _change: generate.refresh(), names="selected_index")
    return tab


def _show(make: Callable[[Office], widgets.Widget]) -> None:
    try:
        office = open_office(read_settings())
        shown = make(office)
    except FaultsFound as faults:
        display(pane(widgets.HTML("<br>".join(text_html(str(each), "hy-error") for each in faults.findings))))
        return
    except ToolkitError as fault:
        display(pane(widgets.HTML(text_html(str(fault), "hy-error"))))
        return
    notes = [widgets.HTML(text_html(SAMPLE_NOTE, "hy-muted"))] if office.settings.is_sample else []
    display(pane(*notes, shown))
