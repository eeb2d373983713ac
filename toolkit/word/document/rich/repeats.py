"""What loops have repeated and Word wants once: drawings, bookmarks, editable ranges, old shapes, notes, comments, lists.

Takes a rendered part as a tree in which such things are marked; numbers the copies anew, the same way each time. The first
keeps its number and name, so that references to it hold. A note or comment stands at its reference, filled there; it is taken
out, each turn's by itself. A numbered list begins anew with each turn that is marked so.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from toolkit.word.document.rich.parts import Additions
from toolkit.word.document.rich.shelves import ListShelf
from toolkit.word.language.dialect import AGAIN, SHAPES, TURN
from toolkit.word.package.elements import Element
from toolkit.word.package.names import DGM, NOTES, OFFICE, VML, W14, WP, C, R, W

DRAWING: Final = f"{WP}docPr"
STARTS: Final = {
    DRAWING: "drawing",
    f"{W}bookmarkStart": "bookmark",
    f"{W}permStart": "range",
    f"{W}commentRangeStart": "comment",
    **{f"{VML}{name}": "shape" for name in SHAPES},
}
ENDS: Final = {f"{W}bookmarkEnd": "bookmark", f"{W}permEnd": "range", f"{W}commentRangeEnd": "comment"}
DRAWN: Final = {f"{C}chart": f"{R}id", f"{DGM}relIds": f"{R}dm"}
"""What is drawn from a part of its own, by which relation: charts, and SmartArt from its data."""
OLD_OBJECT: Final = f"{OFFICE}OLEObject"
LONGEST_NAME: Final = 40
"""Word's own limit for the name of a bookmark."""

Known = tuple[str, str]
"""A kind of thing and its number in the template."""


class _Turns:
    """The things of a part that loops have repeated, turn by turn.

    Args:
        root: the part.
        additions: gives numbers nothing in the document has.
    """

    def __init__(self, root: Element, additions: Additions) -> None:
        self._additions = additions
        self._seen: set[Known] = set()
        self._current: dict[Known, str] = {}
        self._names = {each.get(f"{W}name", "") for each in root.iter(f"{W}bookmarkStart")}

    def begin(self, element: Element, known: Known) -> None:
        """Give what begins a turn its number: the first keeps its own."""
        is_copy = known in self._seen
        self._seen.add(known)
        self._current[known] = self._new_number(*known) if is_copy else known[1]
        self._number(element, known)
        if is_copy and known[0] == "bookmark":
            element.set(f"{W}name", _new_name(element.get(f"{W}name", ""), self._names))

    def end(self, element: Element, known: Known) -> None:
        """Give what ends a range the number of its beginning; a comment goes on up to its reference."""
        self._number(element, known)
        if known[0] != "comment":
            self._current.pop(known, "")

    def refer(self, reference: Element, known: Known) -> None:
        """Give a reference the number of its note, which is a new one in each turn; one to no note keeps its own."""
        if known not in self._current and len(reference):
            self.begin(reference, known)
        self._number(reference, known)
        self._current.pop(known, "")

    def follow(self, old_object: Element) -> None:
        """Have an old object name the copy of the shape it names."""
        shape = old_object.get("ShapeID", "")
        old_object.set("ShapeID", self._current.get(("shape", shape), shape))

    def _number(self, element: Element, known: Known) -> None:
        element.set(_key(element), self._current.get(known, known[1]))

    def _new_number(self, kind: str, old: str) -> str:
        if kind in self._additions.notes:
            return str(self._additions.note_number(kind))
        number = self._additions.number()
        return f"{old}_{number}" if kind == "shape" else str(number)


def number_repeats(root: Element, additions: Additions) -> None:
    """Give what is marked numbers of its own.

    Args:
        root: the part.
        additions: gives numbers nothing in the document has.
    """
    turns = _Turns(root, additions)
    for element in root.iter(*STARTS, *ENDS, *NOTES, OLD_OBJECT):
        if element.tag == OLD_OBJECT:
            turns.follow(element)
            continue
        stated = element.get(_key(element), "")
        old = stated.removeprefix(AGAIN)
        if old == stated:
            continue
        if element.tag in NOTES:
            turns.refer(element, (NOTES[str(element.tag)], old))
        elif element.tag in ENDS:
            turns.end(element, (ENDS[str(element.tag)], old))
        else:
            turns.begin(element, (STARTS[str(element.tag)], old))


def _key(element: Element) -> str:
    """The attribute that numbers an element."""
    return "id" if "id" in element.attrib else f"{W}id"


def copy_charts(root: Element, part: str, additions: Additions) -> None:
    """Give each copy of a chart, or of SmartArt, a part of its own: two that share one are one to Word."""
    seen: set[str] = set()
    for drawn in root.iter(*DRAWN):
        key = DRAWN[str(drawn.tag)]
        stated = drawn.get(key, "")
        old = stated.removeprefix(AGAIN)
        if old != stated:
            drawn.set(key, additions.copied(part, old) if old in seen else old)
            seen.add(old)


def _new_name(name: str, taken: set[str]) -> str:
    for count in range(2, len(taken) + 3):
        ending = f"_{count}"
        made = name[: LONGEST_NAME - len(ending)] + ending
        if made not in taken:
            break
    taken.add(made)
    return made


def take_out_notes(root: Element) -> list[tuple[str, Element]]:
    """Take the notes and comments that stand at their references out of a part: the kind of each, and the note, numbered."""
    notes: list[tuple[str, Element]] = []
    for reference in list(root.iter(*NOTES)):
        for note in list(reference):
            reference.remove(note)
            if note.get(f"{W}id") != reference.get(f"{W}id"):
                # What ties a comment to its answers is the first turn's.
                etree.strip_attributes(note, f"{W14}paraId", f"{W14}textId")
            note.set(f"{W}id", reference.get(f"{W}id", ""))
            notes.append((NOTES[str(reference.tag)], note))
    return notes


def begin_lists_anew(root: Element, additions: Additions) -> None:
    """Have each marked list begin anew in each turn but the first: the marks say where a turn begins, and for which lists."""
    shelf: ListShelf | None = None
    numbers: dict[str, str] = {}
    turned: set[str] = set()
    waiting: set[str] = set()
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = "text" if event == "start" else "tail"
        for found in TURN.finditer(getattr(node, name) or ""):
            waiting.update(found[1].split())
            setattr(node, name, TURN.sub("", getattr(node, name)))
        stated = node.get(f"{W}val", "") if event == "start" and node.tag == f"{W}numId" else ""
        old = stated.removeprefix(AGAIN)
        if old == stated:
            continue
        if old in waiting and old in turned:
            shelf = shelf or ListShelf(additions)
            numbers[old] = shelf.begun_anew(old)
        turned.add(old)
        waiting.discard(old)
        node.set(f"{W}val", numbers.get(old, old))
