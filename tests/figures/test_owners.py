"""A code once used is never another unit's: whose figures stand under it is remembered, and a change of names is told."""

from __future__ import annotations

import pytest

from tests.support.text_table import rows_of
from toolkit.catalogue.periods import read_period
from toolkit.catalogue.units import units_from_rows
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
