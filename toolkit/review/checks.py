"""The checks: small rules, each taking one case and giving findings.

Takes a unit's filing with the one before; gives findings with unit and item. A rule warns where a default is not met and
is an error only where the form is not usable as it stands. Never blocks, never changes a figure.

Sources: 中国共产党支部工作条例（试行）2018, art. 4, 5, 11, 12, 16–18, 20; 机关基层组织工作条例 2019; 党员教育管理工作条例 2019,
art. 20. The numbers themselves stand in the catalogue, as targets and checks an office can change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final

from toolkit.archives import fingerprint
from toolkit.catalogue.expressions import (
    LAST,
    TARGET,
    YEAR_AGO,
    Expression,
    Operation,
    names_in,
)
from toolkit.catalogue.items import Catalogue, Check, Item
from toolkit.catalogue.kinds import DATE, NOT_APPLICABLE, Content, Unread, is_known, show_decimal
from toolkit.catalogue.ledgers import LedgerRow
from toolkit.catalogue.roles import DONE_BEFORE, ColumnRole, ItemRole, LedgerRole
from toolkit.catalogue.signs import (
    COMPARISONS,
)
from toolkit.catalogue.sources import Rows, Take
from toolkit.catalogue.units import BRANCH
from toolkit.figures.figure import Filing
from toolkit.findings import Finding, error, warning
from toolkit.review.derived import content_of_rows, events_in, twins
from toolkit.review.evaluation import ARITHMETIC, Meaning, evaluate, shown, truth, worked
from toolkit.review.meaning import meaning_of
from toolkit.review.numbers import number_of

NOT_FILED: Final = "not_filed"
MISSING: Final = "missing"
COMMITTEE_FROM_MEMBERS: Final = 7
FEWEST_MEMBERS, MOST_MEMBERS = 3, 50
COMMITTEE_SIZES: Final = range(3, 8)
TERM_WARNING: Final = timedelta(days=183)
FAR_ABOVE: Final = 10
ISSUE_ROLES: Final = (ColumnRole.FOUND, ColumnRole.DUE, ColumnRole.STATE, ColumnRole.CLOSED)
MOST_NAMED: Final = 3
PARTY_FOUNDED: Final = date(1921, 7, 1)
LONGEST_AHEAD: Final = 10
"""A term of office, and whatever else is planned, ends within so many years."""
FIGURE_GROUPS: Final = ("", LAST, YEAR_AGO, TARGET)
"""Before names that are figures of the unit itself: of whom they are not asked, the rule does not speak."""
BIG_CHANGE: Final = Decimal("0.5")
# Below this a doubling is everyday life (2 lectures, then 4) and asking each time would teach clerks to ignore us.
SMALLEST_BIG_CHANGE: Final = 5


@dataclass(frozen=True)
class Case:
    """What a rule looks at: a filing, the one of the period before, and what was asked."""

    filing: Filing
    last: Filing
    catalogue: Catalogue
    year_ago: Filing | None = None

    @cached_property
    def meaning(self) -> Meaning:
        """What the names of a rule stand for."""
        return meaning_of(self.filing, self.catalogue, self.last, self.year_ago)

    @property
    def items(self) -> Sequence[Item]:
        """The items this unit was asked."""
        return self.catalogue.asked_of(self.filing.unit.kind)

    @cached_property
    def asked(self) -> frozenset[str]:
        """All their names."""
        return frozenset(name for item in self.items for name in item.names)

    def playing(self, role: ItemRole) -> Decimal | None:
        """The figure that plays a role as a number; None where there is none."""
        item = self.catalogue.playing(role)
        return number_of(self.filing[item.key]) if item else None

    def error(self, code: str, item: Item, message: str) -> Finding:
        """An error about an item of this filing."""
        return error(code, self._place(item), message, self.filing.unit.code, item.key)

    def warning(self, code: str, item: Item, message: str, *seen: object) -> Finding:
        """A warning about an item of this filing; `seen` are the values it speaks of."""
        texts = tuple(show_decimal(value) if isinstance(value, Decimal) else str(value) for value in seen)
        return warning(code, self._place(item), message, self.filing.unit.code, item.key, seen=texts)

    def _place(self, item: Item) -> str:
        return f"{self.filing.unit.short_name} {item.label}"


def check(case: Case) -> tuple[Finding, ...]:
    """Every finding about one filing; a unit that filed nothing has one finding, not one for each blank."""
    if not case.filing.filed:
        unit = case.filing.unit
        advice = f"{case.filing.period.name}还没有报。请催报，或在填报页代填。"
        return (error(NOT_FILED, unit.short_name, advice, unit.code),)
    return tuple(finding for rule in RULES for finding in rule(case))


def unread_texts(case: Case) -> Iterator[Finding]:
    """Typed text that its kind cannot read is an error."""
    for item in case.items:
        content = case.filing[item.key]
        if isinstance(content, Unread):
            yield case.error("unread", item, content.reason)


def blank_required(case: Case) -> Iterator[Finding]:
    """A blank required figure is an error: the document stays a draft."""
    for item in case.items:
        if item.required and case.filing[item.key] is None:
            yield case.error(MISSING, item, "必填，还没有填。请补填；确实不涉及的填“不适用”，没有的填0。")


def out_of_bounds(case: Case) -> Iterator[Finding]:
    """A number above the catalogue's bound; one below it is not understood at all."""
    for item in case.items:
        number = number_of(case.filing[item.key])
        if number is None:
            continue
        if item.maximum is not None and number > item.maximum:
            advice = f"填了{_shown(item, number)}，大于{show_decimal(item.maximum)}。请核对。"
            yield case.warning("too_large", item, advice, number, item.maximum)


