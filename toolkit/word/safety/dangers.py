"""What a template can make Word run or fetch when somebody opens the document.

Takes a package; gives findings, and the package without what can be lost harmlessly. What runs or fetches by itself is
refused with an error; a picture or a template somewhere else is taken out, and the finding says so. Never opens a link.
An ordinary template is only searched for a few words; a part is parsed where one of them occurs.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

from lxml import etree

from toolkit.findings import Finding, Level
from toolkit.word.package.elements import Element, drop, parse, to_bytes
from toolkit.word.package.instructions import NESTED, Field, fields_of
from toolkit.word.package.names import OFFICE, RELATION, VML, W
from toolkit.word.package.package import MACROS, Package, part_label
from toolkit.word.package.places import TYPES
from toolkit.word.package.reading import WIDE_STARTS, is_markup

REFERENCE: Final = "/relationships}"
SWITCH_WITH_WORDS: Final = re.compile(r"""\\[lotLOT]\s*(?:"[^"]*"|[^\s"\\]+)""")
"""A switch of HYPERLINK with its argument: a mark in the file, a tip, a frame."""
ARGUMENT: Final = re.compile(r'"([^"]*)"|([^\s"]+)')
"""An argument of a field, in quotes or bare."""
LINK_CODES: Final = ("odd_link", "unusual_link", "file_link")
"""What can be wrong with a link, the worst first."""
STRIPPED_RELATIONS: Final = frozenset(
    "image attachedTemplate audio video media mailMergeSource mailMergeHeaderSource transform externalLinkPath".split()
)
"""Kinds of link to the outside that a document can lose; every other kind is refused."""
REFUSED_PARTS: Final = {
    "aFChunk": "alt_chunk",
    "control": "active_x",
    "activeXControlBinary": "active_x",
    "frame": "frame",
    "subDocument": "sub_document",
    "vbaProject": "macro",
    "wordVbaData": "macro",
}
"""Kinds of relation that no template may have, inside or outside."""
RUNNING: Final = frozenset(["DDE", "DDEAUTO"])
FETCHING: Final = frozenset("INCLUDETEXT INCLUDE IMPORT LINK DATABASE RD".split())
PICTURE_FIELD: Final = "INCLUDEPICTURE"
HARMLESS_LINKS: Final = ("http:", "https:", "mailto:", "ftp:", "tel:", "#")
SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:")
RUNNING_LINK: Final = re.compile(
    r"(?:java|vb|live|j|w)script:|(?:data|mk|ms-[\w.+-]*|search(?:-ms)?|shell|res|m?html|its|view-source|hcp|jar|cmd|powershell):"
)
"""Links that start a program of the system; every other word before the colon opens an app that somebody has installed."""
ELSEWHERE: Final = re.compile(r"[a-zA-Z]+://|\\\\")

SUSPECT_RELATION: Final = re.compile(rb"External|&|\0|<!|" + "|".join(REFUSED_PARTS).encode())
FETCHED_PICTURE: Final = re.compile(rb"\b(?:src|href|althref)\s*=")
FETCHING_KEYS: Final = ("src", f"{OFFICE}href", f"{OFFICE}althref")
COMPOUND_FILE: Final = b"\xd0\xcf\x11\xe0"
SECTOR_SHIFT, FIRST_DIRECTORY, ROOT_CLASS = 30, 48, 80
"""Where a compound file says how large its sectors are and where its directory begins, and an entry its class ([MS-CFB] 2.2, 2.6.1)."""
PAINT_CLASSES: Final = frozenset(
    UUID(each).bytes_le for each in ("0003000A-0000-0000-C000-000000000046", "D3E34B21-9D75-101A-8C3D-00AA001A1652")
)
"""The classes of pictures pasted from Paint, which hold their bitmap in the stream that a packed program lies in otherwise."""
ZIP_FILE: Final = b"PK\x03\x04"
OLE_PACKAGE: Final = "\x01Ole10Native".encode("utf-16-le")
MACRO_MARKS: Final = (b"vbaProject", "_VBA_PROJECT".encode("utf-16-le"))

MESSAGES: Final[Mapping[str, tuple[Level, str]]] = {
    "macro": (Level.ERROR, "带有宏，打开文书时会运行程序，没有使用。请另存为不带宏的 .docx 再试。"),
    "dde_field": (Level.ERROR, "有会启动程序的域“{}”，没有使用。请在 Word 里按 Alt+F9 找到它并删去。"),
    "fetching_field": (Level.ERROR, "有会读取别处文件的域“{}”，没有使用。请在 Word 里按 Alt+F9 找到它，换成文字。"),
    "computed_field": (Level.ERROR, "有一个域的名称由另一个域拼成，看不出它做什么，没有使用。请在 Word 里删去它。"),
    "outside_object": (Level.ERROR, "引用了文件之外的对象“{}”，打开时会去读取，没有使用。请删去，或改为嵌入。"),
    "alt_chunk": (Level.ERROR, "夹带了另一个文件作为正文，打开时会被转换，没有使用。请把内容粘贴成普通文字。"),
    "active_x": (Level.ERROR, "有 ActiveX 控件，打开时会运行程序，没有使用。请改用内容控件或普通文字。"),
    "frame": (Level.ERROR, "有框架页，打开时会读取别的文件，没有使用。请用普通文档做模板。"),
    "sub_document": (Level.ERROR, "是主控文档，打开时会读取子文档，没有使用。请把子文档并入后另存。"),
    "ole_package": (Level.ERROR, "嵌入了可以运行的文件，没有使用。请删去这个图标。"),
    "odd_link": (Level.ERROR, "有会启动程序的链接“{}”，没有使用。请改成网址或删去。"),
    "broken_part": (Level.ERROR, "内容残缺，查不出是否安全，没有使用。请用 Word 或 WPS 打开后另存再试。"),
    "outside_picture": (Level.WARNING, "有不在文件里的图片“{}”，已从文书中去掉。要用它，请改为插入图片。"),
    "outside_template": (Level.WARNING, "附有别处的模板“{}”，已从文书中去掉，不影响内容。"),
    "outside_media": (Level.WARNING, "有不在文件里的声音或影像“{}”，已从文书中去掉。"),
    "outside_data": (Level.WARNING, "连着别处的数据“{}”，已从文书中断开，显示的内容不变。"),
    "picture_field": (Level.WARNING, "有会读取别处图片的域“{}”，已从文书中去掉，保留现有的图片。"),
    "unusual_link": (Level.WARNING, "有打开别的软件的链接“{}”，已从文书中去掉，文字保留。要留下，请改成网址。"),
    "file_link": (Level.WARNING, "有指向本机或共享文件夹的链接“{}”，别人打不开。请改成网址或删去。"),
    "embedded_object": (Level.WARNING, "嵌入了别的程序的对象，已保留。请确认来源可靠。"),
}
"""Code to level and to what was found and done; {} is the link or the field."""
STRIPPED_AS: Final[dict[str, str]] = {
    "image": "outside_picture",
    "attachedTemplate": "outside_template",
} | dict.fromkeys(("audio", "video", "media"), "outside_media")


def made_safe(package: Package) -> tuple[Package, tuple[Finding, ...]]:
    """The package without links it can lose, the same one where there are none, and what was found.

    The package may be used only where no finding is an error.
    """
    room = _Room(package)
    findings = tuple(dict.fromkeys(room.findings()))
    if not room.trees:
        return package, findings
    changed = {name: to_bytes(tree) for name, tree in room.trees.items()}
    return package.with_parts(changed), findings


def _found(code: str, part: str, words: str = "") -> Finding:
    level, message = MESSAGES[code]
    return Finding(level, code, part_label(part) or part, message.format(_shortened(words)))


def _shortened(words: str) -> str:
    plain = " ".join(words.replace(NESTED, "…").split())
    return plain if len(plain) <= 60 else f"{plain[:60]}…"


class _Room:
    """A package being searched; the trees of parts that are changed are kept."""

    def __init__(self, package: Package) -> None:
        self.parts = package.parts
        self.trees: dict[str, Element] = {}

    def findings(self) -> Iterator[Finding]:
        yield from self._macros()
        for name, part in self.parts.items():
            try:
                yield from self._part(name, part)
            except etree.XMLSyntaxError:
                yield _found("broken_part", name)

    def _macros(self) -> Iterator[Finding]:
        types = self.parts.get(TYPES, b"").replace(b"\0", b"")
        if any(word in types for word in MACROS) or any("vbaproject" in name.lower() for name in self.parts):
            yield _found("macro", TYPES)

    def _part(self, name: str, part: bytes) -> Iterator[Finding]:
        if part.startswith((COMPOUND_FILE, ZIP_FILE)):
            yield from (_found(code, name) for code in _embedded_codes(part))
        elif name.lower().endswith(".rels"):
            if SUSPECT_RELATION.search(part):
                yield from self._relations(name, part)
        elif is_markup(part):
            # Only what is no whole XML is still in UTF-16: it is told as broken.
            is_wide = part.startswith(WIDE_STARTS)
            if is_wide or b"nstr" in part:
                yield from self._fields(name)
            if is_wide or b"mailMerge" in part:
                yield from self._mail_merge(name)
            if is_wide or (VML[1:-1].encode() in part and FETCHED_PICTURE.search(part)):
                yield from self._old_pictures(name)
                yield from self._old_links(name)

    def _relations(self, name: str, part: bytes) -> Iterator[Finding]:
        tree, source = parse(part), _source_of(name)
        for relation in list(tree.iter(RELATION)):
            kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
            code = _relation_code(kind, target, relation.get("TargetMode") == "External", source)
            if code:
                yield _found(code, source, target)
            if code in STRIPPED_CODES or code == "unusual_link":
                self._strip(source, relation.get("Id", ""))
                tree.remove(relation)
                self.trees[name] = tree

    def _strip(self, part: str, reference: str) -> None:
        """Take out of a part whatever refers to a relation that goes."""
        if part not in self.parts:
            return
        tree = self._tree(part)
        for node in list(tree.iter(etree.Element)):
            references = {str(name): value for name, value in node.items() if REFERENCE in str(name)}
            if reference not in references.values():
                continue
            self.trees[part] = tree
            if set(references.values()) == {reference}:
                (_unwrap if node.tag == f"{W}hyperlink" else drop)(node)
                continue
            # A picture kept in the file as well is shown from there.
            for name in [name for name, value in references.items() if value == reference]:
                del node.attrib[name]

    def _fields(self, name: str) -> Iterator[Finding]:
        tree = self._tree(name)
        for each in fields_of(tree):
            code = _field_code(each)
            if code:
                yield _found(code, name, each.instruction)
            if code in ("picture_field", "unusual_link"):
                _make_plain(each.nodes)
                self.trees[name] = tree

    def _mail_merge(self, name: str) -> Iterator[Finding]:
        tree = self._tree(name)
        for node in list(tree.iter(f"{W}mailMerge")):
            yield _found("outside_data", name, next((each.get(f"{W}val", "") for each in node.iter(f"{W}query")), ""))
            drop(node)
            self.trees[name] = tree

    def _old_pictures(self, name: str) -> Iterator[Finding]:
        """Pictures of old shapes that lie somewhere else: Word fetches them when the document is opened."""
        tree = self._tree(name)
        for node in tree.iter(*(VML + word for word in ("imagedata", "fill", "stroke"))):
            for key in [key for key in FETCHING_KEYS if key in node.attrib]:
                yield _found("outside_picture", name, node.get(key, ""))
                del node.attrib[key]
                self.trees[name] = tree

    def _old_links(self, name: str) -> Iterator[Finding]:
        """Links of old shapes."""
        tree = self._tree(name)
        for node in tree.iter(f"{VML}*"):
            code = _link_code(node.get("href", ""))
            if code:
                yield _found(code, name, node.get("href", ""))
            if code == "unusual_link":
                del node.attrib["href"]
                self.trees[name] = tree

    def _tree(self, name: str) -> Element:
        return self.trees[name] if name in self.trees else parse(self.parts[name])


STRIPPED_CODES: Final = frozenset([*STRIPPED_AS.values(), "outside_data"])


def _source_of(relations: str) -> str:
    """The part whose relations these are.

    >>> _source_of("word/_rels/document.xml.rels")
    'word/document.xml'
    """
    folder, name = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _relation_code(kind: str, target: str, is_outside: bool, source: str) -> str:
    if kind in REFUSED_PARTS:
        return REFUSED_PARTS[kind]
    if not is_outside:
        return ""
    if kind == "hyperlink":
        return _link_code(target)
    # A chart shows its numbers without the workbook they came from.
    if kind in STRIPPED_RELATIONS or "/charts/" in source:
        return STRIPPED_AS.get(kind, "outside_data")
    return "outside_object"


def _link_code(target: str) -> str:
    """What is wrong with a link, if anything: one to a file bothers nobody but its reader."""
    plain = target.strip().lower()
    if plain.startswith(("{", "｛")):
        # What a tag prints there is not known yet.
        return "odd_link"
    if plain.startswith(HARMLESS_LINKS) or not (SCHEME.match(plain) or plain.startswith("\\\\")):
        return ""
    if plain.startswith(("file:", "\\\\")):
        return "file_link"
    return "odd_link" if RUNNING_LINK.match(plain) else "unusual_link"


def _field_code(each: Field) -> str:
    word = each.word
    if word in RUNNING:
        return "dde_field"
    if word in FETCHING or (word == "EMBED" and ELSEWHERE.search(each.instruction)):
        return "fetching_field"
    if word == PICTURE_FIELD:
        return "picture_field"
    if _is_computed(word):
        return "computed_field"
    return _hyperlink_code(each.instruction) if word == "HYPERLINK" else ""


def _is_computed(word: str) -> bool:
    """Whether what a field does is made up by another field, or by a tag: that may print any word, or nothing before one."""
    before = word.partition(NESTED)[0]
    may_harm = any(known.startswith(before) for known in (*RUNNING, *FETCHING, PICTURE_FIELD))
    return bool(set(word) & set("{｛")) or (NESTED in word and may_harm)


def _hyperlink_code(instruction: str) -> str:
    """What is wrong with the worst that a HYPERLINK may lead to: any argument but those of its tip, its frame, its mark."""
    said = SWITCH_WITH_WORDS.sub(" ", instruction.strip()[len("HYPERLINK") :])
    targets = (quoted or bare for quoted, bare in ARGUMENT.findall(said))
    codes = {_link_code(target.replace("\\\\", "\\")) for target in targets}
    return next((code for code in LINK_CODES if code in codes), "")


def _embedded_codes(part: bytes) -> Iterator[str]:
    if any(mark in part for mark in MACRO_MARKS) or (OLE_PACKAGE in part and _class_of(part) not in PAINT_CLASSES):
        yield "ole_package"
    elif part.startswith(COMPOUND_FILE):
        yield "embedded_object"


def _class_of(part: bytes) -> bytes:
    """The class of a compound file's root, by which Windows chooses what opens it; none where it has no directory."""
    sector = 1 << min(int.from_bytes(part[SECTOR_SHIFT : SECTOR_SHIFT + 2], "little"), 16)
    root = (int.from_bytes(part[FIRST_DIRECTORY : FIRST_DIRECTORY + 4], "little") + 1) * sector
    return part[root + ROOT_CLASS : root + ROOT_CLASS + 16]


def _unwrap(node: Element) -> None:
    """Take out what holds text, and leave the text."""
    for child in list(node):
        node.addprevious(child)
    drop(node)


def _make_plain(nodes: Sequence[Element]) -> None:
    """Leave of a field what it shows, and nothing of what it tells Word, fields within that included."""
    for run in _instruction_runs(nodes):
        drop(run)
    for node in nodes:
        is_around = node.tag == f"{W}fldSimple" and node.getparent() is not None
        (_unwrap if is_around else drop)(node)


def _instruction_runs(nodes: Sequence[Element]) -> list[Element]:
    """The runs between a field's beginning and what it shows."""
    marks = {node.get(f"{W}fldCharType"): node for node in nodes if node.tag == f"{W}fldChar"}
    begin, shown = marks.get("begin"), marks.get("separate", marks.get("end"))
    if begin is None or shown is None:
        return []
    order = {run: number for number, run in enumerate(begin.getroottree().iter(f"{W}r"))}
    first, last = (order.get(mark.getparent(), -1) for mark in (begin, shown))  # type: ignore[arg-type]
    return [run for run, number in order.items() if first < number < last]
