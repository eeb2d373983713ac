"""What was said to be right where it was filed is not told again in the documents that print it; everything else is."""

from __future__ import annotations

from toolkit.catalogue.periods import read_period
from toolkit.tasks import Edit, Office, Sheet, generate

HALF = read_period("2026H1")
TEXT = "截止6月底，召开会议2次。活动人数0名，另行统计。"


def slips(office: Office, unit: str) -> set[str]:
    """The kinds of slips told of the papers of a unit."""
    made = generate(office, HALF, units=[office.units[unit]])
    return {each.code for result in made.results for each in result.findings if each.code.startswith("slip_")}


def confirm(office: Office, unit: str, code: str, reason: str = "原文如此") -> None:
    sheet = Sheet(office, HALF, "校核")
    (finding,) = (each for each in sheet.progress(unit).doubts if each.code == code)
    sheet.confirm(finding, reason)


def test_a_slip_that_was_confirmed_is_settled_in_the_documents_too(office: Office) -> None:
    Sheet(office, HALF, "校核").enter([Edit("01", "highlights", TEXT)])
    before = slips(office, "01")
    confirm(office, "01", "slip_word")

    assert before == {"slip_word", "slip_zero_counted"}
    assert slips(office, "01") == {"slip_zero_counted"}
    assert "slip_word" not in slips(office, "J")


def test_it_is_told_again_where_another_unit_writes_it(office: Office) -> None:
    for unit in ("01", "02"):
        Sheet(office, HALF, "校核").enter([Edit(unit, "highlights", TEXT)])
    confirm(office, "01", "slip_word")

    assert "slip_word" in slips(office, "02")
