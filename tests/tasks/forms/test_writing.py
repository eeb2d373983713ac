"""Forms out and in.

1. A form that may be filled in is never overwritten.
2. A form is taken whole or not at all; the others are taken.
3. The same file is taken once; an older one never overwrites what was typed since.
"""

from __future__ import annotations

import errno
import io
import os
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.sample_office import sample_settings
from toolkit.catalogue.periods import read_period
from toolkit.errors import MissingFile
from toolkit.figures.figure import Change
from toolkit.tasks import Office, open_office, read_forms, save_figure, start_own_office, write_forms, zip_forms

HALF = read_period("2026H1")
NEXT = read_period("2026H2")


def answer_cell(path: Path, key: str) -> str:
    sheet = load_workbook(path)["填报"]
    return next(f"E{row}" for row in range(1, sheet.max_row + 1) if sheet[f"A{row}"].value == key)


def fill(path: Path, **answers: object) -> None:
    book = load_workbook(path)
    for key, value in answers.items():
        book["填报"][answer_cell(path, key)] = value
    book.save(path)


def current(office: Office, unit: str, key: str, period: str = "2026H1") -> str:
    return {entry.item: entry.text for entry in office.store.current(period, unit)}.get(key, "")


def test_a_form_is_written_for_every_unit_with_last_periods_values(office: Office, tmp_path: Path) -> None:
    written = write_forms(office, NEXT, office.units.filing, tmp_path / "下半年")

    assert len(written) == 13
    sheet = load_workbook(written[1].path)["填报"]
    assert sheet[answer_cell(written[1].path, "member_full").replace("E", "F")].value == "14"


def test_a_form_that_is_there_already_is_not_overwritten(office: Office, tmp_path: Path) -> None:
    units = office.units.branches[:1]
    (first,) = write_forms(office, NEXT, units, tmp_path)
    fill(first.path, theme_days=6)

    (again,) = write_forms(office, NEXT, units, tmp_path)

    assert (first.is_new, again.is_new) == (True, False)
    assert load_workbook(first.path)["填报"][answer_cell(first.path, "theme_days")].value == 6


def test_a_form_that_cannot_be_written_is_named_and_the_others_are_written(office: Office, tmp_path: Path) -> None:
    units = office.units.branches[:3]
    paths = [form.path for form in write_forms(office, NEXT, units, tmp_path / "样子")]
    folder = tmp_path / "发表"
    (folder / paths[1].name).mkdir(parents=True)

    written = write_forms(office, NEXT, units, folder)

    assert [form.is_new for form in written] == [True, False, True]
    assert [form.reason for form in written] == ["", "这里有一个同名的文件夹，没有写。请把它移走或改名后重试。", ""]
    assert len(zipfile.ZipFile(io.BytesIO(zip_forms(written))).namelist()) == 2


