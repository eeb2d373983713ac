"""An office whose figures come from ledgers and formulas: not asked in forms, in grid, report and totals, explained, and correctable."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.make_docx import docx
from tests.support.read_docx import paragraphs
from tests.support.sample_office import sample_settings
from tests.tasks.forms.test_writing import HALF, NEXT, answer_cell, fill
from toolkit.catalogue.kinds import Content
from toolkit.catalogue.periods import read_period
from toolkit.errors import FaultsFound
from toolkit.figures.figure import Change, Filing
from toolkit.review.rollup import roll_up
from toolkit.tasks import (
    Edit,
    Office,
    Sheet,
    cell_of,
    close_period,
    explain,
    findings_of,
    generate,
    open_book,
    open_office,
    read_forms,
    write_forms,
)

ADDED = """
[[section]]
label = "由台账和公式来的"

[[section.item]]
key = "served"
label = "志愿服务场次"
unit = "次"
from = "活动台账"
where = "类型 = 志愿服务"
date = "日期"

[[section.item]]
key = "served_hours"
label = "志愿服务总时长"
kind = "金额"
unit = "小时"
from = "活动台账"
where = "类型 = 志愿服务"
take = "合计(时长)"

[[section.item]]
key = "paid_share"
label = "党费收缴比例"
formula = "党费实收 / 党费应收"
show = "百分比"

