"""Making documents.

1. One a branch, one for the bureau; the missing branch's is a marked draft.
2. A faulty or missing template stops its own documents only, and says why.
3. A second run changes nothing; a changed figure changes the documents that use it.
4. A run can be stopped: what is written stays whole, the rest is not touched.
5. A figure left out, or a rate that cannot be true, makes a marked draft.
"""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.read_docx import paragraphs, parts
from toolkit.catalogue.periods import read_period
from toolkit.errors import UnknownName
from toolkit.figures.figure import Change
from toolkit.findings import Level
from toolkit.tasks import Office, Preflight, count_documents, find_document, generate, open_office, save_figure

HALF = read_period("2026H1")


def test_every_branch_gets_its_report_and_the_bureau_its_own(office: Office) -> None:
    made = generate(office, HALF)

    assert len(made.results) == 13
    assert made.failed == ()
    assert sorted(result.unit for result in made.results if result.is_draft) == ["05", "12", "J"]
    assert all(("（草稿）" in result.path.name) == result.is_draft for result in made.results if result.path)


def test_the_sample_reports_say_nothing_that_asks_for_a_look(office: Office) -> None:
    assert [finding for result in generate(office, HALF).results for finding in result.findings] == []


def test_a_text_copied_from_another_branch_or_an_earlier_year_is_told(office: Office) -> None:
    seen = {entry.item: entry.version for entry in office.store.current("2026H1", "01")}
    text = "2023年上半年，人事科党支部认真学习。"
    save_figure(office, Change("01", "2026H1", "highlights", text, seen["highlights"]), "填报页")

    made = generate(office, HALF, units=[office.units["01"]])

    assert {finding.code for finding in made.results[0].findings} == {"other_year", "other_unit"}


def test_a_second_run_changes_nothing(office: Office) -> None:
    generate(office, HALF)

    again = generate(office, HALF)

    assert [result.changed for result in again.results] == [False] * 13


def test_a_changed_figure_changes_the_branch_and_the_bureau_only(office: Office) -> None:
    generate(office, HALF)
    seen = {entry.item: entry.version for entry in office.store.current("2026H1", "01")}
    save_figure(office, Change("01", "2026H1", "activists_new", "9", seen["activists_new"]), "填报页")

    again = generate(office, HALF)

    assert [result.unit for result in again.results if result.changed] == ["01", "J"]


def test_a_draft_becomes_a_finished_report_when_its_blank_is_filled(office: Office) -> None:
    generate(office, HALF)
    save_figure(office, Change("05", "2026H1", "weekly_study", "24", 0), "填报页")

    made = generate(office, HALF)

    names = sorted(path.name for path in made.folder.glob("规划发展科*"))
    assert names == ["规划发展科党支部2026年上半年党建工作情况汇报.docx"]


def test_names_that_a_system_confuses_stay_with_their_units_whichever_of_them_are_made(office: Office) -> None:
    units = office.settings.units
    text = units.read_text(encoding="utf-8-sig")
    for name, other in (("人事科党支部", "A组党支部"), ("财务科党支部", "a组党支部")):
        text = text.replace(f"{name},{name}", f"{name},{other}")
    units.write_text(text, encoding="utf-8-sig")
    office.store.close()
    office = open_office(office.settings)
    whole = {result.unit: result.path for result in generate(office, HALF).results}

    alone = generate(office, HALF, units=[office.units["03"]], is_anew=True).results

    assert alone[0].path == whole["03"]
    assert [path and path.name[:6] for path in (whole["02"], whole["03"])] == ["A组党支部2", "a组党支部2"]
    assert whole["03"] is not None and "（2）" in whole["03"].name


def test_only_the_chosen_are_made(office: Office) -> None:
    made = generate(office, HALF, [find_document(office, "支部工作情况汇报")], [office.units["03"]])

    assert [result.unit for result in made.results] == ["03"]


def test_a_missing_template_stops_its_own_documents_only_and_names_the_near_miss(office: Office) -> None:
    templates = office.settings.templates
    shutil.move(templates / "bureau_report.docx", templates / "bureau_reports.docx")

    made = generate(office, HALF)

    assert [result.unit for result in made.failed] == ["J"]
    assert "找不到模板" in made.failed[0].reason
    assert "bureau_reports.docx" in made.failed[0].reason


def test_a_template_that_is_no_word_file_is_refused_with_a_remedy(office: Office) -> None:
    (office.settings.templates / "branch_report.docx").write_bytes(b"not a zip")

    made = generate(office, HALF)

    assert len(made.failed) == 12
    assert "另存为" in made.failed[0].reason


