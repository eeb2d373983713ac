"""Several documents joined into one for printing, each beginning on a new page with its own layout and page numbers.

Takes the bytes of .docx files; gives the bytes of one, the same for the same files. Each keeps its sections, headers and
footers, and its look, unless the first's is asked for; its headings, lists and pages count from one; its notes, bookmarks and
contents stay its own. Comments stay behind. Never writes a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lxml import etree

from toolkit.errors import ToolkitError
from toolkit.word.document.rich.borrowing import Borrowing, content_type_of, detached
from toolkit.word.document.rich.finishing import finished
from toolkit.word.document.rich.parts import WORD, Additions
from toolkit.word.document.rich.text import make
from toolkit.word.package.elements import Element, drop, parse, to_bytes
from toolkit.word.package.ignorable import with_ignorable
from toolkit.word.package.instructions import fields_of, instruction_of, set_instruction
from toolkit.word.package.names import R, W
from toolkit.word.package.package import Package, read_package, write_package
from toolkit.word.package.places import relations_of, target_of
from toolkit.word.package.reading import BODY
from toolkit.word.package.sections import Section, begin_anew, lifted, put_back
from toolkit.word.volume.facing import has_facing_pages, set_facing_pages

MARGINS: Final = {"headerReference": ("header", "hdr"), "footerReference": ("footer", "ftr")}
COMMENTS: Final = tuple(W + word for word in ("commentRangeStart", "commentRangeEnd", "commentReference"))
NO_DOCUMENT: Final = (etree.XMLSyntaxError, ValueError, KeyError, AttributeError)
"""What is raised where a document refers to something that is not there, or is none within."""
VOLUME: Final = "合订本"


class CannotCombine(ToolkitError):
    """A document cannot be joined with the others; the text says which."""


def combined(documents: Sequence[bytes], names: Sequence[str] = (), *, keeps_look: bool = True) -> bytes:
    """One document of them all, in order.

    Args:
        documents: .docx files.
        names: what messages call them; their numbers where left out.
        keeps_look: whether each looks as it does alone; otherwise a style that the first has looks as it does there.

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
            if volume is None:
                volume = _Volume(package, keeps_look)
            else:
                volume.add(package)
        except NO_DOCUMENT as fault:
            raise CannotCombine(f"{name}：合订不进去。请用 Word 或 WPS 打开它，另存一份后再试。") from fault
    assert volume is not None
    return volume.closed()


