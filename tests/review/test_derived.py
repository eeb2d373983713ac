"""Figures nobody types: what ledgers say and what formulas come to, of one unit and of several together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.support.office import HALF, LAST, filing, filings_of, small_catalogue, small_units
from tests.support.text_table import rows_of
from toolkit.catalogue.items import Adding, Catalogue, Item
from toolkit.catalogue.kinds import AMOUNT, COUNT, LIST, NOT_APPLICABLE, Content
from toolkit.catalogue.periods import read_period
from toolkit.figures.figure import Filing
from toolkit.figures.frozen import filings_of_text, text_of_filings
from toolkit.findings import Finding
from toolkit.review.case import Case
from toolkit.review.checks import check
from toolkit.review.derived import with_formulas, with_rows
from toolkit.review.rollup import over_months, roll_up

EVENTS = """
编号  | 日期      | 类型     | 主题     | 参加支部       | 实到 | 时长 | 是否联合
LH1   | 2026-3-5  | 志愿服务 | 环境整治 | 东社区、西社区 | 12   | 3    | 是
LH-1  | 2026-3-05 | 志愿服务 | 环境整治 | 西社区         | 12   | 3    | 是
2     | 2026-4-9  | 志愿服务 | 义诊     | 南社区         | 8    | 2    |
3     | 2026-5-9  | 参观学习 | 纪念馆   |                | 20   | 4    |
4     | 2025-5-9  | 志愿服务 | 去年的   | 北社区         | 5    | 9    |
      | 2026-6-1  | 志愿服务 |          |                | 4    |      |
      | 2026-6-1  | 志愿服务 |          |                | 4    |      |
"""


def source(where: str = "", take: str = "", date: str = "日期") -> Item:
    # As the catalogue does where it says nothing of it: what does not add up is not added up.
    over_units = Adding.SUM if take[:2] in ("", "次数", "合计") else Adding.NONE
    return Item(
        "counted", "由台账算", "组织生活", AMOUNT, over_units=over_units, source=("活动台账", where, take, date)
    )


def formula(text: str, key: str = "rate", label: str = "率", shown: str = "") -> Item:
    return Item(key, label, "组织生活", AMOUNT, formula=text, shown=shown)


def catalogue_with(*items: Item) -> Catalogue:
    return replace(small_catalogue(), items=(*small_catalogue().items, *items))


def with_events(unit: str, table: str | None = EVENTS, **contents: Content) -> Filing:
    ledgers = {} if table is None else {"activities": rows_of(table)}
    return filing(unit, ledgers=ledgers, **contents)


TAKEN = """
where                                | take             | date | comes to
------------------------------------ | ---------------- | ---- | --------
                                     |                  | 日期 | 5
类型 = 志愿服务                      |                  | 日期 | 4
类型 == “志愿服务”                   | 次数             | 日期 | 4
类型 = 志愿服务                      |                  |      | 5
类型 = 志愿服务 或 类型 = 参观学习   | 次数             | 日期 | 5
类型 = 志愿服务 且 实到 >= 8         | 次数             | 日期 | 2
类型 = 其他                          | 次数             | 日期 | 0
                                     | 合计(时长)       | 日期 | 12
类型 = 志愿服务                      | 不重复（参加支部）| 日期 | 3
参加支部 = “西社区”                  | 次数             | 日期 | 1
                                     | 平均(时长，实到) | 日期 | 3.23
                                     | 平均(时长)       | 日期 | 3
类型 = 参观学习                      | 合计(时长 / 8)   | 日期 | 0.5
                                     | 最近(时长)       | 日期 | 4
类型 = 其他                          | 平均(时长)       | 日期 | 不适用
类型 = 其他                          | 合计(时长)       | 日期 | 0
日期 = “2026-3-5”                    | 次数             | 日期 | 1
实到 = 12                            | 次数             | 日期 | 1
编号 = “2” 且 时长 = 2               | 次数             | 日期 | 1
类型 ≠ 志愿服务                      | 次数             | 日期 | 1
类型 = 志愿服务                      | 合计(实到 × 时长) | 日期 | 88
                                     | 合计(实到*时长 + 实到) | 日期 | 220