def test_a_report_edited_by_hand_is_kept(office: Office) -> None:
    path = next(result.path for result in generate(office, HALF).results if result.unit == "01")
    assert path is not None
    path.write_bytes(path.read_bytes() + b"edited")

    made = generate(office, HALF)

    kept = [result.kept for result in made.results if result.kept]
    assert [each.name for each in kept] == ["办公室党支部2026年上半年党建工作情况汇报（手改）.docx"]


def test_an_unknown_document_offers_the_near_miss(office: Office) -> None:
    with pytest.raises(UnknownName, match="是不是想写“支部工作情况汇报”"):
        find_document(office, "支部工作汇报")


def test_the_joint_event_is_counted_once_in_the_bureaus_report(office: Office) -> None:
    made = generate(office, HALF)

    bureau = next(result.path for result in made.results if result.unit == "J")
    assert bureau is not None
    branches = [office.store.current("2026H1", unit.code) for unit in office.units.branches]
    typed = sum(int(entry.text) for entries in branches for entry in entries if entry.item == "volunteer_times")
    assert f"共开展志愿服务{typed - 2}次" in "".join(paragraphs(bureau.read_bytes()))


def test_a_period_nobody_filed_for_makes_nothing(office: Office) -> None:
    with pytest.raises(UnknownName, match="2025年上半年还没有任何数据"):
        generate(office, read_period("2025H1"))


def test_a_unit_that_gets_no_document_is_told_so(office: Office) -> None:
    with pytest.raises(UnknownName, match="没有对应的文书"):
        generate(office, HALF, units=[office.units["B"]])


def test_a_folder_that_stands_in_a_reports_place_is_named(office: Office) -> None:
    path = next(result.path for result in generate(office, HALF).results if result.unit == "01")
    assert path is not None
    path.unlink()
    path.mkdir()

    made = generate(office, HALF)

    assert [result.unit for result in made.failed] == ["01"]
    assert "同名的文件夹" in made.failed[0].reason


def test_a_draft_says_so_in_the_header_of_each_page_and_a_finished_report_does_not(office: Office) -> None:
    made = generate(office, HALF, units=[office.units["01"], office.units["12"]])

    headers = {result.is_draft: headers_of(result.path.read_bytes()) for result in made.results if result.path}
    assert headers[True] and all("草稿" in header for header in headers[True])
    assert headers[False] and not any("草稿" in header for header in headers[False])


def headers_of(data: bytes) -> list[str]:
    names = [name for name in parts(data) if name.startswith("word/header")]
    return ["".join(paragraphs(data, name)) for name in names]


def test_a_stopped_run_keeps_what_is_written_and_leaves_the_rest(office: Office) -> None:
    begun: list[str] = []

    made = generate(office, HALF, done=lambda result: begun.append(result.unit), stopped=lambda: len(begun) == 2)

    assert made.is_stopped
    assert [path.name[:3] for path in made.paths] == ["办公室", "人事科"]
    assert sorted(path.name for path in made.folder.glob("*.docx")) == sorted(path.name for path in made.paths)
    assert [result.changed for result in generate(office, HALF).results][:2] == [False, False]


def test_a_run_that_came_to_its_end_was_not_stopped(office: Office) -> None:
    made = generate(office, HALF)

    assert not made.is_stopped
    assert made.wanted == count_documents(office)


def test_what_was_made_of_the_same_is_left_as_it_is_whatever_day_it_is(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in generate(office, HALF).paths}
    monkeypatch.setattr("toolkit.tasks.office.office.now", lambda: datetime(2027, 2, 3, tzinfo=UTC))

    again = generate(office, HALF)

    assert (again.left, again.left_text) == (13, "其中13份和上次生成时一样，保留原样。")
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in again.paths} == first


def test_what_was_made_of_the_same_is_made_anew_with_the_new_day_where_that_is_asked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(office, HALF)
    monkeypatch.setattr("toolkit.tasks.office.office.now", lambda: datetime(2027, 2, 3, tzinfo=UTC))

    again = generate(office, HALF, is_anew=True)

    assert (again.left, sum(result.changed for result in again.results)) == (0, 13)
    assert all("2027年2月3日" in "".join(paragraphs(path.read_bytes())) for path in again.paths)


CHANGES = """
    what is changed                                made anew
    a figure of 01                                 01 J
    the template of the branches                   01 02 03 04 05 06 07 08 09 10 11 12
    the unit file                                  01 02 03 04 05 06 07 08 09 10 11 12 J
    a finished document by hand                    03
    a document removed                             04
    nothing                                        -
"""


@pytest.mark.parametrize(
    ("what", "units"), [re.split(r"\s{2,}", line.strip()) for line in CHANGES.strip().splitlines()[1:]]
)
def test_only_what_something_changed_for_is_made_anew(office: Office, what: str, units: str) -> None:
    first = {result.unit: result.path for result in generate(office, HALF).results}
    office = _changed(office, what, first)

    again = generate(office, HALF)

    assert sorted(result.unit for result in again.results if not result.is_left) == units.replace("-", "").split()
    assert all(path is not None and path.exists() for path in first.values())


