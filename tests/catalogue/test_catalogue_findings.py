"""Ledgers that say how far a thing is, and rules about their rows: what is wrong with them is told with line and near miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.text_table import rows_of
from toolkit.catalogue.files import read_catalogue
from toolkit.catalogue.items import Catalogue
from toolkit.errors import FaultsFound

CATALOGUE = """
[[section]]
label = "组织"

[[section.item]]
key = "note"
label = "说明"
kind = "文字"

[[ledger]]
key = "tasks"
label = "任务清单"
was = ["重点任务"]
columns = [
    {{ label = "任务", was = ["事项"] }},
    {{ label = "下达", kind = "日期" }},
    {{ label = "时限", kind = "日期" }},
    {{ label = "个数", kind = "数量" }},
    {{ label = "状态", kind = "选项", choices = ["未办", "在办", "办结"]{state} }},
]

[[check]]
code = "odd"
{check}
say = "不对"
do = "请核对。"
"""
PLAIN = 'ledger = "任务清单"\nrule = "个数 > 0"'


def read(folder: Path, state: str = "", check: str = PLAIN) -> Catalogue:
    path = folder / "catalogue.toml"
    path.write_text(CATALOGUE.format(state=state, check=check), encoding="utf-8")
    return read_catalogue(path)


def faults(folder: Path, **written: str) -> list[str]:
    with pytest.raises(FaultsFound) as found:
        read(folder, **written)
    return [str(finding) for finding in found.value.findings]


def test_steps_are_chains_of_words(tmp_path: Path) -> None:
    state = ', done = ["办结"], steps = ["未办→在办 -> 办结", "办结→在办"]'
    ledger = read(tmp_path, state).ledger("任务清单")

    assert ledger.state is not None
    assert ledger.state.steps == (("未办", "在办"), ("在办", "办结"), ("办结", "在办"))
    assert [ledger.is_open({"状态": word}) for word in ("未办", "办结", "")] == [True, False, True]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (', done = ["办完"]', "“状态”的 done 里，办完不是它的选项。"),
        (', done = ["办结"], steps = ["未办→再办"]', "“状态”的 steps 里，再办不是它的选项。"),
        (', done = ["办结"], steps = ["未办"]', "steps 里的“未办”看不懂。请写成“待整改→整改中→已销号”"),
        (', target = "每月两次"', "目标“每月两次”看不懂。"),
    ],
)
def test_a_slip_in_a_state_is_told(tmp_path: Path, state: str, told: str) -> None:
    assert any(told in fault for fault in faults(tmp_path, state=state))


def test_only_one_column_says_how_far_a_thing_is(tmp_path: Path) -> None:
    second = ', done = ["办结"] },\n    { label = "核实", kind = "选项", choices = ["是", "否"], done = ["是"]'

    assert any("状态、核实都写了 done" in fault for fault in faults(tmp_path, state=second))


RULES = """
ledger   | rule                       | told
任务清单 | 个数 > 0                   |
重点任务 | 事项 ≠ 空 且 状态 = 未办   |
tasks    | 时限 - 下达 <= 30          |
任务清单 | 时限 >= 期间.今天          |
任务清单 | 单位.类型 = “支部” 或 个数 > 1 |
任务清淡 | 个数 > 0                   | 没有叫“任务清淡”的台账。是不是想写“任务清单”？
任务清单 | 件数 > 0                   | 没有叫“件数”的列。是不是想写“个数”？
任务清单 | 个数 + 1                   | 要写成条件
任务清单 | 状态 = 完了                | 没有叫“完了”的列
任务清单 | 状态 = “完了”              | “状态”里没有“完了”
任务清单 | 状态 > 3                   | “状态”是选项，不能和数比
任务清单 | 上期.个数 > 0              | 没有叫“上期
"""


@pytest.mark.parametrize("row", rows_of(RULES), ids=lambda row: f"{row['ledger']} {row['rule']}")
def test_a_rule_about_rows_speaks_of_columns(tmp_path: Path, row: dict[str, str]) -> None:
    check = f"ledger = \"{row['ledger']}\"\nrule = '{row['rule']}'"
    if not row["told"]:
        assert read(tmp_path, check=check).checks[0].ledger == row["ledger"]
        return
    told = faults(tmp_path, check=check)
    assert any(row["told"] in fault and "核对“odd”的 rule" in fault and "第" in fault for fault in told), told