是否联合 = 是                        | 次数             | 日期 | 1
"""


@pytest.mark.parametrize("row", rows_of(TAKEN), ids=lambda row: f"{row['where']} {row['take']}")
def test_a_ledger_is_the_source_of_a_figure(row: dict[str, str]) -> None:
    catalogue = catalogue_with(source(row["where"], row["take"], row["date"]))

    content = with_rows(with_events("01"), catalogue)["counted"]

    assert catalogue["counted"].show(content) == row["comes to"]


def test_what_a_column_holds_is_listed_each_once_over_rows_and_units() -> None:
    catalogue = catalogue_with(replace(source("类型 = 志愿服务", "列出(参加支部)"), kind=LIST, over_units=Adding.JOIN))
    first, second = (with_rows(with_events(unit), catalogue) for unit in ("01", "02"))

    assert first["counted"] == ("东社区", "西社区", "南社区")
    assert roll_up(catalogue["counted"], [first, second]).content == ("东社区", "西社区", "南社区")
    assert with_rows(replace(filing("01"), ledgers={"activities": ()}), catalogue)["counted"] == ()


def test_a_ledger_that_was_returned_with_nothing_gives_0_and_one_that_never_was_gives_blank() -> None:
    catalogue = catalogue_with(source())
    empty = replace(filing("01"), ledgers={"activities": ()})

    assert with_rows(empty, catalogue)["counted"] == 0
    assert with_rows(filing("01"), catalogue)["counted"] is None


def found(catalogue: Catalogue, filed: Filing) -> dict[str, Finding]:
    return {each.code: each for each in check(Case(filed, filing(filed.unit.code, period=LAST), catalogue))}


def test_a_figure_typed_for_one_unit_brings_back_no_joint_event_of_the_others() -> None:
    catalogue = catalogue_with(source("类型 = 志愿服务"))
    joint = "编号 | 日期 | 类型 | 主题 | 是否联合\n1 | 2026-3-5 | 志愿服务 | 环境 | 是"
    first, second = (with_rows(with_events(unit, joint), catalogue) for unit in ("01", "02"))
    third = with_events("03", joint.replace("环境", "别的"))
    third = with_rows(replace(third, contents={"counted": 2}), catalogue)

    assert roll_up(catalogue["counted"], [first, second, third]).content == 3


@pytest.mark.parametrize(("cell", "together"), [(True, 1), (1, 2), (Decimal(1), 2), ("是", 2), (None, 2), (False, 2)])
def test_only_a_cell_that_says_yes_makes_an_event_a_joint_one(cell: Content, together: int) -> None:
    """An office may count in this column, and for Python 1 is True."""
    catalogue = catalogue_with(source("类型 = 志愿服务"))
    table = "编号 | 日期 | 类型 | 主题\n1 | 2026-3-5 | 志愿服务 | 环境"
    told = [(filed, filed.ledgers["activities"][0]) for filed in (with_events(unit, table) for unit in ("01", "02"))]
    filed = [
        with_rows(replace(each, ledgers={"activities": ({**row, "是否联合": cell},)}), catalogue) for each, row in told
    ]

    assert roll_up(catalogue["counted"], filed).content == together


def test_what_was_typed_counts_and_is_asked_about_where_the_ledger_says_otherwise() -> None:
    catalogue = catalogue_with(source("类型 = 志愿服务"))
    typed = with_events("01")
    typed = with_rows(replace(typed, contents={"counted": Decimal(9)}), catalogue)

    assert typed["counted"] == 9
    asked = found(catalogue, typed)["rows_differ"]
    assert "填了9，活动台账里是4。" in asked.message
    assert asked.seen == ("9", "4")
    assert "rows_differ" not in found(catalogue, with_rows(with_events("01"), catalogue))


TWINS = """
编号 | 日期     | 类型     | 主题     | asked
LH1  | 2026-3-5 | 志愿服务 | 环境整治 |
LH-1 | 2026-3-5 | 志愿服务 | 环境整治 |
LH2  | 2026-3-6 | 志愿服务 | 环境整治 |
LH2  | 2026-3-7 | 志愿服务 | 环境整治 | 是
LH3  | 2026-4-1 | 志愿服务 | 植树     |
lh 3 | 2026-4-1 | 志愿服务 | 义诊     | 是
LH3  | 2026-4-1 | 参观学习 | 展览     |
"""


def test_rows_that_are_likely_one_event_are_asked_about() -> None:
    catalogue = catalogue_with(source(date=""))
    rows = rows_of(TWINS)
    plain = [{name: cell for name, cell in row.items() if name != "asked"} for row in rows]
    filed = with_rows(filing("01", ledgers={"activities": plain}), catalogue)

    told = [
        each.message for each in check(Case(filed, filing("01", period=LAST), catalogue)) if each.code == "likely_twins"
    ]

    assert filed["counted"] == 6
    assert "“LH2 2026-03-06 环境整治”和“LH2 2026-03-07 环境整治”" in "".join(told)
    assert "".join(told).count("”和“") == sum(row["asked"] == "是" for row in rows)
    assert all("像是同一次" in each for each in told)


JOINT = """
编号 | 日期     | 类型     | 主题     | 参加支部 | 时长 | 是否联合
L-01 | 2026-3-5 | 志愿服务 | 环境整治 | 东社区   | 3    | 是
9    | 2026-4-9 | 志愿服务 | 义诊     | 东社区   | 2    |
"""
ITS_OWN = """
编号   | 日期      | 类型     | 主题      | 参加支部 | 时长 | 是否联合
联合1  | 2026-3-05 | 志愿服务 | 环境整治  | 西社区   | 3    | 是
9      | 2026-4-9  | 志愿服务 | 义诊      | 东社区   | 2    |
"""


@pytest.mark.parametrize(
    ("take", "total"), [("次数", "3"), ("不重复(参加支部)", "2"), ("合计(时长)", "10"), ("平均(时长)", "2.5")]
)
def test_several_units_rows_are_taken_together(take: str, total: str) -> None:
    catalogue = catalogue_with(source(take=take))
    filings = [with_rows(with_events(unit, table), catalogue) for unit, table in (("01", JOINT), ("02", ITS_OWN))]

    made = roll_up(catalogue["counted"], [*filings, with_rows(filing("03"), catalogue)])

    assert catalogue["counted"].show(made.content) == total
    assert (made.covered, made.missing) == (("01", "02"), ("03",))


def test_where_one_unit_typed_another_figure_it_counts_beside_the_others_rows() -> None:
    catalogue = catalogue_with(source())
    typed = replace(with_events("02", ITS_OWN), contents={"counted": 7})
    filings = [with_rows(with_events("01", JOINT), catalogue), with_rows(typed, catalogue)]

    assert roll_up(catalogue["counted"], filings).content == 9


PARTS = filings_of("""
    单位 | 主题党日实到 | 主题党日应到 | 正式党员 | 党费实收
    01   | 8            | 10           | 4        | 100
    02   | 9            |              | 5        | 200
    03   | 30           | 30           | 不适用   | 300
