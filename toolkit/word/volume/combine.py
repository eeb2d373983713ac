"""Several documents joined into one for printing, each beginning on a new page with its own layout and page numbers.

Takes the bytes of .docx files; gives the bytes of one, the same for the same files. Each keeps its sections, headers and
footers; its headings, lists and pages count from one; its notes, bookmarks and contents stay its own. A style that the first
has keeps the first's look; comments stay behind. Never writes a file.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Final

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.oxml import parse_xml

from toolkit.errors import ToolkitError
from toolkit.packing import changed_archive
from toolkit.word.document.rich.text import make
from toolkit.word.package.elements import Element
from toolkit.word.package.instructions import fields_of
from toolkit.word.package.names import R, W
from toolkit.word.package.package import read_package, write_package
from toolkit.word.package.sections import Section, begin_anew, lifted, put_back
from toolkit.word.volume.binding import Binder

MARGINS: Final = {
    "headerReference": (RELATIONSHIP_TYPE.HEADER, CONTENT_TYPE.WML_HEADER, "hdr"),
    "footerReference": (RELATIONSHIP_TYPE.FOOTER, CONTENT_TYPE.WML_FOOTER, "ftr"),
}
COMMENTS: Final = tuple(W + word for word in ("commentRangeStart", "commentRangeEnd", "commentReference"))
MOST_BASES: Final = 20
"""How many styles a style is followed through; Word allows no circle, but a file may hold one."""


class CannotCombine(ToolkitError):
    """A document cannot be joined with the others; the text says which."""


def combined(documents: Sequence[bytes], names: Sequence[str] = ()) -> bytes:
    """One document of them all, in order.

    Args:
        documents: .docx files.
        names: what messages call them; their numbers where left out.

    Raises:
        CannotCombine: there is none, or one of them cannot be joined.
        UnsafeFile: one is no Word file, or may not be opened.
    """
    if not documents:
        raise CannotCombine("没有可以合订的文书。请先生成。")
    volume: _Volume | None = None
    for number, data in enumerate(documents):
        name = names[number] if names else f"第{number + 1}份"
        package = read_package(data, name)
        try:
            document = Document(io.BytesIO(write_package(package, {}) if package.repairs else data))
            volume = volume or _Volume(document)
            volume.add(document)
        except Exception as fault:
            # Others may have written the file: there is no end to what docxcompose may stumble over.
            raise CannotCombine(f"{name}：合订不进去。请用 Word 或 WPS 打开它，另存一份后再试。") from fault
    assert volume is not None
    return volume.closed()


class _Volume:
    """The documents joined so far, in the package of the first."""

    def __init__(self, first: Any) -> None:
        self._first, self._binder = first, Binder(first)
        self._body: Element = first.element.body
        self._sections: list[Section] = []
        self._bookmarks: set[str] = set()
        self._numbers = 0
        self._own_lists = {_list_number(each) for each in self._lists()}

    def add(self, document: Any) -> None:
        """Put a document at the end."""
        body: Element = document.element.body
        is_first = document is self._first
        own = lifted(body, len(self._sections), bool(document.settings.odd_and_even_pages_header_footer))
        _leave_comments_behind(body)
        self._keep_contents_to_itself(body)
        self._make_bookmarks_own(body)
        if not is_first:
            _number_directly(document)
            self._binder.append(document)
        for section in own:
            self._take_margins(section.element, document, counts_pages=len(own) == 1)
        if not is_first:
            begin_anew(own[0].element, self._blank)
        self._sections += own

    def closed(self) -> bytes:
        """The file, packed anew so that the same documents always give the same bytes."""
        is_facing = any(section.is_facing for section in self._sections)
        put_back(self._body, self._sections, is_facing)
        self._first.settings.odd_and_even_pages_header_footer = is_facing
        self._tell_lists_apart()
        buffer = io.BytesIO()
        self._first.save(buffer)
        package = read_package(buffer.getvalue(), "合订本")
        return changed_archive({}, package.parts)

    def _take_margins(self, section: Element, document: Any, counts_pages: bool) -> None:
        for word, (relation, _, _) in MARGINS.items():
            for reference in section.findall(W + word):
                part = document.part.rels[reference.get(f"{R}id")].target_part
                tree = part.element if document is self._first else parse_xml(part.blob)
                if counts_pages:
                    _count_own_pages(tree)
                if document is not self._first:
                    reference.set(f"{R}id", self._binder.take_margin(document, part, tree, relation))

    def _blank(self, word: str) -> str:
        """The relation of an empty header or footer: a document without one shows not that of the one before."""
        relation, content, root = MARGINS[word]
        return self._binder.keep(relation, content, f'<w:{root} xmlns:w="{W[1:-1]}"><w:p/></w:{root}>'.encode())

    def _make_bookmarks_own(self, body: Element) -> None:
        """Give bookmarks numbers and names that nothing else in the volume has."""
        numbers: dict[str, str] = {}
        renamed: dict[str, str] = {}
        for start in body.iter(f"{W}bookmarkStart"):
            self._numbers += 1
            name = start.get(f"{W}name", "")
            numbers[start.get(f"{W}id", "")] = str(self._numbers)
            start.set(f"{W}id", str(self._numbers))
            if name in self._bookmarks:
                renamed[name] = f"{name[:30]}_{self._numbers}"
                start.set(f"{W}name", renamed[name])
            self._bookmarks.add(start.get(f"{W}name", ""))
        for end in body.iter(f"{W}bookmarkEnd"):
            end.set(f"{W}id", numbers.get(end.get(f"{W}id", ""), end.get(f"{W}id", "")))
        _point_to(body, renamed)

    def _keep_contents_to_itself(self, body: Element) -> None:
        """Let a table of contents list the headings of its own document, not of the volume."""
        tables = [each for each in fields_of(body) if each.word == "TOC" and "\\b" not in each.instruction]
        if not tables:
            return
        name = f"_Volume_{len(self._sections)}"
        start, end = make("bookmarkStart", id=name), make("bookmarkEnd", id=name)
        start.set(f"{W}name", name)
        body.insert(0, start)
        body.append(end)
        for table in tables:
            _replace_in(table.nodes, "TOC", f"TOC \\b {name} ")

    def _lists(self) -> list[Element]:
        found = (
            rel.target_part for rel in self._first.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.NUMBERING
        )
        return [each for part in found for each in part.element.iter(f"{W}abstractNum")]

    def _tell_lists_apart(self) -> None:
        """Give each list a sign of its own, not one by chance, and leave a style's list to the first document."""
        for each in self._lists():
            number = _list_number(each)
            for sign in each.findall(f"{W}nsid"):
                sign.set(f"{W}val", hashlib.sha256(number.encode()).hexdigest()[:8].upper())
            links = each.iter(f"{W}pStyle", f"{W}styleLink") if number not in self._own_lists else ()
            for link in [*links]:
                _drop(link)


