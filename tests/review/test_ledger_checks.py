"""Checks of ledgers: steps, what was struck out, rows that are due, leaders, visits whose problems nobody entered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.support.office import HALF, ISSUES, LAST, filing, small_catalogue, small_units
from tests.support.text_table import rows_of
from toolkit.catalogue.items import Catalogue, Check, Item
from toolkit.catalogue.kinds import CHOICE, COUNT, DATE, TEXT
from toolkit.catalogue.ledgers import Column, Ledger
from toolkit.catalogue.periods import Length
from toolkit.catalogue.roles import ItemRole, LedgerRole
from toolkit.catalogue.targets import Target
from toolkit.figures.figure import Around, Filing, filing_of_texts
from toolkit.figures.ledger_rows import STRUCK_OUT, row_contents, text_of_row
from toolkit.findings import Finding
from toolkit.review.case import Case
from toolkit.review.checks import check
from toolkit.review.derived import with_rows
from toolkit.review.ledger_checks import likely_twins, links_stand, problem_numbers

STATES = ("待整改", "整改中", "待验收", "已销号", "退回")
STEPS = (("待整改", "整改中"), ("整改中", "待验收"), ("待验收", "已销号"), ("待验收", "退回"), ("退回", "整改中"))
STEPPED = replace(
    ISSUES,
    columns=tuple(
        replace(column, choices=STATES, done=("已销号",), steps=STEPS) if column.label == "状态" else column
        for column in ISSUES.columns
    ),
)
CONTACTS = Ledger(
    "visits",
    "走访台账",
    (
        Column("日期", DATE, required=True),
        Column("领导", TEXT, target=Target(Decimal(2), Length.MONTH)),
        Column("支部", TEXT),
        Column("发现问题", TEXT),
        Column("关联问题", TEXT),
    ),
    ("支部",),
    role=LedgerRole.CONTACTS,
)


def catalogue_with(*ledgers: Ledger, checks: Sequence[Check] = ()) -> Catalogue:
    return replace(small_catalogue(), ledgers=ledgers, checks=tuple(checks))


def found(catalogue: Catalogue, filed: Filing) -> dict[str, Finding]:
    return {each.code: each for each in check(Case(filed, filing(filed.unit.code, period=LAST), catalogue))}


def moved(before: str, now: str) -> dict[str, Finding]:
    """What is found of a problem that stood so at the end of the last period, and stands so now."""
    row = {"编号": "1", "发现日期": "2025-9-1", "问题": "甲"}
    told = text_of_row(STEPPED, {**row, "状态": now}) if now else STRUCK_OUT
    texts = {"theme_days": "6", "issues/a": told}
    running = {"issues/a": text_of_row(STEPPED, {**row, "状态": before})}
    catalogue = catalogue_with(STEPPED)
    return found(catalogue, filing_of_texts(small_units()["01"], HALF, texts, catalogue, running))


MOVES = """
before | now    | told
待整改 | 待整改 |
待整改 | 整改中 |
待整改 | 已销号 |
整改中 | 退回   |
退回   | 待验收 |
待验收 | 退回   |
整改中 | 待整改 | 由“整改中”变为“待整改”
待验收 | 待整改 | 由“待验收”变为“待整改”
退回   | 待整改 | 由“退回”变为“待整改”
待整改 |        | 删去了
       | 整改中 |
