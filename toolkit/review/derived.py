"""Figures nobody types: what the rows of a ledger say, and what a formula comes to.

Takes filings; gives contents. A ledger that was returned, even with nothing in it, gives 0, one that never was gives blank. A
formula over several units is worked out on the totals of those that have all it needs: a ratio is the ratio of the sums. Whatever
was typed for such a figure stands in its place. Pure.

    type      day         subject     number     the same event as the row above?
    志愿服务  2026-03-05  环境整治    LH1
    志愿服务  2026-03-05  环境整治    LH-1       yes: the number is only a number
    志愿服务  2026-03-06  环境整治    LH1        no, and likely a slip: somebody is asked
    志愿服务  2026-03-05              LH 1       by its number, for want of a subject: not the first two's
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from toolkit.catalogue.expressions import LAST, YEAR_AGO, Expression, Name
from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.kinds import NOT_APPLICABLE, Content, is_known, rounded
from toolkit.catalogue.ledgers import LedgerRow
from toolkit.catalogue.sources import EventColumns, Rows, Take
from toolkit.figures.figure import Filing
from toolkit.figures.ledger_rows import plain_word
from toolkit.review.evaluation import Meaning, evaluate, reckoner, shown, truth
from toolkit.review.meaning import meaning_in_row, meaning_of
from toolkit.review.numbers import number_of

Event: TypeAlias = tuple[Content, ...]
"""By which an event is known: its type with its day and its subject, or with its number where one of those is not written."""
MEAN_PLACES: Final = 2
NUMBER, PLACE = "编号", "第"
NO_FILINGS: Final[Mapping[str, Filing]] = {}


def with_rows(filing: Filing, catalogue: Catalogue, but: Collection[str] = ()) -> Filing:
    """A filing with what its own ledgers say, where nothing was typed for it; `but` are keys that stay blank all the same.

    Where a figure does not apply to the unit, it is said so, whatever its ledgers say.
    """
    asked = [item for item in catalogue.asked_of(filing.unit.kind) if filing[item.key] is None]
    sources = [(item.key, item.rows) for item in asked if item.rows is not None and item.key not in but]
    found = {key: content_of_rows(rows, [filing]) for key, rows in sources}
    known = {key: content for key, content in found.items() if content is not None}
    made = replace(filing, contents={**filing.contents, **known}) if known else filing
    meaning = meaning_of(made, catalogue)
    spared = {item.key for item in asked if item.applies is not None and truth(item.applies, meaning) is False}
    if not (known or spared):
        return filing
    contents = {**made.contents, **dict.fromkeys(spared, NOT_APPLICABLE)}
    counted = filing.counted | (known.keys() - spared)
    return replace(made, contents=contents, worked_out=filing.worked_out | spared, counted=counted)


def with_formulas(filing: Filing, catalogue: Catalogue, earlier: Mapping[str, Filing] = NO_FILINGS) -> Filing:
    """A filing with what its formulas come to, where nothing was typed for them.

    Args:
        filing: with all else that is known of it.
        catalogue: the formulas.
        earlier: by 上期 and 去年同期, the same unit's filings of then.
    """
    asked = catalogue.asked_of(filing.unit.kind)
    formulas = [(item.key, item.worked.expression) for item in asked if item.worked and filing[item.key] is None]
    if not formulas:
        return replace(filing, earlier=earlier) if earlier else filing
    contents = dict(filing.contents)
    made = replace(
        filing, contents=contents, earlier=earlier, worked_out=filing.worked_out | {key for key, _ in formulas}
    )
    meaning = meaning_of(made, catalogue, earlier.get(LAST), earlier.get(YEAR_AGO))
    # A formula may speak of one that stands below it: in as many turns as there are formulas each has what it needs.
    for _turn in formulas:
        found = {key: evaluate(expression, meaning) for key, expression in formulas}
        contents |= {key: content for key, content in found.items() if content is not None}
    return made


def content_of_rows(rows: Rows, filings: Sequence[Filing]) -> Content:
    """What the rows of one or more filings say together; blank where no ledger was returned."""
    returned = [filing for filing in filings if rows.ledger.key in filing.ledgers]
    if not returned:
        return None
    if rows.take is Take.COUNT:
        return sum(len(events_in(rows, filing)) for filing in returned)
    return _TAKEN[rows.take](rows, [row for filing in returned for row in rows_that_count(rows, filing)])


def rows_that_count(rows: Rows, filing: Filing) -> Sequence[LedgerRow]:
    """The rows of a filing that meet the condition, on a day of its period where that is asked."""
    key, rest = rows.ledger.key, rows.rest
    if rows.sought is None:
        counting = filing.rows_of(key, rows.date)
    else:
        label, word = rows.sought
        counting = filing.rows_with(key, label, word, day=rows.date)
    return counting if rest is None else _meeting(rest, counting, filing)


def _meeting(condition: Expression, rows: Iterable[LedgerRow], filing: Filing) -> list[LedgerRow]:
    return [row for row in rows if truth(condition, meaning_in_row(row, filing))]


def events_in(rows: Rows, filing: Filing) -> list[Event]:
    """The events a unit's rows tell of, each once."""
    counting = rows_that_count(rows, filing)
    return list(dict.fromkeys(event_of(rows.events, row, number) for number, row in enumerate(counting)))