""")


@pytest.mark.parametrize(
    ("text", "each", "total", "covered", "missing"),
    [
        ("主题党日实到 / 主题党日应到", "80% – 100%", "95%", "01 03", "02"),
        ("党费实收 / 正式党员", "2500% 4000% 不适用", "3333.3%", "01 02", ""),
        ("主题党日应到 - 主题党日实到", "200% – 0%", "200%", "01 03", "02"),
        ("主题党日实到 / (主题党日应到 - 主题党日应到)", "不适用 – 不适用", "–", "", "02"),
    ],
)
def test_a_ratio_over_units_is_the_ratio_of_the_sums_of_those_that_have_both(
    text: str, each: str, total: str, covered: str, missing: str
) -> None:
    catalogue = catalogue_with(formula(text, shown="百分比"))
    item, filings = catalogue["率"], [with_formulas(filed, catalogue) for filed in PARTS]

    made = roll_up(item, filings)

    assert " ".join(item.show(filed["rate"]) or "–" for filed in filings) == each
    assert (item.show(made.content) or "–") == total
    assert (" ".join(made.covered), " ".join(made.missing)) == (covered, missing)


def test_formulas_speak_of_each_other_whatever_their_order_and_of_ledgers() -> None:
    catalogue = catalogue_with(
        formula("甲 * 2", "second", "乙"),
        formula("由台账算 + 1", "first", "甲"),
        source("类型 = 志愿服务"),
    )
    filings = [
        with_formulas(with_rows(with_events(unit, table), catalogue), catalogue)
        for unit, table in (("01", JOINT), ("02", ITS_OWN))
    ]

    assert [filed["second"] for filed in filings] == [6, 6]
    assert roll_up(catalogue["second"], filings).content == 8, "(3 events together + 1) × 2"


def test_a_formula_looks_back_and_so_do_its_totals() -> None:
    catalogue = catalogue_with(formula("党费实收 - 上期.党费实收"))
    last = {unit: filing(unit, period=LAST, dues_paid=Decimal(paid)) for unit, paid in (("01", 90), ("02", 150))}
    filings = [
        with_formulas(filed, catalogue, {"上期": last[filed.unit.code]} if filed.unit.code in last else {})
        for filed in PARTS
    ]

    made = roll_up(catalogue["率"], filings)

    assert catalogue.looks_back
    assert [filed["rate"] for filed in filings] == [10, 50, None]
    assert (made.content, made.covered, made.missing) == (60, ("01", "02"), ("03",))


def test_what_is_typed_for_a_formula_stands_in_its_place() -> None:
    catalogue = catalogue_with(formula("党费实收 / 正式党员"))
    typed = with_formulas(replace(PARTS[0], contents={**PARTS[0].contents, "rate": Decimal(24)}), catalogue)

    assert typed["rate"] == 24


def test_nothing_of_nothing_does_not_apply() -> None:
    catalogue = catalogue_with(formula("主题党日实到 / 主题党日应到"))

    assert with_formulas(filing("01", theme_present=0, theme_expected=0), catalogue)["rate"] is NOT_APPLICABLE


def test_a_count_in_a_catalogue_of_before_goes_by_the_same_rule_of_what_is_one_event() -> None:
    catalogue = small_catalogue()
    first, second = (with_events(unit, table, volunteer_times=2) for unit, table in (("01", JOINT), ("02", ITS_OWN)))

    assert roll_up(catalogue["志愿服务"], [first, second]).content == 3
    assert first.period == HALF
    assert catalogue["志愿服务"].kind == COUNT


def test_a_unit_that_typed_what_a_formula_comes_to_and_not_what_it_needs_is_in_no_total() -> None:
    catalogue = catalogue_with(formula("党费实收 / 党费应收"))
    filings = [
        filing("01", dues_paid=Decimal(90), dues_due=Decimal(100)),
        replace(filing("02", dues_paid=Decimal(200)), contents={"dues_paid": Decimal(200), "rate": Decimal("0.9")}),
    ]

    made = roll_up(catalogue["率"], [with_formulas(each, catalogue) for each in filings])

    assert (made.content, made.covered, made.missing) == (Decimal("0.9"), ("01",), ("02",))


def test_a_unit_that_filed_nothing_has_filed_nothing_whatever_a_formula_comes_to() -> None:
    catalogue = catalogue_with(formula("上期.党费实收"))
    made = with_formulas(filing("01"), catalogue, {"上期": filing("01", period=LAST, dues_paid=Decimal(5))})

    assert made["rate"] == 5
    assert not made.filed
    back = filings_of_text(text_of_filings({"now": {"01": made}}), "now", HALF, small_units(), catalogue)["01"]
    assert back["rate"] == 5 and not back.filed


@pytest.mark.parametrize("take", ["平均(时长)", "最近(时长)", "不重复(参加支部)"])
def test_what_does_not_add_up_has_no_total_once_one_unit_typed_its_own(take: str) -> None:
    catalogue = catalogue_with(replace(source(take=take), over_units=Adding.NONE))
    typed = replace(with_events("02", ITS_OWN), contents={"counted": Decimal(3)})

    made = roll_up(catalogue["counted"], [with_rows(with_events("01", JOINT), catalogue), typed])

    assert (made.content, made.covered) == (None, ("01", "02"))


MONTHS = [read_period(f"2026M{month}") for month in (1, 2, 3)]


def monthly(unit: str, catalogue: Catalogue, tables: dict[int, str]) -> Filing:
    """The filing of a first quarter whose months were filed with these rows."""
    parts = {}
    for month, period in enumerate(MONTHS, start=1):
        if month in tables:
            filed = filing(unit, period=period, ledgers={"activities": rows_of(tables[month])})
            parts[period] = with_rows(filed, catalogue)
    quarter = read_period("2026Q1")
    return with_rows(over_months(parts[MONTHS[0]].unit, quarter, parts, catalogue), catalogue)


EACH_MONTH = """
编号 | 日期      | 类型     | 主题 | 参加支部 | 时长 | 是否联合
L{0} | 2026-{0}-5 | 志愿服务 | 整治{0} | 东社区 | {1}    | 是
"""


@pytest.mark.parametrize(
    ("take", "each", "total"),
    [
        ("次数", "3", "3"),
        ("平均(时长)", "4", "4"),
        ("不重复(参加支部)", "1", "1"),
        ("最近(时长)", "6", "6"),
        ("合计(时长)", "12", "24"),
    ],
)
def test_rows_filed_by_the_month_are_taken_together_for_the_quarter(take: str, each: str, total: str) -> None:
    catalogue = catalogue_with(source(take=take))
    tables = {month: EACH_MONTH.format(month, 2 * month) for month in (1, 2, 3)}
    filings = [monthly(unit, catalogue, tables) for unit in ("01", "02")]
    item = catalogue["counted"]

    assert [item.show(filed["counted"]) for filed in filings] == [each, each]
    assert item.show(roll_up(item, filings).content) == total


def test_a_month_whose_ledger_never_came_leaves_the_quarter_blank() -> None:
    catalogue = catalogue_with(source())

    assert monthly("01", catalogue, {month: EACH_MONTH.format(month, 1) for month in (1, 2)})["counted"] is None


def test_what_may_be_blank_keeps_no_unit_out_of_a_total() -> None:
    catalogue = catalogue_with(formula("党费实收 / (正式党员 + 主题党日|没填时(0))"))
    filings = [
        filing("01", dues_paid=Decimal(90), member_full=8, theme_days=1),
        filing("02", dues_paid=Decimal(60), member_full=6),
        filing("03", dues_paid=Decimal(60), theme_days=6),
    ]

    made = roll_up(catalogue["率"], [with_formulas(each, catalogue) for each in filings])

    assert (made.content, made.covered, made.missing) == (10, ("01", "02"), ("03",))


def test_the_last_of_each_unit_is_added_up_where_the_catalogue_says_so() -> None:
    last = source("类型 = 志愿服务", "最近(实到)")
    plain, summed = last, replace(last, over_units=Adding.SUM)
    first, second = (with_rows(with_events(unit), catalogue_with(last)) for unit in ("01", "02"))

    assert [first["counted"], roll_up(catalogue_with(plain)["counted"], [first, second]).content] == [4, 4]
    assert roll_up(catalogue_with(summed)["counted"], [first, second]).content == 8


def test_what_is_counted_apart_in_each_unit_is_added_up_where_the_catalogue_says_so() -> None:
    places = source("类型 = 志愿服务", "不重复(参加支部)")
    first, second = (with_rows(with_events(unit), catalogue_with(places)) for unit in ("01", "02"))

    together, apart = (catalogue_with(replace(places, over_units=way))["counted"] for way in (Adding.NONE, Adding.SUM))

    assert [roll_up(item, [first, second]).content for item in (together, apart)] == [3, 6]


def test_what_does_not_apply_to_a_unit_is_said_so_whatever_its_ledger_says_and_what_was_typed_stands() -> None:
    item = replace(source("类型 = 志愿服务"), only_if="正式党员 >= 7")
    catalogue = catalogue_with(item)
    small, large, unknown = (with_rows(with_events("01", member_full=n), catalogue) for n in (5, 7, None))
    typed = with_events("01", member_full=5)
    typed = with_rows(replace(typed, contents={**typed.contents, "counted": 3}), catalogue)

    assert [each["counted"] for each in (small, large, unknown, typed)] == [NOT_APPLICABLE, 4, 4, 3]
    assert not with_rows(filing("01"), catalogue_with(replace(item, only_if="单位.类型 = 总支"))).filed


def test_a_branch_to_which_a_figure_does_not_apply_is_in_no_total() -> None:
    catalogue = catalogue_with(replace(source("类型 = 志愿服务"), only_if="正式党员 >= 7"))
    filings = [with_rows(with_events(unit, member_full=n), catalogue) for unit, n in (("01", 5), ("02", 9))]

    total = roll_up(catalogue["counted"], filings)

    assert (total.content, total.covered, total.missing) == (4, ("02",), ())


def test_a_sum_that_comes_out_whole_is_a_whole_number() -> None:
    halves = [{"编号": str(n), "日期": "2026-3-5", "类型": "其他", "主题": f"第{n}次", "时长": "2.5"} for n in range(3)]
    catalogue = catalogue_with(source("", "合计(时长)"))

    two, three = (with_rows(filing("01", ledgers={"activities": halves[:n]}), catalogue)["counted"] for n in (2, 3))

    assert (two, type(two)) == (5, int)
    assert (three, type(three)) == (Decimal("7.5"), Decimal)


NO_TWINS = """
编号 | 日期     | 类型     | 主题
N1   | 2026-3-5 | 志愿服务 |
N1   | 2026-3-6 | 志愿服务 |
N2   |          | 志愿服务 | 植树
N2   |          | 志愿服务 | 义诊
"""


def test_rows_that_say_too_little_to_be_told_apart_are_no_twins() -> None:
    catalogue = catalogue_with(source(date=""))
    filed = with_rows(filing("01", ledgers={"activities": rows_of(NO_TWINS)}), catalogue)
    assert "likely_twins" not in found(catalogue, filed)


def test_what_does_not_apply_was_filed_by_nobody() -> None:
    spared = Item("talks", "谈话", "组织生活", COUNT, "次", only_if="主题党日 > 3")
    catalogue = catalogue_with(spared, source(""))
    few, many = (with_rows(with_events("01", theme_days=days), catalogue) for days in (2, 5))

    assert (few["talks"], few.worked_out, few.counted) == (NOT_APPLICABLE, {"talks"}, {"counted"})
    assert (many["talks"], many.worked_out, many.counted) == (None, set(), {"counted"})