def too_long(case: Case) -> Iterator[Finding]:
    """A text over its limit."""
    for item in case.items:
        content = case.filing[item.key]
        if item.limit and isinstance(content, str) and len(content) > item.limit:
            advice = f"写了{len(content)}字，超过{item.limit}字。请精简。"
            yield case.warning("too_long", item, advice, fingerprint(content.encode()), item.limit)


def below_target(case: Case) -> Iterator[Finding]:
    """A figure below its default target for the period."""
    for item in case.items:
        target = item.target_in(case.filing.period, case.filing.unit.code)
        number = number_of(case.filing[item.key])
        if target is not None and number is not None and number < target:
            advice = f"{_shown(item, number)}，一般应不少于{_shown(item, target)}。请核对，确实如此的写明原因，并在“存在问题”里说明。"
            yield case.warning("below_target", item, advice, number, target)


def far_above_target(case: Case) -> Iterator[Finding]:
    """A figure many times its default target: most likely a digit too many."""
    for item in case.items:
        target = item.target_in(case.filing.period, case.filing.unit.code)
        number = number_of(case.filing[item.key])
        if target and number is not None and number >= FAR_ABOVE * target:
            advice = f"填了{_shown(item, number)}，一般应有{_shown(item, target)}。请核对是否多写了数字。"
            yield case.warning("far_above_target", item, advice, number, target)


def big_change(case: Case) -> Iterator[Finding]:
    """A figure that changed by more than half against the period before."""
    for item in case.items:
        now, before = number_of(case.filing[item.key]), number_of(case.last[item.key])
        if now is None or not before or abs(now - before) < SMALLEST_BIG_CHANGE:
            continue
        if abs(now - before) > BIG_CHANGE * before:
            advice = f"本期{_shown(item, now)}，上期{_shown(item, before)}，变化超过一半。请核对；没有填错的，写明原因就不再提醒。"
            yield case.warning("big_change", item, advice, now, before)


def committee(case: Case) -> Iterator[Finding]:
    """A branch with seven full members has a committee of three to seven (支部工作条例 art. 20)."""
    counted, item = case.catalogue.playing(ItemRole.FULL_MEMBERS), case.catalogue.playing(ItemRole.COMMITTEE)
    members = case.playing(ItemRole.FULL_MEMBERS)
    if case.filing.unit.kind != BRANCH or item is None or counted is None or members is None:
        return
    size = case.filing[item.key]
    if size is NOT_APPLICABLE and members >= COMMITTEE_FROM_MEMBERS:
        advice = f"{counted.label}{members}名，一般应设支委会。请核对。"
        yield case.warning("no_committee", item, advice, size, members)
    number = number_of(size)
    if number is not None and number not in COMMITTEE_SIZES:
        yield case.warning("committee_size", item, f"填了{number}名，支委会一般3至5名、不超过7名。请核对。", number)


