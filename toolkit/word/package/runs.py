"""The text of a paragraph as one string over several nodes, and edits of it.

Takes text nodes and edits by position in the whole; gives the nodes changed. What replaces text over several nodes goes into
the first of them, so that it keeps its look. Never makes or removes a node.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeAlias

from toolkit.word.package.names import XML_SPACE, A


class TextNode(Protocol):
    """What holds a piece of text: a node of a tree, or what stands for one."""

    text: str | None

    def set(self, name: str, value: str, /) -> None:
        """Give it an attribute."""


Edit: TypeAlias = tuple[int, int, str]
"""From where to where, and what to put there."""


def whole_text(nodes: Iterable[TextNode]) -> str:
    """The text of these nodes together."""
    return "".join(node.text or "" for node in nodes)


def edit(nodes: Sequence[TextNode], edits: Sequence[Edit]) -> None:
    """Make these edits, given in order and not overlapping; none is told by positions after another's change."""
    for start, end, replacement in reversed(edits):
        _edit_once(nodes, start, end, replacement)


def set_text(node: TextNode, text: str) -> None:
    """Give a node this text, spaces at its ends kept: in drawings they always are."""
    node.text = text
    if not str(getattr(node, "tag", "")).startswith(A):
        node.set(XML_SPACE, "preserve")


def _edit_once(nodes: Sequence[TextNode], start: int, end: int, replacement: str) -> None:
    offset = 0
    for node in nodes:
        text = node.text or ""
        first, last = max(start - offset, 0), min(end - offset, len(text))
        offset += len(text)
        if first < last:
            set_text(node, text[:first] + replacement + text[last:])
            replacement = ""
