"""Adding up.

1. The sum of nothing is blank; 不适用 leaves the denominator; every total says whom it covers.
2. Joint events count once. Means are weighted by members where the catalogue says so.
3. What does not add up is spoken for by 局本级.
4. Months make a longer period only when they are all there; a stock is that of the last month.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.support.office import ISSUES, filing, filings_of, small_catalogue, small_units
from tests.support.text_table import rows_of
from toolkit.catalogue.expressions import LAST as LAST_GROUP
from toolkit.catalogue.items import Adding, Item
from toolkit.catalogue.kinds import AMOUNT, COUNT, DATE, LIST, NOT_APPLICABLE, Content, read
from toolkit.catalogue.ledgers import Column, Ledger
from toolkit.catalogue.periods import Period, read_period
from toolkit.figures.figure import Carried, Filing
from toolkit.figures.ledger_rows import row_contents
from toolkit.review.derived import with_formulas, with_rows
from toolkit.review.rollup import Total, add_months, is_typed_over, over_months, roll_up, with_rows_of_parts

CATALOGUE = small_catalogue()


def total(label: str, table: str) -> Total:
    return roll_up(CATALOGUE[label], filings_of(table))


def test_a_blank_branch_is_left_out_of_the_total_and_named() -> None:
    made = total(
        "主题党日",
        """
        单位 | 主题党日
        01   | 6
        02   |
        03   | 5
        """,
    )

    assert made == Total(11, ("01", "03"), ("02",))


def test_the_sum_of_nothing_is_blank_and_not_zero() -> None:
    made = total("主题党日", "单位 | 主题党日\n01 |\n02 |")

    assert made == Total(None, (), ("01", "02"))


def test_a_zero_is_counted() -> None:
    assert total("主题党日", "单位 | 主题党日\n01 | 0\n02 | 0") == Total(0, ("01", "02"), ())


def test_not_applicable_leaves_the_denominator() -> None:
    assert total("主题党日", "单位 | 主题党日\n01 | 6\n02 | 不适用") == Total(6, ("01",), ())


def test_a_figure_that_applies_to_nobody_does_not_apply_in_total() -> None:
    assert total("主题党日", "单位 | 主题党日\n01 | 不适用\n02 | 不适用").content is NOT_APPLICABLE


def test_what_cannot_be_read_is_not_added_and_counts_as_missing() -> None:
    assert total("主题党日", "单位 | 主题党日\n01 | 6\n02 | 六七次") == Total(6, ("01",), ("02",))


def test_money_is_summed_exactly() -> None:
    made = total("党费实收", "单位 | 党费实收\n01 | 0.1\n02 | 0.2\n03 | 1200.30")

    assert made.content == Decimal("1200.60")


def test_a_joint_event_is_counted_once() -> None:
    joint = [{"编号": "联1", "日期": "2026年3月5日", "类型": "志愿服务", "是否联合": "是"}]
    alone = [{"编号": "1", "日期": "2026年4月5日", "类型": "志愿服务", "是否联合": "否"}]
    filings = [
        filing("01", volunteer_times=2, ledgers={"activities": joint + alone}),
        filing("02", volunteer_times=2, ledgers={"activities": joint + alone}),
        filing("03", volunteer_times=1, ledgers={"activities": joint}),
    ]

    assert roll_up(CATALOGUE["志愿服务"], filings).content == 3


def test_a_joint_event_of_another_type_takes_nothing_away() -> None:
    joint = [{"编号": "联1", "日期": "2026年3月5日", "类型": "参观学习", "是否联合": "是"}]
    filings = [filing(code, volunteer_times=1, ledgers={"activities": joint}) for code in ("01", "02")]

    assert roll_up(CATALOGUE["志愿服务"], filings).content == 2


def test_a_mean_is_weighted_by_members_and_rounded_last() -> None:
    made = total(
        "平均积分",
        """
        单位 | 平均积分 | 正式党员
        01   | 90      | 10
        02   | 80      | 5
        """,
    )

    assert made.content == Decimal("86.67")


def test_lists_are_joined_each_name_once() -> None:
    made = total("服务社区", "单位 | 服务社区\n01 | 滨河社区、东园社区\n02 | 东园社区、西苑社区")

    assert made.content == ("滨河社区", "东园社区", "西苑社区")


def test_the_bureau_speaks_for_itself_where_texts_do_not_add_up() -> None:
    filings = [filing("B", highlights="局里的亮点"), filing("01", highlights="支部的亮点")]

    assert roll_up(CATALOGUE["亮点"], filings) == Total("局里的亮点", ("B",), ())


def test_one_branch_alone_keeps_its_own_text() -> None:
    assert roll_up(CATALOGUE["亮点"], [filing("01", highlights="支部的亮点")]).content == "支部的亮点"


@pytest.mark.parametrize(
    ("label", "values", "expected"),
    [
        ("主题党日", [1, 1, 2], 4),
        ("主题党日", [1, None, 2], None),
        ("主题党日", [1, NOT_APPLICABLE, 2], 3),
        ("主题党日", [NOT_APPLICABLE, NOT_APPLICABLE], NOT_APPLICABLE),
        ("正式党员", [12, 13, 14], 14),
        ("正式党员", [12, 13, None], None),
        ("服务社区", [("甲",), ("乙", "甲")], ("甲", "乙")),
    ],
)
def test_months_add_up_by_the_items_rule(label: str, values: list[Content], expected: Content) -> None:
    assert add_months(CATALOGUE[label], values) == expected


def test_six_months_make_a_half_year() -> None:
    half = read_period("2026H1")
    months = dict.fromkeys(half.parts(read_period("2026M1").length))
    parts: dict[Period, Filing] = {
        month: filing("01", period=month, theme_days=1, member_full=number) for number, month in enumerate(months, 10)
    }

    made = over_months(small_units()["01"], half, parts, CATALOGUE)

    assert (made["theme_days"], made["member_full"], made["dues_due"]) == (6, 15, None)


YEAR = """
    期间   | 主题党日 | 正式党员
    2026M1 | 1        | 10
    2026M2 | 2        | 11
    2026M3 | 3        | 12
    2026Q2 | 20       | 13
    2026H2 | 100      | 14
