"""A code once used is never another unit's: whose figures stand under it is remembered, and a change of names is told."""

from __future__ import annotations

import pytest

from tests.support.text_table import rows_of
from toolkit.catalogue.periods import read_period
from toolkit.catalogue.unit_rows import units_from_rows
from toolkit.figures.owners import Owner, owner_from_text, settle_owners, text_of_owner

PERIODS = (read_period("2026H1"), read_period("2025H2"))
OWNERS = {
    "01": Owner("办公室支部", "办公室", "支部", "J", PERIODS),
    "02": Owner("人事科支部", "人事科", "支部", "J", PERIODS),
    "B": Owner("局本级", "局本级", "本级", "J", PERIODS),
}


def units(table):
    made, findings = units_from_rows(rows_of(table), "units.csv")
    assert made is not None, findings
    return made


AS_IT_WAS = """
    代码 | 名称       | 简称   | 类型 | 上级 | 原名
    J    | 示例局     |        | 局   |      |
    B    | 局本级     |        | 本级 | J    |
    01   | 办公室支部 | 办公室 | 支部 | J    |
    02   | 人事科支部 | 人事科 | 支部 | J    |
"""


def test_where_nothing_changed_nothing_is_told():
    settled = settle_owners(units(AS_IT_WAS), OWNERS)

    assert (settled.held, settled.findings) == ({}, ())


def test_a_file_that_was_renumbered_holds_every_unit_whose_code_changed():
    renumbered = AS_IT_WAS.replace("01   |", "0X   |").replace("02   |", "01   |").replace("0X   |", "02   |")

    settled = settle_owners(units(renumbered), OWNERS)

    assert sorted(settled.held) == ["01", "02"]
    message = settled.held["01"].message
    assert "存的是“办公室支部”的数据（2025年下半年、2026年上半年）" in message
    assert "单位表里这个代码现在是“人事科支部”" in message
    assert "“办公室支部”现在的代码是“02”，请改回“01”" in message


def test_a_code_given_to_a_new_unit_is_held_and_both_names_are_told():
    settled = settle_owners(units(AS_IT_WAS.replace("人事科支部", "规划科支部")), OWNERS)

    assert list(settled.held) == ["02"]
    assert "“人事科支部”" in settled.held["02"].message and "“规划科支部”" in settled.held["02"].message


@pytest.mark.parametrize("former", ["人事科支部", "人事 科支部", "组织科支部、人事科支部"])
def test_a_unit_that_was_renamed_says_so_and_goes_on(former):
    renamed = AS_IT_WAS.replace("人事科支部 | 人事科 | 支部 | J    |", f"组织人事支部 | 组织人事 | 支部 | J | {former}")

    assert settle_owners(units(renamed), OWNERS).held == {}


def test_a_new_unit_with_a_code_of_its_own_is_no_matter():
    more = AS_IT_WAS + "    03   | 规划科支部 | 规划科 | 支部 | J    |\n"

    assert settle_owners(units(more), OWNERS).findings == ()


def test_a_unit_with_figures_that_is_missing_from_the_file_is_told_with_its_periods_and_counts_on():
    shorter = "\n".join(line for line in AS_IT_WAS.splitlines() if "人事科" not in line)

    settled = settle_owners(units(shorter), OWNERS)

    (finding,) = settled.findings
    assert "没有代码“02”，它是“人事科支部”，有数据（2025年下半年、2026年上半年），仍照常计算" in finding.message
    assert settled.held == {}
    assert (settled.units["02"].name, settled.units["02"].parent) == ("人事科支部", "J")
    assert [unit.code for unit in settled.units.filing] == ["B", "01", "02"]


def test_a_unit_whose_own_code_was_changed_is_told_to_take_it_back():
    settled = settle_owners(units(AS_IT_WAS.replace("02   |", "12   |")), OWNERS)

    assert list(settled.held) == ["12"]
    assert settled.held["12"].message.endswith("请把代码改回“02”。")
    assert "02" in settled.units


def test_what_is_kept_of_an_owner_is_read_again():
    unit = units(AS_IT_WAS)["02"]

    assert owner_from_text(text_of_owner(unit), PERIODS) == OWNERS["02"]


@pytest.mark.parametrize("kind", ["总支", "本级"])
def test_a_unit_whose_kind_was_changed_is_held_since_its_figures_would_count_for_nothing(kind):
    """A branch that was written down as a general branch left all totals without a word."""
    changed = AS_IT_WAS.replace("人事科支部 | 人事科 | 支部", f"人事科支部 | 人事科 | {kind}")

    settled = settle_owners(units(changed), OWNERS)

    assert list(settled.held) == ["02"]
    assert f"原来的类型是“支部”，有数据（2025年下半年、2026年上半年），现在写成了“{kind}”" in settled.held["02"].message


@pytest.mark.parametrize(
    ("column", "date", "outside"),
    [
        ("止", "2025年6月", "（2025年下半年、2026年上半年）"),
        ("止", "2025-12-31", "（2026年上半年）"),
        ("起", "2026年9月", "（2025年下半年、2026年上半年）"),
        ("起", "2026-1-1", "（2025年下半年）"),
    ],
)
def test_figures_of_a_time_in_which_a_unit_was_not_there_are_told(column, date, outside):
    (finding,) = settle_owners(units(dated(column, date)), OWNERS).findings

    assert f"“人事科支部”有数据{outside}，可是按“起”“止”两列" in finding.message
    assert "没有计入" in finding.message


def test_a_unit_that_ended_after_its_last_figures_is_no_matter():
    assert settle_owners(units(dated("止", "2026年6月")), OWNERS).findings == ()


def dated(column, date):
    """The table with a date for 人事科支部 in one more column."""
    head, *rows = AS_IT_WAS.strip().splitlines()
    return "\n".join([f"{head} | {column}", *(f"{row} | {date if '人事科' in row else ''}" for row in rows)])
