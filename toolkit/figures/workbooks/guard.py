"""Counts what a workbook would unfold to in memory, before openpyxl unfolds it.

Takes the bytes of an archive that `archives` found safe; raises `UnsafeFile`. openpyxl makes an object of every element,
and of every cell of a merged or linked range, so that a file of a few kilobytes can ask for all the memory there is.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from xml.parsers import expat

from toolkit.errors import UnsafeFile
from toolkit.figures.workbooks.layout import MOST_ELEMENTS, MOST_RANGE_CELLS

LAST_COLUMN, LAST_ROW = 16_384, 1_048_576


def check_workbook(data: bytes, place: str) -> None:
    """Raise `UnsafeFile` where reading the workbook could exhaust the machine."""
    count = _Count(place)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            count.add(archive.read(name))


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
