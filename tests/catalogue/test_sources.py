"""Where a figure comes from, as a catalogue writes it; every slip is told with its item and what to do."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from toolkit.catalogue.files import read_catalogue
from toolkit.catalogue.items import Catalogue
from toolkit.errors import FaultsFound

CATALOGUE = """
[[section]]
label = "组织生活"

[[section.item]]
key = "paid"
label = "党费实收"
kind = "金额"

[[section.item]]
key = "members"
label = "正式党员"

[[section.item]]
key = "note"
label = "说明"
kind = "文字"

[[section.item]]
key = "made"
label = "算出来的"
{lines}

[[ledger]]
key = "activities"
label = "活动台账"
was = ["活动登记"]
columns = [
    {{ label = "编号" }},
    {{ label = "日期", kind = "日期" }},
    {{ label = "类型", kind = "选项", choices = ["志愿服务", "参观学习"] }},
    {{ label = "时长", kind = "金额", was = ["小时"] }},
    {{ label = "实到", kind = "数量" }},
]
"""


def read(folder: Path, lines: str) -> Catalogue:
    path = folder / "catalogue.toml"
    path.write_text(CATALOGUE.format(lines=lines), encoding="utf-8")
    return read_catalogue(path)


def faults(folder: Path, lines: str) -> list[str]:
    with pytest.raises(FaultsFound) as found:
        read(folder, lines)
    return [str(finding).partition("：")[2] for finding in found.value.findings]


@pytest.mark.parametrize(
    "lines",
    [
        'from = "活动台账"',
        'from = "活动登记"\nwhere = "类型 = 志愿服务 且 小时 > 1"\ntake = "合计（小时）"\ndate = "日期"',
        'from = "activities"\ntake = "平均(时长, 实到)"',
        'formula = "党费实收 / 正式党员"\nshow = "百分比"',
        'formula = "(党费实收 - 上期.党费实收) / 正式党员"\nshow = 2',
    ],
)
def test_a_figure_has_a_source(tmp_path: Path, lines: str) -> None:
    item = read(tmp_path, lines)["算出来的"]

    assert item.is_derived
    assert item.rows is not None or item.worked is not None
    assert item.key not in [each.key for each in read(tmp_path, lines).typed_by("支部")]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('from = "活动台帐"', "没有叫“活动台帐”的台账。是不是想写“活动台账”？"),
        ('from = "活动台账"\nwhere = "类型 = 志愿服物"', "where：没有叫“志愿服物”的列。是不是想写“志愿服务”？"),
        ('from = "活动台账"\nwhere = "类型 ="', "where：“类型 =”第5个字处：还缺一个列或数。"),
        ('only_if = "支委人数"', "没有叫“支委人数”的指标"),
        ('only_if = "正式党员"', "only_if 要写成条件"),
        ('only_if = "上期.正式党员 > 3"', "only_if 里只能写本期的指标、单位.和期间.，不能写上期.正式党员"),
        ('from = "活动台账"\ntake = "总数"', "take 写成了“总数”，看不懂。请写成 次数、合计(列)"),
        ('from = "活动台账"\ntake = "合计"', "take 写成了“合计”，括号里的列不对。"),
        ('from = "活动台账"\ntake = "合计(类型)"', "活动台账的“类型”列是选项，不能这样用。"),
        ('from = "活动台账"\ntake = "合计(实到 × 时常)"', "活动台账没有“实到 × 时常”这一列。"),
        ('from = "活动台账"\ntake = "合计(实到 > 时长)"', "不能相加。请写一列，或几列相乘，如 合计(实到 × 时长)"),
        ('from = "活动台账"\ntake = "合计(时常)"', "活动台账没有“时常”这一列。是不是想写“时长”？"),
        ('from = "活动台账"\ndate = "编号"', "活动台账的“编号”列是文字，不能这样用。"),
        ('from = "活动台账"\nfiled_by = ["支部", "本级"]', "本级不填活动台账，算不出来。请改 filed_by。"),
        ('from = "活动台账"\nformula = "党费实收"', "from 和 formula 只能写一样。请删去一行。"),
        ('formula = "党费实受 / 正式党员"', "formula：没有叫“党费实受”的指标。是不是想写“党费实收”？"),
        ('formula = "党费实收 > 1"', "formula 要算出一个数，如“党费实收 / 正式党员”。"),
        ('formula = "3 + 4"', "formula 要算出一个数，如“党费实收 / 正式党员”。"),
        ('formula = "说明 + 1"', "formula 里的说明不是数，不能计算。"),
        ('formula = "单位.党员人数 + 正式党员"', "formula 里只能写指标、上期.和去年同期.，不能写单位.党员人数。"),
        ('formula = "算出来的 + 1"', "formula 绕回了自己，算不出来。请改正。"),
        ('formula = "党费实收 / 正式党员"\nkind = "文字"', "formula 算出来的是数，kind 不能是文字。"),
        (
            'formula = "党费实收"\nshow = "百分数"',
            "show 写成了“百分数”。请写成“百分比”，或小数的位数（0至6），如 show = 1。",
        ),
        ('formula = "党费实收"\nshow = 9', "show 写成了“9”。请写成“百分比”，或小数的位数（0至6），如 show = 1。"),
        ('formula = "党费实收"\nshow = -1', "show 写成了“-1”。"),
        ('formula = "党费实收"\nshow = [1]', "show 写成了“[1]”。"),
        ('formula = "党费实收 + “三”"', "formula 里有文字，不能计算。"),
        ('formula = "党费实收"\nfiled_by = ["本级"]', "formula 里的党费实收不是本级都填的，算不出来。"),
        ('formula = "上期.算出来的 + 党费实收"', "自己又要看更早的期间，算不出来。"),
        ('from = "活动台账"\nkind = "日期"', "这样取出来的是数量，kind 不能是日期。"),
        ('from = "活动台账"\ntake = "最近(日期)"\nkind = "数量"', "这样取出来的是日期，kind 不能是数量。"),
        ('from = "活动台账"\nwhere = "时长"', "where：要写成条件，如“类型 = 志愿服务”。"),
        ('from = "活动台账"\nwhere = "日期 >= 2026-3-1"', "“日期”是日期，日期要写在引号里，如 日期 >= “2026-3-1”。"),
        (
            'from = "活动台账"\nwhere = "类型 = “志愿服物”"',
            "“类型”里没有“志愿服物”。是不是想写“志愿服务”？可以写：志愿服务、参观学习。",
        ),
        ('from = "活动台账"\nwhere = "时长 > “三”"', "“时长”是金额，不能和“三”比。"),
        ('from = "活动台账"\nwhere = "编号 > 3"', "“编号”是文字，不能和数比。"),
    ],
)
def test_a_slip_in_a_source_is_told_with_what_to_do(tmp_path: Path, lines: str, told: str) -> None:
    assert any(told in each for each in faults(tmp_path, lines)), faults(tmp_path, lines)


def test_two_formulas_that_speak_of_each_other_are_told(tmp_path: Path) -> None:
    other = 'formula = "另一个 + 1"\n\n[[section.item]]\nkey = "other"\nlabel = "另一个"\nformula = "算出来的 * 2"'

    assert len([each for each in faults(tmp_path, other) if "绕回了自己" in each]) == 2


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ('from = "活动台账"', "数量"),
        ('from = "活动台账"\ntake = "合计(时长)"', "金额"),
        ('from = "活动台账"\ntake = "最近(日期)"', "日期"),
        ('from = "活动台账"\ntake = "最近(类型)"', "选项"),
        ('formula = "党费实收 / 正式党员"', "金额"),
    ],
)
def test_the_kind_of_what_comes_from_elsewhere_needs_not_be_written(tmp_path: Path, lines: str, kind: str) -> None:
    more = '\nchoices = ["志愿服务", "参观学习"]' if kind == "选项" else ""

    assert read(tmp_path, lines + more)["算出来的"].kind.name == kind


def test_a_formula_without_show_has_two_places_and_the_longest_number_breaks_nothing(tmp_path: Path) -> None:
    item = read(tmp_path, 'formula = "党费实收 / 正式党员"')["算出来的"]

    assert item.show(Decimal(7585) / 14) == "541.79"
    assert item.show(Decimal(300)) == "300"
    assert item.show(Decimal(10) ** 90).startswith("1")


@pytest.mark.parametrize(
    ("typed", "shown"), [("98%", "98%"), ("０.５％", "0.5%"), ("0.98", "98%"), ("不适用", "不适用")]
)
def test_a_percentage_is_typed_with_its_sign_or_as_a_fraction(tmp_path: Path, typed: str, shown: str) -> None:
    item = read(tmp_path, 'formula = "党费实收 / 正式党员"\nshow = "百分比"')["算出来的"]

    assert item.show(item.read(typed)) == shown
