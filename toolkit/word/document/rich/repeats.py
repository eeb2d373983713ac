"""What loops have repeated and Word wants once: drawings, bookmarks, editable ranges, old shapes, notes, comments, lists.

Takes a rendered part as a tree in which such things are marked; numbers the copies anew, the same way each time. The first
keeps its number and name, so that references to it hold. A note or comment stands at its reference, filled there; it is taken
out, each turn's by itself. A numbered list begins anew with each turn that is marked so.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from toolkit.word.document.rich.parts import Additions
from toolkit.word.document.rich.shelves import list_begun_anew
from toolkit.word.language.dialect import AGAIN, SHAPES, TURN
from toolkit.word.package.elements import Element
from toolkit.word.package.names import NOTES, OFFICE, VML, WP, C, R, W

DRAWING: Final = f"{WP}docPr"
STARTS: Final = {
    DRAWING: "drawing",
    f"{W}bookmarkStart": "bookmark",
    f"{W}permStart": "range",
    f"{W}commentRangeStart": "comment",
    **{f"{VML}{name}": "shape" for name in SHAPES},
    **NOTES,
}
ENDS: Final = {f"{W}bookmarkEnd": "bookmark", f"{W}permEnd": "range", f"{W}commentRangeEnd": "comment"}
CHART: Final = f"{C}chart"
OLD_OBJECT: Final = f"{OFFICE}OLEObject"
LONGEST_NAME: Final = 40
"""Word's own limit for the name of a bookmark."""

Known = tuple[str, str]
"""A kind of thing and its number in the template."""


def number_repeats(root: Element, additions: Additions) -> None:
    """Give what is marked numbers of its own.

    Args:
        root: the part.
        additions: gives numbers nothing in the document has.
    """
    seen: set[Known] = set()
    current: dict[Known, str] = {}
    names = {each.get(f"{W}name", "") for each in root.iter(f"{W}bookmarkStart")}
    for element in root.iter(*STARTS, *ENDS, OLD_OBJECT):
        if element.tag == OLD_OBJECT:
            shape = element.get("ShapeID", "")
            element.set("ShapeID", current.get(("shape", shape), shape))
            continue
        key = "id" if "id" in element.attrib else f"{W}id"
        old = _stated(element)
        if old == element.get(key, ""):
            continue
        known = (STARTS.get(str(element.tag)) or ENDS[str(element.tag)], old)
        if element.tag in ENDS or (element.tag == f"{W}commentReference" and known in current):
            # The reference of a comment comes last of the three, and ends its turn.
            element.set(key, current.get(known, old))
            if element.tag not in ENDS or known[0] == "bookmark":
                current.pop(known, "")
            continue
        if element.tag in NOTES and not len(element) and known not in current:
            # There is no such note: the copies refer to nothing, as the template does.
            element.set(key, old)
            continue
        is_copy = known in seen
        seen.add(known)
        current[known] = _new_number(known, additions) if is_copy else old
        element.set(key, current[known])
        if element.tag == f"{W}commentReference":
            del current[known]
        if is_copy and known[0] == "bookmark":
            element.set(f"{W}name", _new_name(element.get(f"{W}name", ""), names))


def _stated(element: Element) -> str:
    """The number that an element had in the template."""
    return (element.get("id") or element.get(f"{W}id") or "").removeprefix(AGAIN)


def _new_number(known: Known, additions: Additions) -> str:
    kind, old = known
    if kind in additions.notes:
        return str(additions.note_number(kind))
    number = additions.number()
    return f"{old}_{number}" if kind == "shape" else str(number)


def copy_charts(root: Element, part: str, additions: Additions) -> None:
    """Give each copy of a chart a part of its own: two that share one are one to Word."""
    seen: set[str] = set()
    for chart in root.iter(CHART):
        stated = chart.get(f"{R}id", "")
        old = stated.removeprefix(AGAIN)
        if old != stated:
            chart.set(f"{R}id", additions.copied(part, old) if old in seen else old)
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
            note.set(f"{W}id", reference.get(f"{W}id", ""))
            notes.append((NOTES[str(reference.tag)], note))
    return notes


def begin_lists_anew(root: Element, additions: Additions) -> None:
    """Have each marked list begin anew in each turn but the first: the marks say where a turn begins, and for which lists."""
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
            numbers[old] = list_begun_anew(old, additions)
        turned.add(old)
        waiting.discard(old)
        node.set(f"{W}val", numbers.get(old, old))
