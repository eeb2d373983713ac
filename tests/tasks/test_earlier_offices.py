"""An office made by an earlier version opens in this one with everything it had; one of each is kept in tests/offices."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.support.sample_office import sample_settings
from tests.tasks.test_forms import HALF
from toolkit.catalogue.periods import read_period
from toolkit.tasks import Office, Sheet, generate, open_office, read_forms

OFFICES = sorted((Path(__file__).parent.parent / "offices").glob("*.zip"))


@pytest.fixture(params=OFFICES, ids=lambda path: path.stem)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    """The office of an earlier version, unpacked and opened."""
    folder = tmp_path / "旧 办公室"
    with zipfile.ZipFile(request.param) as archive:
        archive.extractall(folder)
    return open_office(sample_settings(folder))


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
    assert sorted(earlier.store.periods()) == ["2025H2", "2026H1"]


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
