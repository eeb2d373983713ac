"""What a sub-document's paragraphs refer to, taken over into the document: parts, links, styles, lists, notes.

Takes elements of one package; makes them refer to another. Styles are matched by their names, because Word writes their ids in
the language of its user; where looks are kept, by what they look like too. Never takes over what it does not need.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from lxml import etree

from toolkit.word.document.rich.parts import Additions
from toolkit.word.document.rich.shelves import NoteShelf, NumberingShelf
from toolkit.word.document.rich.styles import StyleShelf
from toolkit.word.package.elements import Element, drop, parse
from toolkit.word.package.ignorable import LATER
from toolkit.word.package.instructions import instruction_of, set_instruction
from toolkit.word.package.names import CT, MC, RELATION, WP, R, W
from toolkit.word.package.package import Package
from toolkit.word.package.places import TYPES, relations_of, target_of

DRAWING: Final = f"{WP}docPr"
NEWER: Final = f"{{{LATER}"
LEFT_BEHIND: Final = (
    "sectPr commentRangeStart commentRangeEnd commentReference permStart permEnd pPrChange rPrChange".split()
)
BOOKMARK_NAME: Final = re.compile(r'[^\s"]+')
"""A word of an instruction, in quotes or not."""
NOTES: Final = {"footnoteReference": "footnote", "endnoteReference": "endnote"}


class Borrowing:
    """One sub-document being taken over.

    Args:
        package: the sub-document.
        additions: takes up what is new.
        has_notes: whether footnotes may stand where it goes.
        keeps_look: whether its text keeps the look it has there, or takes on that of the document's styles.
        is_lenient: whether what refers to something that is not there is left out, and not refused.
    """

    def __init__(
        self, package: Package, additions: Additions, *, has_notes: bool, keeps_look: bool, is_lenient: bool = False
    ) -> None:
        self.package, self.additions, self.has_notes, self.is_lenient = package, additions, has_notes, is_lenient
        self.copied: dict[str, str] = {}
        self.renamed: dict[str, str] = {}
        self.styles = StyleShelf(package, additions, keeps_look)
        self.lists = NumberingShelf(package, additions, self.styles)

    def made_own(self, elements: Sequence[Element], source: str, part: str) -> list[Element]:
        """The elements, referring to nothing but the document they now belong to.

        Args:
            elements: what is taken over.
            source: the part they come from.
            part: the part they go to.

        Raises:
            ValueError: they refer to something that is not there.
        """
        holder = etree.Element("holder")
        holder.extend(elements)
        _leave_behind(holder)
        # Bookmarks before notes, whose links may lead to them.
        self._number(holder)
        self._take_notes(holder)
        for element in holder.iter(etree.Element):
            self._take_relations(element, source, part)
        # Lists first: which style numbers a paragraph is told by the name it has in its own document.
        self.lists.take(holder)
        self.styles.take(holder)
        self.lists.take_of_styles()
        for choice in holder.iter(f"{MC}Choice"):
            _check_requirements(choice)
        return list(holder)

    def _take_relations(self, element: Element, source: str, part: str) -> None:
        for key, relation in element.attrib.items():
            if not str(key).startswith(R):
                continue
            try:
                element.set(key, self._relation(str(relation), source, part))
            except ValueError:
                if not self.is_lenient:
                    raise
                del element.attrib[key]

    def _relation(self, relation: str, source: str, part: str) -> str:
        if not relation:
            return relation
        found = next((each for each in _relations(self.package, source) if each.get("Id") == relation), None)
        if found is None:
            raise ValueError(relation)
        kind = str(found.get("Type"))
        if found.get("TargetMode") == "External":
            return self.additions.relate(part, kind, str(found.get("Target")), external=True)
        return self.additions.relate(part, kind, self._part(target_of(found, source)))

    def _part(self, name: str) -> str:
        """A part with all it refers to, copied once; its new name."""
        if name in self.copied:
            return self.copied[name]
        data, content_type = self.package.parts.get(name), content_type_of(self.package, name)
        if data is None or content_type is None:
            raise ValueError(name)
        stem, _, extension = name.rpartition(".")
        made = self.additions.add(f"{stem.rstrip('0123456789')}_", extension, content_type, data)
        self.copied[name] = made
        relations = self.additions.relations(made)
        for each in _relations(self.package, name):
            attributes = {str(key): str(value) for key, value in each.attrib.items()}
            if attributes.get("TargetMode") != "External":
                target = self._part(target_of(each, name))
                attributes["Target"] = posixpath.relpath(target, posixpath.dirname(made))
            etree.SubElement(relations, RELATION, attributes)
        return made

    def _take_notes(self, holder: Element) -> None:
        for word, kind in NOTES.items():
            references = list(holder.iter(W + word))
            if not references:
                continue
            shelf = NoteShelf(kind, self.package, self.additions)
            for reference in references:
                number = reference.get(f"{W}id", "")
                if not self.has_notes or (self.is_lenient and not shelf.has(number)):
                    drop(reference)
                    continue
                found = detached(shelf.note(number))
                note = self.made_own([found], shelf.source, shelf.part)[0]
                reference.set(f"{W}id", shelf.put(note))

    def _number(self, holder: Element) -> None:
        """Give drawings and bookmarks numbers and names that nothing else in the document has."""
        for drawing in holder.iter(DRAWING):
            drawing.set("id", str(self.additions.number()))
        numbers: dict[str, str] = {}
        for mark in holder.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd"):
            old = mark.get(f"{W}id", "")
            if mark.tag == f"{W}bookmarkStart":
                numbers[old] = str(self.additions.number())
                name = mark.get(f"{W}name", "")
                self.renamed[name] = self.additions.bookmark(name, numbers[old])
                mark.set(f"{W}name", self.renamed[name])
            mark.set(f"{W}id", numbers.get(old) or str(self.additions.number()))
        point_to(holder, self.renamed)


def content_type_of(package: Package, name: str) -> str | None:
    """What [Content_Types].xml says a part is."""
    types = parse(package.parts[TYPES])
    for each in types.iter(f"{CT}Override"):
        if each.get("PartName") == f"/{name}":
            return each.get("ContentType")
    extension = name.rpartition(".")[2].lower()
    for each in types.iter(f"{CT}Default"):
        if (each.get("Extension") or "").lower() == extension:
            return each.get("ContentType")
    return None


def _relations(package: Package, part: str) -> Iterable[Element]:
    data = package.parts.get(relations_of(part))
    return parse(data) if data else ()


def _leave_behind(holder: Element) -> None:
    for element in list(holder.iter(*(W + name for name in LEFT_BEHIND))):
        drop(element)
    for element in holder.iter(etree.Element):
        if not str(element.tag).startswith(NEWER):
            for key in [key for key in _names(element) if key.startswith((NEWER, f"{W}rsid"))]:
                del element.attrib[key]


def _names(element: Element) -> Iterator[str]:
    return (str(key) for key in element.attrib)


def detached(element: Element) -> Element:
    """A copy that stands alone and declares every prefix known where it stood: a choice names prefixes in its text."""
    return parse(etree.tostring(element, with_tail=False))


def point_to(holder: Element, renamed: Mapping[str, str]) -> None:
    """Let links and page references lead to bookmarks by their new names."""
    names = {name: made for name, made in renamed.items() if name != made}
    if not names:
        return
    for link in holder.iter(f"{W}hyperlink"):
        anchor = link.get(f"{W}anchor", "")
        if anchor in names:
            link.set(f"{W}anchor", names[anchor])
    for node in holder.iter(f"{W}instrText", f"{W}fldSimple"):
        # A page reference in a table of contents names its bookmark.
        words = BOOKMARK_NAME.sub(lambda found: names.get(found[0], found[0]), instruction_of(node))
        set_instruction(node, words)


def _check_requirements(choice: Element) -> None:
    for prefix in (choice.get("Requires") or "").split():
        if prefix not in choice.nsmap:
            raise ValueError(prefix)
