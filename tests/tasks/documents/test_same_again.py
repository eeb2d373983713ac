"""The same run once more.

1. Where nothing it is made of has changed, it tells just what it told before.
2. Whatever has changed, it tells what a run tells that knows of none before.
3. Of a run in which a document failed, or that was stopped, nothing is kept; a record that cannot be read counts for nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from toolkit.catalogue.dispatch import Issue
from toolkit.catalogue.periods import read_period
from toolkit.figures.figure import Change
from toolkit.report.batch import Result
from toolkit.report.last_run import LAST_RUN
from toolkit.report.outputs import OWN_FOLDER
from toolkit.tasks import DocumentsMade, Edit, Office, Sheet, close_period, generate, open_office, save_figure

HALF = read_period("2026H1")
SLIP = "截止6月底，召开会议2次。活动人数0名，另行统计。"


def told(made: DocumentsMade) -> object:
    """All that a run tells: of each document, of the templates, and of what was filed."""
    doubts = {code: found for code, found in made.doubts_of_units.items() if found}
    return made.results, made.template_findings, doubts, made.wanted, made.outdated


def enter(office: Office, unit: str, item: str, text: str) -> None:
    Sheet(office, HALF, "校核").enter([Edit(unit, item, text)])


def confirm(office: Office) -> None:
    """Say of the slip in the text of 01 that it is right so."""
    sheet = Sheet(office, HALF, "校核")
    (finding,) = (each for each in sheet.progress("01").doubts if each.code == "slip_word")
    sheet.confirm(finding, "原文如此")


def append(office: Office, name: str, text: str) -> None:
    path = getattr(office.settings, name)
    path.write_bytes((path.read_bytes() if path.exists() else b"") + text.encode())


def edit_by_hand(office: Office) -> None:
    path = next(office.settings.output.rglob("办公室*.docx"))
    path.write_bytes(path.read_bytes() + b"edited")


def earlier_figure(office: Office) -> None:
    before = read_period("2025H2").code
    seen = {entry.item: entry.version for entry in office.store.current(before, "01")}
    save_figure(office, Change("01", before, "activists_new", "90", seen.get("activists_new", 0)), "填报页")


CHANGES: dict[str, Callable[[Office], object]] = {
    "nothing": lambda office: None,
    "a figure": lambda office: enter(office, "02", "activists_new", "77"),
    "a figure of the period before": earlier_figure,
    "a figure emptied": lambda office: enter(office, "02", "activists_new", ""),
    "a doubt confirmed": confirm,
    "the unit file": lambda office: append(office, "units", "\r\n"),
    "the rules of the office": lambda office: append(office, "office", "\n"),
    "the words of the office": lambda office: append(office, "words", "\n# 注\n"),
    "a paper edited by hand": edit_by_hand,
    "a paper removed": lambda office: next(office.settings.output.rglob("人事科*.docx")).unlink(),
    "a paper renamed": lambda office: (path := next(office.settings.output.rglob("人事科*.docx"))).rename(
        path.with_stem("别名")
    ),
    "the list of files lost": lambda office: next(office.settings.output.rglob("生成清单.json")).unlink(),
    "the period closed": lambda office: close_period(office, HALF, "上报完毕"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_it_tells_what_a_run_tells_that_knows_of_none_before(office: Office, what: str) -> None:
    enter(office, "01", "highlights", SLIP)
    generate(office, HALF)
    CHANGES[what](office)
    office.store.close()
    office = open_office(office.settings)
    before = stamp(office)
    again = generate(office, HALF)
    after = stamp(office)
    once_more = generate(office, HALF)

    assert (after == before) is (what == "nothing"), "the short way is taken where nothing changed, and only there"
    assert stamp(office) == after
    record(office).unlink()
    assert told(once_more) == told(generate(office, HALF))
    if what == "nothing":
        assert told(again) == told(once_more)


def stamp(office: Office) -> tuple[int, int]:
    """By which it shows whether the record was written anew: the long way puts it away first."""
    state = record(office).stat()
    return state.st_ino, state.st_mtime_ns


def record(office: Office) -> Path:
    return next(path for path in office.settings.output.rglob(LAST_RUN) if path.parent.name == OWN_FOLDER)


def test_nothing_is_made_and_all_is_told(office: Office) -> None:
    enter(office, "01", "highlights", SLIP)
    first, before = generate(office, HALF), stamp(office)
    seen: list[str] = []

    again = generate(office, HALF, done=lambda result: seen.append(result.unit))

    assert stamp(office) == before
    assert again.left == len(again.results) == len(seen) == 13
    assert [(each.path, each.blanks, each.findings) for each in again.results] == [
        (each.path, each.blanks, each.findings) for each in first.results
    ]
    assert again.doubts([office.units["01"]]) == first.doubts([office.units["01"]]) != ()


def test_what_is_asked_otherwise_is_another_run(office: Office) -> None:
    generate(office, HALF)

    assert len(generate(office, HALF, units=[office.units["03"]]).results) == 1
    assert generate(office, HALF, issue=Issue("2026-07-09")).left == 0
    assert generate(office, HALF, is_anew=True).left == 0
    assert generate(office, HALF).left == 13


def test_a_day_that_figures_look_at_makes_another_run(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within the period more is due each day; once it is over, one day is like another."""
    left, stamps = [], []
    for month, day in ((5, 4), (6, 5), (7, 5), (8, 9)):
        monkeypatch.setattr("toolkit.tasks.office.office.now", lambda on=(month, day): datetime(2026, *on, tzinfo=UTC))
        left.append(generate(office, HALF).left)
        stamps.append(stamp(office))

    assert left == [0, 0, 0, 13]
    assert [one == other for one, other in pairwise(stamps)] == [False, False, True]