"""


@pytest.mark.parametrize("row", rows_of(MOVES), ids=lambda row: f"{row['before']}-{row['now']}")
def test_a_state_moves_only_where_steps_lead(row: dict[str, str]) -> None:
    told = moved(row["before"], row["now"])

    said = " ".join(told[code].message for code in ("row_step", "row_struck") if code in told)
    assert (row["told"] in said) if row["told"] else said == ""


def test_without_steps_a_state_may_become_any_other() -> None:
    plain = replace(STEPPED, columns=tuple(replace(column, steps=()) for column in STEPPED.columns))
    row = {"编号": "1", "发现日期": "2025-9-1", "问题": "甲"}
    texts = {"theme_days": "6", "issues/a": text_of_row(plain, {**row, "状态": "待整改"})}
    running = {"issues/a": text_of_row(plain, {**row, "状态": "待验收"})}
    catalogue = catalogue_with(plain)

    assert "row_step" not in found(catalogue, filing_of_texts(small_units()["01"], HALF, texts, catalogue, running))


def visits(table: str, around: Around | None = None) -> dict[str, Finding]:
    catalogue = catalogue_with(CONTACTS, STEPPED)
    rows = tuple(row_contents(CONTACTS, row) for row in rows_of(table))
    filed = replace(filing("01", theme_days=6), ledgers={"visits": rows}, around=around or Around(leaders=("王", "李")))
    return found(catalogue, filed)


def every_month(leaders: Iterable[str], times: int) -> str:
    lines = [
        f"2026-{m}-{d} | {name} | 办公室 | |" for name in leaders for m in range(1, 7) for d in range(1, times + 1)
    ]
    return "\n".join(["日期 | 领导 | 支部 | 发现问题 | 关联问题", *lines])


def test_each_leader_is_counted_one_who_never_went_too() -> None:
    told = visits(every_month(["王"], 2))["rows_short"]

    assert "李0次，一般每位应不少于12次，共应有24次，现有12次。" in told.message
    assert "rows_short" not in visits(every_month(["王", "李"], 2))


def test_before_a_period_is_over_only_what_is_due_by_the_day_is_asked() -> None:
    table = "日期 | 领导 | 支部 | 发现问题 | 关联问题\n2026-1-5 | 王 | 办公室 | |\n2026-1-9 | 李 | 办公室 | |\n2026-1-9 | 王 | 甲 | |"
    early, later = (Around(date(2026, *day), leaders=("王", "李")) for day in ((1, 16), (3, 31)))

    assert "rows_short" not in visits(table, early)
    assert "王2次、李1次，到2026年3月31日一般每位应不少于6次" in visits(table, later)["rows_short"].message


def test_visits_of_other_periods_do_not_count() -> None:
    table = every_month(["王", "李"], 2).replace("2026-1-", "2025-1-")
    assert "王10次、李10次" in visits(table)["rows_short"].message


def test_a_leader_without_a_branch_is_told() -> None:
    told = visits(every_month(["王", "李"], 2), Around(leaders=("王", "李"), assigned=("王",)))

    assert "李没有联系的支部" in told["leader_without_branch"].message
    around = Around(leaders=("王", "李"), assigned=("李", "王"))
    assert "leader_without_branch" not in visits(every_month(["王", "李"], 2), around)


def test_a_problem_that_nobody_entered_is_told_with_the_step_that_enters_it() -> None:
    table = """
        日期     | 领导 | 支部   | 发现问题     | 关联问题
        2026-1-5 | 王   | 办公室 | 记录不全     |
        2026-2-5 | 王   | 办公室 | 牌子旧       | 01-2026-01
        2026-3-5 | 李   | 办公室 | 未发现问题。 |
        2026-4-5 | 李   | 办公室 |              |
    """
    told = visits(table)["visit_unfollowed"]

    assert "“2026年1月5日 王 办公室”发现了问题" in told.message
    assert (told.step, len(told.seen)) == ("转入问题整改台账", 1)


ROWS = """
编号 | 发现日期 | 问题 | 时限      | 状态   | 销号日期
1    | 2026-2-1 | 甲   | 2026-3-1  | 待整改 |
2    | 2026-2-1 | 乙   | 2026-9-1  | 待整改 |
3    | 2026-2-1 | 丙   | 2026-3-1  | 已销号 | 2026-1-9
4    | 2026-2-1 | 丁   |           | 整改中 |
"""
RULES = """
rule                     | only_if         | broken
时限 >= 期间.今天        | 状态 ≠ 已销号   | 1
时限 >= 期间.今天        |                 | 1 3
销号日期 >= 发现日期     |                 | 3
时限 ≠ 空                |                 | 4
问题 = “甲” 或 编号 = “2” |                | 3 4
发现日期 >= 期间.起      |                 |
"""


@pytest.mark.parametrize("row", rows_of(RULES), ids=lambda row: row["rule"])
def test_a_rule_is_asked_of_each_row_and_its_rows_are_told_together(row: dict[str, str]) -> None:
    rule = Check("odd", row["rule"], "不对", "请核对。", only_if=row["only_if"], ledger="问题整改台账")
    filed = filing("01", theme_days=6, ledgers={"issues": rows_of(ROWS)})

    told = found(catalogue_with(STEPPED, checks=[rule]), filed).get("odd")

    numbers = row["broken"].split()
    assert [seen.split()[0] for seen in told.seen] == numbers if told else numbers == []
    if told:
        assert told.message.endswith("：不对。请核对。")


def test_a_rule_about_rows_is_excused_by_a_figure_like_any_other() -> None:
    rule = Check("odd", "时限 ≠ 空", "没有时限", "请补上。", unless="欠缴说明", ledger="问题整改台账")
    filed = filing("01", theme_days=6, dues_note="有原因", ledgers={"issues": rows_of(ROWS)})

    assert "odd" not in found(catalogue_with(STEPPED, checks=[rule]), filed)


def test_a_column_of_choices_without_the_word_is_no_state() -> None:
    plain = Ledger("a", "甲", (Column("状态", CHOICE, ("是", "否")),), ("支部",))
    assert (plain.state, plain.runs_on, ISSUES.runs_on) == (None, False, True)


OVERDUE = """
时限     | 状态   | past
2026-5-1 | 待整改 | 是
2026-5-2 | 待整改 |
2026-5-3 | 待整改 |
2026-5-1 | 已销号 |
         | 待整改 |
