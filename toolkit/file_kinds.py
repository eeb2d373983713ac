"""What a file is, by what stands in it and never by its name: told within milliseconds, whatever its size.

Takes bytes; gives a kind, and the words for it. Reads of an archive only its directory, of an old Office file only its list of
streams. Never unpacks anything.

    name            content                         kind
    表.xls          a zip with xl/workbook.xml      XLSX
    表.xlsx         an OLE2 file with Workbook      XLS, as 表.et of WPS is, too
    表.xls          <html>…<table>                  HTML, as many systems export it
    表.xlsx         an OLE2 file, EncryptedPackage  LOCKED
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import Final

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END_OF_CHAIN: Final = 0xFFFFFFFC
MOST_SECTORS: Final = 4_096
"""A list of streams of half a million entries is none of an office's."""
ENTRY: Final = 128
SECTOR_SHIFTS: Final = (9, 12)
"""Sectors are of 512 or 4,096 bytes ([MS-CFB] 2.2)."""
OF_MARKUP: Final = 4_096
"""So many bytes at the beginning tell a page or a table in markup from a text."""
SHEETS_2003: Final = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet")
PAGE: Final = re.compile(rb"<\s*(?:!doctype\s+html|html|table|meta|body)\b", re.IGNORECASE)
PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")


class FileKind(Enum):
    """What a file is: the words for it, and what is to be done where a workbook is wanted."""

    XLSX = ("Excel 工作簿", "")
    XLS = ("旧格式的 Excel 工作簿（.xls，WPS 的 .et 也是）", "")
    XLSB = ("二进制的 Excel 工作簿（.xlsb）", "请打开后另存为“Excel 工作簿（.xlsx）”再发来。")
    ODS = ("OpenDocument 表格（.ods）", "请打开后另存为“Excel 工作簿（.xlsx）”再发来。")
    SHEETS_2003 = ("XML 表格（Excel 2003）", "请打开后另存为“Excel 工作簿（.xlsx）”再发来。")
    HTML = ("网页（有的系统导出的“.xls”其实是网页）", "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”再发来。")
    TEXT = ("纯文本（或 .csv）", "请发回填好的 Excel 填报表。")
    LOCKED = ("加了打开密码的文件", "请去掉密码（文件→信息→保护工作簿→用密码进行加密，清空）再发来。")
    WORD = ("Word 文档", "请发回 Excel 填报表。")
    WORD_97 = ("旧格式的 Word 文档（.doc，WPS 的 .wps 也是）", "请发回 Excel 填报表。")
    SLIDES = ("演示文稿", "请发回 Excel 填报表。")
    PDF = ("PDF", "请发回 Excel 填报表，不要转成 PDF。")
    PICTURE = ("图片（截图或照片）", "请发回 Excel 填报表，不要发截图。")
    RAR = ("RAR 压缩包", "请解压后把里面的表发来，或改用 zip 压缩。")
    SEVEN_ZIP = ("7z 压缩包", "请解压后把里面的表发来，或改用 zip 压缩。")
    ZIP = ("zip 压缩包", "请解压后把里面的表发来。")
    EMPTY = ("空文件，一个字节也没有", "可能没有下载完。请重新下载，或请填报人再发一次。")
    CUT_OFF = ("不完整的文件，后半截不见了", "可能没有下载完。请重新下载，或请填报人再发一次。")
    UNKNOWN = ("认不出的文件", "请用 Excel 或 WPS 打开看看，另存为“Excel 工作簿（.xlsx）”再发来。")

    def __init__(self, words: str, advice: str) -> None:
        self.words, self.advice = words, advice

    @property
    def is_workbook(self) -> bool:
        """Whether it is a workbook that can be read."""
        return self in (FileKind.XLSX, FileKind.XLS)


@lru_cache(maxsize=1)
def kind_of(data: bytes) -> FileKind:
    """What a file is."""
    # Asked three times of each file that is looked into: the last one is remembered, and so kept in memory.
    if not data:
        return FileKind.EMPTY
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _of_archive(data)
    if data.startswith(OLE):
        return _of_streams(set(streams_in(data)))
    return _by_beginning(data)


