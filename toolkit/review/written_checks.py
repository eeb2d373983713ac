"""The checks an office wrote in its catalogue: of the figures of a filing, and of each row of a ledger.

Takes one case; gives findings that show what was seen: of a sum, the sum. Never decides what a rule should be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.catalogue.expressions import (
    LAST,
    TARGET,
    YEAR_AGO,
    Expression,
    Operation,
    names_in,
)
from toolkit.catalogue.items import Check
from toolkit.catalogue.kinds import Content, is_known
from toolkit.catalogue.ledgers import Ledger, LedgerRow
from toolkit.catalogue.signs import COMPARISONS
from toolkit.findings import Finding
from toolkit.review.case import Case, contents_in_words, some_of
from toolkit.review.evaluation import ARITHMETIC, evaluate, shown, truth, worked
from toolkit.review.meaning import meaning_in_row

FIGURE_GROUPS: Final = ("", LAST, YEAR_AGO, TARGET)
"""Before names that are figures of the unit itself: of whom they are not asked, the rule does not speak."""


def catalogue_checks(case: Case) -> Iterator[Finding]:
    """The cross-checks an office wrote in its catalogue."""
    for rule in case.catalogue.checks:
        if _is_excused(case, rule):
            continue
        if rule.ledger:
            yield from _check_of_rows(case, rule, case.catalogue.ledger(rule.ledger))
        else:
            yield from _check_of_figures(case, rule)


def _is_excused(case: Case, rule: Check) -> bool:
    return bool(rule.unless) and is_known(case.filing[case.catalogue[rule.unless].key])


def _check_of_rows(case: Case, rule: Check, ledger: Ledger) -> Iterator[Finding]:
    """One finding for all the rows of which a rule does not hold."""
    expression, only_if = case.catalogue.rule(rule)

    def is_broken(row: LedgerRow) -> bool:
        meaning = meaning_in_row(row, case.filing)
        applies = only_if is None or truth(only_if, meaning) is True
        return applies and truth(expression, meaning) is False

    broken = [row for row in case.filing.ledgers.get(ledger.key, ()) if is_broken(row)]
    if broken:
        told = some_of([f"“{contents_in_words(ledger, row)}”" for row in broken], "行")
        seen = [contents_in_words(ledger, row, most=None) for row in broken]
        yield case.of_ledger(rule.code, ledger, f"{told}：{rule.say}。{rule.do}", seen)


def _check_of_figures(case: Case, rule: Check) -> Iterator[Finding]:
    expression, only_if = case.catalogue.rule(rule)
    names = [name for name in names_in(expression) if name.group in FIGURE_GROUPS]
    if not case.asked.issuperset(name.name for name in names) or not names:
        return
    applies = only_if is None or truth(only_if, case.meaning)
    if applies and truth(expression, case.meaning) is False:
        told, seen = _what_was_seen(case, expression)
        yield case.warning(rule.code, case.catalogue[names[0].name], f"{rule.say}（{told}）。{rule.do}", *seen)


def _what_was_seen(case: Case, expression: Expression) -> tuple[str, list[Content]]:
    """The two sides of a comparison, worked out where they are sums; of another condition, each figure in it."""
    if isinstance(expression, Operation) and expression.sign in COMPARISONS:
        sides = [evaluate(part, case.meaning) for part in expression.parts]
        return "与".join(_side(case, part) for part in expression.parts), sides
    names = list(dict.fromkeys(names_in(expression)))
    contents = [case.meaning(name) for name in names]
    return "，".join(f"{name}{shown(content)}" for name, content in zip(names, contents, strict=True)), contents


def _side(case: Case, part: Expression) -> str:
    total = shown(evaluate(part, case.meaning))
    is_sum = isinstance(part, Operation) and part.sign in ARITHMETIC
    return f"{worked(part, case.meaning)} = {total}" if is_sum else total
