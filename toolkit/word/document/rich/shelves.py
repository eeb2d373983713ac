"""The parts in which a document keeps what its paragraphs name: lists, footnotes and endnotes.

Takes a sub-document's and the document's; copies what is named, under numbers that are free. Never changes what the document has.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Sequence

from lxml import etree

from toolkit.word.document.rich.parts import Additions, own_tree
from toolkit.word.document.rich.styles import StyleShelf
from toolkit.word.document.rich.text import PARAGRAPH_ORDER, make
from toolkit.word.package.elements import Element, drop, parse
from toolkit.word.package.names import W
from toolkit.word.package.package import Package


def _their_tree(package: Package, kind: str) -> Element | None:
    data = package.parts.get(f"word/{kind}.xml")
    return parse(data) if data else None


class NumberingShelf:
    """Lists: each that is used becomes a list of its own, so that it starts anew."""

    def __init__(self, package: Package, additions: Additions, styles: StyleShelf) -> None:
        self.additions, self.styles = additions, styles
        self.theirs = _their_tree(package, "numbering")
        self.numbers: dict[str, str] = {}
        self._abstracts: dict[str, str] = {}

    def take(self, holder: Element) -> None:
        """Make the lists used in some elements lists of the document."""
        self._number_directly(holder)
        self._take_numbers(holder)

    def take_of_styles(self) -> None:
        """Make the lists used in the styles that came along lists of the document."""
        while fresh := self.styles.taken_fresh():
            for style in fresh:
                self._take_numbers(style)

    def _take_numbers(self, holder: Element) -> None:
        for element in holder.iter(f"{W}numId"):
            element.set(f"{W}val", self._taken(element.get(f"{W}val", "0")))

    def _number_directly(self, holder: Element) -> None:
        """Number paragraphs themselves where their style numbers them: a style would count on from what stands before.

        Their styles are those of the sub-document still.
        """
        looks = self.styles.looks
        for named in holder.iter(f"{W}pStyle"):
            properties, style = named.getparent(), named.get(f"{W}val", "")
            numbering = looks.numbering_of(style)
            if properties is None or numbering is None or properties.find(f"{W}numPr") is not None:
                continue
            numbered = make("numPr")
            numbered.extend((make("ilvl", val=numbering[1]), make("numId", val=numbering[0])))
            _put_after(properties, numbered, PARAGRAPH_ORDER[: PARAGRAPH_ORDER.index("numPr")])
            indent, own = looks.indent_of(style), properties.find(f"{W}ind")
            # A style's indent stands above its list's, but a list's stands above it where the paragraph is in the list.
            if indent is not None and own is None:
                _put_after(properties, copy.deepcopy(indent), PARAGRAPH_ORDER[: PARAGRAPH_ORDER.index("ind")])
            elif indent is not None and own is not None:
                own.attrib.update({**indent.attrib, **own.attrib})

    def _taken(self, number: str) -> str:
        if number in self.numbers or number == "0":
            return self.numbers.get(number, "0")
        found = None if self.theirs is None else _by(self.theirs, "num", "numId", number)
        link = None if found is None else found.find(f"{W}abstractNumId")
        abstract = None
        if self.theirs is not None and link is not None:
            abstract = _with_levels(self.theirs, link.get(f"{W}val", ""))
        if found is None or abstract is None:
            return "0"
        ours = own_tree(self.additions, "numbering", "numbering")
        made = copy.deepcopy(found)
        self.numbers[number] = _next(ours, "num", "numId")
        made.set(f"{W}numId", self.numbers[number])
        made.findall(f"{W}abstractNumId")[0].set(f"{W}val", self._copy_abstract(abstract, ours))
        _put_after(ours, made, ("numPicBullet", "abstractNum", "num"))
        return self.numbers[number]

    def _copy_abstract(self, abstract: Element, ours: Element) -> str:
        old = abstract.get(f"{W}abstractNumId", "")
        if old not in self._abstracts:
            self._abstracts[old] = self._copied_abstract(abstract, ours)
        return self._abstracts[old]

    def _copied_abstract(self, abstract: Element, ours: Element) -> str:
        made = copy.deepcopy(abstract)
        number = _next(ours, "abstractNum", "abstractNumId")
        made.set(f"{W}abstractNumId", number)
        # A style that a list is linked to would have two, and count on in the first.
        for each in [*made.iter(*(W + word for word in ("lvlPicBulletId", "styleLink", "numStyleLink", "pStyle")))]:
            drop(each)
        for sign in made.iter(f"{W}nsid"):
            # Word takes two lists with one sign for the same list.
            digest = hashlib.sha256(f"{sign.get(f'{W}val')} {number}".encode()).hexdigest()
            sign.set(f"{W}val", digest[:8].upper())
        self.styles.take(made)
        _put_after(ours, made, ("numPicBullet", "abstractNum"))
        return number


def _with_levels(numbering: Element, number: str) -> Element | None:
    """The definition of a list; where that is a style's, the one that says what the style's levels are."""
    found = _by(numbering, "abstractNum", "abstractNumId", number)
    link = None if found is None else found.find(f"{W}numStyleLink")
    if link is None:
        return found
    named = (each for each in numbering.iter(f"{W}styleLink") if each.get(f"{W}val") == link.get(f"{W}val"))
    return next((each.getparent() for each in named), found)


class ListShelf:
    """The document's own lists, begun anew as often as they are asked for.

    Args:
        additions: the document's.
    """

    def __init__(self, additions: Additions) -> None:
        self._ours = own_tree(additions, "numbering", "numbering")
        self._lists = {each.get(f"{W}numId", ""): each for each in self._ours.findall(f"{W}num")}
        self._next = int(_next(self._ours, "num", "numId"))

    def begun_anew(self, number: str) -> str:
        """A list that counts like another, from the beginning; its number."""
        found = self._lists.get(number)
        if found is None:
            return number
        made = copy.deepcopy(found)
        made.set(f"{W}numId", str(self._next))
        self._next += 1
        stated = {each.get(f"{W}ilvl", ""): each for each in made.findall(f"{W}lvlOverride")}
        for level, start in _starts(self._ours, found):
            override = stated[level] if level in stated else make("lvlOverride", ilvl=level)
            if override.getparent() is None:
                made.append(override)
            if override.find(f"{W}startOverride") is None:
                override.insert(0, make("startOverride", val=start))
        # Just behind the one it counts like: lists stand together, in any order.
        found.addnext(made)
        return made.get(f"{W}numId", "")


def _starts(numbering: Element, number: Element) -> list[tuple[str, str]]:
    """The levels of a list, each with what it begins with; the first alone where it does not say."""
    link = number.find(f"{W}abstractNumId")
    abstract = None if link is None else _by(numbering, "abstractNum", "abstractNumId", link.get(f"{W}val", ""))
    starts: list[tuple[str, str]] = []
    for level in () if abstract is None else abstract.findall(f"{W}lvl"):
        start = level.find(f"{W}start")
        starts.append((level.get(f"{W}ilvl", "0"), "0" if start is None else start.get(f"{W}val", "1")))
    return starts or [("0", "1")]


class NoteShelf:
    """Footnotes or endnotes.

    Args:
        kind: "footnote" or "endnote".
        package: the sub-document.
        additions: the document's.
    """

    def __init__(self, kind: str, package: Package, additions: Additions) -> None:
        self.kind, self.additions = kind, additions
        self.source = self.part = f"word/{kind}s.xml"
        self.theirs = _their_tree(package, f"{kind}s")

    def has(self, number: str) -> bool:
        """Whether the sub-document has a note of this number."""
        return self.theirs is not None and _by(self.theirs, self.kind, "id", number) is not None

    def note(self, number: str) -> Element:
        """The sub-document's note of a number.

        Raises:
            ValueError: there is none.
        """
        found = None if self.theirs is None else _by(self.theirs, self.kind, "id", number)
        if found is None:
            raise ValueError(number)
        return found

    def put(self, note: Element) -> str:
        """Keep a note for the document's notes; its number there."""
        number = self.additions.note_number(self.kind)
        note.set(f"{W}id", str(number))
        self.additions.notes[self.kind].append(note)
        return str(number)


def with_notes(root: Element | None, kind: str, notes: list[Element]) -> Element:
    """A part of notes with more of them.

    Args:
        root: the part, None where there is none yet.
        kind: "footnote" or "endnote".
        notes: what is put at its end.
    """
    if root is None:
        root = make(f"{kind}s")
        for number, line in enumerate(("separator", "continuationSeparator"), start=-1):
            note = make(kind, type=line, id=str(number))
            paragraph = etree.SubElement(note, f"{W}p")
            etree.SubElement(etree.SubElement(paragraph, f"{W}r"), W + line)
            root.append(note)
    root.extend(notes)
    return root


def _by(root: Element, tag: str, key: str, value: str) -> Element | None:
    return next((each for each in root.iter(W + tag) if each.get(W + key) == value), None)


def _next(root: Element, tag: str, key: str) -> str:
    found = [each.get(W + key, "") for each in root.iter(W + tag)]
    return str(max((int(each) for each in found if each.isdigit()), default=0) + 1)


def _put_after(root: Element, made: Element, before: Sequence[str]) -> None:
    """Put an element after the last of those kinds that come before it."""
    place = max((number for number, each in enumerate(root, start=1) if each.tag in {W + name for name in before}), default=0)  # fmt: skip
    root.insert(place, made)
