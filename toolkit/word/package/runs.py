"""The text of a paragraph as one string over several nodes, and edits of it.

Takes text nodes and edits by position in the whole; gives the nodes changed. What replaces text over several nodes goes into
the first of them, so that it keeps its look. Never makes or removes a node.
"""

from __future__ import annotations

from collections import deque
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
    waiting = deque(each for each in edits if each[0] < each[1])
    begin = 0
    for node in nodes:
        text = node.text or ""
        end_of_node, kept = begin + len(text), begin
        pieces: list[str] = []
        while waiting and waiting[0][0] < end_of_node:
            start, end, replacement = waiting.popleft()
            pieces += (text[kept - begin : start - begin], replacement)
            kept = min(end, end_of_node)
            if end > end_of_node:
                # What goes on in the next node is only taken out there.
                waiting.appendleft((end_of_node, end, ""))
        if pieces:
            set_text(node, "".join((*pieces, text[kept - begin :])))
        begin = end_of_node


def set_text(node: TextNode, text: str) -> None:
    """Give a node this text, spaces at its ends kept: in drawings they always are."""
    node.text = text
    if not str(getattr(node, "tag", "")).startswith(A):
        node.set(XML_SPACE, "preserve")
