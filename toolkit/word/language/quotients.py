"""Numbers that know where they come from: what a division prints, and whether its two sides are made of the same parts.

Takes the numbers of a context and, for those that are sums, what they are sums of; gives numbers that count like any other, print
at most two decimals once they were divided, and note a division of sums whose parts differ: it gives a rate of nobody. The note
follows the value, through `set`, loops and filters. Adds no word to the language.

    {{ 党费实收 / 正式党员 }}                         7585 / 14 prints 541.79 and not 28 digits
    {{ (实到 / 应到)|百分比 }}                        noted where 实到 is of eleven branches and 应到 of ten that were all asked for both
    {% set 率 = 实到 / 应到 %}                        noted likewise
    {{ 帮扶资金 / 正式党员 }}                         not noted: only the bureau is asked for the one, and only branches for the other
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import Any, Final

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

QUOTIENT: Final = "quotient of"
"""The filter a division becomes: a name no template can write."""
SHOWN_PLACES: Final = Decimal("0.01")


@dataclass(frozen=True)
class Coverage:
    """What a sum is the sum of: the parts that are in it, of all that were asked for it."""

    covered: frozenset[str]
    asked: frozenset[str]

    def is_unlike(self, other: Coverage) -> bool:
        """Whether one of two sums lacks a part that was asked for both and is in the other."""
        both = self.asked & other.asked
        return self.covered & both != other.covered & both


@dataclass(frozen=True)
class Doubt:
    """A division of sums that are not of the same parts: the names above and below the line."""

    over: tuple[str, ...]
    under: tuple[str, ...]


@dataclass
class Sources:
    """What the sums of a context are made of, and the doubtful divisions of one render.

    Args:
        coverage: by name, such as 实到 or 上期.实到.
        doubts: noted as they come.
    """

    coverage: Mapping[str, Coverage]
    doubts: list[Doubt] = field(default_factory=list)

    def note(self, over: Iterable[str], under: Iterable[str]) -> None:
        """Note a division, if it is a doubtful one."""
        above, below = tuple(dict.fromkeys(over)), tuple(dict.fromkeys(under))
        made_of = {name: self.coverage[name] for name in (*above, *below)}
        if any(one.is_unlike(other) for one, other in combinations(made_of.values(), 2)):
            self.doubts.append(Doubt(above, below))


@dataclass(frozen=True)
class _Origin:
    """Where a number comes from: the sums it was made of, above and below the line, and whether it was divided."""

    sources: Sources | None = None
    over: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    is_divided: bool = False

    def with_(self, other: _Origin, *, upside_down: bool = False) -> _Origin:
        over, under = (other.under, other.over) if upside_down else (other.over, other.under)
        is_divided = self.is_divided or other.is_divided or upside_down
        return _Origin(self.sources or other.sources, (*self.over, *over), (*self.under, *under), is_divided)

    def noted(self) -> _Origin:
        if self.sources is not None and self.under:
            self.sources.note(self.over, self.under)
        return self


UNKNOWN: Final = _Origin()


class Number(Decimal):
    """A number that knows where it comes from; what is worked out from it knows as much."""

    origin: _Origin

    def __new__(cls, value: Decimal | int | str, origin: _Origin = UNKNOWN) -> Number:
        """A number and where it comes from."""
        made = super().__new__(cls, value)
        made.origin = origin
        return made

    def shown(self) -> Decimal:
        """The number as it is printed: with at most two decimals where it was divided."""
        if not self.origin.is_divided or not self.is_finite():
            return Decimal(self)
        rounded = self.quantize(SHOWN_PLACES, ROUND_HALF_UP)
        return Decimal(self if self == rounded else rounded)

    def __str__(self) -> str:
        return str(self.shown())

    def __add__(self, other: Any) -> Any:
        return _worked_out(operator.add, self, other)

    def __radd__(self, other: Any) -> Any:
        return _worked_out(operator.add, other, self)

    def __sub__(self, other: Any) -> Any:
        return _worked_out(operator.sub, self, other)

    def __rsub__(self, other: Any) -> Any:
        return _worked_out(operator.sub, other, self)

    def __mul__(self, other: Any) -> Any:
        return _worked_out(operator.mul, self, other, counts=True)

    def __rmul__(self, other: Any) -> Any:
        return _worked_out(operator.mul, other, self, counts=True)

    def __truediv__(self, other: Any) -> Any:
        return _worked_out(operator.truediv, self, other, upside_down=True)

    def __rtruediv__(self, other: Any) -> Any:
        return _worked_out(operator.truediv, other, self, upside_down=True)

    def __floordiv__(self, other: Any) -> Any:
        return _worked_out(operator.floordiv, self, other, upside_down=True)

    def __rfloordiv__(self, other: Any) -> Any:
        return _worked_out(operator.floordiv, other, self, upside_down=True)

    def __mod__(self, other: Any) -> Any:
        return _worked_out(operator.mod, self, other)

    def __rmod__(self, other: Any) -> Any:
        return _worked_out(operator.mod, other, self)

    def __neg__(self) -> Number:
        return Number(-Decimal(self), self.origin)

    def __pos__(self) -> Number:
        return self

    def __abs__(self) -> Number:
        return Number(abs(Decimal(self)), self.origin)


def _worked_out(
    work: Callable[[Any, Any], Any], left: Any, right: Any, *, counts: bool = False, upside_down: bool = False
) -> Any:
    """What two numbers give, one of which knows where it comes from; with anything else, whatever that makes of it.

    Args:
        work: what is done.
        left, right: the two sides.
        counts: whether a divided side may meet a sum of other parts: a product may, a sum of two rates may not.
        upside_down: whether the right side goes below the line.
    """
    if not all(isinstance(side, int | float | Decimal) for side in (left, right)):
        return NotImplemented
    origin = _origin_of(left).with_(_origin_of(right), upside_down=upside_down)
    made = work(_plain(left), _plain(right))
    return Number(made, origin.noted() if counts or upside_down else origin)


def _origin_of(value: Any) -> _Origin:
    return value.origin if isinstance(value, Number) else UNKNOWN


def _plain(value: Any) -> Decimal:
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def like(value: Any, made: Any, *, is_rounded: bool = False) -> Any:
    """What a filter made of a number, which knows where the number came from.

    Args:
        value, made: what the filter was given, and what it gave.
        is_rounded: whether the template says itself to how many decimals.
    """
    if isinstance(value, Number) and isinstance(made, int | float | Decimal) and not isinstance(made, bool):
        origin = replace(value.origin, is_divided=False) if is_rounded else value.origin
        return Number(_plain(made), origin)
    return made


def with_sources(context: Mapping[str, Any], sources: Sources) -> Mapping[str, Any]:
    """The context with its sums as numbers that know what they are sums of."""
    if not sources.coverage:
        return context
    made = dict(context)
    copied: set[str] = set()
    for name in sources.coverage:
        group, _, key = name.rpartition(".")
        if not group and name in made:
            made[name] = _known(made[name], name, sources)
        elif group and isinstance(made.get(group), Mapping) and key in made[group]:
            if group not in copied:
                made[group] = dict(made[group])
                copied.add(group)
            made[group][key] = _known(made[group][key], name, sources)
    return made


def _known(value: Any, name: str, sources: Sources) -> Any:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return Number(value, _Origin(sources, (name,))) if is_number else value


class DivisionAsQuotient(NodeTransformer):
    """Makes `a / b` a quotient even where neither side is a number that knows where it comes from."""

    def visit_Div(self, node: nodes.Div) -> nodes.Filter:  # noqa: N802 - the name is Jinja's
        """The filter that a division becomes."""
        left, right = self.visit(node.left), self.visit(node.right)
        return nodes.Filter(left, QUOTIENT, [right], [], None, None, lineno=node.lineno)


def quotient(left: Any, right: Any) -> Any:
    """What `left / right` is."""
    return _exact(left) / _exact(right)


def _exact(value: Any) -> Any:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool | Number)
    return Number(value) if is_number else value
