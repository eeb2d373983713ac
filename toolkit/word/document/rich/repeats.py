"""What loops have repeated and Word wants once: numbers of drawings, numbers and names of bookmarks.

Takes a rendered part as a tree in which such things are marked; numbers the copies anew, the same way each time. The first
keeps its number and name, so that references to it hold.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from toolkit.word.language.dialect import AGAIN
from toolkit.word.package.elements import Element
from toolkit.word.package.names import WP, W

DRAWING: Final = f"{WP}docPr"
LONGEST_NAME: Final = 40
"""Word's own limit for the name of a bookmark."""


def number_repeats(root: Element, number: Callable[[], int]) -> None:
    """Give marked drawings and bookmarks numbers of their own.

    Args:
        root: the part.
        number: gives a number nothing in the document has.
    """
    seen: set[str] = set()
    open_marks: dict[str, str] = {}
    names = {each.get(f"{W}name", "") for each in root.iter(f"{W}bookmarkStart")}
    for element in root.iter(DRAWING, f"{W}bookmarkStart", f"{W}bookmarkEnd"):
        key = "id" if element.tag == DRAWING else f"{W}id"
        stated = element.get(key, "")
        if not stated.startswith(AGAIN):
            continue
        old = stated.removeprefix(AGAIN)
        if element.tag == f"{W}bookmarkEnd":
            element.set(key, open_marks.pop(old, old))
            continue
        is_copy = f"{element.tag}{old}" in seen
        seen.add(f"{element.tag}{old}")
        new = str(number()) if is_copy else old
        element.set(key, new)
        if element.tag != DRAWING:
            open_marks[old] = new
            if is_copy:
                element.set(f"{W}name", _new_name(element.get(f"{W}name", ""), names))


def _new_name(name: str, taken: set[str]) -> str:
    for count in range(2, len(taken) + 3):
        ending = f"_{count}"
        made = name[: LONGEST_NAME - len(ending)] + ending
        if made not in taken:
            break
    taken.add(made)
    return made
