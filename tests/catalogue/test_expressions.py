"""The language of rules, formulas and conditions: what is read, and what is told of a text that is none."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.catalogue.expressions import (
    Constant,
    Expression,
    ExpressionFault,
    Name,
    Names,
    Operation,
    is_condition,
    names_in,
    read_expression,
)

LABELS = "党费 党费实收 党费应收 正式党员 党费（元） 实到+应到 2026年计划 完成率% 第一 学时 类型 时长 dues_paid".split()
CHOICES = frozenset({"志愿服务", "参观学习", "空巢探访", "不适用范围", "1级", "3", "非遗", "是非"})
NAMES = Names(frozenset([*LABELS, "谈心 谈话", "非公党员"]), CHOICES, frozenset({"支部"}))


def told(expression: Expression) -> str:
    """A tree, every operation in brackets."""
    match expression:
        case Constant(value):
            return f"“{value}”" if isinstance(value, str) else str(value)
        case Name():
            return str(expression)
    if len(expression.parts) == 1:
        return f"({expression.sign} {told(expression.parts[0])})"
    return f"({f' {expression.sign} '.join(map(told, expression.parts))})"


def read(text: str) -> str:
    return told(read_expression(text, NAMES))


WRITTEN = """
text                                     ; tree
---------------------------------------- ; --------------------------------------------------------
党费实收 <= 党费应收                     ; (党费实收 <= 党费应收)
党费实收≤党费应收                        ; (党费实收 <= 党费应收)
党费实收 == 党费应收                     ; (党费实收 = 党费应收)
党费实收＝党费应收                       ; (党费实收 = 党费应收)
党费实收 ≠ 0                             ; (党费实收 != 0)
正式党员 <= 上期.正式党员 + 学时 - 2     ; (正式党员 <= ((上期.正式党员 + 学时) - 2))
-正式党员 + 学时 > 0                     ; (((负 正式党员) + 学时) > 0)
党费实收 ÷ 正式党员 × 100                ; ((党费实收 / 正式党员) * 100)
(党费实收 + 学时) / 正式党员             ; ((党费实收 + 学时) / 正式党员)
（党费实收＋学时）／正式党员             ; ((党费实收 + 学时) / 正式党员)
1 <= 学时 < 3                            ; ((1 <= 学时) 且 (学时 < 3))
党费实收 > 0 且 非 学时 = 0 或 第一 = 1  ; (((党费实收 > 0) 且 (非 (学时 = 0))) 或 (第一 = 1))
党费实收>0且学时=0                       ; ((党费实收 > 0) 且 (学时 = 0))
非 非 学时 > 0                           ; (学时 > 0)
类型 = 志愿服务                          ; (类型 = “志愿服务”)
类型 == “志愿服务”                       ; (类型 = “志愿服务”)
类型 = "别的"                            ; (类型 = “别的”)
党费（元） + 2026年计划 > 完成率%        ; ((党费（元） + 2026年计划) > 完成率%)
实到+应到 - 1 > 0                        ; ((实到+应到 - 1) > 0)
谈心 谈话 > 1                            ; (谈心 谈话 > 1)
dues_paid > 1                            ; (dues_paid > 1)
党费 > 目标.党费 * 90%                   ; (党费 > (目标.党费 * 0.9))
单位.党员人数 * 期间.月数 >= 学时        ; ((单位.党员人数 * 期间.月数) >= 学时)
去年同期.党费 = 空                       ; (空 去年同期.党费)
党费 != 空                               ; (非 (空 党费))
党费 = 不适用                            ; (不适用 党费)
党费 - 学时|绝对值 < ３．５              ; ((党费 - (绝对值 学时)) < 3.5)
(党费 / 学时)|保留(2) = 1.25             ; (((党费 / 学时) 保留 2) = 1.25)
第一 = 是                                ; (第一 = True)
非公党员 > 3 且 非 非公党员 = 空         ; ((非公党员 > 3) 且 (非 (空 非公党员)))
类型 = 空巢探访 或 类型 = 不适用范围     ; ((类型 = “空巢探访”) 或 (类型 = “不适用范围”))
类型 = 1级 且 学时 = 3                   ; ((类型 = “1级”) 且 (学时 = 3))
类型 = 非遗 或 类型 = 是非               ; ((类型 = “非遗”) 或 (类型 = “是非”))
单位.类型 = 支部                         ; (单位.类型 = “支部”)
学时|没填时(0) + 1 > 0                   ; (((学时 没填时 0) + 1) > 0)
"""


@pytest.mark.parametrize("row", [line.split(";") for line in WRITTEN.strip().splitlines()[2:]], ids=lambda row: row[0])
def test_an_expression_is_read_as_it_is_meant(row: list[str]) -> None:
    assert read(row[0].strip()) == row[1].strip()


FAULTY = """
text                       | what is told
-------------------------- | ------------------------------------------------------
                           | 还缺一个指标或数
