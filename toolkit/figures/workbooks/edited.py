"""A workbook in which single cells are changed: all else stays byte for byte as its maker saved it.

Takes the bytes of a workbook (.xlsx); gives them back with notes, red grounds and values in some cells. openpyxl would lose what it does
not know: sizes of notes, rich text, charts, and what formulas came to. Never decides what is changed.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

from toolkit.figures.workbooks.cells import escaped
from toolkit.figures.workbooks.cut import row_and_column
from toolkit.figures.workbooks.looks import MAIN
from toolkit.figures.workbooks.sparse import PACKAGE, RELATIONS, TYPES, relations_of, target_from
from toolkit.packing import changed_archive, packed_members

CONTENT_TYPES: Final = "[Content_Types].xml"
COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
RED: Final = "FFFFC7CE"
AFTER_DRAWING: Final = (
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
"""What may stand behind the notes of a sheet (ECMA-376 part 1, 18.3.1.99)."""
BEFORE_RECKONING: Final = ("sheets", "functionGroups", "externalReferences", "definedNames")
"""What may stand right before how a workbook is reckoned (ECMA-376 part 1, 18.2.27)."""
NO_SHAPES: Final = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
SHAPE: Final = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_x0000_t202" fillcolor="#ffe1e1" o:insetmode="auto"'
    ' style="position:absolute;margin-left:60pt;margin-top:2pt;width:260px;height:{height}px;z-index:1;visibility:hidden">'
    '<v:fill color2="#ffe1e1"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
PLACED: Final = re.compile(r"Row>(\d+)<.*?Column>(\d+)<", re.DOTALL)
XML_END: Final = re.compile(r"</xml\s*>\s*$")
LETTERS_A_LINE, LETTERS_ACROSS, LINE_HEIGHT = 18, 60, 20


class EditedBook:
    """A workbook of which some parts are changed; each is read once, and written anew at the end.

    Args:
        data: its bytes.
        author: of its notes.

    Raises:
        KeyError: it is laid out in a way that is not known here.
    """

    def __init__(self, data: bytes, author: str = "") -> None:
        self._author = author
        self._members = packed_members(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self._parts = {name: archive.read(name) for name in archive.namelist()}
        self._trees: dict[str, Element] = {}
        self._drawings: dict[str, str] = {}
        self._put: dict[str, set[str]] = {}
        book = self._book = self._target_of("", "officeDocument")
        self._styles = self._target_of(book, "styles")
        targets = {each.get("Id"): each.get("Target", "") for each in self._read(relations_of(book))}
        listed = self._read(book).iterfind(f"{MAIN}sheets/{MAIN}sheet")
        folder = posixpath.dirname(book)
        self.sheets = {
            str(each.get("name")): target_from(folder, targets[each.get(f"{{{RELATIONS}}}id")]) for each in listed
        }
        if not self.sheets:
            raise KeyError("no sheets")

    def packed(self) -> bytes:
        """The workbook; parts that nobody changed keep their bytes."""
        reckoned = [part for part in self.sheets.values() if self._forget_results(part)] if self._put else []
        if reckoned:
            _ask_to_reckon(self._edit(self._book))
        written = {
            name: etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            for name, tree in self._trees.items()
        }
        return changed_archive(
            self._members, {**written, **{name: text.encode() for name, text in self._drawings.items()}}
        )

    def note(self, sheet: str, texts: Mapping[str, str]) -> None:
        """Put a note and a red ground on each of these cells."""
        part = self.sheets[sheet]
        self._comment(self._target_of(part, "comments", "") or self._new_comments(part), texts)
        self._draw(self._drawing_of(part) or self._new_drawing(part), texts)
        self._paint(part, texts)

    def write(self, sheet: str, place: str, text: str) -> None:
        """Put a text on a red ground into a cell, in lines that are read whole."""
        part = self.sheets[sheet]
        cell = _cell_for(self._edit(part), place)
        _say(cell, text)
        row = cell.getparent()
        assert row is not None
        row.set("ht", str(LINE_HEIGHT * (1 + len(text) // LETTERS_ACROSS)))
        row.set("customHeight", "1")
        self._paint(part, [place], is_wrapped=True)

    def put(self, sheet: str, place: str, value: str | Decimal | int | None) -> bool:
        """Put a value into a cell, in the look it has; gives whether there is such a sheet, and no formula that a text would end."""
        part = self.sheets.get(sheet)
        if part is None:
            return False
        cells = self._edit(part)
        if _is_covered(cells, place):
            return False
        cell = _cell_for(cells, place)
        if isinstance(value, str) and cell.find(f"{MAIN}f") is not None:
            return False
        _say(cell, value)
        self._put.setdefault(part, set()).add(place)
        return True

    def _forget_results(self, part: str) -> bool:
        """What formulas of a sheet came to is of the numbers before; gives whether there are any."""
        if part not in self._put and b"<f" not in self._parts[part]:
            return False
        written = self._put.get(part, set())
        stale = [cell for cell in self._edit(part).iter(f"{MAIN}c") if cell.find(f"{MAIN}f") is not None]
        for cell in stale:
            result = cell.find(f"{MAIN}v")
            if result is not None and cell.get("r") not in written:
                cell.remove(result)
        return bool(stale)

    def _read(self, name: str) -> Element:
        """A part as it is, and as it was changed."""
        if name in self._trees:
            return self._trees[name]
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(self._parts[name], parser)

    def _edit(self, name: str) -> Element:
        """A part that is changed, and stays so."""
        if name not in self._trees:
            self._trees[name] = self._read(name)
        return self._trees[name]

    def _target_of(self, part: str, kind: str, otherwise: str | None = None) -> str:
        """The part of a kind that another one leads to, the package itself by an empty name."""
        relations = relations_of(part)
        there = self._read(relations) if relations in self._parts or relations in self._trees else ()
        targets = (each.get("Target", "") for each in there if each.get("Type", "").endswith(f"/{kind}"))
        found = next((target_from(posixpath.dirname(part), target) for target in targets), otherwise)
        if found is None:
            raise KeyError(f"{part or 'package'}: {kind}")
        return found

    def _drawing_of(self, part: str) -> str:
        """The part with the shapes of a sheet's notes; pictures in its head and foot have one of their own."""
        link = self._read(part).find(f"{MAIN}legacyDrawing")
        known = link.get(f"{{{RELATIONS}}}id") if link is not None else None
        there = self._read(relations_of(part)) if known else ()
        targets = (each.get("Target", "") for each in there if each.get("Id") == known)
        return next((target_from(posixpath.dirname(part), target) for target in targets), "")

    def _new_comments(self, part: str) -> str:
        name = self._relate(part, "comments", "xml")
        self._trees[name] = etree.fromstring(f'<comments xmlns="{MAIN[1:-1]}"><authors/><commentList/></comments>')
        etree.SubElement(self._edit(CONTENT_TYPES), f"{TYPES}Override", PartName=f"/{name}", ContentType=COMMENTS_TYPE)
        return name

    def _new_drawing(self, part: str) -> str:
        name = self._relate(part, "vmlDrawing", "vml")
        self._drawings[name] = NO_SHAPES
        types = self._edit(CONTENT_TYPES)
        if not any(each.get("Extension", "").lower() == "vml" for each in types.iterfind(f"{TYPES}Default")):
            types.insert(0, types.makeelement(f"{TYPES}Default", Extension="vml", ContentType=DRAWING_TYPE))
        root = self._edit(part)
        link = root.makeelement(f"{MAIN}legacyDrawing", {f"{{{RELATIONS}}}id": "rIdReturnedvmlDrawing"})
        later = next((child for child in root if etree.QName(child).localname in AFTER_DRAWING), None)
        root.append(link) if later is None else later.addprevious(link)
        return name

    def _relate(self, part: str, kind: str, ending: str) -> str:
        """The name of a new part that a sheet leads to."""
        taken = {*self._parts, *self._trees, *self._drawings}
        numbers = (f"xl/{kind}Returned{number}.{ending}" for number in range(1, 1_000))
        name = next(each for each in numbers if each not in taken)
        relations = relations_of(part)
        if relations not in self._parts and relations not in self._trees:
            self._trees[relations] = etree.fromstring(f'<Relationships xmlns="{PACKAGE[1:-1]}"/>')
        target = posixpath.relpath(name, posixpath.dirname(part))
        about = {"Id": f"rIdReturned{kind}", "Type": f"{RELATIONS}/{kind}", "Target": target}
        etree.SubElement(self._edit(relations), f"{PACKAGE}Relationship", about)
        return name

    def _comment(self, part: str, texts: Mapping[str, str]) -> None:
        """Write notes; what a cell's note said before stands below."""
        root = self._edit(part)
        authors, listed = root.find(f"{MAIN}authors"), root.find(f"{MAIN}commentList")
        assert authors is not None and listed is not None
        etree.SubElement(authors, f"{MAIN}author").text = self._author
        author, before = str(len(authors) - 1), {each.get("ref"): each for each in listed}
        for place, text in texts.items():
            old = before.get(place)
            said = _text_of(old) if old is not None else ""
            if old is not None:
                listed.remove(old)
            comment = etree.SubElement(listed, f"{MAIN}comment", ref=place, authorId=author)
            body = etree.SubElement(etree.SubElement(comment, f"{MAIN}text"), f"{MAIN}t")
            body.text = escaped(f"{text}\n{said}" if said and said not in text else text)
            body.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _draw(self, part: str, texts: Mapping[str, str]) -> None:
        """Draw the shapes in which notes are shown, where there are none yet."""
        text = self._drawings.get(part) or self._parts[part].decode()
        there = set(PLACED.findall(text))
        number = max((int(each) for each in re.findall(r'id="_x0000_s(\d+)"', text)), default=1024)
        places = ((place, *row_and_column(place)) for place in texts)
        new = [
            (each, row - 1, column - 1) for each, row, column in places if (f"{row - 1}", f"{column - 1}") not in there
        ]
        shapes = [
            SHAPE.format(number=number + n, row=row, column=column, height=_height(texts[place]))
            for n, (place, row, column) in enumerate(new, start=1)
        ]
        closing = XML_END.search(text)
        if closing is None:
            raise KeyError(f"{part}: no end")
        end = closing.start()
        self._drawings[part] = f"{text[:end]}{''.join(shapes)}{text[end:]}"

    def _paint(self, part: str, places: Iterable[str], *, is_wrapped: bool = False) -> None:
        """Give cells a red ground, and leave the rest of their look as it is, but for lines where the text is to be read whole."""
        styles, sheet = self._edit(self._styles), self._edit(part)
        fills, looks = styles.find(f"{MAIN}fills"), styles.find(f"{MAIN}cellXfs")
        assert fills is not None and looks is not None
        pattern = etree.SubElement(etree.SubElement(fills, f"{MAIN}fill"), f"{MAIN}patternFill", patternType="solid")
        etree.SubElement(pattern, f"{MAIN}fgColor", rgb=RED)
        painted: dict[int, int] = {}
        for place in places:
            cell = _cell_for(sheet, place)
            look = int(cell.get("s") or 0)
            if look not in painted:
                looks.append(_red(looks[look], len(fills) - 1, is_wrapped=is_wrapped))
                painted[look] = len(looks) - 1
            cell.set("s", str(painted[look]))
        for counted in (fills, looks):
            counted.set("count", str(len(counted)))


