"""What is wrong with the sources and formulas of a catalogue: told with the item, the near miss and what to do.

Takes a catalogue; gives findings. Never mends anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from toolkit.catalogue.expressions import (
    LAST,
    OF_PERIOD,
    OF_UNIT,
    YEAR_AGO,
    Constant,
    Expression,
    ExpressionFault,
    is_condition,
    names_in,
    operations_in,
    read_expression,
)
from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import COUNT
from toolkit.catalogue.sources import SourceFault, kind_made, rows_from
from toolkit.errors import UnknownName
from toolkit.findings import Finding, ended, error

BACK = ("", LAST, YEAR_AGO)
HERE = ("", OF_UNIT, OF_PERIOD)


def source_findings(catalogue: Catalogue, place: str) -> Iterator[Finding]:
    """Every fault of where figures come from."""
    for item in catalogue.items:
        reasons = [
            *_source_faults(catalogue, item),
            *_formula_faults(catalogue, item),
            *_only_if_faults(catalogue, item),
        ]
        for reason in reasons:
            yield error("item_source", f"{place} {item.label}（{item.key}）", ended(reason))


def _source_faults(catalogue: Catalogue, item: Item) -> Iterator[str]:
    if item.source is None:
        return
    if item.formula:
        yield "from 和 formula 只能写一样。请删去一行"
    if item.events:
        yield "from 和 events 只能写一样：events 是以前的写法。请删去 events，把类型写进 where"
    name, *how = item.source
    try:
        ledger = catalogue.ledger(name)
        rows = rows_from(ledger, *how)
    except (SourceFault, UnknownName) as fault:
        yield str(fault)
        return
    made = kind_made(rows)
    if made is not item.kind and not (made.numeric and item.kind.numeric and made is COUNT):
        yield f"这样取出来的是{made.name}，kind 不能是{item.kind.name}。请改成 kind = “{made.name}”，或删去 kind 这一行"
    strangers = [kind for kind in item.filed_by if kind not in ledger.filed_by]
    if strangers:
        yield f"{'、'.join(strangers)}不填{ledger.label}，算不出来。请改 filed_by"


def _only_if_faults(catalogue: Catalogue, item: Item) -> Iterator[str]:
    if not item.only_if:
        return
    try:
        condition = read_expression(item.only_if, catalogue.names)
    except ExpressionFault as fault:
        yield f"only_if：{fault}"
        return
    if not is_condition(condition):
        yield "only_if 要写成条件，如“支委人数 ≠ 不适用”"
    names = list(names_in(condition))
    wrong = [str(name) for name in names if name.group not in HERE]
    if wrong:
        yield f"only_if 里只能写本期的指标、单位.和期间.，不能写{'、'.join(wrong)}"
    figures = [catalogue[name.name] for name in names if not name.group]
    if any(figure.key == item.key for figure in figures):
        yield "only_if 说的是它自己，看不出填不填。请改正"
    unasked = [figure.label for figure in figures if set(item.filed_by) - set(figure.filed_by)]
    if unasked:
        yield f"only_if 里的{'、'.join(unasked)}不是{'、'.join(item.filed_by)}都填的。请改 filed_by"


def _formula_faults(catalogue: Catalogue, item: Item) -> Iterator[str]:
    if not item.formula:
        return
    try:
        expression = read_expression(item.formula, catalogue.names)
    except ExpressionFault as fault:
        yield f"formula：{fault}"
        return
    names = list(names_in(expression))
    wrong = [str(name) for name in names if name.group not in BACK]
    if wrong:
        yield f"formula 里只能写指标、上期.和去年同期.，不能写{'、'.join(wrong)}"
    else:
        yield from _input_faults(item, [(str(name), bool(name.group), catalogue[name.name]) for name in names])
    yield from _outcome_faults(item, expression)
    if _comes_back(catalogue, item, item, frozenset()):
        yield "formula 绕回了自己，算不出来。请改正"


def _input_faults(item: Item, inputs: Sequence[tuple[str, bool, Item]]) -> Iterator[str]:
    """What is wrong with the figures a formula speaks of: as each is written, whether of an earlier period, and which it is."""
    texts = [name for name, _earlier, each in inputs if not each.kind.numeric]
    if texts:
        yield f"formula 里的{'、'.join(texts)}不是数，不能计算"
    unasked = [name for name, _earlier, each in inputs if set(item.filed_by) - set(each.filed_by)]
    if unasked:
        yield f"formula 里的{'、'.join(unasked)}不是{'、'.join(item.filed_by)}都填的，算不出来。请改 filed_by"
    again = [name for name, is_earlier, each in inputs if is_earlier and _looks_back(each)]
    if again:
        yield f"formula 里的{'、'.join(again)}自己又要看更早的期间，算不出来。请换一种写法"


def _outcome_faults(item: Item, expression: Expression) -> Iterator[str]:
    """What is wrong with what a formula would come to."""
    parts = [part for operation in operations_in(expression) for part in operation.parts]
    if is_condition(expression) or not list(names_in(expression)):
        yield "formula 要算出一个数，如“党费实收 / 正式党员”"
    if any(isinstance(part, Constant) and not isinstance(part.value, Decimal) for part in parts):
        yield "formula 里有文字，不能计算。请只写指标和数"
    if not item.kind.numeric:
        yield f"formula 算出来的是数，kind 不能是{item.kind.name}"


def _looks_back(item: Item) -> bool:
    return item.worked is not None and any(name.group for name in names_in(item.worked.expression))


def _comes_back(catalogue: Catalogue, item: Item, to: Item, seen: frozenset[str]) -> bool:
    """Whether a formula speaks of its own figure of the same period, by itself or by another formula."""
    formula = item.worked
    if formula is None or item.key in seen:
        return False
    names = [name for name in names_in(formula.expression) if not name.group and name.name in catalogue]
    inputs = [catalogue[name.name] for name in names]
    return any(each.key == to.key or _comes_back(catalogue, each, to, seen | {item.key}) for each in inputs)
