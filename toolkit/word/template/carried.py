"""What a loop carries along: notes and comments, filled in the scope of their reference, and lists that begin anew.

Takes the parts of a template made ready; changes their trees. A note whose reference a loop repeats goes where the reference
stands, so that each turn has its own; what is made of it is taken out again in `document/rich/repeats`. Never renders.

    {%p for 行 in 来源 %}                          each turn its own note, with its own text
    {{ 行.事项 }}[footnote 1: 见{{ 行.出处 }}]
    {%p endfor %}
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree

from toolkit.word.language.dialect import AGAIN, turn_note
from toolkit.word.language.syntax import LOOPS, TAG, form_of, loop_ends, word_of
from toolkit.word.package.elements import Element, own_text
from toolkit.word.package.names import NOTES, W, notes_part
from toolkit.word.package.reading import BODY

PARAGRAPH, NUMBER = f"{W}p", f"{W}numId"


def carry_notes(trees: Mapping[str, Element]) -> tuple[str, ...]:
    """Put each note that a loop of the body repeats where its reference stands; the names of the parts it was taken from.

    Args:
        trees: the parts that may hold tags, by name.
    """
    if BODY not in trees:
        return ()
    taken: dict[Element, str] = {}
    for reference in list(_repeated(trees[BODY])):
        part = notes_part(NOTES[str(reference.tag)])
        notes: Iterable[Element] = trees.get(part, ())
        note = next((each for each in notes if each.get(f"{W}id") == reference.get(f"{W}id")), None)
        if note is not None:
            reference.append(copy.deepcopy(note))
            taken[note] = part
    for note, part in taken.items():
        trees[part].remove(note)
    return tuple(dict.fromkeys(taken.values()))


def _repeated(root: Element) -> Iterator[Element]:
    """The references to notes and comments that stand in a loop."""
    depth = 0
    # What stands behind a comment of the XML is told by none of its own ends.
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start" and node.tag in NOTES and depth:
            yield node
        for _at, deeper in loop_ends((node.text if event == "start" else node.tail) or ""):
            depth = max(depth + deeper, 0)


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
            notes[tag] = notes.get(tag, "") + turn_note(lists)
    return notes


def _loops(root: Element) -> Iterator[tuple[Element, list[Element]]]:
    """The loops over paragraphs, inner ones first: the paragraph of each one's tag, and what stands between it and the end."""
    for parent in reversed({each.getparent(): None for each in root.iter(PARAGRAPH)}):
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
        if form_of(tag) == "p" and word_of(tag) in LOOPS:
            yield word_of(tag)


def _numbers(span: Sequence[Element]) -> list[str]:
    found = (node.get(f"{W}val", "") for each in span for node in each.iter(NUMBER))
    return [number for number in dict.fromkeys(found) if number.isdigit() and number != "0"]


def _begins_within(root: Element, span: Sequence[Element], number: str) -> bool:
    used = sum(node.get(f"{W}val") == number for node in root.iter(NUMBER))
    within = sum(node.get(f"{W}val") == number for each in span for node in each.iter(NUMBER))
    first = next((paragraph for each in span for paragraph in each.iter(PARAGRAPH) if _said(paragraph)), None)
    is_headed = first is not None and not any(node.get(f"{W}val") == number for node in first.iter(NUMBER))
    return is_headed and used == within


def _said(paragraph: Element) -> str:
    """What a paragraph says beside block tags."""
    return "" if list(_loop_words(paragraph)) else own_text(paragraph).strip()
