"""A copy of a template with its findings as Word comments, beside the very words they speak of.

Takes the template's bytes and its findings; gives the bytes of the copy. Comments can stand in the body only: findings about
headers, notes and properties stand beside the first paragraph. Never changes a word of the template.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from lxml import etree

from toolkit.findings import Finding
from toolkit.word.language.shapes import Shape
from toolkit.word.language.spelling import spelling_of
from toolkit.word.language.tags import paragraphs
from toolkit.word.package.elements import Element, parse, to_bytes
from toolkit.word.package.names import CT, RELS, W, kind_of_relation
from toolkit.word.package.package import Package, part_label, read_package, write_package
from toolkit.word.package.places import TYPES
from toolkit.word.package.reading import BODY
from toolkit.word.template.prepare import prepare

COMMENTS: Final = "word/comments.xml"
RELATIONS: Final = "word/_rels/document.xml.rels"
AUTHOR: Final = "模板检查"
INITIALS: Final = "检"
CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
RELATION_TYPE: Final = kind_of_relation("comments")

NO_RELATIONS: Final = f'<Relationships xmlns="{RELS[1:-1]}"/>'.encode()


def annotated(
    data: bytes, findings: Sequence[Finding], names: Mapping[str, Shape] | None = None, name: str = ""
) -> bytes:
    """The template with a comment for each finding.

    Args:
        data: the template.
        findings: as its `CompiledTemplate` gives them.
        names: the vocabulary it was compiled with.
        name: what the findings call the template.

    Raises:
        UnsafeFile: the template cannot be opened.
    """
    package = read_package(data, name)
    body = parse(package.parts[BODY])
    comments = parse(package.parts[COMMENTS]) if COMMENTS in package.parts else _new_comments()
    number = max((int(each.get(f"{W}id", "0")) for each in comments), default=-1) + 1
    for paragraph, messages in _by_paragraph(package, body, findings, names):
        comments.append(_comment(number, messages))
        _mark(paragraph, number)
        number += 1
    changed = {BODY: to_bytes(body), COMMENTS: to_bytes(comments)}
    if COMMENTS not in package.parts:
        changed |= _announced(package)
    return write_package(package, changed)


def _by_paragraph(
    package: Package, body: Element, findings: Sequence[Finding], names: Mapping[str, Shape] | None
) -> Iterable[tuple[Element, list[str]]]:
    """The paragraphs of the body that findings are about, in order, with what is found about each."""
    places = _places(package.parts[BODY], names)
    own = list(body.iter(f"{W}p"))
    gathered: dict[int, list[str]] = defaultdict(list)
    for finding in findings:
        known = [number for place, number in places.items() if finding.place.endswith(place)]
        where = known[0] if known else 0
        message = finding.message if known else f"{finding.place}：{finding.message}"
        gathered[where].append(f"{finding.level.label}：{message}")
    return [(own[number], messages) for number, messages in sorted(gathered.items()) if number < len(own)]


def _places(xml: bytes, names: Mapping[str, Shape] | None) -> dict[str, int]:
    """Where lint says each paragraph of the body is, and which one of all it is."""
    prepared = prepare(xml, names, spelling_of(names))
    numbers = {element: number for number, element in enumerate(prepared.root.iter(f"{W}p"))}
    label = part_label(BODY)
    assert label
    return {each.place: numbers[each.element] for each in paragraphs(prepared.root, label) if each.element in numbers}


def _new_comments() -> Element:
    return etree.Element(f"{W}comments", nsmap={"w": W[1:-1]})


def _comment(number: int, messages: Sequence[str]) -> Element:
    attributes = {f"{W}id": str(number), f"{W}author": AUTHOR, f"{W}initials": INITIALS}
    comment = etree.Element(f"{W}comment", attributes)
    for message in messages:
        run = etree.SubElement(etree.SubElement(comment, f"{W}p"), f"{W}r")
        etree.SubElement(run, f"{W}t").text = message
    return comment


def _mark(paragraph: Element, number: int) -> None:
    identity = {f"{W}id": str(number)}
    start = 1 if paragraph.find(f"{W}pPr") is not None else 0
    paragraph.insert(start, etree.Element(f"{W}commentRangeStart", identity))
    etree.SubElement(paragraph, f"{W}commentRangeEnd", identity)
    etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}commentReference", identity)


def _announced(package: Package) -> dict[str, bytes]:
    """The content types and the body's relations, with the new part in them."""
    types = parse(package.parts[TYPES])
    # A document that refers to nothing, such as one written by a program, has no list of relations.
    relations = parse(package.parts.get(RELATIONS, NO_RELATIONS))
    etree.SubElement(types, f"{CT}Override", PartName=f"/{COMMENTS}", ContentType=CONTENT_TYPE)
    taken = {each.get("Id") for each in relations}
    identity = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    etree.SubElement(relations, f"{RELS}Relationship", Id=identity, Type=RELATION_TYPE, Target="comments.xml")
    return {TYPES: to_bytes(types), RELATIONS: to_bytes(relations)}
