"""Small faults put into a module, one at a time: its tests should fail at each.

    python start.py mutate toolkit/word/template/whole.py            all of them
    python start.py mutate toolkit/word/template/whole.py --some 20  as many, chosen by a seed that is printed

Takes a module; runs the tests that mirror it in a copy of the tree, once for each fault; says which faults no test noticed. A fault
is a comparison turned round, an `and` for an `or`, a `not` left out, a number one more, a sum for a difference, a call left out, a
look-ahead left out of a pattern. Never touches the tree it is called in.
"""

from __future__ import annotations

import argparse
import ast
import copy
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent.parent
COPIED: Final = (
    "toolkit",
    "tests",
    "templates",
    "docs",
    "sample_data",
    "benchmarks",
    "notebooks",
    "pyproject.toml",
    "start.py",
)
TURNED: Final[dict[type[ast.AST], type[ast.AST]]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
LOOKS_AROUND: Final = re.compile(r"\(\?<?[!=](?:[^()\\]|\\.|\([^()]*\))*\)")
MOST_SECONDS: Final = 300


@dataclass(frozen=True)
class Mutant:
    """A module with one fault: the line, what was done there, and its source."""

    line: int
    what: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every fault that can be put into a module, in the order of its lines."""
    tree = ast.parse(source)
    for number, node in enumerate(_places(tree)):
        for what in _faults_of(node):
            changed = copy.deepcopy(tree)
            _put(changed, _places(changed)[number], what)
            yield Mutant(node.lineno, what, ast.unparse(ast.fix_missing_locations(changed)))


def _places(tree: ast.AST) -> list[ast.expr | ast.Expr]:
    """Where a fault can be put, in the order of the lines: not into types and decorators, which no run looks at."""
    unread: set[ast.AST] = set()
    for node in ast.walk(tree):
        outer = [
            getattr(node, "annotation", None),
            getattr(node, "returns", None),
            *getattr(node, "decorator_list", []),
        ]
        unread.update(inner for each in outer if each is not None for inner in ast.walk(each))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.expr | ast.Expr) and node not in unread]
    return sorted(found, key=lambda each: (each.lineno, each.col_offset))


def _faults_of(node: ast.AST) -> Iterator[str]:
    """The words for what can be done wrong at a place."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in TURNED:
            yield f"{type(op).__name__} turned round"
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in TURNED:
            yield f"{type(op).__name__} turned round"
        case ast.UnaryOp(op=ast.Not()):
            yield "not left out"
        case ast.Constant(value=bool()):
            yield "truth turned round"
        case ast.Constant(value=int()):
            yield "number one more"
        case ast.Constant(value=str() as text) if LOOKS_AROUND.search(text):
            yield "look-around left out"
        case ast.Expr(value=ast.Call()):
            yield "call left out"


def _put(tree: ast.AST, node: ast.AST, what: str) -> None:
    """Put a fault at a node of a tree."""
    match node:
        case ast.Compare():
            node.ops = [TURNED[type(node.ops[0])]()]  # type: ignore[list-item]
        case ast.BoolOp() | ast.BinOp():
            node.op = TURNED[type(node.op)]()  # type: ignore[assignment]
        case ast.Constant(value=bool() as truth):
            node.value = not truth
        case ast.Constant(value=int() as number):
            node.value = number + 1
        case ast.Constant(value=str() as text):
            node.value = LOOKS_AROUND.sub("", text, count=1)
        case ast.Expr():
            node.value = ast.Constant(value=None)
        case ast.UnaryOp():
            _replace(tree, node, node.operand)


def _replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(each is old for each in value):
                setattr(parent, name, [new if each is old else each for each in value])


def tests_of(module: Path) -> Path:
    """The tests that mirror a module; those of its whole room where none is for it alone.

    >>> tests_of(Path("toolkit/word/template/whole.py")).as_posix()
    'tests/word/template/test_whole.py'
    >>> tests_of(Path("toolkit/figures/store/writing.py")).as_posix()
    'tests/figures/store'
    """
    room = Path("tests", *module.parts[1:-1])
    mirror = room / f"test_{module.stem}.py"
    return mirror if (HERE / mirror).is_file() else room


def survivors(module: Path, chosen: list[Mutant], tests: list[Path]) -> list[Mutant]:
    """The faults that no test noticed."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        home = Path(name)
        for each in COPIED:
            (shutil.copytree if (HERE / each).is_dir() else shutil.copy)(HERE / each, home / each)
        if not _pass(home, tests):
            raise SystemExit(f"{', '.join(map(str, tests))}: the tests fail without any fault")
        left = []
        for number, mutant in enumerate(chosen, start=1):
            (home / module).write_text(mutant.source, encoding="utf-8")
            if _pass(home, tests):
                left.append(mutant)
                print(f"{module}:{mutant.line}: {mutant.what}: no test noticed ({number} of {len(chosen)})", flush=True)
        return left


def _pass(home: Path, tests: list[Path]) -> bool:
    words = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *map(str, tests)]
    try:
        return subprocess.run(words, cwd=home, capture_output=True, timeout=MOST_SECONDS, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def main(words: list[str] | None = None) -> int:
    """Try a module's tests; 0 where every fault was noticed."""
    parser = argparse.ArgumentParser(prog="python start.py mutate", description="Put small faults into a module.")
    parser.add_argument("module", type=Path, help="such as toolkit/word/template/whole.py")
    parser.add_argument(
        "--tests", type=Path, nargs="*", default=[], help="further tests; those that mirror it always run"
    )
    parser.add_argument("--some", type=int, default=0, help="how many faults; all where 0")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="by which some are chosen")
    given = parser.parse_args(words)
    found = list(mutants((HERE / given.module).read_text(encoding="utf-8")))
    chosen = random.Random(given.seed).sample(found, given.some) if 0 < given.some < len(found) else found
    print(f"{len(chosen)} of {len(found)} faults, seed {given.seed}", flush=True)
    left = survivors(given.module, chosen, [tests_of(given.module), *given.tests])
    print(f"{len(chosen) - len(left)} of {len(chosen)} noticed ({(len(chosen) - len(left)) / len(chosen):.0%})")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
