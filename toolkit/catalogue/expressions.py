"""The one small language of rules, formulas and conditions: 党费实收 / 正式党员, 转正党员 <= 上期.预备党员, 类型 = 志愿服务 且 时长 > 0.

Takes a text and the names it may use; gives a tree, or raises `ExpressionFault` with the place, what is wrong and the near miss.
Never evaluates: review does.

    或 · 且 · 非 · = ≠ < <= > >= (a chain holds where each of its links does) · + − · × ÷ · |绝对值 |取整 |保留(2) |没填时(0) · ( )

A name is a label or key of the catalogue; in front of it may stand 上期. 去年同期. or 目标.; 单位. and 期间. have names of their own.
Numbers may end in %, words stand in quotes, and a word that is a choice of the catalogue needs none; 空, 不适用, 是 and 否 mean
themselves. Chinese signs mean what they look like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Final, TypeAlias

from toolkit.catalogue.signs import (
    AND,
    ARITHMETIC,
    BLANK,
    COMPARISONS,
    CONSTANTS,
    DIGITS,
    FILTERS,
    MINUS_SIGN,
    NONE_OF_IT,
    NOT,
    OR,
    OTHERWISE,
    QUOTES,
    SIGNS,
    WITH_ARGUMENT,
    longest,
    sign_at,
)
from toolkit.findings import did_you_mean

LAST, YEAR_AGO, TARGET, OF_UNIT, OF_PERIOD = "上期", "去年同期", "目标", "单位", "期间"
GROUPS: Final[Mapping[str, frozenset[str] | None]] = {
    LAST: None,
    YEAR_AGO: None,
    TARGET: None,
    OF_UNIT: frozenset({"名称", "简称", "代码", "类型", "书记", "联系领导", "党员人数", "支部数", "班子人数"}),
    OF_PERIOD: frozenset({"起", "止", "今天", "年", "月数", "已过月数"}),
}
"""What may stand before a dot, and the names behind it where they are not the catalogue's."""
MOST_CHARACTERS: Final = 500
DEEPEST: Final = 40


class ExpressionFault(ValueError):
    """A text that is no expression; the message says where, why, and what to do."""


@dataclass(frozen=True)
class Constant:
    """A number, a word, 是 or 否."""

    value: Decimal | str | bool


@dataclass(frozen=True)
class Name:
    """A figure, a column, or something of the unit or the period; `group` is what stands before the dot."""

    name: str
    group: str = ""

    def __str__(self) -> str:
        return f"{self.group}.{self.name}" if self.group else self.name


@dataclass(frozen=True)
class Operation:
    """Something done with its parts: a sign of arithmetic or comparison, 且, 或, 非, a filter, or whether a part is 空 or 不适用."""

    sign: str
    parts: tuple[Expression, ...]


Expression: TypeAlias = Constant | Name | Operation


@dataclass(frozen=True)
class Names:
    """What an expression may speak of.

    Args:
        names: labels and keys.
        words: choices, which are words without quotes.
        kinds: further words, which are never offered for a slip.
        what: what a name is called in a fault: 指标, or 列.
        groups: what may stand before a dot: 上期. and its like.
    """

    names: frozenset[str]
    words: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    what: str = "指标"
    groups: tuple[str, ...] = tuple(GROUPS)


@lru_cache(maxsize=2_048)
def read_expression(text: str, names: Names) -> Expression:
    """The tree of an expression.

    Raises:
        ExpressionFault: it is none.

    >>> read_expression("甲 + 上期.乙 ≤ 3", Names(frozenset("甲乙"))).sign
    '<='
    """
    if len(text) > MOST_CHARACTERS:
        raise ExpressionFault(f"写了{len(text)}字，太长。请分成几条，每条不超过{MOST_CHARACTERS}字")
    return _Reader(text, names).whole()


def names_in(expression: Expression) -> Iterator[Name]:
    """Every name of an expression, in order."""
    if isinstance(expression, Name):
        yield expression
    elif isinstance(expression, Operation):
        for part in expression.parts:
            yield from names_in(part)


def needed_in(expression: Expression) -> Iterator[Name]:
    """The names that must be known for an expression to come to something: not those with a 没填时 of their own."""
    if isinstance(expression, Operation) and expression.sign == OTHERWISE:
        yield from needed_in(expression.parts[1])
    elif isinstance(expression, Operation):
        for part in expression.parts:
            yield from needed_in(part)
    elif isinstance(expression, Name):
        yield expression


