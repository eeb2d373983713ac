"""The checks: small rules, each taking one case and giving findings.

Takes a unit's filing with the one before; gives findings with unit and item. A rule warns where a default is not met and
is an error only where the form is not usable as it stands. Never blocks, never changes a figure.

Sources: 中国共产党支部工作条例（试行）2018, art. 4, 5, 11, 12, 16–18, 20; 机关基层组织工作条例 2019; 党员教育管理工作条例 2019,
art. 20. The numbers themselves stand in the catalogue, as targets and checks an office can change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from toolkit.archives import fingerprint
from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import DATE, NOT_APPLICABLE, Unread, show_decimal
from toolkit.catalogue.roles import ItemRole
from toolkit.catalogue.units import BRANCH
from toolkit.findings import Finding, error
from toolkit.review.case import Case, with_unit
from toolkit.review.ledger_checks import (
    days_of_rows,
    enough_rows_each,
    is_absurd,
    leaders_assigned,
    ledger_agrees,
    likely_twins,
    links_stand,
    numbers_once,
    rows_agree,
    steps_of_rows,
    visits_followed,
)
from toolkit.review.numbers import number_of
from toolkit.review.text_checks import contradicted_numbers, identity_in_ledgers, placeholder_texts, slips_of_pen
from toolkit.review.written_checks import catalogue_checks

NOT_FILED: Final = "not_filed"
MISSING: Final = "missing"
COMMITTEE_FROM_MEMBERS: Final = 7
FEWEST_MEMBERS, MOST_MEMBERS = 3, 50
COMMITTEE_SIZES: Final = range(3, 8)
TERM_WARNING: Final = timedelta(days=183)
FAR_ABOVE: Final = 10
BIG_CHANGE: Final = Decimal("0.5")
# Below this a doubling is everyday life (2 lectures, then 4) and asking each time would teach clerks to ignore us.
SMALLEST_BIG_CHANGE: Final = 5


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
            yield case.error(MISSING, item, _how_to_fill(item))


def _how_to_fill(item: Item) -> str:
    """What is to be done about a blank: a ledger that was not returned is filled in, and no figure typed beside it."""
    if item.rows is not None:
        return f"由{item.rows.ledger.label}算出，台账还没有报。请补报台账；本期没有的，在台账第一格写“本期无”。"
    if item.formula:
        return f"由公式算出：{item.formula}，其中有没填的。请补填。"
    return "必填，还没有填。请补填；确实不涉及的填“不适用”，没有的填0。"


def out_of_bounds(case: Case) -> Iterator[Finding]:
    """A number above the catalogue's bound; one below it is not understood at all."""
    for item in case.items:
        number = number_of(case.filing[item.key])
        if number is None:
            continue
        if item.maximum is not None and number > item.maximum:
            advice = f"填了{with_unit(item, number)}，大于{show_decimal(item.maximum)}。请核对。"
            yield case.warning("too_large", item, advice, number, item.maximum)


def too_long(case: Case) -> Iterator[Finding]:
    """A text over its limit."""
    for item in case.items:
        content = case.filing[item.key]
        if item.limit and isinstance(content, str) and len(content) > item.limit:
            advice = f"写了{len(content)}字，超过{item.limit}字。请精简。"
            yield case.warning("too_long", item, advice, fingerprint(content.encode()), item.limit)


def below_target(case: Case) -> Iterator[Finding]:
    """A figure below its target: of a period that is not over, below what of it is due by today."""
    filing = case.filing
    for item in case.items:
        target = item.due_from(filing.period, filing.unit.code, filing.seen_on)
        number = number_of(filing[item.key])
        if target is not None and number is not None and number < target:
            by = "" if filing.seen_on == filing.period.end else f"到{DATE.show(filing.seen_on)}，"
            advice = f"{with_unit(item, number)}，{by}一般应不少于{with_unit(item, target)}。请核对，确实如此的写明原因，并在“存在问题”里说明。"
            whole = item.target_in(filing.period, filing.unit.code) or target
            yield case.warning("below_target", item, advice, number, whole)


def far_above_target(case: Case) -> Iterator[Finding]:
    """A figure many times its default target: most likely a digit too many."""
    for item in case.items:
        target = item.target_in(case.filing.period, case.filing.unit.code)
        number = number_of(case.filing[item.key])
        if target and number is not None and number >= FAR_ABOVE * target:
            advice = f"填了{with_unit(item, number)}，一般应有{with_unit(item, target)}。请核对是否多写了数字。"
            yield case.warning("far_above_target", item, advice, number, target)


def big_change(case: Case) -> Iterator[Finding]:
    """A figure far from the unit's own of earlier periods: more than half off the last, and as far off that of a year ago.

    What is done each spring is no outlier in spring.
    """
    for item in case.items:
        now, before = number_of(case.filing[item.key]), number_of(case.last[item.key])
        year_ago = number_of(case.year_ago[item.key]) if case.year_ago else None
        if (
            now is None
            or not before
            or not _is_far(now, before)
            or (year_ago is not None and not _is_far(now, year_ago))
        ):
            continue
        then = "" if year_ago is None else f"，去年同期{with_unit(item, year_ago)}"
        advice = f"本期{with_unit(item, now)}，上期{with_unit(item, before)}{then}，变化超过一半。请核对；没有填错的，写明原因就不再提醒。"
        yield case.warning("big_change", item, advice, now, before)


def _is_far(now: Decimal, then: Decimal) -> bool:
    """Whether two figures differ by more than half of the earlier one, and by more than everyday life."""
    return abs(now - then) >= SMALLEST_BIG_CHANGE and abs(now - then) > BIG_CHANGE * then


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


def absurd_days(case: Case) -> Iterator[Finding]:
    """A day that nobody can have meant: before the party was founded, or long after the period."""
    for item in case.items:
        day = case.filing[item.key]
        if isinstance(day, date) and is_absurd(case, day):
            yield case.warning("absurd_day", item, f"填了{item.show(day)}。请核对年份是否写错。", day)


def parts_agree(case: Case) -> Iterator[Finding]:
    """A figure of a longer period, and what the shorter ones within it say that were filed as well."""
    for key, content in case.filing.of_parts.items():
        item, number, parts = case.catalogue[key], number_of(case.filing[key]), number_of(content)
        if number is not None and parts is not None and number != parts:
            advice = f"填了{with_unit(item, number)}，按其中各期报的是{with_unit(item, parts)}。请核对，改成一致。"
            yield case.warning("parts_differ", item, advice, number, parts)


RULES: Final[tuple[Callable[[Case], Iterator[Finding]], ...]] = (
    unread_texts,
    blank_required,
    out_of_bounds,
    too_long,
    placeholder_texts,
    slips_of_pen,
    contradicted_numbers,
    identity_in_ledgers,
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
    steps_of_rows,
    numbers_once,
    visits_followed,
    links_stand,
    enough_rows_each,
    leaders_assigned,
    parts_agree,
)