"""


def of_year(table: str, period: str) -> dict[str, Content]:
    """What these parts make of a longer period."""
    parts = {}
    for row in rows_of(table):
        part = read_period(row["期间"])
        figures = {"theme_days": row["主题党日"], "member_full": row["正式党员"]}
        parts[part] = filing("01", period=part, **{key: int(text) for key, text in figures.items() if text})
    made = over_months(small_units()["01"], read_period(period), parts, CATALOGUE)
    return {key: made[key] for key in ("theme_days", "member_full")}


def test_a_longer_period_is_made_of_whatever_parts_are_there() -> None:
    assert of_year(YEAR, "2026H1") == {"theme_days": 26, "member_full": 13}
    assert of_year(YEAR, "2026Y1") == {"theme_days": 126, "member_full": 14}


def test_where_one_part_is_missing_altogether_nothing_is_made_up() -> None:
    without = YEAR.replace("2026M2 | 2        | 11", "2026M2 |          |")

    assert of_year(without, "2026H1") == {"theme_days": None, "member_full": 13}


def test_a_part_that_was_filed_counts_and_not_what_it_is_made_of() -> None:
    both = YEAR + "    2026Q1 | 7        | 12\n"

    assert of_year(both, "2026H1")["theme_days"] == 27


ENDED = """
单位 | 止        | stock | flow
01   |           | 10    | 1
02   | 2026-6-29 | 10    | 1
03   | 2026-6-30 | 10    | 1
"""


def test_of_a_unit_that_ended_what_it_did_counts_and_what_it_had_does_not() -> None:
    filings = [
        replace(
            filing(row["单位"], member_full=int(row["stock"]), theme_days=int(row["flow"])),
            unit=replace(small_units()[row["单位"]], until=read(DATE, row["止"])),
        )
        for row in rows_of(ENDED)
    ]

    assert roll_up(CATALOGUE["正式党员"], filings).content == 20
    assert roll_up(CATALOGUE["主题党日"], filings).content == 3


RUNNING = replace(
    ISSUES, columns=tuple(replace(each, done=("已销号",)) if each.label == "状态" else each for each in ISSUES.columns)
)
LETTERS = replace(ISSUES, key="letters", label="来信台账")
Q1, Q2 = (read_period(f"2026Q{n}") for n in (1, 2))


def part(period: Period, table: str, *struck: str, ledger: Ledger = RUNNING) -> Filing:
    """A part that returned the ledger of problems: a row a line, with its identity in the column 名."""
    rows = rows_of(table)
    names = tuple(row.pop("名", "") for row in rows)
    gone = tuple(Carried({}, None, name) for name in struck)
    return replace(
        filing("01", period=period),
        ledgers={ledger.key: tuple(row_contents(ledger, row) for row in rows)},
        names={ledger.key: names},
        carried={ledger.key: gone},
    )


HEAD = "名 | 编号 | 发现日期 | 问题 | 状态\n"
PARTS = """
first                    ; second                    ; struck ; together
a / 1 / 2026-2-1 / 整改中 ;                           ;        ; 1整改中
a / 1 / 2026-2-1 / 整改中 ; a / 1 / 2026-2-1 / 已销号 ;        ; 1已销号
a / 1 / 2026-2-1 / 整改中 ; b / 2 / 2026-5-1 / 整改中 ;        ; 1整改中 2整改中
a / 1 / 2026-2-1 / 整改中 ;  / 1 / 2026-2-1 / 已销号  ;        ; 1已销号
a / 1 / 2026-2-1 / 整改中 ;  / 1 / 2026-5-1 / 整改中  ;        ; 1整改中 1整改中
a / 1 / 2026-2-1 / 整改中 ; a / 9 / 2026-2-1 / 已销号 ;        ; 9已销号
a / 1 / 2026-2-1 / 整改中 ; b / 2 / 2026-5-1 / 整改中 ; a      ; 2整改中
 / 1 /  / 整改中          ;  / 1 /  / 已销号          ;        ; 1整改中 1已销号