2026-5-1 |        | 是
"""


@pytest.mark.parametrize("row", rows_of(OVERDUE), ids=lambda row: f"{row['时限']} {row['状态']}")
def test_a_row_is_overdue_the_day_after_its_time_and_until_it_is_done(row: dict[str, str]) -> None:
    contents = row_contents(STEPPED, {"时限": row["时限"], "状态": row["状态"]})

    assert STEPPED.is_overdue(contents, date(2026, 5, 2)) is bool(row["past"])
    assert not replace(STEPPED, columns=STEPPED.columns[:1]).is_overdue(contents, date(2026, 5, 2))


DAYS = """
日期      | told
2026-1-1  |
2026-6-30 |
2025-12-31| 2025年12月31日
2026-7-1  | 2026年7月1日
1921-6-30 | 1921年6月30日
2037-1-1  | 2037年1月1日
"""


@pytest.mark.parametrize("row", rows_of(DAYS), ids=lambda row: row["日期"])
def test_what_was_not_in_the_period_is_told_and_its_first_and_last_day_are_in_it(row: dict[str, str]) -> None:
    told = visits(f"日期 | 领导 | 支部 | 发现问题 | 关联问题\n{row['日期']} | 王 | 甲 | |").get("row_day")

    assert (told is not None) is bool(row["told"])
    assert told is None or row["told"] in told.message


def test_a_day_of_a_ledger_that_runs_on_may_be_of_an_earlier_period_but_no_absurd_one() -> None:
    dated = replace(STEPPED, columns=(*STEPPED.columns, Column("日期", DATE)))
    rows = rows_of("编号 | 发现日期 | 问题 | 状态 | 日期\n1 | 2025-9-1 | 甲 | 待整改 | 2025-9-1")
    absurd = rows_of("编号 | 发现日期 | 问题 | 状态 | 日期\n1 | 2062-9-1 | 甲 | 待整改 | 2025-9-1")
    catalogue = catalogue_with(dated)

    def told(table: list[dict[str, str]]) -> dict[str, Finding]:
        kept = {"issues": tuple(row_contents(dated, row) for row in table)}
        return found(catalogue, replace(filing("01", theme_days=6), ledgers=kept))

    assert "row_day" not in told(rows)
    assert "2062年9月1日" in told(absurd)["row_day"].message


ISSUE_ITEMS = (
    Item("found", "发现问题", "问题", COUNT, "个", role=ItemRole.ISSUES_FOUND),
    Item("closed", "已销号问题", "问题", COUNT, "个", role=ItemRole.ISSUES_CLOSED),
    Item("open", "未销号问题", "问题", COUNT, "个", role=ItemRole.ISSUES_OPEN),
    Item("overdue", "超期未销", "问题", COUNT, "个", role=ItemRole.ISSUES_OVERDUE),
)
ISSUE_ROWS = """
编号 | 发现日期  | 问题 | 时限      | 状态   | 销号日期
1    | 2026-1-1  | 甲   | 2026-6-30 | 整改中 |
2    | 2026-6-30 | 乙   | 2026-7-1  | 整改中 |
3    | 2025-12-31| 丙   | 2026-2-1  | 已销号 | 2026-6-30
4    | 2026-2-1  | 丁   | 2026-3-1  | 已销号 | 2026-7-1
"""
BESIDE_ROWS = """
found | closed | open | overdue | told
3     | 1      | 2    | 1       |
4     | 1      | 2    | 1       | 发现问题：填了4个，台账里是3个
2     | 1      | 2    | 1       | 发现问题：填了2个，台账里是3个
3     | 2      | 2    | 1       | 已销号问题：填了2个，台账里是1个
3     | 1      | 3    | 1       | 未销号问题：填了3个，台账里是2个
3     | 1      | 2    | 2       | 超期未销：填了2个，台账里是1个
"""


@pytest.mark.parametrize("row", rows_of(BESIDE_ROWS), ids=str)
def test_what_is_typed_beside_the_ledger_of_problems_is_what_its_rows_say(row: dict[str, str]) -> None:
    catalogue = replace(catalogue_with(STEPPED), items=(*small_catalogue().items, *ISSUE_ITEMS))
    typed = {name: int(text) for name, text in row.items() if name != "told"}
    filed = filing("01", theme_days=6, ledgers={"issues": rows_of(ISSUE_ROWS)})

    told = found(catalogue, replace(filed, contents={**filed.contents, **typed})).get("ledger_differs")

    said = f"{told.place.split()[-1]}：{told.message}" if told else ""
    assert row["told"] in said if row["told"] else not told


@pytest.mark.parametrize(("typed", "is_told"), [(0, True), (1, True), (2, False), (9, False)])
def test_fewer_events_in_the_ledger_than_typed_are_everyday_life_and_more_are_not(typed: int, is_told: bool) -> None:
    rows = "编号 | 日期 | 类型\n1 | 2026-3-5 | 志愿服务\n2 | 2026-3-6 | 志愿服务\n3 | 2026-3-7 | 其他"
    filed = filing("01", theme_days=6, volunteer_times=typed, ledgers={"activities": rows_of(rows)})

    assert ("ledger_differs" in found(small_catalogue(), filed)) is is_told


SAME_NUMBER = """
编号 | 日期     | 类型     | 主题
LH1  | 2026-3-5 | 志愿服务 | 植树
lh-1 | 2026-3-6 | 志愿服务 | 植树
"""


def counting(*where: str) -> Catalogue:
    items = (
        Item(f"n{n}", f"数{n}", "服务", COUNT, "次", source=("活动台账", each, "", "")) for n, each in enumerate(where)
    )
    return replace(small_catalogue(), items=(*small_catalogue().items, *items))


def test_two_rows_of_one_number_are_asked_about_once_however_many_figures_count_them() -> None:
    filed = filing("01", theme_days=6, ledgers={"activities": rows_of(SAME_NUMBER)})
    case = Case(filed, filing("01", period=LAST), counting("类型 = 志愿服务", "", "类型 = 其他"))

    (told,) = likely_twins(case)

    assert "“LH1 2026-03-05 植树”和“lh-1 2026-03-06 植树”像是同一次" in told.message
    assert "等" not in told.message


def test_of_many_pairs_the_first_three_are_told_and_how_many_there_are() -> None:
    def told(pairs: int) -> str:
        rows = [
            {"编号": f"N{n}", "日期": f"2026-{month}-{n}", "类型": "志愿服务", "主题": "植树"}
            for n in range(1, pairs + 1)
            for month in (3, 4)
        ]
        filed = filing("01", theme_days=6, ledgers={"activities": rows})
        (finding,) = likely_twins(Case(filed, filing("01", period=LAST), counting("类型 = 志愿服务")))
        return finding.message

    assert (told(3).count("和“"), "等" in told(3)) == (3, False)
    assert (told(5).count("和“"), "等5对像是" in told(5)) == (3, True)


TYPED_AND_ROWS = """
typed | told
2     |
1     | 填了1次，活动台账里是2次
3     | 填了3次，活动台账里是2次
"""


@pytest.mark.parametrize("row", rows_of(TYPED_AND_ROWS), ids=str)
def test_a_figure_typed_over_what_its_rows_say_is_asked_about(row: dict[str, str]) -> None:
    catalogue = counting("")
    filed = filing("01", theme_days=6, ledgers={"activities": rows_of(SAME_NUMBER)})
    typed = with_rows(replace(filed, contents={**filed.contents, "n0": int(row["typed"])}), catalogue)

    told = found(catalogue, typed).get("rows_differ")

    assert (row["told"] in told.message) if told else not row["told"]


LINKS = """
关联问题              | lost
                      |
