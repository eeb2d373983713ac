"""What would be made and what speaks against it, before any file is written.

1. One row a file: what is missing, what is to be looked at, who filed nothing.
2. How the file of an earlier run stands: not there, current, older than figures or template, changed by hand.
3. Those that need a look come first; nothing is written.
"""

from __future__ import annotations

import os
import re

import pytest

from tests.support.make_docx import docx
from toolkit.archives import fingerprint
from toolkit.catalogue.periods import read_period
from toolkit.figures.figure import Change
from toolkit.report.manifest import Made, Manifest
from toolkit.review.confirmed import name_of, text_of
from toolkit.tasks import (
    Office,
    OnDisk,
    Planned,
    Preflight,
    chosen_units,
    count_documents,
    find_document,
    generate,
    open_book,
    open_office,
    review_book,
    save_figure,
)

HALF = read_period("2026H1")


def row_of(office: Office, unit: str) -> Planned:
    return next(row for row in Preflight(office, HALF).rows() if row.unit.code == unit)


def enter(office: Office, unit: str, item: str, text: str, period: str = "2026H1") -> None:
    seen = {entry.item: entry.version for entry in office.store.current(period, unit)}
    save_figure(office, Change(unit, period, item, text, seen.get(item, 0)), "填报页")


def test_there_is_one_row_for_each_file_and_nothing_is_written(office: Office) -> None:
    rows = Preflight(office, HALF).rows()

    assert len(rows) == count_documents(office) == 13
    assert not office.settings.output.exists()


def test_only_what_is_chosen_is_looked_at(office: Office) -> None:
    rows = Preflight(office, HALF).rows([find_document(office, "支部工作情况汇报")], [office.units["03"]])

    assert [row.unit.code for row in rows] == ["03"]


def test_what_is_missing_is_named_by_its_label(office: Office) -> None:
    row = row_of(office, "05")

    assert row.missing == ("集中学习",)
    assert (row.will_be_draft, row.is_unfiled) == (True, False)


def test_a_unit_that_filed_nothing_is_told_as_such_and_not_blank_by_blank(office: Office) -> None:
    row = row_of(office, "12")

    assert row.is_unfiled
    assert row.missing == ()


def test_the_bureaus_report_names_whose_figures_are_missing(office: Office) -> None:
    row = row_of(office, "J")

    assert row.missing == ("规划发展科党支部集中学习",)
    assert [unit.short_name for unit in row.unfiled] == ["档案馆党支部"]
    assert (row.is_unfiled, row.will_be_draft) == (False, True)


def test_open_findings_are_counted_without_the_blanks_and_settled_ones(office: Office) -> None:
    before = row_of(office, "01").findings
    enter(office, "01", "theme_days", "3")
    doubtful = row_of(office, "01").findings
    progress = next(row for row in review_book(office, open_book(office, HALF)) if row.unit.code == "01")
    finding = next(each for each in progress.findings if each.item == "theme_days")
    enter(office, "01", name_of(finding), text_of(finding, "搬迁停了三次"))

    assert (doubtful, row_of(office, "01").findings) == (before + 1, before)
    assert row_of(office, "05").findings == 0


def test_those_that_need_a_look_come_first(office: Office) -> None:
    rows = Preflight(office, HALF).rows()

    assert [row.unit.code for row in rows[:3]] == ["12", "05", "J"]
    looks = [row.needs_a_look for row in rows]
    assert looks == sorted(looks, reverse=True)


def test_a_file_is_missing_and_then_current(office: Office) -> None:
    before = row_of(office, "01")
    generate(office, HALF)
    after = row_of(office, "01")

    assert (before.on_disk, before.path) == (OnDisk.ABSENT, None)
    assert after.on_disk is OnDisk.CURRENT
    assert after.path is not None and after.path.is_file()
    assert {row.on_disk for row in Preflight(office, HALF).rows()} == {OnDisk.CURRENT}


def test_a_file_is_stale_once_a_figure_it_is_made_from_is_newer(office: Office) -> None:
    generate(office, HALF)
    enter(office, "01", "activists_new", "9")

    stale = {row.unit.code for row in Preflight(office, HALF).rows() if row.on_disk is OnDisk.STALE}

    assert stale == {"01", "J"}


SEEN = """
    half-year   typed for it   changed                      a document is
    2026H1      6              2026H1                       STALE
    2025H2      6              2025H2                       STALE
    2025H1      6              2025H1                       STALE
    2024H2      6              2024H2                       CURRENT
    2026H1      -              2026年第1季度 2026年第2季度    STALE
    2025H2      -              2025年第3季度 2025年第4季度    STALE
    2026H1      6              2026年第1季度 2026年第2季度    CURRENT
"""


@pytest.mark.parametrize(
    ("half", "typed", "changed", "stands"),
    [re.split(r"\s{2,}", line.strip()) for line in SEEN.strip().splitlines()[1:]],
)
def test_figures_a_document_can_see_make_it_stale_and_no_others(
    office: Office, half: str, typed: str, changed: str, stands: str
) -> None:
    enter(office, "01", "activists_new", typed.replace("-", ""), half)
    generate(office, HALF)
    for period in changed.split():
        enter(office, "01", "activists_new", "11", read_period(period).code)

    assert row_of(office, "01").on_disk is OnDisk[stands]
    assert row_of(office, "02").on_disk is OnDisk.CURRENT


def test_a_stale_file_is_current_after_the_next_run_even_where_it_did_not_change(office: Office) -> None:
    generate(office, HALF)
    enter(office, "01", "activists_new", "9")
    enter(office, "01", "activists_new", office_text(office, "activists_new"))
    generate(office, HALF)

    assert row_of(office, "01").on_disk is OnDisk.CURRENT


