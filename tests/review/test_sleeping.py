"""Rules find figures, ledgers and columns by the part they play, whatever they are called; one that finds none says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.office import HALF, LAST, small_catalogue, small_units
from tests.support.text_table import rows_of
from toolkit.catalogue.items import Adding, Catalogue, Item
from toolkit.catalogue.kinds import COUNT, NOT_APPLICABLE
from toolkit.catalogue.ledgers import Ledger
from toolkit.catalogue.roles import ITEMS_BEFORE, LEDGERS_BEFORE, ColumnRole
from toolkit.figures.figure import Filing
from toolkit.figures.ledger_rows import rows_from_text, text_from_rows
from toolkit.review.case import Case
from toolkit.review.checks import check
from toolkit.review.rollup import roll_up
from toolkit.review.sleeping import sleeping_rules

UNITS = small_units()
ISSUES = """
    编号 | 发现日期 | 问题     | 时限     | 状态   | 销号日期
    1    | 2026-3-1 | 记录不全 | 2026-4-1 | 已销号 | 2026-3-20
    2    | 2026-5-6 | 缺页     | 2026-6-1 | 整改中 |
"""
JOINT = """
    编号 | 日期     | 类型     | 是否联合
    LH1  | 2026-3-5 | 志愿服务 | 是
"""


def whole_catalogue() -> Catalogue:
    small = small_catalogue()
    more = tuple(
        Item(key, label, "组织", COUNT, over_units=Adding.NONE)
        for key, label in (("committee_size", "支委人数"), ("issues_found", "发现问题"), ("issues_overdue", "超期未销"))
    )
    return Catalogue(small.sections, (*small.items, *more), small.ledgers)


def renamed(catalogue: Catalogue) -> Catalogue:
    """The same catalogue of another office: no key, no label and no column is called as ours is."""
    items = tuple(
        replace(
            item,
            key=f"x_{item.key}",
            label=f"甲{item.label}",
            role=ITEMS_BEFORE.get(item.key),
            counted=None,
            weights=(),
        )
        for item in catalogue.items
    )
    return Catalogue(catalogue.sections, items, tuple(map(renamed_ledger, catalogue.ledgers)))


def renamed_ledger(ledger: Ledger) -> Ledger:
    columns = tuple(
        replace(
            column,
            label=f"乙{column.label}",
            role=ColumnRole(column.label) if column.label in list(ColumnRole) else None,
            choices=tuple("办结" if word == "已销号" else word for word in column.choices),
            done=("办结",) if column.label == "状态" else (),
        )
        for column in ledger.columns
    )
    return replace(
        ledger, key=f"x_{ledger.key}", label=f"甲{ledger.label}", columns=columns, role=LEDGERS_BEFORE[ledger.key]
    )


def filing(catalogue: Catalogue, unit: str, contents: dict, tables: dict[str, str]) -> Filing:
    """A filing under what this catalogue calls things."""
    prefix = "x_" if any(item.key.startswith("x_") for item in catalogue.items) else ""
    ledgers = {}
    for key, table in tables.items():
        ledger = catalogue.ledger(f"{prefix}{key}")
        labels = [column.label for column in ledger.columns]
        rows = [
            {next(label for label in labels if label.removeprefix("乙") == name): cell for name, cell in row.items()}
            for row in rows_of(table.replace("已销号", "办结") if prefix else table)
        ]
        ledgers[ledger.key] = rows_from_text(ledger, text_from_rows(ledger, rows))
    return Filing(UNITS[unit], HALF, {f"{prefix}{key}": value for key, value in contents.items()}, ledgers)


def found(catalogue: Catalogue) -> list[tuple[str, str]]:
    from datetime import date

    contents = {
        "member_full": 60,
        "committee_size": 9,
        "term_end": date(2026, 5, 1),
        "issues_found": 5,
        "issues_overdue": 3,
    }
    case = Case(filing(catalogue, "01", contents, {"issues": ISSUES}), Filing(UNITS["01"], LAST), catalogue)
    return sorted({(each.code, each.message.replace("甲", "")) for each in check(case) if each.code != "missing"})


def test_an_office_that_calls_everything_otherwise_is_asked_the_same():
    ours = found(whole_catalogue())

    assert {"branch_large", "committee_size", "term_over", "ledger_differs"} <= {code for code, _message in ours}
    assert found(renamed(whole_catalogue())) == ours


def test_joint_events_are_counted_once_whatever_the_ledger_is_called():
    for catalogue in (whole_catalogue(), renamed(whole_catalogue())):
        item = next(each for each in catalogue.items if each.label.endswith("志愿服务"))
        both = [filing(catalogue, unit, {"volunteer_times": 4}, {"activities": JOINT}) for unit in ("01", "02")]

        assert roll_up(item, both).content == 7


def test_a_mean_is_weighted_by_members_whatever_they_are_called():
    for catalogue in (whole_catalogue(), renamed(whole_catalogue())):
        item = next(each for each in catalogue.items if each.label.endswith("平均积分"))
        filings = [
            filing(catalogue, unit, {"points_avg": points, "member_full": members}, {})
            for unit, points, members in (("01", 90, 10), ("02", 60, 30))
        ]

        assert roll_up(item, filings).content == pytest.approx(67.5)


def test_a_catalogue_with_all_roles_has_no_sleeping_rule():
    assert sleeping_rules(whole_catalogue()) == ()
    assert sleeping_rules(renamed(whole_catalogue())) == ()


@pytest.mark.parametrize(
    ("missing", "rules"),
    [
        ("member_full", ["支部人数", "支委会设置", "平均积分按党员人数平均"]),
        ("committee_size", ["支委会设置"]),
        ("term_end", ["任期届满"]),
        ("issues", ["台账里的问题数与填报数一致"]),
        ("activities", ["台账里的活动数与填报数一致、联合活动算一次"]),
    ],
)
def test_a_rule_that_finds_nobody_to_play_its_part_says_so(missing, rules):
    whole = whole_catalogue()
    items = tuple(item for item in whole.items if item.key != missing)
    left = Catalogue(whole.sections, items, tuple(each for each in whole.ledgers if each.key != missing))

    told = [each.message for each in sleeping_rules(left)]

    assert len(told) == len(rules)
    assert all(any(f"“{rule}”没有核对" in message for message in told) for rule in rules)


def test_a_rule_that_sleeps_asks_nothing():
    whole = whole_catalogue()
    left = Catalogue(whole.sections, tuple(item for item in whole.items if item.key != "member_full"), whole.ledgers)
    case = Case(
        Filing(UNITS["01"], HALF, {"committee_size": NOT_APPLICABLE, "theme_days": 6}), Filing(UNITS["01"], LAST), left
    )

    assert "no_committee" not in {each.code for each in check(case)}
