"""What a period looks like from above: what is to be done, and what it all adds up to.

Takes a sheet; gives plain values for a face to show. Never changes a figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import show_decimal
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.figures.figure import Filing
from toolkit.findings import Finding, Level
from toolkit.report.changes import change_text, coverage_of, done_text
from toolkit.review.assessment import Assessment, assess, ranked
from toolkit.review.checks import MISSING, NOT_FILED
from toolkit.review.compare import compare_common, compare_totals
from toolkit.review.completion import Completion, completion_of
from toolkit.review.confirmed import Confirmed
from toolkit.review.numbers import number_of
from toolkit.review.rollup import Total, roll_up
from toolkit.tasks.figures.sheet import Sheet

URGE, FILL, MEND, LOOK = "还没报，请催报", "没填，请补填", "填错了，请改正", "可疑，请核对；没错就写明原因"
SCORE_COLUMNS: Final = ("单位", "得分", "满分", "扣分原因")
UNRANKED: Final = "未报齐"
"""Stands in the place of a unit that has not filed all it is assessed by."""
GROUP_BY_CODE: Final = {NOT_FILED: URGE, MISSING: FILL}


@dataclass(frozen=True)
class Group:
    """Findings that ask for the same thing to be done."""

    title: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class SummaryRow:
    """One item over all units: its total, what that covers, and how it stands against target, last period and last year."""

    item: Item
    total: str
    coverage: str
    target: str
    against_last: str
    against_year_ago: str


@dataclass(frozen=True)
class UnitNumbers:
    """One item of one unit: now, the period before, the same period last year, and its target; None where there is none."""

    unit: Unit
    now: Decimal | None
    last: Decimal | None
    year_ago: Decimal | None
    target: Decimal | None


def completion(sheet: Sheet) -> dict[str, tuple[Completion, ...]]:
    """How complete every unit's form is, section by section, by unit code."""
    office = sheet.office
    return {unit.code: completion_of(sheet.book.now[unit.code], office.catalogue) for unit in office.units.filing}


def groups_of(sheet: Sheet) -> tuple[Group, ...]:
    """The open findings of all units, by what is to be done; groups without any are left out."""
    found = [finding for unit in sheet.office.units.filing for finding in sheet.progress(unit.code).findings]
    titled = [(_title(finding), finding) for finding in found]
    groups = (Group(title, tuple(each for name, each in titled if name == title)) for title in (URGE, FILL, MEND, LOOK))
    return tuple(group for group in groups if group.findings)


def settled(sheet: Sheet) -> tuple[Confirmed, ...]:
    """What was confirmed as odd but true."""
    return tuple(each for unit in sheet.office.units.filing for each in sheet.progress(unit.code).confirmed)


def summary(sheet: Sheet) -> tuple[SummaryRow, ...]:
    """Every item that adds up, over all units."""
    last = _totals(sheet, sheet.period.previous, sheet.book.last)
    year_ago = _totals(sheet, sheet.period.same_last_year, sheet.book.year_ago)
    return tuple(
        SummaryRow(
            item,
            item.show(total.content) + item.unit,
            coverage_of(item, total),
            _target_text(sheet, item, total),
            _against(sheet, item, (total, last[item.key]), sheet.book.last, "比上期"),
            _against(sheet, item, (total, year_ago[item.key]), sheet.book.year_ago, "同比"),
        )
        for item in numeric_items(sheet)
        for total in [sheet.totals[item.key]]
        if total.content is not None
    )


def _against(sheet: Sheet, item: Item, totals: tuple[Total, Total], before: Mapping[str, Filing], against: str) -> str:
    """How a total stands against an earlier one; where not the same units are in both, those that are, and how many they are."""
    heirs = sheet.whole.units.heirs(sheet.period)
    made = compare_totals(*totals, heirs)
    if made is None:
        made = compare_common(item, list(sheet.book.now.values()), list(before.values()), heirs)
    return change_text(made, item.unit, against)


def score_table(sheet: Sheet) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The assessment of every unit that has any target with points, in the order of places where the office ranks.

    Returns:
        The headings, and a row of words for each unit; no rows where no figure has points.
    """
    office = sheet.office
    made = [assess(sheet.book.now[unit.code], office.catalogue) for unit in office.units.filing]
    made = [each for each in made if each.scores]
    if not office.rules.ranked:
        return SCORE_COLUMNS, [_score_cells(each) for each in made]
    places = {each.filing.unit.code: place for place, each in ranked(made)}
    ordered = sorted(made, key=lambda each: places.get(each.filing.unit.code, len(made) + 1))
    rows = [(str(places.get(each.filing.unit.code, UNRANKED)), *_score_cells(each)) for each in ordered]
    return ("名次", *SCORE_COLUMNS), rows


def _score_cells(assessment: Assessment) -> tuple[str, ...]:
    points, full = (show_decimal(each) for each in (assessment.points, assessment.full))
    return assessment.filing.unit.short_name, points, full, "；".join(assessment.reasons)


def numbers_of(sheet: Sheet, item: Item) -> tuple[UnitNumbers, ...]:
    """One item of every unit that is asked for it, beside its earlier values and its target."""
    asked = [unit for unit in sheet.office.units.filing if unit.kind in item.filed_by]
    book = sheet.book

    def number(filings: Mapping[str, Filing], unit: Unit) -> Decimal | None:
        return number_of(filings[unit.code][item.key])

    return tuple(
        UnitNumbers(
            unit,
            number(book.now, unit),
            number(book.last, unit),
            number(book.year_ago, unit),
            item.target_in(sheet.period, unit.code),
        )
        for unit in asked
    )


def numeric_items(sheet: Sheet) -> Iterator[Item]:
    """The items that are numbers, in order."""
    return (item for item in sheet.office.catalogue.items if item.kind.numeric)


def _title(finding: Finding) -> str:
    return GROUP_BY_CODE.get(finding.code, MEND if finding.level is Level.ERROR else LOOK)


def _totals(sheet: Sheet, period: Period, filings: Mapping[str, Filing]) -> dict[str, Total]:
    """The totals of an earlier period, over the units there were then."""
    everyone = [filings[unit.code] for unit in sheet.whole.at(period).units.filing]
    return {item.key: roll_up(item, everyone) for item in numeric_items(sheet)}


def _target_text(sheet: Sheet, item: Item, total: Total) -> str:
    """How many units reached the item's target: a total says little where each is to reach it."""
    numbers = [each for each in numbers_of(sheet, item) if each.target is not None and each.now is not None]
    if not numbers:
        return ""
    reached = sum(done_text(each.now, each.target) == "已完成" for each in numbers)
    return f"{len(total.covered)}个中{reached}个达到" if reached < len(numbers) else "全部达到"
