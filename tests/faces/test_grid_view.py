"""The table of all units and figures: a block saved at once and whole, taken back whole, judged like the form."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import Any

import pytest

from toolkit.catalogue.periods import read_period
from toolkit.tasks import Edit, Office, Sheet
from toolkit.ui.grid_view import GridView
from toolkit.ui.workspace import Workspace

HALF = read_period("2026H1")


@pytest.fixture
def grid(office: Office) -> GridView:
    return GridView(Workspace(office))


def enter(grid: GridView, *edits: tuple[str, str, str]) -> None:
    assert grid.part is not None
    grid.part.receive(kind="enter", period=grid.part.period, edits=[list(edit) for edit in edits])


def cell(grid: GridView, unit: str, key: str) -> list[str]:
    grid.refresh()
    rows: list[dict[str, Any]] = grid.part.rows  # type: ignore[union-attr]
    return next(row for row in rows if row["id"] == unit)["cells"].get(key)


def stored(office: Office, unit: str, key: str) -> str:
    return Sheet(office, HALF, "总表").text(unit, key)


def test_every_unit_that_files_has_a_row_and_every_item_a_column_in_its_section(grid: GridView, office: Office) -> None:
    assert grid.part is not None
    assert [row["id"] for row in grid.part.rows] == [unit.code for unit in office.units.filing]
    assert [column["key"] for column in grid.part.columns] == [item.key for item in office.catalogue.items]
    assert grid.part.columns[0]["section"] == "组织状况"


def test_a_unit_has_no_cell_for_what_it_is_not_asked(grid: GridView) -> None:
    assert cell(grid, "01", "dzz_seminars") is None
    assert cell(grid, "B", "dzz_seminars") is not None


def test_a_pasted_block_is_saved_at_once_as_it_was_typed(grid: GridView, office: Office) -> None:
    key = "activists_new"
    enter(grid, ("01", key, "２"), ("02", key, "无"), ("03", key, "几名"))

    assert [stored(office, unit, key) for unit in ("01", "02", "03")] == ["２", "无", "几名"]
    assert [cell(grid, unit, key)[1] for unit in ("01", "02", "03")] == ["value", "zero", "unread"]
    assert "（3项，1项填得不对（红色））" in grid.message.value


def test_a_block_is_taken_back_whole(grid: GridView, office: Office) -> None:
    before = [stored(office, unit, "talks") for unit in ("01", "02")]
    enter(grid, ("01", "talks", "91"), ("02", "talks", "92"))

    grid.undo.click()

    assert [stored(office, unit, "talks") for unit in ("01", "02")] == before
    grid.undo.click()
    assert "没有可以撤销的" in grid.message.value


def test_a_finding_is_told_in_the_cell(grid: GridView) -> None:
    enter(grid, ("01", "theme_days", "2"))

    text, state, note = cell(grid, "01", "theme_days")

    assert (text, state) == ("2", "warning")
    assert "一般应不少于6次" in note


def test_the_totals_follow_and_say_what_they_cover(grid: GridView) -> None:
    assert grid.part is not None
    before = int(grid.part.totals[0]["cells"]["talks"][0])
    now = int(cell(grid, "01", "talks")[0])

    enter(grid, ("01", "talks", str(now + 4)))
    grid.refresh()

    assert int(grid.part.totals[0]["cells"]["talks"][0]) == before + 4
    assert "个支部中" in grid.part.totals[0]["cells"]["member_full"][2]


@pytest.mark.parametrize(("is_mine", "expected"), [(True, "77"), (False, "88")])
def test_a_cell_somebody_else_changed_is_asked_about_and_the_rest_is_saved(
    grid: GridView, office: Office, is_mine: bool, expected: str
) -> None:
    Sheet(office, HALF, "填报页").enter([Edit("01", "talks", "88")])

    enter(grid, ("01", "talks", "77"), ("02", "talks", "66"))

    assert stored(office, "02", "talks") == "66"
    assert "您填的是“77”" in grid.message.value
    assert cell(grid, "01", "talks")[:2] == ["77", "unread"]
    (grid.keep if is_mine else grid.take).click()
    assert stored(office, "01", "talks") == cell(grid, "01", "talks")[0] == expected


def test_a_figure_entered_in_another_pane_is_seen_here(grid: GridView) -> None:
    workspace = grid._workspace
    workspace.sheet.enter([Edit("01", "talks", "55")])
    workspace.changed()

    assert cell(grid, "01", "talks")[0] == "55"


def test_what_could_not_be_saved_stays_in_its_cell_and_is_saved_with_the_next_edit(
    grid: GridView, office: Office
) -> None:
    path = office.settings.database.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("ALTER TABLE entries RENAME TO away")
    enter(grid, ("01", "talks", "77"))
    said = grid.message.value
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("ALTER TABLE away RENAME TO entries")

    assert "没有保存" in said
    assert cell(grid, "01", "talks")[:2] == ["77", "unread"]
    enter(grid, ("02", "talks", "66"))
    assert stored(office, "01", "talks") == "77"


def test_a_page_drawn_anew_shows_what_was_entered_since(grid: GridView) -> None:
    assert grid.part is not None
    enter(grid, ("01", "talks", "55"))

    grid.part.receive(kind="ready")

    assert next(row for row in grid.part.rows if row["id"] == "01")["cells"]["talks"][0] == "55"


def test_a_paste_says_what_it_cleared_and_what_found_no_cell(grid: GridView) -> None:
    assert grid.part is not None
    pasted = {"rows_beyond": 2, "columns_beyond": 1, "not_asked": 3}

    grid.part.receive(kind="enter", period="2026H1", edits=[["01", "talks", ""], ["02", "talks", "9"]], pasted=pasted)

    assert "（2项，其中清空1项）" in grid.message.value
    assert "没有贴上：下边多出2行，右边多出1列，3格是不用填的。" in grid.message.value


TABLE = "支部\t学习结对（对）\t帮带情况怎样\n人事科\t17\t好\n办公室支部\t16\t好\n审批科\t4\t好"


def test_a_block_with_headings_and_names_goes_where_they_say(grid: GridView, office: Office) -> None:
    grid.part.receive(
        kind="enter", period="2026H1", edits=[["01", "activists_new", "支部"]], pasted={"text": TABLE, "rows_beyond": 9}
    )

    assert [stored(office, unit, "study_pairs") for unit in ("01", "02")] == ["16", "17"]
    assert stored(office, "01", "activists_new") != "支部"
    assert "（2项）" in grid.message.value and "认不出的支部“审批科”" in grid.message.value
    assert "“帮带情况怎样”" in grid.message.value
    assert "多出" not in grid.message.value


def test_a_pasted_table_is_taken_back_whole(grid: GridView, office: Office) -> None:
    before = [stored(office, unit, "study_pairs") for unit in ("01", "02")]
    grid.part.receive(kind="enter", period="2026H1", edits=[], pasted={"text": TABLE})
    assert stored(office, "01", "study_pairs") == "16"
    grid.part.receive(kind="undo")

    assert [stored(office, unit, "study_pairs") for unit in ("01", "02")] == before


def test_a_pasted_table_of_another_time_changes_nothing_and_says_why(grid: GridView, office: Office) -> None:
    before = stored(office, "01", "study_pairs")
    text = f"2025年下半年\n{TABLE}"
    grid.part.receive(kind="enter", period="2026H1", edits=[["01", "study_pairs", "支部"]], pasted={"text": text})

    assert stored(office, "01", "study_pairs") == before
    assert "2025、下半年" in grid.message.value


def test_a_pasted_table_leaves_alone_what_is_worked_out(grid: GridView, office: Office) -> None:
    text = "支部\t党费收缴率\n办公室\t50%\n人事科\t60%"
    grid.part.receive(kind="enter", period="2026H1", edits=[], pasted={"text": text})

    assert [stored(office, unit, "dues_rate") for unit in ("01", "02")] == ["", ""]
    assert "办公室党支部 党费收缴率：表里是50%，由公式得出的是100%" in grid.message.value


@pytest.mark.parametrize("text", ["5\t6\n7\t8", "办公室\t5", "做得好\t5\n还行\t6", "支部", ""])
def test_a_block_without_headings_and_names_goes_where_it_was_put_down(
    grid: GridView, office: Office, text: str
) -> None:
    grid.part.receive(kind="enter", period="2026H1", edits=[["01", "talks", "5"]], pasted={"text": text})
    assert stored(office, "01", "talks") == "5"


def test_a_paste_says_how_many_texts_cannot_be_read(grid: GridView) -> None:
    enter(grid, ("01", "talks", "8a"), ("02", "talks", "9"))

    assert "（2项，1项填得不对（红色））" in grid.message.value


def test_another_period_is_chosen_here_too_and_what_was_said_before_goes(grid: GridView, office: Office) -> None:
    assert grid.part is not None
    enter(grid, ("01", "talks", "9"))

    grid.period.value = "2025H2"

    assert (grid.part.period, grid.message.value) == ("2025H2", "")
    assert grid._workspace.period.code == "2025H2"


def test_a_paste_of_what_stands_there_already_says_so(grid: GridView) -> None:
    assert grid.part is not None
    grid.part.receive(kind="enter", period="2026H1", edits=[], pasted={})

    assert "没有变化" in grid.message.value
