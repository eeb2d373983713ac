"""The values a template sees: plain ones only, under the names of the vocabulary.

Takes the filings a document speaks of, for its period, the one before and a year ago; gives a dict. Never formats a number:
a number stays a number until it is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from operator import itemgetter
from typing import Any, Final

from toolkit.catalogue.dispatch import FOR_REVIEW
from toolkit.catalogue.expressions import LAST, YEAR_AGO
from toolkit.catalogue.habits import Habit
from toolkit.catalogue.items import Adding, Catalogue, Item
from toolkit.catalogue.kinds import NOT_APPLICABLE, PLAIN_TYPES, WORDS_FOR_NONE, Content, Unread
from toolkit.catalogue.ledgers import Ledger, LedgerRow
from toolkit.catalogue.periods import Period
from toolkit.catalogue.roles import LedgerRole
from toolkit.catalogue.sources import PERCENT
from toolkit.catalogue.units import BRANCH, Unit, Units
from toolkit.figures.figure import Filing
from toolkit.report.changes import change_text, coverage_of, done_text, points_text
from toolkit.report.dispatch import PLAIN_DISPATCH, Dispatch
from toolkit.report.drafts import DRAFT, draft_reason, items_left
from toolkit.report.sources import source_rows
from toolkit.report.standing import Standing, Totals
from toolkit.report.vocabulary import BRANCHES, OVERDUE, SHORT, SOURCES, items_for
from toolkit.report.wanted import EVERYTHING, Asked, Wanted
from toolkit.review.compare import compare_common, compare_totals
from toolkit.review.numbers import number_of
from toolkit.review.rollup import Total
from toolkit.word import MARK_NAMES, SILENT, Gap

GROUP_NAMES: Final = (LAST, YEAR_AGO)
BLANKS: Final = "待填项数"
BLANK_DAY: Final = "　　　　年　　月　　日"


def context_for(
    standing: Standing,
    catalogue: Catalogue,
    units: Units,
    wanted: Wanted = EVERYTHING,
    left: int | None = None,
    *,
    dispatch: Dispatch = PLAIN_DISPATCH,
) -> dict[str, Any]:
    """The names of the vocabulary with their values: those that are wanted, and some that cost nothing.

    Args:
        standing, catalogue, units, wanted: what a document speaks of, what is asked, of whom, and what of it is wanted.
        left: how much has still to be filled in; worked out where None.
        dispatch: how the document goes out.
    """
    items = items_for(catalogue, standing.unit.kind)
    now = standing.totals[0]
    blanks = sum(_blanks(catalogue, filing) for filing in standing.filings) if BLANKS in wanted else 0
    return {
        **_by_names(wanted.among(items), lambda item: template_value(item, now(item).content)),
        **_groups(items, standing, wanted),
        **_ledgers(catalogue, standing.filings, wanted),
        **_overdue(catalogue, standing.filings, wanted),
        **({SOURCES: list(source_rows(items, standing))} if SOURCES in wanted else {}),
        **_tree(standing, catalogue, units, wanted),
        "单位": _unit_fields(standing.unit, units),
        "期间": _period_fields(standing.period),
        "下期": {"名称": standing.period.next.name, "简称": standing.period.next.short_name},
        "班子人数": len(standing.around.leaders) or "",
        "成文日期": BLANK_DAY if dispatch.issue.is_undated else standing.today,
        **_dispatch_fields(dispatch, standing.unit),
        **MARK_NAMES,
        BLANKS: blanks,
        DRAFT: _draft_text(standing, catalogue, wanted, left),
    }


def _dispatch_fields(dispatch: Dispatch, unit: Unit) -> dict[str, Any]:
    """Who signs, under which number, to whom copies go, and what its documents say of the office."""
    house = dispatch.house
    return {
        "本局": {"党组": house.party_body, "主业": house.business, "联系人": house.contact, "电话": house.phone},
        "落款": dispatch.signer or unit.name,
        "文号": dispatch.number,
        "抄送": list(dispatch.copies),
        FOR_REVIEW: "" if dispatch.issue.is_final else FOR_REVIEW,
    }


def _draft_text(standing: Standing, catalogue: Catalogue, wanted: Wanted, left: int | None) -> str:
    if DRAFT not in wanted:
        return ""
    return draft_reason(left_of(standing, catalogue, wanted) if left is None else left)


def left_of(standing: Standing, catalogue: Catalogue, wanted: Wanted) -> int:
    """How much that is required of what a document speaks of, and asked for by its template, is still to be filled in."""
    return sum(1 for filing in standing.filings for _item in items_left(catalogue, filing, wanted))


def template_value(item: Item, content: Content) -> Any:
    """What a template gets for a content; a required blank keeps its clause and shows 【待填】, an optional one drops it."""
    match content:
        case None:
            return Gap(counts=item.required)
        case Unread():
            return Gap(counts=True)
        case str() if content in WORDS_FOR_NONE:
            return ""
        case tuple():
            return list(content)
        case _ if content is NOT_APPLICABLE:
            return Gap(NOT_APPLICABLE.value)
        case int() | Decimal() if (item.shown or item.formula) and not isinstance(content, bool):
            return item.show(content) if item.shown == PERCENT else item.fitted(content)
        case _:
            return content


def _by_names(items: Asked, value: Callable[[Item], Any]) -> dict[str, Any]:
    """Value by label and by key, of items with the names they are asked for by."""
    values: dict[str, Any] = {}
    for item, names in items:
        values |= dict.fromkeys(names, value(item))
    return values


def _groups(items: Sequence[Item], standing: Standing, wanted: Wanted) -> dict[str, dict[str, Any]]:
    period, habits = standing.period, standing.around.habits
    now, last, year_ago = standing.totals
    before_in_words = f"比{period.previous.name}" if Habit.NAMED_PERIOD in habits else "比上期"

    def change(before: Totals, filings: Sequence[Filing], against: str) -> Callable[[Item], str]:
        def told(item: Item) -> str:
            if not standing.compares(item):
                return SILENT
            made = compare_totals(now(item), before(item), standing.heirs)
            if made is None and Habit.LIKE_UNITS in habits:
                made = compare_common(item, standing.filings, filings, standing.heirs)
            if item.shown == PERCENT:
                return points_text(made, against)
            return change_text(made, item.unit, against, habits)

        return told

    ways: dict[str, Callable[[Item], Any]] = {
        LAST: lambda item: _past_value(item, last(item).content),
        YEAR_AGO: lambda item: _past_value(item, year_ago(item).content),
        "变化": change(last, standing.last, before_in_words),
        "同比": change(year_ago, standing.year_ago, "同比"),
        "目标": lambda item: _target(item, period, now(item)) or SILENT,
        "单位目标": lambda item: _target_each(item, period, now(item)) or SILENT,
        "下期目标": lambda item: _target(item, period.next, now(item)) or SILENT,
        "下期单位目标": lambda item: _target_each(item, period.next, now(item)) or SILENT,
        "完成": lambda item: _done(item, period, now(item)),
        "覆盖": lambda item: coverage_of(item, now(item)),
    }
    if standing.unit.kind != BRANCH:
        ways[SHORT] = lambda item: [each.unit.short_name for each in standing.filings if _is_short(item, each)]
    return {group: _by_names(wanted.among(items, group), way) for group, way in ways.items() if group in wanted}


def _past_value(item: Item, content: Content) -> Any:
    # What was not collected in the past cannot be filled in any more: it is silence, not a blank.
    if content is None or isinstance(content, Unread):
        return SILENT
    if content is NOT_APPLICABLE:
        return NOT_APPLICABLE.value
    if isinstance(content, tuple):
        return list(content)
    return template_value(item, content) if item.shown or item.formula else content


def _target(item: Item, period: Period, total: Total) -> Any:
    if total.content is NOT_APPLICABLE:
        return None
    targets = [item.target_in(period, code) for code in total.covered or ("",)]
    known = [target for target in targets if target is not None]
    if len(known) < len(targets):
        return None
    # Together as many as each has; of what does not add up there is one, if all have the same.
    if item.over_units in (Adding.SUM, Adding.DISTINCT):
        return sum(known, Decimal(0))
    return known[0] if len(set(known)) == 1 else None


def _target_each(item: Item, period: Period, total: Total) -> Any:
    """The target of each unit; None where they have different ones."""
    targets = {item.target_in(period, code) for code in total.covered or ("",)}
    return targets.pop() if len(targets) == 1 else None


def _is_short(item: Item, filing: Filing) -> bool:
    """Whether a branch has not done what is due of its target."""
    target = item.due_from(filing.period, filing.unit.code, filing.seen_on) if filing.unit.kind == BRANCH else None
    number = number_of(filing[item.key])
    return target is not None and number is not None and number < target


def _done(item: Item, period: Period, total: Total) -> str:
    return done_text(number_of(total.content), _target(item, period, total))


def _ledgers(catalogue: Catalogue, filings: Sequence[Filing], wanted: Wanted) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for ledger in catalogue.ledgers:
        names = [name for name in ledger.names if name in wanted]
        if names:
            # A ledger that nobody returned is no empty one: how many rows it has is not known.
            is_returned = any(ledger.key in filing.ledgers for filing in filings)
            rows |= dict.fromkeys(names, _ledger_rows(ledger, filings) if is_returned else Gap())
    return rows


def _overdue(catalogue: Catalogue, filings: Sequence[Filing], wanted: Wanted) -> dict[str, list[dict[str, Any]]]:
    """The problems that are past their day and not done."""
    issues = catalogue.ledger_playing(LedgerRole.ISSUES)
    if issues is None or OVERDUE not in wanted:
        return {}
    return {OVERDUE: _ledger_rows(issues, filings, lambda filing, row: issues.is_overdue(row, filing.seen_on))}


def _ledger_rows(
    ledger: Ledger,
    filings: Sequence[Filing],
    is_meant: Callable[[Filing, LedgerRow], bool] = lambda _filing, _row: True,
) -> list[dict[str, Any]]:
    in_words = _in_words(ledger)
    return [
        in_words(filing.unit, row)
        for filing in filings
        for row in filing.ledgers.get(ledger.key, ())
        if is_meant(filing, row)
    ]


def _in_words(ledger: Ledger) -> Callable[[Unit, LedgerRow], dict[str, Any]]:
    """What gives what a template sees of a row: whose it is, and its cells by all that their columns go by."""
    labels = [column.label for column in ledger.columns]
    named = [("支部", 0), *((name, place) for place, column in enumerate(ledger.columns, 1) for name in column.names)]
    names, by_every_name = [name for name, _place in named], itemgetter(*(place for _name, place in named))

    def in_words(unit: Unit, row: LedgerRow) -> dict[str, Any]:
        contents = map(row.get, labels)
        # Of ten thousand rows at once: a cell that is printed as it is costs no call.
        cells = [content if type(content) in PLAIN_TYPES else _cell(content) for content in contents]
        return dict(zip(names, by_every_name([unit.short_name, *cells]), strict=True))

    return in_words


def _cell(content: Content) -> Any:
    # An empty cell of a ledger is an empty cell: only figures are waited for.
    if content is None:
        return ""
    if isinstance(content, Unread):
        return content.text
    return (
        NOT_APPLICABLE.value if content is NOT_APPLICABLE else list(content) if isinstance(content, tuple) else content
    )


def _tree(standing: Standing, catalogue: Catalogue, units: Units, wanted: Wanted) -> dict[str, Any]:
    if standing.unit.kind == BRANCH:
        return {}
    branches = [filing for filing in standing.filings if filing.unit.kind == BRANCH]
    return {
        BRANCHES: _branch_rows(branches, catalogue, units) if BRANCHES in wanted else [],
        "支部数": len(branches),
        "已报支部": [filing.unit.short_name for filing in branches if filing.filed],
        "未报支部": [filing.unit.short_name for filing in branches if not filing.filed],
    }


def _branch_rows(branches: Sequence[Filing], catalogue: Catalogue, units: Units) -> list[dict[str, Any]]:
    """What a loop over the branches sees: which fields of a row it asks for is not known before."""
    named = [(item, item.names) for item in catalogue.asked_of(BRANCH)]
    return [_by_names(named, partial(_value_in, filing)) | _unit_fields(filing.unit, units) for filing in branches]


def _value_in(filing: Filing, item: Item) -> Any:
    return template_value(item, filing[item.key])


def _unit_fields(unit: Unit, units: Units) -> dict[str, Any]:
    return {
        "名称": unit.name,
        "简称": unit.short_name,
        "代码": unit.code,
        "书记": unit.secretary,
        "联系领导": unit.leader,
        "上级": units[unit.parent].name if unit.parent else "",
        "党员人数": "" if unit.members is None else unit.members,
    }


def _period_fields(period: Period) -> dict[str, Any]:
    return {
        "名称": period.name,
        "简称": period.short_name,
        "年": period.year,
        "月份": period.months_name,
        "截至": period.as_of,
        "起": period.start,
        "止": period.end,
    }


def _blanks(catalogue: Catalogue, filing: Filing) -> int:
    return sum(item.awaits(filing[item.key]) for item in catalogue.asked_of(filing.unit.kind))