def _changed(office: Office, what: str, paths: dict[str, Path | None]) -> Office:
    if what == "a figure of 01":
        seen = {entry.item: entry.version for entry in office.store.current("2026H1", "01")}
        save_figure(office, Change("01", "2026H1", "activists_new", "9", seen["activists_new"]), "填报页")
    elif what == "the template of the branches":
        template = office.settings.templates / "branch_report.docx"
        template.write_bytes(template.read_bytes() + b" ")
    elif what == "the unit file":
        units = office.settings.units
        units.write_bytes(units.read_bytes() + b"\r\n")
        office.store.close()
        return open_office(office.settings)
    elif what == "a finished document by hand" and (path := paths["03"]):
        path.write_bytes(path.read_bytes() + b"edited")
    elif what == "a document removed" and (path := paths["04"]):
        path.unlink()
    return office


def test_a_row_of_the_period_before_that_changes_only_a_total_of_then_makes_the_bureaus_report_anew(
    shipped_office: Office,
) -> None:
    """A joint event that two branches told of counts once; told under two subjects it counts twice, and no branch's figure changes."""
    office, before = shipped_office, HALF.previous.code
    tell_of_joint_event(office, before, "09", "联合清洁家园")
    tell_of_joint_event(office, before, "10", "联合清洁家园")
    generate(office, HALF)
    tell_of_joint_event(office, before, "10", "另一次清洁家园")

    again = generate(office, HALF)

    assert sorted(result.unit for result in again.results if not result.is_left) == ["J"]


def tell_of_joint_event(office: Office, period: str, unit: str, subject: str) -> None:
    row = {"编号": "联2025-09", "日期": "2025年9月9日", "类型": "志愿服务", "主题": subject, "应到": "3", "实到": "3"}
    text = json.dumps({**row, "时长": "2", "是否联合": "是"}, ensure_ascii=False)
    name = f"activities/joint-{unit}"
    seen = {entry.item: entry.version for entry in office.store.current(period, unit)}
    save_figure(office, Change(unit, period, name, text, seen.get(name, 0)), "台账")


def test_what_is_to_be_looked_at_is_told_of_a_document_that_is_left_too(office: Office) -> None:
    seen = {entry.item: entry.version for entry in office.store.current("2026H1", "01")}
    text = "2023年上半年，人事科党支部认真学习。"
    save_figure(office, Change("01", "2026H1", "highlights", text, seen["highlights"]), "填报页")
    units = [office.units["01"], office.units["05"]]
    first = generate(office, HALF, units=units).results

    again = generate(office, HALF, units=units).results

    assert [result.is_left for result in again] == [True, True]
    assert [(result.blanks, result.findings) for result in again] == [
        (result.blanks, result.findings) for result in first
    ]
    assert first[0].findings and first[1].blanks


def test_a_unit_that_filled_in_all_that_is_required_and_nothing_else_gets_no_draft(office: Office) -> None:
    catalogue, filled = office.catalogue, {entry.item: entry.text for entry in office.store.current(HALF.code, "01")}
    required = [item.key for item in catalogue.asked_of("支部") if item.required]
    changes = [Change("12", HALF.code, key, filled[key], 0) for key in required]
    office.store.save(changes, "钱样本", "填报页")

    (planned,) = Preflight(office, HALF).rows(units=[office.units["12"]])
    (result,) = generate(office, HALF, units=[office.units["12"]]).results

    assert (planned.will_be_draft, result.is_draft, result.blanks) == (False, False, 0)


def test_a_rate_of_totals_over_different_units_makes_the_bureaus_report_a_draft(office: Office) -> None:
    """One branch had filed who came and not who should have come: the report said 参加率101.1%."""
    for unit in (office.units["05"], office.units["12"]):
        for item in office.catalogue.asked_of(unit.kind):
            seen = {entry.item: entry for entry in office.store.current("2026H1", unit.code)}
            if item.required and not (item.key in seen and seen[item.key].text):
                version = seen[item.key].version if item.key in seen else 0
                save_figure(office, Change(unit.code, "2026H1", item.key, "不适用", version), "填报页")
    seen = {entry.item: entry.version for entry in office.store.current("2026H1", "02")}
    save_figure(office, Change("02", "2026H1", "theme_expected", "不适用", seen["theme_expected"]), "填报页")

    (result,) = generate(office, HALF, units=[office.units.root]).results

    assert result.path is not None and "（草稿）" in result.path.name
    assert result.blanks == 0
    errors = [finding for finding in result.findings if finding.level is Level.ERROR]
    assert [finding.code for finding in errors] == ["unlike_totals", "rate_above_whole"]
    assert "人事科党支部" in errors[0].message