def branch_size(case: Case) -> Iterator[Finding]:
    """A branch has at least three full members and usually no more than fifty (支部工作条例 art. 4, 5)."""
    members, item = case.playing(ItemRole.FULL_MEMBERS), case.catalogue.playing(ItemRole.FULL_MEMBERS)
    if case.filing.unit.kind != BRANCH or members is None or item is None:
        return
    if members < FEWEST_MEMBERS:
        advice = f"{item.label}{members}名，不足{FEWEST_MEMBERS}名。请核对，确实如此的应考虑联合设立支部。"
        yield case.warning("branch_small", item, advice, members)
    if members > MOST_MEMBERS:
        advice = f"{item.label}{members}名，超过{MOST_MEMBERS}名。请核对，确实如此的应考虑设立总支。"
        yield case.warning("branch_large", item, advice, members)


def term_of_office(case: Case) -> Iterator[Finding]:
    """A term that has ended, or ends within six months of the period's end."""
    item = case.catalogue.playing(ItemRole.TERM_END)
    if item is None:
        return
    ends, period_end = case.filing[item.key], case.filing.period.end
    if not isinstance(ends, date):
        return
    if ends <= period_end:
        advice = f"{item.show(ends)}已经届满。请抓紧按期换届，已换届的请更新日期。"
        yield case.warning("term_over", item, advice, ends)
    elif ends - period_end <= TERM_WARNING:
        yield case.warning("term_near", item, f"{item.show(ends)}届满，不到半年。请提前准备换届。", ends)


def catalogue_checks(case: Case) -> Iterator[Finding]:
    """The cross-checks an office wrote in its catalogue."""
    for rule in case.catalogue.checks:
        yield from _catalogue_check(case, rule)


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
            advice = f"填了{_shown(item, number)}，台账里是{count}{item.unit}。请核对，改成一致。"
            yield case.warning("ledger_differs", item, advice, number, count)


def rows_agree(case: Case) -> Iterator[Finding]:
    """Where a figure comes from a ledger and was typed all the same, both say the same; what is typed counts, and is accounted for."""
    for item in case.items:
        if item.rows is None:
            continue
        number, said = number_of(case.filing[item.key]), number_of(content_of_rows(item.rows, [case.filing]))
        if number is not None and said is not None and number != said:
            advice = f"填了{_shown(item, number)}，{item.rows.ledger.label}里是{_shown(item, said)}。请核对，改成一致；确实以填的为准的，写明原因。"
            yield case.warning("rows_differ", item, advice, number, said)


def likely_twins(case: Case) -> Iterator[Finding]:
    """Rows of a ledger that are likely one event: of one number, and not of one day and one subject."""
    seen: set[str] = set()
    for item in case.items:
        rows = item.counted or (item.rows if item.rows and item.rows.take is Take.COUNT else None)
        pairs = [_pair_in_words(rows, pair) for pair in twins(rows, case.filing)] if rows else []
        # Several figures may count the same rows: each pair is asked about once, and all of one figure together.
        told = [pair for pair in pairs if pair not in seen]
        seen.update(told)
        if told and rows is not None:
            more = f"等{len(told)}对" if len(told) > MOST_NAMED else ""
            advice = f"{rows.ledger.label}里{'；'.join(told[:MOST_NAMED])}{more}像是同一次。是同一次的，请把日期和主题改成一样；不是的，请用不同的编号，或写明原因。"
            yield case.warning("likely_twins", item, advice, *told)


def _pair_in_words(rows: Rows, pair: tuple[LedgerRow, LedgerRow]) -> str:
    return "和".join(f"“{_row_in_words(rows, row)}”" for row in pair)


def _row_in_words(rows: Rows, row: LedgerRow) -> str:
    labels = (rows.events.number, rows.events.day, rows.events.subject)
    return " ".join(str(row[label]) for label in labels if label and is_known(row.get(label)))


def absurd_days(case: Case) -> Iterator[Finding]:
    """A day that nobody can have meant: before the party was founded, or long after the period."""
    for item in case.items:
        day = case.filing[item.key]
        if isinstance(day, date) and _is_absurd(case, day):
            yield case.warning("absurd_day", item, f"填了{item.show(day)}。请核对年份是否写错。", day)


