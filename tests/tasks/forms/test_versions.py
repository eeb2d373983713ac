"""Two versions of one unit's form in one batch: neither is taken until somebody says which.

The last by file name used to win, and that was usually the older one.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from tests.support.forms import repacked
from tests.tasks.forms.test_writing import NEXT, current, fill
from toolkit.errors import ToolkitError, UnknownName
from toolkit.tasks import FormState, Office, look_again, look_into_forms, read_forms, take_forms, write_forms

CORE = "docProps/core.xml"
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def saved_on(path: Path, day: int | None) -> None:
    """Have the workbook say that it was saved on a day of July, or not say when."""
    moment = f"{datetime(2026, 7, day, 9, 12):%Y-%m-%dT%H:%M:%SZ}" if day else ""

    def rewritten(name: str, part: bytes) -> bytes:
        return MODIFIED.sub(rb"\g<1>" + moment.encode(), part) if name == CORE else part

    path.write_bytes(repacked(path.read_bytes(), rewritten))


@pytest.fixture
def folder(office: Office, tmp_path: Path) -> Path:
    """Three versions with names unlike one another, one of them in a sub-folder, and the form of another branch."""
    folder = tmp_path / "收回"
    form, other = (each.path for each in write_forms(office, NEXT, office.units.branches[:2], folder))
    sendings = [("办公室（最终版）.xlsx", 5, 3), ("AA 更正.xlsx", 7, 9), ("邮件附件/新建 XLSX 工作表.xlsx", 6, 5)]
    for name, answer, day in sendings:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(form.read_bytes())
        fill(path, theme_days=answer, talks=10)
        saved_on(path, day)
    fill(other, theme_days=6)
    return folder


def taken(office: Office) -> str:
    return current(office, "01", "theme_days", NEXT.code)


def test_nothing_is_taken_of_the_unit_and_the_others_are(office: Office, folder: Path) -> None:
    results = read_forms(office, [folder])

    assert taken(office) == ""
    assert current(office, "02", "theme_days", NEXT.code) == "6"
    assert sum(result.is_waiting for result in results) == 3


def test_the_finding_names_every_file_when_it_was_saved_and_what_differs(office: Office, folder: Path) -> None:
    (finding,) = [finding for result in read_forms(office, [folder]) for finding in result.findings]

    assert finding.place == "办公室党支部 2026年下半年"
    for name in ("办公室（最终版）.xlsx", "AA 更正.xlsx", "新建 XLSX 工作表.xlsx"):
        assert name in finding.message
    assert finding.message.count("2026年07月0") == 3
    assert "主题党日 7、5、6" in finding.message
    assert "谈心谈话" not in finding.message


def test_the_newest_is_the_one_saved_last_whatever_it_is_called(office: Office, folder: Path) -> None:
    read_forms(office, [folder], newest=True)

    assert taken(office) == "7"


def test_where_one_does_not_say_when_it_was_saved_the_newest_is_not_guessed(office: Office, folder: Path) -> None:
    saved_on(folder / "办公室（最终版）.xlsx", None)

    results = read_forms(office, [folder], newest=True)

    assert taken(office) == ""
    assert any("表里没有写保存时间" in finding.message for result in results for finding in result.findings)


@pytest.mark.parametrize(
    ("named", "answer"), [("AA 更正.xlsx", "7"), ("新建 XLSX 工作表.xlsx", "6"), ("办公室（最终版）.xlsx", "5")]
)
def test_the_one_that_is_named_is_taken_and_a_later_reading_leaves_it_so(
    office: Office, folder: Path, named: str, answer: str
) -> None:
    read_forms(office, [folder], choose=[Path(named)])
    again = read_forms(office, [folder])

    assert taken(office) == answer
    assert not any(result.findings for result in again)
    assert sum(result.is_waiting for result in again) == 2


def test_one_that_was_set_aside_is_taken_once_it_is_named_by_itself(office: Office, folder: Path) -> None:
    read_forms(office, [folder], newest=True)

    (result,) = read_forms(office, [folder / "办公室（最终版）.xlsx"])

    assert result.taken == 1
    assert taken(office) == "5"


def test_a_file_that_is_not_there_cannot_be_chosen(office: Office, folder: Path) -> None:
    with pytest.raises(UnknownName, match="不在这次读的表里"):
        read_forms(office, [folder], choose=[Path("没有.xlsx")])


def test_a_correction_that_comes_later_is_taken_without_a_question(office: Office, folder: Path) -> None:
    early, late = folder / "邮件附件" / "新建 XLSX 工作表.xlsx", folder / "AA 更正.xlsx"
    (folder / "办公室（最终版）.xlsx").unlink()
    read_forms(office, [early])

    read_forms(office, [folder])

    assert late.exists()
    assert taken(office) == "7"


def test_an_older_version_beside_one_that_was_taken_is_asked_about(office: Office, folder: Path) -> None:
    read_forms(office, [folder / "AA 更正.xlsx"])
    (folder / "邮件附件" / "新建 XLSX 工作表.xlsx").unlink()

    results = read_forms(office, [folder])

    (finding,) = [finding for result in results for finding in result.findings]
    assert taken(office) == "7"
    assert "先前收过" in finding.message


def test_a_version_that_cannot_be_taken_does_not_let_an_older_one_in_unseen(office: Office, folder: Path) -> None:
    fill(folder / "AA 更正.xlsx", theme_days="六七次")
    saved_on(folder / "AA 更正.xlsx", 9)
    (folder / "邮件附件" / "新建 XLSX 工作表.xlsx").unlink()

    read_forms(office, [folder])

    assert taken(office) == ""


def test_the_issued_form_that_nobody_touched_is_no_version(office: Office, tmp_path: Path) -> None:
    (form,) = write_forms(office, NEXT, office.units.branches[:1], tmp_path)
    filled = tmp_path / "填好的.xlsx"
    filled.write_bytes(form.path.read_bytes())
    fill(filled, theme_days=5)

    read_forms(office, [tmp_path])

    assert taken(office) == "5"


def test_two_copies_that_say_the_same_are_taken_once(office: Office, folder: Path) -> None:
    for name in ("办公室（最终版）.xlsx", "邮件附件/新建 XLSX 工作表.xlsx"):
        fill(folder / name, theme_days=7)

    results = read_forms(office, [folder])

    assert taken(office) == "7"
    assert not any(result.findings for result in results)


def test_a_look_marks_all_versions_and_taking_one_leaves_the_others_aside(office: Office, folder: Path) -> None:
    looked = look_into_forms(office, paths=[folder])
    asked = [look for look in looked if look.state is FormState.VERSIONS]

    (result,) = take_forms(office, looked, {asked[0].path})
    again = look_again(office, looked)

    assert [look.is_usable for look in asked] == [False] * 3
    assert result.taken == 2
    assert sorted(look.state.name for look in again if look.unit == asked[0].unit) == [
        "ASIDE",
        "ASIDE",
        "BLANK",
        "KNOWN",
    ]


def test_setting_a_version_aside_makes_no_document_older_than_its_figures(office: Office, folder: Path) -> None:
    looked = look_into_forms(office, paths=[folder])
    asked = [look for look in looked if look.state is FormState.VERSIONS]
    take_forms(office, looked, {asked[0].path})

    entries = office.store.current(NEXT.code, "01")

    assert [entry.item for entry in entries if entry.is_figure] == ["talks", "theme_days"]


def test_a_copy_of_a_version_is_that_version_wherever_it_lies(office: Office, folder: Path) -> None:
    """The chosen form was lost, or the whole batch refused by the database, where a file lay there twice."""
    for name in ("AA 更正.xlsx", "办公室（最终版）.xlsx"):
        (folder / f"副本 {name}").write_bytes((folder / name).read_bytes())

    results = read_forms(office, [folder], choose=[Path("AA 更正.xlsx")])
    again = read_forms(office, [folder])

    assert taken(office) == "7"
    assert current(office, "02", "theme_days", NEXT.code) == "6"
    assert sum(result.taken or 0 for result in results if result.unit and result.unit.code == "01") == 2
    assert not any(result.findings for result in (*results, *again))


def test_the_newest_may_lie_there_twice(office: Office, folder: Path) -> None:
    (folder / "副本.xlsx").write_bytes((folder / "AA 更正.xlsx").read_bytes())

    read_forms(office, [folder], newest=True)

    assert taken(office) == "7"


def test_two_versions_of_one_form_cannot_both_be_chosen(office: Office, folder: Path) -> None:
    with pytest.raises(ToolkitError, match="同一张表的两份，只能选一份"):
        read_forms(office, [folder], choose=[Path("AA 更正.xlsx"), Path("办公室（最终版）.xlsx")])

    assert taken(office) == ""


def test_one_that_cannot_be_taken_cannot_be_chosen_in_place_of_the_others(office: Office, folder: Path) -> None:
    fill(folder / "AA 更正.xlsx", theme_days="六七次")

    with pytest.raises(ToolkitError, match="有错不能收，不能选它"):
        read_forms(office, [folder], choose=[Path("AA 更正.xlsx")])
    results = read_forms(office, [folder])

    assert sum(result.is_waiting for result in results) == 2


def test_an_older_copy_that_comes_after_the_later_one_was_taken_is_asked_about(office: Office, folder: Path) -> None:
    read_forms(office, [folder / "AA 更正.xlsx"])
    older = folder / "办公室（最终版）.xlsx"

    (result,) = read_forms(office, [older])
    asked = taken(office)
    (chosen,) = read_forms(office, [older], choose=[older])

    assert (asked, taken(office)) == ("7", "5")
    assert "比已经收下的那一份（2026年07月09日" in result.findings[0].message
    assert "主题党日 7改为5" in result.findings[0].message
    assert chosen.taken == 1


def test_a_later_correction_after_the_first_was_taken_needs_no_question(office: Office, folder: Path) -> None:
    read_forms(office, [folder / "办公室（最终版）.xlsx"])

    (result,) = read_forms(office, [folder / "AA 更正.xlsx"])

    assert (result.taken, taken(office)) == (1, "7")


def test_a_version_that_is_chosen_stands_as_a_whole(office: Office, folder: Path) -> None:
    """What stood afterwards was a mixture that nobody had sent."""
    read_forms(office, [folder / "办公室（最终版）.xlsx"])
    later = folder / "AA 更正.xlsx"
    fill(later, talks=None, suggestions=2)
    saved_on(later, 2)

    read_forms(office, [later], choose=[later])

    assert (taken(office), current(office, "01", "talks", NEXT.code)) == ("7", "")
    assert current(office, "01", "suggestions", NEXT.code) == "2"
