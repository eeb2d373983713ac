"""The gate a made document passes before it counts: whole XML, whole structure, whole relationships.

Takes a document or its changed parts, and the template it came from; gives findings for what Word would refuse or repair.
What the template already had wrong is not reported again. Never changes a part, never judges what the text says.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple
from urllib.parse import unquote

from lxml import etree

from toolkit.findings import Finding, Level
from toolkit.word.package.elements import Element, parse
from toolkit.word.package.names import CT, RELATION
from toolkit.word.package.package import Package, part_label
from toolkit.word.package.places import TYPES, relations_of
from toolkit.word.package.reading import BODY, read_parts
from toolkit.word.safety.stories import Fault, is_story, story_faults, values_by

XML_ENDINGS: Final = (".xml", ".rels", ".vml")
# A word out of a tag is never a fault the template has: it was there to be replaced.
NEVER_KNOWN: Final = "tag_left"

Kind = tuple[str, str]
"""What two faults have in common when one is no news: the code, and the kind of element."""

_references = values_by("//@r:*")

MESSAGES: Final[Mapping[str, tuple[Level, str]]] = {
    "not_a_package": (Level.ERROR, "不是完整的 Word 文件。请重新生成；仍不行请检查磁盘。"),
    "no_body": (Level.ERROR, "没有正文。请检查模板能否用 Word 打开。"),
    "broken_xml": (Level.ERROR, "内容残缺，Word 打不开。请检查循环和判断是否整行、整段地写。"),
    "doctype": (Level.ERROR, "含有文档类型声明，Word 会拒绝。请用 Word 重新保存模板。"),
    "no_content_type": (Level.ERROR, "没有登记内容类型，Word 会提示文件损坏。请用 Word 重新保存模板。"),
    "missing_target": (Level.ERROR, "指向文件里没有的部分，Word 会提示文件损坏。请在模板里删去再插入一次。"),
    "repeated_relation": (Level.ERROR, "关系编号重复，Word 会提示文件损坏。请用 Word 重新保存模板。"),
    "undefined_relation": (Level.ERROR, "用到没有登记的图片或链接，Word 会提示文件损坏。请在模板里删去再插入一次。"),
    "row_without_cell": (Level.ERROR, "有一行没有格，Word 打不开。请检查按格的循环或判断。"),
    "table_without_row": (Level.ERROR, "有一张表没有行，Word 打不开。请检查按行的循环或判断。"),
    "table_without_grid": (Level.ERROR, "有一张表没有列宽定义，Word 会提示修复。请在模板里重新画这张表。"),
    "cell_without_paragraph": (Level.ERROR, "有一格末尾没有段落，Word 打不开。请检查格里的循环或判断。"),
    "holder_without_paragraph": (Level.ERROR, "整块没有段落，Word 会提示修复。请检查按段的判断。"),
    "nested_paragraph": (Level.ERROR, "段落里套了段落，Word 打不开。请检查按段的循环是否单独成段。"),
    "loose_text": (Level.ERROR, "有文字落在段落之外，Word 打不开或不显示。请检查标签是否单独成行、成段。"),
    "field_unbalanced": (
        Level.ERROR,
        "域（页码、目录等）的开头和结尾不成对，Word 会显示乱码。请不要让判断只包住域的一半。",
    ),
    "control_without_content": (Level.ERROR, "内容控件是空的，Word 会提示修复。请检查控件里的判断。"),
    "repeated_note": (Level.ERROR, "脚注、尾注或批注的编号重复，Word 打不开。请在模板里删去重复的那一处，再插入一次。"),
    "repeated_id": (Level.WARNING, "编号重复，Word 一般能打开。请在模板里删去重复的图片或书签，再插入一次。"),
    "tag_left": (Level.WARNING, "还留着模板标签。请核对：不是正文要写的，就检查模板里这个标签。"),
}
"""Code to level and to what is wrong and what to do."""


def check_document(data: bytes, template: Package | None, place: str) -> tuple[Finding, ...]:
    """What is wrong with a made document and was not with its template.

    Args:
        data: the document, as it would be written.
        template: what it was made from; None where nothing is to be excused.
        place: its name, for messages.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {member.filename: archive.read(member) for member in archive.infolist() if not member.is_dir()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
        return (_finding(_Place(place, ""), Fault("not_a_package", "zip"), 1),)
    package = Package(read_parts(parts).parts, {})
    return _findings(_package_faults(package), template, place)


def check_parts(
    changed: Mapping[str, bytes | Element], package: Package, place: str = "", known: Collection[Kind] | None = None
) -> tuple[Finding, ...]:
    """What is wrong with the changed parts of a package and was not before: as `check_document`, without unpacking.

    Args:
        changed: the parts that are new or different, as bytes or already parsed.
        package: the template; its other parts are taken as they are.
        place: the document's name, for messages.
        known: `known_faults` of the template, where the caller keeps them; worked out only when needed otherwise.
    """
    return _findings(_changed_faults(changed, package), package, place, known)


def known_faults(template: Package) -> frozenset[Kind]:
    """The kinds of fault a template has itself, which its documents may have as well."""
    return frozenset(fault.kind for _, fault in _package_faults(template) if fault.code != NEVER_KNOWN)


class _Place(NamedTuple):
    document: str
    part: str

    def __str__(self) -> str:
        return f"{self.document} {part_label(self.part) or self.part}".strip()


def _findings(
    faults: Iterator[tuple[str, Fault]], template: Package | None, place: str, known: Collection[Kind] | None = None
) -> tuple[Finding, ...]:
    """One finding for each part and kind, less those the template is known for."""
    first: dict[tuple[str, Kind], Fault] = {}
    count: dict[tuple[str, Kind], int] = {}
    for part, fault in faults:
        first.setdefault((part, fault.kind), fault)
        count[part, fault.kind] = count.get((part, fault.kind), 0) + 1
    if not first:
        return ()
    if known is None:
        known = known_faults(template) if template else frozenset()
    new = {key: fault for key, fault in first.items() if key[1] not in known}
    return tuple(_finding(_Place(place, part), fault, count[part, kind]) for (part, kind), fault in new.items())


def _finding(place: _Place, fault: Fault, count: int) -> Finding:
    level, message = MESSAGES[fault.code]
    excerpt = f"“{fault.excerpt}”" if fault.excerpt else ""
    times = f"（共{count}处）" if count > 1 else ""
    return Finding(level, fault.code, f"{place}{excerpt}", f"{message}{times}")


def _package_faults(package: Package) -> Iterator[tuple[str, Fault]]:
    if BODY not in package.parts:
        yield BODY, Fault("no_body", "document")
    bodies = {name: data for name, data in package.parts.items() if name.lower().endswith(XML_ENDINGS)}
    yield from _changed_faults(bodies, package, whole=True)


def _changed_faults(
    changed: Mapping[str, bytes | Element], package: Package, whole: bool = False
) -> Iterator[tuple[str, Fault]]:
    trees: dict[str, Element] = {}
    for name, part in changed.items():
        if isinstance(part, bytes) and not name.lower().endswith(XML_ENDINGS):
            continue
        tree = _tree(part)
        if isinstance(tree, Fault):
            yield name, tree
        else:
            trees[name] = tree
    book = _Book(package, changed, trees)
    for name, tree in trees.items():
        yield from ((name, fault) for fault in _tree_faults(name, tree, book, _may_hold_tags(changed[name])))
    new = book.names if whole else [name for name in changed if name not in package.parts]
    yield from ((name, fault) for name in new for fault in book.type_faults(name))


def _tree(part: bytes | Element) -> Element | Fault:
    if not isinstance(part, bytes):
        return part
    try:
        tree = parse(part)
    except etree.XMLSyntaxError:
        return Fault("broken_xml", "xml")
    return Fault("doctype", "xml") if tree.getroottree().docinfo.internalDTD is not None else tree


def _may_hold_tags(part: bytes | Element) -> bool:
    return not isinstance(part, bytes) or b"{" in part or b"}" in part


def _tree_faults(name: str, tree: Element, book: _Book, may_hold_tags: bool) -> Iterator[Fault]:
    if name.lower().endswith(".rels"):
        yield from book.relation_faults(name, tree)
        return
    used = {reference for reference in _references(tree) if reference}
    if used and (missing := used - book.relations_of(name)):
        kinds = {_local(each) for each in tree.iter() if missing & {str(value) for value in each.values()}}
        yield from (Fault("undefined_relation", kind) for kind in sorted(kinds))
    if is_story(tree):
        yield from story_faults(tree, may_hold_tags)
    elif may_hold_tags and part_label(name) and any("{{" in text or "{%" in text for text in tree.itertext()):
        yield Fault("tag_left", _local(tree))


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


class _Book:
    """What the package lists: names, content types and relationships, each read at most once."""

    def __init__(self, package: Package, changed: Mapping[str, bytes | Element], trees: Mapping[str, Element]) -> None:
        self.names = [*package.parts, *(name for name in changed if name not in package.parts)]
        self._package, self._trees = package, trees
        self._types: tuple[set[str], set[str]] | None = None
        self._folded: set[str] | None = None

    def type_faults(self, name: str) -> Iterator[Fault]:
        if name == TYPES:
            return
        if self._types is None:
            tree = self._listing(TYPES)
            defaults = () if tree is None else tree.iter(f"{CT}Default")
            overrides = () if tree is None else tree.iter(f"{CT}Override")
            self._types = (
                {each.get("Extension", "").lower() for each in defaults},
                {each.get("PartName", "").lower() for each in overrides},
            )
        ending = name.rpartition(".")[2].lower()
        if ending not in self._types[0] and f"/{name.lower()}" not in self._types[1]:
            yield Fault("no_content_type", ending)

    def relations_of(self, part: str) -> set[str]:
        """The ids a part may refer to."""
        tree = self._listing(relations_of(part))
        return set() if tree is None else {each.get("Id", "") for each in tree.iter(RELATION)}

    def relation_faults(self, name: str, tree: Element) -> Iterator[Fault]:
        folder = posixpath.dirname(posixpath.dirname(name))
        seen: set[str] = set()
        for each in tree.iter(RELATION):
            kind = each.get("Type", "").rpartition("/")[2]
            if each.get("Id", "") in seen:
                yield Fault("repeated_relation", kind)
            seen.add(each.get("Id", ""))
            if each.get("TargetMode") != "External" and not self._has(folder, each.get("Target", "")):
                yield Fault("missing_target", kind, each.get("Target", ""))

    def _has(self, folder: str, target: str) -> bool:
        if self._folded is None:
            self._folded = {name.lower() for name in self.names}
        path = target.partition("#")[0]
        # A target that is only an anchor stays within its own part.
        full = posixpath.normpath(posixpath.join("/", folder, path))[1:].lower()
        return not path or full in self._folded or unquote(full) in self._folded

    def _listing(self, name: str) -> Element | None:
        if name in self._trees:
            return self._trees[name]
        data = self._package.parts.get(name)
        tree = _tree(data) if data is not None else None
        return None if isinstance(tree, Fault) else tree
