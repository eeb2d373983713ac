"""Sixty files come back as two clerks would send them: not one wrong figure, and every file is one of taken, asked, sent back, or told.

Each line says what was done to a form, and what becomes of it.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.libreoffice import saved_by_libreoffice
from tests.support.text_table import rows_of
from tests.test_file_kinds import ole_with
from toolkit.catalogue.periods import Period, read_period
from toolkit.tasks import FormLook, FormState, Office, look_into_forms, open_book, take_forms, write_forms

PERIODS = tuple(read_period(code) for code in ("2026H2", "2027H1", "2027H2", "2028H1", "2028H2"))
KINDS = """
what was done         | member_full | weekly_study | becomes
as it should be       | 12          | 20           | taken
as it should be       | 9           | 0            | taken
in characters         | 十二        | 二十         | taken
with measures         | 12人        | 20次         | taken
in full width         | １２        | ２０         | taken
nothing was done      | 12          | 没有开展     | taken
not applicable        | 12          | 不适用       | taken
saved by LibreOffice  | 12          | 20           | taken
saved as .xls         | 12          | 20           | taken
renamed               | 12          | 20           | taken
without protection    | 12          | 20           | taken
with hidden rows      | 12          | 20           | taken
with a filter         | 12          | 20           | taken
with a note           | 12          | 20           | taken
with a remark         | 12          | 20           | taken
with a sheet of its own | 12        | 20           | taken
a formula with value  | 12          | 20           | taken
rows moved            | 12          | 20           | taken
a column moved        | 12          | 20           | taken
about                 | 约12        | 20           | sent back
six or seven          | 12          | 十六七       | sent back
another measure       | 12          | 20人         | sent back
a formula without     | 12          | =19+1        | sent back
an error              | 12          | #DIV/0!      | sent back
a format with 万      | 12          | 20           | sent back
merged with the next  | 12          | 20           | sent back
a copied sheet        | 12          | 20           | sent back
two columns of answers | 12         | 20           | sent back
another head          | 12          | 20           | sent back
nothing filled in     |             |              | blank
half of it            | 12          | 20           | told
a picture             |             |              | told
a locked file         |             |              | told
a page                |             |              | told
a table of their own  | 12          | 20           | told
an empty file         |             |              | told
a document            |             |              | told
"""


def keyed(sheet: Worksheet, key: str) -> int:
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == key)


def moved_rows(sheet: Worksheet) -> None:
    """Two rows change places with all that stands in them."""
    first, second = keyed(sheet, "member_full"), keyed(sheet, "weekly_study")
    for column in range(1, sheet.max_column + 1):
        one, other = sheet.cell(first, column), sheet.cell(second, column)
        one.value, other.value = other.value, one.value
        one.number_format, other.number_format = other.number_format, one.number_format


def moved_column(sheet: Worksheet) -> None:
    """The answers stand behind the hints: a column was cut and put in elsewhere."""
    for row in range(5, sheet.max_row + 1):
        answer, hint = sheet.cell(row, 5), sheet.cell(row, 8)
        if not any(cell.coordinate in each for cell in (answer, hint) for each in sheet.merged_cells.ranges):
            answer.value, hint.value = hint.value, answer.value


def edit(book: Workbook, what: str) -> None:
    sheet = book["填报"]
    study = sheet.cell(keyed(sheet, "weekly_study"), 5)
    match what:
        case "without protection":
            sheet.protection.sheet = False
        case "with hidden rows":
            sheet.row_dimensions[study.row].hidden = True
        case "with a filter":
            sheet.auto_filter.ref = f"B5:H{sheet.max_row}"
        case "with a note":
            study.comment = Comment("数过了", "张示例")
        case "with a remark":
            sheet["J3"] = "电话联系"
        case "with a sheet of its own":
            book.create_sheet("草稿")["A1"] = "算了算"
        case "rows moved":
            moved_rows(sheet)
        case "a format with 万":
            study.number_format = '0"万"'
        case "merged with the next":
            sheet.merge_cells(start_row=study.row, start_column=5, end_row=study.row + 1, end_column=5)
        case "a copied sheet":
            book.copy_worksheet(sheet).title = "填报 (2)"
        case "two columns of answers":
            sheet.cell(5, 9).value = "本期填报"
            sheet.cell(study.row, 9).value = 21
        case "another head":
            sheet["B2"] = "填报单位：别的党支部"


def other_file(what: str, data: bytes) -> bytes:
    own = Workbook()
    assert own.active is not None
    own.active["A1"], own.active["B1"] = "正式党员", 12
    target = io.BytesIO()
    own.save(target)
    return {
        "half of it": data[: len(data) // 2],
        "a picture": b"\xff\xd8\xff\xe0" + b"x" * 99,
        "a locked file": ole_with("EncryptionInfo", "EncryptedPackage"),
        "a page": "<html><table><tr><td>正式党员</td></tr></table></html>".encode("gbk"),
        "a table of their own": target.getvalue(),
        "an empty file": b"",
        "a document": ole_with("WordDocument"),
    }.get(what, data)


def filled(path: Path, row: dict[str, str], folder: Path) -> bytes:
    what = row["what was done"]
    book = load_workbook(path)
    sheet = book["填报"]
    for key in ("member_full", "weekly_study"):
        text = row[key]
        if text:
            cell = sheet.cell(keyed(sheet, key), 5)
            cell.value = int(text) if text.isascii() and text.isdigit() else text
            if text.startswith("#"):
                cell.data_type = "e"
    if what == "a formula with value":
        sheet.cell(keyed(sheet, "weekly_study"), 5).value = "=19+1"
    edit(book, what)
    target = io.BytesIO()
    book.save(target)
    data = target.getvalue()
    if what in ("saved by LibreOffice", "a formula with value"):
        data = saved_by_libreoffice(data, folder)
    if what == "saved as .xls":
        data = saved_by_libreoffice(data, folder, "xls")
    return other_file(what, data)


def sixty(office: Office, folder: Path) -> list[tuple[dict[str, str], Path, str, Period]]:
    """The files, in folders and one zip, each with the line it comes from, and the unit and period it was sent out for."""
    lines, made = rows_of(KINDS), []
    slots = [(unit, period) for period in PERIODS for unit in office.units.branches]
    zipped = zipfile.ZipFile(folder / "一部分.zip", "w")
    for number in range(60):
        row, (unit, period) = lines[number % len(lines)], slots[number]
        (written,) = write_forms(office, period, [unit], folder / "发出" / period.code)
        name = f"{number:02} {'随便起的名' if row['what was done'] == 'renamed' else unit.short_name}.xlsx"
        data = filled(written.path, row, folder)
        if number % 7 == 3:
            zipped.writestr(name, data)
            path = folder / "一部分.zip" / name
        else:
            path = folder / "收回 的" / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        made.append((row, path, unit.code, period))
    zipped.close()
    return made


MEANT = {"十二": 12, "12人": 12, "１２": 12, "二十": 20, "20次": 20, "２０": 20, "没有开展": 0}


def meant(text: str) -> object:
    return int(text) if text.isascii() and text.isdigit() else MEANT.get(text, text)


def fate(look: FormLook) -> str:
    if look.is_usable:
        return "taken"
    if look.state is FormState.BLANK:
        return "blank"
    return "sent back" if look.unit is not None else "told"


def test_of_sixty_files_not_one_figure_is_wrong_and_each_has_its_fate(shipped_office: Office, tmp_path: Path) -> None:
    files = sixty(shipped_office, tmp_path)

    looked = look_into_forms(shipped_office, paths=[tmp_path / "收回 的", tmp_path / "一部分.zip"])

    by_path = {look.path: look for look in looked}
    assert len(by_path) == 60
    told = {path.name: (row["what was done"], fate(by_path[path])) for row, path, _unit, _period in files}
    assert told == {path.name: (row["what was done"], row["becomes"]) for row, path, _unit, _period in files}
    refused = [finding for look in looked if look.state is FormState.REFUSED for finding in look.findings]
    assert all("请" in finding.message and "已损坏" not in finding.message for finding in refused)
    take_forms(shipped_office, looked, {look.path for look in looked if look.is_usable})
    books = {period: open_book(shipped_office, period).now for period in PERIODS}
    for row, _path, unit, period in files:
        filing = books[period][unit]
        for key in ("member_full", "weekly_study"):
            is_there = row["becomes"] == "taken"
            content = filing[key]
            assert str(content) == (str(meant(row[key])) if is_there else "None"), (row, key)
