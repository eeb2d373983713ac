"""What an expression comes to: a number, a word, or whether something is so.

Takes an expression and what each of its names stands for; gives a content. Blank stays blank, what does not apply stays so, 0 is a
number: a rule about a blank says nothing, and a quotient by 0 does not apply. Pure, but for remembering how each expression is
worked out.

    blank + 1        blank           不适用 / 3       不适用         1 / 0            不适用
    blank = 1        not known       否 且 blank      否             是 且 blank      not known
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any, Final, TypeAlias

from toolkit.catalogue.as_written import Unreadable
from toolkit.catalogue.expressions import (
    Constant,
    Expression,
    Name,
    Operation,
)
from toolkit.catalogue.kinds import DATE, NOT_APPLICABLE, PLAIN_TYPES, Content, Unread, read, show_decimal
from toolkit.catalogue.signs import (
    AND,
    BLANK,
    COMPARISONS,
    MINUS_SIGN,
    NONE_OF_IT,
    NOT,
    OR,
    OTHERWISE,
)
from toolkit.review.numbers import number_of

Meaning: TypeAlias = Callable[[Name], Content]
"""What a name stands for."""
Reckoner: TypeAlias = Callable[[Meaning], Content]
"""What works one expression out."""
MOST_RECKONERS: Final = 8_192
ARITHMETIC: Final[Mapping[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
ON_PAPER: Final = {"+": "+", "-": "−", "*": "×", "/": "÷"}
RELATIONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def evaluate(expression: Expression, meaning: Meaning) -> Content:
    """What an expression comes to; None where that is not known."""
    return reckoner(expression)(meaning)


def truth(expression: Expression, meaning: Meaning) -> bool | None:
    """Whether it is so: a figure is where it is not 0, a word where there is one; None where that is not known."""
    return _so(reckoner(expression)(meaning))


def reckoner(expression: Expression) -> Reckoner:
    """What works an expression out, whatever its names mean: put together once, and asked for each row of each ledger.

    Remembered by the identity of the tree and not by what it equals: for Python 是 equals 1.
    """
    known = _RECKONERS.get(id(expression))
    if known is None:
        if len(_RECKONERS) >= MOST_RECKONERS:
            _RECKONERS.clear()
        # The tree is kept beside it, or another one might be given its id.
        known = _RECKONERS[id(expression)] = (expression, _put_together(expression))
    return known[1]


def _put_together(expression: Expression) -> Reckoner:
    match expression:
        case Constant(value):
            return lambda _meaning: value
        case Name():
            return lambda meaning: meaning(expression)
        case Operation(sign, parts):
            of_parts = tuple(map(reckoner, parts))
            make = _MAKERS.get(sign)
            if make is not None:
                return make(*of_parts)
            return _comparison(sign, *of_parts) if sign in COMPARISONS else _reckoning(sign, of_parts)


def _so(content: Content) -> bool | None:
    """Whether a content means that something is so."""
    if isinstance(content, bool):
        return content
    if content is None or content is NOT_APPLICABLE or isinstance(content, Unread):
        return None
    return bool(content)


def _joining(decisive: bool) -> Callable[..., Reckoner]:
    """Makes 或 (`decisive` true) or 且 (false).

    One part that comes to `decisive` settles it; without one, a part that is not known leaves it open.
    """

    def make(*parts: Reckoner) -> Reckoner:
        def joined(meaning: Meaning) -> bool | None:
            is_known = True
            for part in parts:
                so = _so(part(meaning))
                if so is decisive:
                    return decisive
                is_known = is_known and so is not None
            return not decisive if is_known else None

        return joined

    return make


def _negated(part: Reckoner) -> Reckoner:
    def negated(meaning: Meaning) -> bool | None:
        so = _so(part(meaning))
        return None if so is None else not so

    return negated


def _otherwise(part: Reckoner, instead: Reckoner) -> Reckoner:
    def otherwise(meaning: Meaning) -> Content:
        content = part(meaning)
        return instead(meaning) if content is None else content

    return otherwise


def _none_of_it(part: Reckoner) -> Reckoner:
    def none_of_it(meaning: Meaning) -> bool | None:
        content = part(meaning)
        return None if content is None else content is NOT_APPLICABLE

    return none_of_it


def _comparison(sign: str, left: Reckoner, right: Reckoner) -> Reckoner:
    relation = RELATIONS[sign]

    def compared(meaning: Meaning) -> bool | None:
        one, other = left(meaning), right(meaning)
        # Two words, two numbers of one kind, two days: nearly all that is ever compared.
        if type(one) is type(other) and type(one) in PLAIN_TYPES:
            return relation(one, other)
        return _compared(sign, one, other)

    return compared


def _reckoning(sign: str, parts: Sequence[Reckoner]) -> Reckoner:
    return lambda meaning: _worked_out(sign, [part(meaning) for part in parts])


def worked(expression: Expression, meaning: Meaning) -> str:
    """An expression with the numbers in the place of its names, as one would work it out on paper.

    >>> from toolkit.catalogue.expressions import Names, read_expression
    >>> worked(read_expression("甲 + 3 - 乙", Names(frozenset("甲乙"))), lambda name: {"甲": 10, "乙": 1}[name.name])
    '10 + 3 − 1'
    """
    match expression:
        case Operation(sign, (left, right)) if sign in ARITHMETIC:
            loose = "+-" if sign in "*/" else ""
            behind = {"-": "+-", "*": "+-", "/": "+-*/"}.get(sign, "")
            return f"{_bracketed(left, loose, meaning)} {ON_PAPER[sign]} {_bracketed(right, behind, meaning)}"
        case Operation(sign, (part,)) if sign == MINUS_SIGN:
            return f"−{_bracketed(part, '+-', meaning)}"
    return shown(evaluate(expression, meaning))


def shown(content: Content) -> str:
    """A content in a sentence."""
    if isinstance(content, bool):
        return "是" if content else "否"
    number = number_of(content)
    return show_decimal(number) if number is not None else "空" if content is None else str(content)


def _bracketed(part: Expression, looser: str, meaning: Meaning) -> str:
    """A part worked out, in brackets where its own sign is one of the looser ones."""
    text = worked(part, meaning)
    return f"（{text}）" if isinstance(part, Operation) and part.sign in tuple(looser) else text


def _worked_out(sign: str, contents: Sequence[Content]) -> Content:
    if NOT_APPLICABLE in contents:
        return NOT_APPLICABLE
    days = [content for content in contents if isinstance(content, date)]
    if sign == "-" and len(days) == len(contents):
        return (days[0] - days[1]).days
    numbers = [number_of(content) for content in contents]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers):
        return None
    if sign == "/" and not known[1]:
        return NOT_APPLICABLE
    return ARITHMETIC[sign](*known) if sign in ARITHMETIC else _FILTERS[sign](*known)


def _compared(sign: str, left: Content, right: Content) -> bool | None:
    if isinstance(left, tuple) or isinstance(right, tuple):
        return _among(sign, left, right)
    pair = _alike(left, right)
    return None if pair is None else RELATIONS[sign](*pair)


def _among(sign: str, left: Content, right: Content) -> bool | None:
    """Whether a word is one of a list."""
    several, one = (left, right) if isinstance(left, tuple) else (right, left)
    if not isinstance(several, tuple) or not isinstance(one, str) or sign not in ("=", "!="):
        return None
    return (one in several) is (sign == "=")


def _alike(left: Content, right: Content) -> tuple[object, object] | None:
    """Two contents that can be compared; None where they cannot: a blank, a word beside a number."""
    if isinstance(left, bool) and isinstance(right, bool):
        return left, right
    numbers = number_of(left), number_of(right)
    if None not in numbers:
        return numbers
    days = _day(left, right), _day(right, left)
    if None not in days:
        return days
    return (left, right) if isinstance(left, str) and isinstance(right, str) else None


def _day(content: Content, beside: Content) -> date | None:
    """A day, or a word that stands beside one and means one."""
    if isinstance(content, date):
        return content
    if isinstance(content, str) and isinstance(beside, date):
        try:
            day = read(DATE, content)
        except Unreadable:
            return None
        return day if isinstance(day, date) else None
    return None


def _kept_places(number: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-int(min(max(places, Decimal(0)), Decimal(6)))), ROUND_HALF_UP)


_FILTERS: Final[Mapping[str, Callable[..., Decimal]]] = {
    MINUS_SIGN: operator.neg,
    "绝对值": abs,
    "取整": lambda number: number.to_integral_value(ROUND_DOWN),
    "保留": _kept_places,
}
_MAKERS: Final[Mapping[str, Callable[..., Reckoner]]] = {
    AND: _joining(decisive=False),
    OR: _joining(decisive=True),
    NOT: _negated,
    OTHERWISE: _otherwise,
    BLANK: lambda part: lambda meaning: part(meaning) is None,
    NONE_OF_IT: _none_of_it,
}
"""What works out an operation that is neither a comparison nor arithmetic, by its sign."""
_RECKONERS: Final[dict[int, tuple[Expression, Reckoner]]] = {}
