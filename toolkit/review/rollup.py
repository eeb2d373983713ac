"""Adding up: over units of the tree, and over the months of a longer period.

Takes contents; gives totals that say how many units they cover. The sum of nothing is blank, not zero; 不适用 leaves
the denominator; money is summed exactly and rounded last. Never invents a missing value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Final, TypeAlias

from toolkit.catalogue.expressions import Name, names_in, needed_in
from toolkit.catalogue.items import Adding, Catalogue, Formula, Item
from toolkit.catalogue.kinds import NOT_APPLICABLE, Content, is_known, is_waiting
from toolkit.catalogue.ledgers import Ledger, LedgerRow
from toolkit.catalogue.periods import Length, Period
from toolkit.catalogue.sources import ADDITIVE, Rows, Take
from toolkit.catalogue.units import OWN_LEVEL, Unit
from toolkit.figures.figure import Filing
from toolkit.figures.ledger_rows import signs_of
from toolkit.review.derived import content_of_rows, has_joint_rows, joint_repeats
from toolkit.review.evaluation import Meaning, evaluate
from toolkit.review.numbers import number_of

NamedRow: TypeAlias = tuple[str, LedgerRow]
"""A row of a ledger with its identity; empty where it has none."""
CENT = Decimal("0.01")
SHORTER: Final = {
    Length.YEAR: Length.HALF_YEAR,
    Length.HALF_YEAR: Length.QUARTER,
    Length.QUARTER: Length.MONTH,
}
"""What a period is made of."""


@dataclass(frozen=True)
class Total:
    """A total and what it covers.

    Args:
        content: the total; blank where nothing was there to add.
        covered: codes of the units whose figures are in it.
        missing: codes of the units that were asked and have not answered.
    """

    content: Content
    covered: tuple[str, ...]
    missing: tuple[str, ...]


def roll_up(item: Item, filings: Sequence[Filing]) -> Total:
    """The total of an item over the filings of those units that were asked for it."""
    if len(filings) == 1:
        return _alone(item, filings[0])
    asked = _speaking_for(item, [filing for filing in filings if _is_asked(item, filing)])
    if item.worked is not None:
        return _of_formula(item, item.worked, asked)
    answers = [(filing, filing[item.key]) for filing in asked]
    covered = [filing for filing, content in answers if is_known(content)]
    missing = [filing.unit.code for filing, content in answers if is_waiting(content)]
    is_spared = bool(asked) and not covered and not missing
    content = NOT_APPLICABLE if is_spared else _added_units(item, covered, alone=len(asked) == 1)
    return Total(content, tuple(filing.unit.code for filing in covered), tuple(missing))


def together(unit: Unit, filings: Sequence[Filing], catalogue: Catalogue) -> Filing:
    """What several units filed that are one now, as that one's: totals where the figures add up, blanks elsewhere.

    Args:
        unit: the one.
        filings: theirs, at least one.
        catalogue: what was asked.
    """
    contents = {item.key: roll_up(item, filings).content for item in catalogue.asked_of(unit.kind)}
    return Filing(unit, filings[0].period, contents)


def _is_asked(item: Item, filing: Filing) -> bool:
    """Whether a unit's answer counts: what it has at the end of a period only where it was still there then."""
    is_there = not item.is_stock or filing.unit.stands_at_the_end_of(filing.period)
    return filing.unit.kind in item.filed_by and is_there


def _alone(item: Item, filing: Filing) -> Total:
    """What a single unit answered, as it stands."""
    code, content = filing.unit.code, filing[item.key]
    if filing.unit.kind not in item.filed_by:
        return Total(None, (), ())
    if content is NOT_APPLICABLE:
        return Total(content, (), ())
    return Total(content, (code,), ()) if is_known(content) else Total(None, (), (code,))


