"""What a rendered document needs beside its texts: relations, pictures, numbers no other thing has, replaced parts.

Takes a package; gathers what one render adds to it, and gives the parts that are new or changed. Nothing is parsed before it
is needed, so a report of plain values pays nothing. Never changes the package itself.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from lxml import etree

from toolkit.errors import ToolkitError
from toolkit.findings import nearest
from toolkit.word.document.rich.drawings import Image, read_image, source_bytes
from toolkit.word.language.values import UnprintableValue
from toolkit.word.package.elements import Element, parse, to_bytes
from toolkit.word.package.ignorable import with_ignorable
from toolkit.word.package.names import CT, RELATION, RELS, W, kind_of_relation, notes_part
from toolkit.word.package.package import Package, part_label
from toolkit.word.package.places import TYPES, relations_of, target_of
from toolkit.word.package.reading import BODY

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
"""How the types of Word's own parts begin."""
RELATIONS_TYPE: Final = "application/vnd.openxmlformats-package.relationships+xml"
EMPTY_TYPES: Final = f'<Types xmlns="{CT[1:-1]}"/>'
EMPTY_RELATIONS: Final = f'<Relationships xmlns="{RELS[1:-1]}"/>'
NUMBERED: Final = re.compile(rb'<(?:wp:docPr|w:bookmarkStart|w:permStart)\b[^>]*?\bid="(\d{1,9})"')
BOOKMARK: Final = re.compile(rb'<w:bookmarkStart\b[^>]*?\bw:name="([^"]*)"')
MOST_PART: Final = 200_000_000


class Additions:
    """What one render adds to a package."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.data: dict[str, bytes] = {}
        self.notes: dict[str, list[Element]] = {"footnote": [], "endnote": [], "comment": []}
        self._bookmarks: set[str] | None = None
        self._last_notes: dict[str, int] = {}
        self._trees: dict[str, Element] = {}
        self._media: dict[str, str] = {}
        self._last_number = 0
        self.looks: dict[str, str] = {}
        """By its look, the style of the document that has it, once that was asked for."""
        self.is_plain = True
        """Whether nothing but plain text was printed so far."""

    def number(self) -> int:
        """A number that no drawing, no bookmark and no editable range of the document has."""
        if not self._last_number:
            found = (each for part in self.package.fillable().values() for each in NUMBERED.findall(part))
            self._last_number = max(map(int, found), default=0)
        self._last_number += 1
        return self._last_number

    def bookmark(self, name: str, number: str) -> str:
        """A bookmark's name, or one made of it and its number where something in the document has that name already."""
        if self._bookmarks is None:
            stated = (each for part in self.package.fillable().values() for each in BOOKMARK.findall(part))
            self._bookmarks = {html.unescape(each.decode()) for each in stated}
        made = f"{name[:30]}_{number}" if name in self._bookmarks else name
        self._bookmarks.add(made)
        return made

    def note_number(self, kind: str) -> int:
        """A number that no footnote, endnote or comment of the document has; the notes to come are in `notes`."""
        if kind not in self._last_notes:
            # Those that a loop carries are not in their part, but at their references.
            stated = re.compile(rb'<w:%s(?:Reference)?\b[^>]*?\bw:id="(\d{1,9})"' % kind.encode())
            parts = (self.package.parts.get(name, b"") for name in (notes_part(kind), BODY))
            self._last_notes[kind] = max((int(each) for part in parts for each in stated.findall(part)), default=0)
        self._last_notes[kind] += 1
        return self._last_notes[kind]

    def tree(self, name: str, empty: str = "") -> Element | None:
        """A part as a tree that may be changed.

        Args:
            name: its name.
            empty: what it starts as where the package has none; without it there is then no tree.
        """
        if name not in self._trees:
            data = self.package.parts.get(name, empty.encode())
            if not data:
                return None
            self._trees[name] = parse(data)
        return self._trees[name]

    def relations(self, part: str) -> Element:
        """The relations of a part."""
        found = self.tree(relations_of(part), EMPTY_RELATIONS)
        assert found is not None
        return found

    def relate(self, part: str, kind: str, target: str, external: bool = False) -> str:
        """The id of a relation, one that is there already where that is possible.

        Args:
            part: the part that refers to something.
            kind: the last word of the relation's type, or a whole type.
            target: a part's name, or an address where it is external.
        """
        kind = kind if ":" in kind else kind_of_relation(kind)
        target = target if external else posixpath.relpath(target, posixpath.dirname(part) or ".")
        relations = self.relations(part)
        for each in relations:
            same = (each.get("Type"), each.get("Target"), each.get("TargetMode") == "External")
            if same == (kind, target, external):
                return str(each.get("Id"))
        taken = {each.get("Id") for each in relations}
        number = next(number for number in range(len(relations) + 1, 10**9) if f"rId{number}" not in taken)
        mode = {"TargetMode": "External"} if external else {}
        etree.SubElement(relations, RELATION, {"Id": f"rId{number}", "Type": kind, "Target": target, **mode})  # fmt: skip
        return f"rId{number}"

    def target(self, part: str, relation: str) -> tuple[str, str]:
        """The kind of a relation, and the part it leads to; two empty texts where there is none."""
        found = next((each for each in self.relations(part) if each.get("Id") == relation), None)
        return ("", "") if found is None else (str(found.get("Type")), target_of(found, part))

    def copied(self, part: str, relation: str) -> str:
        """The id of a relation to a copy of what another leads to, with what that one leads to in turn."""
        kind, name = self.target(part, relation)
        types = self.tree(TYPES)
        declared = () if types is None else types.iter(f"{CT}Override")
        content_type = next(
            (each.get("ContentType", "") for each in declared if each.get("PartName") == f"/{name}"), ""
        )
        if name not in self.package.parts or not content_type:
            return relation
        stem, _, extension = name.rpartition(".")
        made = self.add(stem.rstrip("0123456789"), extension, content_type, self.package.parts[name])
        if relations_of(name) in self.package.parts:
            self.data[relations_of(made)] = self.package.parts[relations_of(name)]
        return self.relate(part, kind, made)

    def add(self, stem: str, extension: str, content_type: str, data: bytes) -> str:
        """A new part; its name.

        Args:
            stem: folder and first word of its name, to which a number is put.
            extension: without the dot.
            content_type: its kind.
            data: its bytes.
        """
        taken = {*self.package.parts, *self.data}
        name = next(name for number in range(1, 10**9) if (name := f"{stem}{number}.{extension}") not in taken)
        self.data[name] = data
        self.declare(name, content_type)
        return name

    def declare(self, name: str, content_type: str) -> None:
        """Say in [Content_Types].xml what a part is."""
        types = self.tree(TYPES, EMPTY_TYPES)
        assert types is not None
        extension = name.rpartition(".")[2].lower()
        said = [each.get("ContentType") for each in types if (each.get("Extension") or "").lower() == extension]
        if content_type in said:
            return
        if said or extension == "xml":
            etree.SubElement(types, f"{CT}Override", {"PartName": f"/{name}", "ContentType": content_type})
        else:
            default = etree.Element(f"{CT}Default", {"Extension": extension, "ContentType": content_type})
            types.insert(0, default)

    def media(self, image: Image) -> str:
        """The part that holds a picture; one for the same bytes."""
        if image.fingerprint not in self._media:
            name = self.add("word/media/picture", image.extension, image.content_type, image.data)
            self._media[image.fingerprint] = name
        return self._media[image.fingerprint]

    def changed(self) -> dict[str, bytes]:
        """The parts that are new or changed."""
        for name in [name for name in self._trees if name.endswith(".rels")]:
            self._declare_relations()
            if not len(self._trees[name]) and name not in self.package.parts:
                del self._trees[name]
        return {**self.data, **{name: to_bytes(with_ignorable(root)) for name, root in self._trees.items()}}

    def _declare_relations(self) -> None:
        """Say in [Content_Types].xml what parts ending in .rels are; every Word file does, but not every other."""
        types = self.tree(TYPES)
        if types is not None and not any(each.get("Extension") == "rels" for each in types):
            self.declare("_rels/.rels", RELATIONS_TYPE)


