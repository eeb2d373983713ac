"""A period held open: edits saved at once, met changes given back, saves taken back, odd but true confirmed."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

from toolkit.catalogue.periods import read_period
from toolkit.errors import ToolkitError
from toolkit.tasks import Edit, Office, Sheet, adopt_last, cell_of, findings_of, open_book, review_book, undo

HALF = read_period("2026H1")


@pytest.fixture
def sheet(office: Office) -> Sheet:
    return Sheet(office, HALF, "填报页")


def test_an_edit_is_stored_as_typed_and_judged_at_once(sheet: Sheet, office: Office) -> None:
    saved = sheet.enter([Edit("01", "talks", "３.7")])

    assert [entry.text for entry in saved.entries] == ["３.7"]
    assert Sheet(office, HALF, "填报页").text("01", "talks") == "３.7"
    assert [finding.code for finding in findings_of(sheet, "01", "talks")] == ["unread"]
    assert cell_of(sheet, office.units["01"], office.catalogue["talks"]).state == "unread"


@pytest.mark.parametrize(
    ("text", "state"), [("", "waiting"), ("0", "zero"), ("无", "zero"), ("不适用", "na"), ("2名", "value")]
)
def test_blank_zero_and_not_applicable_look_different(sheet: Sheet, office: Office, text: str, state: str) -> None:
    sheet.enter([Edit("01", "activists_new", text)])

    assert cell_of(sheet, office.units["01"], office.catalogue["activists_new"]).state == state


def test_an_edit_that_meets_anothers_change_comes_back_and_the_others_are_saved(sheet: Sheet, office: Office) -> None:
    other = Sheet(office, HALF, "总表")
    other.enter([Edit("01", "talks", "41")])

    saved = sheet.enter([Edit("01", "talks", "42"), Edit("01", "suggestions", "7")])

    assert [(each.mine.text, each.theirs.text) for each in saved.conflicts] == [("42", "41")]
    assert [entry.item for entry in saved.entries] == ["suggestions"]

    kept = sheet.keep_mine("01", "talks")

    assert [entry.text for entry in kept.entries] == ["42"]
    assert [entry.text for entry in office.store.journal.history("01", "2026H1", "talks")][-2:] == ["41", "42"]


def test_taking_theirs_shows_what_the_other_entered(sheet: Sheet, office: Office) -> None:
    Sheet(office, HALF, "总表").enter([Edit("01", "talks", "41")])
    sheet.enter([Edit("01", "talks", "42")])

    sheet.take_theirs("01", "talks")

    assert sheet.text("01", "talks") == "41"
    assert sheet.enter([Edit("01", "talks", "43")]).conflicts == ()


def test_a_save_is_taken_back_whole_and_the_history_keeps_it(sheet: Sheet, office: Office) -> None:
    before = [sheet.text(unit, "talks") for unit in ("01", "02")]
    sheet.enter([Edit("01", "talks", "91"), Edit("02", "talks", "92")])
    assert sheet.undoable == 1

    sheet.undo()

    assert [sheet.text(unit, "talks") for unit in ("01", "02")] == before
    assert "91" in [entry.text for entry in office.store.journal.history("01", "2026H1", "talks")]
    assert sheet.undo() is None


def test_a_save_that_is_taken_back_counts_as_such_and_is_not_taken_back_twice(sheet: Sheet, office: Office) -> None:
    journal = office.store.journal
    first = sheet.enter([Edit("01", "talks", "91")]).entries[0].batch
    second = sheet.enter([Edit("02", "talks", "92")]).entries[0].batch

    sheet.undo()
    last = journal.batches(1)[0]
    assert (last.save.source, last.save.undoes, journal.batch(second).undone) == ("撤销", second, last.id)

    undo(office, first)
    assert sheet.undo() is None
    assert journal.batches(1)[0].save.undoes == first


def test_an_edit_that_changes_nothing_leaves_no_entry_and_nothing_to_take_back(sheet: Sheet) -> None:
    saved = sheet.enter([Edit("01", "talks", sheet.text("01", "talks"))])

    assert saved.entries == ()
    assert sheet.undoable == 0


def test_last_periods_figures_are_adopted_only_where_nothing_is_typed(sheet: Sheet, office: Office) -> None:
    unit = office.units["05"]
    items = [office.catalogue["talks"], office.catalogue["weekly_study"]]
    sheet.enter([Edit("05", "talks", "5")])

    saved = adopt_last(sheet, unit, items)

    assert [entry.item for entry in saved.entries] == ["weekly_study"]
    assert sheet.text("05", "weekly_study") == sheet.last_text("05", items[1]) != ""


def test_an_odd_but_true_finding_is_settled_until_the_figure_changes(sheet: Sheet, office: Office) -> None:
    sheet.enter([Edit("01", "lectures", "0")])
    (finding,) = findings_of(sheet, "01", "lectures")

    sheet.confirm(finding, "讲课人住院，下半年补上")

    assert findings_of(sheet, "01", "lectures") == ()
    (confirmed,) = sheet.progress("01").confirmed
    assert confirmed.confirmation.reason == "讲课人住院，下半年补上"
    reviewed = next(each for each in review_book(office, open_book(office, HALF)) if each.unit.code == "01")
    assert [each.finding for each in reviewed.confirmed] == [finding]

    sheet.enter([Edit("01", "lectures", "1")])
    assert [each.code for each in findings_of(sheet, "01", "lectures")] == [finding.code]


def test_a_confirmation_can_be_taken_back(sheet: Sheet) -> None:
    sheet.enter([Edit("01", "lectures", "0")])
    (finding,) = findings_of(sheet, "01", "lectures")
    sheet.confirm(finding, "原因")

    sheet.confirm(finding, "")

    assert findings_of(sheet, "01", "lectures") == (finding,)


def test_an_error_cannot_be_confirmed(sheet: Sheet) -> None:
    sheet.enter([Edit("01", "talks", "几次")])
    (finding,) = findings_of(sheet, "01", "talks")

    sheet.confirm(finding, "就是这样")

    assert findings_of(sheet, "01", "talks") == (finding,)


def test_totals_follow_each_edit(sheet: Sheet) -> None:
    before = sheet.totals["talks"].content
    assert isinstance(before, int)
    now = int(sheet.text("01", "talks"))

    sheet.enter([Edit("01", "talks", str(now + 5))])

    assert sheet.totals["talks"].content == before + 5


def test_taking_a_save_back_never_takes_back_what_somebody_else_entered_since(sheet: Sheet, office: Office) -> None:
    sheet.enter([Edit("01", "talks", "11")])
    other = Sheet(office, HALF, "总表")
    other.enter([Edit("01", "talks", "22")])
    sheet.refresh()

    saved = sheet.undo()

    assert saved is not None
    assert saved.entries == ()
    assert list(sheet.conflicts) == [("01", "talks")]
    assert sheet.text("01", "talks") == "22"


def test_an_edit_made_before_anothers_was_shown_waits_even_after_a_refresh(sheet: Sheet, office: Office) -> None:
    shown = sheet.text("01", "talks")
    Sheet(office, HALF, "总表").enter([Edit("01", "talks", "22")])
    sheet.refresh()

    saved = sheet.enter([Edit("01", "talks", "33", shown)])

    assert [conflict.theirs.text for conflict in saved.conflicts] == ["22"]


def test_the_same_text_entered_by_two_is_no_conflict_and_is_known_afterwards(sheet: Sheet, office: Office) -> None:
    Sheet(office, HALF, "总表").enter([Edit("01", "talks", "44")])

    saved = sheet.enter([Edit("01", "talks", "44")])

    assert (saved.entries, saved.conflicts) == ((), ())
    assert sheet.text("01", "talks") == "44"
    assert sheet.enter([Edit("01", "talks", "45")]).conflicts == ()


def test_an_edit_the_store_cannot_hold_waits_and_keeps_no_other_from_being_saved(sheet: Sheet) -> None:
    with pytest.raises(ToolkitError, match="保存不了的字符"):
        sheet.enter([Edit("01", "highlights", "坏\ud800字")])

    sheet.enter([Edit("01", "talks", "5")])
    sheet.retry()

    assert sheet.text("01", "talks") == "5"
    assert [edit.item for edit in sheet.unsaved.values()] == ["highlights"]


def test_what_could_not_be_saved_is_saved_when_it_can_be(sheet: Sheet, office: Office) -> None:
    path = office.settings.database.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("ALTER TABLE entries RENAME TO away")
    with pytest.raises(ToolkitError):
        sheet.enter([Edit("01", "talks", "5")])
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("ALTER TABLE away RENAME TO entries")

    sheet.retry()

    assert sheet.unsaved == {}
    assert sheet.text("01", "talks") == "5"


def test_a_total_of_shorter_periods_is_not_replaced_by_last_periods_figure(office: Office) -> None:
    for month in range(1, 7):
        Sheet(office, read_period(f"2026M{month}"), "填报页").enter([Edit("12", "talks", "1")])
    sheet = Sheet(office, HALF, "填报页")
    unit, item = office.units["12"], office.catalogue["talks"]

    assert cell_of(sheet, unit, item).text == "6"
    assert adopt_last(sheet, unit, [item]).entries == ()
    sheet.enter([Edit("12", "suggestions", "2")])
    assert cell_of(sheet, unit, item).text == "6"