def over_months(unit: Unit, period: Period, parts: Mapping[Period, Filing], catalogue: Catalogue) -> Filing:
    """The filing of a longer period that the shorter ones make; an item with a part missing stays blank.

    A part counts as it was filed; where it was not, by the parts it is made of itself: three months for one quarter, beside a
    filed quarter for the other.

    Args:
        unit, period: whose, and for when.
        parts: what was filed for shorter periods.
        catalogue: what is asked.
    """
    asked = (item for item in catalogue.asked_of(unit.kind) if not item.formula and _adds_up(item, parts.values()))
    made = {item.key: _of_parts(item, period, parts) for item in asked}
    kept = {ledger.key: _rows_of_parts(ledger, period, parts) for ledger in catalogue.ledgers_of(unit.kind)}
    contents = {key: content for key, content in made.items() if content is not None}
    ledgers, names = _rows_and_names({key: named for key, named in kept.items() if named is not None})
    return Filing(unit, period, contents, ledgers, names=names)


def with_rows_of_parts(filing: Filing, parts: Mapping[Period, Filing], catalogue: Catalogue) -> Filing:
    """A filing of a longer period beside its parts: of ledgers that run on, what the parts say of rows that it says nothing of itself.

    What was counted of such a ledger is left to be counted anew.
    """
    kind = filing.unit.kind
    returned = [each for each in catalogue.ledgers_of(kind) if each.runs_on and each.key in filing.ledgers]
    merged = {
        each.key: _after_earlier(each, said, filing) for each in returned if (said := _said_in_parts(each, parts))
    }
    if not merged:
        return filing
    anew = {item.key for item in catalogue.asked_of(kind) if item.rows and item.rows.ledger.key in merged}
    counted_anew = filing.counted & anew
    contents = {key: content for key, content in filing.contents.items() if key not in counted_anew}
    ledgers, names = _rows_and_names(merged)
    return replace(
        filing,
        contents=contents,
        ledgers={**filing.ledgers, **ledgers},
        names={**filing.names, **names},
        counted=filing.counted - counted_anew,
    )


def _said_in_parts(ledger: Ledger, parts: Mapping[Period, Filing]) -> Sequence[NamedRow]:
    """The rows of a ledger as they were said last, in whichever parts returned it."""
    stands: Sequence[NamedRow] = ()
    for part in sorted(parts, key=lambda each: (each.end, each.length)):
        if ledger.key in parts[part].ledgers:
            stands = _after_earlier(ledger, stands, parts[part])
    return stands


def _after_earlier(ledger: Ledger, stands: Iterable[NamedRow], filing: Filing) -> list[NamedRow]:
    """The rows of a filing, behind those that stood before it and of which it says nothing."""
    named = _named_rows(filing, ledger)
    return [*_not_in(ledger, stands, named, _struck_in(filing, ledger)), *named]


def _rows_and_names(
    ledgers: Mapping[str, Sequence[NamedRow]],
) -> tuple[dict[str, tuple[LedgerRow, ...]], dict[str, tuple[str, ...]]]:
    """The rows of ledgers and their identities, as a filing keeps them: each by the ledger's key."""
    rows = {key: tuple(row for _name, row in named) for key, named in ledgers.items()}
    return rows, {key: tuple(name for name, _row in named) for key, named in ledgers.items()}


def _named_rows(filing: Filing, ledger: Ledger) -> list[NamedRow]:
    rows = filing.ledgers[ledger.key]
    return list(zip(filing.names.get(ledger.key, ("",) * len(rows)), rows, strict=True))


def _struck_in(filing: Filing, ledger: Ledger) -> set[str]:
    return {each.name for each in filing.carried.get(ledger.key, ()) if each.now is None}


def _adds_up(item: Item, parts: Iterable[Filing]) -> bool:
    """Whether the parts of a figure make the whole: what rows say is taken from all the rows, unless another figure was typed."""
    return item.rows is None or (item.rows.take in ADDITIVE and any(is_typed_over(item, filing) for filing in parts))


def is_typed_over(item: Item, filing: Filing) -> bool:
    """Whether another figure was typed than the rows of a ledger say."""
    if item.rows is None or filing[item.key] is None or item.key in filing.counted:
        return False
    return filing[item.key] != content_of_rows(item.rows, [filing])


