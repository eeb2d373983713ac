"""Checks: each rule has a case that is right and a case that is not.

1. A unit that filed nothing is one finding.
2. Blank required figures and unread texts are errors; everything else only warns.
3. Cross-checks hold unless a reason is given.
4. Targets, big changes, committees, sizes, terms and ledgers are looked at.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.support.office import HALF, LAST, filing, filings_of, small_catalogue
from tests.support.text_table import rows_of
from toolkit.catalogue.items import Check, Item
from toolkit.catalogue.kinds import COUNT, NOT_APPLICABLE, Content
from toolkit.figures.figure import Around, Filing
from toolkit.findings import Level
from toolkit.review.case import Case
from toolkit.review.checks import RULES, check

GOOD: dict[str, Content] = {
    "member_full": 14,
    "theme_days": 6,
    "theme_present": 80,
    "theme_expected": 84,
    "dues_due": Decimal(4200),
    "dues_paid": Decimal(4200),
    "highlights": "建立周提醒制度。",
}
CATALOGUE = replace(
    small_catalogue(),
    items=(*small_catalogue().items, Item("committee_size", "支委人数", "组织", COUNT, "名")),
)


def codes(now: Filing, last: Filing | None = None) -> list[str]:
    return [finding.code for finding in check(Case(now, last or filing(now.unit.code, period=LAST), CATALOGUE))]


def good(**changes: Content) -> Filing:
    return filing("01", **(GOOD | changes))


def with_committee(members: int, size: Content) -> Filing:
    now = good(member_full=members)
    return replace(now, contents={**now.contents, "committee_size": size})


def test_a_good_form_has_no_findings() -> None:
    assert codes(good()) == []


def test_a_unit_that_filed_nothing_is_one_finding() -> None:
    findings = check(Case(filing("01"), filing("01", period=LAST), CATALOGUE))

    assert [(finding.code, finding.level, finding.unit) for finding in findings] == [("not_filed", Level.ERROR, "01")]


def test_a_blank_required_figure_is_an_error_that_names_unit_and_item() -> None:
    findings = check(Case(good(theme_days=None), filing("01", period=LAST), CATALOGUE))

    assert [(finding.code, finding.level, finding.item) for finding in findings] == [
        ("missing", Level.ERROR, "theme_days")
    ]
    assert findings[0].place == "办公室 主题党日"


def test_zero_and_not_applicable_are_not_blank() -> None:
    assert "missing" not in codes(good(theme_days=NOT_APPLICABLE, member_full=0))


def test_text_that_cannot_be_read_is_an_error_with_the_reason() -> None:
    (now,) = filings_of("单位 | 正式党员\n01 | 十四五名")

    findings = [each for each in check(Case(now, filing("01", period=LAST), CATALOGUE)) if each.code == "unread"]

    assert [(each.level, each.item) for each in findings] == [(Level.ERROR, "member_full")]
    assert "不是确切的数" in findings[0].message


def test_only_blanks_and_unread_texts_are_errors() -> None:
    now = good(theme_days=2, theme_present=999, dues_paid=Decimal(1), member_full=-1)

    levels = {each.level for each in check(Case(now, filing("01", period=LAST), CATALOGUE))}

    assert levels == {Level.WARNING}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"highlights": "长" * 301}, "too_long"),
        ({"theme_present": 85}, "present_over_expected"),
        ({"dues_paid": Decimal(4000)}, "dues_differ"),
        ({"theme_days": 5}, "below_target"),
        ({"theme_days": 60}, "far_above_target"),
    ],
)
def test_what_is_odd_is_found(changes: dict[str, Content], code: str) -> None:
    assert code in codes(good(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"highlights": "长" * 300},
        {"theme_present": 84},
        {"dues_paid": Decimal(4000), "dues_note": "1名党员病休，已联系补缴。"},
        {"theme_days": 7},
        {"theme_expected": None},
    ],
)
def test_what_is_right_or_explained_is_not(changes: dict[str, Content]) -> None:
    assert codes(good(**changes)) == []


def test_a_change_of_more_than_half_asks_for_a_look() -> None:
    last = filing("01", period=LAST, theme_present=50, theme_days=2)

    assert codes(good(theme_present=80), last) == ["big_change"]


def test_a_change_of_half_or_of_a_few_does_not() -> None:
    last = filing("01", period=LAST, theme_present=54, theme_days=3)

    assert codes(good(), last) == []
    assert codes(good(), filing("01", period=LAST, theme_days=1)) == ["big_change"]
    assert codes(good(), filing("01", period=LAST, theme_days=2)) == []


@pytest.mark.parametrize(
    ("text", "quoted"), [("待补" + "长" * 14, "待补" + "长" * 14), ("待补" + "长" * 15, "待补" + "长" * 14 + "…")]
)
def test_what_only_stands_for_a_text_is_quoted_shortly(text: str, quoted: str) -> None:
    (told,) = check(Case(good(highlights=text), filing("01", period=LAST), CATALOGUE))
    assert (told.code, f"写的是“{quoted}”" in told.message) == ("placeholder", True)


def test_a_reason_for_too_few_is_bound_to_what_is_meant_for_the_whole_period() -> None:
    early = replace(good(theme_days=1), around=Around(today=date(2026, 4, 30)))
    told = [each for each in check(Case(early, filing("01", period=LAST), CATALOGUE)) if each.code == "below_target"]

    assert [(each.seen, "到2026年4月30日，一般应不少于4次" in each.message) for each in told] == [(("1", "6"), True)]


@pytest.mark.parametrize(
    ("members", "size", "expected"),
    [
        (7, NOT_APPLICABLE, ["no_committee"]),
        (6, NOT_APPLICABLE, []),
        (7, 3, []),
        (7, 2, ["committee_size"]),
        (20, 8, ["committee_size"]),
        (2, NOT_APPLICABLE, ["branch_small"]),
        (3, NOT_APPLICABLE, []),
        (50, 5, []),
        (51, 5, ["branch_large"]),
    ],
)
def test_size_and_committee_follow_the_regulations(members: int, size: Content, expected: list[str]) -> None:
    assert codes(with_committee(members, size)) == expected


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (date(2026, 6, 30), ["term_over"]),
        (date(2026, 7, 1), ["term_near"]),
        (date(2026, 12, 30), ["term_near"]),
        (date(2026, 12, 31), []),
    ],
)
def test_a_term_that_ends_within_half_a_year_is_announced(ends: date, expected: list[str]) -> None:
    assert codes(good(term_end=ends)) == expected


@pytest.mark.parametrize(("typed", "expected"), [(0, ["ledger_differs"]), (1, []), (9, [])])
def test_more_activities_in_the_ledger_than_were_typed_are_found(typed: int, expected: list[str]) -> None:
    rows = [
        {"编号": "1", "日期": "2026年3月5日", "类型": "志愿服务"},
        {"编号": "2", "日期": "2026年3月6日", "类型": "其他"},
    ]

    assert codes(filing("01", ledgers={"activities": rows}, **(GOOD | {"volunteer_times": typed}))) == expected


def test_every_rule_stays_silent_on_a_form_with_nothing_but_blanks() -> None:
    case = Case(filing("01", highlights="只有亮点"), filing("01", period=LAST), CATALOGUE)

    found = {rule.__name__: [each.code for each in rule(case)] for rule in RULES}

    assert {name for name, each in found.items() if each} == {"blank_required"}


def test_every_warning_says_which_values_it_speaks_of() -> None:
    """A confirmation is bound to them."""
    now = filing(
        "01",
        member_full=60,
        term_end=date(2026, 8, 1),
        theme_days=80,
        theme_present=9,
        theme_expected=6,
        volunteer_times=1,
        dues_due=Decimal(5),
        dues_paid=Decimal(4),
        dues_note=None,
        highlights="长" * 400,
        ledgers={"activities": rows_of(TWO_ACTIVITIES)},
    )
    found = check(Case(now, filing("01", period=LAST, theme_present=90), small_catalogue()))

    warnings = [each for each in found if each.level is Level.WARNING]
    assert {each.code for each in warnings} >= {
        "branch_large",
        "term_near",
        "far_above_target",
        "too_long",
        "dues_differ",
    }
    assert all(each.seen for each in warnings)


TWO_ACTIVITIES = """
    编号 | 日期     | 类型
    A1   | 2026-3-5 | 志愿服务
    A2   | 2026-4-5 | 志愿服务
