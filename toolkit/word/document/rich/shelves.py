"""The parts in which a document keeps what its paragraphs name: styles, lists, footnotes and endnotes.

Takes a sub-document's and the document's; copies what is named and missing, under names and numbers that are free. Never
changes what the document has.
"""

from __future__ import annotations

import copy
import hashlib
from typing import Final

from lxml import etree

from toolkit.word.document.rich.parts import Additions
from toolkit.word.document.rich.text import make
from toolkit.word.package.elements import Element, drop, parse
from toolkit.word.package.names import W
from toolkit.word.package.package import Package
from toolkit.word.package.reading import BODY

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
STYLE_WORDS: Final = ("pStyle", "rStyle", "tblStyle")


def _own_tree(additions: Additions, kind: str, root: str) -> Element:
    """The document's part of a kind, made where it has none."""
    name = f"word/{kind}.xml"
    found = additions.tree(name, f'<w:{root} xmlns:w="{W[1:-1]}"/>')
    assert found is not None
    if name not in additions.package.parts:
        additions.declare(name, f"{WORD}{kind}+xml")
        additions.relate(BODY, kind, name)
    return found


def _their_tree(package: Package, kind: str) -> Element | None:
    data = package.parts.get(f"word/{kind}.xml")
    return parse(data) if data else None


class StyleShelf:
    """Styles, matched by kind and name."""

    def __init__(self, package: Package, additions: Additions) -> None:
        self.additions = additions
        theirs = _their_tree(package, "styles")
        self.theirs = {} if theirs is None else {_id(style): style for style in theirs.iter(f"{W}style")}
        self.ids: dict[str, str] = {}
        self.fresh: list[Element] = []

    def take(self, holder: Element) -> None:
        """Make the styles named in some elements styles of the document."""
        for word in STYLE_WORDS:
            for element in holder.iter(W + word):
                made = self._taken(element.get(f"{W}val", ""))
                if made:
                    element.set(f"{W}val", made)

    def taken_fresh(self) -> list[Element]:
        """The styles copied since this was last asked."""
        fresh, self.fresh = self.fresh, []
        return fresh

    def _taken(self, their_id: str) -> str:
        style = self.theirs.get(their_id)
        if their_id in self.ids or style is None:
            return self.ids.get(their_id, "")
        ours = _own_tree(self.additions, "styles", "styles")
        same = [_id(each) for each in ours.iter(f"{W}style") if _key(each) == _key(style)]
        self.ids[their_id] = same[0] if same else _free(their_id, {_id(each) for each in ours.iter(f"{W}style")})
        if not same:
            self._copy(style, self.ids[their_id], ours)
        return self.ids[their_id]

    def _copy(self, style: Element, made_id: str, ours: Element) -> None:
        made = copy.deepcopy(style)
        made.set(f"{W}styleId", made_id)
        made.attrib.pop(f"{W}default", "")
        ours.append(made)
        self.fresh.append(made)
        for word in ("basedOn", "next", "link"):
            for link in made.findall(W + word):
                known = self._taken(link.get(f"{W}val", ""))
                if known:
                    link.set(f"{W}val", known)
                else:
                    made.remove(link)


class NumberingShelf:
    """Lists: each that is used becomes a list of its own, so that it starts anew."""

    def __init__(self, package: Package, additions: Additions, styles: StyleShelf) -> None:
        self.additions, self.styles = additions, styles
        self.theirs = _their_tree(package, "numbering")
        self.numbers: dict[str, str] = {}

    def take(self, holder: Element) -> None:
        """Make the lists used in some elements, and in the styles these brought, lists of the document."""
        pending = [holder, *self.styles.taken_fresh()]
        while pending:
            for element in pending.pop().iter(f"{W}numId"):
                element.set(f"{W}val", self._taken(element.get(f"{W}val", "0")))
            pending += self.styles.taken_fresh()

    def _taken(self, number: str) -> str:
        if number in self.numbers or number == "0":
            return self.numbers.get(number, "0")
        found = None if self.theirs is None else _by(self.theirs, "num", "numId", number)
        link = None if found is None else found.find(f"{W}abstractNumId")
        abstract = None
        if self.theirs is not None and link is not None:
            abstract = _by(self.theirs, "abstractNum", "abstractNumId", link.get(f"{W}val", ""))
        if found is None or abstract is None:
            return "0"
        ours = _own_tree(self.additions, "numbering", "numbering")
        made = copy.deepcopy(found)
        self.numbers[number] = _next(ours, "num", "numId")
        made.set(f"{W}numId", self.numbers[number])
        made.findall(f"{W}abstractNumId")[0].set(f"{W}val", self._copy_abstract(abstract, ours))
        _put_after(ours, made, ("numPicBullet", "abstractNum", "num"))
        return self.numbers[number]

    def _copy_abstract(self, abstract: Element, ours: Element) -> str:
        made = copy.deepcopy(abstract)
        number = _next(ours, "abstractNum", "abstractNumId")
        made.set(f"{W}abstractNumId", number)
        for each in [*made.iter(f"{W}lvlPicBulletId", f"{W}styleLink", f"{W}numStyleLink")]:
            drop(each)
        for sign in made.iter(f"{W}nsid"):
            # Word takes two lists with one sign for the same list.
            digest = hashlib.sha256(f"{sign.get(f'{W}val')} {number}".encode()).hexdigest()
            sign.set(f"{W}val", digest[:8].upper())
        self.styles.take(made)
        _put_after(ours, made, ("numPicBullet", "abstractNum"))
        return number


class ListShelf:
    """The document's own lists, begun anew as often as they are asked for.

    Args:
        additions: the document's.
    """

    def __init__(self, additions: Additions) -> None:
        self._ours = _own_tree(additions, "numbering", "numbering")
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


def _id(style: Element) -> str:
    return style.get(f"{W}styleId", "")


def _key(style: Element) -> tuple[str, str]:
    name = style.find(f"{W}name")
    shown = "" if name is None else name.get(f"{W}val", "")
    return style.get(f"{W}type", ""), shown.lower()


def _free(wanted: str, taken: set[str]) -> str:
    if wanted not in taken:
        return wanted
    return next(made for number in range(2, len(taken) + 3) if (made := f"{wanted}_{number}") not in taken)


def _by(root: Element, tag: str, key: str, value: str) -> Element | None:
    return next((each for each in root.iter(W + tag) if each.get(W + key) == value), None)


def _next(root: Element, tag: str, key: str) -> str:
    found = [each.get(W + key, "") for each in root.iter(W + tag)]
    return str(max((int(each) for each in found if each.isdigit()), default=0) + 1)


def _put_after(root: Element, made: Element, before: tuple[str, ...]) -> None:
    """Put an element after the last of those kinds that come before it."""
    place = max((number for number, each in enumerate(root, start=1) if each.tag in {W + name for name in before}), default=0)  # fmt: skip
    root.insert(place, made)
