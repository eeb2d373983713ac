"""Who entered a number, when, from which cell of which file; what changed since; and every save can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.tasks.forms.test_writing import HALF
from toolkit.catalogue.periods import read_period
from toolkit.errors import ChangedMeanwhile, ToolkitError, UnknownName
from toolkit.tasks import (
    Edit,
    Office,
    Sheet,
    approve,
    changes_since,
    close_period,
    explain,
    generate,
    latest_saves,
    open_book,
    read_forms,
    states_of,
    undo,
    write_forms,
)

NEXT = read_period("2026年下半年")


def enter(office: Office, unit: str, item: str, text: str) -> None:
    Sheet(office, HALF, "填报页").enter([Edit(unit, item, text)])


def test_a_number_says_who_entered_it_and_in_which_cell_of_which_file(office: Office) -> None:
    enter(office, "01", "dues_paid", "7,000")

    told = explain(office, HALF, office.units["01"], "党费实收")

    now, before = told.entered
    assert (told.title, told.shown) == ("办公室党支部2026年上半年党费实收", "7000元")
    assert (now.text, now.before, now.author, now.source, now.place) == ("7,000", "7585", "测试员", "填报页", "")
    assert (before.text, before.author, before.source) == ("7585", "赵样本", "01 办公室党支部 2026年上半年填报表.xlsx")
    sheet = load_workbook(next(office.settings.sample_forms.rglob(before.source)))["填报"]  # type: ignore[union-attr]
    assert sheet[before.place.removeprefix("“填报”").removesuffix("格")].value == 7585


def test_a_total_says_which_units_are_in_it_and_which_are_not(office: Office) -> None:
    told = explain(office, HALF, office.units.root, "党费实收")

    assert told.shown == f"{sum(int(each.text) for each in told.entered)}元"
    assert len(told.entered) == 11
    assert told.missing == ("档案馆党支部",)
    assert "12个支部中11个" in told.coverage


def test_a_figure_nobody_knows_has_a_near_miss(office: Office) -> None:
    with pytest.raises(UnknownName, match="党费应收"):
        explain(office, HALF, office.units.root, "党费时收")


def test_what_was_changed_since_the_documents_were_made_is_told(office: Office) -> None:
    with pytest.raises(ToolkitError, match="还没有生成过文书"):
        changes_since(office, HALF)
    generate(office, HALF)
    assert changes_since(office, HALF) == ()

    enter(office, "02", "talks", "99")

    ((change),) = changes_since(office, HALF)
    assert (change.unit, change.label, change.text) == ("人事科党支部", "谈心谈话", "99")


def test_a_form_is_taken_back_whole_and_can_be_taken_again(office: Office, tmp_path: Path) -> None:
    (written,) = write_forms(office, NEXT, [office.units["01"]], tmp_path / "表")
    book = load_workbook(written.path)
    for row in book["填报"].iter_rows(min_row=6):
        if row[0].value in ("talks", "theme_days"):
            row[4].value = 6
    for column, value in enumerate(("A1", "2026-7-5", "其他", "学习"), start=1):
        book["活动台账"].cell(4, column).value = value
    book.save(written.path)
    read_forms(office, [written.path])
    (latest, *_) = latest_saves(office, 1)
    assert latest.what == "办公室党支部 2026年下半年 主题党日、谈心谈话、活动台账"

    restored = undo(office, latest.number, "收错了表")

    filing = open_book(office, NEXT).now["01"]
    assert (restored, filing.filed, states_of(office, NEXT)["01"].value) == (3, False, "未报")
    (result,) = read_forms(office, [written.path])
    assert (result.known, result.taken) == (False, 3)


def test_what_was_changed_since_keeps_a_save_from_being_taken_back(office: Office) -> None:
    (save, *_) = (each for each in latest_saves(office, 50) if "01 办公室党支部 2026年上半年" in each.source)
    enter(office, "01", "talks", "99")

    with pytest.raises(ChangedMeanwhile, match=r"之后又改过，没有撤销。谈心谈话"):
        undo(office, save.number)

    assert open_book(office, HALF).now["01"]["talks"] == 99


def test_the_taking_back_can_be_taken_back(office: Office) -> None:
    enter(office, "01", "talks", "99")
    (save, *_) = latest_saves(office, 1)
    undo(office, save.number)
    (back, *_) = latest_saves(office, 1)

    undo(office, back.number)

    assert open_book(office, HALF).now["01"]["talks"] == 99
    assert [each.is_undone for each in latest_saves(office, 3)] == [False, True, False]


def test_a_closing_is_not_taken_back_but_opened_again(office: Office) -> None:
    close_period(office, HALF, "上级已收")
    (save, *_) = latest_saves(office, 1)

    with pytest.raises(ToolkitError, match="period reopen"):
        undo(office, save.number)


def cells(path: Path, **figures: object) -> None:
    book = load_workbook(path)
    for row in book["填报"].iter_rows(min_row=6):
        if row[0].value in figures:
            row[4].value = figures[row[0].value]
    book.save(path)


def test_what_stands_since_an_undo_is_not_overwritten_by_who_never_saw_it(office: Office, tmp_path: Path) -> None:
    (written,) = write_forms(office, NEXT, [office.units["01"]], tmp_path / "表")
    for text in ("7", "8"):
        Sheet(office, NEXT, "填报页").enter([Edit("01", "talks", text)])
    undo(office, latest_saves(office, 1)[0].number)
    cells(written.path, talks=5)

    (result,) = read_forms(office, [written.path])

    assert [finding.code for finding in result.findings] == ["form_conflict"]
    assert open_book(office, NEXT).now["01"]["talks"] == 7


def test_a_correction_that_was_taken_back_can_be_taken_again_with_all_it_did(office: Office, tmp_path: Path) -> None:
    (written,) = write_forms(office, NEXT, [office.units["01"]], tmp_path / "表")

    def rows(*numbers: str) -> None:
        book = load_workbook(written.path)
        for line in range(3):
            cells_of = (numbers[line], f"2026-7-{line + 1}", "其他", "学习") if line < len(numbers) else (None,) * 4
            for column, value in enumerate(cells_of, start=1):
                book["活动台账"].cell(4 + line, column).value = value
        book.save(written.path)
        read_forms(office, [written.path])

    def kept() -> list[object]:
        return [row["编号"] for row in open_book(office, NEXT).now["01"].ledgers["activities"]]

    rows("A", "B", "C")
    rows("A", "B")
    assert kept() == ["A", "B"]
    undo(office, latest_saves(office, 1)[0].number)
    assert kept() == ["A", "B", "C"]

    read_forms(office, [written.path])

    assert kept() == ["A", "B"]


def test_an_approval_that_came_after_is_named_where_it_is_in_the_way(office: Office) -> None:
    (save, *_) = (each for each in latest_saves(office, 50) if "01 办公室党支部 2026年上半年" in each.source)
    approve(office, HALF, [office.units["01"]])

    with pytest.raises(ChangedMeanwhile, match="上报状态"):
        undo(office, save.number)