"""


def test_a_longer_figure_and_what_its_parts_say_are_compared() -> None:
    half = replace(
        filing("01", theme_days=6, dues_due=Decimal(900)), of_parts={"theme_days": 7, "dues_due": Decimal(900)}
    )

    found = [
        each for each in check(Case(half, filing("01", period=LAST), small_catalogue())) if each.code == "parts_differ"
    ]

    assert [(each.item, each.message) for each in found] == [
        ("theme_days", "填了6次，按其中各期报的是7次。请核对，改成一致。")
    ]


OWN_RULES = """
rule                                           ; only_if       ; what is told
---------------------------------------------- ; ------------- ; ---------------------------------------------
正式党员 = 上期.正式党员 + 志愿服务            ;               ; 不对（14与12 + 3 = 15）。请核对。
上期.正式党员 + 志愿服务 >= 正式党员           ;               ;
党费实收 / 正式党员 <= 200                     ;               ; 不对（4200 ÷ 14 = 300与200）。请核对。
党费实收 / 正式党员 <= 200                     ; 正式党员 > 20 ;
党费实收 / 正式党员 <= 200                     ; 欠缴说明      ;
主题党日 > 目标.主题党日 且 志愿服务 = 3       ;               ; 不对（主题党日6，目标.主题党日6，志愿服务3）。请核对。
主题党日 > 去年同期.主题党日                   ;               ; 不对（6与9）。请核对。
平均积分 > 1                                   ;               ;
志愿服务 < 平均积分 或 志愿服务 > 5            ;               ;
正式党员 <= 单位.党员人数 - 1                  ;               ; 不对（14与14 − 1 = 13）。请核对。
期间.月数 * 2 <= 志愿服务                      ;               ; 不对（6 × 2 = 12与3）。请核对。
党组研讨 > 5                                   ;               ;
非 (欠缴说明 = 空)                             ;               ; 不对（欠缴说明空）。请核对。
"""


@pytest.mark.parametrize(
    "row", [line.split(";") for line in OWN_RULES.strip().splitlines()[2:]], ids=lambda row: row[0]
)
def test_a_rule_of_the_office_is_worked_out_and_told_with_its_sums(row: list[str]) -> None:
    rule, only_if, wanted = map(str.strip, row)
    catalogue = replace(CATALOGUE, checks=(Check("odd", rule, "不对", "请核对。", only_if=only_if),))
    last = filing("01", period=LAST, member_full=12, theme_days=6)
    year_ago = filing("01", period=HALF.same_last_year, theme_days=9)

    found = check(Case(good(volunteer_times=3), last, catalogue, year_ago))

    assert [each.message for each in found if each.code == "odd"] == ([wanted] if wanted else [])


DAYS = """
编号 | 日期      | 类型     | odd
1    | 2026-1-1  | 志愿服务 |
2    | 2026-6-30 | 志愿服务 |
3    | 2026-7-1  | 志愿服务 | 是
4    | 2025-12-31| 志愿服务 | 是
5    | 2062-3-1  | 志愿服务 | 是
"""


def test_rows_of_days_outside_the_period_are_told_together() -> None:
    rows = rows_of(DAYS)
    plain = [{name: cell for name, cell in row.items() if name != "odd"} for row in rows]
    now = replace(good(), ledgers=filing("01", ledgers={"activities": plain}).ledgers)

    (told,) = [each for each in check(Case(now, filing("01", period=LAST), CATALOGUE)) if each.code == "row_day"]

    assert len(told.seen) == sum(row["odd"] == "是" for row in rows)
    assert "活动台账“日期”2026年7月1日、" in told.message and "2062年3月1日不在2026年上半年里" in told.message


@pytest.mark.parametrize(
    ("day", "is_odd"), [(date(2062, 8, 1), True), (date(1912, 8, 1), True), (date(2029, 8, 1), False)]
)
def test_a_day_nobody_can_have_meant_is_asked_about(day: date, is_odd: bool) -> None:
    assert ("absurd_day" in codes(good(term_end=day))) is is_odd