01-2026-01            |
０１－２０２６－０１  |
01-2026-01、02-2026-7 | “02-2026-7”
01-2026-9,01-2026-9   | “01-2026-9”
x1 x2；x3,x4          | “x1”、“x2”、“x3”等4个
"""


@pytest.mark.parametrize("row", rows_of(LINKS), ids=str)
def test_a_link_to_a_problem_that_stands_in_no_ledger_is_told(row: dict[str, str]) -> None:
    rows = (row_contents(CONTACTS, {"日期": "2026-1-5", "关联问题": row["关联问题"]}),)
    filed = replace(filing("01", theme_days=6), ledgers={"visits": rows})
    catalogue = catalogue_with(CONTACTS, STEPPED)
    of_others = filing("02", ledgers={"issues": rows_of("编号 | 问题\n01-2026-01 | 甲\n | 乙")})
    case = Case(filed, filing("01", period=LAST), catalogue, problems=problem_numbers(catalogue, [of_others]))

    told = [finding.message for finding in links_stand(case)]

    assert [each[: each.index("，")] for each in told] == ([f"“关联问题”里的{row['lost']}"] if row["lost"] else [])
    # Where nobody looked into the ledgers of others, nothing is said of them.
    assert list(links_stand(replace(case, problems=None))) == []


def test_without_a_ledger_of_problems_no_number_is_known() -> None:
    of_others = filing("02", ledgers={"issues": rows_of("编号 | 问题\n1 | 甲")})
    nameless = replace(STEPPED, columns=STEPPED.columns[1:])

    assert problem_numbers(catalogue_with(CONTACTS), [of_others]) == frozenset()
    assert problem_numbers(catalogue_with(nameless), [of_others]) == frozenset()


PLACEHOLDERS = """
text                 | told
见附件               | 是
（详见附表）         | 是
同上。               | 是
略                   | 是
待补充               | 是
已开展××活动         | 是
见附件一所列的三件事 |
工作简略             |
同上级要求对接       |
无                   |
"""


@pytest.mark.parametrize("row", rows_of(PLACEHOLDERS), ids=lambda row: row["text"])
def test_a_text_that_only_stands_for_one_is_told(row: dict[str, str]) -> None:
    told = found(small_catalogue(), filing("01", theme_days=6, highlights=row["text"]))

    assert ("placeholder" in told) is bool(row["told"])


def test_a_long_text_is_quoted_shortly() -> None:
    told = found(small_catalogue(), filing("01", theme_days=6, highlights="待补" + "很长的话" * 9))["placeholder"]
    assert f"“{('待补' + '很长的话' * 9)[:16]}…”" in told.message


def test_a_number_that_two_rows_of_a_running_ledger_have_is_told() -> None:
    rows = rows_of(
        "编号 | 发现日期 | 问题 | 状态\n1 | 2026-2-1 | 甲 | 待整改\n1 | 2026-3-1 | 乙 | 待整改\n2 | 2026-3-1 | 丙 | 待整改"
    )

    told = found(catalogue_with(STEPPED), filing("01", theme_days=6, ledgers={"issues": rows}))

    assert "编号“1”2行重复" in told["number_twice"].message
    assert "number_twice" not in found(
        catalogue_with(STEPPED), filing("01", theme_days=6, ledgers={"issues": rows[1:]})
    )
