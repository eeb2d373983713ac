"""Where each printed value comes from: names with the row of their list, and filters, told by the tags themselves.

Takes a part's source; gives a template that prints the same and takes down each value, with its text between marks where it
stands in one. Which row a name speaks of is known by the row itself, so that it is told through `set`, `sort` and `if`; of a
list of plain values it is the turn of the loop, where that goes through all of it in order.

    {% for 行 in 各支部|sort(attribute='简称') %}{{ 行.党员大会|round }}{% endfor %}      各支部第2行.党员大会, round
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from typing import Any, Final

from jinja2 import Template, nodes, pass_context
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from toolkit.word.document.marks import paragraphs_of_marks, with_mark
from toolkit.word.document.rendered import PrintedValue
from toolkit.word.language.environment import compile_source, make_environment
from toolkit.word.language.notes import NOTES, Notes
from toolkit.word.language.values import NOTE_END, NOTE_START, Rich, UnprintableValue, is_rich, plain_text, printed

TAKE_DOWN: Final = "take down"
"""The filter behind each printed expression: a name no template can write."""
MOST_TAKEN: Final = 100_000
"""How many values of a render are taken down; what comes after them is only printed."""
TURN: Final = "_turn{}"
LAST_TAG: Final = re.compile(r"<(/?[\w:]+)[^<]*$")


@dataclass(frozen=True)
class _Row:
    """A name that stands for one row after another.

    Args:
        name: the loop's own.
        turn: the name that holds the number of the turn.
        source: what is looped over; None where that is no name.
        is_in_order: whether its turns are the rows of that list, one after another.
    """

    name: str
    turn: str
    source: _Path | None
    is_in_order: bool


@dataclass(frozen=True)
class _Path:
    """A name as it is read: its root, in the vocabulary or a row, and what stands behind it."""

    root: str | _Row
    rest: str = ""


@dataclass(frozen=True)
class _Expression:
    """One printed expression: the names in it, its filters, and whether it stands in a text of Word's."""

    paths: tuple[_Path, ...]
    filters: tuple[str, ...]
    is_in_text: bool

    @cached_property
    def rows(self) -> tuple[_Row, ...]:
        """The loops that have to be asked for their row."""
        found: dict[_Row, None] = {}
        for path in self.paths:
            step: _Path | None = path
            while step is not None and isinstance(step.root, _Row):
                found[step.root] = None
                step = step.root.source
        return tuple(found)


class Record(Notes):
    """The notes of a render that takes down each value.

    Args:
        context: the values as they are given, under the names people know.
        shown: how a name is written for people.
        is_placed: whether texts are marked, so that their places can be told.
    """

    def __init__(self, context: Mapping[str, Any], shown: Callable[[str], str], *, is_placed: bool) -> None:
        super().__init__()
        self.is_placed = is_placed
        self._names: dict[_Expression, tuple[str, ...]] = {}
        self._taken: list[tuple[tuple[str, ...], tuple[str, ...], str, str]] = []
        self.part = ""
        self._context, self._shown = context, shown

    def taken_down(self, value: Any, expression: _Expression, rows: Mapping[_Row, tuple[Any, int]]) -> Any:
        """A value to print, taken down; its text is marked where it stands in one."""
        if len(self._taken) >= MOST_TAKEN:
            return value
        made = printed(value)
        text = plain_text(made) if isinstance(made, str) else _words(made)
        if text is None or (text == "" and isinstance(made, str)):
            return value
        self._taken.append((self._names_of(expression, rows), expression.filters, text, self.part))
        is_marked = self.is_placed and expression.is_in_text and isinstance(made, str) and not isinstance(value, Markup)
        if not is_marked:
            return value
        self.count(value)
        return with_mark(made.unescape() if isinstance(made, Markup) else made, len(self._taken) - 1)

    def printed(self, marked: Mapping[str, str]) -> tuple[PrintedValue, ...]:
        """What was taken down, in order, with its place in these finished parts, which still have their marks."""
        places = paragraphs_of_marks(marked)
        return tuple(
            PrintedValue(names, filters, text, *places.get(number, (part, 0)))
            for number, (names, filters, text, part) in enumerate(self._taken)
        )

    def _names_of(self, expression: _Expression, rows: Mapping[_Row, tuple[Any, int]]) -> tuple[str, ...]:
        if rows:
            return self._told(expression, rows)
        # Without a row in them they are the same each time.
        if expression not in self._names:
            self._names[expression] = self._told(expression, rows)
        return self._names[expression]

    def _told(self, expression: _Expression, rows: Mapping[_Row, tuple[Any, int]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._shown(self._name(path, rows)) for path in expression.paths))

    def _name(self, path: _Path, rows: Mapping[_Row, tuple[Any, int]]) -> str:
        root = path.root if isinstance(path.root, str) else self._row_name(path.root, rows)
        return root + path.rest

    def _row_name(self, row: _Row, rows: Mapping[_Row, tuple[Any, int]]) -> str:
        value, turn = rows[row]
        known = self._rows.get(id(value)) if isinstance(value, Mapping) else None
        source = self._name(row.source, rows) if row.source else row.name
        return known or (f"{source}第{turn}行" if row.is_in_order else source)

    @cached_property
    def _rows(self) -> dict[int, str]:
        """The path of each row of each list of the context, by the row's identity."""
        found: dict[int, str] = {}
        for path, row in _rows_in(self._context, "", set()):
            found.setdefault(id(row), path)
        return found


