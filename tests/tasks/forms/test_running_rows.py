"""What was not done at the end of a period stands in the forms of the next, by itself, until it is done."""

from __future__ import annotations

import json
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.tasks.forms.test_writing import HALF, NEXT, fill
from toolkit.catalogue.ledgers import LedgerRow
from toolkit.catalogue.periods import read_period
from toolkit.figures.figure import Change
from toolkit.figures.ledger_rows import STRUCK_OUT
from toolkit.tasks import (
    FormState,
    Office,
    close_period,
    explain,
    look_into_forms,
    open_book,
    read_forms,
    undo,
    write_forms,
)

LEDGER = "问题整改台账"
CODE = "10"
"""A branch of the sample with two problems that are not done at the end of the first half."""


def form_for(office: Office, folder: Path, code: str = CODE, period=NEXT) -> Path:
    (form,) = write_forms(office, period, [office.at(period).units[code]], folder)
    return form.path


def heads_of(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value).rstrip("●"): cell.column for cell in sheet[3] if cell.value}


def rows_in(path: Path) -> list[dict[str, object]]:
    sheet = load_workbook(path)[LEDGER]
    heads = heads_of(sheet)
    lines = [{label: sheet.cell(n, column).value for label, column in heads.items()} for n in range(4, 20)]
    return [line for line in lines if line["编号"]]


def change_row(path: Path, line: int, **cells: object) -> None:
    book = load_workbook(path)
    heads = heads_of(book[LEDGER])
    for label, value in cells.items():
        book[LEDGER].cell(line, heads[label]).value = value
    book.save(path)


def clear_row(path: Path, line: int) -> None:
    book = load_workbook(path)
    for column in heads_of(book[LEDGER]).values():
        book[LEDGER].cell(line, column).value = None
    book.save(path)


def problems(office: Office, code: str = CODE, period=NEXT) -> tuple[LedgerRow, ...]:
    return open_book(office, period).now[code].ledgers.get("issues", ())


def states(office: Office, code: str = CODE, period=NEXT) -> list[tuple[str, str]]:
    return [(str(row["编号"]), str(row["状态"])) for row in problems(office, code, period)]


def found(office: Office, code: str = CODE, period=NEXT) -> dict[str, str]:
    from toolkit.tasks import review_book

    (progress,) = [row for row in review_book(office, open_book(office, period)) if row.unit.code == code]
    return {finding.code: finding.message for finding in progress.findings}


def test_a_form_shows_what_was_not_done_and_nothing_that_was(office: Office, tmp_path: Path) -> None:
    was_open = [row["编号"] for row in problems(office, period=HALF) if row["状态"] != "已销号"]
    rows = rows_in(form_for(office, tmp_path))

    assert len(was_open) == 2
    assert [row["编号"] for row in rows] == was_open
    assert rows_in(form_for(office, tmp_path, "01")) == []


def test_a_form_nobody_touched_is_an_empty_one_and_says_nothing(office: Office, tmp_path: Path) -> None:
    path = form_for(office, tmp_path)

    (look,) = look_into_forms(office, paths=[path])
    (read,) = read_forms(office, [path])

    assert (look.state, look.is_touched, read.is_blank) == (FormState.BLANK, False, True)
    assert not open_book(office, NEXT).now[CODE].filed


def test_what_runs_on_stands_in_the_filing_once_anything_is_filed(office: Office, tmp_path: Path) -> None:
    path = form_for(office, tmp_path)
    fill(path, talks=3)
    read_forms(office, [path])

    assert len(states(office)) == 2
    assert {entry.item for entry in office.store.current(NEXT.code, CODE) if entry.is_figure} == {"talks"}
    assert states(office, period=HALF) == [(str(r["编号"]), str(r["状态"])) for r in problems(office, period=HALF)]