def with_new_names(text: str, names: Names, renamed: Mapping[str, str]) -> str:
    """An expression as it was written, with what its names are called now; a word in quotes stays.

    Raises:
        ExpressionFault: it is none.

    >>> with_new_names("旧的+上期.旧的  >= “旧的”", Names(frozenset(["旧的"])), {"旧的": "新的"})
    '新的+上期.新的  >= “旧的”'
    """
    reader = _Reader(text, names)
    reader.whole()
    for start, name in sorted(reader.found, reverse=True):
        text = text[:start] + renamed.get(name, name) + text[start + len(name) :]
    return text


def operations_in(expression: Expression) -> Iterator[Operation]:
    """Every operation of an expression, the outer ones first."""
    if isinstance(expression, Operation):
        yield expression
        for part in expression.parts:
            yield from operations_in(part)


def is_condition(expression: Expression) -> bool:
    """Whether it says that something is so, and is no number."""
    if isinstance(expression, Operation):
        return expression.sign in (*COMPARISONS, OR, AND, NOT, BLANK, NONE_OF_IT)
    return isinstance(expression, Constant) and isinstance(expression.value, bool)


@dataclass
class _Reader:
    """Reads one text from left to right; a method for each level of the language, the loosest first."""

    text: str
    names: Names
    at: int = 0
    depth: int = 0
    found: list[tuple[int, str]] = field(default_factory=list)

    def whole(self) -> Expression:
        expression = self._either()
        if not self._is_over():
            raise self._fault("多出来了，看不懂")
        return expression

    def _either(self) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._fault("括号套得太深")
        expression = self._chain(OR, lambda: self._chain(AND, self._negated))
        self.depth -= 1
        return expression

    def _chain(self, sign: str, part: Callable[[], Expression]) -> Expression:
        parts = [part()]
        while self._take(sign):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Operation(sign, tuple(parts))

    def _negated(self) -> Expression:
        negations = 0
        # 非公党员 is a name, and 非遗活动 may be a word.
        while not self._is_literal() and self._take(NOT):
            negations += 1
        expression = self._compared()
        return Operation(NOT, (expression,)) if negations % 2 else expression

    def _compared(self) -> Expression:
        links: list[Expression] = []
        left = self._sum()
        while sign := self._take(*COMPARISONS):
            state = self._state()
            if state:
                links.append(_in_state(sign, state, left))
                break
            right = self._sum()
            links.append(Operation(sign, (left, right)))
            left = right
        if not links:
            return left
        return links[0] if len(links) == 1 else Operation(AND, tuple(links))

    def _state(self) -> str:
        """空 or 不适用, which a figure can be and no number is."""
        self._skip()
        state = None if self._is_literal() else longest(self.text, self.at, (BLANK, NONE_OF_IT))
        self.at += len(state or "")
        return state or ""

    def _is_literal(self) -> bool:
        """Whether a name or a word without quotes stands here."""
        self._skip()
        return longest(self.text, self.at, self.names.names | self.names.words | self.names.kinds) is not None

    def _sum(self) -> Expression:
        return self._signs(ARITHMETIC[:2], lambda: self._signs(ARITHMETIC[2:], self._signed))

    def _signs(self, signs: tuple[str, ...], part: Callable[[], Expression]) -> Expression:
        expression = part()
        while sign := self._take(*signs):
            expression = Operation(sign, (expression, part()))
        return expression

    def _signed(self) -> Expression:
        sign = self._take("+", "-")
        expression = self._filtered()
        return Operation(MINUS_SIGN, (expression,)) if sign == "-" else expression

    def _filtered(self) -> Expression:
        expression = self._atom()
        while self._take("|"):
            self._skip()
            name = next((each for each in FILTERS if self.text.startswith(each, self.at)), None)
            if name is None:
                raise self._fault(f"“|”后面只能写{'、'.join(FILTERS)}")
            self.at += len(name)
            arguments = (self._in_brackets(),) if name in WITH_ARGUMENT and self._take("(") else ()
            if name == OTHERWISE and not arguments:
                raise self._fault(f"“{OTHERWISE}”后面要写当作几，如 {OTHERWISE}(0)")
            expression = Operation(name, (expression, *arguments))
        return expression

    def _in_brackets(self) -> Expression:
        expression = self._either()
        if not self._take(")"):
            raise self._fault("缺一个右括号")
        return expression

    def _atom(self) -> Expression:
        if self._is_over():
            raise self._fault(f"还缺一个{self.names.what}或数")
        # A name first: a label may begin with a digit or hold a sign.
        name = self._name_here()
        if name is not None:
            return self._named(name)
        return self._group() or self._word() or self._number() or self._quoted() or self._bracketed()

    def _group(self) -> Expression | None:
        group = next((each for each in self.names.groups if self.text.startswith(each, self.at)), None)
        end = self.at + len(group or "")
        if group is None or not any(self.text.startswith(dot, end) for dot in SIGNS["."]):
            return None
        self.at = end + 1
        fields = GROUPS[group]
        name = longest(self.text, self.at, fields or self.names.names)
        if name is None:
            raise self._unknown(fields or self.names.names, f"“{group}.”后面")
        return self._named(name, group)

    def _named(self, name: str, group: str = "") -> Name:
        if GROUPS.get(group) is None:
            self.found.append((self.at, name))
        self.at += len(name)
        return Name(name, group)

    def _number(self) -> Expression | None:
        end = self.at
        while end < len(self.text) and (self.text[end] in DIGITS or self.text[end] in SIGNS["."]):
            end += 1
        digits = self.text[self.at : end].translate(dict(zip(map(ord, DIGITS), DIGITS[:10] * 2, strict=True)))
        if not digits:
            return None
        try:
            number = Decimal(digits.replace("．", "."))
        except ArithmeticError:
            raise self._fault("数写得不对") from None
        is_percent = self.text[end : end + 1] in ("%", "％")
        self.at = end + is_percent
        return Constant(number / 100 if is_percent else number)

    def _quoted(self) -> Expression | None:
        closing = QUOTES.get(self.text[self.at])
        if closing is None:
            return None
        end = self.text.find(closing, self.at + 1)
        if end < 0:
            raise self._fault("引号不成对")
        word, self.at = self.text[self.at + 1 : end], end + 1
        return Constant(word)

    def _word(self) -> Expression | None:
        # What is only digits is a number.
        known = (word for word in self.names.words | self.names.kinds | CONSTANTS.keys() if not word.isdigit())
        word = longest(self.text, self.at, known)
        if word is None:
            return None
        self.at += len(word)
        return Constant(CONSTANTS.get(word, word))

    def _bracketed(self) -> Expression:
        if self._take("("):
            return self._in_brackets()
        if any(self._starts(sign) for sign in SIGNS):
            raise self._fault(f"这里应是{self.names.what}或数")
        raise self._unknown(self.names.names | self.names.words, "")

    def _name_here(self) -> str | None:
        return longest(self.text, self.at, self.names.names)

    def _take(self, *signs: str) -> str:
        """The first of these signs that stands here, passed over; empty where none does."""
        self._skip()
        for sign in signs:
            found = self._starts(sign)
            if found:
                self.at += len(found)
                return sign
        return ""

    def _starts(self, sign: str) -> str:
        return next((each for each in SIGNS[sign] if self.text.startswith(each, self.at)), "")

    def _skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def _is_over(self) -> bool:
        self._skip()
        return self.at >= len(self.text)

    def _unknown(self, known: Iterable[str], where: str) -> ExpressionFault:
        end = self.at
        while end < len(self.text) and not (self.text[end].isspace() or sign_at(self.text, end)):
            end += 1
        given = self.text[self.at : end]
        return ExpressionFault(f"{where}没有叫“{given}”的{self.names.what}。{did_you_mean(given, sorted(known))}")

    def _fault(self, reason: str) -> ExpressionFault:
        rest = self.text[self.at : self.at + 6]
        return ExpressionFault(f"“{self.text}”第{self.at + 1}个字{f'“{rest}”' if rest else '处'}：{reason}")


def _in_state(sign: str, state: str, of: Expression) -> Expression:
    if sign not in ("=", "!="):
        raise ExpressionFault(f"“{state}”只能用 = 或 ≠ 来问")
    is_so = Operation(state, (of,))
    return is_so if sign == "=" else Operation(NOT, (is_so,))