def _list_number(abstract: Element) -> str:
    return abstract.get(f"{W}abstractNumId", "")


def _leave_comments_behind(body: Element) -> None:
    for mark in [*body.iter(*COMMENTS)]:
        _drop(mark)


def _number_directly(document: Any) -> None:
    """Number paragraphs themselves where their style numbers them: a style counts on through the whole volume."""
    styles = {style.get(f"{W}styleId"): style for style in document.styles.element.iter(f"{W}style")}
    for paragraph in document.element.body.iter(f"{W}p"):
        properties = paragraph.find(f"{W}pPr")
        named = None if properties is None else properties.find(f"{W}pStyle")
        if named is None or properties.find(f"{W}numPr") is not None:
            continue
        looks = list(_looks(styles, named.get(f"{W}val", "")))
        numbered = next((found for each in looks if (found := each.find(f"{W}numPr")) is not None), None)
        if numbered is None or numbered.find(f"{W}numId") is None:
            continue
        properties.get_or_add_numPr().extend(_numbering(numbered))
        indent = next((found for each in looks if (found := each.find(f"{W}ind")) is not None), None)
        if indent is not None and properties.find(f"{W}ind") is None:
            # A style's indent stands above its list's, but a list's stands above it where the paragraph is in the list.
            properties.get_or_add_ind().attrib.update(indent.attrib)


def _looks(styles: dict[str, Element], name: str) -> list[Element]:
    """The paragraph properties of a style and of those it is based on, nearest first."""
    found: list[Element] = []
    for _ in range(MOST_BASES):
        style = styles.get(name)
        if style is None:
            break
        found += style.findall(f"{W}pPr")
        base = style.find(f"{W}basedOn")
        name = "" if base is None else base.get(f"{W}val", "")
    return found


def _numbering(numbered: Element) -> list[Element]:
    level = numbered.find(f"{W}ilvl")
    return [make("ilvl", val="0") if level is None else deepcopy(level), *map(deepcopy, numbered.findall(f"{W}numId"))]


def _count_own_pages(tree: Element) -> None:
    """Let "page 1 of 4" count the pages of the document, not of the volume."""
    for field in fields_of(tree):
        if field.word == "NUMPAGES":
            _replace_in(field.nodes, "NUMPAGES", "SECTIONPAGES")


def _point_to(body: Element, renamed: dict[str, str]) -> None:
    """Let links and page references lead to bookmarks by their new names."""
    for link in body.iter(f"{W}hyperlink") if renamed else ():
        anchor = link.get(f"{W}anchor", "")
        link.attrib.update({f"{W}anchor": renamed[anchor]} if anchor in renamed else {})
    for node in body.iter(f"{W}instrText", f"{W}fldSimple") if renamed else ():
        words = (node.text if node.tag == f"{W}instrText" else node.get(f"{W}instr")) or ""
        _set_instruction(node, " ".join(renamed.get(word, word) for word in words.split(" ")))


def _replace_in(nodes: Sequence[Element], old: str, new: str) -> None:
    for node in nodes:
        words = (node.get(f"{W}instr") if node.tag == f"{W}fldSimple" else node.text) or ""
        if old in words.upper() and node.tag in (f"{W}fldSimple", f"{W}instrText"):
            start = words.upper().index(old)
            _set_instruction(node, words[:start] + new + words[start + len(old) :])
            return


def _set_instruction(node: Element, words: str) -> None:
    if node.tag == f"{W}fldSimple":
        node.set(f"{W}instr", words)
    else:
        node.text = words


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