def _red(look: Element, fill: int, *, is_wrapped: bool) -> Element:
    """The look of a cell with another ground."""
    red = deepcopy(look)
    red.set("fillId", str(fill))
    red.set("applyFill", "1")
    if is_wrapped:
        _wrap(red)
    return red


def _say(cell: Element, value: str | Decimal | int | None) -> None:
    """Put a value into a cell; a formula goes on beside a number, which is what it comes to."""
    for child in list(cell):
        if child.tag != f"{MAIN}f" or isinstance(value, str):
            cell.remove(child)
    if "t" in cell.attrib:
        del cell.attrib["t"]
    if isinstance(value, str) and value:
        cell.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t").text = escaped(value)
    elif value is not None and not isinstance(value, str):
        etree.SubElement(cell, f"{MAIN}v").text = f"{value:f}" if isinstance(value, Decimal) else str(value)


def _text_of(comment: Element) -> str:
    """What a note says; not the numbers that Excel keeps beside it, and not how words are read aloud."""
    parts = (*comment.iterfind(f"{MAIN}text/{MAIN}t"), *comment.iterfind(f"{MAIN}text/{MAIN}r/{MAIN}t"))
    return "".join(part.text or "" for part in parts).strip()


def _is_covered(sheet: Element, place: str) -> bool:
    """Whether a cell is one that a merged range hides."""
    row, column = row_and_column(place)
    for each in sheet.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell"):
        first, _sign, last = each.get("ref", "").partition(":")
        (top, left), (bottom, right) = row_and_column(first), row_and_column(last or first)
        if top <= row <= bottom and left <= column <= right and (row, column) != (top, left):
            return True
    return False


