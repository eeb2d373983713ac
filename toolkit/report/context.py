"""The values a template sees: plain ones only, under the names of the vocabulary.

Takes the filings a document speaks of, for its period, the one before and a year ago; gives a dict. Never formats a number:
a number stays a number until it is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from toolkit.catalogue.items import Adding, Catalogue, Item
from toolkit.catalogue.kinds import NOT_APPLICABLE, WORDS_FOR_NONE, Content, Unread, is_waiting
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import BRANCH, OWN_LEVEL, Unit, Units
from toolkit.figures.figure import Filing
from toolkit.report.merge import BLANKS_LEFT, DRAFT
from toolkit.report.proofread import Expected
from toolkit.report.vocabulary import BRANCHES, items_for
from toolkit.report.wording import change_text, coverage_of, done_text
from toolkit.review.checks import number_of
from toolkit.review.compare import compare_totals
from toolkit.review.rollup import Total, roll_up
from toolkit.word import ORDINAL, STOP, Coverage, Gap
from toolkit.word.values import words_of


@dataclass(frozen=True)
class Standing:
    """What one document speaks of.

    Args:
        unit: whose document it is.
        period: for when.
        filings: of the units below it that file, in order; a unit that filed nothing has an empty filing.
        last, year_ago: the same for the period before and the same period last year.
        today: the day it is made.
    """

    unit: Unit
    period: Period
    filings: Sequence[Filing]
    last: Sequence[Filing] = field(default=())
    year_ago: Sequence[Filing] = field(default=())
    today: date | None = None


def context_for(standing: Standing, catalogue: Catalogue, units: Units) -> dict[str, Any]:
    """Every name of the vocabulary with its value."""
    items = items_for(catalogue, standing.unit.kind)
    now = _totals(items, standing.filings)
    last, year_ago = _totals(items, standing.last), _totals(items, standing.year_ago)
    left = sum(_blanks(catalogue, filing) for filing in standing.filings)
    return {
        **_by_names(items, lambda item: template_value(item, now[item.key].content)),
        **_groups(items, standing.period, now, last, year_ago),
        **_ledgers(catalogue, standing.filings),
        **_tree(standing, catalogue, units),
        "单位": _unit_fields(standing.unit, units),
        "期间": _period_fields(standing.period),
        "成文日期": standing.today,
        "一是": ORDINAL,
        "句号": STOP,
        "待填项数": left,
        DRAFT: BLANKS_LEFT if left else "",
    }


def expected_of(standing: Standing, catalogue: Catalogue, units: Units) -> Expected:
    """What a document about this standing may speak of: its own period and those it is compared with, its own units."""
    period = standing.period
    own = {unit.code for unit in (*units.below(standing.unit.code), *units.above(standing.unit.code))}
    others = [unit for unit in units if unit.code not in own and unit.kind != OWN_LEVEL]
    return Expected(
        period.name,
        (period.previous.name, period.same_last_year.name),
        (period.year, (period.end + timedelta(days=1)).year),
        tuple(name for unit in units if unit.code in own for name in (unit.name, unit.short_name)),
        # A short name like 办公室 alone is a word of any text.
        tuple({name for unit in others for name in (unit.name, unit.short_name) if "支" in name}),
        tuple(sorted(set(_dated_words(standing)))),
        tuple(dict.fromkeys(_filed_texts(standing))),
        _covered(standing, catalogue),
    )


def _filed_texts(standing: Standing) -> Iterator[str]:
    """The texts that units wrote themselves, a paragraph each: texts, the parts of lists, and the cells of ledgers."""
    for filing in standing.filings:
        cells = (cell for rows in filing.ledgers.values() for row in rows for cell in row.values())
        for content in (*filing.contents.values(), *cells):
            texts = content if isinstance(content, tuple) else (content,) if isinstance(content, str) else ()
            yield from (line for text in texts for line in text.splitlines() if line.strip())


def _covered(standing: Standing, catalogue: Catalogue) -> dict[str, Coverage]:
    """By name, what a total is the total of; nothing for a document about a single unit."""
    if len(standing.filings) < 2:
        return {}
    items = [item for item in items_for(catalogue, standing.unit.kind) if item.kind.numeric]
    covered: dict[str, Coverage] = {}
    for group, filings in (("", standing.filings), ("上期.", standing.last), ("去年同期.", standing.year_ago)):
        for item in items:
            coverage = _coverage(item, filings)
            covered |= {f"{group}{name}": coverage for name in (item.label, item.key)}
    return covered


def _coverage(item: Item, filings: Sequence[Filing]) -> Coverage:
    total = roll_up(item, filings)
    names = {filing.unit.code: filing.unit.short_name for filing in filings}
    excepted = {filing.unit.code for filing in filings if filing[item.key] is NOT_APPLICABLE}
    asked = {*total.covered, *total.missing, *excepted}
    return Coverage(frozenset(names[code] for code in total.covered), frozenset(names[code] for code in asked))


def _dated_words(standing: Standing) -> Iterator[str]:
    """What the figures themselves say of other years: dates, and the cells of ledgers."""
    for filing in standing.filings:
        cells = [cell for rows in filing.ledgers.values() for row in rows for cell in row.values()]
        for value in (*cells, *(content for content in filing.contents.values() if isinstance(content, date))):
            words = words_of(value) if isinstance(value, str | date) else ""
            if "年" in words:
                yield words


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
        case _:
            return content


def _totals(items: Sequence[Item], filings: Sequence[Filing]) -> dict[str, Total]:
    return {item.key: roll_up(item, filings) for item in items}


def _by_names(items: Sequence[Item], value: Callable[[Item], Any]) -> dict[str, Any]:
    values = {item: value(item) for item in items}
    return {name: made for item, made in values.items() for name in (item.label, item.key)}


def _groups(
    items: Sequence[Item],
    period: Period,
    now: Mapping[str, Total],
    last: Mapping[str, Total],
    year_ago: Mapping[str, Total],
) -> dict[str, dict[str, Any]]:
    def change(before: Mapping[str, Total], against: str) -> Callable[[Item], str]:
        return lambda item: change_text(compare_totals(now[item.key], before[item.key]), item.unit, against)

    return {
        "上期": _by_names(items, lambda item: _past_value(last[item.key].content)),
        "去年同期": _by_names(items, lambda item: _past_value(year_ago[item.key].content)),
        "变化": _by_names(items, change(last, "比上期")),
        "同比": _by_names(items, change(year_ago, "同比")),
        "目标": _by_names(items, lambda item: _target(item, period, now[item.key]) or ""),
        "完成": _by_names(items, lambda item: _done(item, period, now[item.key])),
        "覆盖": _by_names(items, lambda item: coverage_of(item, now[item.key])),
    }


def _past_value(content: Content) -> Any:
    # What was not collected in the past cannot be filled in any more: it is silence, not a blank.
    return (
        ""
        if content is None or isinstance(content, Unread)
        else list(content)
        if isinstance(content, tuple)
        else (NOT_APPLICABLE.value if content is NOT_APPLICABLE else content)
    )


def _target(item: Item, period: Period, total: Total) -> Any:
    target = item.target.in_period(period) if item.target else None
    if target is None or total.content is NOT_APPLICABLE:
        return None
    adds_up = item.over_units in (Adding.SUM, Adding.DISTINCT)
    return target * (len(total.covered) or 1) if adds_up else target


def _done(item: Item, period: Period, total: Total) -> str:
    return done_text(number_of(total.content), _target(item, period, total))


def _ledgers(catalogue: Catalogue, filings: Sequence[Filing]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for ledger in catalogue.ledgers:
        gathered = [
            {"支部": filing.unit.short_name} | {column.label: _cell(row.get(column.label)) for column in ledger.columns}
            for filing in filings
            for row in filing.ledgers.get(ledger.key, ())
        ]
        rows[ledger.label] = rows[ledger.key] = gathered
    return rows


def _cell(content: Content) -> Any:
    # An empty cell of a ledger is an empty cell: only figures are waited for.
    if content is None:
        return ""
    if isinstance(content, Unread):
        return content.text
    return (
        NOT_APPLICABLE.value if content is NOT_APPLICABLE else list(content) if isinstance(content, tuple) else content
    )


def _tree(standing: Standing, catalogue: Catalogue, units: Units) -> dict[str, Any]:
    if standing.unit.kind == BRANCH:
        return {}
    branches = [filing for filing in standing.filings if filing.unit.kind == BRANCH]
    items = catalogue.asked_of(BRANCH)
    return {
        BRANCHES: [
            _by_names(items, lambda item, filing=filing: template_value(item, filing[item.key]))  # type: ignore[misc]
            | _unit_fields(filing.unit, units)
            for filing in branches
        ],
        "支部数": len(branches),
        "已报支部": [filing.unit.short_name for filing in branches if filing.filed],
        "未报支部": [filing.unit.short_name for filing in branches if not filing.filed],
    }


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
    return sum(1 for item in catalogue.asked_of(filing.unit.kind) if item.required and is_waiting(filing[item.key]))
