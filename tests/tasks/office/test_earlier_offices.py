"""An office made by an earlier version opens in this one with everything it had; one of each is kept in tests/offices."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.sample_office import sample_settings
from tests.tasks.forms.test_writing import HALF
from toolkit.catalogue.periods import read_period
from toolkit.tasks import Office, Sheet, generate, look_into_forms, open_book, open_office, read_forms, take_forms

OFFICES = Path(__file__).parents[2] / "offices"


def opened(name: str, folder: Path) -> Office:
    """The office of an earlier version, unpacked and opened."""
    with zipfile.ZipFile(OFFICES / f"{name}.zip") as archive:
        archive.extractall(folder)
    return open_office(sample_settings(folder))


@pytest.fixture
def earlier(tmp_path: Path) -> Office:
    """The office of the first version: a history of single texts, no names of units, no moment when a form was saved."""
    return opened("2026-11-23", tmp_path / "旧 办公室")


@pytest.fixture
def with_ledgers(tmp_path: Path) -> Office:
    """An office whose ledgers were one text each: of 办公室 it came in twice, 02 was typed, cleared and confirmed."""
    return opened("2026-11-26", tmp_path / "旧 办公室")


@pytest.mark.parametrize("name", sorted(path.stem for path in OFFICES.glob("*.zip")))
def test_each_office_that_is_kept_opens_and_makes_its_reports(name: str, tmp_path: Path) -> None:
    office = opened(name, tmp_path / "旧 办公室")

    made = generate(office, HALF)

    assert office.findings == ()
    assert not made.failed
    assert office.store.journal.damaged() == ()


def test_the_rows_of_a_ledger_are_there_each_with_what_it_was_before(with_ledgers: Office) -> None:
    filing = open_book(with_ledgers, HALF).now["01"]
    rows = [entry.item for entry in with_ledgers.store.current("2026H1", "01") if "/" in entry.item]
    themes = sorted(
        [json.loads(entry.text)["主题"] for entry in with_ledgers.store.journal.history("01", "2026H1", row)]
        for row in rows
    )

    assert sorted(row["主题"] for row in filing.ledgers["activities"]) == ["参观（更正）", "学习", "进社区"]
    assert themes == [["参观", "参观（更正）"], ["学习"], ["进社区"]]


def test_a_form_that_went_out_before_rows_had_names_is_read_as_it_is_meant(with_ledgers: Office) -> None:
    form = next(with_ledgers.settings.forms.rglob("01 *.xlsx"))
    book = load_workbook(form)
    assert book["活动台账"].cell(4, 12).value is None
    book["活动台账"].cell(4, 9).value = 11
    for column in range(1, 12):
        book["活动台账"].cell(5, column).value = None
    book.save(form)

    (look,) = look_into_forms(with_ledgers, paths=[form])
    take_forms(with_ledgers, [look], {form})

    assert [(each.label, each.stored, each.new) for each in look.differences] == [
        ("活动台账", "3行", "2行（改动1行、删去1行）")
    ]
    rows = open_book(with_ledgers, HALF).now["01"].ledgers["activities"]
    assert sorted((row["编号"], row["实到"]) for row in rows) == [("A1", 11), ("A2", 13)]


def test_what_was_typed_and_taken_back_and_confirmed_is_there(with_ledgers: Office) -> None:
    sheet = Sheet(with_ledgers, HALF, "填报页")
    history = with_ledgers.store.journal.history("02", "2026H1", "theme_days")

    assert [entry.text for entry in history] == ["5", "6", ""]
    assert (sheet.text("02", "talks"), sheet.text("02", "dues_due")) == ("约28", "不适用")
    assert [each.finding.item for each in sheet.progress("01").confirmed] == ["dues_paid"]


def test_every_figure_is_there_with_who_entered_it(earlier: Office) -> None:
    entries = earlier.store.current("2026H1")
    talks = {entry.unit: entry for entry in entries if entry.item == "talks"}

    assert earlier.findings == ()
    assert {code: len([e for e in entries if e.unit == code and e.is_figure]) for code in ("01", "02", "B")} == {
        "01": 28,
        "02": 26,
        "B": 7,
    }
    assert (talks["01"].text, talks["01"].author, talks["01"].source) == ("99", "赵样本", "填报页")
    assert sorted(earlier.store.holdings.periods()) == ["2025H2", "2026H1"]


def test_what_was_confirmed_stays_confirmed(earlier: Office) -> None:
    (confirmed,) = Sheet(earlier, HALF, "填报页").progress("01").confirmed

    assert (confirmed.finding.item, confirmed.confirmation.reason) == ("dues_paid", "确实如此")


def test_its_forms_are_known_again_and_none_is_taken_twice(earlier: Office) -> None:
    results = read_forms(earlier, [earlier.settings.forms])

    assert [result.known for result in results] == [True] * 7
    assert not any(result.findings for result in results)


def test_its_reports_are_made_again_beside_no_copies(earlier: Office) -> None:
    made = generate(earlier, HALF)

    assert not made.failed
    assert not any(result.kept for result in made.results)


def test_last_periods_figures_are_compared_with(earlier: Office) -> None:
    sheet = Sheet(earlier, HALF, "填报页")

    assert sheet.last_text("01", earlier.catalogue["theme_days"]) != ""
    assert read_period("2025H2") == HALF.previous
