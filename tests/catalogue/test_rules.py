"""A rule is a comparison of two sums; anything else is refused with the reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.catalogue.rules import OPERATORS, Comparison, Term, read_rule


def test_a_rule_compares_two_labels():
    rule = read_rule("主题党日实到 <= 主题党日应到")

    assert rule == Comparison((Term(1, "主题党日实到"),), "<=", (Term(1, "主题党日应到"),))


def test_a_rule_can_look_at_the_period_before():
    rule = read_rule("转正党员 <= 上期.预备党员")

    assert rule.right == (Term(1, "预备党员", previous=True),)


def test_a_rule_can_add_and_take_away():
    rule = read_rule("已销号问题 <= 上期.未销号问题 + 发现问题 - 2")

    assert rule.right == (
        Term(1, "未销号问题", previous=True),
        Term(1, "发现问题"),
        Term(-1, number=Decimal(2)),
    )


def test_a_rule_can_begin_with_a_minus():
    assert read_rule("-甲 + 乙 > 0").left == (Term(-1, "甲"), Term(1, "乙"))


@pytest.mark.parametrize(("typed", "operator"), [("≤", "<="), ("≥", ">="), ("＝", "=="), ("≠", "!="), (">", ">")])
def test_signs_typed_in_chinese_are_understood(typed, operator):
    assert read_rule(f"党费实收 {typed} 党费应收").operator == operator


def test_a_rule_names_every_label_it_uses():
    assert list(read_rule("甲 + 上期.乙 + 3 == 丙").labels()) == ["甲", "乙", "丙"]


@pytest.mark.parametrize("text", ["", "党费实收", "党费实收 = 党费应收", "1 < 甲 < 3", "甲 =< 乙 > 丙"])
def test_what_is_no_comparison_is_refused(text):
    with pytest.raises(ValueError, match="应写成“指标 <= 指标”这样的比较"):
        read_rule(text)


@pytest.mark.parametrize("text", ["甲 <= ", " <= 乙", "甲 + <= 乙", "甲 + + 乙 <= 丙", "甲 <= 乙 -", "- <= 乙"])
def test_a_sum_with_a_piece_missing_is_refused(text):
    with pytest.raises(ValueError, match="缺了指标"):
        read_rule(text)


LABELS = st.text(alphabet="党费实收应到人次", min_size=1, max_size=6)
SIDES = st.lists(st.tuples(st.sampled_from("+-"), LABELS), min_size=1, max_size=4)


@given(SIDES, st.sampled_from(sorted(OPERATORS)), SIDES)
def test_every_label_of_a_written_rule_is_read_with_its_sign(left, operator, right):
    written = [" ".join(f"{sign} {label}" for sign, label in side) for side in (left, right)]

    rule = read_rule(f"{written[0]} {operator} {written[1]}")

    read_back = [[("+" if term.sign > 0 else "-", term.label) for term in side] for side in (rule.left, rule.right)]
    assert read_back == [left, right]