党费 <=                    | 第6个字处：还缺一个指标或数
<= 党费                    | 第1个字“<= 党费”：这里应是指标或数
党费 + + + <= 1            | 这里应是指标或数
党费实受 > 1               | 没有叫“党费实受”的指标。是不是想写“党费实收”？
上期.党费实受 > 1          | “上期.”后面没有叫“党费实受”的指标。是不是想写“党费实收”？
单位.人数 > 1              | “单位.”后面没有叫“人数”的指标。
党费实收额 > 1             | 没有叫“党费实收额”的指标。是不是想写“党费实收”？
(党费 + 1                  | 缺一个右括号
党费 + 1)                  | 第7个字“)”：多出来了，看不懂
党费 学时                  | 第4个字“学时”：多出来了，看不懂
类型 = “志愿               | 引号不成对
党费 > 1.2.3               | 数写得不对
党费|百分 > 1              | “|”后面只能写绝对值、取整、保留、没填时
党费 > 空                  | “空”只能用 = 或 ≠ 来问
党费 =< = 2                | 这里应是指标或数
党费|绝对值(2) > 1         | 多出来了，看不懂
党费|没填时 > 1            | “没填时”后面要写当作几，如 没填时(0)
"""


@pytest.mark.parametrize(
    "row", [line.rsplit("|", 1) for line in FAULTY.strip().splitlines()[2:]], ids=lambda row: row[0]
)
def test_what_is_no_expression_is_told_with_its_place_and_the_near_miss(row: list[str]) -> None:
    with pytest.raises(ExpressionFault) as fault:
        read(row[0].strip())

    assert row[1].strip() in str(fault.value)


@pytest.mark.parametrize("text", ["(" * 50 + "党费" + ")" * 50, "党费+" * 200 + "党费", "非" * 400 + "党费"])
def test_an_expression_that_goes_on_and_on_is_told_and_never_breaks(text: str) -> None:
    with pytest.raises(ExpressionFault, match=r"太深|太长|还缺"):
        read(f"{text} +")


def test_columns_are_called_so_and_know_no_earlier_periods() -> None:
    columns = Names(frozenset({"类型"}), frozenset({"志愿服务"}), what="列", groups=())

    assert told(read_expression("类型 = 志愿服务", columns)) == "(类型 = “志愿服务”)"
    with pytest.raises(ExpressionFault, match="没有叫“志愿服务队”的列。是不是想写“志愿服务”"):
        read_expression("类型 = 志愿服务队", columns)
    with pytest.raises(ExpressionFault, match="没有叫“上期"):
        read_expression("上期.类型 = 志愿服务", columns)


def test_every_name_is_told_in_order() -> None:
    names = names_in(read_expression("党费 + 上期.学时 > 3 且 单位.党员人数 > 学时", NAMES))

    assert [str(name) for name in names] == ["党费", "上期.学时", "单位.党员人数", "学时"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("党费 > 1", True), ("党费 = 空", True), ("非 党费", True), ("是", True), ("党费", False), ("党费 + 1", False)],
)
def test_a_condition_is_told_from_a_number(text: str, is_one: bool) -> None:
    assert is_condition(read_expression(text, NAMES)) is is_one


SIGNS = st.sampled_from(["+", "-", "×", "÷", "<=", "且", "或", "（", "）", "|", ".", "上期.", "空", "“", "%", "1"])


@given(st.lists(st.one_of(SIGNS, st.sampled_from(LABELS), st.text(max_size=3)), max_size=12), st.booleans())
def test_any_text_is_read_or_told(words: list[str], apart: bool) -> None:
    text = (" " if apart else "").join(words)
    with suppress(ExpressionFault):
        assert told(read_expression(text, NAMES))


@given(st.lists(st.tuples(st.sampled_from("+-"), st.sampled_from(LABELS)), min_size=1, max_size=6))
def test_a_sum_is_read_from_left_to_right_with_its_signs(terms: list[tuple[str, str]]) -> None:
    expression = read_expression(" ".join(f"{sign} {label}" for sign, label in terms), NAMES)

    found = []
    while isinstance(expression, Operation) and expression.sign in "+-":
        left, right = expression.parts
        found.append((expression.sign, str(right)))
        expression = left
    negative = isinstance(expression, Operation)
    first = expression.parts[0] if isinstance(expression, Operation) else expression
    assert [("-" if negative else "+", str(first)), *reversed(found)] == terms
