"""The pane of Excel forms: out as one zip, in by upload or folder, with what would change shown before anything is taken."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from pathlib import Path

import pytest

from tests.tasks.forms.test_writing import HALF, current, fill
from toolkit.figures.figure import Change
from toolkit.tasks import Office, Settle, save_figure, write_forms
from toolkit.ui.forms_view import WAITING, FormsView
from toolkit.ui.workspace import Workspace


@pytest.fixture
def workspace(office: Office) -> Workspace:
    return Workspace(office)


@pytest.fixture
def view(workspace: Workspace) -> FormsView:
    return FormsView(workspace)


@pytest.fixture
def returned(office: Office, tmp_path: Path) -> list[Path]:
    """The forms of two branches come back: one with a figure changed and one new, one with a fault."""
    good, bad = (form.path for form in write_forms(office, HALF, office.units.branches[:2], tmp_path / "收回"))
    fill(good, talks=88, theme_days=None)
    fill(bad, talks="三次吧")
    return [good, bad]


def upload(view: FormsView, *paths: Path) -> None:
    """Send files as the browser does."""
    files = [(path.name, memoryview(path.read_bytes())) for path in paths]
    sent = [{"name": name, "type": "", "size": len(data), "last_modified": 0, "content": data} for name, data in files]
    view.upload.set_state({"value": sent})


def change_behind(office: Office, key: str, text: str) -> None:
    seen = {entry.item: entry.version for entry in office.store.current("2026H1", "01")}
    save_figure(office, Change("01", "2026H1", key, text, seen[key]), "填报页")


def test_a_form_that_cannot_be_written_is_named_with_its_reason_and_the_others_are_there(
    view: FormsView, office: Office
) -> None:
    (office.settings.forms / "2026年上半年" / "02 人事科党支部 2026年上半年填报表.xlsx").mkdir(parents=True)

    view.write_button.click()

    assert "写出12张填报表" in view.written.value
    assert "有1张没有写成" in view.written.value
    assert "人事科党支部：这里有一个同名的文件夹" in view.written.value
    assert "下载全部" in view.written.value


def test_the_forms_of_all_units_are_written_and_given_as_a_zip(view: FormsView, office: Office) -> None:
    view.write_button.click()

    assert "写出13张填报表" in view.written.value
    assert len(list((office.settings.forms / "2026年上半年").iterdir())) == 13
    assert view.folder.value == str(office.settings.forms / "2026年上半年")
    found = re.search(r'href="data:application/zip;base64,([^"]+)"', view.written.value)
    assert found is not None
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(found[1]))) as archive:
        assert len(archive.namelist()) == 13


def test_only_those_who_are_not_complete_get_one_on_request(view: FormsView) -> None:
    view.which.value = WAITING
    view.write_button.click()
    first = view.written.value
    view.write_button.click()

    assert "写出2张填报表" in first
    assert "写出0张填报表" in view.written.value
    assert "另有2张早已写出，可能已经填了，没有覆盖" in view.written.value


def test_an_upload_shows_what_would_change_and_takes_nothing(
    view: FormsView, office: Office, returned: list[Path]
) -> None:
    before = office.store.current("2026H1")

    upload(view, *returned)

    assert "共2张：新表1张，有错不能收1张" in view.message.value
    assert "改动1项，清空1项" in view.differences.value
    assert re.search(r"<td>谈心谈话</td><td>\d+</td><td>88</td>", view.differences.value)
    assert "（空）" in view.differences.value
    assert office.store.current("2026H1") == before
    assert view.upload.value == ()


def test_a_refused_form_shows_its_unit_and_each_faulty_cell(
    view: FormsView, office: Office, returned: list[Path]
) -> None:
    upload(view, *returned)

    assert office.units["02"].short_name in view.files.value
    assert re.search(r"“填报”E\d+格：谈心谈话：“三次吧”不是数字", view.files.value)
    assert len(view.choices.children) == 1


def test_what_was_chosen_is_taken_and_the_other_panes_follow(
    view: FormsView, workspace: Workspace, office: Office, returned: list[Path]
) -> None:
    told = []
    workspace.watch(figures=lambda: told.append(workspace.sheet.text("01", "talks")))
    upload(view, *returned)

    view.take_button.click()

    assert re.search(r"已收下1张、2项 \d\d:\d\d:\d\d", view.message.value)
    assert "已收下2项" in view.files.value
    assert told == ["88"]
    assert current(office, "01", "talks") == "88"
    assert (view.choices.children, view.differences.value) == ((), "")


def test_forms_with_faults_are_given_back_with_what_to_write(
    view: FormsView, office: Office, returned: list[Path]
) -> None:
    assert view.return_button.layout.display == "none"
    upload(view, *returned)
    assert view.return_button.layout.display == ""

    view.return_button.click()

    assert "1张加好了批注" in view.returned.value
    assert 'download="退回修改.zip"' in view.returned.value
    assert view.lines.value.startswith(f"{office.units['02'].short_name}2026年上半年填报表有1处要改")
    view.take_button.click()
    assert view.lines.value.startswith(f"{office.units['01'].short_name}2026年上半年填报表已收到：")


def test_a_form_left_out_is_not_taken_and_stays_on_offer(view: FormsView, office: Office, tmp_path: Path) -> None:
    forms = [form.path for form in write_forms(office, HALF, office.units.branches[:2], tmp_path / "收回")]
    for path in forms:
        fill(path, talks=88)
    upload(view, *forms)
    view.choices.children[1].value = False

    view.take_button.click()

    (left,) = view.choices.children
    assert (current(office, "01", "talks"), left.value) == ("88", False)
    assert current(office, "02", "talks") != "88"


def test_a_form_in_conflict_is_taken_after_a_choice(view: FormsView, office: Office, tmp_path: Path) -> None:
    path = write_forms(office, HALF, office.units.branches[:1], tmp_path / "收回")[0].path
    fill(path, talks=88)
    seen = {entry.item: entry.version for entry in office.store.current("2026H1", "01")}
    save_figure(office, Change("01", "2026H1", "talks", "99", seen["talks"]), "填报页")
    upload(view, path)
    (question,) = view.questions.children
    refused = view.choices.children

    question.children[1].value = Settle.TAKE
    view.take_button.click()

    assert "办公室党支部 2026年上半年有1项冲突" in question.children[0].value
    assert refused == ()
    assert current(office, "01", "talks") == "88"
    assert (view.questions.children, view.choices.children) == ((), ())


def test_nothing_chosen_is_a_hint_and_not_a_fault(view: FormsView, returned: list[Path]) -> None:
    upload(view, *returned)
    view.choices.children[0].value = False

    view.take_button.click()

    assert "还没有选要收的表" in view.message.value


def test_a_figure_changed_meanwhile_refuses_the_form_with_both_values(
    view: FormsView, office: Office, returned: list[Path]
) -> None:
    upload(view, *returned)
    change_behind(office, "talks", "99")

    view.take_button.click()

    assert "没有收" in view.message.value
    assert "“88”" in view.message.value
    assert "“99”" in view.message.value
    assert "冲突" in view.differences.value
    assert current(office, "01", "talks") == "99"


def test_coming_back_to_the_pane_shows_the_forms_against_what_is_stored_now(
    view: FormsView, office: Office, returned: list[Path]
) -> None:
    upload(view, *returned)
    change_behind(office, "talks", "99")

    view.refresh()

    assert "<td>99</td><td>88</td>" in view.differences.value
    assert view.choices.children == ()


def test_the_folder_read_first_is_the_periods_own(view: FormsView, workspace: Workspace, office: Office) -> None:
    before = view.folder.value
    view.read_button.click()
    read = view.message.value
    workspace.go(period="2026H2")

    assert before == str(office.settings.root / "sample_data" / "forms" / "2026年上半年")
    assert "早已收过" in read
    assert view.folder.value == str(office.settings.root / "forms" / "2026年下半年")
    assert "2026年下半年" in view.heading.value


def test_a_folder_may_be_named_in_quotes_and_one_that_is_missing_is_told(
    view: FormsView, workspace: Workspace, returned: list[Path]
) -> None:
    view.folder.value = f'"{returned[0].parent}"'
    view.read_button.click()
    read = view.message.value
    view.folder.value = "没有"
    view.read_button.click()
    workspace.go(period="2026H2")

    assert "共2张" in read
    assert "没有这个文件或文件夹" in view.message.value
    assert view.folder.value == "没有"


def test_a_form_of_another_period_is_marked(view: FormsView, workspace: Workspace, returned: list[Path]) -> None:
    workspace.go(period="2026H2")

    upload(view, *returned)

    assert "2026年上半年（不是当前期间）" in view.files.value


def test_two_forms_of_one_unit_are_told_apart_by_their_files(view: FormsView, returned: list[Path]) -> None:
    good = returned[0]
    again = good.with_name("再发.xlsx")
    again.write_bytes(good.read_bytes())
    fill(again, talks=89)

    upload(view, good, again)

    labels = [box.description for box in view.choices.children]
    assert "再发.xlsx" in labels[1]
    assert good.name in labels[0]


def test_of_two_versions_the_pane_asks_for_one_and_the_other_is_not_taken_later(
    view: FormsView, office: Office, returned: list[Path]
) -> None:
    again = returned[0].with_name("再发.xlsx")
    again.write_bytes(returned[0].read_bytes())
    fill(again, talks=89)
    upload(view, returned[0], again)
    first, second = view.choices.children
    asked, offered = view.files.value, (first.value, second.value)

    first.value = True
    second.value = True
    view.take_button.click()
    upload(view, returned[0], again)

    assert offered == (False, False)
    assert "有几份，请选一份" in asked and "谈心谈话 88、89" in asked
    assert re.search(r"再发.xlsx，\d{4}年\d\d月\d\d日 \d\d:\d\d:\d\d存", second.description)
    assert current(office, "01", "talks") == "89"
    assert [box.value for box in view.choices.children] == [False]
    assert "已选用另一份" in view.files.value


def test_what_a_form_holds_is_shown_as_text_and_never_as_markup(
    view: FormsView, office: Office, returned: list[Path]
) -> None:
    text = next(item for item in office.catalogue.asked_of("支部") if item.kind.name == "文字")
    fill(returned[0], **{text.key: "<img src=x onerror=alert(1)>"})

    upload(view, returned[0])

    assert "&lt;img" in view.differences.value
    assert "<img" not in view.differences.value
