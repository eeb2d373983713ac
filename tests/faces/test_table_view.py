"""The part 旧表: the sheet itself with what goes where, a question for what is not sure, what would change, and the figures out again."""

from __future__ import annotations

import base64
import io
import re

import pytest
from openpyxl import load_workbook

from tests.tables.sheets import book_of
from tests.tasks.tables.test_taking import TABLE
from toolkit.tasks import Office
from toolkit.ui.table_view import ASKED, SURE, TOTAL, TableView
from toolkit.ui.workspace import Workspace

NEXT = "2026H2"


@pytest.fixture
def workspace(shipped_office: Office) -> Workspace:
    made = Workspace(shipped_office)
    made.go(period=NEXT)
    return made


@pytest.fixture
def view(workspace: Workspace) -> TableView:
    return TableView(workspace)


def upload(view: TableView, data: bytes, name: str = "旧 表.xlsx") -> None:
    sent = {"name": name, "type": "", "size": len(data), "last_modified": 0, "content": memoryview(data)}
    view.upload.set_state({"value": [sent]})


def questions(view: TableView) -> dict[str, list[str]]:
    return {
        re.sub("<[^>]+>", "", box.children[0].value): [label for label, _value in box.children[1].options]
        for box in view.questions.children
    }


def answer(view: TableView, words: str, label: str) -> None:
    (box,) = [box for box in view.questions.children if words in box.children[0].value]
    box.children[1].value = dict(box.children[1].options)[label]


def test_a_table_is_shown_as_it_is_with_what_was_understood(view: TableView, shipped_office: Office) -> None:
    before = shipped_office.store.current(NEXT)

    upload(view, book_of({"统计": TABLE}))

    assert "一行一个支部" in view.sheets.value
    assert f"<td class='{SURE}'>应收<div class='hy-taken-for'>党费应收 ×10000</div></td>" in view.sheets.value
    assert f"<td class='{SURE}'>人事科<div class='hy-taken-for'>人事科党支部</div></td>" in view.sheets.value
    assert f"<td class='{ASKED}'>党日人数<div class='hy-taken-for'>请选</div></td>" in view.sheets.value
    assert f"<td class='{TOTAL}'>合计" in view.sheets.value
    assert "要改动6项" in view.message.value and "还有没认准的" in view.message.value
    assert "<td>办公室党支部</td><td>正式党员</td><td>（空）</td><td>14</td>" in view.changes.value
    assert shipped_office.store.current(NEXT) == before


def test_what_is_not_sure_is_asked_with_the_nearest_first(view: TableView) -> None:
    upload(view, book_of({"统计": TABLE}))

    asked = questions(view)

    assert list(asked) == ["“党日人数”是哪个指标？", "“审批科”是哪个单位？"]
    assert asked["“审批科”是哪个单位？"][:2] == ["（请选）", "行政审批科党支部"]
    assert asked["“党日人数”是哪个指标？"][-1] == "不是，不收"
    assert "主题党日实到" in asked["“党日人数”是哪个指标？"]


def test_an_answer_is_taken_and_remembered(view: TableView, shipped_office: Office, workspace: Workspace) -> None:
    upload(view, book_of({"统计": TABLE}))
    answer(view, "党日人数", "主题党日实到")
    answer(view, "审批科", "行政审批科党支部")
    assert view.questions.children == ()
    assert "要改动12项" in view.message.value

    view.take.click()

    assert "已收下12项" in view.message.value
    assert workspace.sheet.text("06", "theme_present") == "50"
    assert view.take.layout.display == "none"
    again = TableView(workspace)
    upload(again, book_of({"又一页": TABLE}))
    assert again.questions.children == ()
    assert "与现有的相同12项" in again.message.value


def test_a_table_turned_round_is_shown_as_it_lies(view: TableView) -> None:
    upload(view, book_of({"表": "指标 | 办公室 | 人事科\n党课（次） | 3 | 2\n正式党员 | 14 | 12"}))

    assert "一列一个支部" in view.sheets.value
    first = view.sheets.value.split("</tr>")[0]
    assert "人事科<div class='hy-taken-for'>人事科党支部</div>" in first
    assert "党课（次）<div class='hy-taken-for'>党课</div>" in view.sheets.value


def test_a_table_is_filled_and_given_back(view: TableView, workspace: Workspace) -> None:
    workspace.go(period="2026H1")
    upload(view, book_of({"统计": TABLE}))

    view.fill.click()

    found = re.search(r'base64,([^"]+)"', view.files.value)
    assert found and "填了" in view.files.value
    page = load_workbook(io.BytesIO(base64.b64decode(found[1]))).worksheets[0]
    assert page["B3"].value == workspace.sheet.book.now["01"]["member_full"]


def test_all_there_is_is_exported(view: TableView, shipped_office: Office) -> None:
    view.export.click()

    path = shipped_office.settings.output / "2026年下半年" / "2026年下半年数据.xlsx"
    assert path.is_file() and str(path) in view.files.value


@pytest.mark.parametrize(
    ("data", "told"), [(b"%PDF-1.4", "这是PDF"), (book_of({"表": "甲 | 乙\n1 | 2"}), "看不出是哪些支部的数")]
)
def test_what_is_no_table_is_told(view: TableView, data: bytes, told: str) -> None:
    upload(view, data)
    assert told in view.message.value + view.sheets.value
    assert view.take.layout.display == "none"


def test_what_stands_in_a_table_is_never_taken_for_markup(view: TableView) -> None:
    upload(view, book_of({"<b>表": "支部 | <script>alert(1)</script>\n办公室 | 1\n人事科 | <i>2"}))
    assert "<script>" not in view.sheets.value and "&lt;script&gt;" in view.sheets.value
