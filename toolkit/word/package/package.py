"""A Word file as a package of parts.

Takes the bytes of a .docx or .dotx; gives its parts in order, and puts changed ones back so that the same input always
gives the same bytes. Refuses what has no business in a template: macros, document type declarations. Never unpacks to disk.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lxml import etree

from toolkit.archives import check_archive
from toolkit.errors import UnsafeFile
from toolkit.packing import Headers, Packed, changed_archive, headers_of_all, pack, packed_members
from toolkit.word.package.elements import parse

WHAT: Final = "Word模板"
BODY: Final = "word/document.xml"
TYPES: Final = "[Content_Types].xml"
TEMPLATE_TYPE: Final = b"wordprocessingml.template.main+xml"
DOCUMENT_TYPE: Final = b"wordprocessingml.document.main+xml"
STRICT: Final = "http://purl.oclc.org/ooxml/"
STRICT_ADVICE: Final = (
    "是“Strict Open XML”（严格）格式，现在还读不了。请用 Word 打开，选“文件—另存为”，"
    "类型选“Word 文档（*.docx）”，不要选“Strict Open XML 文档”，存好再试。"
)
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
    """The parts of a Word file, name to bytes, in the order of the archive; `packed` holds them as they lay in it."""

    parts: Mapping[str, bytes]
    packed: Mapping[str, Packed]

    @cached_property
    def headers(self) -> dict[str, Headers]:
        """The headers of the parts as they lay in the archive."""
        return headers_of_all(self.packed)

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
    check_archive(data, place, WHAT)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {member.filename: archive.read(member) for member in archive.infolist() if not member.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as fault:
        raise UnsafeFile(f"{place}：{WHAT}已损坏或已加密。请用 Word 或 WPS 打开后另存为 .docx 再试。") from fault
    if BODY not in parts:
        raise UnsafeFile(f"{place}：不是{WHAT}。请用 Word 或 WPS 另存为 .docx 再试。")
    if _has_macros(parts):
        raise UnsafeFile(f"{place}：模板里带有宏，为安全起见没有使用。请另存为不带宏的 .docx 再试。")
    if any(map(_is_strict, parts.values())):
        raise UnsafeFile(f"{place}：{STRICT_ADVICE}")
    for name, part in parts.items():
        # Without zeros, so that UTF-16 hides nothing.
        if name.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in part.replace(b"\0", b""):
            raise UnsafeFile(f"{place}：其中“{name}”含有文档类型声明，为安全起见没有使用。请用 Word 重新保存后再试。")
    packed = packed_members(data)
    if TEMPLATE_TYPE in parts.get(TYPES, b""):
        # What a .dotx makes is a .docx, and Word refuses one that calls itself a template.
        parts[TYPES] = parts[TYPES].replace(TEMPLATE_TYPE, DOCUMENT_TYPE)
        packed[TYPES] = pack(parts[TYPES])
    return Package(parts, packed)


def _is_strict(part: bytes) -> bool:
    """Whether a part is written in the names of Strict Open XML, which no guard of ours knows.

    Names may be spelled by references, so that a search of the bytes alone proves nothing; text may speak of them.
    """
    if STRICT.encode() not in part.replace(b"\0", b"") and not (b"&#" in part and _is_markup(part)):
        return False
    try:
        tree = parse(part)
    except (etree.XMLSyntaxError, ValueError):
        return False
    named = (str(each.tag) for each in tree.iter(etree.Element))
    stated = (str(value) for each in tree.iter(etree.Element) for value in (*each.attrib.keys(), each.get("Type", "")))
    return any(STRICT in name for name in (*named, *stated))


def _is_markup(part: bytes) -> bool:
    return part[:100].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def _has_macros(parts: Mapping[str, bytes]) -> bool:
    said = [part for name, part in parts.items() if name == TYPES or name.lower().endswith(".rels")]
    return any(word in part for word in MACROS for part in said) or any(
        name.lower().endswith("vbaproject.bin") for name in parts
    )


def write_package(package: Package, changed: Mapping[str, bytes]) -> bytes:
    """The bytes of the package with some parts changed; the same parts always give the same bytes."""
    return changed_archive(package.packed, changed, package.headers)


def part_label(name: str) -> str | None:
    """What a clerk calls a part, or None for one that holds no text.

    >>> part_label("word/header2.xml"), part_label("word/styles.xml")
    ('页眉', None)
    """
    for pattern, label in PART_NAMES:
        if re.fullmatch(pattern, name):
            return label
    return None