def test_where_a_file_stands_in_place_of_the_folder_every_form_is_named_and_the_file_is_unharmed(
    office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "发表"
    folder.write_text("别人的文件", encoding="utf-8")

    written = write_forms(office, NEXT, office.units.branches[:2], folder)

    assert [form.is_new for form in written] == [False, False]
    assert all("要用的文件夹名被一个文件占了" in form.reason for form in written)
    assert folder.read_text(encoding="utf-8") == "别人的文件"


def test_a_disk_that_is_full_for_one_form_leaves_nothing_of_it_and_the_others_whole(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([None, OSError(errno.ENOSPC, "no space"), None])
    flush = os.fsync

    def flush_if_there_is_room(file: int) -> None:
        fault = next(answers)
        if fault:
            raise fault
        flush(file)

    monkeypatch.setattr(os, "fsync", flush_if_there_is_room)
    written = write_forms(office, NEXT, office.units.branches[:3], tmp_path)

    assert [form.reason for form in written] == ["", "写不进去（磁盘已满）。原来的文件没有动。", ""]
    assert sorted(tmp_path.glob("*填报表.xlsx")) == sorted(form.path for form in written if form.is_new)
    assert list(tmp_path.glob(".*")) == []


def test_a_filled_form_comes_in_and_is_signed_by_who_filled_it(office: Office, tmp_path: Path) -> None:
    (form,) = write_forms(office, NEXT, office.units.branches[:1], tmp_path)
    fill(form.path, theme_days=5)
    book = load_workbook(form.path)
    book["填报"]["E3"] = "赵样本"
    book.save(form.path)

    (result,) = read_forms(office, [form.path])

    (entry,) = (each for each in office.store.current("2026H2", "01") if each.is_figure)
    assert (result.taken, entry.text, entry.author) == (1, "5", "赵样本")


def test_a_form_with_one_fault_is_not_taken_at_all_and_the_others_are(office: Office, tmp_path: Path) -> None:
    bad, good = write_forms(office, NEXT, office.units.branches[:2], tmp_path)
    fill(bad.path, theme_days=6, lectures="三次吧", dues_due="#DIV/0!")
    fill(good.path, theme_days=6)

    results = {result.path: result for result in read_forms(office, [tmp_path])}

    assert results[good.path].taken == 1
    assert results[bad.path].taken is None
    places = [finding.place for finding in results[bad.path].findings]
    assert any(place.endswith(f"{answer_cell(bad.path, 'lectures')}格") for place in places)
    assert any(place.endswith(f"{answer_cell(bad.path, 'dues_due')}格") for place in places)
    assert [entry.item for entry in office.store.current("2026H2", "01")] == ["form:refused", "state:filing"]


def test_the_same_file_is_taken_once(office: Office) -> None:
    again = read_forms(office, office.settings.form_folders)

    assert len(again) == 24
    assert all(result.known and result.taken == 0 for result in again)


def test_a_file_taken_before_never_overwrites_what_was_typed_since(office: Office) -> None:
    seen = {entry.item: entry.version for entry in office.store.current("2026H1", "01")}
    save_figure(office, Change("01", "2026H1", "talks", "99", seen["talks"]), "填报页")

    read_forms(office, office.settings.form_folders)

    assert current(office, "01", "talks") == "99"


def test_an_old_form_filled_in_anew_meets_the_newer_figure_and_both_are_shown(office: Office, tmp_path: Path) -> None:
    (form,) = write_forms(office, HALF, office.units.branches[:1], tmp_path)
    seen = {entry.item: entry.version for entry in office.store.current("2026H1", "01")}
    save_figure(office, Change("01", "2026H1", "talks", "99", seen["talks"]), "填报页")
    fill(form.path, talks=88)

    (result,) = read_forms(office, [form.path])

    assert result.taken is None
    (conflict,) = result.findings
    assert conflict.code == "form_conflict"
    assert "“88”" in conflict.message
    assert "“99”" in conflict.message
    assert current(office, "01", "talks") == "99"


def test_a_cell_emptied_in_the_form_empties_the_figure(office: Office, tmp_path: Path) -> None:
    (form,) = write_forms(office, HALF, office.units.branches[:1], tmp_path)
    fill(form.path, talks=None)

    (result,) = read_forms(office, [form.path])

    assert (result.taken, current(office, "01", "talks")) == (1, "")


def test_a_missing_folder_and_an_empty_one_say_what_to_do(office: Office, tmp_path: Path) -> None:
    empty = tmp_path / "空 文件夹"
    empty.mkdir()

    with pytest.raises(MissingFile, match="没有这个文件或文件夹"):
        read_forms(office, [tmp_path / "没有"])
    with pytest.raises(MissingFile, match="里面没有填报表"):
        read_forms(office, [empty])


def test_a_file_that_is_no_form_is_reported_and_the_rest_goes_on(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "收回"
    (form,) = write_forms(office, NEXT, office.units.branches[:1], folder)
    (folder / "旧表.xls").write_bytes(b"\xd0\xcf\x11\xe0 old format")
    (folder / "~$锁.xlsx").write_bytes(b"lock")

    results = read_forms(office, [folder])

    assert [(result.path.name, result.taken) for result in results] == [(form.path.name, 0), ("旧表.xls", None)]
    assert "另存为" in results[1].findings[0].message


def test_a_form_that_was_taken_can_be_corrected_and_sent_again(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "收回"
    (form,) = write_forms(office, NEXT, office.units.branches[:1], folder)
    for answer in (5, 6, 7):
        fill(form.path, theme_days=answer)
        (result,) = read_forms(office, [form.path])
        assert result.findings == ()

    assert current(office, "01", "theme_days", "2026H2") == "7"


def test_a_form_nobody_filled_in_is_told_apart_from_one_that_was(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "收回"
    blank, filled = write_forms(office, NEXT, office.units.branches[:2], folder)
    fill(filled.path, theme_days=5)

    results = {result.path: result for result in read_forms(office, [folder])}

    assert (results[blank.path].is_blank, results[filled.path].is_blank) == (True, False)


def test_another_offices_form_is_not_taken_for_ones_own(office: Office, tmp_path: Path) -> None:
    (form,) = write_forms(office, NEXT, office.units.branches[:1], tmp_path / "示例的表")
    fill(form.path, theme_days=5)
    start_own_office(office.settings, "某某市示例局")
    own = open_office(sample_settings(office.settings.root))

    (result,) = read_forms(own, [form.path])

    assert [finding.code for finding in result.findings] == ["form_other_office"]
    assert own.store.holdings.periods() == ()


def test_codes_that_excel_made_numbers_still_find_their_unit(office: Office, tmp_path: Path) -> None:
    (form,) = write_forms(office, NEXT, office.units.branches[:1], tmp_path / "收回")
    fill(form.path, theme_days=5)
    units = office.settings.units
    units.write_text(units.read_text(encoding="utf-8").replace("\n01,", "\n1,"), encoding="utf-8")

    (result,) = read_forms(open_office(office.settings), [form.path])

    assert result.taken == 1


def test_a_number_less_than_nothing_is_refused(office: Office, tmp_path: Path) -> None:
    (form,) = write_forms(office, NEXT, office.units.branches[:1], tmp_path / "收回")
    fill(form.path, theme_days=-3)

    (result,) = read_forms(office, [form.path])

    assert result.taken is None
    assert "“-3”小于0" in result.findings[0].message


def test_two_forms_without_a_mark_are_not_taken_for_one_and_the_same(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "收回"
    first, second = (folder / name for name in ("甲.xlsx", "乙.xlsx"))
    (form,) = write_forms(office, NEXT, office.units.branches[:1], folder)
    book = load_workbook(form.path)
    mark = next(row[1] for row in book["_form"].iter_rows() if row[0].value == "_mark")
    mark.value = None
    for path, answer in ((first, 5), (second, 6)):
        book["填报"][answer_cell(form.path, "theme_days")] = answer
        book.save(path)
    read_forms(office, [first])

    (result,) = read_forms(office, [second])

    assert [finding.code for finding in result.findings] == ["form_conflict"]
    assert current(office, "01", "theme_days", "2026H2") == "5"