"""


def lines_of(cell: str) -> str:
    name, number, day, state = (each.strip() for each in cell.split("/")) if cell.strip() else ("",) * 4
    return f"{HEAD}{name} | {number} | {day} | 甲 | {state}" if cell.strip() else HEAD


def told_of(filed: Filing) -> str:
    return " ".join(f"{row['编号']}{row['状态']}" for rows in filed.ledgers.values() for row in rows)


@pytest.mark.parametrize("line", PARTS.strip().splitlines()[1:])
def test_of_a_ledger_that_runs_on_a_longer_period_has_each_thing_as_it_was_said_last(line: str) -> None:
    first, second, struck, together = (each.strip(" ") for each in line.split(";"))
    catalogue = replace(CATALOGUE, ledgers=(RUNNING,))
    parts = {Q1: part(Q1, lines_of(first)), Q2: part(Q2, lines_of(second), *struck.split())}

    whole = over_months(small_units()["01"], read_period("2026H1"), parts, catalogue)
    beside = with_rows_of_parts(part(read_period("2026H1"), HEAD), parts, catalogue)

    assert told_of(whole) == together
    assert told_of(beside) == together
    assert len(whole.names["issues"]) == len(whole.ledgers["issues"])


def test_of_a_ledger_that_does_not_run_on_a_longer_period_has_all_rows() -> None:
    catalogue = replace(CATALOGUE, ledgers=(LETTERS,))
    row = f"{HEAD}a | 1 | 2026-2-1 | 甲 | 整改中"
    parts = {Q1: part(Q1, row, ledger=LETTERS), Q2: part(Q2, row, ledger=LETTERS)}

    assert told_of(over_months(small_units()["01"], read_period("2026H1"), parts, catalogue)) == "1整改中 1整改中"


def test_where_a_part_did_not_return_a_ledger_the_longer_period_has_none() -> None:
    catalogue = replace(CATALOGUE, ledgers=(RUNNING,))
    parts = {Q1: part(Q1, f"{HEAD}a | 1 | 2026-2-1 | 甲 | 整改中"), Q2: filing("01", period=Q2)}

    assert over_months(small_units()["01"], read_period("2026H1"), parts, catalogue).ledgers == {}
    # Beside what was filed for the whole, what one part says is better than nothing.
    beside = with_rows_of_parts(part(read_period("2026H1"), HEAD), parts, catalogue)
    assert told_of(beside) == "1整改中"


def test_a_ledger_that_the_longer_period_did_not_return_is_left_to_its_parts() -> None:
    catalogue = replace(CATALOGUE, ledgers=(RUNNING,))
    half = filing("01", theme_days=6)

    assert with_rows_of_parts(half, {Q1: part(Q1, f"{HEAD}a | 1 | 2026-2-1 | 甲 | 整改中")}, catalogue) == half


def test_what_was_counted_of_the_rows_of_the_whole_is_counted_anew_with_those_of_its_parts() -> None:
    counted = Item("open", "未销号问题", "问题", COUNT, "个", source=(RUNNING.label, "状态 = 整改中", "", ""))
    other = Item("meetings", "会议", "问题", COUNT, "次")
    catalogue = replace(CATALOGUE, items=(counted, other), ledgers=(RUNNING,))
    half = replace(
        part(read_period("2026H1"), HEAD), contents={"open": 0, "meetings": 3}, counted=frozenset({"open", "x"})
    )

    beside = with_rows_of_parts(half, {Q1: part(Q1, f"{HEAD}a | 1 | 2026-2-1 | 甲 | 整改中")}, catalogue)

    assert (beside.contents, beside.counted) == ({"meetings": 3}, frozenset({"x"}))


TYPED_OVER = """
typed | counted | rows | is typed over
5     |         | 2    | yes
2     |         | 2    |
5     | yes     | 2    |
      |         | 2    |