def test_of_a_run_in_which_a_document_failed_nothing_is_kept(office: Office) -> None:
    generate(office, HALF)
    template = office.settings.templates / "branch_report.docx"
    whole = template.read_bytes()
    template.write_bytes(b"no Word file")
    assert len(generate(office, HALF).failed) == 12
    template.write_bytes(whole)

    assert not list(office.settings.output.rglob(LAST_RUN))
    assert generate(office, HALF).left == 13


def test_of_a_run_during_which_somebody_saved_nothing_is_kept(office: Office) -> None:
    def done(_result: Result) -> None:
        if not list(office.store.current(HALF.code, "12")):
            enter(office, "12", "activists_new", "3")

    generate(office, HALF, done=done)

    assert not list(office.settings.output.rglob(LAST_RUN))


def test_of_a_run_that_was_stopped_nothing_is_kept(office: Office) -> None:
    begun: list[str] = []

    generate(office, HALF, done=lambda result: begun.append(result.unit), stopped=lambda: len(begun) == 2)

    assert not list(office.settings.output.rglob(LAST_RUN))


def test_a_document_that_another_run_wrote_meanwhile_is_none_of_this_one(office: Office) -> None:
    """Two windows: one makes all, the other one report with a day of its own, and ends first."""
    told_of: list[str] = []

    def done(result: Result) -> None:
        told_of.append(result.unit)
        if len(told_of) == 13:
            generate(office, HALF, units=[office.units["01"]], issue=Issue("2026-07-09"))

    generate(office, HALF, done=done)

    assert [result.unit for result in generate(office, HALF).results if not result.is_left] == ["01"]


def test_a_closed_period_that_kept_no_rules_goes_by_those_of_today(office: Office) -> None:
    office.settings.office.unlink(missing_ok=True)
    office.store.close()
    office = open_office(office.settings)
    close_period(office, HALF, "上报完毕")
    generate(office, HALF)
    office.settings.office.write_text('leaders = ["甲", "乙", "丙"]\n', encoding="utf-8")
    office.store.close()
    office = open_office(office.settings)

    assert generate(office, HALF).left == 0


@pytest.mark.skipif("sys.platform != 'linux'", reason="only there such a file is at hand")
def test_a_template_that_cannot_be_read_stops_its_own_documents_only(office: Office) -> None:
    template = office.settings.templates / "branch_report.docx"
    template.unlink()
    template.symlink_to("/proc/self/mem")

    made = generate(office, HALF)

    assert [result.unit for result in made.results if result.path] == ["J"]
    assert "读不出来" in made.failed[0].reason


def test_where_a_file_has_the_name_of_the_folder_each_document_says_so(office: Office) -> None:
    office.settings.output.mkdir(parents=True, exist_ok=True)
    (office.settings.output / HALF.name).write_bytes(b"")

    made = generate(office, HALF)

    assert len(made.failed) == 13
    assert all("要用的文件夹名被一个文件占了" in result.reason for result in made.failed)


@pytest.mark.parametrize(
    "spoilt",
    ["", "[]", "{", {"results": 3}, {"results": [{"unit": "01"}]}, {"doubts": []}, {"template_findings": [{}]}],
    ids=str,
)
def test_a_record_that_cannot_be_read_counts_for_nothing(office: Office, spoilt: str | dict[str, object]) -> None:
    expected = told(generate(office, HALF))
    path = record(office)
    kept = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(spoilt if isinstance(spoilt, str) else json.dumps({**kept, **spoilt}), encoding="utf-8")

    made = generate(office, HALF)

    assert made.left == 13
    assert [each.path for each in made.results] == [each.path for each in expected[0]]  # type: ignore[index]
