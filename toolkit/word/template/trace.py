"""Marks in a document which words came from which name, for a page that stands beside a form.

Takes a compiled template and the names to mark; gives one that renders the same words between private characters. Only what
is printed as text is marked. Its documents are for looking at, never for sending.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from toolkit.word.document.generated import Codes
from toolkit.word.language.environment import compile_source, make_environment
from toolkit.word.language.values import NOTE_END, NOTE_START, printed
from toolkit.word.template.compile import CompiledTemplate

FIRST_MARK: Final = 0xF0000
END_MARK: Final = "\U000fffff"
"""What closes a marked text; the n-th name opens one by the n-th character from `FIRST_MARK`."""
FILTER: Final = "traced"
LAST_TAG: Final = re.compile(r"<(/?[\w:]+)[^<]*$")
# `{{ 句号 }}` looks at what stands before it: that must not be a mark.
SEPARATORS: Final = "，。；、,;"


def traced(template: CompiledTemplate, names: Mapping[str, str]) -> tuple[CompiledTemplate, tuple[str, ...]]:
    """The template that marks its values, and the keys in the order of their marks.

    Args:
        template: without errors.
        names: whole path as a template writes it (党费实收, 上期.党费实收) to the key it is marked with.
    """
    keys = tuple(dict.fromkeys(names.values()))
    places = {key: number for number, key in enumerate(keys)}
    environment = make_environment({**template.filters, FILTER: _traced_value})
    marks = {path: places[key] for path, key in names.items()}
    shown = template.spelling.shown
    made = replace(template)
    # What is looked at beside a form goes the general way: its tree is another one.
    vars(made)["codes"] = Codes({})
    vars(made)["compiled"] = {
        part: compile_source(source, environment, partial(_traced_tree, marks=marks, shown=shown))
        if part.startswith("word/")
        else template.compiled[part]
        for part, source in template.sources.items()
    }
    return made, keys


def plain_words(text: str) -> str:
    """A text without the marks.

    >>> plain_words(f"党费{chr(FIRST_MARK)}12{END_MARK}元")
    '党费12元'
    """
    return "".join(character for character in text if ord(character) < FIRST_MARK)


def _traced_value(value: Any, number: int) -> Any:
    made = printed(value)
    if not isinstance(made, str) or not made:
        return value
    text = str(escape(made))
    words = text.rstrip(SEPARATORS)
    return Markup(f"{chr(FIRST_MARK + number)}{words}{END_MARK}{text[len(words) :]}") if words else value


def _traced_tree(tree: nodes.Template, marks: Mapping[str, int], shown: Any) -> nodes.Template:
    made: nodes.Template = _Tracing(marks, shown).visit(tree)
    return made


class _Tracing(NodeTransformer):
    """Puts the filter behind each printed expression that stands in a text and names one of the names."""

    def __init__(self, marks: Mapping[str, int], shown: Any) -> None:
        self._marks, self._shown = marks, shown
        self._in_text = False

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 - the name is Jinja's
        node.nodes = [self._piece(piece) for piece in node.nodes]
        return node

    def _piece(self, piece: nodes.Expr) -> nodes.Expr:
        if isinstance(piece, nodes.TemplateData):
            self._in_text = _ends_in_text(piece.data, self._in_text)
            return piece
        number = next((self._marks[path] for path in self._paths(piece) if path in self._marks), None)
        if number is None or not self._in_text:
            return piece
        return nodes.Filter(piece, FILTER, [nodes.Const(number)], [], None, None, lineno=piece.lineno)

    def _paths(self, expression: nodes.Expr) -> Sequence[str]:
        """Every dotted name in an expression, longest first."""
        found = [_path(each) for each in (expression, *expression.find_all((nodes.Getattr, nodes.Getitem, nodes.Name)))]
        return [self._shown(path) for path in found if path]


def _ends_in_text(data: str, before: bool) -> bool:
    """Whether what follows is text: within w:t, and no colour or span of a cell."""
    if data.rfind(NOTE_START) > data.rfind(NOTE_END):
        return False
    tag = LAST_TAG.search(data)
    if tag is None:
        return before or NOTE_END in data
    return tag[1] == "w:t" and ">" in tag[0]


def _path(node: nodes.Node) -> str:
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            owner = _path(node.node)
            return f"{owner}.{node.attr}" if owner else ""
        case nodes.Getitem(arg=nodes.Const(value=str() as name)):
            owner = _path(node.node)
            return f"{owner}.{name}" if owner else ""
        case _:
            return ""