[[section.item]]
key = "hours_each"
label = "场均时长"
unit = "小时"
formula = "志愿服务总时长 / 志愿服务场次"
show = 1
"""
ROWS = (
    ("X1", "2026-08-01", "志愿服务", "清河", 3),
    ("X2", "2026-09-01", "参观学习", "展馆", 2),
    ("x-1", "2026-8-1", "志愿服务", "清河", 3),
)


def change_catalogue(office: Office, added: str = ADDED) -> Office:
    office.store.close()
    path = office.settings.catalogue
    text = path.read_text(encoding="utf-8")
    first = text.index("[[ledger]]")
    path.write_text(text[:first] + added + "\n" + text[first:], encoding="utf-8")
    return open_office(sample_settings(office.settings.root))


@pytest.fixture
def derived(office: Office) -> Office:
    return change_catalogue(office)


def filed(office: Office, unit: str, period=NEXT) -> Filing:
    return open_book(office, period).now[unit]


def sent(office: Office, tmp_path: Path, rows=ROWS, **answers: object) -> Path:
    """A form of branch 01 for the second half, filled in with these rows of its ledger of activities."""
    (form,) = write_forms(office, NEXT, [office.units["01"]], tmp_path)
    fill(form.path, **answers)
    book = load_workbook(form.path)
    sheet = book["活动台账"]
    heads = {
        sheet.cell(3, column).value.rstrip("●"): column
        for column in range(1, sheet.max_column + 1)
        if sheet.cell(3, column).value
    }
    for line, (number, day, kind, subject, hours) in enumerate(rows, start=4):
        for name, value in (("编号", number), ("日期", day), ("类型", kind), ("主题", subject), ("时长", hours)):
            sheet.cell(line, heads[name]).value = value
    book.save(form.path)
    return form.path


def test_a_form_does_not_ask_for_what_a_ledger_says_and_the_figure_is_there_once_it_is_taken(
    derived: Office, tmp_path: Path
) -> None:
    path = sent(derived, tmp_path, dues_due=100, dues_paid=88.5)
    labels = [row[1].value for row in load_workbook(path)["填报"].iter_rows(max_col=2)]
    assert "党费实收" in labels and "志愿服务场次" not in labels and "党费收缴比例" not in labels
    assert filed(derived, "01")["served"] is None

    (read,) = read_forms(derived, [path])

    assert read.taken
    made = filed(derived, "01")
    item = derived.catalogue["党费收缴比例"]
    assert (made["served"], made["served_hours"], item.show(made["paid_share"])) == (1, 6, "88.5%")


def test_a_ledger_that_says_there_is_nothing_gives_0_and_one_left_empty_gives_blank(
    derived: Office, tmp_path: Path
) -> None:
    path = sent(derived, tmp_path / "甲", rows=())
    read_forms(derived, [path])
    assert filed(derived, "01")["served"] is None

    book = load_workbook(path)
    book["活动台账"].cell(4, 1).value = " 本期无"
    book.save(path)
    (again,) = read_forms(derived, [path])

    assert again.taken is not None, again.findings
    assert filed(derived, "01")["served"] == 0
    (sent_anew,) = write_forms(derived, NEXT, [derived.units["01"]], tmp_path / "乙")
    assert load_workbook(sent_anew.path)["活动台账"].cell(4, 1).value == "本期无"


def test_the_sheet_shows_it_and_whoever_types_over_it_is_asked_why(derived: Office, tmp_path: Path) -> None:
    read_forms(derived, [sent(derived, tmp_path, dues_due=100, dues_paid=50)])
    sheet, unit = Sheet(derived, NEXT, "填报页"), derived.units["01"]
    item = derived.catalogue["志愿服务场次"]
    assert (sheet.text("01", "served"), cell_of(sheet, unit, item).text) == ("", "1")

    sheet.enter([Edit("01", "served", "4")])

    assert cell_of(sheet, unit, derived.catalogue["场均时长"]).text == "1.5", "what comes from it follows at once"
    (asked,) = findings_of(sheet, "01", "served")
    assert "活动台账里是1次" in asked.message and "写明原因" in asked.message
    sheet.confirm(asked, "有三次没有记台账")
    assert findings_of(sheet, "01", "served") == ()

    sheet.undo()
    assert cell_of(sheet, unit, item).text == "1"


def test_it_is_in_templates_and_in_totals_like_any_other_figure(derived: Office) -> None:
    template = next(each.template for each in derived.documents if each.made_for == "局")
    words = "场次{{ 志愿服务场次 }}，收缴率{{ 党费收缴比例 }}，{{ 变化.党费收缴比例 }}，{{ 覆盖.党费收缴比例 }}。"
    (derived.settings.templates / template).write_bytes(docx(words))

    made = generate(derived, HALF, units=[derived.units.root])

    (report,) = made.paths
    said = "".join(paragraphs(report.read_bytes()))
    assert said == "场次60，收缴率99.9%，比2025年下半年下降0.1个百分点，12个支部中11个已报。"


def test_a_number_from_a_ledger_says_which_rows_it_counts_and_where_they_came_from(
    derived: Office, tmp_path: Path
) -> None:
    path = sent(derived, tmp_path)
    read_forms(derived, [path])

    told = explain(derived, NEXT, derived.units["01"], "志愿服务总时长")

    assert told.shown == "6小时（由活动台账算出：类型 = 志愿服务，合计(时长)）"
    assert [(each.text, path.name in each.source) for each in told.entered] == [
        ("X1 2026-08-01 志愿服务", True),
        ("x-1 2026-8-1 志愿服务", True),
    ]
    rate = explain(derived, NEXT, derived.units["01"], "场均时长")
    assert rate.shown.startswith("6小时（由公式算出：志愿服务总时长 / 志愿服务场次）")


def test_a_closed_period_keeps_what_its_ledgers_and_formulas_said(derived: Office) -> None:
    before = {code: dict(each.contents) for code, each in open_book(derived, HALF).now.items()}
    close_period(derived, HALF, "定稿")
    text = derived.settings.catalogue.read_text(encoding="utf-8")
    derived.store.close()
    derived.settings.catalogue.write_text(
        text.replace('where = "类型 = 志愿服务"', 'where = "类型 = 参观学习"'), "utf-8"
    )

    again = open_office(sample_settings(derived.settings.root))

    then = {code: dict(each.contents) for code, each in open_book(again, HALF).now.items()}
    assert {code: {key: value for key, value in each.items() if value is not None} for code, each in then.items()} == {
        code: {key: value for key, value in each.items() if value is not None} for code, each in before.items()
    }


def test_totals_of_formulas_that_look_back_are_the_same_once_the_period_is_closed(office: Office) -> None:
    added = '[[section]]\nlabel = "变"\n\n[[section.item]]\nkey = "more"\nlabel = "多收"\nformula = "党费实收 - 上期.党费实收"\n'
    office = change_catalogue(office, added)

    def total() -> Content:
        book = open_book(office, HALF)
        return roll_up(
            office.then(HALF).catalogue["多收"], [book.now[unit.code] for unit in office.units.branches]
        ).content

    before = total()
    close_period(office, HALF, "定稿")

    assert total() == before
    assert before is not None


def test_a_month_that_was_typed_otherwise_is_not_passed_over_in_the_quarter(office: Office) -> None:
    added = ADDED + '\n[[section.item]]\nkey = "mean"\nlabel = "平均时长"\nfrom = "活动台账"\ntake = "平均(时长)"\n'
    office = change_catalogue(office, added)
    for month in (1, 2, 3):
        cells = {
            "编号": f"M{month}",
            "日期": f"2027-{month}-5",
            "类型": "志愿服务",
            "主题": f"整治{month}",
            "时长": str(month),
        }
        row = json.dumps(cells, ensure_ascii=False)
        office.store.save([Change("01", f"2027M{month}", "activities/aa", row, 0)], "陈某", "填报页")

    def quarter() -> tuple[Content, Content]:
        made = open_book(office, read_period("2027Q1")).now["01"]
        return made["mean"], made["served"]

    assert quarter() == (2, 3)
    office.store.save([Change("01", "2027M2", key, "9", 0) for key in ("mean", "served")], "陈某", "填报页")
    assert quarter() == (None, 11), "1 + 9 + 1; of means there is none together"


def test_what_was_said_of_an_empty_ledger_is_taken_back_with_the_same_form(derived: Office, tmp_path: Path) -> None:
    path = sent(derived, tmp_path, rows=(("本期无", None, None, None, None),), dues_due=100)
    read_forms(derived, [path])
    assert filed(derived, "01")["served"] == 0
    book = load_workbook(path)
    book["活动台账"].cell(4, 1).value = None
    book.save(path)
    fill(path, dues_due=101)

    (read,) = read_forms(derived, [path])

    assert read.taken is None and "活动台账" in str(read.findings), "emptied again, or sent in by another: asked"


@pytest.mark.parametrize("word", ["本期无。", "本期 无", "本期无活动", "零", "0", "/", "没有", "零报告"])
def test_however_it_is_written_that_there_is_nothing(derived: Office, tmp_path: Path, word: str) -> None:
    read_forms(derived, [sent(derived, tmp_path, rows=((word, None, None, None, None),))])

    assert filed(derived, "01")["served"] == 0


def test_nothing_beside_rows_is_told(derived: Office, tmp_path: Path) -> None:
    (read,) = read_forms(derived, [sent(derived, tmp_path, rows=(("本期无", None, None, None, None), *ROWS))])

    assert [each.code for each in read.findings] == ["form_ledger_nothing"]
    assert "写着“本期无”，又有别的内容" in read.findings[0].message


def test_a_form_that_went_out_before_a_figure_came_from_a_ledger_is_taken_with_what_was_typed(
    office: Office, tmp_path: Path
) -> None:
    asked = ADDED.replace('from = "活动台账"\nwhere = "类型 = 志愿服务"\ndate = "日期"\n', "", 1)
    before = change_catalogue(office, asked)
    (form,) = write_forms(before, NEXT, [before.units["01"]], tmp_path)
    fill(form.path, served=5)
    assert answer_cell(form.path, "served")
    before.store.close()
    path = before.settings.catalogue
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(asked, ADDED), encoding="utf-8")
    now = open_office(sample_settings(before.settings.root))
    assert now.catalogue["served"].is_derived

    (read,) = read_forms(now, [form.path])

    assert read.taken is not None
    assert filed(now, "01")["served"] == 5


def test_a_slip_in_the_catalogue_is_told_at_opening_and_nothing_is_lost(office: Office) -> None:
    with pytest.raises(FaultsFound, match="没有叫“志愿服物”的列。是不是想写“志愿服务”"):
        change_catalogue(office, ADDED.replace("类型 = 志愿服务", "类型 = 志愿服物"))
