"""Division in a template: what it prints, and whether the two numbers are made of the same things.

Takes the two sides of a `/` with the names they were made from; gives a `Quotient`, which stays exact and prints at most two
decimals. Where both names stand for sums whose parts differ, the division is noted: it gives a rate of nobody. Adds no word to
the language.

    {{ 党费实收 / 正式党员 }}               7585 / 14 prints 541.79 and not 28 digits
    {{ (实到 / 应到)|百分比 }}              noted where 实到 is of eleven branches and 应到 of ten
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from jinja2 import nodes, pass_context
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

from toolkit.word.paths import paths_in

QUOTIENT: Final = "quotient of"
"""The filter a division becomes: a name no template can write."""
SOURCES: Final = "sources of numbers"
"""Where Jinja's context holds, by name, what a number is the sum of."""
DOUBTS: Final = "doubtful divisions"
"""Where a render notes divisions of sums whose parts differ."""
SHOWN_PLACES: Final = Decimal("0.01")


class Quotient(Decimal):
    """A number that was worked out: exact, but printed with at most two decimals; so is what is worked out from it."""

    def shown(self) -> Decimal:
        """The number as it is printed."""
        is_short = not self.is_finite() or self == self.quantize(SHOWN_PLACES, ROUND_HALF_UP)
        return Decimal(self) if is_short else Decimal(self.quantize(SHOWN_PLACES, ROUND_HALF_UP))

    def __add__(self, other: Any) -> Any:
        return _worked_out(operator.add, self, other)

    def __radd__(self, other: Any) -> Any:
        return _worked_out(operator.add, other, self)

    def __sub__(self, other: Any) -> Any:
        return _worked_out(operator.sub, self, other)

    def __rsub__(self, other: Any) -> Any:
        return _worked_out(operator.sub, other, self)

    def __mul__(self, other: Any) -> Any:
        return _worked_out(operator.mul, self, other)

    def __rmul__(self, other: Any) -> Any:
        return _worked_out(operator.mul, other, self)

    def __truediv__(self, other: Any) -> Any:
        return _worked_out(operator.truediv, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _worked_out(operator.truediv, other, self)

    def __neg__(self) -> Quotient:
        return Quotient(-Decimal(self))


def _worked_out(work: Callable[[Any, Any], Any], *sides: Any) -> Any:
    """What two numbers give, one of which was worked out; with anything else, whatever that makes of it."""
    if not all(isinstance(side, int | float | Decimal) for side in sides):
        return NotImplemented
    left, right = (Decimal(repr(side)) if isinstance(side, float) else Decimal(side) for side in sides)
    return Quotient(work(left, right))


@dataclass(frozen=True)
class Doubt:
    """A division of two sums that are not of the same parts: the names above and below the line."""

    over: tuple[str, ...]
    under: tuple[str, ...]


class DivisionAsQuotient(NodeTransformer):
    """Makes `a / b` a quotient that knows which names it was made from."""

    def visit_Div(self, node: nodes.Div) -> nodes.Filter:  # noqa: N802 - the name is Jinja's
        """The filter that a division becomes."""
        over, under = (tuple(".".join(path) for path in paths_in(side)) for side in (node.left, node.right))
        left, right = self.visit(node.left), self.visit(node.right)
        names = [nodes.Const(over), nodes.Const(under)]
        return nodes.Filter(left, QUOTIENT, [right, *names], [], None, None, lineno=node.lineno)


@pass_context
def quotient(context: Context, left: Any, right: Any, over: tuple[str, ...], under: tuple[str, ...]) -> Any:
    """What `left / right` is; one that is doubtful is noted."""
    _note_doubt(context.parent, over, under)
    return _exact(left) / _exact(right)


def _exact(value: Any) -> Any:
    return Quotient(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _note_doubt(values: Mapping[str, Any], over: tuple[str, ...], under: tuple[str, ...]) -> None:
    sources: Mapping[str, frozenset[str]] = values.get(SOURCES) or {}
    known = {sources[name] for name in (*over, *under) if name in sources}
    noted = values.get(DOUBTS)
    if len(known) > 1 and noted is not None:
        noted.append(Doubt(over, under))
