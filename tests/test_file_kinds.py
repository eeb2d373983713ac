"""A file is told by what stands in it, whatever it is called, and before anything in it is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.forms import form
from tests.support.libreoffice import saved_by_libreoffice
from tests.support.text_table import rows_of
from toolkit.file_kinds import FileKind, kind_of, streams_in


def zipped(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


def ole_with(*names: str, size: int = 512) -> bytes:
    """An OLE2 file with streams of these names and nothing in them."""
    header = bytearray(size)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, size.bit_length() - 1)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    listed = ["Root Entry", *names]
    sectors = -(-len(listed) * 128 // size)
    # The first sector holds the table of sectors, the others the list of streams.
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = struct.pack(f"<{size // 4}I", *chain, *[0xFFFFFFFF] * (size // 4 - len(chain)))
    entries = bytearray(sectors * size)
    for number, name in enumerate(listed):
        raw = name.encode("utf-16-le")
        entries[number * 128 : number * 128 + len(raw)] = raw
        struct.pack_into("<H", entries, number * 128 + 64, len(raw) + 2)
    return bytes(header) + table + bytes(entries)


TABLE = "单位,数\n甲支部,3\n"
PAGE = "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><body><table><tr><td>数</td></tr></table>"
FILES: dict[str, bytes] = {
    "nothing": b"",
    "a workbook": zipped("[Content_Types].xml", "xl/workbook.xml"),
    "one with macros": zipped("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
    "a binary one": zipped("[Content_Types].xml", "xl/workbook.bin"),
    "one with its parts elsewhere": zipped("[Content_Types].xml", "book.xml"),
    "a Word document": zipped("[Content_Types].xml", "word/document.xml"),
    "slides": zipped("[Content_Types].xml", "ppt/presentation.xml"),
    "an OpenDocument sheet": zipped("mimetype", "content.xml"),
    "a zip": zipped("甲.xlsx", "乙.xlsx"),
    "an empty zip": zipped(),
    "half of a workbook": zipped("[Content_Types].xml", "xl/workbook.xml")[:80],
    "an old workbook": ole_with("Workbook"),
    "a very old one": ole_with("Book"),
    "one of WPS": ole_with("Workbook", "ETExtData"),
    "one with sectors of 4 KB": ole_with("Workbook", size=4096),
    "one whose list is long": ole_with(*(f"s{n}" for n in range(9)), "Workbook"),
    "a locked one": ole_with("EncryptionInfo", "EncryptedPackage"),
    "an old document": ole_with("WordDocument", "1Table"),
    "another old file": ole_with("Something"),
    "half of an old one": ole_with("Workbook")[:400],
    "a page": PAGE.encode(),
    "a page in GBK": PAGE.encode("gbk"),
    "a page in UTF-16": PAGE.encode("utf-16"),
    "a table in markup": b"\n <TABLE border=1><tr><td>1</td></tr></TABLE>",
    "sheets of 2003": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
    "a text": TABLE.encode(),
    "a text in GBK": TABLE.encode("gbk"),
    "a text in UTF-16": TABLE.encode("utf-16"),
    "one without its mark": TABLE.encode("utf-16-le"),
    "a long one in GBK": TABLE.encode("gbk") * 1_000,
    "a PDF": b"%PDF-1.7\n",
    "a picture": b"\x89PNG\r\n\x1a\n",
    "a photograph": b"\xff\xd8\xff\xe0",
    "one of a telephone": b"\0\0\0\x18ftypheic",
    "a RAR": b"Rar!\x1a\x07\0",
    "a 7z": b"7z\xbc\xaf\x27\x1c",
    "anything": bytes(range(256)) * 4,
}
KINDS = """
file                         | kind
nothing                      | EMPTY
a workbook                   | XLSX
one with macros              | XLSX
a binary one                 | XLSB
one with its parts elsewhere | XLSX
a Word document              | WORD
slides                       | SLIDES
an OpenDocument sheet        | ODS
a zip                        | ZIP
an empty zip                 | ZIP
half of a workbook           | CUT_OFF
an old workbook              | XLS
a very old one               | XLS
one of WPS                   | XLS
one with sectors of 4 KB     | XLS
one whose list is long       | XLS
a locked one                 | LOCKED
an old document              | WORD_97
another old file             | UNKNOWN
half of an old one           | CUT_OFF
a page                       | HTML
a page in GBK                | HTML
a page in UTF-16             | HTML
a table in markup            | HTML
sheets of 2003               | SHEETS_2003
a text                       | TEXT
a text in GBK                | TEXT
a text in UTF-16             | TEXT
one without its mark         | TEXT
a long one in GBK            | TEXT
a PDF                        | PDF
a picture                    | PICTURE
a photograph                 | PICTURE
one of a telephone           | PICTURE
a RAR                        | RAR
a 7z                         | SEVEN_ZIP
anything                     | UNKNOWN
"""


@pytest.mark.parametrize("row", rows_of(KINDS), ids=lambda row: row["file"])
def test_a_file_is_known_by_what_stands_in_it(row: dict[str, str]) -> None:
    assert kind_of(FILES[row["file"]]).name == row["kind"]


def test_every_kind_that_is_no_workbook_says_what_to_do() -> None:
    assert {kind for kind in FileKind if not kind.advice} == {FileKind.XLSX, FileKind.XLS}
    assert all(kind.is_workbook is not bool(kind.advice) for kind in FileKind)
    assert not any("损坏" in kind.words + kind.advice for kind in FileKind)


@given(st.binary(max_size=2_000))
def test_whatever_stands_in_a_file_it_is_told(data: bytes) -> None:
    assert isinstance(kind_of(data), FileKind)
    assert isinstance(kind_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data), FileKind)
    assert isinstance(kind_of(b"PK\x03\x04" + data), FileKind)


def test_a_list_of_streams_that_leads_round_in_a_circle_comes_to_an_end() -> None:
    data = bytearray(ole_with("Something"))
    struct.pack_into("<I", data, 512 + 4, 1)
    assert len(list(streams_in(bytes(data)))) <= 4 * 4_096


@pytest.mark.parametrize(("ending", "kind"), [("xls", FileKind.XLS), ("ods", FileKind.ODS), ("html", FileKind.HTML)])
def test_what_a_real_program_saves_is_known(ending: str, kind: FileKind, tmp_path: Path) -> None:
    assert kind_of(saved_by_libreoffice(form(), tmp_path, ending)) is kind
