"""What a template sees.

1. The context holds exactly the names of the vocabulary, for every kind of document.
2. A figure is its value; blanks, zeros and 不适用 stay three things.
3. Comparisons and coverage are worded; the past is never a blank to fill in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.support.office import HALF, LAST, filing, small_catalogue, small_units
from toolkit.catalogue.kinds import NOT_APPLICABLE
from toolkit.figures.figure import Filing
from toolkit.report.context import context_for
from toolkit.report.standing import Standing
from toolkit.report.vocabulary import describe, names_for
from toolkit.report.wanted import Wanted
from toolkit.word import Shape

CATALOGUE, UNITS = small_catalogue(), small_units()


def context(unit: str, now: list[Filing], last: list[Filing] | None = None) -> dict[str, Any]:
    return context_for(Standing(UNITS[unit], HALF, now, last or [], [], date(2026, 7, 3)), CATALOGUE, UNITS)


@pytest.mark.parametrize("code", ["01", "Z1", "J"])
def test_the_context_holds_exactly_the_names_of_the_vocabulary(code: str) -> None:
    unit = UNITS[code]
    below = [filing(each.code, theme_days=1) for each in UNITS.filing_below(code)]

    made = context(code, below)

    assert names_of(made, names_for(CATALOGUE, unit.kind)) == set(names_for(CATALOGUE, unit.kind))


def names_of(made: Mapping[str, Any], shapes: Mapping[str, Shape]) -> set[str]:
    """The names of a context, its groups and rows looked into as far as the shapes say."""
    for name, shape in shapes.items():
        if shape.fields:
            assert set(made[name]) == set(shape.fields), name
        if shape.row is not None and made[name]:
            assert set(made[name][0]) <= set(shape.row.fields), name
    return {name for name in made if name in shapes or name not in ledger_names()}


def ledger_names() -> set[str]:
    return {name for ledger in CATALOGUE.ledgers for name in (ledger.key, ledger.label)}


def test_every_described_name_is_one_a_template_may_use() -> None:
    names = names_for(CATALOGUE, "局")

    roots = {entry.name.split(".")[0] for entry in describe(CATALOGUE, "局")}

    assert roots <= set(names)


def test_a_figure_is_its_value_under_label_and_key() -> None:
    made = context("01", [filing("01", theme_days=6)])

    assert made["主题党日"] == made["theme_days"] == 6


def test_a_required_blank_shows_and_an_optional_one_drops_its_clause() -> None:
    made = context("01", [filing("01", member_full=14)])

    assert (str(made["主题党日"]), bool(made["主题党日"])) == ("【待填】", True)
    assert bool(made["主题党日实到"]) is False


def test_not_applicable_prints_and_drops_its_clause() -> None:
    made = context("01", [filing("01", theme_days=NOT_APPLICABLE)])

    assert (str(made["主题党日"]), bool(made["主题党日"])) == ("不适用", False)


def test_a_text_that_says_none_drops_its_clause() -> None:
    assert context("01", [filing("01", highlights="无")])["亮点"] == ""


def test_a_change_against_the_period_before_is_worded() -> None:
    made = context("01", [filing("01", member_full=14)], [filing("01", period=LAST, member_full=12)])

    assert made["变化"]["正式党员"] == "比2025年下半年增加2名"
    assert made["上期"]["正式党员"] == 12


def test_a_figure_nobody_collected_last_time_is_silence_and_not_a_blank() -> None:
    made = context("01", [filing("01", member_full=14)], [filing("01", period=LAST)])

    assert (made["上期"]["正式党员"], made["变化"]["正式党员"]) == ("", "")


def test_the_bureau_sees_totals_with_their_coverage() -> None:
    made = context("J", [filing("01", theme_days=6), filing("02"), filing("03", theme_days=4)])

    assert made["主题党日"] == 10
    assert made["覆盖"]["主题党日"] == "3个支部中2个已报"
    assert (made["目标"]["主题党日"], made["完成"]["主题党日"]) == (12, "完成83%")
    assert (made["支部数"], made["未报支部"]) == (3, ["人事科"])


def test_a_loop_over_the_branches_sees_each_ones_figures_and_names() -> None:
    made = context("J", [filing("01", theme_days=6), filing("02")])

    rows = [(row["简称"], str(row["主题党日"])) for row in made["各支部"]]

    assert rows == [("办公室", "6"), ("人事科", "【待填】")]


def test_a_ledger_is_rows_with_the_branch_they_come_from() -> None:
    rows = [{"编号": "1", "日期": "2026年3月5日", "类型": "志愿服务", "实到": "12"}]

    made = context("J", [filing("01", ledgers={"activities": rows})])

    (row,) = made["活动台账"]
    assert (row["支部"], row["日期"], row["实到"], row["主题"]) == ("办公室", date(2026, 3, 5), 12, "")


def test_the_period_and_the_unit_are_named() -> None:
    made = context("03", [filing("03")])

    assert made["期间"]["名称"] == "2026年上半年"
    assert (made["期间"]["月份"], made["期间"]["截至"]) == ("1—6月", "6月底")
    assert (made["单位"]["上级"], made["单位"]["书记"]) == ("下属单位党总支", "孙样本")


def test_the_number_of_blanks_is_that_of_required_figures_without_an_answer() -> None:
    made = context("01", [filing("01", member_full=14, theme_days=6)])

    assert made["待填项数"] == 3


NEEDS = """
    asked for                          in the context
    主题党日                            主题党日
    上期.主题党日 目标.主题党日           上期.主题党日 目标.主题党日
    变化                               变化.*
    各支部                             各支部
    待填项数                            待填项数
"""


@pytest.mark.parametrize(
    ("asked", "held"), [re.split(r"\s{2,}", line.strip()) for line in NEEDS.strip().splitlines()[1:]]
)
@pytest.mark.parametrize("code", ["01", "J"])
def test_what_is_asked_for_has_the_value_it_has_among_all(code: str, asked: str, held: str) -> None:
    below = [filing(each.code, theme_days=3) for each in UNITS.filing_below(code)]
    last = [filing(each.code, period=LAST, theme_days=2) for each in UNITS.filing_below(code)]
    standing = Standing(UNITS[code], HALF, below, last, [], date(2026, 7, 3))
    whole = context_for(standing, CATALOGUE, UNITS)

    needed = context_for(standing, CATALOGUE, UNITS, Wanted.of(asked.split()))

    for name in held.split():
        group, _, inner = name.partition(".")
        if group not in whole:
            continue
        if inner in ("", "*"):
            assert repr(needed[group]) == repr(whole[group])
        else:
            assert needed[group] == {inner: whole[group][inner]}
    assert "党费实收" not in needed