"""


@pytest.mark.parametrize("row", rows_of(TYPED_OVER), ids=str)
def test_a_figure_is_typed_over_where_it_is_another_than_its_rows_say(row: dict[str, str]) -> None:
    counted = Item("n", "数", "问题", COUNT, "个", source=(RUNNING.label, "", "", ""))
    catalogue = replace(CATALOGUE, items=(counted,), ledgers=(RUNNING,))
    rows = "\n".join(f"{n} | {n} | 2026-2-1 | 甲 | 整改中" for n in range(int(row["rows"])))
    filed = replace(
        part(Q1, HEAD + rows),
        contents={"n": int(row["typed"]) if row["typed"] else None},
        counted=frozenset({"n"} if row["counted"] else ()),
    )

    assert is_typed_over(catalogue["n"], filed) is bool(row["is typed over"])
    assert not is_typed_over(replace(catalogue["n"], rows=None), filed)


def test_a_distinct_count_without_events_takes_nothing_away() -> None:
    item = replace(CATALOGUE["主题党日"], over_units=Adding.DISTINCT, counted=None)
    assert roll_up(item, filings_of("单位 | 主题党日\n01 | 6\n02 | 5")).content == 11


COUNTED = """
take           | first typed | second typed | made of the parts
               |             |              | –
               | 5           |              | 6
               |             | 5            | 6
合计(天数)     | 5           |              | 6
最近(编号)     | 5           |              | –
"""


@pytest.mark.parametrize("row", rows_of(COUNTED), ids=str)
def test_a_figure_of_rows_is_added_up_over_parts_only_where_another_was_typed_in_one(row: dict[str, str]) -> None:
    days = replace(RUNNING, columns=(*RUNNING.columns, Column("天数", COUNT)))
    item = Item(
        "n", "数", "问题", COUNT, "个", over_months=Adding.SUM, source=(days.label, "", row["take"], "发现日期")
    )
    catalogue = replace(CATALOGUE, items=(item,), ledgers=(days,))

    def told(period: Period, typed: str) -> Filing:
        table = f"名 | 编号 | 发现日期 | 问题 | 状态 | 天数\na | 1 | {period.start} | 甲 | 整改中 | 1"
        made = part(period, table, ledger=days)
        if typed:
            return replace(made, contents={"n": int(typed)})
        return replace(made, contents={"n": 1}, counted=frozenset({"n"}))

    parts = {Q1: told(Q1, row["first typed"]), Q2: told(Q2, row["second typed"])}
    whole = over_months(small_units()["01"], read_period("2026H1"), parts, catalogue)

    assert str(whole["n"] or "–") == row["made of the parts"]


def test_a_formula_that_looks_back_takes_in_only_units_whose_earlier_figures_are_there() -> None:
    item = Item("growth", "增加", "组织", COUNT, "名", formula="正式党员 - 上期.正式党员|没填时(0)")
    catalogue = replace(CATALOGUE, items=(*CATALOGUE.items, item))
    before = {LAST_GROUP: filing("01", period=read_period("2025H2"), member_full=8)}
    with_past = with_formulas(filing("01", member_full=10), catalogue, before)
    without = replace(filing("02", member_full=7), contents={"member_full": 7, "growth": 7})

    assert roll_up(catalogue["growth"], [with_past, without]) == Total(2, ("01",), ("02",))


JOINED = """
typed | 服务社区
      | 东、西