def event_of(columns: EventColumns, row: LedgerRow, place: int) -> Event:
    """By which an event is known; by its place in the ledger where neither subject nor number is written."""
    # A label is empty where there is no such column: no row has a cell under it.
    kind, day, subject = row.get(columns.type), row.get(columns.day), row.get(columns.subject)
    if day is not None and subject:
        return kind, day, plain_word(subject)
    number = row.get(columns.number)
    return (kind, NUMBER, plain_word(number)) if number else (kind, PLACE, place)


def has_joint_rows(rows: Rows, filing: Filing) -> bool:
    """Whether a unit says of any row of a ledger that it tells of a joint event; most units of none."""
    return bool(filing.rows_with(rows.ledger.key, rows.events.is_joint, content=True, day=rows.date))


def joint_repeats(rows: Rows, filings: Iterable[Filing]) -> int:
    """How many times joint events were counted again by a further unit: only a row that says so tells of one."""
    seen: Counter[Event] = Counter()
    for filing in filings:
        joint = filing.rows_with(rows.ledger.key, rows.events.is_joint, content=True, day=rows.date)
        joint = joint if rows.where is None else _meeting(rows.where, joint, filing)
        events = {event_of(rows.events, row, number) for number, row in enumerate(joint)}
        # Of one that is known by its place alone, nothing says that two units mean the same.
        seen.update(event for event in events if PLACE not in event)
    return sum(times - 1 for times in seen.values())


def has_number_twice(rows: Rows, filing: Filing) -> bool:
    """Whether two rows of a ledger have one number, whatever else they say."""
    column = rows.events.number
    known = [plain_word(row[column]) for row in filing.ledgers.get(rows.ledger.key, ()) if row.get(column)]
    return len(set(known)) < len(known)


def twins(rows: Rows, filing: Filing) -> Iterator[tuple[LedgerRow, LedgerRow]]:
    """Rows that are likely one event and do not say so: of one number, and of one day or one subject, and not of both."""
    columns = rows.events
    alike: dict[tuple[str, str], list[LedgerRow]] = {}
    for row in rows_that_count(rows, filing):
        kind, number = row.get(columns.type), row.get(columns.number)
        if kind and number:
            others = alike.setdefault((plain_word(kind), plain_word(number)), [])
            yield from ((other, row) for other in others if _is_twin(columns, row, other))
            others.append(row)


def _is_twin(columns: EventColumns, row: LedgerRow, other: LedgerRow) -> bool:
    def same(label: str) -> bool:
        return bool(label and row.get(label)) and plain_word(row.get(label)) == plain_word(other.get(label))

    return same(columns.day) is not same(columns.subject)


def _summed(rows: Rows, counting: Sequence[LedgerRow]) -> Content:
    assert rows.summed is not None
    parts = _contents_of(rows.summed, counting)
    if all(type(part) is int for part in parts):
        return sum(parts)  # type: ignore[arg-type] # a bool has another type
    total = sum((number for number in map(number_of, parts) if number is not None), Decimal(0))
    return int(total) if total == total.to_integral_value() else total


def _contents_of(summed: Expression, counting: Sequence[LedgerRow]) -> list[Content]:
    """What each row adds to a sum: a column of it, or something reckoned with columns; blank where something of it is."""
    if isinstance(summed, Name):
        return [row.get(summed.name) for row in counting]
    reckon = reckoner(summed)
    return [reckon(_columns_of(row)) for row in counting]


def _columns_of(row: LedgerRow) -> Meaning:
    return lambda name: row.get(name.name)


def _distinct(rows: Rows, counting: Sequence[LedgerRow]) -> Content:
    return len({plain_word(each) for each in _parts(rows, counting)})


def _listed(rows: Rows, counting: Sequence[LedgerRow]) -> Content:
    found: dict[str, str] = {}
    for each in _parts(rows, counting):
        found.setdefault(plain_word(each), shown(each))
    return tuple(found.values())


def _parts(rows: Rows, counting: Sequence[LedgerRow]) -> Iterator[Content]:
    """What a column holds, the parts of lists one by one."""
    for row in counting:
        content = row.get(rows.column)
        yield from (part for part in (content if isinstance(content, tuple) else (content,)) if is_known(part))


def _mean(rows: Rows, counting: Sequence[LedgerRow]) -> Content:
    pairs = [
        (number_of(row.get(rows.column)), number_of(row.get(rows.weight)) if rows.weight else Decimal(1))
        for row in counting
    ]
    known = [(number, weight) for number, weight in pairs if number is not None and weight is not None]
    weights = sum((weight for _number, weight in known), Decimal(0))
    # Of nothing there is no mean, not even 0.
    total = sum((number * weight for number, weight in known), Decimal(0))
    return rounded(total / weights, MEAN_PLACES) if weights else NOT_APPLICABLE


def _latest(rows: Rows, counting: Sequence[LedgerRow]) -> Content:
    column = rows.ordered_by
    dated = [(row.get(column), row.get(rows.column)) for row in counting if isinstance(row.get(column), date)]
    found = [(day, content) for day, content in dated if is_known(content)]
    return max(found, key=lambda each: str(each[0]))[1] if found else NOT_APPLICABLE


_TAKEN: Final[Mapping[Take, Callable[[Rows, Sequence[LedgerRow]], Content]]] = {
    Take.SUM: _summed,
    Take.DISTINCT: _distinct,
    Take.LIST: _listed,
    Take.MEAN: _mean,
    Take.LATEST: _latest,
}