def _by_beginning(data: bytes) -> FileKind:
    if data.startswith(PICTURES) or data[4:12] in (b"ftypheic", b"ftypmif1") or data[8:12] == b"WEBP":
        return FileKind.PICTURE
    for beginning, kind in ((b"%PDF", FileKind.PDF), (b"Rar!", FileKind.RAR), (b"7z\xbc\xaf", FileKind.SEVEN_ZIP)):
        if data.startswith(beginning):
            return kind
    head = data[:OF_MARKUP].replace(b"\0", b"")
    if SHEETS_2003.search(head):
        return FileKind.SHEETS_2003
    if PAGE.search(head):
        return FileKind.HTML
    return FileKind.TEXT if _is_text(data[:OF_MARKUP]) else FileKind.UNKNOWN


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    encodings = ("utf-16-le", "utf-16-be") if b"\0" in head else ("utf-8", "gb18030")
    return any(_reads_as_text(head, encoding) for encoding in encodings)


def _reads_as_text(head: bytes, encoding: str) -> bool:
    try:
        text = head.decode(encoding)
    except UnicodeDecodeError as fault:
        # A letter may be cut in two at the end of what was looked at.
        if fault.start < len(head) - 4:
            return False
        text = head[: fault.start].decode(encoding)
    return re.search(r"[\x00-\x08\x0e-\x1f]", text) is None and (b"\0" not in head or not text.isalpha())


def _of_archive(data: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, struct.error):
        # Its directory stands at its end.
        return FileKind.CUT_OFF
    if "[content_types].xml" not in names:
        return FileKind.ODS if {"mimetype", "content.xml"} <= names else FileKind.ZIP
    if any(name.startswith("xl/") for name in names):
        return FileKind.XLSB if "xl/workbook.bin" in names else FileKind.XLSX
    if any(name.startswith("ppt/") for name in names):
        return FileKind.SLIDES
    if any(name.startswith("word/") for name in names):
        return FileKind.WORD
    # A workbook may keep its parts wherever it says.
    return FileKind.XLSX


def _of_streams(names: set[str]) -> FileKind:
    for name, kind in (
        ("EncryptedPackage", FileKind.LOCKED),
        ("Workbook", FileKind.XLS),
        ("Book", FileKind.XLS),
        ("WordDocument", FileKind.WORD_97),
        ("PowerPoint Document", FileKind.SLIDES),
    ):
        if name in names:
            return kind
    return FileKind.UNKNOWN if names else FileKind.CUT_OFF


def streams_in(data: bytes) -> Iterator[str]:
    """The names of the streams of an OLE2 file ([MS-CFB] 2.2 to 2.6); none where its list cannot be followed."""
    try:
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in SECTOR_SHIFTS:
            return
        size = 1 << shift
        first = struct.unpack_from("<I", data, 48)[0]
        tables = [each for each in struct.unpack_from("<109I", data, 76) if each < END_OF_CHAIN]
        for sector in _chain(data, size, tables, first):
            begin = (sector + 1) * size
            yield from (name for place in range(begin, begin + size, ENTRY) if (name := _name_at(data, place)))
    except struct.error:
        return


def _chain(data: bytes, size: int, tables: list[int], sector: int) -> Iterator[int]:
    """The sectors of a stream, from its first on."""
    a_table = size // 4
    for _turn in range(MOST_SECTORS):
        if sector >= END_OF_CHAIN or sector // a_table >= len(tables):
            return
        yield sector
        table = (tables[sector // a_table] + 1) * size
        sector = struct.unpack_from("<I", data, table + 4 * (sector % a_table))[0]


def _name_at(data: bytes, place: int) -> str:
    length = struct.unpack_from("<H", data, place + 64)[0]
    return data[place : place + max(min(length, 64) - 2, 0)].decode("utf-16-le", "ignore")
