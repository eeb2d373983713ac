"""The tree of units is walked in the order of the file; every fault in the file is named with its line, all at once."""

from __future__ import annotations

import pytest

from tests.support.office import small_units
from tests.support.text_table import rows_of
from toolkit.catalogue.periods import read_period
from toolkit.catalogue.unit_rows import units_from_rows
from toolkit.catalogue.units import code_of
from toolkit.errors import UnknownName


def faults(table):
    units, findings = units_from_rows(rows_of(table), "units.csv")
    assert units is None
    return [(finding.place, finding.message) for finding in findings]


def test_the_bureau_is_the_root():
    assert small_units().root.name == "云河市示例局"


def test_branches_come_in_the_order_of_the_file():
    assert [unit.code for unit in small_units().branches] == ["01", "02", "03"]


def test_branches_and_the_own_level_file_and_nobody_else():
    assert [unit.code for unit in small_units().filing] == ["B", "01", "02", "03"]


def test_what_is_below_a_unit_includes_itself():
    assert [unit.code for unit in small_units().below("Z1")] == ["Z1", "03"]


def test_whoever_files_below_the_bureau_is_found_at_any_depth():
    assert [unit.code for unit in small_units().filing_below("J")] == ["B", "01", "02", "03"]


def test_a_branch_is_all_that_files_below_itself():
    assert [unit.code for unit in small_units().filing_below("01")] == ["01"]


@pytest.mark.parametrize("called", ["03", "信息中心党支部", "信息中心", " 信息中心 "])
def test_a_unit_is_found_by_code_name_and_short_name(called):
    assert small_units().find(called).code == "03"


def test_an_unknown_unit_is_refused_with_the_near_miss():
    with pytest.raises(UnknownName, match="没有叫“信息中新”的单位。是不是想写“信息中心”？"):
        small_units().find("信息中新")


def test_an_unknown_code_is_refused():
    with pytest.raises(UnknownName, match="单位表里没有代码“99”"):
        small_units()["99"]


def test_a_unit_without_a_short_name_is_called_by_its_name():
    assert small_units()["B"].short_name == "局本级"


def test_members_left_blank_are_unknown_and_not_zero():
    assert small_units()["03"].members is None


def test_every_fault_is_named_with_its_line_and_all_at_once():
    table = """
        代码 | 名称       | 类型   | 上级 | 党员人数
        J    | 示例局     | 局     |      |
        01   |            | 支部   | J    | 12
        02   | 人事科     | 支布   | J    | 9
             | 财务科     | 支部   | J    | 8
        04   | 办公室     | 支部   | J    | 十几
        05   | 信息中心   | 支部   | J    | -3
    """

    assert faults(table) == [
        ("units.csv 第3行", "“名称”没有填。请补上。"),
        (
            "units.csv 第4行",
            "类型“支布”不认识。请填局、机关党委、党总支、党支部、本级之一，前面可以加字，如“离退休党支部”。是不是想写“支部”？",
        ),
        ("units.csv 第5行", "“代码”没有填。请补上。"),
        ("units.csv 第6行", "党员人数“十几”不是确切的数。请核实后填确切的数。"),
        ("units.csv 第7行", "党员人数“-3”是负数。请填正整数，不清楚就空着。"),
    ]


def test_one_faulty_row_does_not_put_the_blame_on_those_below_it():
    table = """
        代码 | 名称       | 类型   | 上级
        J    | 示例局     | 科室   |
        01   | 办公室     | 支部   | J
        02   | 人事科     | 支部   | J
    """

    assert [place for place, _message in faults(table)] == ["units.csv 第2行"]


def test_a_code_name_or_short_name_given_twice_is_a_fault():
    table = """
        代码 | 名称     | 简称   | 类型 | 上级
        J    | 示例局   |        | 局   |
        01   | 第一支部 | 一支部 | 支部 | J
        01   | 第二支部 | 二支部 | 支部 | J
        03   | 第一支部 | 三支部 | 支部 | J
        04   | 第四支部 | 一支部 | 支部 | J
    """

    assert faults(table) == [
        ("units.csv 第4行", "代码“01”出现了两次。请改成各不相同。"),
        ("units.csv 第5行", "名称“第一支部”出现了两次。请改成各不相同。"),
        ("units.csv 第6行", "简称“一支部”出现了两次。请改成各不相同。"),
    ]