def days_of_rows(case: Case) -> Iterator[Finding]:
    """Rows of ledgers whose day is absurd, or whose event was not in the period they are filed for; one finding for all of them."""
    told = [
        f"{ledger.label}“{column.label}”{DATE.show(day)}"
        for ledger in case.catalogue.ledgers_of(case.filing.unit.kind)
        for row in case.filing.ledgers.get(ledger.key, ())
        for column in ledger.columns
        if isinstance(day := row.get(column.label), date)
        and _is_odd(case, day, column is ledger.column(ColumnRole.DAY))
    ]
    if told:
        unit, more = case.filing.unit, f"等{len(told)}处" if len(told) > MOST_NAMED else ""
        advice = f"{'、'.join(told[:MOST_NAMED])}{more}不在{case.filing.period.name}里，或年份写错了。请核对；别的期间的事，请填到那一期去。"
        yield warning("row_day", f"{unit.short_name} 台账", advice, unit.code, seen=tuple(told))


def _is_odd(case: Case, day: date, happened: bool) -> bool:
    period = case.filing.period
    return _is_absurd(case, day) or (happened and not period.start <= day <= period.end)


def _is_absurd(case: Case, day: date) -> bool:
    return day < PARTY_FOUNDED or day.year > case.filing.period.end.year + LONGEST_AHEAD


def parts_agree(case: Case) -> Iterator[Finding]:
    """A figure of a longer period, and what the shorter ones within it say that were filed as well."""
    for key, content in case.filing.of_parts.items():
        item, number, parts = case.catalogue[key], number_of(case.filing[key]), number_of(content)
        if number is not None and parts is not None and number != parts:
            advice = f"填了{_shown(item, number)}，按其中各期报的是{_shown(item, parts)}。请核对，改成一致。"
            yield case.warning("parts_differ", item, advice, number, parts)


RULES: Final[tuple[Callable[[Case], Iterator[Finding]], ...]] = (
    unread_texts,
    blank_required,
    out_of_bounds,
    too_long,
    catalogue_checks,
    below_target,
    far_above_target,
    big_change,
    committee,
    branch_size,
    term_of_office,
    ledger_agrees,
    rows_agree,
    likely_twins,
    absurd_days,
    days_of_rows,
    parts_agree,
)


def _catalogue_check(case: Case, rule: Check) -> Iterator[Finding]:
    expression, only_if = case.catalogue.rule(rule)
    names = [name for name in names_in(expression) if name.group in FIGURE_GROUPS]
    if not case.asked.issuperset(name.name for name in names) or not names:
        return
    applies = only_if is None or truth(only_if, case.meaning)
    excused = bool(rule.unless) and is_known(case.filing[case.catalogue[rule.unless].key])
    if applies and not excused and truth(expression, case.meaning) is False:
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


def _events(case: Case, rows: Rows) -> int | None:
    return len(events_in(rows, case.filing)) or None


def _issues(case: Case) -> dict[ItemRole, int]:
    """What the ledger of issues says, by the role of the figure that should say the same; nothing where it cannot be told."""
    ledger = case.catalogue.ledger_playing(LedgerRole.ISSUES)
    rows = case.filing.ledgers.get(ledger.key) if ledger else None
    columns = [ledger.column(role) for role in ISSUE_ROLES] if ledger else []
    if not rows or not all(columns):
        return {}
    period = case.filing.period
    found, due, state, closed = (column for column in columns if column)
    done = state.done or (DONE_BEFORE,)
    open_rows = [row for row in rows if row.get(state.label) not in done]
    return {
        ItemRole.ISSUES_FOUND: sum(_falls_in(row, found.label, period.start, period.end) for row in rows),
        ItemRole.ISSUES_CLOSED: sum(_falls_in(row, closed.label, period.start, period.end) for row in rows),
        ItemRole.ISSUES_OPEN: len(open_rows),
        ItemRole.ISSUES_OVERDUE: sum(_falls_in(row, due.label, date.min, period.end) for row in open_rows),
    }


def _falls_in(row: LedgerRow, column: str, start: date, end: date) -> bool:
    day = row.get(column)
    return isinstance(day, date) and start <= day <= end


def _shown(item: Item, number: Decimal) -> str:
    return f"{show_decimal(number)}{item.unit}"
