"""Counts what a workbook would unfold to in memory, before openpyxl unfolds it.

Takes the bytes of an archive; gives its parts, or raises `UnsafeFile`. openpyxl makes an object of every element,
and of every cell of a merged or linked range, so that a file of a few kilobytes can ask for all the memory there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final
from xml.parsers import expat

from toolkit.archives import MOST_BYTES, unpack
from toolkit.errors import UnsafeFile
from toolkit.figures.workbooks.layout import MOST_ELEMENTS, MOST_RANGE_CELLS

LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
UTF_8: Final = re.compile(rb"""encoding\s*=\s*["']utf-8["']""", re.IGNORECASE)
RANGES: Final = (b"mergeCell", b"hyperlink")
REFERENCE: Final = re.compile(rb"""ref\s*=\s*["']([^"']*)""")


def checked_parts(data: bytes, place: str, what: str = "表格", most_bytes: int = MOST_BYTES) -> dict[str, bytes]:
    """The parts of a workbook, name to bytes, once it is known that reading them cannot exhaust the machine.

    Args:
        data: the bytes of an archive.
        place, what: what messages call it, and what it should be.
        most_bytes: how large all its parts together may be once unpacked.

    Raises:
        UnsafeFile: it is no whole archive, breaks a limit of `archives`, or would unfold to too much.
    """
    parts = unpack(data, place, what, most_bytes)
    _check(list(parts.values()), place)
    return parts


def _check(parts: Sequence[bytes], place: str) -> None:
    count = _Count(place)
    # What cannot be too much needs no counting, which takes longer than all else that is done to a form.
    if sum(map(_most_elements, parts)) > MOST_ELEMENTS or sum(map(_most_range_cells, parts)) > MOST_RANGE_CELLS:
        to_count = list(parts)
    else:
        to_count = [part for part in parts if not _is_plain(part)]
    for part in to_count:
        count.add(part)


def _most_elements(part: bytes) -> int:
    """How many elements a plain part has at most: none begins without this letter."""
    return part.count(b"<")


def _most_range_cells(part: bytes) -> int:
    """How many cells the ranges of a plain part stand for at most, whatever they are for."""
    return sum(_size(reference.decode(errors="replace")) for reference in _references(part))


def _references(part: bytes) -> Sequence[bytes]:
    """Whatever may be the range of an element that stands for as many cells."""
    return REFERENCE.findall(part) if any(word in part for word in RANGES) else ()


def _is_plain(part: bytes) -> bool:
    """Whether a part is XML in which every letter of the names and ranges stands as itself, and that declares no types."""
    text = part.removeprefix(BYTE_ORDER_MARK)
    declared = text[: text.find(b"?>")] if text.startswith(b"<?xml") else b""
    is_utf_8 = text[:1] == b"<" and text[1:2] != b"\0" and (b"encoding" not in declared or bool(UTF_8.search(declared)))
    return is_utf_8 and b"<!DOCTYPE" not in part and not any(b"&" in reference for reference in _references(part))


class _Count:
    """The elements met so far, and the cells that ranges stand for."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.elements = 0
        self.range_cells = 0

    def add(self, part: bytes) -> None:
        """Count one part; one that is no XML is passed over, as nothing unfolds it."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._element
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            with suppress(expat.ExpatError):
                parser.Parse(part, True)
        except (ValueError, LookupError):
            self._refuse("内含编码不明的内容")

    def _element(self, name: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        if name.rsplit(" ", 1)[-1] in ("mergeCell", "hyperlink"):
            self.range_cells += _size(attributes.get("ref", ""))
        if self.elements > MOST_ELEMENTS:
            self._refuse("内容过多")
        if self.range_cells > MOST_RANGE_CELLS:
            self._refuse("合并的单元格范围过大")

    def _doctype(self, *_declaration: object) -> None:
        self._refuse("内含不该有的文档类型声明")

    def _refuse(self, reason: str) -> None:
        raise UnsafeFile(f"{self.place}：{reason}，为安全起见没有打开。请换用新发的填报表，把内容抄过去再发来。")


def _size(reference: str) -> int:
    """How many cells a reference such as B4:H4 stands for; one that cannot be read stands for none."""
    try:
        from openpyxl.utils import range_boundaries  # noqa: PLC0415 - slow to import, and wanted only where a form is read

        left, top, right, bottom = range_boundaries(reference)
    except (ValueError, TypeError):
        return 0
    columns = (right or LAST_COLUMN) - (left or 1) + 1
    return columns * ((bottom or LAST_ROW) - (top or 1) + 1)