def test_two_units_at_the_top_are_a_fault():
    table = """
        代码 | 名称     | 类型 | 上级
        J    | 示例局   | 局   |
        01   | 办公室   | 支部 |
    """

    assert faults(table) == [("units.csv", "应当只有一个单位没有上级（本局），现在是：示例局、办公室。请补上“上级”。")]


def test_an_unknown_unit_above_is_a_fault_with_the_near_miss():
    table = """
        代码 | 名称     | 类型 | 上级
        JU   | 示例局   | 局   |
        01   | 办公室   | 支部 | JV
    """

    assert faults(table) == [("units.csv 第3行", "办公室的上级“JV”不在表里。是不是想写“JU”？请填上级单位的代码。")]


def test_units_that_stand_above_each_other_are_a_fault():
    table = """
        代码 | 名称     | 类型 | 上级
        J    | 示例局   | 局   |
        Z1   | 第一总支 | 总支 | Z2
        Z2   | 第二总支 | 总支 | Z1
    """

    assert faults(table) == [
        ("units.csv 第3行", "第一总支的上级绕成了圈。请检查“上级”一列。"),
        ("units.csv 第4行", "第二总支的上级绕成了圈。请检查“上级”一列。"),
    ]


def test_unknown_and_missing_columns_are_faults_of_the_first_line():
    table = """
        代号 | 名称   | 类型
        J    | 示例局 | 局
    """

    assert faults(table) == [
        ("units.csv 第1行", "不认识的列“代号”。是不是想写“代码”？"),
        ("units.csv 第1行", "缺少“代码”列。请补上这一列。"),
    ]


def test_a_file_without_units_is_a_fault():
    assert faults("代码 | 名称 | 类型") == [("units.csv", "一个单位也没有。请每行填一个单位，第一个是本局。")]


# ──────── units over time ────────

OVER_TIME = """
    代码 | 名称         | 类型 | 上级 | 原名               | 起       | 止
    J    | 示例局       | 局   |      |                    |          |
    Z1   | 下属总支     | 总支 | J    |                    |          | 2025年9月
    01   | 办公室支部   | 支部 | J    | 秘书科支部、文书科 |          |
    02   | 人事科支部   | 支部 | Z1   |                    |          | 2025-12-31
    03   | 信息支部     | 支部 | Z1   |                    | 2026-1-1 |
"""


def over_time():
    units, findings = units_from_rows(rows_of(OVER_TIME), "units.csv")
    assert units is not None, findings
    return units


def test_a_month_is_read_as_its_first_day_where_something_begins_and_as_its_last_where_it_ends():
    units, _findings = units_from_rows(
        rows_of("""
            代码 | 名称 | 类型 | 上级 | 起      | 止
            J    | 局   | 局   |      |         |
            01   | 甲   | 支部 | J    | 2025.9  | 2026年2月底
            02   | 乙   | 支部 | J    | 2024-2  | 2026/3/5
        """),
        "units.csv",
    )

    assert units is not None
    assert [(str(unit.since), str(unit.until)) for unit in units.branches] == [
        ("2025-09-01", "2026-02-28"),
        ("2024-02-01", "2026-03-05"),
    ]


@pytest.mark.parametrize(
    ("period", "codes"),
    [
        ("2025H1", ["J", "Z1", "01", "02"]),
        ("2025H2", ["J", "Z1", "01", "02"]),
        ("2025M12", ["J", "01", "02"]),
        ("2026H1", ["J", "01", "03"]),
        ("2026M1", ["J", "01", "03"]),
    ],
)
def test_a_unit_is_asked_in_each_period_in_which_it_lived_a_day(period, codes):
    assert [unit.code for unit in over_time().at(read_period(period))] == codes


def test_a_unit_whose_unit_above_has_ended_belongs_to_the_next_one_up():
    units = over_time().at(read_period("2026H1"))

    assert units["03"].parent == "J"
    assert [unit.code for unit in units.below("J")] == ["J", "01", "03"]


def test_without_dates_the_units_of_a_period_are_all_units():
    units = small_units()

    assert units.at(read_period("2026H1")) is units