def test_a_step_is_kept_in_the_period_in_which_it_was_taken(office: Office, tmp_path: Path) -> None:
    path, before = form_for(office, tmp_path), states(office, period=HALF)
    change_row(path, 4, 状态="已销号", 销号日期="2026年8月3日", 核验人="王示例")
    (look,) = look_into_forms(office, paths=[path])
    read_forms(office, [path])

    first, second = states(office)
    assert (first[1], second[1]) == ("已销号", "整改中")
    assert states(office, period=HALF) == before
    assert "改动1行" in look.differences[0].new
    assert [row["编号"] for row in rows_in(form_for(office, tmp_path / "后", period=NEXT.next))] == [second[0]]
    (line,) = explain(office, NEXT, office.units[CODE], "已销号问题").entered[:1] or (None,)
    assert line is None or line.unit


def test_a_row_that_goes_backwards_or_is_struck_out_is_told_with_what_it_was(office: Office, tmp_path: Path) -> None:
    path = form_for(office, tmp_path)
    change_row(path, 4, 状态="待整改")
    clear_row(path, 5)
    read_forms(office, [path])

    told = found(office)
    assert "由“整改中”变为“待整改”" in told["row_step"]
    assert "上期还没有办完，本期删去了" in told["row_struck"]
    assert [state for _number, state in states(office)] == ["待整改"]


def test_a_row_that_was_struck_out_comes_back_when_that_is_taken_back(office: Office, tmp_path: Path) -> None:
    path = form_for(office, tmp_path)
    clear_row(path, 4)
    fill(path, talks=3)
    read_forms(office, [path])
    assert len(states(office)) == 1

    undo(office, office.store.journal.batches(1)[0].id)
    fill(path, talks=4)
    assert len(rows_in(form_for(office, tmp_path / "再"))) == 2


def test_nothing_new_may_be_said_below_what_runs_on(office: Office, tmp_path: Path) -> None:
    path = form_for(office, tmp_path)
    change_row(path, 6, 编号="本期无")
    fill(path, talks=3)

    (read,) = read_forms(office, [path])

    assert (read.taken, read.findings, len(states(office))) == (1, (), 2)


def test_a_form_that_only_strikes_a_row_out_is_no_empty_one(office: Office, tmp_path: Path) -> None:
    path = form_for(office, tmp_path)
    clear_row(path, 4)

    (read,) = read_forms(office, [path])

    assert (read.is_blank, read.taken) == (False, 1)


def test_a_row_that_was_corrected_after_the_form_went_out_stays_corrected(office: Office, tmp_path: Path) -> None:
    path = form_for(office, tmp_path)
    (entry,) = [
        each
        for each in office.store.current(HALF.code, CODE)
        if each.item.startswith("issues/") and "10-2026-03" in each.text
    ]
    done = json.dumps(json.loads(entry.text) | {"状态": "已销号"}, ensure_ascii=False)
    office.store.save([Change(CODE, HALF.code, entry.item, done, entry.version)], "测试员", "填报页")

    (untouched,) = read_forms(office, [path])
    fill(path, reflections=3)
    (filled,) = read_forms(office, [path])

    assert (untouched.is_blank, filled.taken) == (True, 1)
    assert [number for number, _state in states(office)] == ["10-2026-04"]


def test_a_form_that_takes_back_what_its_first_sending_said_is_asked_about(office: Office, tmp_path: Path) -> None:
    path = form_for(office, tmp_path)
    change_row(path, 4, 状态="已销号", 销号日期="2026年8月3日", 核验人="王示例")
    read_forms(office, [path])
    change_row(path, 4, 状态="整改中", 销号日期=None, 核验人=None)
    fill(path, reflections=3)

    (look,) = look_into_forms(office, paths=[path])

    assert look.state is FormState.CONFLICT


def test_an_undone_form_leaves_blanks_and_no_zeros(office: Office, tmp_path: Path) -> None:
    path = form_for(office, tmp_path)
    change_row(path, 4, 状态="待验收")
    read_forms(office, [path])
    undo(office, office.store.journal.batches(1)[0].id)

    now = open_book(office, NEXT).now[CODE]
    assert (now.filed, now.ledgers) == (False, {})


