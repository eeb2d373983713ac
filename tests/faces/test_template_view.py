"""The pane of templates: choose, download, hand back, see what is wrong, look at it, put it to use, bring one back."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime

import ipywidgets as widgets
import pytest

from tests.support.read_docx import paragraphs, parts
from tests.tasks.templates.test_changes import BROKEN, GOOD, branch_report
from toolkit.catalogue.units import BRANCH, Units
from toolkit.tasks import Office, read_template
from toolkit.ui.page_part import PagePart
from toolkit.ui.template_view import TemplateView
from toolkit.ui.workspace import Workspace


@pytest.fixture
def view(office: Office) -> TemplateView:
    return TemplateView(Workspace(office))


def hand_back(view: TemplateView, data: bytes, name: str = "新模板.docx") -> None:
    """What the upload button does once a file was chosen."""
    view.upload.value = (
        {
            "name": name,
            "type": "",
            "size": len(data),
            "content": memoryview(data),
            "last_modified": datetime(2026, 7, 1, tzinfo=UTC),
        },
    )


def linked(html: str) -> dict[str, bytes]:
    """The files behind the download links, by name."""
    found = re.findall(r'download="([^"]+)" href="data:[^,"]+;base64,([^"]+)"', html)
    return {name: base64.b64decode(data) for name, data in found}


def page_text(view: TemplateView) -> str:
    assert isinstance(view.page, PagePart)
    return "\n".join(paragraphs(view.page.data))


def is_shown(view: TemplateView) -> bool:
    return bool(view.preview.layout.display != "none")


def restore_buttons(view: TemplateView) -> list[widgets.Button]:
    rows = [row for row in view.earlier.children if isinstance(row, widgets.HBox)]
    return [child for row in rows for child in row.children if getattr(child, "description", "") == "恢复"]


def written(view: TemplateView) -> list[str]:
    return [name["write"] for group in view.names.groups for name in group["names"]]


def test_it_offers_each_document_and_says_how_its_template_stands(view: TemplateView) -> None:
    assert [label for label, _document in view.document.options] == ["支部工作情况汇报", "全局党建工作情况汇报"]
    assert "branch_report.docx，没有问题" in view.state.value


def test_the_template_in_use_can_be_downloaded(view: TemplateView, office: Office) -> None:
    assert linked(view.download.value) == {"branch_report.docx": read_template(office, office.documents[0])}


def test_at_first_there_is_nothing_to_put_to_use_and_no_preview(view: TemplateView) -> None:
    assert view.adopt.disabled
    assert view.show_uploaded.disabled
    assert not is_shown(view)
    assert restore_buttons(view) == []


def test_a_template_in_use_that_is_gone_is_told_and_can_be_replaced(office: Office) -> None:
    data = branch_report(office, GOOD)
    (office.settings.templates / "branch_report.docx").unlink()
    view = TemplateView(Workspace(office))
    assert "找不到模板" in view.state.value
    assert view.download.value == ""

    hand_back(view, data)
    view.adopt.click()

    assert "没有问题" in view.state.value


def test_a_broken_template_shows_where_and_how_and_cannot_be_put_to_use(view: TemplateView, office: Office) -> None:
    hand_back(view, branch_report(office, BROKEN))

    assert "有1处错误，不能启用" in view.findings.value
    assert "错误</td>" in view.findings.value
    assert "是不是想写“亮点”" in view.findings.value
    assert view.adopt.disabled
    assert view.show_uploaded.disabled


def test_a_broken_template_can_be_taken_with_comments(view: TemplateView, office: Office) -> None:
    hand_back(view, branch_report(office, BROKEN))

    copies = linked(view.copies.value)
    assert list(copies) == ["新模板（批注）.docx"]
    assert "是不是想写“亮点”" in parts(copies["新模板（批注）.docx"])["word/comments.xml"].decode()


def test_what_can_be_corrected_is_shown_and_can_be_taken_corrected(view: TemplateView, office: Office) -> None:
    hand_back(view, branch_report(office, "{% endfi %}", old="{% endif %}"))

    assert "{% endfi %}</td><td>{% endif %}" in view.findings.value
    hand_back(view, linked(view.copies.value)["新模板（改正）.docx"])
    assert "没有问题" in view.findings.value
    assert not view.adopt.disabled


def test_a_file_that_is_no_word_file_is_told(view: TemplateView) -> None:
    hand_back(view, b"text", "旧格式<b>.doc")

    assert "旧格式&lt;b&gt;.doc" in view.findings.value
    assert "另存" in view.findings.value
    assert view.copies.value == ""
    assert view.adopt.disabled


def test_a_good_template_is_looked_at_before_it_is_put_to_use(view: TemplateView, office: Office) -> None:
    hand_back(view, branch_report(office, GOOD))

    view.show_uploaded.click()

    assert is_shown(view)
    assert "本期亮点：" in page_text(view)
    assert "上传的“新模板.docx”" in view.note.value
    assert "{{ 亮点 }}" not in page_text(view)


def test_the_template_in_use_can_be_looked_at_without_an_upload(view: TemplateView, office: Office) -> None:
    view.show_current.click()

    assert office.units["01"].name in page_text(view)
    assert "正在用的模板" in view.note.value


def test_the_preview_follows_the_unit(view: TemplateView, office: Office) -> None:
    view.show_current.click()

    view.unit.value = "02"

    assert office.units["02"].name in page_text(view)
    assert office.units["02"].name in view.note.value


def test_a_preview_that_fails_says_why_and_shows_nothing_old(view: TemplateView, office: Office) -> None:
    view.show_current.click()
    (office.settings.templates / "branch_report.docx").write_bytes(branch_report(office, BROKEN))

    view.show_current.click()

    assert "工作亮点" in view.note.value
    assert not is_shown(view)


def test_one_button_puts_it_to_use_and_says_what_was_kept(view: TemplateView, office: Office) -> None:
    data = branch_report(office, GOOD)
    hand_back(view, data)

    view.adopt.click()

    assert read_template(office, office.documents[0]) == data
    assert "已启用" in view.message.value
    assert "旧模板" in view.message.value
    assert list(linked(view.download.value).values()) == [data]
    assert view.adopt.disabled
    assert view.upload.value == ()


def test_a_template_that_cannot_be_written_is_told_and_can_be_put_to_use_later(
    view: TemplateView, office: Office
) -> None:
    hand_back(view, branch_report(office, GOOD))
    (office.settings.templates / "旧模板").write_text("占了名字", encoding="utf-8")

    view.adopt.click()
    assert "写不进去" in view.message.value
    (office.settings.templates / "旧模板").unlink()
    view.adopt.click()

    assert "已启用" in view.message.value


def test_the_same_template_once_more_changes_nothing(view: TemplateView, office: Office) -> None:
    hand_back(view, read_template(office, office.documents[0]))

    view.adopt.click()

    assert "完全一样" in view.message.value
    assert restore_buttons(view) == []


def test_an_earlier_template_is_brought_back_by_its_button(view: TemplateView, office: Office) -> None:
    before = read_template(office, office.documents[0])
    hand_back(view, branch_report(office, GOOD))
    view.adopt.click()
    (button,) = restore_buttons(view)

    button.click()

    assert read_template(office, office.documents[0]) == before
    assert "已恢复" in view.message.value
    assert len(restore_buttons(view)) == 2


def test_of_very_many_earlier_templates_the_newest_are_offered(office: Office) -> None:
    folder = office.settings.templates / "旧模板"
    folder.mkdir()
    for day in range(1, 23):
        (folder / f"branch_report（用到2026年07月{day:02}日08时00分00秒）.docx").write_bytes(b"")

    view = TemplateView(Workspace(office))

    assert len(restore_buttons(view)) == 20
    assert "用到2026年7月22日08:00:00" in view.earlier.children[1].children[0].value
    assert "还有2个更早的" in view.earlier.children[-1].value


def test_another_document_starts_anew(view: TemplateView, office: Office) -> None:
    hand_back(view, branch_report(office, BROKEN))
    view.show_current.click()

    view.document.value = office.documents[1]

    assert (view.findings.value, view.copies.value, view.upload.value) == ("", "", ())
    assert not is_shown(view)
    assert [code for _name, code in view.unit.options] == ["J"]
    assert "bureau_report.docx" in view.state.value


def test_the_bureaus_document_is_previewed_with_the_bureaus_figures(view: TemplateView, office: Office) -> None:
    view.document.value = office.documents[1]

    view.show_current.click()

    assert "全局共有党支部12个" in page_text(view)


def test_the_names_are_those_of_the_document_with_the_units_values(view: TemplateView, office: Office) -> None:
    assert "{{ 党费实收 }}" in written(view)
    assert "{{ 党组研讨 }}" not in written(view)

    view.document.value = office.documents[1]

    assert "{{ 党组研讨 }}" in written(view)


def test_the_names_follow_the_unit_and_the_period(office: Office) -> None:
    workspace = Workspace(office)
    view = TemplateView(workspace)

    def example(write: str) -> str:
        names = [name for group in view.names.groups for name in group["names"]]
        return next(str(name["example"]) for name in names if name["write"] == write)

    view.unit.value = "02"
    assert example("{{ 单位.简称 }}") == office.units["02"].short_name
    workspace.go(period="2025H2")
    assert example("{{ 期间.名称 }}") == "2025年下半年"


def test_a_document_nobody_gets_can_still_be_changed(office: Office) -> None:
    units = Units(tuple(unit for unit in office.units if unit.kind != BRANCH))
    view = TemplateView(Workspace(replace(office, units=units)))

    assert view.show_current.disabled
    hand_back(view, branch_report(office, GOOD))
    view.show_uploaded.click()

    assert "不能预览" in view.note.value
    assert not view.adopt.disabled


def test_what_changed_meanwhile_is_seen_after_a_refresh(view: TemplateView, office: Office) -> None:
    (office.settings.templates / "branch_report.docx").write_bytes(branch_report(office, BROKEN))

    view.refresh()

    assert "有错" in view.state.value
    assert "工作亮点" in view.state.value


def test_an_earlier_template_can_be_looked_at_and_taken_without_bringing_it_back(
    view: TemplateView, office: Office
) -> None:
    before = read_template(office, office.documents[0])
    hand_back(view, branch_report(office, GOOD))
    view.adopt.click()
    row = next(row for row in view.earlier.children if isinstance(row, widgets.HBox))

    row.children[1].click()

    assert is_shown(view)
    assert list(linked(view.note.value).values()) == [before]
    assert read_template(office, office.documents[0]) != before
