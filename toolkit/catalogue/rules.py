"""Cross-checks as an office writes them: "主题党日实到 <= 主题党日应到".

Takes a rule's text; gives a `Comparison` or raises `ValueError` with the reason in Chinese. Never evaluates: review does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

PREVIOUS = "上期."
_NAME = r"\s*[^+\s-][^+-]*"
OPERATORS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<=": le,
    ">=": ge,
    "==": eq,
    "!=": ne,
    "<": lt,
    ">": gt,
}


@dataclass(frozen=True)
class Term:
    """A number, or the figure of a label, now or in the period before."""

    sign: int
    label: str = ""
    previous: bool = False
    number: Decimal = Decimal(0)


@dataclass(frozen=True)
class Comparison:
    """Two sums of terms and the relation that must hold between them."""

    left: tuple[Term, ...]
    operator: str
    right: tuple[Term, ...]

    def labels(self) -> Iterator[str]:
        """Every label used, in order."""
        return (term.label for term in self.left + self.right if term.label)


@lru_cache(maxsize=1_024)
def read_rule(text: str) -> Comparison:
    """The comparison a rule's text describes.

    Raises:
        ValueError: the text is no comparison; the message says what is expected.

    >>> rule = read_rule("转正党员 <= 上期.预备党员")
    >>> rule.operator, list(rule.labels())
    ('<=', ['转正党员', '预备党员'])
    """
    plain = text.replace("≤", "<=").replace("≥", ">=").replace("＝", "==").replace("≠", "!=")
    parts = re.split(r"(<=|>=|==|!=|<|>)", plain)
    if len(parts) != 3:
        raise ValueError(f"“{text}”应写成“指标 <= 指标”这样的比较（可用 <= >= == < >）")
    return Comparison(_read_sum(parts[0]), parts[1], _read_sum(parts[2]))


def _read_sum(text: str) -> tuple[Term, ...]:
    if not re.fullmatch(rf"\s*[+-]?{_NAME}([+-]{_NAME})*", text):
        raise ValueError("比较的一边是空的，或者加减号旁边缺了指标")
    return tuple(
        _read_term(-1 if sign == "-" else 1, name.strip()) for sign, name in re.findall(rf"([+-]?)({_NAME})", text)
    )


def _read_term(sign: int, name: str) -> Term:
    if re.fullmatch(r"\d+(\.\d+)?", name):
        return Term(sign, number=Decimal(name))
    return Term(sign, label=name.removeprefix(PREVIOUS), previous=name.startswith(PREVIOUS))
