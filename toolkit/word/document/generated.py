"""A part's render as one Python function: Jinja's own code generator, but for how it prints.

Takes a part's source; gives its code, marshalled, or None where there can be none: whoever asks then renders in the general way,
by the template Jinja makes of the same tree. Names, loops, conditions, filters, tests, sandboxed access and arithmetic stay
Jinja's own text. Changed are three things: static text is bytes, all output goes on one `Sheet`, and a short plain text or a whole
number is escaped and encoded where it stands.

    <w:t>{{ 行.事项 }}</w:t>          out.extend((b'<w:t>', (e(v).encode() if (k := type(v := (o['事项'] if type(o := …) is dict and
                                    '事项' in o else get(o, '事项')))) is str and len(v) < 4096 and v.isprintable() else b'%d' % v
                                    if k is int and -1000000000 < v < 1000000000 else p(v)), b'</w:t>',))

The tree passes the same checks as in the general way before a line is written, and code is run only where it asks for nothing but
what such code asks for: `NAMES`.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import MAGIC_NUMBER
from types import CodeType, FunctionType
from typing import Any, Final

import jinja2
from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import LoopContext, Undefined
from jinja2.utils import internalcode, missing

from toolkit.word.document.sheet import MOST_PIECES, SHEET, SHORT, Root, Written, escaped, written
from toolkit.word.language.environment import ClosedEnvironment, checked_tree, make_environment

Filters = Mapping[str, Callable[..., Any]]
STAMP: Final = MAGIC_NUMBER + getattr(jinja2, "__version__", "").encode()
"""Which Python and which Jinja code is for: any other writes its own."""
ROOT: Final = "root"
LOOP: Final = "loop"
OF_LOOP: Final = frozenset("depth depth0 first index index0 last length nextitem previtem revindex revindex0".split())
"""What the sandbox lets a template ask a loop for, but for calling it."""
LARGE: Final = 10**9
"""Below what a whole number is printed where it stands."""
PIECES_AT_ONCE: Final = 64
"""How many pieces are written before it is looked whether they are many."""
GIVEN: Final[Mapping[str, Any]] = {
    "LoopContext": LoopContext,
    "TemplateRuntimeError": TemplateRuntimeError,
    "Undefined": Undefined,
    "internalcode": internalcode,
    "e": escaped,
    "__builtins__": {each.__name__: each for each in (type, str, int, len, dict, KeyError)},
}
"""All that code is given by name; everything else it has from its sheet and the closed environment."""
ATTRIBUTES: Final = frozenset(
    """
    add append call_binop concat eval_ctx exported_vars extend filters flush getattr getitem parent pieces printed
    resolve_or_missing tests undefined update value_of vars encode isprintable
    """.split()
)
"""All that code asks things for."""
NAMES: Final = frozenset([*GIVEN, *GIVEN["__builtins__"], *ATTRIBUTES, *OF_LOOP]) - {"__builtins__"}


@dataclass(frozen=True)
class Codes:
    """The code of a template's parts, as it is sent to other processes: by part, marshalled, and what it is for."""

    parts: Mapping[str, bytes]
    stamp: bytes = STAMP


@dataclass(frozen=True)
class Quick:
    """A template's parts, ready to be written by their code; those that have none are not among them."""

    environment: ClosedEnvironment
    roots: Mapping[str, Root]

    def written(self, part: str, values: Mapping[str, Any]) -> Written | None:
        """What the code of a part writes with these values; None where the general way is to be taken."""
        root = self.roots.get(part)
        return written(root, self.environment, values) if root else None


class _Writer(CodeGenerator):
    """Jinja's generator, but for how it prints; what it writes are Jinja's names and `repr` of constants."""

    _keeps_values = True

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's names
        self._keeps_values = node.find(nodes.Assign) is None
        super().visit_Template(node, frame)

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline(f"sheet = context.parent[{SHEET!r}]")
        self.writeline("out, p, flush, get = sheet.pieces, sheet.printed, sheet.flush, environment.getattr")
        if self._keeps_values:
            # Where no name is set, all are those of the render.
            self.writeline("resolve = sheet.value_of")

    def enter_frame(self, frame: Frame) -> None:
        if frame.rootlevel and frame.buffer is None:
            frame.buffer = "out"
        super().enter_frame(frame)

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802
        for start in range(0, len(node.nodes), PIECES_AT_ONCE):
            super().visit_Output(nodes.Output(node.nodes[start : start + PIECES_AT_ONCE], lineno=node.lineno), frame)
            self.writeline(f"if len(out) > {MOST_PIECES}: flush()")

    def _output_const_repr(self, group: Any) -> str:
        return repr("".join(group).encode())

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("(e(v).encode() if (k := type(v := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(f")) is str and len(v) < {SHORT} and v.isprintable()")
        self.write(f" else b'%d' % v if k is int and {-LARGE} < v < {LARGE} else p(v))")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """A key of a mapping and the number of a turn at once, all else as the closed environment says."""
        if isinstance(node.node, nodes.Name) and node.node.name == LOOP and node.attr in OF_LOOP:
            self.write(f"(o.{node.attr} if type(o := ")
            self.visit(node.node, frame)
            self.write(f") is LoopContext else get(o, {node.attr!r}))")
            return
        self.write(f"(o[{node.attr!r}] if type(o := ")
        self.visit(node.node, frame)
        self.write(f") is dict and {node.attr!r} in o else get(o, {node.attr!r}))")


def part_code(source: str, environment: ClosedEnvironment) -> bytes | None:
    """The code of a part, marshalled; None where there can be none, for whatever reason.

    Args:
        source: the part, as Jinja reads it.
        environment: the language, which is changed to write such code.
    """
    environment.code_generator_class = _Writer
    try:
        code = _root_of(environment.compile(checked_tree(source, environment)))
        return marshal.dumps(code) if is_harmless(code) else None
    except Exception:
        # Another Jinja, too many brackets for Python, a tag that is forbidden: the general way says which.
        return None


def codes_of(sources: Mapping[str, str], filters: Filters) -> Codes:
    """The code of those parts that can have any.

    Args:
        sources: the parts, as Jinja reads them.
        filters: the filters beside the plain ones.
    """
    environment = make_environment(filters)
    codes = {part: part_code(source, environment) for part, source in sources.items()}
    return Codes({part: code for part, code in codes.items() if code is not None})


def quick_of(codes: Codes, sources: Mapping[str, str], filters: Filters) -> Quick:
    """The parts ready to be written; code for another Python or another Jinja is made anew from the sources."""
    usable = codes if codes.stamp == STAMP else codes_of(sources, filters)
    environment = make_environment(filters)
    roots = {part: part_root(code, environment) for part, code in usable.parts.items()}
    return Quick(environment, {part: root for part, root in roots.items() if root is not None})


def part_root(code: bytes, environment: Environment) -> Root | None:
    """What the code of a part defines, or None where it asks for what no such code asks for."""
    root: CodeType = marshal.loads(code)
    return FunctionType(root, {**GIVEN}, ROOT, (missing, environment)) if is_harmless(root) else None


def is_harmless(code: CodeType) -> bool:
    """Whether code, and all code in it, asks for nothing but `NAMES`: a second lock, behind the checks of the tree."""
    return all(NAMES.issuperset(each.co_names) for each in _with_inner(code))


def _with_inner(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _with_inner(each)


def _root_of(module: CodeType) -> CodeType:
    return next(each for each in module.co_consts if isinstance(each, CodeType) and each.co_name == ROOT)