def recording(source: str, filters: Mapping[str, Callable[..., Any]]) -> Template:
    """A part compiled so that it takes down in the render's `Record` what it prints.

    Args:
        source: the part, as Jinja reads it.
        filters: the filters beside the plain ones.
    """
    expressions: list[_Expression] = []

    @pass_context
    def take_down(context: Context, value: Any, number: int, *of_rows: Any) -> Any:
        expression = expressions[number]
        pairs = zip(of_rows[::2], of_rows[1::2], strict=True)
        record: Record = context.parent[NOTES]
        return record.taken_down(value, expression, dict(zip(expression.rows, pairs, strict=True)))

    environment = make_environment({**filters, TAKE_DOWN: take_down})
    return compile_source(source, environment, partial(_recording_tree, expressions))


def _recording_tree(expressions: list[_Expression], tree: nodes.Template) -> nodes.Template:
    made: nodes.Template = _Recording(expressions).visit(tree)
    return made


class _Recording(NodeTransformer):
    """Puts the filter behind each printed expression, and the number of the turn into each loop."""

    def __init__(self, expressions: list[_Expression]) -> None:
        self._expressions = expressions
        self._scope: dict[str, tuple[_Path, ...]] = {}
        self._loops = 0
        self._turns: set[str] = set()
        self._in_text = False

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - the names are Jinja's
        outer = dict(self._scope)
        source = next(iter(self._paths(node.iter)), None)
        turn = TURN.format(self._loops)
        self._loops += 1
        if isinstance(node.target, nodes.Name):
            is_in_order = node.test is None and bool(_steps(node.iter))
            self._scope[node.target.name] = (_Path(_Row(node.target.name, turn, source, is_in_order)),)
        else:
            self._scope |= {each.name: (source,) if source else () for each in node.target.find_all(nodes.Name)}
        node.body = [self.visit(each) for each in node.body]
        if turn in self._turns:
            number = nodes.Getattr(nodes.Name("loop", "load"), "index", "load", lineno=node.lineno)
            node.body.insert(0, nodes.Assign(nodes.Name(turn, "store"), number, lineno=node.lineno))
        self._scope = outer
        node.else_ = [self.visit(each) for each in node.else_]
        return node

    def visit_If(self, node: nodes.If) -> nodes.If:  # noqa: N802
        """Of a name that is set in branches, all is told that it may have been set to."""
        outer = dict(self._scope)
        scopes = []
        for holder, field in ((node, "body"), *((each, "body") for each in node.elif_), (node, "else_")):
            self._scope = dict(outer)
            setattr(holder, field, [self.visit(each) for each in getattr(holder, field)])
            scopes.append(self._scope)
        names = {name: None for scope in scopes for name in scope}
        self._scope = {name: _united(scope.get(name, ()) for scope in scopes) for name in names}
        return node

    def visit_Assign(self, node: nodes.Assign) -> nodes.Assign:  # noqa: N802
        paths = tuple(dict.fromkeys(self._paths(node.node)))
        targets = [node.target] if isinstance(node.target, nodes.Name) else node.target.find_all(nodes.Name)
        self._scope |= {each.name: paths for each in targets}
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802
        node.nodes = [self._piece(piece) for piece in node.nodes]
        return node

    def _piece(self, piece: nodes.Expr) -> nodes.Expr:
        if isinstance(piece, nodes.TemplateData):
            self._in_text = _ends_in_text(piece.data, self._in_text)
            return piece
        expression = _Expression(tuple(dict.fromkeys(self._paths(piece))), _filters(piece), self._in_text)
        self._expressions.append(expression)
        rows = [each for row in expression.rows for each in self._asked(row)]
        number = nodes.Const(len(self._expressions) - 1)
        return nodes.Filter(piece, TAKE_DOWN, [number, *rows], [], None, None, lineno=piece.lineno)

    def _asked(self, row: _Row) -> tuple[nodes.Expr, nodes.Expr]:
        """The row and its number, as they are at this place; an outer row whose name is another's here is not known."""
        is_seen = any(path.root == row for path in self._scope.get(row.name, ()))
        value = nodes.Name(row.name, "load") if is_seen else nodes.Const(None)
        self._turns.add(row.turn)
        return value, nodes.Name(row.turn, "load")

    def _paths(self, node: nodes.Node) -> Iterator[_Path]:
        """Every name read in an expression, as far as its dots go, said by the names of the vocabulary."""
        steps = _steps(node)
        if not steps:
            for child in node.iter_child_nodes():
                yield from self._paths(child)
            return
        root, rest = steps[0], "".join(steps[1:])
        for path in self._scope.get(root, (_Path(root),)):
            yield _Path(path.root, path.rest + rest)


