"""Forms looked into before they are taken, and forms for those whose figures are missing.

1. A look saves nothing and says exactly what taking the form would do.
2. Only the chosen are taken, each whole or not at all, and as they were looked at.
3. A figure that changed meanwhile refuses its form, with both values.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.forms import repacked
from tests.tasks.forms.test_writing import HALF, NEXT, answer_cell, current, fill
from toolkit.errors import MissingFile
from toolkit.figures.figure import Change
from toolkit.tasks import (
    Effect,
    FormState,
    Office,
    Settle,
    form_folder,
    look_again,
    look_into_forms,
    read_forms,
    returned_folder,
    save_figure,
    settle_conflicts,
    take_forms,
    units_waiting,
    write_forms,
    zip_forms,
)

CORE = "docProps/core.xml"
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PLAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


@pytest.fixture
def form(office: Office, tmp_path: Path) -> Path:
    """A form of a new period, not filled in yet."""
    return write_forms(office, NEXT, office.units.branches[:1], tmp_path / "收回")[0].path


@pytest.fixture
def filled_before(office: Office, tmp_path: Path) -> Path:
    """A form of a period whose figures are in already: they stand in it."""
    return write_forms(office, HALF, office.units.branches[:1], tmp_path / "改正")[0].path


def looks(office: Office, path: Path):
    return look_into_forms(office, paths=[path])


def differences(office: Office, path: Path) -> list[tuple[str, str, str, Effect]]:
    (look,) = looks(office, path)
    return [(each.label, each.stored, each.new, each.effect) for each in look.differences]


def take_all(office: Office, looked):
    return take_forms(office, looked, {look.path for look in looked})


def enter(office: Office, key: str, text: str, period: str = "2026H1") -> None:
    versions = {entry.item: entry.version for entry in office.store.current(period, "01")}
    save_figure(office, Change("01", period, key, text, versions.get(key, 0)), "填报页")


def test_forms_go_to_the_units_that_are_not_complete(office: Office, tmp_path: Path) -> None:
    waiting = units_waiting(office, HALF)

    written = write_forms(office, HALF, waiting, tmp_path)

    assert [form.unit.short_name for form in written] == ["规划发展科党支部", "档案馆党支部"]
    assert len(units_waiting(office, NEXT)) == 13


def test_all_forms_are_given_as_one_zip_those_that_stood_there_among_them(office: Office, tmp_path: Path) -> None:
    write_forms(office, NEXT, office.units.branches[:1], tmp_path)
    written = write_forms(office, NEXT, office.units.branches[:2], tmp_path)

    with zipfile.ZipFile(io.BytesIO(zip_forms(written))) as archive:
        names = archive.namelist()

    assert [form.is_new for form in written] == [False, True]
    assert names == [form.path.name for form in written]


def test_filled_forms_are_looked_for_where_they_were_written_or_in_the_sample(office: Office) -> None:
    before = returned_folder(office, HALF)
    write_forms(office, HALF, office.units.branches[:1], form_folder(office, HALF))

    assert before == office.settings.root / "sample_data" / "forms" / "2026年上半年"
    assert returned_folder(office, HALF) == office.settings.root / "forms" / "2026年上半年"


def test_a_look_says_whose_form_it_is_and_what_is_new_and_saves_nothing(office: Office, form: Path) -> None:
    fill(form, theme_days=5)

    (look,) = looks(office, form)

    assert look.unit is not None and look.period is not None
    assert (look.unit.code, look.period.code, look.state) == ("01", "2026H2", FormState.FRESH)
    assert differences(office, form) == [("主题党日", "", "5", Effect.FILLED)]
    assert office.store.current("2026H2") == ()
    assert read_forms(office, [form])[0].taken == 1


def test_a_figure_changed_and_one_cleared_in_the_form_are_told_with_what_is_stored(
    office: Office, filled_before: Path
) -> None:
    stored = current(office, "01", "talks")
    fill(filled_before, theme_days=99, talks=None)

    assert differences(office, filled_before) == [
        ("主题党日", current(office, "01", "theme_days"), "99", Effect.CHANGED),
        ("谈心谈话", stored, "", Effect.CLEARED),
    ]


def test_a_cell_left_blank_clears_nothing_that_was_entered_after_the_form_was_written(
    office: Office, form: Path
) -> None:
    fill(form, theme_days=5)
    enter(office, "talks", "12", "2026H2")

    shown = differences(office, form)
    take_all(office, looks(office, form))

    assert [label for label, *_rest in shown] == ["主题党日"]
    assert current(office, "01", "talks", "2026H2") == "12"


def test_a_ledger_is_told_by_its_rows_and_by_how_many_of_them_are_others(office: Office, filled_before: Path) -> None:
    book = load_workbook(filled_before)
    ledger = office.catalogue.ledgers_of("支部")[0]
    sheet = book[ledger.label]
    rows = sum(sheet[f"A{row}"].value is not None for row in range(4, sheet.max_row + 1))
    for column in range(1, len(ledger.columns) + 1):
        sheet.cell(4 + rows, column).value = sheet.cell(3 + rows, column).value
    sheet.cell(4 + rows, 1).value = "新添的一行"
    book.save(filled_before)

    assert differences(office, filled_before) == [
        (ledger.label, f"{rows}行", f"{rows + 1}行（新增1行）", Effect.CHANGED)
    ]


def test_a_row_that_met_anothers_change_is_told_in_words(office: Office, filled_before: Path) -> None:
    ledger = office.catalogue.ledgers_of("支部")[0]
    book = load_workbook(filled_before)
    name = book[ledger.label].cell(4, len(ledger.columns) + 1).value
    book[ledger.label].cell(4, 1).value = "改过的一格"
    book.save(filled_before)
    enter(office, f"{ledger.key}/{name}", '{"编号": "别人改的"}')

    (look,) = looks(office, filled_before)

    assert look.state is FormState.CONFLICT
    assert [(each.label, each.new, each.effect) for each in look.differences] == [
        (ledger.label, look.differences[0].new, Effect.CONFLICT)
    ]
    assert f"{ledger.label}：表里是“改过的一格 " in look.findings[0].message
    assert "现在是“别人改的”" in look.findings[0].message
    assert "{" not in look.findings[0].message


def test_rows_that_begin_alike_are_told_apart_by_their_other_cells(office: Office, filled_before: Path) -> None:
    ledger = office.catalogue.ledgers_of("支部")[0]
    book = load_workbook(filled_before)
    sheet, labels = book[ledger.label], [column.label for column in ledger.columns]
    first = {label: str(sheet.cell(4, labels.index(label) + 1).value) for label in labels[:3]}
    name = sheet.cell(4, len(labels) + 1).value
    sheet.cell(4, labels.index("主题") + 1).value = "表里的主题"
    book.save(filled_before)
    enter(office, f"{ledger.key}/{name}", json.dumps({**first, "主题": "别人的主题"}, ensure_ascii=False))

    (look,) = looks(office, filled_before)

    assert "（主题：表里的主题" in look.findings[0].message
    assert "（主题：别人的主题" in look.findings[0].message


def test_a_form_that_would_meet_anothers_change_is_refused_before_it_is_taken(
    office: Office, filled_before: Path
) -> None:
    enter(office, "talks", "99")
    fill(filled_before, talks=88)

    (look,) = looks(office, filled_before)

    assert (look.state, look.is_usable) == (FormState.CONFLICT, False)
    assert [finding.code for finding in look.findings] == ["form_conflict"]
    assert [(each.stored, each.new, each.effect) for each in look.differences] == [("99", "88", Effect.CONFLICT)]


def test_a_cell_left_as_it_was_sent_out_meets_nobodys_change(office: Office, filled_before: Path) -> None:
    enter(office, "talks", "99")
    fill(filled_before, theme_days=7)

    (look,) = looks(office, filled_before)
    take_all(office, [look])

    assert [(each.label, each.new) for each in look.differences] == [("主题党日", "7")]
    assert (current(office, "01", "talks"), current(office, "01", "theme_days")) == ("99", "7")


def test_an_issued_form_nobody_touched_takes_nothing_back_after_its_filled_copy_came_in(
    office: Office, filled_before: Path
) -> None:
    issued = filled_before.read_bytes()
    fill(filled_before, talks=88)
    take_all(office, looks(office, filled_before))

    (look,) = look_into_forms(office, {"原样.xlsx": issued})

    assert (look.state, look.differences) == (FormState.SAME, ())
    assert current(office, "01", "talks") == "88"


def test_a_copy_of_the_issued_form_that_differs_elsewhere_asks_before_it_takes_a_figure_back(
    office: Office, filled_before: Path, tmp_path: Path
) -> None:
    other = tmp_path / "另一份.xlsx"
    other.write_bytes(filled_before.read_bytes())
    fill(filled_before, talks=88)
    take_all(office, looks(office, filled_before))
    fill(other, theme_days=7)

    (look,) = looks(office, other)

    assert look.state is FormState.CONFLICT
    assert {each.label: each.effect for each in look.differences} == {
        "主题党日": Effect.CHANGED,
        "谈心谈话": Effect.CONFLICT,
    }


def test_a_correction_that_empties_an_answer_is_asked_about(office: Office, form: Path) -> None:
    """The figure had been typed into the wrong row; the correction moved it, and both rows kept it."""
    fill(form, theme_days=40)
    take_all(office, looks(office, form))
    fill(form, theme_days=None, talks=40)

    (look,) = looks(office, form)
    (result,) = take_all(office, [settle_conflicts(office, look, Settle.TAKE)])

    assert look.state is FormState.CONFLICT
    assert {each.label: (each.new, each.effect) for each in look.differences} == {
        "谈心谈话": ("40", Effect.FILLED),
        "主题党日": ("", Effect.CONFLICT),
    }
    assert result.taken == 2
    assert (current(office, "01", "theme_days", NEXT.code), current(office, "01", "talks", NEXT.code)) == ("", "40")


def test_a_ledger_emptied_in_a_correction_is_asked_about(office: Office, form: Path) -> None:
    book = load_workbook(form)
    for column, value in enumerate(("A1", "2026年7月5日", "其他", "学习"), start=1):
        book["活动台账"].cell(4, column).value = value
    book.save(form)
    take_all(office, looks(office, form))
    for column in range(1, 5):
        book["活动台账"].cell(4, column).value = None
    book.save(form)
    fill(form, talks=3)

    (look,) = looks(office, form)

    assert {each.label: each.effect for each in look.differences} == {
        "谈心谈话": Effect.FILLED,
        "活动台账": Effect.CONFLICT,
    }


def test_a_correction_that_puts_back_what_was_sent_out_is_asked_about(office: Office, filled_before: Path) -> None:
    before = current(office, "01", "talks")
    fill(filled_before, talks=88)
    take_all(office, looks(office, filled_before))
    fill(filled_before, talks=int(before))
    saved_later(filled_before)

    (look,) = looks(office, filled_before)

    assert look.state is FormState.CONFLICT
    assert [(each.label, each.stored, each.new) for each in look.differences] == [("谈心谈话", "88", before)]


def saved_later(path: Path) -> None:
    """Have the workbook say that it was saved the next day."""
    moment = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}".encode()

    def rewritten(name: str, part: bytes) -> bytes:
        return MODIFIED.sub(rb"\g<1>" + moment, part) if name == CORE else part

    path.write_bytes(repacked(path.read_bytes(), rewritten))


@pytest.mark.parametrize(("settle", "talks"), [(Settle.KEEP, "99"), (Settle.TAKE, "88")])
def test_a_form_in_conflict_is_taken_once_it_is_said_which_figures_stand(
    office: Office, filled_before: Path, settle: Settle, talks: str
) -> None:
    enter(office, "talks", "99")
    fill(filled_before, talks=88, theme_days=7)
    (look,) = looks(office, filled_before)

    settled = settle_conflicts(office, look, settle)
    (result,) = take_all(office, [settled])

    assert (look.is_in_conflict, settled.is_usable) == (True, True)
    assert result.taken == len(settled.differences)
    assert (current(office, "01", "talks"), current(office, "01", "theme_days")) == (talks, "7")


def test_what_changes_after_a_conflict_was_settled_is_a_conflict_again(office: Office, filled_before: Path) -> None:
    enter(office, "talks", "99")
    fill(filled_before, talks=88)
    settled = settle_conflicts(office, looks(office, filled_before)[0], Settle.TAKE)
    enter(office, "talks", "100")

    (result,) = take_all(office, [settled])

    assert result.taken is None
    assert current(office, "01", "talks") == "100"


def test_a_form_whose_figures_changed_after_the_look_is_refused_with_both_values(
    office: Office, filled_before: Path
) -> None:
    fill(filled_before, talks=88)
    looked = looks(office, filled_before)
    enter(office, "talks", "99")

    (result,) = take_all(office, looked)

    assert result.taken is None
    assert "“88”" in result.findings[0].message and "“99”" in result.findings[0].message
    assert current(office, "01", "talks") == "99"


def test_a_form_looked_at_again_says_what_taking_it_would_do_now(office: Office, filled_before: Path) -> None:
    fill(filled_before, talks=88)
    looked = looks(office, filled_before)
    enter(office, "talks", "99")

    (refused,) = look_again(office, looked)
    enter(office, "talks", "88")
    (agreed,) = look_again(office, [refused])

    assert refused.state is FormState.CONFLICT
    assert (agreed.state, agreed.findings, agreed.differences) == (FormState.SAME, (), ())


def test_only_the_chosen_are_taken(office: Office, tmp_path: Path) -> None:
    first, second = write_forms(office, NEXT, office.units.branches[:2], tmp_path)
    fill(first.path, theme_days=5)
    fill(second.path, theme_days=6)

    results = take_forms(office, looks(office, tmp_path), {second.path})

    assert [(result.path, result.taken) for result in results] == [(second.path, 1)]
    assert {entry.unit for entry in office.store.current("2026H2")} == {"02"}
    assert results[0].at is not None


def test_a_corrected_form_sent_beside_its_first_does_not_overwrite_it_unseen(office: Office, form: Path) -> None:
    fill(form, theme_days=5)
    files = {"一稿.xlsx": form.read_bytes()}
    fill(form, theme_days=6)
    files["二稿.xlsx"] = form.read_bytes()

    looked = look_into_forms(office, files)
    first, second = take_all(office, looked)
    *_, again = look_again(office, looked)

    assert (first.taken, second.taken) == (1, None)
    assert [(each.stored, each.new, each.effect) for each in again.differences] == [("5", "6", Effect.CHANGED)]
    assert take_all(office, [again])[0].taken == 1


def test_the_same_file_sent_twice_at_once_counts_once(office: Office, form: Path) -> None:
    fill(form, theme_days=5)
    data = form.read_bytes()

    results = take_all(office, look_into_forms(office, {"甲.xlsx": data, "乙.xlsx": data}))

    assert [(result.taken, result.known) for result in results] == [(1, False), (0, True)]


def test_blank_forms_known_ones_and_those_that_change_nothing_are_told_apart(
    office: Office, form: Path, filled_before: Path
) -> None:
    known = office.settings.form_folders[0] / "2026年上半年"

    looked = look_into_forms(office, {"空.xlsx": form.read_bytes(), "原样.xlsx": filled_before.read_bytes()}, [known])

    assert [look.state for look in looked[:2]] == [FormState.BLANK, FormState.SAME]
    assert {look.state for look in looked[2:]} == {FormState.KNOWN}
    assert all(look.unit and look.period == HALF for look in looked[2:])
    assert look_into_forms(office) == ()


def test_a_refused_form_still_says_whose_it_is_and_where_its_faults_are(office: Office, form: Path) -> None:
    fill(form, theme_days="三次吧")

    (look,) = look_into_forms(office, {"发回.xlsx": form.read_bytes()})

    assert look.unit is not None
    assert (look.unit.code, look.period, look.state) == ("01", NEXT, FormState.REFUSED)
    assert look.findings[0].place == f"发回.xlsx “填报”{answer_cell(form, 'theme_days')}格"


def test_a_file_that_is_no_form_is_refused_and_a_folder_that_is_not_there_is_told(office: Office) -> None:
    (look,) = look_into_forms(office, {"旧表.xls": b"\xd0\xcf\x11\xe0 old format"})

    assert (look.state, look.unit) == (FormState.REFUSED, None)
    assert "另存为" in look.findings[0].message
    with pytest.raises(MissingFile, match="没有这个文件或文件夹"):
        looks(office, office.settings.root / "没有")


def test_a_form_saved_with_macros_is_read_and_its_macros_are_left_alone(office: Office, form: Path) -> None:
    fill(form, theme_days=5)
    data = repacked(form.read_bytes(), lambda _name, content: content.replace(PLAIN, MACROS))

    (look,) = look_into_forms(office, {"启用宏.xlsm": data})

    assert MACROS in zipfile.ZipFile(io.BytesIO(data)).read("[Content_Types].xml")
    assert look.state is FormState.FRESH


def test_the_file_that_came_in_is_kept_as_it_was(office: Office, filled_before: Path) -> None:
    fill(filled_before, theme_days=7)
    (look,) = looks(office, filled_before)

    take_all(office, [look])

    assert look.form is not None
    assert office.store.journal.file(look.form.fingerprint) == filled_before.read_bytes()


def test_a_row_that_is_likely_another_once_more_is_shown_beside_it(office: Office, filled_before: Path) -> None:
    ledger = office.catalogue.ledgers_of("支部")[0]
    book = load_workbook(filled_before)
    sheet = book[ledger.label]
    rows = sum(sheet[f"A{row}"].value is not None for row in range(4, sheet.max_row + 1))
    for column in range(1, len(ledger.columns) + 1):
        sheet.cell(4 + rows, column).value = sheet.cell(4, column).value
    sheet.cell(4 + rows, 1).value = "LH-1"
    book.save(filled_before)

    (look,) = looks(office, filled_before)

    (told,) = [finding for finding in look.findings if finding.code == "form_row_twin"]
    assert f"“LH-1 {sheet.cell(4, 2).value}" in told.message
    assert f"和已有的“{sheet.cell(4, 1).value} " in told.message
    assert look.is_usable