def _rows_of_parts(ledger: Ledger, period: Period, parts: Mapping[Period, Filing]) -> list[NamedRow] | None:
    """The rows of a ledger in all parts of a period, with their identities; None where one of them was not returned."""
    shorter = SHORTER.get(period.length)
    if shorter is None:
        return None
    stands: list[NamedRow] = []
    for part in period.parts(shorter):
        if part in parts and ledger.key in parts[part].ledgers:
            named, struck = _named_rows(parts[part], ledger), _struck_in(parts[part], ledger)
        else:
            found = _rows_of_parts(ledger, part, parts)
            if found is None:
                return None
            named, struck = found, set()
        stands = [*(_not_in(ledger, stands, named, struck) if ledger.runs_on else stands), *named]
    return stands


def _not_in(
    ledger: Ledger, stands: Iterable[NamedRow], later: Sequence[NamedRow], struck: Collection[str]
) -> Iterator[NamedRow]:
    """The rows of earlier parts of which a later one says nothing: neither the row itself, nor another with its number and day."""
    names = {name for name, _row in later if name}
    things = {thing for _name, row in later if (thing := _thing_of(ledger, row))}
    for name, row in stands:
        if name not in names and name not in struck and _thing_of(ledger, row) not in things:
            yield name, row


def _thing_of(ledger: Ledger, row: LedgerRow) -> tuple[Content, ...]:
    contents = tuple(row.get(label) for label in signs_of(ledger))
    return contents if all(contents) else ()


def _of_parts(item: Item, period: Period, parts: Mapping[Period, Filing]) -> Content:
    shorter = SHORTER.get(period.length)
    if shorter is None:
        return None
    values = [_of_part(item, part, parts) for part in period.parts(shorter)]
    return add_months(item, values) if any(is_known(value) for value in values) else None


def _of_part(item: Item, part: Period, parts: Mapping[Period, Filing]) -> Content:
    filed = parts[part][item.key] if part in parts else None
    return _of_parts(item, part, parts) if filed is None else filed


def add_months(item: Item, values: Sequence[Content]) -> Content:
    """What the parts of a period make together; blank where a part that counts is blank.

    Args:
        item: says how months add up.
        values: one for each part, in order.
    """
    if item.over_months is Adding.LAST:
        return values[-1]
    known = [value for value in values if value is not NOT_APPLICABLE]
    if not known:
        return NOT_APPLICABLE
    if not all(is_known(value) for value in known):
        return None
    return _add(item.over_months, known)


def headcount(filing: Filing, keys: Sequence[str]) -> Decimal:
    """Members of a branch, full and probationary, by the figures of these keys; those of the unit file where they do not say."""
    numbers = [number_of(filing[key]) for key in keys]
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if known else Decimal(filing.unit.members or 0)


def _speaking_for(item: Item, asked: Sequence[Filing]) -> Sequence[Filing]:
    """Those whose answers count: for what does not add up, 局本级 alone where it was asked too."""
    own = [filing for filing in asked if filing.unit.kind == OWN_LEVEL]
    return own if own and item.over_units is Adding.NONE and item.rows is None else asked


def _of_formula(item: Item, formula: Formula, asked: Sequence[Filing]) -> Total:
    """A formula over several units: worked out on the totals of those that have all it needs.

    unit  实到  应到        (实到 / 应到)
    01      8     10        80 %
    02      9   blank       blank: neither its 9 nor anything else of it is in the total
    03      0      0        does not apply
    all     8     10        80 %, of unit 01; unit 02 is missing
    """
    spared, waiting, covered = _by_answer(item, formula, asked)
    missing = tuple(filing.unit.code for filing in waiting)
    if not covered:
        return Total(NOT_APPLICABLE if spared and not waiting else None, (), missing)
    content = evaluate(formula.expression, _meaning_of_totals(formula, covered))
    return Total(content, tuple(filing.unit.code for filing in covered), missing)