def _steps(node: nodes.Node) -> tuple[str, ...]:
    """A name with what stands behind it, as people read it; empty where a node is none.

    各支部[1].简称      ("各支部", "第2行", ".简称")
    """
    match node:
        case nodes.Name(ctx="load"):
            return (node.name,)
        case nodes.Getattr():
            owner, step = _steps(node.node), f".{node.attr}"
        case nodes.Getitem(arg=nodes.Const(value=str() as name)):
            owner, step = _steps(node.node), f".{name}"
        case nodes.Getitem(arg=nodes.Const(value=int() as at)) if at >= 0:
            owner, step = _steps(node.node), f"第{at + 1}行"
        case _:
            return ()
    return (*owner, step) if owner else ()


def _united(paths: Iterable[Sequence[_Path]]) -> tuple[_Path, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(paths)))


def _filters(node: nodes.Node) -> tuple[str, ...]:
    found: list[str] = []
    while isinstance(node, nodes.Filter) and node.node is not None:
        found.insert(0, node.name)
        node = node.node
    return tuple(found)


def _ends_in_text(data: str, before: bool) -> bool:
    """Whether what follows is text: within w:t, and no colour or span of a cell."""
    if data.rfind(NOTE_START) > data.rfind(NOTE_END):
        return False
    tag = LAST_TAG.search(data)
    if tag is None:
        return before or NOTE_END in data
    return tag[1] == "w:t" and ">" in tag[0]


def _words(value: Any) -> str | None:
    """The words of a rich value, empty where it has none; None for what is no value of anybody's."""
    if not is_rich(value):
        return None
    with suppress(UnprintableValue):
        return value.words() if isinstance(value, Rich) else ""
    return ""


def _rows_in(value: Any, path: str, seen: set[int]) -> Iterator[tuple[str, Any]]:
    """The rows of all lists in a value, each with its path; what holds itself is gone into once."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, Mapping):
        held = [(f"{path}.{name}" if path else str(name), each) for name, each in value.items() if _holds(each)]
    else:
        held = [(f"{path}第{number}行", each) for number, each in enumerate(value, start=1) if _holds(each)]
        yield from ((here, each) for here, each in held if isinstance(each, Mapping))
    for here, each in held:
        yield from _rows_in(each, here, seen)


def _holds(value: Any) -> bool:
    """Whether a value holds others, of which some may be rows."""
    return isinstance(value, (list, tuple, Mapping))