def own_tree(additions: Additions, kind: str, root: str) -> Element:
    """The document's part of a kind, made where it has none."""
    name = f"word/{kind}.xml"
    found = additions.tree(name, f'<w:{root} xmlns:w="{W[1:-1]}"/>')
    assert found is not None
    if name not in additions.package.parts:
        additions.declare(name, f"{WORD}{kind}+xml")
        additions.relate(BODY, kind, name)
    return found


def replaced_parts(package: Package, replacements: Mapping[str, str | Path | bytes]) -> dict[str, bytes]:
    """Whole parts put in place of the template's: embedded workbooks, pictures by their part, styles.

    Args:
        package: the template.
        replacements: names as in the archive, such as word/embeddings/book1.xlsx, to the path or bytes of what replaces them.

    Raises:
        ToolkitError: there is no such part, or what replaces it is of another kind.
    """
    made: dict[str, bytes] = {}
    for name, source in replacements.items():
        if name not in package.parts:
            near = nearest(name, list(package.parts))
            advice = f"是不是想写“{near}”？" if near else ""
            raise ToolkitError(f"{name}：模板里没有这个部件。{advice}请检查名称。")
        if name == TYPES or name.endswith(".rels") or part_label(name):
            raise ToolkitError(f"{name}：这个部件不能整个替换。请改用标签，或直接修改模板。")
        try:
            made[name] = source_bytes(source, None, MOST_PART)
            _check_replacement(name, made[name])
        except (UnprintableValue, etree.XMLSyntaxError) as fault:
            reason = fault if isinstance(fault, UnprintableValue) else "的内容不完整"
            raise ToolkitError(f"{name}：替换它的文件{reason}。请检查后重试。") from fault
    return made


def _check_replacement(name: str, data: bytes) -> None:
    extension = name.rpartition(".")[2].lower()
    if extension == "xml":
        if b"<!DOCTYPE" in data.replace(b"\0", b""):
            raise UnprintableValue("含有文档类型声明")
        parse(data)
    elif extension in ("png", "jpg", "jpeg", "gif", "bmp"):
        kind = read_image(data).extension
        if kind != extension.replace("jpg", "jpeg"):
            raise UnprintableValue(f"是{kind}格式，与原来的{extension}不同")
    elif extension in ("xlsx", "docx", "pptx") and not data.startswith(b"PK"):
        raise UnprintableValue(f"不是{extension}文件")