def office_text(office: Office, item: str) -> str:
    return next(entry.text for entry in office.store.journal.history("01", "2026H1", item))


def test_a_file_that_a_killed_run_had_still_to_write_is_stale(office: Office) -> None:
    path = generate(office, HALF, units=[office.units["01"]]).paths[0]
    older = path.read_bytes()
    enter(office, "01", "activists_new", "9")
    generate(office, HALF, units=[office.units["01"]])
    path.write_bytes(older)

    assert row_of(office, "01").on_disk is OnDisk.EDITED
    manifest = Manifest(path.parent)
    with manifest.held():
        manifest.announce({path.name: Made("branch_report", "01", is_draft=False, sha256=fingerprint(older))})
    assert row_of(office, "01").on_disk in (OnDisk.STALE, OnDisk.OLD_TEMPLATE)


def test_settling_a_finding_makes_no_file_stale(office: Office) -> None:
    enter(office, "01", "theme_days", "3")
    generate(office, HALF)
    progress = next(row for row in review_book(office, open_book(office, HALF)) if row.unit.code == "01")
    finding = next(each for each in progress.findings if each.item == "theme_days")
    enter(office, "01", name_of(finding), text_of(finding, "搬迁停了三次"))

    assert row_of(office, "01").on_disk is OnDisk.CURRENT


def test_a_file_that_was_changed_by_hand_is_told(office: Office) -> None:
    path = generate(office, HALF, units=[office.units["01"]]).paths[0]
    path.write_bytes(path.read_bytes() + b"edited")

    row = row_of(office, "01")

    assert (row.on_disk, row.path, row.needs_a_look) == (OnDisk.EDITED, path, True)


def test_a_file_of_that_name_which_nobody_knows_counts_as_changed_by_hand(office: Office) -> None:
    path = generate(office, HALF, units=[office.units["01"]]).paths[0]
    (path.parent / "生成清单.json").unlink()

    assert row_of(office, "01").on_disk is OnDisk.EDITED


def test_a_template_that_was_changed_since_is_told(office: Office) -> None:
    generate(office, HALF, units=[office.units["01"]])
    path = office.settings.templates / "branch_report.docx"
    path.write_bytes(path.read_bytes() + b" ")
    # Explorer keeps a file's date when it is copied: the date tells nothing.
    os.utime(path, (0, 0))

    assert row_of(office, "01").on_disk is OnDisk.OLD_TEMPLATE


def test_a_unit_file_that_was_changed_since_is_told_until_the_office_is_opened_anew(office: Office) -> None:
    generate(office, HALF, units=[office.units["01"]])
    path = office.settings.units
    path.write_text(path.read_text(encoding="utf-8") + "\r\n", encoding="utf-8")

    assert row_of(office, "01").on_disk is OnDisk.OLD_SETTINGS
    assert Preflight(office, HALF).is_office_outdated
    assert not Preflight(open_office(office.settings), HALF).is_office_outdated


def test_a_choice_that_changes_reads_nothing_again(office: Office) -> None:
    look = Preflight(office, HALF)
    before = look.rows(units=[office.units["01"]])

    enter(office, "01", "activists_new", "9")

    assert look.rows(units=[office.units["01"]]) == before


def test_the_complete_branches_and_the_bureau_can_be_chosen(office: Office) -> None:
    codes = [unit.code for unit in Preflight(office, HALF).complete_units()]

    assert "J" in codes
    assert not {"05", "12"} & set(codes)


def test_chosen_branches_come_with_the_bureau(office: Office) -> None:
    assert [unit.code for unit in chosen_units(office, ["03"]) if unit.kind in ("支部", "局")] == ["J", "03"]


PRINTS = """
    a template for branches                        blank            will be   is      blanks
    {{ 党费实收 }}元                               -                final     final   0
    {{ 党费实收 }}元                               党费实收         draft     draft   1
    {{ 集中学习 }}次                               党费实收         final     final   0
    {% if 党费实收 %}{{ 集中学习 }}{% endif %}次     党费实收         draft     draft   0
    {{ 变化.党费实收 }}                            党费实收         draft     draft   0
    {{ 上期.党费实收 }}                            党费实收         final     final   0
    {{ 特色做法 }}                                 特色做法         final     final   1
    {{ 特色做法|没填时('无') }}                    特色做法         final     final   0
    {{ 特色做法 ~ '。' }}                          特色做法         final     final   1
    {% for 值 in [特色做法] %}{{ 值 }}{% endfor %}   特色做法         final     final   1
    请补报{{ 待填项数 }}项                         党费实收         final     final   0
"""


@pytest.mark.parametrize("row", PRINTS.strip().splitlines()[1:])
def test_what_is_announced_as_a_draft_is_made_as_one_and_nothing_else(office: Office, row: str) -> None:
    """An optional blank made a draft that nobody had announced, and a letter that asks for nothing was announced as one."""
    line, blank, announced, made, blanks = re.split(r"\s{2,}", row.strip())
    document = find_document(office, "支部工作情况汇报")
    (office.settings.templates / document.template).write_bytes(docx(line))
    unit = office.units["01"]
    if blank != "-":
        item = next(item for item in office.catalogue.items if item.label == blank)
        enter(office, unit.code, item.key, "")

    (planned,) = Preflight(office, HALF).rows([document], [unit])
    (result,) = generate(office, HALF, [document], [unit]).results

    assert ("draft" if planned.will_be_draft else "final", "draft" if result.is_draft else "final") == (announced, made)
    assert (result.path is not None and "（草稿）" in result.path.name) == (made == "draft")
    told = [finding for finding in result.findings if finding.code == "optional_blank"]
    assert (result.blanks, bool(told)) == (int(blanks), blanks == "1" and made == "final")
