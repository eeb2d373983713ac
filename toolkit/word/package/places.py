"""Where the parts of a Word file lie: each kind that is looked for has its usual name, whatever the file calls it.

Takes the parts of a file; gives them under their usual names, with all that refers to them following. What a part is, its relation
says, and not its name: one that nothing leads to stays where it is. Never changes what a part says.

    word/notes/fn2.xml, led to as footnotes      word/footnotes.xml
    Word/hdrA.xml, led to as header              word/header1.xml

Source: ECMA-376 part 2, 8.2 (relationships) and 7.2.3 (content types).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from toolkit.word.package.elements import Element, parse, to_bytes
from toolkit.word.package.names import CT, RELATION

TYPES: Final = "[Content_Types].xml"
ALONE: Final[Mapping[str, str]] = {
    **{kind: f"word/{kind}.xml" for kind in ("footnotes", "endnotes", "comments", "styles", "numbering", "settings")},
    "theme": "word/theme/theme1.xml",
}
"""Kinds of which there is one."""
SEVERAL: Final = frozenset(["header", "footer"])
"""Kinds of which there may be several."""


def relations_of(part: str) -> str:
    """The part that holds the relations of another.

    >>> relations_of("word/document.xml"), relations_of("")
    ('word/_rels/document.xml.rels', '_rels/.rels')
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def unusual_names(parts: Mapping[str, bytes], main: str) -> dict[str, str]:
    """The parts that a main part leads to under other names than usual, with their usual ones.

    Args:
        parts: of the file, name to bytes.
        main: the main part's name.
    """
    names: dict[str, str] = {}
    led_to = list(_led_to(parts, main))
    in_place = {part for kind, part in led_to if ALONE.get(kind) == part}
    for kind, part in led_to:
        wanted = ALONE.get(kind, part)
        if kind in SEVERAL and not re.fullmatch(rf"word/{kind}\d*\.xml", part):
            numbers = (f"word/{kind}{number}.xml" for number in range(1, len(parts) + 2))
            wanted = next(name for name in numbers if name not in parts and name not in names.values())
        if wanted != part and wanted not in in_place and wanted not in names.values():
            names[part] = wanted
            if wanted in parts and wanted not in names:
                # What lies there is none of its kind, or nothing leads to it.
                names[wanted] = part
    return names


def as_led_to(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The parts whose names are written otherwise, in capitals or not, than relations write them; with the relations' way."""
    written = {name.lower(): name for name in parts}
    names: dict[str, str] = {}
    for relations in [name for name in parts if name.lower().endswith(".rels")]:
        root = _tree(parts[relations])
        for each in () if root is None else root.iter(RELATION):
            part = target_of(each, _owner_of(relations))
            known = written.get(part.lower(), part)
            if part and part not in parts and known != part:
                names[known] = part
    return names


def moved(parts: Mapping[str, bytes], names: Mapping[str, str]) -> dict[str, bytes]:
    """All parts, some of them under other names, with what refers to them.

    Args:
        parts: name to bytes.
        names: old name to new one.
    """
    names = {**names, **{relations_of(old): relations_of(new) for old, new in names.items()}}
    made: dict[str, bytes] = {}
    for name, data in parts.items():
        if name == TYPES:
            made[name] = _types_following(data, names)
        elif name.endswith(".rels"):
            made[names.get(name, name)] = _relations_following(data, _owner_of(name), names)
        else:
            made[names.get(name, name)] = data
    return made


def _led_to(parts: Mapping[str, bytes], main: str) -> Iterator[tuple[str, str]]:
    """The kind of each part that a main part leads to, and the name it leads there by."""
    root = _tree(parts.get(relations_of(main), b""))
    for each in () if root is None else root.iter(RELATION):
        part = target_of(each, main)
        if part in parts:
            yield each.get("Type", "").rpartition("/")[2], part


def target_of(relation: Element, owner: str) -> str:
    """The part a relation of another part leads to; empty where it leads out of the file."""
    if relation.get("TargetMode") == "External":
        return ""
    target = relation.get("Target", "")
    folder = "" if target.startswith("/") else posixpath.dirname(owner)
    return posixpath.normpath(posixpath.join(folder, target.lstrip("/")))


def _owner_of(relations: str) -> str:
    """The part whose relations these are."""
    folder, name = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _relations_following(data: bytes, owner: str, names: Mapping[str, str]) -> bytes:
    root = _tree(data)
    if root is None:
        return data
    changed = False
    for each in root.iter(RELATION):
        part = target_of(each, owner)
        if part and (part in names or owner in names):
            each.set("Target", f"/{names.get(part, part)}")
            changed = True
    return to_bytes(root) if changed else data


def _types_following(data: bytes, names: Mapping[str, str]) -> bytes:
    root = _tree(data)
    for each in () if root is None else root.iter(f"{CT}Override"):
        name = each.get("PartName", "").lstrip("/")
        each.set("PartName", f"/{names.get(name, name)}")
    return data if root is None else to_bytes(root)


def _tree(data: bytes) -> Element | None:
    try:
        return parse(data)
    except (etree.XMLSyntaxError, ValueError):
        return None