def _ask_to_reckon(book: Element) -> None:
    """Have whoever opens the workbook work out its formulas (ECMA-376 part 1, 18.2.2)."""
    reckoning = book.find(f"{MAIN}calcPr")
    if reckoning is None:
        reckoning = book.makeelement(f"{MAIN}calcPr")
        before = [child for child in book if etree.QName(child).localname in BEFORE_RECKONING]
        before[-1].addnext(reckoning)
    reckoning.set("fullCalcOnLoad", "1")


def _wrap(look: Element) -> None:
    alignment = look.find(f"{MAIN}alignment")
    if alignment is None:
        alignment = look.makeelement(f"{MAIN}alignment")
        look.insert(0, alignment)
    alignment.set("wrapText", "1")
    alignment.set("vertical", "top")
    look.set("applyAlignment", "1")


def _height(text: str) -> int:
    lines = sum(1 + len(line) // LETTERS_A_LINE for line in text.splitlines())
    return LINE_HEIGHT * (lines + 1)


def _cell_for(sheet: Element, place: str) -> Element:
    """The cell of this name, made where there is none."""
    number, column = row_and_column(place)
    data = sheet.find(f"{MAIN}sheetData")
    assert data is not None
    row = _numbered(data, f"{MAIN}row", number, lambda each: int(each.get("r", "0")))
    row.set("r", str(number))
    cell = _numbered(row, f"{MAIN}c", column, lambda each: row_and_column(each.get("r", "A0"))[1])
    cell.set("r", place)
    return cell


def _numbered(within: Element, tag: str, number: int, number_of: Callable[[Element], int]) -> Element:
    """The child of a number, in its order; one that does not say its number has the next one (ECMA-376 part 1, 18.3.1.4, 18.3.1.73)."""
    last = 0
    for each in within:
        last = number_of(each) if each.get("r") else last + 1
        if last == number:
            return each
        if last > number:
            made = within.makeelement(tag)
            each.addprevious(made)
            return made
    return etree.SubElement(within, tag)
