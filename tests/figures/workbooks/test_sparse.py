"""What is read straight from the parts of a workbook is what openpyxl reads of it, cell by cell.

Each workbook is one that some program writes, or one that only damage makes. Where the quick reader does not know a workbook it
says so, and openpyxl reads it: never something else.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.support.forms import filled, form, repacked, saved, with_part_edited
from tests.support.libreoffice import saved_by_libreoffice
from tests.support.office import LAST, entry, filing
from toolkit.figures.workbooks.guard import checked_parts
from toolkit.figures.workbooks.looks import NotKnown
from toolkit.figures.workbooks.opened import OpenedBook
from toolkit.figures.workbooks.sparse import sparse_sheets
from toolkit.figures.workbooks.unfolded import unfolded_sheets

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
FORM = form(
    entries=[entry("01", "theme_days", "6"), entry("01", "highlights", "党建引领 <b>&")],
    last=filing("01", period=LAST, dues_paid="120", highlights="上期的亮点"),
)


def book_of(*values, dress=lambda _sheet: None):
    """A workbook with these values, one below the other in column A."""
    book = Workbook()
    for row, value in enumerate(values, start=1):
        book.active.cell(row, 1).value = value
    dress(book.active)
    return saved(book)


def rich(*pieces):
    blocks = [each if isinstance(each, str) else TextBlock(InlineFont(**each[1]), each[0]) for each in pieces]
    return CellRichText(*blocks)


def with_rows(rows, strings=None, data=None):
    """A workbook whose first sheet has these rows, and these shared strings."""

    def edit(name, part):
        if name == SHEET:
            head, tail = part.split(b"<sheetData")[0], part.split(b"</sheetData>")[-1]
            return head + f"<sheetData>{rows}</sheetData>".encode() + tail
        if strings and name == "[Content_Types].xml":
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
            override = f'<Override PartName="/{STRINGS}" ContentType="{kind}"/></Types>'
            return part.replace(b"</Types>", override.encode())
        return part

    edited = repacked(data or book_of("甲"), edit)
    return with_part(edited, STRINGS, f'<sst xmlns="{MAIN}">{strings}</sst>') if strings else edited


def with_part(data, name, text):
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


def dress_as_dates(sheet):
    for row in (1, 2):
        sheet.cell(row, 1).number_format = "yyyy-mm-dd"


def part_of(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def quick_sheets(data):
    return sparse_sheets(checked_parts(data, ""))


def assert_read_as_openpyxl_reads_it(data):
    quick, whole = quick_sheets(data), unfolded_sheets(data)

    assert list(quick) == list(whole)
    for title, sheet in quick.items():
        assert dict(sheet.cells) == dict(whole[title].cells)
        assert [type(cell.value) for cell in sheet.cells.values()] == [
            type(cell.value) for cell in whole[title].cells.values()
        ]
        assert sheet == whole[title]


def assert_left_to_openpyxl(data):
    with pytest.raises(NotKnown):
        quick_sheets(data)

    assert OpenedBook.of(data, "").sheets == unfolded_sheets(data)


def test_a_form_is_read_as_openpyxl_reads_it():
    assert_read_as_openpyxl_reads_it(FORM)


def test_a_form_that_openpyxl_saved_is_read_as_it_reads_it():
    rows = {"活动台账": [{"编号": "A1", "日期": date(2026, 3, 5), "实到": 12}]}

    assert_read_as_openpyxl_reads_it(filled(FORM, {"主题党日": 6, "党费实收": 120.5}, rows, author="赵样本"))


def test_a_form_that_libreoffice_saved_is_read_as_openpyxl_reads_it(tmp_path):
    answers = {"主题党日": 6, "党费实收": "=1+1", "届满日期": date(2027, 3, 1), "志愿服务": "=1/0"}

    data = saved_by_libreoffice(filled(FORM, answers), tmp_path)

    assert_read_as_openpyxl_reads_it(data)
    assert any(cell.result and cell.result.kind == "e" for cell in quick_sheets(data)["填报"].cells.values())


VALUES = {
    "numbers": (0, -3, 12, 120.5, 1e20, 1e-7, 0.1 + 0.2),
    "texts": ("甲", "", " 前后 ", "一\n二", "=1+1", "_x000D_", "_x005F_x0041_", "<&>", "𠮷"),
    "yes and no": (True, False),
    "errors": ("#REF!", "#DIV/0!", "#N/A"),
    "days and times": (date(2026, 6, 30), datetime(2026, 6, 30, 14, 30), time(9, 15), timedelta(hours=36)),
    "formulas": ("=SUM(B1:B3)", '="甲"&B1'),
    "rich texts": (
        rich("甲", ("乙", {"strike": True})),
        rich(("12", {"b": True}), "15"),
        rich(("2", {"vertAlign": "superscript"})),
    ),
}


@pytest.mark.parametrize("kind", VALUES)
def test_values_are_read_as_openpyxl_reads_them(kind):
    assert_read_as_openpyxl_reads_it(book_of(*VALUES[kind]))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.one_of(
            st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=12),
            st.integers(-(10**12), 10**12),
            st.floats(allow_nan=False, allow_infinity=False),
            st.booleans(),
            st.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1)),
        ),
        max_size=6,
    ),
    st.sampled_from(
        ["General", "@", "0.00", '0"万元"', "yyyy/m/d", 'm"月"d"日"', "[h]:mm", "h:mm", "0%", "mmm-yy", ";;;"]
    ),
)
def test_any_value_in_any_format_is_read_as_openpyxl_reads_it(values, code):
    def dress(sheet):
        for row in range(1, len(values) + 1):
            sheet.cell(row, 1).number_format = code

    assert_read_as_openpyxl_reads_it(book_of(*values, dress=dress))


def test_dates_from_1904_are_read_as_openpyxl_reads_them():
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([date(2026, 6, 30), datetime(2026, 6, 30, 14, 30)])

    data = saved(book)

    assert b'date1904="1"' in part_of(data, "xl/workbook.xml")
    assert_read_as_openpyxl_reads_it(data)
    assert quick_sheets(data)["Sheet"].value(1, 1) == datetime(2026, 6, 30)


def test_a_day_that_no_calendar_has_is_an_error():
    assert_read_as_openpyxl_reads_it(book_of(-5, 10**9, dress=dress_as_dates))


def test_merged_cells_hide_what_stands_in_them():
    def dress(sheet):
        sheet["A2"], sheet["B2"], sheet["C9"].font = "左", "右", Font(strike=True)
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("E5:F7")

    assert_read_as_openpyxl_reads_it(book_of("甲", dress=dress))
    assert_read_as_openpyxl_reads_it(
        with_rows(
            '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>',
            data=book_of("甲", dress=lambda sheet: sheet.merge_cells("A1:B1")),
        )
    )


def test_notes_are_read_with_who_wrote_them():
    def dress(sheet):
        sheet["A1"].comment = Comment("看一看\n这里", "赵样本")
        sheet["D9"].comment = Comment("空格上的", "")

    assert_read_as_openpyxl_reads_it(book_of("甲", dress=dress))


def test_a_note_in_letters_of_several_kinds_is_one_text():
    data = book_of("甲", dress=lambda sheet: setattr(sheet["A1"], "comment", Comment("旧", "赵")))
    pieces = '<r><rPr><b/></rPr><t>新</t></r><r><t>的</t></r><rPh sb="0" eb="1"><t>xin</t></rPh>'

    edited = with_part_edited(data, "<t>旧</t>", pieces, "xl/comments/comment1.xml")

    assert_read_as_openpyxl_reads_it(edited)
    assert quick_sheets(edited)["Sheet"].notes[1, 1].text == "新的"


def test_sheets_of_every_state_and_charts_in_between_keep_their_order():
    book = Workbook()
    for title, state in (("藏", "hidden"), ("深藏", "veryHidden"), ("空", "visible")):
        book.create_sheet(title).sheet_state = state
    book.create_chartsheet("图", 1).add_chart(BarChart())
    book["藏"]["B2"] = "在"

    assert_read_as_openpyxl_reads_it(saved(book))


STRINGS_AND_ROWS = {
    "shared": ("<si><t>甲</t></si><si><t/></si><si/>", "012"),
    "sounds": ('<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>', "0"),
    "pieces": ("<si><r><t>甲</t></r><r><rPr><strike/></rPr><t>乙</t></r></si>", "0"),
    "not struck": ('<si><r><rPr><strike val="0"/></rPr><t>乙</t></r></si>', "0"),
    "one piece": ("<si><r><t>甲</t></r></si>", "0"),
    "raised": ('<si><r><rPr><vertAlign val="subscript"/></rPr><t>2</t></r></si>', "0"),
    "blanks": ('<si><t xml:space="preserve"> 甲 </t></si>', "0"),
    "escapes": ("<si><t>_x005F_x0041_</t></si><si><t>a_x0007_</t></si>", "01"),
    "a comment inside": ("<si><t>甲<!-- 注 -->乙</t></si>", "0"),
    "unread letters": ("<si><t><![CDATA[<甲>&]]></t></si>", "0"),
}


@pytest.mark.parametrize("kind", STRINGS_AND_ROWS)
def test_shared_texts_are_read_as_openpyxl_reads_them(kind):
    strings, numbers = STRINGS_AND_ROWS[kind]
    cells = "".join(f'<c r="A{n}" t="s"><v>{number}</v></c>' for n, number in enumerate(numbers, start=1))

    assert_read_as_openpyxl_reads_it(with_rows(f'<row r="1">{cells}</row>', strings))


ROWS = {
    "a text in the cell": '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>',
    "no text in the cell": '<row r="1"><c r="A1" t="inlineStr"><is><t/></is></c><c r="B1" t="inlineStr"/></row>',
    "pieces in the cell": '<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><strike/></rPr><t>1</t></r></is></c></row>',
    "an error": '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="e"/></row>',
    "an empty value": '<row r="1"><c r="A1"><v/></c><c r="B1" t="s"><v></v></c><c r="C1" t="str"><v/></c></row>',
    "yes and no": '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c></row>',
    "a formula and its value": '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>',
    "a formula and its text": '<row r="1"><c r="A1" t="str"><f>"甲"</f><v>甲</v></c></row>',
    "a formula without a value": '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1" t="str"><f>B1</f><v></v></c></row>',
    "a formula and an error": '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>',
    "shared formulas": (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>2</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="7"/></c></row>'
    ),
    "array formulas": '<row r="1"><c r="A1"><f t="array" ref="A1:A1">SUM(B1:B2*2)</f><v>6</v></c></row>',
    "a table of formulas": '<row r="1"><c r="A1"><f t="dataTable" ref="A1:A2" r1="B1"/><v>6</v></c></row>',
    "numbers": '<row r="1"><c r="A1"><v>1E+2</v></c><c r="B1" t="n"><v>007</v></c><c r="C1"><v> 5 </v></c></row>',
    "far away": '<row r="900"><c r="XFD900"><v>1</v></c></row>',
    "only coloured": '<row r="7"><c r="H7" s="0"/></row>',
    "in any order": '<row r="3"><c r="C3"><v>3</v></c><c r="A3"><v>1</v></c></row><row r="1"><c r="B1"><v>0</v></c></row>',
    "another row's": '<row r="3"><c r="C8"><v>3</v></c></row>',
    "small letters": '<row r="1"><c r="b1"><v>3</v></c></row>',
    "nothing": "",
    "more in a cell": '<row r="1"><c r="A1"><v>1</v><extLst><ext uri="x"/></extLst></c></row>',
    "a comment in between": '<row r="1"><!-- 注 --><c r="A1"><v>1<!-- 注 -->2</v></c></row>',
}


@pytest.mark.parametrize("kind", ROWS)
def test_rows_are_read_as_openpyxl_reads_them(kind):
    assert_read_as_openpyxl_reads_it(with_rows(ROWS[kind]))


LEFT = {
    "cells that do not say where they stand": "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>",
    "two cells at one place": '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    "a kind of value of newer programs": '<row r="1"><c r="A1" t="d"><v>2026-06-30T00:00:00</v></c></row>',
}


@pytest.mark.parametrize("kind", LEFT)
def test_what_is_not_known_is_left_to_openpyxl(kind):
    assert_left_to_openpyxl(with_rows(LEFT[kind]))


def test_links_are_left_to_openpyxl_which_writes_them_into_empty_cells():
    data = book_of("甲", dress=lambda sheet: setattr(sheet["B1"], "hyperlink", "http://example.org"))

    assert_left_to_openpyxl(data)


def test_a_workbook_in_the_names_of_strict_open_xml_is_left_to_openpyxl():
    data = repacked(book_of("甲"), lambda _name, part: part.replace(MAIN.encode(), STRICT.encode()))

    with pytest.raises(NotKnown):
        quick_sheets(data)


def test_names_with_another_prefix_are_the_same_names():
    def edit(name, part):
        if name != SHEET:
            return part
        text = part.decode().replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
        return text.replace("</", "<\0").replace("<", "<x:").replace("<x:\0", "</x:").encode()

    assert_read_as_openpyxl_reads_it(repacked(book_of("甲", 2), edit))


@pytest.mark.parametrize(
    "target", ["worksheets/sheet1.xml", "./worksheets/../worksheets/sheet1.xml", "../xl/worksheets/sheet1.xml"]
)
def test_targets_are_found_however_they_are_written(target):
    part = "xl/_rels/workbook.xml.rels"

    assert_read_as_openpyxl_reads_it(with_part_edited(book_of("甲"), "/xl/worksheets/sheet1.xml", target, part))


def test_a_sheet_that_is_not_there_is_none():
    assert_read_as_openpyxl_reads_it(repacked(FORM, lambda name, part: None if name.endswith("sheet2.xml") else part))


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_a_damaged_part_is_openpyxl_s_to_refuse(part):
    data = repacked(FORM, lambda name, content: content[: len(content) // 2] if name == part else content)

    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever openpyxl raises
        OpenedBook.of(data, "")
    with pytest.raises(Exception):  # noqa: B017, PT011
        unfolded_sheets(data)


def test_looks_are_those_of_openpyxl():
    def dress(sheet):
        codes = ("General", "0.00", "@", '0"万元"', "yyyy/m/d", 'yyyy"年"m"月"d"日"', "[h]:mm:ss", "0.00%", "#,##0")
        for row, code in enumerate(codes, start=1):
            sheet.cell(row, 1, 45000).number_format = code
        sheet.cell(1, 2, "划").font = Font(strike=True)
        sheet.cell(2, 2, "升").font = Font(vertAlign="superscript")

    assert_read_as_openpyxl_reads_it(book_of(dress=dress))


@pytest.mark.parametrize("number", [14, 22, 27, 31, 45, 49, 58])
def test_formats_that_have_only_a_number_are_those_of_openpyxl(number):
    data = book_of(46085, 0.5, dress=lambda sheet: setattr(sheet["A1"], "number_format", '0"标"'))

    assert_read_as_openpyxl_reads_it(
        repacked(
            data,
            lambda name, part: (
                part.replace(b'<xf numFmtId="164"', f'<xf numFmtId="{number}"'.encode())
                if name == "xl/styles.xml"
                else part
            ),
        )
    )


def test_a_look_that_only_the_workbook_names_is_its_own_even_under_a_number_of_excel_s():
    data = book_of(46085, dress=lambda sheet: setattr(sheet["A1"], "number_format", 'yyyy"年"m"月"'))

    assert_read_as_openpyxl_reads_it(
        repacked(data, lambda name, part: part.replace(b'"164"', b'"31"') if name == "xl/styles.xml" else part)
    )
