"""Which tags stand alone in their clause: where such a tag has nothing to say, its clause goes with it.

Takes the tree of a part; gives it with a filter behind each such tag. A clause that prints another value too stays whatever happens:
nothing that was filed is lost for something else that was not. Never looks at a value.

    召开党课{{ 党课 }}次，到{{ 参观地点|顿号 }}参观。          the list stands alone: without one, 召开党课2次。
    到{{ 参观地点|顿号 }}参观{{ 参观学习 }}次。                  it does not: the clause stays

What may print otherwise than it is read here is taken for the worse: a sign that stands under a condition ends no clause of what
stands outside, a turn of a loop meets the turn before and what stands before the loop.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jinja2 import nodes

from toolkit.word.language.values import CLAUSE, PARAGRAPH_MARK, SILENT

OR_NO_CLAUSE: Final = "or no clause"
"""The filter behind a tag that stands alone: a name no template can write."""
BOUNDS: Final = "，、；。：！？,;:!?…（）()"
"""What ends a clause within a paragraph."""
MAY_BE_SILENT: Final = (nodes.Filter, nodes.Getattr, nodes.Getitem)
"""Only filters and groups have nothing to say; a name of its own has a value, or is blank."""
RESOLVED_LATER: Final = ("一是", "句号", "短节并入")
PARAGRAPH: Final = re.compile(r"</?w:p(?=[ />])[^>]*>|<w:(?:tab|br)(?=[ />])[^>]*>")
EDGE: Final = PARAGRAPH_MARK
A_VALUE: Final = "="
BOUND: Final = re.compile(f"[{re.escape(BOUNDS)}{EDGE}]")
TAG: Final = re.compile(r"<[^>]*(?:>|$)|^[^<]*>")


@dataclass(frozen=True)
class _Event:
    """What a reader of a template meets: a value, static text in which clauses end, or an end of a loop.

    Args:
        blocks: the conditions and loops around it, outermost first.
        value: the printed expression.
        ends: the ends of clauses in a text, in order: signs, and `EDGE` for those of paragraphs.
        loop: whether it is the start (-1) or the end (1) of a loop; then its own is the last of the blocks.
    """

    blocks: tuple[int, ...]
    value: nodes.Expr | None = None
    ends: str = ""
    loop: int = 0


def with_lone_tags(tree: nodes.Template) -> nodes.Template:
    """The tree of a part, changed: a tag that stands alone in its clause and has nothing to say prints the mark of that."""
    events = list(_events(tree.body, ()))
    lone = {id(event.value) for at, event in enumerate(events) if event.value and _is_alone(events, at)}
    for output in tree.find_all(nodes.Output) if lone else ():
        output.nodes = [_or_no_clause(node) if id(node) in lone else node for node in output.nodes]
    return tree


def or_no_clause(value: Any) -> Any:
    """A value, or the mark of a clause that is to go where it has nothing to say."""
    return CLAUSE if value is SILENT else value


def _or_no_clause(node: nodes.Expr) -> nodes.Expr:
    return nodes.Filter(node, OR_NO_CLAUSE, [], [], None, None, lineno=node.lineno)


def _events(body: Sequence[nodes.Node], blocks: tuple[int, ...]) -> Iterator[_Event]:
    for node in body:
        match node:
            case nodes.Output():
                for piece in node.nodes:
                    yield from _of_piece(piece, blocks)
            case nodes.If():
                for branch in (node.body, *(each.body for each in node.elif_), node.else_):
                    yield from _events(branch, (*blocks, id(branch)))
            case nodes.For():
                inner = (*blocks, id(node))
                yield _Event(inner, loop=-1)
                yield from _events(node.body, inner)
                yield _Event(inner, loop=1)
                yield from _events(node.else_, (*blocks, id(node.else_)))


def _of_piece(piece: nodes.Expr, blocks: tuple[int, ...]) -> Iterator[_Event]:
    if not isinstance(piece, nodes.TemplateData):
        if not (isinstance(piece, nodes.Name) and piece.name in RESOLVED_LATER):
            yield _Event(blocks, piece)
    elif ends := "".join(BOUND.findall(html.unescape(TAG.sub("", PARAGRAPH.sub(EDGE, piece.data))))):
        yield _Event(blocks, ends=ends)


def _is_alone(events: Sequence[_Event], at: int) -> bool:
    value, blocks = events[at].value, events[at].blocks
    if not isinstance(value, MAY_BE_SILENT):
        return False
    ends = "".join(_ends(events, at + step, step, blocks, set()) for step in (-1, 1))
    # What stands between edges alone is no clause but a cell, or a heading.
    return A_VALUE not in ends and bool(ends.strip(EDGE))


def _ends(events: Sequence[_Event], at: int, step: int, blocks: tuple[int, ...], seen: set[int]) -> str:
    """What the clause may end with, going from a place; among it `A_VALUE` where another value may come first."""
    found = ""
    while 0 <= at < len(events) and at not in seen:
        seen.add(at)
        event = events[at]
        if event.value is not None:
            return found + A_VALUE
        is_sure = event.blocks == blocks[: len(event.blocks)]
        if event.loop == step and is_sure:
            # Out of the loop, or on to its next turn: either may be.
            found += _ends(events, _other_end(events, at, step) + step, step, blocks, seen)
        elif event.ends and is_sure:
            return found + event.ends[0 if step > 0 else -1]
        at += step
    return found


def _other_end(events: Sequence[_Event], at: int, step: int) -> int:
    """Where the loop has its other end whose one end stands here."""
    return next(
        other
        for other in (range(at, -1, -1) if step > 0 else range(at, len(events)))
        if events[other].loop == -step and events[other].blocks == events[at].blocks
    )
