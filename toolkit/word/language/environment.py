"""The template language: Jinja in a closed room.

Takes filters; gives an environment that is sandboxed, strict about names, always escaping, and prints plain values as an
office writes them. A template can read what it is given and nothing else: no calls, no globals, no private names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from jinja2 import StrictUndefined, Template, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from toolkit.word.language.clauses import IS_SILENT, OR_NO_CLAUSE, is_silent, or_no_clause, with_optional_clauses
from toolkit.word.language.context_defaults import with_context_defaults
from toolkit.word.language.filters import PLAIN
from toolkit.word.language.notes import notes_of
from toolkit.word.language.quotients import QUOTIENT, DivisionAsQuotient, quotient
from toolkit.word.language.values import (
    MOST_BITS,
    MOST_TEXT,
    UnprintableValue,
    is_rich,
    printed,
)

OF_CLAUSES: Final = {IS_SILENT: is_silent, OR_NO_CLAUSE: or_no_clause}
ALLOWED_NODES: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Const,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.Pos,
    nodes.CondExpr,
    nodes.Concat,
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
    nodes.Div,
    nodes.FloorDiv,
    nodes.Mod,
    nodes.Tuple,
    nodes.List,
    nodes.Keyword,
    nodes.If,
    nodes.For,
    nodes.Assign,
)


class ClosedEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which text cannot be multiplied into the machine's whole memory."""

    intercepted_binops = frozenset({"*", "%", "+"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A key of a mapping before anything else: `{{ 区域.items }}` is the key, and never the method."""
        if type(obj) is dict:
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Numbers only for `*` and `%`; texts may be joined by `+` up to a limit."""
        texts = [side for side in (left, right) if isinstance(side, str | list | tuple)]
        if texts and operator != "+":
            raise SecurityError(f"文字不能用“{operator}”运算")
        if sum(map(len, texts)) > MOST_TEXT:
            raise SecurityError("文字太长")
        if operator == "*" and any(isinstance(side, int) and side.bit_length() > MOST_BITS for side in (left, right)):
            raise SecurityError("数太大")
        return super().call_binop(context, operator, left, right)


def make_environment(filters: Mapping[str, Callable[..., Any]] | None = None) -> ClosedEnvironment:
    """A fresh environment with the plain filters and those given.

    Args:
        filters: name to function; a function takes the value first, and may be given a `Gap`.
    """
    environment = ClosedEnvironment(
        autoescape=True, undefined=StrictUndefined, optimized=False, cache_size=0, finalize=_finalized
    )
    environment.globals.clear()
    environment.filters = {**PLAIN, **with_context_defaults(filters or {}), QUOTIENT: quotient, **OF_CLAUSES}
    return environment


def compile_source(
    source: str, environment: ClosedEnvironment, change: Callable[[nodes.Template], nodes.Template] | None = None
) -> Template:
    """A whole part compiled, wherever in its XML the tags stand.

    Args:
        source: the part, as Jinja reads it.
        environment: the language.
        change: what is done to the tree once it is known to be harmless.

    Raises:
        TemplateError: the tags do not fit together, or one of them is forbidden.
    """
    return environment.from_string(checked_tree(source, environment, change))


def checked_tree(
    source: str, environment: ClosedEnvironment, change: Callable[[nodes.Template], nodes.Template] | None = None
) -> nodes.Template:
    """A whole part as a tree that is known to be harmless, ready to be compiled; takes what `compile_source` takes.

    Raises:
        TemplateError: the tags do not fit together, or one of them is forbidden.
    """
    tree = environment.parse(source)
    reason = forbidden(tree, environment)
    if reason:
        raise SecurityError(reason)
    tree = with_optional_clauses(tree)
    if change is not None:
        tree = change(tree)
    checked: nodes.Template = DivisionAsQuotient().visit(_TildeAsJoin().visit(tree))
    return checked


@pass_context
def _finalized(context: Context, value: Any) -> Any:
    """`printed`, in the form that keeps Jinja from printing constants its own way while it compiles."""
    made = _printed_at_once(value)
    if type(value) is str:
        return made
    notes = notes_of(context.parent)
    if is_rich(made):
        if notes is None:
            raise UnprintableValue("不能印在这里", made)
        return notes.keep(made)
    if notes is not None:
        notes.count(value)
    return made


def _printed_at_once(value: Any) -> Any:
    """`printed`, with the shortest way for what most values are: short plain texts and small whole numbers."""
    kind = type(value)
    if kind is str and len(value) <= MOST_TEXT and value.isprintable():
        return value
    if kind is int and value.bit_length() <= MOST_BITS:
        return str(value)
    return printed(value)


class _TildeAsJoin(NodeTransformer):
    """Makes `a ~ b` join what the two print, as bounded as any other text."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802 - the name is Jinja's
        parts = nodes.List([self.visit(part) for part in node.nodes])
        return nodes.Filter(parts, "join", [], [], None, None, lineno=node.lineno)


def forbidden(tree: nodes.Node, environment: ClosedEnvironment) -> str | None:
    """Why a parsed tag may not be used, in Chinese, or None where nothing is wrong with it."""
    for node in _walk(tree):
        if not isinstance(node, ALLOWED_NODES):
            return _FORBIDDEN.get(type(node).__name__, "模板里不能用这种写法")
        name = _name_of(node)
        if name.startswith("_"):
            return f"名称“{name}”不能以下划线开头"
        if isinstance(node, nodes.Filter) and node.name not in environment.filters:
            return f"没有叫“{node.name}”的格式（竖线后面的词）"
        if isinstance(node, nodes.Test) and node.name not in environment.tests:
            return f"没有叫“{node.name}”的判断"
    return None


_FORBIDDEN: Final = {
    "Call": "模板里不能用括号调用",
    "Pow": "模板里不能用乘方",
    "Macro": "模板里不能定义宏",
    "Import": "模板里不能引入别的文件",
    "FromImport": "模板里不能引入别的文件",
    "Include": "模板里不能引入别的文件",
    "Extends": "模板里不能引入别的文件",
}


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _name_of(node: nodes.Node) -> str:
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return node.attr
        case nodes.Getitem(arg=nodes.Const(value=str() as name)):
            return name
        case _:
            return ""
