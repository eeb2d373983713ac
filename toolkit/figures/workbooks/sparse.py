"""Reads the sheets of a workbook straight from its parts, and of each only what `sheets` holds.

Takes parts that `guard` found safe; gives the sheets with what openpyxl would tell of them, in a tenth of the
time. Whatever is not written as it is known here raises: then `unfolded` asks openpyxl. Never saves, never guesses.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Final, cast

from lxml import etree
from lxml.etree import _Element as Element

from toolkit.figures.workbooks.cell_values import CellReader, letters_in, note_in
from toolkit.figures.workbooks.looks import FALSE, MAIN, NotKnown, looks_of
from toolkit.figures.workbooks.sheets import Cell, Place, Sheet, SheetNote, Span, covered_by, hidden_in, spans_of

RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
PACKAGE: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
STRINGS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
BOOKS: Final = (
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
)
"""What the main part of a workbook calls itself, in the order in which openpyxl looks for it."""
STYLES: Final = "xl/styles.xml"
NEVER_IN_TITLES: Final = frozenset("\\*?:/[]")
OUT_OF_SIGHT: Final = ("hidden", "veryHidden")
_REFERENCES: Final = etree.XPath("m:sheetData/m:row/m:c/@r", namespaces={"m": MAIN[1:-1]}, smart_strings=False)
_INSIDE_ROWS: Final = etree.XPath("count(m:sheetData/m:row/*)", namespaces={"m": MAIN[1:-1]})
_FULL: Final = etree.XPath("m:sheetData/m:row/m:c[* or @t='e']", namespaces={"m": MAIN[1:-1]})
"""Most cells of a form are empty; only an error can stand in an element without children."""
PLACES_KEPT: Final = 1 << 15
FROM_1900, FROM_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)


@dataclass(frozen=True)
class _Related:
    """What a relationship of a part leads to."""

    type: str
    target: str


def sparse_sheets(parts: Mapping[str, bytes]) -> dict[str, Sheet]:
    """The sheets of a workbook by name, in order.

    Args:
        parts: its parts, name to bytes.

    Raises:
        NotKnown: it is written in a way that is not known here; whatever else a damaged part raises comes through.
    """
    return _sheets(_Parts(parts))


@lru_cache(PLACES_KEPT)
def place_of(reference: str) -> Place:
    """The row and the column of a cell by its name.

    >>> place_of("AB7")
    (7, 28)
    """
    from openpyxl.utils.cell import coordinate_to_tuple  # noqa: PLC0415 - slow to import

    row, column = coordinate_to_tuple(reference)
    return row, column


class _Parts:
    """The parts of a workbook, parsed when they are asked for."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def root(self, name: str, tag: str) -> Element:
        """The root of a part, which must be of this name."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        root = etree.fromstring(self._parts[name], parser)
        if root.tag != tag:
            raise NotKnown(f"{name}: {root.tag}")
        return root

    def related(self, name: str) -> dict[str, _Related]:
        """The relationships of a part by their id, their targets as names of parts."""
        folder, relations = posixpath.dirname(name), relations_of(name)
        if relations not in self:
            return {}
        return {
            each.get("Id", ""): _Related(each.get("Type", ""), target_from(folder, each.get("Target", "")))
            for each in self.root(relations, f"{PACKAGE}Relationships")
        }

    def of_type(self, *types: str) -> str:
        """The first part that calls itself by one of these names, an empty name where none does."""
        return next((name[1:] for wanted in types for kind, name in self._types if kind == wanted), "")

    @cached_property
    def _types(self) -> list[tuple[str | None, str]]:
        told = self.root("[Content_Types].xml", f"{TYPES}Types").iterfind(f"{TYPES}Override")
        return [(each.get("ContentType"), each.get("PartName", "")) for each in told]


def _sheets(parts: _Parts) -> dict[str, Sheet]:
    name, strings = parts.of_type(*BOOKS), parts.of_type(STRINGS)
    if not name:
        raise NotKnown("no main part")
    book = parts.root(name, f"{MAIN}workbook")
    texts = tuple(map(letters_in, parts.root(strings, f"{MAIN}sst").iterfind(f"{MAIN}si"))) if strings else ()
    looks, epoch = looks_of(parts.root(STYLES, f"{MAIN}styleSheet")), _epoch(book)
    related = parts.related(name)
    listed = [
        (each.get("name", ""), related[each.get(f"{{{RELATIONS}}}id", "")], each.get("state") in OUT_OF_SIGHT)
        for each in book.iterfind(f"{MAIN}sheets/{MAIN}sheet")
    ]
    _check_titles([title for title, _related, _is_hidden in listed])
    return {
        title: _sheet(parts, title, sheet.target, CellReader(texts, looks, epoch), is_hidden=is_hidden)
        for title, sheet, is_hidden in listed
        if sheet.target in parts and "chartsheet" not in sheet.type
    }


def _sheet(parts: _Parts, title: str, name: str, reader: CellReader, *, is_hidden: bool) -> Sheet:
    root = parts.root(name, f"{MAIN}worksheet")
    if root.find(f"{MAIN}hyperlinks") is not None:
        raise NotKnown("links put their address into empty cells")
    cells, reach = _cells(root, reader)
    ranges = [_span(each.get("ref", "")) for each in root.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell")]
    notes, covered = dict(_notes(parts, name)), covered_by(ranges)
    rows, columns = zip(reach, *notes, *(span[2:] for span in ranges), strict=True)
    seen = {place: cell for place, cell in sorted(cells.items()) if place not in covered}
    return Sheet(
        title,
        seen,
        spans_of(ranges),
        {place: note for place, note in sorted(notes.items()) if place not in covered},
        max(rows),
        max(columns),
        hidden_in(seen, _hidden_rows(root), _hidden_columns(root, max(columns)), is_whole=is_hidden),
    )


def _hidden_rows(root: Element) -> set[int]:
    return {
        int(each.get("r", "0")) for each in root.iterfind(f"{MAIN}sheetData/{MAIN}row[@hidden]") if _is_hidden(each)
    }


def _hidden_columns(root: Element, last: int) -> set[int]:
    ranges = [each for each in root.iterfind(f"{MAIN}cols/{MAIN}col[@hidden]") if _is_hidden(each)]
    spans = ((int(each.get("min", "1")), min(int(each.get("max", "1")), last)) for each in ranges)
    return {column for first, end in spans for column in range(first, end + 1)}


def _is_hidden(element: Element) -> bool:
    return element.get("hidden") in ("1", "true")


def _cells(root: Element, reader: CellReader) -> tuple[dict[Place, Cell], Place]:
    """The cells of a sheet that hold something, and how far it reaches."""
    references = cast("list[str]", _REFERENCES(root))
    if len(references) != _INSIDE_ROWS(root) or len(references) != len(set(references)):
        raise NotKnown("a cell does not say where it stands, or says what another says, or is none")
    rows, columns = zip((1, 1), *map(place_of, references), strict=True)
    full = cast("list[Element]", _FULL(root))
    cells = (reader.cell(element, place_of(element.get("r", ""))) for element in full)
    return {cell[:2]: cell for cell in cells if cell}, (max(rows), max(columns))


def _notes(parts: _Parts, name: str) -> Iterator[tuple[Place, SheetNote]]:
    for related in parts.related(name).values():
        if related.type == f"{RELATIONS}/comments":
            root = parts.root(related.target, f"{MAIN}comments")
            authors = [str(each.text) for each in root.iterfind(f"{MAIN}authors/{MAIN}author")]
            for each in root.iterfind(f"{MAIN}commentList/{MAIN}comment"):
                text = each.find(f"{MAIN}text")
                said = note_in(text) if text is not None else ""
                yield place_of(each.get("ref", "")), SheetNote(authors[int(each.get("authorId", ""))], said)


def relations_of(part: str) -> str:
    """The part that says what a part leads to; by an empty name that of the whole package."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def target_from(folder: str, target: str) -> str:
    """The name of the part that one in a folder leads to."""
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _epoch(book: Element) -> datetime:
    properties = book.find(f"{MAIN}workbookPr")
    is_1904 = properties is not None and properties.get("date1904", "0") not in FALSE
    return FROM_1904 if is_1904 else FROM_1900


def _check_titles(titles: Sequence[str]) -> None:
    """Refuse titles that openpyxl would refuse, or number apart."""
    if len({title.lower() for title in titles}) != len(titles) or not all(titles):
        raise NotKnown("sheets of the same name, or of none")
    if any(NEVER_IN_TITLES & set(title) for title in titles):
        raise NotKnown("a name that no sheet may have")


def _span(reference: str) -> Span:
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415 - slow to import

    left, top, right, bottom = range_boundaries(reference)
    if left is None or top is None or right is None or bottom is None:
        raise NotKnown(reference)
    return top, left, bottom, right
