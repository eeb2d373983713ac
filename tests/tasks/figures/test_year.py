"""A year of an invented bureau: thirty branches in two general branches; the half-year is closed, then everything changes.

until June      30 branches, each with 10 members and 6 主题党日 a half-year; 2026年上半年 is closed (定稿)
September       第5支部 and 第6支部 become 第31支部; 第7支部 is called 青松支部 now
October         第8支部 is abolished
by mistake      the code 09 is given to another unit
in December     a form for the first half-year comes late; a wrong figure of it is corrected, and it is closed again
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.sample_office import copy_typed, sample_settings
from toolkit.catalogue.periods import read_period
from toolkit.tasks import (
    Edit,
    Office,
    OnDisk,
    Preflight,
    Sheet,
    close_period,
    generate,
    look_into_forms,
    open_book,
    open_office,
    reopen_period,
    take_forms,
    write_forms,
)
from toolkit.tasks.figures.book import values_of

FIRST, SECOND = read_period("2026年上半年"), read_period("2026年下半年")
HEADER = "代码,名称,简称,类型,上级,原名,起,止,并入,备注"
TOP = (
    "J,云河市示例四局（虚构）,示例四局,局,,,,,,",
    "B,局本级,局本级,本级,J,,,,,",
    "Z1,第一党总支,一总支,党总支,J,,,,,",
    "Z2,第二党总支,二总支,党总支,J,,,,,",
)


def row(number: int, **cells: str) -> str:
    told = {
        "name": f"第{number}示例党支部",
        "short": f"第{number}支部",
        "former": "",
        "since": "",
        "until": "",
        "into": "",
    }
    told |= cells
    above = "Z1" if number <= 15 or number == 31 else "Z2"
    names = f"{number:02},{told['name']},{told['short']},党支部,{above}"
    return f"{names},{told['former']},{told['since']},{told['until']},{told['into']},"


def write_units(home: Path, changed: dict[int, str], more: tuple[str, ...] = ()) -> None:
    rows = [changed.get(number) or row(number) for number in range(1, 31)]
    (home / "data" / "units.csv").write_text("\n".join([HEADER, *TOP, *rows, *more]) + "\n", encoding="utf-8")


AFTERWARDS = {
    5: row(5, until="2026-8-31", into="31"),
    6: row(6, until="2026-8-31", into="31"),
    7: row(7, name="青松示例党支部", short="青松支部", former="第7示例党支部（至2026年8月）"),
    8: row(8, until="2026-10-15"),
}


def fill(office: Office, period: str, codes: list[str], **figures: str) -> None:
    sheet = Sheet(office, read_period(period), "填报页")
    sheet.enter([Edit(code, key, text) for code in codes for key, text in figures.items()])


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = copy_typed(tmp_path_factory.mktemp("year") / "示例 四局")
    (home / "data").mkdir()
    write_units(home, {})
    office = open_office(sample_settings(home))
    branches = [unit.code for unit in office.units.branches]
    fill(office, "2026H1", branches, member_full="10", theme_days="6", dues_due="1000", dues_paid="1000")
    write_forms(office, FIRST, [office.units["10"]], home / "发出")
    write_forms(office, SECOND, [office.units["07"]], home / "发出")
    generate(office, FIRST, units=[office.units.root, office.units["07"]])
    close_period(office, FIRST, "上级已收")
    office.store.close()
    write_units(home, AFTERWARDS, (row(31, since="2026-9-1"),))
    office = open_office(sample_settings(home))
    assert office.findings == ()
    there = [unit.code for unit in office.at(SECOND).units.branches]
    fill(office, "2026H2", there, member_full="10", theme_days="5")
    fill(office, "2026H2", ["31"], member_full="21", theme_days="8")
    fill(office, "2026H2", ["05", "06"], theme_days="2")
    office.store.close()
    return home


@pytest.fixture
def opened(year: Path, tmp_path: Path) -> Callable[[], Office]:
    home = tmp_path / "示例 四局"
    shutil.copytree(year, home)
    return lambda: open_office(sample_settings(home))


def seen(office: Office, code: str, period: str = "2026H2") -> dict:
    when = read_period(period)
    return values_of(office, open_book(office, when), office.at(when).units[code])


def test_the_closed_half_year_is_of_the_units_of_its_time(opened: Callable[[], Office]) -> None:
    office = opened()
    then = office.at(FIRST).units

    values = seen(office, "J", "2026H1")

    assert (values["支部数"], len(values["已报支部"]), values["正式党员"]) == (30, 30, 300)
    assert [then[code].short_name for code in ("05", "07", "09")] == ["第5支部", "第7支部", "第9支部"]
    made = generate(office, FIRST, [office.documents[0]], [office.units["07"]])
    assert made.left == 1 and made.paths[0].name.startswith("第7支部2026年上半年")


def test_two_that_became_one_are_compared_with_both(opened: Callable[[], Office]) -> None:
    office = opened()

    merged, bureau = seen(office, "31"), seen(office, "J")

    # Part of what was done in the period of the merger is in the papers of those that went into it: it is not compared.
    assert (merged["主题党日"], merged["上期"]["主题党日"], merged["变化"]["主题党日"]) == (
        8,
        12,
        "",
    )
    assert (merged["上期"]["正式党员"], merged["变化"]["正式党员"]) == (20, "比2026年上半年增加1名")
    # 27 that stayed filed 5 each, 08 filed 5 before it ended, 31 filed 8, and 05 and 06 two each.
    assert bureau["主题党日"] == 27 * 5 + 5 + 8 + 4
    assert bureau["变化"]["主题党日"] != ""
    fill(office, "2027H1", ["31"], theme_days="15")
    following = seen(office, "31", "2027H1")
    assert (following["上期"]["主题党日"], following["变化"]["主题党日"]) == (12, "比2026年下半年增加3次，增长25%")
    assert Sheet(office, read_period("2027H1"), "填报页").last_text("31", office.catalogue["theme_days"]) == "12"
    # Before they went into it, each is compared with itself.
    assert seen(office, "05", "2026H1")["上期"]["主题党日"] == ""


def test_what_an_abolished_branch_did_counts_and_what_it_had_does_not(opened: Callable[[], Office]) -> None:
    office = opened()

    bureau = seen(office, "J")

    assert "第8支部" in [unit.short_name for unit in office.at(SECOND).units.branches]
    assert bureau["正式党员"] == 27 * 10 + 21
    assert seen(office, "08")["主题党日"] == 5


def test_a_renamed_branch_is_called_what_it_was_called_and_its_form_is_taken(opened: Callable[[], Office]) -> None:
    office = opened()
    form = next((office.settings.root / "发出").glob("07 *2026年下半年*"))
    book = load_workbook(form)
    next(cells[4] for cells in book["填报"].iter_rows(min_row=6) if cells[0].value == "talks").value = 12
    book.save(form)

    (look,) = look_into_forms(office, paths=[form])
    take_forms(office, [look], {form})

    assert look.findings == ()
    assert seen(office, "07")["谈心谈话"] == 12
    assert (seen(office, "07")["单位"]["简称"], seen(office, "07", "2026H1")["单位"]["简称"]) == ("青松支部", "第7支部")


def test_a_code_that_was_given_to_another_by_mistake_harms_nothing(opened: Callable[[], Office]) -> None:
    home = opened().settings.root
    write_units(home, {**AFTERWARDS, 9: row(9, name="别的示例党支部", short="别的支部")}, (row(31, since="2026-9-1"),))

    office = opened()

    assert [finding.code for finding in office.findings] == ["unit_other_owner"]
    assert seen(office, "J", "2026H1")["正式党员"] == 300
    assert seen(office, "J")["正式党员"] == 26 * 10 + 21


def test_a_late_form_is_refused_and_a_correction_needs_a_reason_and_is_seen_everywhere(
    opened: Callable[[], Office],
) -> None:
    office = opened()
    bureau = office.documents[-1]
    late = next((office.settings.root / "发出").glob("10 *2026年上半年*"))
    (look,) = look_into_forms(office, paths=[late])
    assert [finding.code for finding in look.findings] == ["form_closed"]

    reopen_period(office, FIRST, "第11支部主题党日多报一次")
    fill(office, "2026H1", ["11"], theme_days="5")
    stale = {row.unit.code: row.on_disk for row in Preflight(office, FIRST).rows([bureau])}
    close_period(office, FIRST, "更正后定稿")

    assert stale["J"] is not OnDisk.CURRENT
    assert seen(office, "11")["上期"]["主题党日"] == 5
    assert seen(office, "J", "2026H1")["主题党日"] == 30 * 6 - 1
    reasons = [each.save.reason for each in office.store.journal.batches(5)]
    assert reasons[:1] == ["更正后定稿"] and "第11支部主题党日多报一次" in reasons