南    | 东、南
"""


@pytest.mark.parametrize("row", rows_of(JOINED), ids=str)
def test_a_list_of_rows_over_units_is_made_of_all_rows_unless_somebody_typed_another(row: dict[str, str]) -> None:
    item = Item("towns", "社区", "服务", LIST, over_units=Adding.JOIN, source=(RUNNING.label, "", "列出(问题)", ""))
    catalogue = replace(CATALOGUE, items=(item,), ledgers=(RUNNING,))

    def told(unit: str, where: str) -> Filing:
        made = part(read_period("2026H1"), f"{HEAD}a | 1 | 2026-2-1 | {where} | 整改中")
        made = replace(made, unit=small_units()[unit])
        return with_rows(made, catalogue)

    second = told("02", "西")
    second = replace(second, contents={"towns": (row["typed"],)}, counted=frozenset()) if row["typed"] else second

    assert "、".join(roll_up(catalogue["towns"], [told("01", "东"), second]).content) == row["服务社区"]


def test_a_joint_event_is_taken_away_only_among_units_whose_figure_is_what_their_rows_say() -> None:
    item = Item(
        "n", "志愿服务", "服务", COUNT, "次", over_units=Adding.SUM, source=("活动台账", "类型 = 志愿服务", "", "")
    )
    catalogue = replace(CATALOGUE, items=(item,))
    row = {"编号": "1", "日期": "2026-3-5", "类型": "志愿服务", "主题": "植树", "是否联合": "是"}
    both = [with_rows(filing(unit, ledgers={"activities": [row]}), catalogue) for unit in ("01", "02")]
    typed = replace(both[1], contents={"n": 4}, counted=frozenset())

    assert roll_up(catalogue["n"], both).content == 1
    assert roll_up(catalogue["n"], [both[0], typed]).content == 5


ALONE = """
filed  | total
6      | Total(content=6, covered=('01',), missing=())
       | Total(content=None, covered=(), missing=('01',))
不适用 | Total(content=<NotApplicable.NOT_APPLICABLE: '不适用'>, covered=(), missing=())
"""


@pytest.mark.parametrize("row", rows_of(ALONE), ids=str)
def test_a_single_unit_is_its_own_total(row: dict[str, str]) -> None:
    assert repr(total("主题党日", f"单位 | 主题党日\n01 | {row['filed']}")) == row["total"]


def test_of_a_figure_that_a_unit_is_not_asked_for_nothing_is_missing() -> None:
    item = replace(CATALOGUE["主题党日"], filed_by=("本级",))
    assert roll_up(item, filings_of("单位 | 主题党日\n01 | 6")) == Total(None, (), ())


def test_a_unit_without_members_weighs_nothing_in_a_mean() -> None:
    item = replace(CATALOGUE["平均积分"], over_units=Adding.WEIGHTED_MEAN, weights=("member_full",))
    first, second = filing("01", member_full=10), filing("02")
    first, second = (
        replace(each, contents={**each.contents, item.key: Decimal(points)}, unit=replace(each.unit, members=None))
        for each, points in ((first, 80), (second, 20))
    )

    assert roll_up(item, [first, second]).content == 80


FORMULAS = """
first      | second     | total
10 8       | 不适用 8   | 8
不适用 8   | 不适用 8   | 不适用
不适用 8   | – 8        | None
– 8        | – 8        | None
"""


@pytest.mark.parametrize("row", rows_of(FORMULAS), ids=str)
def test_a_formula_that_does_not_apply_to_all_of_those_that_answered_does_not_apply(row: dict[str, str]) -> None:
    item = Item("less", "少", "组织", COUNT, "名", formula="主题党日实到 * 0 + 正式党员")
    catalogue = replace(CATALOGUE, items=(*CATALOGUE.items, item))

    def worked(unit: str, cell: str) -> Filing:
        present, members = (
            None if each == "–" else NOT_APPLICABLE if each == "不适用" else int(each) for each in cell.split()
        )
        return with_formulas(filing(unit, theme_present=present, member_full=members), catalogue)

    made = roll_up(catalogue["less"], [worked("01", row["first"]), worked("02", row["second"])])

    assert str(made.content if made.content is not NOT_APPLICABLE else "不适用") == row["total"]


def test_a_mean_of_rows_is_the_mean_of_the_units_where_the_catalogue_says_so() -> None:
    days = replace(RUNNING, columns=(*RUNNING.columns, Column("天数", COUNT)))
    item = Item(
        "n", "平均天数", "问题", AMOUNT, "天", over_units=Adding.MEAN, source=(days.label, "", "平均(天数)", "")
    )
    rows = f"{HEAD.strip()} | 天数\na | 1 | 2026-2-1 | 甲 | 整改中 | "

    def told(unit: str, *counts: int, adding: Adding) -> tuple[Item, Filing]:
        catalogue = replace(CATALOGUE, items=(replace(item, over_units=adding),), ledgers=(days,))
        table = rows + "\n b | 2 | 2026-2-1 | 甲 | 整改中 | ".join(map(str, counts))
        made = replace(part(read_period("2026H1"), table, ledger=days), unit=small_units()[unit])
        return catalogue["n"], with_rows(made, catalogue)

    for adding, mean in ((Adding.MEAN, 15), (Adding.NONE, Decimal("13.33"))):
        (asked, first), (_same, second) = told("01", 20, adding=adding), told("02", 8, 12, adding=adding)
        assert roll_up(asked, [first, second]).content == mean
