"""What a loop carries along: notes and comments, filled in the scope of their reference, and lists that begin anew.

Takes the parts of a template made ready; changes their trees. A note whose reference a loop repeats goes where the reference
stands, so that each turn has its own; what is made of it is taken out again in `document/rich/repeats`. Never renders.

    {%p for 行 in 来源 %}                          each turn its own note, with its own text
    {{ 行.事项 }}[footnote 1: 见{{ 行.出处 }}]
    {%p endfor %}
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from lxml import etree

from toolkit.word.language.dialect import AGAIN, turn_note
from toolkit.word.language.tags import FORM, TAG
from toolkit.word.package.elements import Element, own_text
from toolkit.word.package.names import W
from toolkit.word.package.reading import BODY

LOOP: Final = re.compile(r"\{%-?(?:(?:tr|tc|p|r)\s)?\s*(for|endfor)\b")
REFERENCES: Final = {f"{W}{kind}Reference": kind for kind in ("footnote", "endnote", "comment")}
PARAGRAPH, NUMBER = f"{W}p", f"{W}numId"


def carry_notes(trees: Mapping[str, Element]) -> tuple[str, ...]:
    """Put each note that a loop of the body repeats where its reference stands; the names of the parts it was taken from.

    Args:
        trees: the parts that may hold tags, by name.
    """
    if BODY not in trees:
        return ()
    changed: dict[str, None] = {}
    found = list(_repeated(trees[BODY]))
    for reference in found:
        kind, number = REFERENCES[str(reference.tag)], reference.get(f"{W}id", "")
        part = f"word/{kind}s.xml"
        notes: Iterable[Element] = trees.get(part, ())
        note = next((each for each in notes if each.get(f"{W}id") == number), None)
        if note is not None:
            reference.append(copy.deepcopy(note))
            changed[part] = None
    for reference in found:
        _take_away(trees, reference)
    return tuple(changed)


def _repeated(root: Element) -> Iterator[Element]:
    """The references to notes and comments that stand in a loop."""
    depth = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if event == "start" and node.tag in REFERENCES and depth:
            yield node
        for word in LOOP.findall((node.text if event == "start" else node.tail) or ""):
            depth = max(depth + (1 if word == "for" else -1), 0)


def _take_away(trees: Mapping[str, Element], reference: Element) -> None:
    """Take a note out of its part, once it stands at its reference."""
    kind, number = REFERENCES[str(reference.tag)], reference.get(f"{W}id", "")
    for note in list(trees.get(f"word/{kind}s.xml", ())):
        if note.get(f"{W}id") == number:
            trees[f"word/{kind}s.xml"].remove(note)


def begun_anew(root: Element) -> dict[Element, str]:
    """Mark the lists that begin anew in each turn of a loop; by the paragraph of the loop's tag, what is to stand behind it.

    That is a list of which nothing stands outside the loop, and before which something else stands in it, such as a heading: a
    list that is all there is in a loop counts on, as rows do.
    """
    notes: dict[Element, str] = {}
    for tag, span in _loops(root):
        lists = [number for number in _numbers(span) if _begins_within(root, span, number)]
        for node in (node for each in span for node in each.iter(NUMBER)):
            if node.get(f"{W}val") in lists:
                node.set(f"{W}val", f"{AGAIN}{node.get(f'{W}val')}")
        if lists:
            notes[tag] = turn_note(lists)
    return notes


def _loops(root: Element) -> Iterator[tuple[Element, list[Element]]]:
    """The loops over paragraphs, inner ones first: the paragraph of each one's tag, and what stands between it and the end."""
    for parent in {each.getparent(): None for each in root.iter(PARAGRAPH)}:
        opened: list[tuple[Element, list[Element]]] = []
        for child in () if parent is None else parent:
            for word in _loop_words(child):
                if word == "for":
                    opened.append((child, []))
                elif opened:
                    yield opened.pop()
            for tag, span in opened:
                if tag is not child:
                    span.append(child)


def _loop_words(node: Element) -> Iterator[str]:
    for tag in TAG.findall(own_text(node)) if node.tag == PARAGRAPH else ():
        form, loop = FORM.match(tag), LOOP.match(tag)
        if form and form[2] == "p" and loop:
            yield loop[1]


def _numbers(span: Sequence[Element]) -> list[str]:
    found = (node.get(f"{W}val", "") for each in span for node in each.iter(NUMBER))
    return [number for number in dict.fromkeys(found) if number.isdigit() and number != "0"]


def _begins_within(root: Element, span: Sequence[Element], number: str) -> bool:
    used = sum(node.get(f"{W}val") == number for node in root.iter(NUMBER))
    within = sum(node.get(f"{W}val") == number for each in span for node in each.iter(NUMBER))
    first = next(paragraph for each in span for paragraph in each.iter(PARAGRAPH) if _said(paragraph))
    return used == within and not any(node.get(f"{W}val") == number for node in first.iter(NUMBER))


def _said(paragraph: Element) -> str:
    """What a paragraph says beside block tags."""
    return "" if list(_loop_words(paragraph)) else own_text(paragraph).strip()