def test_what_a_quarter_said_stands_beside_what_the_half_year_says_itself(office: Office) -> None:
    before = dict(states(office, period=HALF))
    (entry,) = [
        each
        for each in office.store.current(HALF.code, CODE)
        if each.item.startswith("issues/") and "10-2026-03" in each.text
    ]
    done = json.dumps(json.loads(entry.text) | {"状态": "已销号", "销号日期": "2026年8月1日"}, ensure_ascii=False)
    new = '{"编号": "10-2026-70", "发现日期": "2026-8-5", "问题": "乙", "状态": "待整改"}'
    for subject, text in ((entry.item, done), ("issues/n", new)):
        office.store.save([Change(CODE, "2026Q3", subject, text, 0)], "测试员", "填报页")

    office.store.save([Change(CODE, NEXT.code, "reflections", "2", 0)], "测试员", "填报页")

    assert dict(states(office)) == {"10-2026-03": "已销号", "10-2026-04": "整改中", "10-2026-70": "待整改"}
    assert before["10-2026-03"] == "整改中"


def test_a_closing_changes_no_longer_period(office: Office, tmp_path: Path) -> None:
    path = form_for(office, tmp_path)
    change_row(path, 4, 状态="已销号", 销号日期="2026年8月3日", 核验人="王示例")
    read_forms(office, [path])
    year = read_period("2026年")
    before = sorted(states(office, period=year))

    close_period(office, HALF, "试")

    assert sorted(states(office, period=year)) == before
    close_period(office, NEXT, "试")
    assert sorted(states(office, period=year)) == before


def test_nothing_new_and_a_new_row_contradict_each_other(office: Office, tmp_path: Path) -> None:
    path = form_for(office, tmp_path)
    change_row(path, 6, 编号="本期无")
    change_row(path, 7, 编号="10-2026-09", 发现日期="2026年8月3日", 问题="又一个", 状态="待整改")

    (read,) = read_forms(office, [path])

    assert (read.taken, [finding.code for finding in read.findings]) == (None, ["form_ledger_nothing"])


def test_what_was_struck_out_in_a_quarter_does_not_stand_in_the_half_year(office: Office) -> None:
    row = '{"编号": "01-2026-09", "发现日期": "2026-8-1", "问题": "甲", "状态": "待整改"}'
    office.store.save([Change("01", "2026Q3", "issues/q", row, 0)], "测试员", "填报页")
    office.store.save([Change("01", "2026Q4", "talks", "1", 0)], "测试员", "填报页")
    assert ("01-2026-09", "待整改") in states(office, "01", read_period("2026Q4"))
    assert [number for number, _state in states(office, "01")].count("01-2026-09") == 1

    office.store.save([Change("01", "2026Q4", "issues/q", STRUCK_OUT, 0)], "测试员", "填报页")

    assert "01-2026-09" not in [number for number, _state in states(office, "01")]


def test_a_form_that_went_out_before_takes_out_nothing_it_did_not_show(office: Office, tmp_path: Path) -> None:
    path = form_for(office, tmp_path, "01")
    row = '{"编号": "01-2026-09", "发现日期": "2026-6-20", "问题": "后来补报的", "状态": "待整改"}'
    office.store.save([Change("01", HALF.code, "issues/late", row, 0)], "测试员", "填报页")
    fill(path, talks=3)
    read_forms(office, [path])

    assert states(office, "01") == [("01-2026-09", "待整改")]


def test_it_runs_on_out_of_a_closed_period_which_stays_as_it_was(office: Office, tmp_path: Path) -> None:
    close_period(office, HALF, "试")
    before = states(office, period=HALF)
    path = form_for(office, tmp_path)
    change_row(path, 4, 状态="已销号", 销号日期="2026年8月3日", 核验人="王示例")
    read_forms(office, [path])

    assert (states(office, period=HALF), states(office)[0][1]) == (before, "已销号")


def test_one_that_is_past_its_day_is_told_and_so_is_one_closed_without_anybody_who_verified(
    office: Office, tmp_path: Path
) -> None:
    path = form_for(office, tmp_path)
    change_row(path, 4, 时限="2026年8月31日")
    change_row(path, 5, 状态="已销号", 销号日期="2026年9月2日")
    read_forms(office, [path])

    told = found(office)
    assert "过了时限还没有销号" in told["issue_overdue"]
    assert "没有写销号日期或核验人" in told["issue_unverified"]
