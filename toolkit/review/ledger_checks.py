"""The checks of ledgers: whether their rows agree with the figures beside them, with one another, and with what they were before.

Takes one case; gives findings, all rows of one fault in one. Never changes a row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import DATE, is_known, show_decimal
from toolkit.catalogue.ledgers import Column, Ledger, LedgerRow
from toolkit.catalogue.roles import ColumnRole, ItemRole, LedgerRole
from toolkit.catalogue.sources import Rows, Take
from toolkit.catalogue.targets import Target
from toolkit.figures.figure import Carried, Filing
from toolkit.figures.ledger_rows import plain_word
from toolkit.figures.problems import is_problem
from toolkit.findings import Finding, warning
from toolkit.review.case import MOST_NAMED, Case, contents_in_words, some_of, with_unit
from toolkit.review.derived import content_of_rows, events_in, has_number_twice, twins
from toolkit.review.numbers import number_of

ISSUE_ROLES: Final = (ColumnRole.FOUND, ColumnRole.DUE, ColumnRole.STATE, ColumnRole.CLOSED)
VISIT_UNFOLLOWED: Final = "visit_unfollowed"
NUMBERS_APART: Final = re.compile(r"[、，,；;\s]+")
"""What parts the numbers in one cell."""
PARTY_FOUNDED: Final = date(1921, 7, 1)
LONGEST_AHEAD: Final = 10
"""A term of office, and whatever else is planned, ends within so many years."""


def ledger_agrees(case: Case) -> Iterator[Finding]:
    """Where a ledger is kept, its counts and the figures typed beside it are the same."""
    activities = {item: _events(case, item.counted) for item in case.items if item.counted}
    issues = {case.catalogue.playing(role): count for role, count in _issues(case).items()}
    pairs: Iterable[tuple[Item | None, int | None]] = (*activities.items(), *issues.items())
    for item, count in pairs:
        if count is None or item is None:
            continue
        number = number_of(case.filing[item.key])
        # Many keep only their joint events in the ledger of activities: fewer rows than typed is everyday life.
        if number is not None and number != count and (item not in activities or count > number):
            advice = f"填了{with_unit(item, number)}，台账里是{count}{item.unit}。请核对，改成一致。"
            yield case.warning("ledger_differs", item, advice, number, count)


def rows_agree(case: Case) -> Iterator[Finding]:
    """Where a figure comes from a ledger and was typed all the same, both say the same; what is typed counts, and is accounted for."""
    for item in case.items:
        if item.rows is None or item.key in case.filing.counted:
            continue
        number, said = number_of(case.filing[item.key]), number_of(content_of_rows(item.rows, [case.filing]))
        if number is not None and said is not None and number != said:
            advice = f"填了{with_unit(item, number)}，{item.rows.ledger.label}里是{with_unit(item, said)}。请核对，改成一致；确实以填的为准的，写明原因。"
            yield case.warning("rows_differ", item, advice, number, said)


def likely_twins(case: Case) -> Iterator[Finding]:
    """Rows of a ledger that are likely one event: of one number, and not of one day and one subject."""
    seen: set[str] = set()
    for item, rows in _counting_events(case):
        pairs = [_pair_in_words(rows, pair) for pair in twins(rows, case.filing)]
        # Several figures may count the same rows: each pair is asked about once, and all of one figure together.
        told = [pair for pair in pairs if pair not in seen]
        seen.update(told)
        if told:
            more = f"等{len(told)}对" if len(told) > MOST_NAMED else ""
            advice = f"{rows.ledger.label}里{'；'.join(told[:MOST_NAMED])}{more}像是同一次。是同一次的，请把日期和主题改成一样；不是的，请用不同的编号，或写明原因。"
            yield case.warning("likely_twins", item, advice, *told)


def _counting_events(case: Case) -> Iterator[tuple[Item, Rows]]:
    """The figures that count the events of a ledger in which a number stands twice: in no other can there be twins."""
    counted = ((item, item.counted or item.rows) for item in case.items)
    sources = [(item, rows) for item, rows in counted if rows is not None and rows.take is Take.COUNT]
    ledgers = {rows.ledger.key: rows for _item, rows in sources}
    doubtful = {key for key, rows in ledgers.items() if has_number_twice(rows, case.filing)}
    return ((item, rows) for item, rows in sources if rows.ledger.key in doubtful)


def _pair_in_words(rows: Rows, pair: tuple[LedgerRow, LedgerRow]) -> str:
    return "和".join(f"“{_event_in_words(rows, row)}”" for row in pair)


def _event_in_words(rows: Rows, row: LedgerRow) -> str:
    labels = (rows.events.number, rows.events.day, rows.events.subject)
    return " ".join(str(row[label]) for label in labels if label and is_known(row.get(label)))


def days_of_rows(case: Case) -> Iterator[Finding]:
    """Rows of ledgers whose day is absurd, or whose event was not in the period they are filed for; one finding for all of them."""
    told = [
        f"{ledger.label}“{column.label}”{DATE.show(day)}"
        for ledger in case.catalogue.ledgers_of(case.filing.unit.kind)
        for column, day in _odd_days(case, ledger)
    ]
    if told:
        unit = case.filing.unit
        advice = f"{some_of(told, '处')}不在{case.filing.period.name}里，或年份写错了。请核对；别的期间的事，请填到那一期去。"
        yield warning("row_day", f"{unit.short_name} 台账", advice, unit.code, seen=tuple(told))


def _odd_days(case: Case, ledger: Ledger) -> Iterator[tuple[Column, date]]:
    happened = None if ledger.runs_on else ledger.column(ColumnRole.DAY)
    columns = [column for column in ledger.columns if column.kind is DATE]
    for row in case.filing.ledgers.get(ledger.key, ()):
        for column in columns:
            day = row.get(column.label)
            if isinstance(day, date) and _is_odd(case, day, happened=column is happened):
                yield column, day


def _is_odd(case: Case, day: date, *, happened: bool) -> bool:
    period = case.filing.period
    return is_absurd(case, day) or (happened and not period.start <= day <= period.end)


def is_absurd(case: Case, day: date) -> bool:
    """Whether a day is before the party was founded, or long after the period."""
    return day < PARTY_FOUNDED or day.year > case.filing.period.end.year + LONGEST_AHEAD


def _events(case: Case, rows: Rows) -> int | None:
    return len(events_in(rows, case.filing)) or None


def _issues(case: Case) -> dict[ItemRole, int]:
    """What the ledger of issues says, by the role of the figure that should say the same; nothing where it cannot be told."""
    ledger = case.catalogue.ledger_playing(LedgerRole.ISSUES)
    rows = case.filing.ledgers.get(ledger.key) if ledger else None
    columns = [ledger.column(role) for role in ISSUE_ROLES] if ledger else []
    if ledger is None or not rows or not all(columns):
        return {}
    period = case.filing.period
    found, due, _state, closed = (column for column in columns if column)
    open_rows = [row for row in rows if ledger.state and not ledger.is_done(row.get(ledger.state.label))]
    return {
        ItemRole.ISSUES_FOUND: sum(_falls_in(row, found.label, period.start, period.end) for row in rows),
        ItemRole.ISSUES_CLOSED: sum(_falls_in(row, closed.label, period.start, period.end) for row in rows),
        ItemRole.ISSUES_OPEN: len(open_rows),
        ItemRole.ISSUES_OVERDUE: sum(_falls_in(row, due.label, date.min, period.end) for row in open_rows),
    }


def _falls_in(row: LedgerRow, column: str, start: date, end: date) -> bool:
    day = row.get(column)
    return isinstance(day, date) and start <= day <= end


def steps_of_rows(case: Case) -> Iterator[Finding]:
    """Rows that ran over from the period before and stand otherwise than any step leads; and those that are gone, undone."""
    for ledger in case.catalogue.ledgers_of(case.filing.unit.kind):
        carried = case.filing.carried.get(ledger.key, ())
        strayed = [each for each in carried if each.now is not None and not _is_led(ledger, each.before, each.now)]
        if strayed:
            told = [f"“{contents_in_words(ledger, each.before)}”{_moved(ledger, each)}" for each in strayed]
            advice = f"{some_of(told, '行')}，没有这样的步骤。请核对；确实如此的，写明原因。"
            yield case.of_ledger("row_step", ledger, advice, told)
        gone = [f"“{contents_in_words(ledger, each.before)}”" for each in carried if each.now is None]
        if gone:
            advice = f"{some_of(gone, '行')}上期还没有办完，本期删去了。没有办完的请补回来；不该有的，写明原因。"
            yield case.of_ledger("row_struck", ledger, advice, gone)


def numbers_once(case: Case) -> Iterator[Finding]:
    """Rows of a ledger that runs over periods and have one number: what is said of one of them later is taken for the other."""
    for ledger in case.catalogue.ledgers_of(case.filing.unit.kind):
        column = ledger.column(ColumnRole.NUMBER) if ledger.runs_on else None
        rows = case.filing.ledgers.get(ledger.key, ()) if column else ()
        numbers = Counter(str(row[column.label]) for row in rows if column and is_known(row.get(column.label)))
        twice = [f"“{number}”{times}行" for number, times in numbers.items() if times > 1]
        if twice:
            yield case.of_ledger(
                "number_twice",
                ledger,
                f"编号{some_of(twice, '个')}重复。请改成各不相同；同一件事的，删去多余的。",
                twice,
            )


def enough_rows_each(case: Case) -> Iterator[Finding]:
    """A column of which each name should have so many rows: of leaders, all there are, of others, those that stand there."""
    for ledger in case.catalogue.ledgers_of(case.filing.unit.kind):
        for column in ledger.columns:
            if column.target is not None and ledger.key in case.filing.ledgers:
                yield from _too_few_rows(case, ledger, column, column.target)


def _too_few_rows(case: Case, ledger: Ledger, column: Column, target: Target) -> Iterator[Finding]:
    period, day = case.filing.period, case.filing.seen_on
    due, counted = target.due_by(period, day) or Decimal(0), _counted(case, ledger, column)
    short = [f"{name}{count}次" for name, count in counted.items() if count < due]
    if short:
        by = "" if day == period.end else f"到{DATE.show(day)}"
        together = f"共应有{show_decimal(len(counted) * due)}次，现有{sum(counted.values())}次"
        advice = f"{'、'.join(short)}，{by}一般每位应不少于{show_decimal(due)}次，{together}。请核对，有没有漏记的；确实如此的写明原因。"
        # What is due grows from day to day: a reason given once must not lapse with that.
        yield case.of_ledger("rows_short", ledger, advice, [*short, str(target.in_period(period))])


def _counted(case: Case, ledger: Ledger, column: Column) -> Counter[str]:
    """How many rows of the period there are for each name in a column; 0 for a leader who stands in none."""
    happened, period = ledger.column(ColumnRole.DAY), case.filing.period
    leaders = case.filing.around.leaders if column is ledger.column(ColumnRole.LEADER) else ()
    counted = Counter(dict.fromkeys(leaders, 0))
    for row in case.filing.ledgers.get(ledger.key, ()):
        day, name = row.get(happened.label) if happened else period.start, row.get(column.label)
        if is_known(name) and isinstance(day, date) and period.start <= day <= period.end:
            counted.update(map(str, name) if isinstance(name, tuple) else [str(name)])
    return counted


def leaders_assigned(case: Case) -> Iterator[Finding]:
    """Leaders who have no branch of their own to visit."""
    contacts = case.catalogue.ledger_playing(LedgerRole.CONTACTS)
    if contacts is None or contacts not in case.catalogue.ledgers_of(case.filing.unit.kind):
        return
    idle = [name for name in case.filing.around.leaders if name not in case.filing.around.assigned]
    if idle:
        advice = f"{'、'.join(idle)}没有联系的支部。请在单位表的“联系领导”一列里写上，不再是班子成员的从 office.toml 的 leaders 里删去。"
        yield case.of_ledger("leader_without_branch", contacts, advice, idle)


def visits_followed(case: Case) -> Iterator[Finding]:
    """Visits that found a problem which is not in the ledger of problems of the unit that was visited."""
    contacts = case.catalogue.ledger_playing(LedgerRole.CONTACTS)
    issues = case.catalogue.ledger_playing(LedgerRole.ISSUES)
    found, linked = (contacts and contacts.column(role) for role in (ColumnRole.FOUND_THERE, ColumnRole.LINKED))
    if contacts is None or issues is None or found is None or linked is None:
        return
    rows = case.filing.ledgers.get(contacts.key, ())
    told = [
        f"“{contents_in_words(contacts, row)}”"
        for row in rows
        if is_problem(str(row.get(found.label) or "")) and not is_known(row.get(linked.label))
    ]
    if told:
        step = f"转入{issues.label}"
        advice = f"{some_of(told, '次')}发现了问题，还没有记入支部的{issues.label}。请点“{step}”，或运行 python start.py figures follow。"
        yield case.of_ledger(VISIT_UNFOLLOWED, contacts, advice, told, step)


def links_stand(case: Case) -> Iterator[Finding]:
    """Visits that name a problem which stands in no ledger: it was deleted since, or has another number now."""
    contacts = case.catalogue.ledger_playing(LedgerRole.CONTACTS)
    linked = contacts.column(ColumnRole.LINKED) if contacts else None
    if contacts is None or linked is None or case.problems is None:
        return
    cells = (row.get(linked.label) for row in case.filing.ledgers.get(contacts.key, ()))
    named = [number for cell in cells if is_known(cell) for number in numbers_in(str(cell))]
    lost = [f"“{number}”" for number in dict.fromkeys(named) if plain_word(number) not in case.problems]
    if lost:
        advice = f"“{linked.label}”里的{some_of(lost, '个')}，哪个支部的台账里都没有，可能删去了，或改了编号。请核对，改成现在的编号；不用再跟踪的，写明原因。"
        yield case.of_ledger("link_broken", contacts, advice, lost)


def problem_numbers(catalogue: Catalogue, filings: Iterable[Filing]) -> frozenset[str]:
    """The numbers of the problems in the ledgers of these filings, without what people write differently."""
    issues = catalogue.ledger_playing(LedgerRole.ISSUES)
    column = issues.column(ColumnRole.NUMBER) if issues else None
    if issues is None or column is None:
        return frozenset()
    rows = (row for filing in filings for row in filing.ledgers.get(issues.key, ()))
    return frozenset(plain_word(row[column.label]) for row in rows if is_known(row.get(column.label)))


def numbers_in(text: str) -> list[str]:
    """The numbers that a cell names.

    >>> numbers_in("03-2026-04、03-2026-05")
    ['03-2026-04', '03-2026-05']
    """
    return [each for each in NUMBERS_APART.split(text) if each]


def _moved(ledger: Ledger, carried: Carried) -> str:
    before, now = _word(ledger, carried.before), _word(ledger, carried.now or {})
    return f"由“{before}”变为“{now}”"


def _is_led(ledger: Ledger, before: LedgerRow, now: LedgerRow) -> bool:
    """Whether steps lead from one state to the other; what is not understood is told elsewhere."""
    first, then = _word(ledger, before), _word(ledger, now)
    return ledger.state is None or not (first and then) or ledger.state.leads(first, then)


def _word(ledger: Ledger, row: LedgerRow) -> str:
    content = row.get(ledger.state.label) if ledger.state else None
    return str(content) if is_known(content) else ""
