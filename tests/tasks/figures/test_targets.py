"""An office's own targets: in the form on the page, in checks, in templates and sums; changed, told, taken back; kept by a 定稿."""

from __future__ import annotations

import pytest

from tests.support.make_docx import docx
from tests.support.read_docx import paragraphs
from tests.support.sample_office import sample_settings
from tests.tasks.forms.test_writing import HALF
from tests.tasks.keeping.test_keeping import own
from toolkit.errors import FaultsFound
from toolkit.tasks import (
    Edit,
    Office,
    Sheet,
    aim_of,
    close_period,
    findings_of,
    generate,
    latest_saves,
    numbers_of,
    open_book,
    open_office,
    undo,
)
from toolkit.tasks.figures.book import values_of

__all__ = ["own"]

OURS = '\n[[target]]\nitem = "谈心谈话"\nvalue = "每年{each}"\nyear = 2026\nunits = ["办公室党支部"]\n'


def with_target(office: Office, lines: str) -> Office:
    office.store.close()
    path = office.settings.office
    path.write_text(path.read_text(encoding="utf-8") + lines, encoding="utf-8")
    return open_office(sample_settings(office.settings.root))


def test_a_unit_with_a_target_of_its_own_is_measured_by_it_everywhere(own: Office) -> None:
    office = with_target(own, OURS.format(each=60))
    sheet, item = Sheet(office, HALF, "填报页"), office.catalogue["谈心谈话"]
    sheet.enter([Edit("01", "talks", "20"), Edit("02", "talks", "20")])

    assert aim_of(sheet, office.units["01"], item) == "应有30人次，完成67%"
    assert aim_of(sheet, office.units["02"], item) == ""
    assert "一般应不少于30人次" in "".join(each.message for each in findings_of(sheet, "01", "talks"))
    assert findings_of(sheet, "02", "talks") == () or "不少于" not in str(findings_of(sheet, "02", "talks"))
    targets = {each.unit.code: each.target for each in numbers_of(sheet, item)}
    assert (targets["01"], targets["02"]) == (30, None)
    assert values_of(office, open_book(office, HALF), office.units["01"])["目标"]["谈心谈话"] == 30


def test_a_total_has_as_many_as_its_units_have_together(own: Office) -> None:
    lines = '\n[[target]]\nitem = "谈心谈话"\nvalue = "每半年10"\n' + OURS.format(each=60)
    office = with_target(own, lines)
    book = open_book(office, HALF)
    covered = [unit for unit in office.units.branches if book.now[unit.code]["talks"] is not None]

    values = values_of(office, book, office.units.root)

    assert values["目标"]["谈心谈话"] == 10 * (len(covered) - 1) + 30


def test_a_change_of_targets_is_told_and_taken_back(own: Office) -> None:
    before = own.settings.office.read_bytes()
    office = with_target(own, OURS.format(each=60))
    last = latest_saves(office, 1)[0]
    assert last.what == "office.toml"

    undo(office, last.number, "目标还没有定")

    assert office.settings.office.read_bytes() == before


def test_a_closed_period_keeps_its_targets(own: Office) -> None:
    office = with_target(own, OURS.format(each=60))
    template = next(each.template for each in office.documents if each.made_for == "支部")
    (office.settings.templates / template).write_bytes(docx("目标{{ 目标.谈心谈话 }}。"))
    close_period(office, HALF, "定稿")
    text = office.settings.office.read_text(encoding="utf-8").replace("每年60", "每年100")
    office.store.close()
    office.settings.office.write_text(text, encoding="utf-8")
    again = open_office(sample_settings(office.settings.root))

    made = generate(again, HALF, units=[again.units["01"]])

    assert paragraphs(made.paths[0].read_bytes()) == ["目标30。"]


def test_a_target_for_nobody_is_told_at_opening(own: Office) -> None:
    with pytest.raises(FaultsFound, match="第1个"):
        with_target(own, OURS.format(each=6).replace("办公室党支部", "保卫科党支部"))


SHEET = "单位,年,谈心谈话,党课\n全部,2026,,每季度2\n办公室党支部,2026年,60,\n人事科党支部,2025,80,\n"


def with_sheet(office: Office, text: str = SHEET, encoding: str = "utf-8-sig") -> Office:
    office.store.close()
    office.settings.targets.write_text(text, encoding=encoding)
    return open_office(sample_settings(office.settings.root))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_targets_may_stand_in_a_sheet(own: Office, encoding: str) -> None:
    office = with_sheet(own, encoding=encoding)
    talks, lectures = office.catalogue["谈心谈话"], office.catalogue["党课"]

    assert [talks.target_in(HALF, code) for code in ("01", "02", "03")] == [30, None, None]
    assert [lectures.target_in(HALF, code) for code in ("01", "12")] == [4, 4]
    assert latest_saves(office, 1)[0].what == "targets.csv"


def test_the_forms_say_each_units_own_target(own: Office, tmp_path) -> None:
    from openpyxl import load_workbook

    from tests.tasks.forms.test_writing import answer_cell
    from toolkit.tasks import look_into_forms, write_forms

    office = with_sheet(own)
    written = write_forms(office, HALF, [office.units[code] for code in ("01", "02")], tmp_path / "表")

    aims = [
        load_workbook(each.path)["填报"][answer_cell(each.path, "talks").replace("E", "G")].value for each in written
    ]
    assert aims == ["30", None]
    assert [look.findings for look in look_into_forms(office, paths=[each.path for each in written])] == [(), ()]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("单位,年,谈心谈话\n办公室党支部,2026,许多\n", "第2行：“谈心谈话”一列写成了“许多”，看不懂。"),
        ("单位,年,谈心谈话\n办公室党支部,去年,3\n", "第2行：“年”写成了“去”"),
        ("单位,年,谈心谈话\n,2026,3\n", "第2行：没有写“单位”。所有单位都一样的，请写“全部”。"),
        ("单位,年,谈心谈话\n\n,,\n全部,2026,3\n办公室党支部,2026,几\n", "第5行：“谈心谈话”一列写成了“几”"),
        ("单位,年,谈心谈化\n办公室党支部,2026,3\n", "没有“谈心谈化”。是不是想写“谈心谈话”？"),
        ("单位,年,谈心谈话\n办公室党支不,2026,3\n", "是不是想写“办公室党支部”？"),
    ],
)
def test_a_slip_in_the_sheet_is_told(own: Office, text: str, told: str) -> None:
    with pytest.raises(FaultsFound) as found:
        with_sheet(own, text)
    assert any(told in str(each) and "targets.csv" in str(each) for each in found.value.findings)


def test_a_closed_period_keeps_the_sheet_it_was_closed_with(own: Office) -> None:
    office = with_sheet(own)
    close_period(office, HALF, "试")
    office = with_sheet(office, SHEET.replace("60", "90"))

    assert office.then(HALF).catalogue["谈心谈话"].target_in(HALF, "01") == 30
    assert office.catalogue["谈心谈话"].target_in(HALF, "01") == 45
