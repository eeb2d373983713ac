"""The instructions of Word's fields, put together from the runs they are split over.

Takes a parsed part; gives its fields with what each tells Word to do. Never carries one out.
An instruction may itself hold fields, whose results belong to it: that is how a dangerous word is hidden from a search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from toolkit.word.package.elements import STORIES, Element
from toolkit.word.package.names import W

MARK: Final = f"{W}fldChar"
SIMPLE: Final = f"{W}fldSimple"
CODES: Final = frozenset([f"{W}instrText", f"{W}delInstrText"])
TEXT: Final = f"{W}t"
NESTED: Final = "\0"
WORD: Final = re.compile(r'\s*([^\s"\\]*)')


@dataclass(frozen=True)
class Field:
    """One field.

    Args:
        instruction: what it tells Word, results of fields within it included.
        nodes: the elements that make it a field; without them its last result is plain text.
    """

    instruction: str
    nodes: tuple[Element, ...]

    @property
    def word(self) -> str:
        """The word that says what the field does, in capitals; with `NESTED` in it where another field makes it up."""
        found = WORD.match(self.instruction)
        return found[1].upper() if found else ""


@dataclass
class _Open:
    """A field whose end has not come yet."""

    nodes: list[Element]
    code: list[str] = field(default_factory=list)
    in_code: bool = True

    def closed(self) -> Field:
        return Field("".join(self.code), tuple(self.nodes))


def fields_of(tree: Element) -> Iterator[Field]:
    """Every field of a part, those that never end as well, inner ones before the ones they stand in."""
    open_fields: dict[Element | None, list[_Open]] = {}
    for node in tree.iter(MARK, SIMPLE, TEXT, *CODES):
        if node.tag == SIMPLE:
            yield Field(node.get(f"{W}instr", ""), (node,))
            continue
        stack = open_fields.setdefault(next(node.iterancestors(*STORIES), None), [])
        if node.tag == MARK:
            yield from _marked(node, stack)
        elif stack and node.tag in CODES:
            stack[-1].nodes.append(node)
            _tell(stack, _text_of(node), from_code=True)
        elif stack:
            _tell(stack, _text_of(node), from_code=False)
    yield from (each.closed() for stack in open_fields.values() for each in reversed(stack))


def _marked(mark: Element, stack: list[_Open]) -> Iterator[Field]:
    kind = mark.get(f"{W}fldCharType")
    if kind == "begin":
        if stack and stack[-1].in_code:
            stack[-1].code.append(NESTED)
        stack.append(_Open([mark]))
    elif stack:
        stack[-1].nodes.append(mark)
        stack[-1].in_code = False
        if kind == "end":
            yield stack.pop().closed()


def _tell(stack: list[_Open], text: str, from_code: bool) -> None:
    """Add a text to the instructions it belongs to: its own field's, or those of the fields its result stands in."""
    if from_code:
        stack[-1].code.append(text)
        return
    for outer in reversed(stack[:-1] if not stack[-1].in_code else stack):
        if outer.in_code:
            outer.code.append(text)
            return


def _text_of(node: Element) -> str:
    """The text of a node; a comment of XML may stand in the middle of it."""
    return (node.text or "") + "".join(child.tail or "" for child in node)


def instruction_of(node: Element) -> str:
    """What a field, or a piece of one, tells Word to do."""
    return (node.get(f"{W}instr") if node.tag == SIMPLE else node.text) or ""


def set_instruction(node: Element, words: str) -> None:
    """Tell a field, or a piece of one, what to do."""
    if node.tag == SIMPLE:
        node.set(f"{W}instr", words)
    else:
        node.text = words