@pytest.mark.parametrize("name", ["办公室支部", "秘书科支部", "文书科", "秘书科 支部"])
def test_a_unit_is_called_by_the_names_it_had(name):
    assert over_time()["01"].is_called(name)
    assert not over_time()["02"].is_called(name)


def test_a_name_may_be_given_again_once_its_unit_has_ended_and_means_the_one_that_goes_on():
    table = """
        代码 | 名称   | 类型 | 上级 | 起       | 止
        J    | 示例局 | 局   |      |          |
        01   | 支部甲 | 支部 | J    |          | 2025年6月
        02   | 支部甲 | 支部 | J    | 2025-7-1 |
    """
    units, findings = units_from_rows(rows_of(table), "units.csv")

    assert (units is not None, findings) == (True, ())
    assert units.find("支部甲").code == "02"


def test_dates_that_cannot_be_read_or_run_backwards_are_faults_of_their_line():
    table = """
        代码 | 名称   | 类型 | 上级 | 起       | 止
        J    | 示例局 | 局   |      |          |
        01   | 支部甲 | 支部 | J    | 去年     | 2025年13月
        02   | 支部乙 | 支部 | J    | 2026-7-1 | 2025年6月
    """

    assert faults(table) == [
        ("units.csv 第3行", "起“去年”不是日期。请写成2026年6月30日或2026-6-30。"),
        ("units.csv 第3行", "止“2025年13月”不是日期。请写成2026年6月30日或2026-6-30。"),
        ("units.csv 第4行", "“止”比“起”还早。请改正。"),
    ]


@pytest.mark.parametrize(("column", "text"), [("止", "0000年1月"), ("起", "0000-01-01"), ("止", "2026年13月")])
def test_a_day_that_is_in_no_calendar_is_named(column, text):
    rows = [
        {"代码": "J", "名称": "局", "类型": "局", column: ""},
        {"代码": "01", "名称": "甲支部", "类型": "支部", "上级": "J", column: text},
    ]
    rows[0].setdefault("上级", "")

    _units, findings = units_from_rows(rows, "units.csv")

    assert [finding.place for finding in findings] == ["units.csv 第3行"]
    assert column in findings[0].message


def test_a_code_of_thousands_of_digits_is_a_code():
    assert code_of("1" * 5000) == "1" * 5000


WITH_HISTORY = """
    代码 | 名称         | 简称 | 类型     | 上级 | 原名                              | 起       | 止        | 并入 | 备注
    J    | 示例机关党委 |      | 机关党委 |      |                                   |          |           |      |
    Z1   | 下属党委     |      | 党委     | J    |                                   |          |           |      |
    B    | 机关本级     |      | 机关本级 | J    |                                   |          |           |      |
    01   | 甲支部       | 甲   | 党支部   | Z1   | 老甲支部（至2024年12月）、中甲支部(至2026-3-31) |  |           |      | 挂靠
    02   | 乙支部       | 乙   | 联合党支部 | J  | 乙科支部                          |          | 2026-8-31 | 03   |
    03   | 丙支部       | 丙   | 支部     | J    |                                   | 2026-9-1 |           |      |
"""


def with_history():
    units, findings = units_from_rows(rows_of(WITH_HISTORY), "units.csv")
    assert units is not None, findings
    return units


def test_kinds_are_called_as_the_office_calls_them_and_are_one_of_four():
    assert [(unit.kind_name, unit.kind) for unit in with_history()] == [
        ("机关党委", "局"),
        ("党委", "总支"),
        ("机关本级", "本级"),
        ("党支部", "支部"),
        ("联合党支部", "支部"),
        ("支部", "支部"),
    ]


@pytest.mark.parametrize(
    ("called", "kind"),
    [
        ("功能型党支部", "支部"),
        ("流动党员党支部", "支部"),
        ("机关第一总支", "总支"),
        ("直属机关工委", "总支"),
        ("基层委员会", "总支"),
        ("委本级", "本级"),
    ],
)
def test_a_kind_is_known_by_how_it_ends_whatever_stands_before(called: str, kind: str) -> None:
    table = f"""
        代码 | 名称   | 类型     | 上级
        J    | 示例委 | 省级机关 |
        01   | 甲     | {called} | J
    """
    units, findings = units_from_rows(rows_of(table), "units.csv")

    assert units is not None, findings
    assert [(unit.kind, unit.kind_name) for unit in units] == [("局", "省级机关"), (kind, called)]


