"""The view that makes documents: pre-flight, choices, results, download."""

from __future__ import annotations

import base64
import io
import re
import zipfile

from toolkit.tasks import Office
from toolkit.ui.generate_view import CHOSEN, COMPLETE, GenerateView


def test_before_anything_is_made_it_says_who_is_not_complete(office: Office) -> None:
    view = GenerateView(office)

    assert "规划发展科党支部（缺1项）" in view.preflight.value
    assert "档案馆党支部（未报）" in view.preflight.value


def test_one_button_makes_everything_and_offers_it_as_a_zip(office: Office) -> None:
    view = GenerateView(office)

    view.button.click()

    assert "生成13份，其中草稿3份" in view.message.value
    found = re.search(r'href="data:application/zip;base64,([^"]+)"', view.results.value)
    assert found is not None
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(found[1]))) as archive:
        assert len(archive.namelist()) == 13


def test_only_complete_branches_on_request(office: Office) -> None:
    view = GenerateView(office)

    view.which.value = COMPLETE
    view.button.click()

    assert "生成11份" in view.message.value
    assert "档案馆" not in re.sub(r"base64,[^\"]+", "", view.results.value)


def test_a_selection_of_branches_and_documents(office: Office) -> None:
    view = GenerateView(office)

    view.documents[1].value = False
    view.which.value = CHOSEN
    view.branches.value = ("03", "04")
    view.button.click()

    assert "生成2份，其中草稿0份" in view.message.value


def test_nothing_chosen_is_a_hint_and_not_a_fault(office: Office) -> None:
    view = GenerateView(office)

    for box in view.documents:
        box.value = False
    view.button.click()

    assert "还没有选" in view.message.value


def test_a_failed_document_shows_its_reason_and_the_others_are_made(office: Office) -> None:
    (office.settings.templates / "bureau_report.docx").unlink()
    view = GenerateView(office)

    view.button.click()

    assert "生成12份" in view.message.value
    assert "没有生成1份" in view.message.value
    assert "找不到模板" in view.results.value
