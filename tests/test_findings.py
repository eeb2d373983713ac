"""Findings are values that speak for themselves; a near miss is offered only where something is near."""

from __future__ import annotations

import pytest

from toolkit.errors import FaultsFound, MissingFile, ToolkitError, UnknownName
from toolkit.findings import Level, did_you_mean, error, has_errors, nearest, warning


def test_a_finding_says_level_place_and_message():
    assert str(error("odd", "党费实收", "与应收不一致。")) == "错误  党费实收：与应收不一致。"


def test_levels_are_ordered_from_note_to_error():
    assert sorted([Level.ERROR, Level.NOTE, Level.WARNING]) == [Level.NOTE, Level.WARNING, Level.ERROR]


def test_every_level_has_a_word_of_its_own():
    assert [level.label for level in Level] == ["说明", "提醒", "错误"]


@pytest.mark.parametrize(
    ("findings", "stopped"),
    [([], False), ([warning("a", "甲", "…")], False), ([warning("a", "甲", "…"), error("b", "乙", "…")], True)],
)
def test_only_an_error_stops(findings, stopped):
    assert has_errors(findings) is stopped


@pytest.mark.parametrize(
    ("name", "near"),
    [("党费实手", "党费实收"), ("实收", "党费实收"), ("支布", "支部"), ("天气", None), ("", None)],
)
def test_the_near_miss_is_the_most_alike_or_nothing(name, near):
    assert nearest(name, ["党费应收", "党费实收", "总支", "支部"]) == near


def test_nothing_is_near_where_nothing_is_known():
    assert nearest("党费实收", []) is None


def test_a_mapping_is_searched_by_its_keys():
    assert nearest("党费实手", {"党费实收": object()}) == "党费实收"


def test_the_offer_is_a_sentence_or_nothing():
    assert did_you_mean("labl", ["label"]) == "是不是想写“label”？"
    assert did_you_mean("天气", ["label"]) == ""


def test_faults_found_says_every_fault_on_a_line_of_its_own():
    faults = FaultsFound([error("a", "甲", "坏了。"), warning("b", "乙", "看看。")])

    assert str(faults) == "错误  甲：坏了。\n提醒  乙：看看。"
    assert [finding.code for finding in faults.findings] == ["a", "b"]


def test_a_missing_file_says_only_what_we_wrote():
    assert str(MissingFile("units.csv：找不到单位表。")) == "units.csv：找不到单位表。"


@pytest.mark.parametrize(("fault", "also"), [(MissingFile, FileNotFoundError), (UnknownName, ValueError)])
def test_our_faults_are_also_the_usual_python_ones(fault, also):
    assert issubclass(fault, ToolkitError)
    assert issubclass(fault, also)