class _Volume:
    """The documents joined so far, in the package of the first.

    Args:
        first: the first document.
        keeps_look: whether the others keep theirs.
    """

    def __init__(self, first: Package, keeps_look: bool) -> None:
        self._first, self._keeps_look = first, keeps_look
        self._additions = Additions(first)
        self._root = parse(first.parts[BODY])
        self._body = _body_of(self._root)
        self._sections: list[Section] = []
        self._margins: dict[tuple[str, bytes], str] = {}
        own = self._lifted(first, self._body)
        count = self._own_page_count(first, self._body, own)
        for section in own:
            for _reference, part in self._shown(section, first):
                self._count_own_pages(part, count)

    def add(self, package: Package) -> None:
        """Put a document at the end."""
        body = _body_of(parse(package.parts[BODY]))
        own = self._lifted(package, body)
        borrowing = Borrowing(package, self._additions, has_notes=True, keeps_look=self._keeps_look, is_lenient=True)
        count = self._own_page_count(package, body, own)
        has_footnotes = next(body.iter(f"{W}footnoteReference"), None) is not None
        blocks = [detached(each) for each in body if isinstance(each.tag, str)]
        self._body.extend(borrowing.made_own(blocks, BODY, BODY))
        for section in own:
            for reference, part in self._shown(section, package):
                reference.set(f"{R}id", self._taken_margin(borrowing, reference, part, count))
        begin_anew(own[0].element, self._blank, has_footnotes=has_footnotes)

    def closed(self) -> bytes:
        """The file."""
        is_facing = any(section.is_facing for section in self._sections)
        put_back(self._body, self._sections, is_facing)
        set_facing_pages(self._additions, is_facing)
        body = to_bytes(with_ignorable(self._root))
        parts, added = finished({BODY: body}, self._additions, VOLUME, {}, {})
        return write_package(self._first, {**parts.encoded(), **added})

    def _lifted(self, package: Package, body: Element) -> list[Section]:
        """The sections of a document, lifted out of its body, which is made ready to be joined."""
        own = lifted(body, len(self._sections), has_facing_pages(package))
        for mark in [*body.iter(*COMMENTS)]:
            drop(mark)
        _keep_contents_to_itself(body, self._additions.number())
        self._sections += own
        return own

    def _shown(self, section: Section, package: Package) -> Iterator[tuple[Element, str]]:
        """What a section refers to in its margins, with the names of the parts."""
        data = package.parts.get(relations_of(BODY))
        targets = {each.get("Id"): target_of(each, BODY) for each in (parse(data) if data else ())}
        for word in MARGINS:
            for reference in section.element.findall(W + word):
                part = targets.get(reference.get(f"{R}id"), "")
                if part in package.parts:
                    yield reference, part
                else:
                    # It leads to nothing: what stands there is then none, as in the document by itself.
                    drop(reference)

    def _own_page_count(self, package: Package, body: Element, own: Sequence[Section]) -> str:
        """The field that counts the pages of a document, for its headers and footers; it stands in its body already.

        Empty where nothing asks for their number, or no field knows it.
        """
        if not any(b"NUMPAGES" in part for part in package.fillable().values()):
            return ""
        if _counts_through(own):
            # The page of its end, in figures whatever its pages are numbered with; others than Word know no SECTIONPAGES.
            count = f"PAGEREF {_marked_end(body, self._additions.number())} \\* Arabic"
        else:
            # Of several sections that each begin somewhere no field knows the number of pages.
            count = "SECTIONPAGES" if len(own) == 1 else ""
        if count:
            _put_page_count(body, count)
        return count

    def _count_own_pages(self, part: str, count: str) -> None:
        tree = parse(self._first.parts[part])
        if count and _put_page_count(tree, count):
            self._additions.data[part] = to_bytes(tree)

    def _taken_margin(self, borrowing: Borrowing, reference: Element, part: str, count: str) -> str:
        """The relation of a header or footer taken over; one for the same bytes where it refers to nothing."""
        word = etree.QName(reference).localname
        tree = parse(borrowing.package.parts[part])
        if count:
            _put_page_count(tree, count)
        if relations_of(part) not in borrowing.package.parts:
            (own,) = borrowing.made_own([tree], part, part)
            return self._kept(word, to_bytes(with_ignorable(own)))
        kind = MARGINS[word][0]
        content = content_type_of(borrowing.package, part) or f"{WORD}{kind}+xml"
        name = self._additions.add(f"word/{kind}", "xml", content, b"")
        (own,) = borrowing.made_own([tree], part, name)
        self._additions.data[name] = to_bytes(with_ignorable(own))
        return self._additions.relate(BODY, kind, name)

    def _kept(self, word: str, data: bytes) -> str:
        if (word, data) not in self._margins:
            kind = MARGINS[word][0]
            name = self._additions.add(f"word/{kind}", "xml", f"{WORD}{kind}+xml", data)
            self._margins[word, data] = self._additions.relate(BODY, kind, name)
        return self._margins[word, data]

    def _blank(self, word: str) -> str:
        """The relation of an empty header or footer: a document without one shows not that of the one before."""
        root = make(MARGINS[word][1])
        etree.SubElement(root, f"{W}p")
        return self._kept(word, to_bytes(root))


def _body_of(root: Element) -> Element:
    body = root.find(f"{W}body")
    if body is None:
        raise ValueError(BODY)
    return body


def _keep_contents_to_itself(body: Element, number: int) -> None:
    """Let a table of contents list the headings of its own document, not of the volume, and know them by their level.

    Args:
        body: of a document; changed.
        number: of a bookmark, which nothing else in the volume has.
    """
    tables = [each for each in fields_of(body) if each.word == "TOC" and "\\b" not in each.instruction]
    if not tables:
        return
    name = f"_Volume_{number}"
    start, end = make("bookmarkStart", id=str(number)), make("bookmarkEnd", id=str(number))
    start.set(f"{W}name", name)
    body.insert(0, start)
    body.append(end)
    for table in tables:
        level = "" if "\\u" in table.instruction else "\\u "
        _replace_in(table.nodes, "TOC", f"TOC \\b {name} {level}")


def _put_page_count(tree: Element, count: str) -> bool:
    """Let "page 1 of 4" count the pages of the document, not of the volume; whether it says so at all."""
    fields = [field for field in fields_of(tree) if field.word == "NUMPAGES"]
    for field in fields:
        _replace_in(field.nodes, "NUMPAGES", count)
    return bool(fields)


def _counts_through(sections: Sequence[Section]) -> bool:
    """Whether the pages of a document are numbered from one to its last."""
    numbers = [section.element.find(f"{W}pgNumType") for section in sections]
    starts = ["" if each is None else each.get(f"{W}start", "") for each in numbers]
    return starts[0] in ("", "1") and not any(starts[1:])


def _marked_end(body: Element, number: int) -> str:
    """The name of a bookmark at the end of a document, whose pages count from one: its page is how many there are."""
    name = f"_Pages_{number}"
    start, end = make("bookmarkStart", id=str(number)), make("bookmarkEnd", id=str(number))
    start.set(f"{W}name", name)
    paragraphs = body.findall(f"{W}p")
    paragraphs[-1].extend((start, end))
    return name


def _replace_in(nodes: Sequence[Element], old: str, new: str) -> None:
    for node in nodes:
        words = instruction_of(node)
        if old in words.upper() and node.tag in (f"{W}fldSimple", f"{W}instrText"):
            start = words.upper().index(old)
            set_instruction(node, words[:start] + new + words[start + len(old) :])
            return
