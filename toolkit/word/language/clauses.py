"""Clauses that go where the tag in them has nothing to say: found in a part before any value is known.

Takes the tree of a part; gives it with each such clause under a condition of its own. Only a clause goes in which nothing else is
printed, which is one from sign to sign, and which nothing but letters stands in: then nothing that was filed can go with it, and no
half of a quotation, of a list, or of a number. Where it went, a mark is left, for the signs to close up. Never looks at a value.

    召开党课{{ 党课 }}次，到{{ 参观地点|顿号 }}参观。     goes without a place: 召开党课2次。
    到{{ 参观地点|顿号 }}参观{{ 参观学习 }}次。            stays: a number is printed in it
    向{{ 困难党员|顿号 }}、{{ 老党员|顿号 }}慰问。         stays: so is another list
    截至{{ 期间.截至 }}，未报的有{{ 未报支部|顿号 }}。     stays: what leads to it would be left alone

The tree of the first, as if an author had written it:

    召开党课{{ 党课 }}次，{% if 参观地点|顿号 is silent %}MARK{% else %}到{{ 参观地点|顿号 }}参观{% endif %}。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any, Final, TypeAlias

from jinja2 import Environment, TemplateError, nodes

from toolkit.word.language.syntax import FORM
from toolkit.word.language.values import DROPPED_CLAUSE, PARAGRAPH_MARK, SILENT

IS_SILENT: Final = "is silent"
OR_NO_CLAUSE: Final = "or no clause"
"""The filters of a tag that stands alone: names no template can write."""
EDGE: Final = PARAGRAPH_MARK
"""An edge of a paragraph."""
STARTS: Final = f"，；。！？（({EDGE}"
ENDS: Final = f"，；。！？）){EDGE}"
"""Between what a clause stands, from its first letter to its last."""
RESOLVED_LATER: Final = {"一是": "；", "句号": "。", "短节并入": EDGE}
"""Tags that print a sign, or nothing, and what each is to the clause beside it."""
MAY_BE_SILENT: Final = (nodes.Filter, nodes.Getattr, nodes.Getitem)
"""Only filters and groups have nothing to say; a name of its own has a value, or is blank."""
NO_CLAUSE: Final = re.compile(r"[、：:,;!?…\t\n]")
"""What no clause that goes may have in it: a list, what a label announces, a sign of another script."""
TYPED_ORDINAL: Final = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}是|[①-⑳]|[0-9]{1,2}[.．])")
"""How an author counts clauses himself: those behind would not close up."""
PAIRS: Final = ("“”", "‘’", "《》", "〈〉", "【】", "〔〕", "（）", "()", "[]")
LEADS_ON: Final = re.compile(
    r"(?:截至.*|第[一二三四五六七八九十]{1,2}|首先|其次|再次|最后|此外|另外|同时|其中|目前|(?:另)?一方面|为此|据统计|一年来|半年来"
    r"|.*(?:期间|以来|以后|之后|之际|过程中|方面|基础上|为主题|为主线|为载体|为契机|为抓手|指导下|领导下))"
)
"""A clause that says nothing without the one behind it."""
MOST_PASSED: Final = 64
"""How many statements in a row are looked through for the end of a clause; behind more it is taken to go on."""
SOME_VALUE: Final = "某"
TOKEN: Final = re.compile(r"<[^>]*(?:>|$)|^[^<]*>|&#?\w+;|[^<]", re.DOTALL)
PARAGRAPH: Final = re.compile(r"</?w:p[ />]")
TEXT_ALONE: Final = re.compile(r"</?w:(?:r|t)(?: [^>]*)?>|<w:(?:proofErr|lastRenderedPageBreak)(?: [^>]*)?/>")
LOOKS: Final = re.compile(r"<w:(pPr|rPr)>.*?</w:\1>|<w:[pr]Pr/>", re.DOTALL)
LABEL_ENDS: Final = "："

Body: TypeAlias = list[nodes.Node]
"""Static text, printed expressions and statements, one after another."""


@dataclass(frozen=True)
class _Around:
    """With what the text before a body ends, and with what the one behind it begins; empty where a clause goes on."""

    before: str = EDGE
    behind: str = EDGE


@dataclass(frozen=True)
class _Side:
    """What a clause has on one side of its tag.

    Args:
        words: its own words.
        cut: where in the static text it begins or ends.
        sign: what stands there; empty where the text is at its end before.
        is_plain: whether nothing but text stands in it.
    """

    words: str
    cut: int
    sign: str
    is_plain: bool = True


def with_optional_clauses(tree: nodes.Template) -> nodes.Template:
    """The tree of a part, changed: a clause whose tag has nothing to say is not printed, but a mark in its place.

    A part without paragraphs, such as the properties of a document, has no clauses.
    """
    if any("<w:p" in text.data for text in tree.find_all(nodes.TemplateData)):
        tree.body = _rebuilt(tree.body, _Around())
    return tree


def tags_of_kept_clauses(texts: Sequence[str]) -> frozenset[int]:
    """Which printed tags leave their clause standing where they have nothing to say; all where the texts cannot be parsed.

    Args:
        texts: paragraphs, their tags as Jinja reads them; the printed ones are counted through all of them, from 0.
    """
    source = EDGE.join(("", *(FORM.sub(r"\1 ", text) for text in texts), ""))
    try:
        tree = Environment(autoescape=True).parse(source)
    except TemplateError:
        return frozenset(range(sum(text.count("{{") for text in texts)))
    gone = {id(expression) for expression in _optional_tags(tree.body, _Around())}
    printed = [each for output in tree.find_all(nodes.Output) for each in output.nodes]
    values = [each for each in printed if not isinstance(each, nodes.TemplateData)]
    return frozenset(number for number, each in enumerate(values) if id(each) not in gone)


def is_silent(value: Any) -> bool:
    """Whether a value has nothing to say."""
    return value is SILENT


def or_no_clause(value: Any) -> Any:
    """A value, or the mark of a clause that is not there where it has nothing to say."""
    return DROPPED_CLAUSE if value is SILENT else value


def _rebuilt(body: Body, around: _Around) -> Body:
    """A body with a condition around each clause that may go."""
    items = _items(body)
    for at in range(len(items)):
        for branch, theirs in _branches(items, at, around):
            branch[:] = _rebuilt(branch, theirs)
        clause = _clause(items, at, around)
        if clause is not None:
            _put_under_condition(items, at, *clause)
    return [nodes.Output([item], lineno=item.lineno) if _is_piece(item) else item for item in items]


def _optional_tags(body: Body, around: _Around) -> Iterator[nodes.Node]:
    """The expressions of a body whose clauses may go."""
    items = _items(body)
    for at, item in enumerate(items):
        for branch, theirs in _branches(items, at, around):
            yield from _optional_tags(branch, theirs)
        if _clause(items, at, around) is not None:
            yield item


def _items(body: Body) -> Body:
    return [piece for node in body for piece in (node.nodes if isinstance(node, nodes.Output) else [node])]


def _is_piece(item: nodes.Node) -> bool:
    return isinstance(item, nodes.Expr)


def _branches(items: Body, at: int, around: _Around) -> Iterator[tuple[Body, _Around]]:
    """The bodies within a statement, each with what stands around it."""
    statement = items[at]
    if not isinstance(statement, nodes.If | nodes.For):
        return
    here = _Around(_meets(items, at - 1, -1, around.before), _meets(items, at + 1, 1, around.behind))
    body, *others = _bodies(statement)
    if isinstance(statement, nodes.For):
        # A turn of a loop meets what stands around the loop, or the turn beside it.
        yield body, _Around(_both(here.before, _within(body, -1, "")), _both(here.behind, _within(body, 1, "")))
    else:
        yield body, here
    yield from ((other, here) for other in others)


def _bodies(statement: nodes.If | nodes.For) -> list[Body]:
    """What a statement may print: one of these."""
    elses = [each.body for each in statement.elif_] if isinstance(statement, nodes.If) else []
    return [statement.body, *elses, statement.else_]


def _both(first: str, second: str) -> str:
    """What stands there, whichever of two it is; empty where one of them is no sign."""
    return "" if not first or not second else first if first == second else "，"


def _meets(items: Body, at: int, step: int, beyond: str) -> str:
    """The sign that is met from a place on, going one way; empty where a clause goes on.

    Args:
        items, at, step: the body, the first place to look at, and which way.
        beyond: what is met where the body ends.
    """
    passed: list[nodes.If | nodes.For] = []
    found: str | None = None
    while found is None and len(passed) <= MOST_PASSED:
        item = items[at] if 0 <= at < len(items) else None
        if isinstance(item, nodes.If | nodes.For):
            passed.append(item)
        else:
            found = beyond if item is None else _sign_of(item, step)
        at += step
    # What stands behind a statement is met where nothing of it is printed.
    for statement in reversed(passed):
        rest = found or ""
        found = reduce(_both, (_within(body, step, rest) for body in _bodies(statement)))
    return found or ""


def _sign_of(item: nodes.Node, step: int) -> str | None:
    """The sign that is met at a text or a tag; empty where a clause goes on, None where nothing is printed."""
    match item:
        case nodes.TemplateData(data=data):
            side = _side(data, step)
            return "" if side.words else side.sign or None
        case nodes.Name(name=name) if name in RESOLVED_LATER:
            return RESOLVED_LATER[name]
        case nodes.Expr():
            return ""
    return None


def _within(body: Body, step: int, beyond: str) -> str:
    """The sign that is met in a body from its one end on."""
    items = _items(body)
    return _meets(items, 0 if step > 0 else len(items) - 1, step, beyond)


def _clause(items: Body, at: int, around: _Around) -> tuple[_Side, _Side] | None:
    """Both sides of the clause of a tag that may go with it; None where it stays."""
    if not isinstance(items[at], MAY_BE_SILENT):
        return None
    left, right = _side_of(items, at, -1), _side_of(items, at, 1)
    start = left.sign or _meets(items, at - 1 - bool(_static(items, at - 1)), -1, around.before)
    end = right.sign or _meets(items, at + 1 + bool(_static(items, at + 1)), 1, around.behind)
    if not start or not end or start == end == EDGE:
        # Another value stands in it; or it is no clause, but a cell or a heading.
        return None
    # What announces nothing but the list goes with it.
    words = f"{left.words.removesuffix(LABEL_ENDS)} {right.words}"
    is_plain = left.is_plain and right.is_plain and not NO_CLAUSE.search(words) and not TYPED_ORDINAL.match(words)
    return (left, right) if is_plain and _is_balanced(words) and not _is_led_to(items, at, left, end) else None


def _static(items: Body, at: int) -> str:
    item = items[at] if 0 <= at < len(items) else None
    return item.data if isinstance(item, nodes.TemplateData) else ""


def _side_of(items: Body, at: int, step: int) -> _Side:
    return _side(_static(items, at + step), step)


@lru_cache(4_096)
def _side(data: str, step: int) -> _Side:
    """What of a static text belongs to a clause that goes on at its end (-1) or at its beginning (1).

    Each is asked for by the tags, the conditions and the loops beside it.
    """
    words: list[str] = []
    tags: list[str] = []
    for start, end, token in _tokens(data, step):
        if token[0] == "<" or token[-1] == ">":
            if PARAGRAPH.match(token):
                return _Side(_joined(words, step), end if step < 0 else start, EDGE, _is_plain(tags, step))
            tags.append(token)
        elif token in (STARTS if step < 0 else ENDS):
            return _Side(_joined(words, step), end if step < 0 else start, token, _is_plain(tags, step))
        else:
            words.append(token)
    return _Side(_joined(words, step), 0 if step < 0 else len(data), "", _is_plain(tags, step))


def _tokens(data: str, step: int) -> Iterator[tuple[int, int, str]]:
    """Tags and letters with their places, going away from the end or the beginning, up to an edge of a paragraph."""
    if step > 0:
        return ((found.start(), found.end(), found[0]) for found in TOKEN.finditer(data))
    last = max(data.rfind("<w:p "), data.rfind("<w:p>"), data.rfind("</w:p>"), data.rfind("<w:p/>"), 0)
    found = list(TOKEN.finditer(data, last) if last else TOKEN.finditer(data))
    return ((each.start(), each.end(), each[0]) for each in reversed(found))


def _joined(words: Sequence[str], step: int) -> str:
    return "".join(words if step > 0 else reversed(words))


def _is_plain(tags: Sequence[str], step: int) -> bool:
    """Whether tags only go from one run of text to the next: no note, no break, no link, no tracked change."""
    xml = LOOKS.sub("", _joined(tags, step))
    return not TEXT_ALONE.sub("", xml)


def _is_balanced(words: str) -> bool:
    """Whether no half of a quotation or of a bracket stands in a clause."""
    return all(_closes(words, *pair) for pair in PAIRS) and not words.count('"') % 2


def _closes(words: str, opening: str, closing: str) -> bool:
    depth = 0
    for letter in words:
        depth += (letter == opening) - (letter == closing)
        if depth < 0:
            return False
    return not depth


def _is_led_to(items: Body, at: int, left: _Side, end: str) -> bool:
    """Whether the clause is the last of what another only leads to."""
    if left.sign != "，" or end == "，":
        return False
    side = _side(_static(items, at - 1)[: left.cut - 1], -1)
    words, place = side.words, at - 2
    while not side.sign and place >= 0 and _is_piece(items[place]):
        side = _side_of(items, place + 1, -1)
        words = side.words + words if _static(items, place) else f"{SOME_VALUE}{words}"
        place -= 1
    return LEADS_ON.fullmatch(words.strip()) is not None


def _put_under_condition(items: Body, at: int, left: _Side, right: _Side) -> None:
    """Put a clause under the condition that its tag has something to say; the tag's item becomes the whole.

    The mark is printed by the tag once more: a mark counts only where it is printed as a value, and no static text.
    """
    tag, before, behind = items[at], _static(items, at - 1), _static(items, at + 1)
    line = tag.lineno
    first, last = before[left.cut :], behind[: right.cut]
    mark: nodes.Expr = nodes.Filter(deepcopy(tag), OR_NO_CLAUSE, [], [], None, None, lineno=line)
    test: nodes.Expr = nodes.Filter(deepcopy(tag), IS_SILENT, [], [], None, None, lineno=line)
    silent = _output([_tags_in(first), mark, _tags_in(last)], line)
    spoken = _output([first, tag, last], line)
    items[at] = nodes.If(test, [silent], [], [spoken], lineno=line)
    if before:
        items[at - 1] = nodes.TemplateData(before[: left.cut], lineno=line)
    if behind:
        items[at + 1] = nodes.TemplateData(behind[right.cut :], lineno=line)


def _output(pieces: Sequence[Any], line: int) -> nodes.Output:
    made = [nodes.TemplateData(each, lineno=line) if isinstance(each, str) else each for each in pieces if each != ""]
    return nodes.Output(made, lineno=line)


def _tags_in(xml: str) -> str:
    return "".join(re.findall("<[^>]*>", xml))
