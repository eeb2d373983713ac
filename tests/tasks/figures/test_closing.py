"""定稿: a closed period stays what it was, whatever happens to figures, units, catalogue and templates afterwards."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.support.sample_office import sample_settings
from tests.tasks.forms.test_writing import HALF
from toolkit.archives import fingerprint
from toolkit.catalogue.periods import read_period
from toolkit.errors import PeriodClosed, ToolkitError
from toolkit.figures.figure import FILING_STATE, Change, FilingState
from toolkit.figures.store import Blob
from toolkit.tasks import (
    Edit,
    Office,
    Sheet,
    approve,
    close_period,
    generate,
    look_into_forms,
    open_book,
    open_office,
    read_forms,
    reopen_period,
    return_filing,
    review_book,
    save_figure,
    states_of,
    submit,
    take_forms,
    write_forms,
)

NEXT = read_period("2026年下半年")


def words_of(folder: Path) -> dict[str, list[str]]:
    """By name, all words of the documents in a folder."""
    told = {}
    for path in sorted(folder.glob("*.docx")):
        document = Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        told[path.name] = [paragraph.text for paragraph in document.paragraphs] + cells
    return told


def test_a_closed_periods_documents_are_made_again_word_for_word_with_everything_outside_deleted(
    office: Office,
) -> None:
    made = generate(office, HALF)
    before = words_of(made.folder)
    close_period(office, HALF, "上级已收")
    root = office.settings.root
    for name in ("templates", "sample_data/units.csv", "output"):
        path = root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(Path(__file__).parents[3] / "templates", root / "templates")
    catalogue = root / "templates" / "catalogue.toml"
    catalogue.write_text(
        catalogue.read_text(encoding="utf-8").replace(
            'label = "正式党员"', 'label = "在册正式党员"\nwas = ["正式党员"]'
        ),
        encoding="utf-8",
    )
    for name in ("branch_report.docx", "bureau_report.docx"):
        (root / "templates" / name).write_bytes(b"")
    (root / "sample_data" / "units.csv").write_text(
        "代码,名称,简称,类型,上级\nJ,云河市示例局（更名，虚构）,更名局,局,\n01,办公室党支部,办公室,支部,J\n",
        encoding="utf-8",
    )
    office.store.close()

    again = generate(open_office(sample_settings(root)), HALF)

    assert not again.failed
    assert words_of(again.folder) == before


def test_closing_makes_no_document_older_than_it_was(office: Office) -> None:
    generate(office, HALF)

    close_period(office, HALF, "上级已收")

    made = generate(office, HALF)
    assert made.left == len(made.results)


def test_nothing_gets_into_a_closed_period_by_any_way_in(office: Office, tmp_path: Path) -> None:
    written = write_forms(office, HALF, [office.units["01"]], tmp_path / "表")
    close_period(office, HALF, "上级已收")
    stood = office.store.current(HALF.code)
    sheet = Sheet(office, HALF, "填报页")

    with pytest.raises(PeriodClosed, match="2026年上半年已经定稿"):
        sheet.enter([Edit("01", "talks", "99")])
    with pytest.raises(PeriodClosed):
        save_figure(office, Change("01", HALF.code, "talks", "99", 1), "填报页")
    with pytest.raises(PeriodClosed):
        submit(office, HALF, office.units["01"])
    with pytest.raises(PeriodClosed):
        return_filing(office, HALF, office.units["01"], "数字不对")
    with pytest.raises(PeriodClosed):
        approve(office, HALF, [office.units["01"]])
    (look,) = look_into_forms(office, paths=[written[0].path])
    assert [finding.code for finding in look.findings] == ["form_closed"]
    assert take_forms(office, [look], {look.path})[0].taken is None
    assert office.store.current(HALF.code) == stood


def test_the_next_period_is_compared_with_what_the_closed_one_meant(office: Office) -> None:
    stood = open_book(office, HALF).now["01"]["theme_days"]
    close_period(office, HALF, "上级已收")
    # What stands in the database is not looked at any more: only what was written down.
    reopened = office.store.holdings.closing(HALF.code)
    assert reopened

    assert open_book(office, NEXT).last["01"]["theme_days"] == stood
    assert Sheet(office, NEXT, "填报页").last_text("01", office.catalogue["theme_days"]) == str(stood)


def test_a_reason_is_asked_where_filings_are_not_approved_and_to_open_again(office: Office) -> None:
    with pytest.raises(ToolkitError, match=r"还有\d+个单位没有审：.*（已报）"):
        close_period(office, HALF)
    close_period(office, HALF, "上级已收")

    with pytest.raises(ToolkitError, match="已经定稿了"):
        close_period(office, HALF, "再来一次")
    with pytest.raises(ToolkitError, match="请写明原因"):
        reopen_period(office, HALF, " ")
    with pytest.raises(ToolkitError, match="没有定稿"):
        reopen_period(office, NEXT, "试试")


def test_an_opened_period_takes_changes_and_keeps_why(office: Office) -> None:
    close_period(office, HALF, "上级已收")

    reopen_period(office, HALF, "党费金额有误")
    Sheet(office, HALF, "填报页").enter([Edit("01", "talks", "99")])

    assert [batch.save.reason for batch in office.store.journal.batches(2)] == ["", "党费金额有误"]
    assert open_book(office, HALF).now["01"]["talks"] == 99


def test_a_closed_period_is_reviewed_as_it_was(office: Office) -> None:
    before = [(row.unit.code, row.state, row.filled) for row in review_book(office, open_book(office, HALF))]

    close_period(office, HALF, "上级已收")

    assert [(row.unit.code, row.state, row.filled) for row in review_book(office, open_book(office, HALF))] == before


def test_a_form_taken_whole_is_a_filing_and_a_change_of_an_approved_one_is_filed_again(office: Office) -> None:
    unit = office.units["01"]
    assert states_of(office, HALF)["01"] is FilingState.FILED
    approve(office, HALF, [unit])
    assert states_of(office, HALF)["01"] is FilingState.APPROVED

    Sheet(office, HALF, "填报页").enter([Edit("01", "talks", "99")])

    assert states_of(office, HALF)["01"] is FilingState.FILED


def test_a_filing_sent_back_says_why_and_by_whom(office: Office) -> None:
    return_filing(office, HALF, office.units["01"], "党费少了一个月")

    (entry,) = (each for each in office.store.current(HALF.code, "01") if each.item == FILING_STATE)
    assert (entry.text, office.store.journal.batch(entry.batch).save.reason, entry.author) == (
        "待改",
        "党费少了一个月",
        "测试员",
    )


def test_what_was_never_filed_is_neither_approved_nor_sent_back(office: Office) -> None:
    with pytest.raises(ToolkitError, match="还没有报"):
        approve(office, NEXT, [office.units["01"]])
    with pytest.raises(ToolkitError, match="还没有报"):
        return_filing(office, NEXT, office.units["01"], "数字不对")
    with pytest.raises(ToolkitError, match="请写明原因"):
        return_filing(office, HALF, office.units["01"], "")


def test_what_is_filed_with_gaps_is_filed(office: Office) -> None:
    Sheet(office, NEXT, "填报页").enter([Edit("01", "talks", "3")])
    assert states_of(office, NEXT)["01"] is FilingState.NONE

    submit(office, NEXT, office.units["01"])

    assert states_of(office, NEXT)["01"] is FilingState.FILED


def test_a_form_that_cannot_be_taken_is_kept_with_what_is_wrong_with_it(office: Office, tmp_path: Path) -> None:
    (written,) = write_forms(office, NEXT, [office.units["01"]], tmp_path / "表")
    book = load_workbook(written.path)
    cell = next(row[4] for row in book["填报"].iter_rows(min_row=6) if row[0].value == "talks")
    cell.value = "约28"
    book.save(written.path)

    (result,) = read_forms(office, [written.path])
    read_forms(office, [written.path])

    assert result.taken is None
    (entry,) = (each for each in office.store.current(NEXT.code, "01") if each.item == FILING_STATE)
    batch = office.store.journal.batch(entry.batch)
    assert entry.text == "待改"
    assert entry.version == 1
    assert "谈心谈话" in batch.save.reason and "约28" in batch.save.reason
    assert office.store.journal.file(fingerprint(written.path.read_bytes())) == written.path.read_bytes()


def test_a_corrected_form_is_filed_again(office: Office, tmp_path: Path) -> None:
    (written,) = write_forms(office, NEXT, [office.units["01"]], tmp_path / "表")
    for typed in ("约28", 28):
        book = load_workbook(written.path)
        next(row[4] for row in book["填报"].iter_rows(min_row=6) if row[0].value == "talks").value = typed
        book.save(written.path)
        read_forms(office, [written.path])

    assert states_of(office, NEXT)["01"] is FilingState.FILED
    assert [each.text for each in office.store.journal.history("01", NEXT.code, FILING_STATE)] == ["待改", "已报"]


def test_a_period_that_is_not_ready_is_not_closed(office: Office) -> None:
    with pytest.raises(ToolkitError, match="还没有任何数据"):
        close_period(office, read_period("2030年上半年"), "试试")
    units = office.settings.units
    units.write_text(units.read_text(encoding="utf-8").replace("办公室党支部", "综合科党支部"), encoding="utf-8")

    with pytest.raises(ToolkitError, match="有单位的数据还没有认清"):
        close_period(open_office(office.settings), HALF, "还没有审")

    assert "2030H1" not in office.store.holdings.periods()


def test_a_longer_period_is_made_of_what_a_closed_part_meant(office: Office) -> None:
    year, half = read_period("2026全年"), read_period("2026年下半年")
    Sheet(office, half, "填报页").enter([Edit("01", "talks", "5")])
    before = open_book(office, year).now["01"]["talks"]
    close_period(office, HALF, "上级已收")

    Sheet(office, read_period("2026年1月"), "填报页").enter([Edit("01", "talks", "100")])

    assert open_book(office, year).now["01"]["talks"] == before


def test_a_template_in_a_folder_of_its_own_is_kept_too(office: Office) -> None:
    templates = office.settings.templates
    (templates / "sub").mkdir()
    (templates / "branch_report.docx").rename(templates / "sub" / "branch_report.docx")
    text = office.settings.documents.read_text(encoding="utf-8")
    office.settings.documents.write_text(
        text.replace('"branch_report.docx"', '"sub/branch_report.docx"'), encoding="utf-8"
    )
    changed = open_office(office.settings)

    close_period(changed, HALF, "上级已收")

    assert not generate(changed, HALF, units=[changed.units["01"]]).failed


def test_a_refused_form_alone_is_nothing_to_approve(office: Office) -> None:
    return_filing(office, NEXT, office.units["01"], "看不懂", Blob("x", b"abc"))

    with pytest.raises(ToolkitError, match="还没有报"):
        approve(office, NEXT, [office.units["01"]])


def test_from_the_office_of_a_closed_period_one_comes_back_to_the_office_as_it_is(office: Office) -> None:
    close_period(office, HALF, "上级已收")
    catalogue = office.settings.catalogue
    text = catalogue.read_text(encoding="utf-8").replace(
        'label = "正式党员"', 'label = "在册正式党员"\nwas = ["正式党员"]'
    )
    catalogue.write_text(text, encoding="utf-8")
    changed = open_office(office.settings)

    closed = changed.at(HALF)

    assert closed.catalogue["member_full"].label == "正式党员"
    assert closed.then(NEXT).catalogue["member_full"].label == "在册正式党员"
    assert closed.at(NEXT).settings == changed.settings
