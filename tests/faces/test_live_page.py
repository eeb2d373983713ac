"""The page beside the form: drawn once somebody sees it, following each edit, unit and document."""

from __future__ import annotations

import pytest

from tests.support.read_docx import paragraphs
from toolkit.tasks import Edit, Office
from toolkit.ui.live_page import LivePage
from toolkit.ui.page_part import PagePart
from toolkit.ui.part import script
from toolkit.ui.workspace import Workspace
from toolkit.word.document.marks import without_marks

pytestmark = pytest.mark.skipif(script("preview") is None, reason="the panes' scripts were not built")


@pytest.fixture
def page(office: Office) -> LivePage:
    page = LivePage(Workspace(office))
    assert page.part is not None
    page.part.receive(kind="ready")
    return page


def text(page: LivePage) -> str:
    """What the page shows, without the marks around its values."""
    assert isinstance(page.part, PagePart)
    shown = "\n".join(paragraphs(page.part.data))
    return without_marks(shown)


def test_nothing_is_drawn_before_somebody_sees_it(office: Office) -> None:
    workspace = Workspace(office)
    page = LivePage(workspace)

    workspace.changed()

    assert isinstance(page.part, PagePart)
    assert page.part.data == b""


def test_the_page_follows_an_edit_and_the_unit(page: LivePage) -> None:
    workspace = page._workspace
    workspace.sheet.enter([Edit("01", "activists_new", "37")])
    workspace.changed()
    edited = text(page)
    workspace.go(unit="02")

    assert "确定入党积极分子37名" in edited
    assert "确定入党积极分子37名" not in text(page)


def test_another_document_can_be_chosen(page: LivePage, office: Office) -> None:
    page.document.value = office.documents[1]

    assert "云河市示例管理局" in text(page)


def test_a_template_with_errors_is_told_in_words(page: LivePage, office: Office) -> None:
    (office.settings.templates / "branch_report.docx").unlink()

    page.draw()

    assert "找不到模板" in page.note.value
