"""Cells that span, take a colour or merge, and tables whose columns loops have multiplied.

Takes a rendered part, as a tree with notes in cells or as text whose tables may have met; changes its tables. Properties stand in the schema's order, and a table
keeps its width. Never guesses: a span or colour that is none is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lxml import etree

from toolkit.word.document.rich.text import HEX, make
from toolkit.word.language.dialect import GRID_NOTE
from toolkit.word.language.values import NOTE_END, NOTE_START, UnprintableValue
from toolkit.word.package.elements import Element, drop, own_nodes
from toolkit.word.package.names import W

NOTE: Final = re.compile(rf"{NOTE_START}(span|fill|down|across)=([^{NOTE_START}{NOTE_END}]*){NOTE_END}")
CELL_ORDER: Final = (
    "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark".split()
)
"""The order the schema asks of a cell's properties."""
MOST_COLUMNS: Final = 63
"""Word's own limit."""
MARKS: Final = r"(?:\s|<w:(?:bookmark|perm)(?:Start|End)\b[^>]*/>)*"
ENDS_AT_TAG: Final = re.compile(rf"</w:tbl>{MARKS}\{{[%#]")
BEGINS_AT_TAG: Final = re.compile(rf"[%#]\}}{MARKS}<w:tbl[ >]")
JOINED: Final = "</w:tbl>\n<w:tbl"
"""Two tables that their author has joined, in a source where others may come to stand next to each other."""
NEXT_TO_EACH_OTHER: Final = re.compile(rf"</w:tbl>(?!\n<w:tbl)(?={MARKS}<w:tbl[ >])")


def may_join_tables(source: str) -> bool:
    """Whether tables of a part may come to stand next to each other once its block tags are gone: Word shows them as one."""
    return bool(ENDS_AT_TAG.search(source) and BEGINS_AT_TAG.search(source))


def with_joined_tables(source: str) -> str:
    """A part's source in which the tables that its author has put next to each other are marked, so that they stay one."""
    return re.sub(r"</w:tbl>\s*<w:tbl(?=[ >])", JOINED, source) if may_join_tables(source) else source


def tables_apart(xml: str) -> str:
    """The XML of a part with an empty paragraph between tables: the tag stood in one."""
    return NEXT_TO_EACH_OTHER.sub("</w:tbl><w:p/>", xml)


def mend_tables(root: Element) -> None:
    """Do what the notes in cells ask for, and give each table concerned as many columns as its rows have.

    Raises:
        UnprintableValue: a span or a colour is none.
    """
    tables = [grid.getparent() for grid in root.iter(f"{W}tblGrid") if GRID_NOTE in (grid.text or "")]
    for cell in list(root.iter(f"{W}tc")):
        words = _taken_words(cell)
        if words:
            tables.append(next(cell.iterancestors(f"{W}tbl"), None))
            for word, value in words:
                _do(cell, word, value.strip())
    for table in dict.fromkeys(tables):
        if table is not None:
            _mend_grid(table)


def _taken_words(cell: Element) -> list[tuple[str, str]]:
    """The notes of a cell, taken out of its text; runs that held nothing else go too."""
    words: list[tuple[str, str]] = []
    paragraphs = own_nodes(cell, f"{W}p")
    for text in [text for paragraph in paragraphs for text in own_nodes(paragraph, f"{W}t")]:
        found = NOTE.findall(text.text or "")
        if not found:
            continue
        words += found
        text.text = NOTE.sub("", text.text or "")
        run = text.getparent()
        if not text.text and run is not None and all(each is text or each.tag == f"{W}rPr" for each in run):
            drop(run)
    return words


def _do(cell: Element, word: str, value: str) -> None:
    match word:
        case "span":
            set_property(cell, make("gridSpan", val=str(_count(value))))
        case "fill":
            set_property(cell, make("shd", val="clear", color="auto", fill=_color(value)))
        case "down":
            set_property(cell, make("vMerge", val="restart") if value == "1" else make("vMerge"))
            if value != "1":
                _empty(cell)
        case _ if value == "0":
            drop(cell)
        case _:
            set_property(cell, make("gridSpan", val=str(_count(value) * _span(cell))))


def _count(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d?", text) or int(text) > MOST_COLUMNS:
        raise UnprintableValue(f"表格里合并的列数“{text}”不对，要是1到{MOST_COLUMNS}的整数")
    return int(text)


def _color(text: str) -> str:
    found = HEX.fullmatch(text)
    if text != "auto" and found is None:
        raise UnprintableValue(f"表格的底色“{text}”不对，要写六位十六进制数，如FF0000")
    return found[1].upper() if found else text


def set_property(cell: Element, wanted: Element) -> None:
    """Give a cell a property, in place of the one it has, where the schema wants it."""
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        properties = make("tcPr")
        cell.insert(0, properties)
    for old in properties.findall(wanted.tag):
        properties.remove(old)
    properties.append(wanted)
    properties[:] = sorted(properties, key=_place)


def _place(element: Element) -> int:
    name = etree.QName(element).localname
    return CELL_ORDER.index(name) if name in CELL_ORDER else len(CELL_ORDER)


def _empty(cell: Element) -> None:
    """Leave one empty paragraph: what a merged cell hides would still be found in the file."""
    first, *others = cell.findall(f"{W}p")
    for each in [*others, *(each for each in cell if each.tag not in (f"{W}tcPr", f"{W}p"))]:
        drop(each)
    for each in [each for each in first if each.tag != f"{W}pPr"]:
        first.remove(each)


def _mend_grid(table: Element) -> None:
    """Give a table as many columns as its widest row; its width stays, shared out as before."""
    grid = table.find(f"{W}tblGrid")
    if grid is None:
        return
    grid.text = None
    columns = grid.findall(f"{W}gridCol")
    wanted = max(map(_width, own_nodes(table, f"{W}tr")), default=0)
    if not columns or not wanted or wanted == len(columns):
        return
    widths = _shared([_twips(each) for each in columns], wanted)
    for each in columns:
        grid.remove(each)
    grid[:0] = [make("gridCol", w=str(width)) for width in widths]
    for row in own_nodes(table, f"{W}tr"):
        _set_widths(row, widths)


def _shared(widths: Sequence[int], count: int) -> list[int]:
    """The same width in another number of columns; new ones are as wide as the average, all in proportion."""
    total = sum(widths)
    kept = [*widths[:count], *([total // len(widths)] * (count - len(widths)))]
    factor = total / sum(kept) if sum(kept) else 0.0
    return [int(width * factor) for width in kept]


def _set_widths(row: Element, widths: Sequence[int]) -> None:
    position = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
    for cell in _cells(row):
        end = position + _span(cell)
        stated = cell.find(f"{W}tcPr/{W}tcW")
        width = sum(widths[position:end], 0)
        if stated is not None and stated.get(f"{W}type", "dxa") == "dxa" and width:
            stated.set(f"{W}w", str(width))
        position = end


def _width(row: Element) -> int:
    beside = sum(_number(row.find(f"{W}trPr/{W}{name}"), 0) for name in ("gridBefore", "gridAfter"))
    return beside + sum(map(_span, _cells(row)))


def _cells(row: Element) -> list[Element]:
    return own_nodes(row, f"{W}tc")


def _span(cell: Element) -> int:
    return _number(cell.find(f"{W}tcPr/{W}gridSpan"), 1)


def _number(element: Element | None, default: int) -> int:
    value = "" if element is None else element.get(f"{W}val", "")
    return int(value) if value.isdigit() else default


def _twips(column: Element) -> int:
    value = column.get(f"{W}w", "0").partition(".")[0]
    return int(value) if value.isdigit() else 0
