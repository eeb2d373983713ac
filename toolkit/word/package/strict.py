"""Strict Open XML as transitional: the one table between the two, and what else differs in writing.

Takes a part that says the names of Strict Open XML, an ordinary choice in Word's save dialogue; gives it in the names that Word
itself writes otherwise, which all guards and readers know. Never changes what a part says.

Source: ISO/IEC 29500-1 and -4. Beside names differ relations, lengths with units, percentages, sides (start, end) and the marks
of conditional formats; booleans and content types are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from toolkit.word.package.elements import Element
from toolkit.word.package.names import OPEN_XML, W

STRICT: Final = "http://purl.oclc.org/ooxml/"
OFFICE: Final = "officeDocument/"
DRAWINGS: Final = "main picture chart chartDrawing diagram lockedCanvas wordprocessingDrawing spreadsheetDrawing compatibility".split()
NAMES: Final[Mapping[str, str]] = {
    STRICT + strict: OPEN_XML + transitional
    for strict, transitional in (
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("spreadsheetml/main", "spreadsheetml/2006/main"),
        ("presentationml/main", "presentationml/2006/main"),
        ("schemaLibrary/main", "schemaLibrary/2006/main"),
        (f"{OFFICE}extendedProperties", f"{OFFICE}2006/extended-properties"),
        (f"{OFFICE}customProperties", f"{OFFICE}2006/custom-properties"),
        *((OFFICE + name, f"{OFFICE}2006/{name}") for name in "relationships math docPropsVTypes bibliography".split()),
        *((OFFICE + name, f"{OFFICE}2006/{name}") for name in "customXml characteristics".split()),
        *((f"drawingml/{name}", f"drawingml/2006/{name}") for name in DRAWINGS),
    )
}
RELATIONS: Final = f"{STRICT}{OFFICE}relationships/"
RENAMED_RELATIONS: Final = {"extendedProperties": "extended-properties", "customProperties": "custom-properties"}
"""Kinds of relation that are spelled otherwise; every other kind is the same word."""
MARKUP: Final = re.compile(r"<[^<>]*>")
NAME: Final = re.compile(re.escape(STRICT) + r"[\w/-]+")

SIDES: Final = {"start": "left", "end": "right", "startChars": "leftChars", "endChars": "rightChars"}
SIDED_VALUES: Final = frozenset(W + name for name in "jc lvlJc tab framePr ptab".split())
SIDED_ELEMENTS: Final = frozenset(W + name for name in "tblBorders tcBorders tblCellMar tcMar".split())
TWIPS: Final = {"pt": 20.0, "in": 1440.0, "cm": 1440 / 2.54, "mm": 144 / 2.54, "pc": 240.0, "pi": 240.0}
LENGTH: Final = re.compile(r"(-?\d+(?:\.\d+)?)(pt|in|cm|mm|pc|pi)")
PERCENT: Final = re.compile(r"(-?\d+(?:\.\d+)?)%")
HALF_POINTS: Final = frozenset(W + name for name in "sz szCs kern position hps hpsRaise hpsBaseText".split())
CONFORMANCE: Final = (f"{W}conformance", "conformance")
FORMAT_MARKS: Final = (
    "firstRow lastRow firstColumn lastColumn oddVBand evenVBand oddHBand evenHBand "
    "firstRowFirstColumn firstRowLastColumn lastRowFirstColumn lastRowLastColumn"
).split()
"""The bits of `w:cnfStyle`, in order."""


def says_strict(xml: str) -> bool:
    """Whether a part says a name of Strict Open XML, and does not only speak of one.

    Args:
        xml: the part as lxml writes it: what stands between < and > is markup, and nothing is spelled by references.
    """
    return STRICT in xml and any(STRICT in markup for markup in MARKUP.findall(xml))


def renamed(xml: str) -> str:
    """The part with its Strict names as transitional ones; what is no name, such as a text, stays."""
    return MARKUP.sub(lambda markup: NAME.sub(_name, markup[0]) if STRICT in markup[0] else markup[0], xml)


def _name(found: re.Match[str]) -> str:
    """A name as it is otherwise; a namespace is known as a whole, a relation by what stands before its last word."""
    name = found[0]
    if name in NAMES:
        return NAMES[name]
    kind = name.removeprefix(RELATIONS)
    return f"{NAMES[RELATIONS[:-1]]}/{RENAMED_RELATIONS.get(kind, kind)}" if kind != name else name


def measure(root: Element) -> None:
    """Write lengths, percentages, sides and format marks of a renamed part as transitional readers know them."""
    for node in root.iter("*"):
        for key, value in list(node.attrib.items()):
            _write(node, str(key), str(value))
        if node.tag == f"{W}cnfStyle" and f"{W}val" not in node.attrib:
            node.set(f"{W}val", "".join(_bits(node)))
        if "/wordprocessingDrawing}pct" in str(node.tag) and (share := PERCENT.fullmatch(node.text or "")):
            node.text = str(round(float(share[1]) * 1_000))
        if node.tag in SIDED_ELEMENTS:
            for child in node.iterchildren("*"):
                child.tag = W + SIDES.get(str(child.tag).removeprefix(W), str(child.tag).removeprefix(W))


def _write(node: Element, key: str, value: str) -> None:
    if key in CONFORMANCE:
        del node.attrib[key]
        return
    side = SIDES.get(key.removeprefix(W)) if node.tag == f"{W}ind" else None
    made = SIDES.get(value, value) if node.tag in SIDED_VALUES else _number(str(node.tag), key, value)
    if side is not None:
        del node.attrib[key]
        node.set(W + side, made)
    elif made != value:
        node.set(key, made)


def _number(tag: str, key: str, value: str) -> str:
    """A length in twips or half-points, a percentage in what the element counts in."""
    length, percent = LENGTH.fullmatch(value), PERCENT.fullmatch(value)
    if length and tag.startswith(W):
        return str(round(float(length[1]) * TWIPS[length[2]] / (10 if tag in HALF_POINTS else 1)))
    if percent and tag.startswith(W):
        # Widths of tables count fiftieths of a percent; the width of letters and the zoom whole ones.
        return str(round(float(percent[1]) * (50 if key == f"{W}w" and tag != f"{W}w" else 1)))
    if percent and "/drawingml/" in tag:
        return str(round(float(percent[1]) * (1 if "/chart}" in tag else 1_000)))
    return value


def _bits(node: Element) -> Iterator[str]:
    said = {str(key).rpartition("}")[2]: value for key, value in node.attrib.items()}
    for mark in FORMAT_MARKS:
        yield "1" if said.get(mark) in ("1", "true", "on") else "0"