@pytest.mark.parametrize(
    ("period", "name"),
    [("2024年下半年", "老甲支部"), ("2025年", "中甲支部"), ("2026年第一季度", "中甲支部"), ("2026年上半年", "甲支部")],
)
def test_a_unit_is_called_what_it_was_called_at_the_end_of_a_period(period, name):
    assert with_history().at(read_period(period))["01"].name == name


def test_a_name_it_had_is_known_again_with_its_day_and_without():
    units = with_history()

    assert all(units["01"].is_called(name) for name in ("甲支部", "老甲支部", "中甲支部"))
    assert units["02"].is_called("乙科支部")


def test_what_went_into_another_is_known_by_it():
    units = with_history()

    half, next_half = read_period("2026年上半年"), read_period("2026年下半年")
    assert (units.heirs(half), units.predecessors("03", half)) == ({}, ())
    assert (units.heirs(next_half), units.predecessors("03", next_half)) == ({"02": "03"}, ("02",))
    assert units["01"].note == "挂靠"


@pytest.mark.parametrize(
    ("row", "advice"),
    [
        ("02 | 乙支部 | 支部 | J | 2026-8-31 | 99", "乙支部并入的“99”不在表里"),
        ("02 | 乙支部 | 支部 | J |           | 01", "写了“并入”，没有写“止”"),
        ("02 | 乙支部 | 支部 | J | 2026-8-31 | 02", "并入了自己"),
    ],
)
def test_a_merger_that_cannot_be_is_told(row, advice):
    table = f"""
        代码 | 名称   | 类型 | 上级 | 止 | 并入
        J    | 示例局 | 局   |      |    |
        01   | 甲支部 | 支部 | J    |    |
        {row}
    """

    assert [message for _place, message in faults(table) if advice in message]


def test_units_that_went_into_each_other_are_told():
    table = """
        代码 | 名称   | 类型 | 上级 | 止        | 并入
        J    | 示例局 | 局   |      |           |
        01   | 甲支部 | 支部 | J    | 2026-3-1  | 02
        02   | 乙支部 | 支部 | J    | 2026-8-31 | 01
    """

    assert [message for _place, message in faults(table)] == [
        "甲支部的“并入”绕成了圈。请检查“并入”一列。",
        "乙支部的“并入”绕成了圈。请检查“并入”一列。",
    ]


CHAIN = """
    代码 | 名称   | 类型 | 上级 | 止         | 并入
    J    | 示例局 | 局   |      |            |
    01   | 甲支部 | 支部 | J    |            |
    02   | 乙支部 | 支部 | J    | 2025-6-30  | 03
    03   | 丙支部 | 支部 | J    | 2025-12-31 | 01
"""


@pytest.mark.parametrize(
    ("period", "heirs"),
    [
        ("2025年上半年", {}),
        ("2025年下半年", {"02": "03"}),
        ("2026年上半年", {"02": "01", "03": "01"}),
    ],
)
def test_a_chain_of_mergers_goes_as_far_as_it_had_gone(period, heirs):
    units, _findings = units_from_rows(rows_of(CHAIN), "units.csv")

    assert units is not None
    assert units.heirs(read_period(period)) == heirs


@pytest.mark.parametrize("called", ["甲支部", "甲", "中甲支部"])
def test_a_unit_is_found_by_the_name_it_has_and_by_the_one_it_had(called):
    units = with_history().at(read_period("2025年"))

    assert units.find(called).code == "01"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("办公室", "01"),
        ("办公室支部", "01"),
        ("人事科党支部", "02"),
        ("信息中心 党支部", "03"),
        ("下属单位", "Z1"),
        ("下属单位总支", "Z1"),
    ],
)
def test_a_unit_is_found_by_its_name_without_what_it_is(typed, code):
    assert small_units().find(typed).code == code


@pytest.mark.parametrize("typed", ["党支部", "支部", "", "办公"])
def test_what_names_no_one_unit_is_not_guessed(typed):
    with pytest.raises(UnknownName):
        small_units().find(typed)