def _by_answer(
    item: Item, formula: Formula, asked: Sequence[Filing]
) -> tuple[list[Filing], list[Filing], list[Filing]]:
    """Those a formula does not apply to, those that lack something of it, and those that have all it needs."""
    spared: list[Filing] = []
    waiting: list[Filing] = []
    covered: list[Filing] = []
    for filing in asked:
        content = filing[item.key]
        has_all = is_known(content) and _has_all(formula, filing)
        (spared if content is NOT_APPLICABLE else covered if has_all else waiting).append(filing)
    return spared, waiting, covered


def _meaning_of_totals(formula: Formula, covered: Sequence[Filing]) -> Meaning:
    """What the names of a formula stand for over several units: the totals of now, or of then."""

    @cache
    def meaning(name: Name) -> Content:
        filings = [filing.earlier[name.group] if name.group else filing for filing in covered]
        return roll_up(formula.inputs[name.name], filings).content

    return meaning


def _has_all(formula: Formula, filing: Filing) -> bool:
    """Whether all that a formula needs is there: a unit that typed what it comes to, and not that, is in no total."""
    filings = {"": filing, **filing.earlier}
    # What is as good when it is blank must only be of a period that is there.
    if any(name.group not in filings for name in names_in(formula.expression)):
        return False
    return all(is_known(filings[name.group][formula.inputs[name.name].key]) for name in needed_in(formula.expression))


def _added_units(item: Item, covered: Sequence[Filing], alone: bool) -> Content:
    """What several units make together: the rows of all of them taken as one, or their figures as the catalogue says."""
    contents = [filing[item.key] for filing in covered]
    if alone or not contents:
        return contents[0] if contents else None
    if item.rows is not None and item.rows.take in ADDITIVE:
        return _summed(contents) - _repeats(item, item.rows, covered)
    # What does not add up comes from all the rows at once, where nobody typed another figure than they say.
    is_of_rows = item.over_units in (Adding.NONE, Adding.JOIN)
    if item.rows is not None and is_of_rows and not any(is_typed_over(item, filing) for filing in covered):
        return content_of_rows(item.rows, covered)
    return _added_figures(item, covered, contents)


def _repeats(item: Item, rule: Rows, covered: Sequence[Filing]) -> int:
    """How often joint events are counted too often, among the units whose figure is what their rows say."""
    if rule.take is not Take.COUNT:
        return 0
    return joint_repeats(
        rule, [each for each in covered if has_joint_rows(rule, each) and not is_typed_over(item, each)]
    )


def _added_figures(item: Item, covered: Sequence[Filing], contents: Sequence[Content]) -> Content:
    match item.over_units:
        case Adding.DISTINCT:
            return _summed(contents) - (joint_repeats(item.counted, covered) if item.counted else 0)
        case Adding.WEIGHTED_MEAN:
            return _weighted_mean(contents, [headcount(filing, item.weights) for filing in covered])
        case adding:
            return _add(adding, contents)


def _add(adding: Adding, contents: Sequence[Content]) -> Content:
    way: Callable[[Sequence[Content]], Content] | None = {
        Adding.SUM: _summed,
        Adding.MEAN: lambda values: _weighted_mean(values, [Decimal(1)] * len(values)),
        Adding.JOIN: _joined,
        Adding.LAST: lambda values: values[-1],
    }.get(adding)
    return way(contents) if way else None


def _summed(contents: Sequence[Content]) -> int | Decimal:
    numbers = [number_of(content) for content in contents]
    total = sum((number for number in numbers if number is not None), Decimal(0))
    return int(total) if all(isinstance(content, int) for content in contents) else total


def _weighted_mean(contents: Sequence[Content], weights: Sequence[Decimal]) -> Content:
    pairs = [
        (number, weight) for number, weight in zip(map(number_of, contents), weights, strict=True) if number is not None
    ]
    total_weight = sum((weight for _, weight in pairs), Decimal(0))
    if not total_weight:
        return None
    mean = sum((number * weight for number, weight in pairs), Decimal(0)) / total_weight
    return mean.quantize(CENT, ROUND_HALF_UP)


def _joined(contents: Sequence[Content]) -> Content:
    parts = [part for content in contents if isinstance(content, tuple) for part in content]
    return tuple(dict.fromkeys(parts))
