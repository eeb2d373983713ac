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
