"""A Word file as a package of parts.

Takes the bytes of a .docx or .dotx; gives its parts in order, and puts changed ones back so that the same input always
gives the same bytes. Refuses what has no business in a template: macros, document type declarations. Never unpacks to disk.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from toolkit.archives import unpack
from toolkit.errors import UnsafeFile
from toolkit.packing import Headers, Packed, changed_archive, headers_of_all, pack, packed_members
from toolkit.word.package.places import TYPES
from toolkit.word.package.reading import BODY, Repair, exchanged, named_outside, read_parts

WHAT: Final = "Word模板"
TEMPLATE_TYPE: Final = b"wordprocessingml.template.main+xml"
DOCUMENT_TYPE: Final = b"wordprocessingml.document.main+xml"
MACROS: Final = (b"vbaProject", b"macroEnabled")
PART_NAMES: Final = (
    (r"word/document\.xml", "正文"),
    (r"word/header\d*\.xml", "页眉"),
    (r"word/footer\d*\.xml", "页脚"),
    (r"word/footnotes\.xml", "脚注"),
    (r"word/endnotes\.xml", "尾注"),
    (r"word/comments\.xml", "批注"),
    (r"docProps/(core|app|custom)\.xml", "文档属性"),
)


@dataclass(frozen=True)
class Package:
    """A Word file.

    Args:
        parts: name to bytes, as they were read, in the order of the archive.
        packed: the members of the archive that they are written as where nothing changes them, by their names in it.
        main: the main part's name in the archive; among the parts it has its usual one.
        repairs: what was changed in reading.
    """

    parts: Mapping[str, bytes]
    packed: Mapping[str, Packed]
    main: str = BODY
    repairs: tuple[Repair, ...] = ()

    @cached_property
    def headers(self) -> dict[str, Headers]:
        """The headers of the parts as they lay in the archive."""
        return headers_of_all(self.packed)

    def with_parts(self, changed: Mapping[str, bytes]) -> Package:
        """The file with some of its parts changed for good."""
        parts = {name: changed.get(name, part) for name, part in self.parts.items()}
        packed = {**self.packed, **{name: pack(data) for name, data in self.outside(changed).items()}}
        return replace(self, parts=parts, packed=packed)

    def outside(self, changed: Mapping[str, bytes]) -> Mapping[str, bytes]:
        """Changed parts as they are to lie in the archive."""
        if self.main == BODY:
            return changed
        return {exchanged(name, self.main): named_outside(name, data, self.main) for name, data in changed.items()}

    def fillable(self) -> dict[str, bytes]:
        """The parts that may hold tags."""
        return {name: data for name, data in self.parts.items() if part_label(name)}


def read_package(data: bytes, place: str) -> Package:
    """The parts of a Word file.

    Args:
        data: its bytes.
        place: its name, for messages.

    Raises:
        UnsafeFile: it is no Word file, could exhaust the machine, or carries macros or a document type declaration.
    """
    parts = unpack(data, place, WHAT)
    for name, part in parts.items():
        # Before anything is parsed; without zeros, so that UTF-16 hides nothing.
        if name.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in part.replace(b"\0", b""):
            raise UnsafeFile(f"{place}：其中“{name}”含有文档类型声明，为安全起见没有使用。请用 Word 重新保存后再试。")
    reading = read_parts(parts)
    if BODY not in reading.parts:
        raise UnsafeFile(f"{place}：不是{WHAT}。请用 Word 或 WPS 另存为 .docx 再试。")
    if _has_macros(reading.parts):
        raise UnsafeFile(f"{place}：模板里带有宏，为安全起见没有使用。请另存为不带宏的 .docx 再试。")
    packed = {name: member for name, member in packed_members(data).items() if name not in reading.gone}
    package = Package(reading.parts, packed, reading.main, reading.repairs)
    anew = {name: reading.parts[name] for name in reading.anew}
    types = reading.parts.get(TYPES, b"")
    if TEMPLATE_TYPE in types:
        # What a .dotx makes is a .docx, and Word refuses one that calls itself a template.
        anew[TYPES] = types.replace(TEMPLATE_TYPE, DOCUMENT_TYPE)
    return package.with_parts(anew) if anew else package


def _has_macros(parts: Mapping[str, bytes]) -> bool:
    said = [part for name, part in parts.items() if name == TYPES or name.lower().endswith(".rels")]
    return any(word in part for word in MACROS for part in said) or any(
        name.lower().endswith("vbaproject.bin") for name in parts
    )


def write_package(package: Package, changed: Mapping[str, bytes]) -> bytes:
    """The bytes of the package with some parts changed; the same parts always give the same bytes."""
    return changed_archive(package.packed, package.outside(changed), package.headers)


def part_label(name: str) -> str | None:
    """What a clerk calls a part, or None for one that holds no text.

    >>> part_label("word/header2.xml"), part_label("word/styles.xml")
    ('页眉', None)
    """
    for pattern, label in PART_NAMES:
        if re.fullmatch(pattern, name):
            return label
    return None
