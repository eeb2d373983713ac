"""What expressions come to: numbers, words, conditions; blank, 0 and 不适用 keep their meaning throughout."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.catalogue.expressions import Name, Names, read_expression
from toolkit.catalogue.kinds import NOT_APPLICABLE, Content, Unread
from toolkit.review import evaluation
from toolkit.review.evaluation import evaluate, truth, worked

KNOWN: dict[str, Content] = {
    "三": 3,
    "四": Decimal("4.0"),
    "零": 0,
    "空白": None,
    "免": NOT_APPLICABLE,
    "不清": Unread("三次吧", "不是数字"),
    "词": "志愿服务",
    "真": True,
    "假": False,
    "日": date(2026, 6, 30),
    "早": date(2026, 6, 1),
    "列": ("东社区", "西社区"),
}
NAMES = Names(frozenset(KNOWN))


def meaning(name: Name) -> Content:
    return KNOWN[name.name]


def value(text: str) -> Content:
    return evaluate(read_expression(text, NAMES), meaning)


VALUES = """
三 + 四 * 2        ; 11
(三 + 四) / 2      ; 3.5
三 - -四           ; 7
三 / 零            ; 不适用
零 / 三            ; 0
空白 + 1           ; 空
不清 + 1           ; 空
免 + 1             ; 不适用
免 + 空白          ; 不适用
词 + 1             ; 空
真 + 1             ; 空
日 - 早            ; 29
(早 - 日)|绝对值   ; 29
(四 / 三)|取整     ; 1
(0 - 四 / 三)|取整 ; -1
(四 / 三)|保留(2)  ; 1.33
2.345|保留(2)      ; 2.35
2.5|保留(0)        ; 3
2.1234567|保留(7)  ; 2.123457
21.5|保留(0 - 1)   ; 22
三 = 3.0           ; 是
三 ≠ 3             ; 否
空白 = 空白        ; 空
空白 = 空          ; 是
不清 = 空          ; 否
零 = 空            ; 否
免 = 空            ; 否
免 = 不适用        ; 是
三 = 不适用        ; 否
空白 = 不适用      ; 空
免 > 1             ; 空
词 = “志愿服务”    ; 是
词 = “别的”        ; 否
词 > 1             ; 空
日 > “2026-6-1”    ; 是
日 > “六月”        ; 空
列 = “东社区”      ; 是
列 ≠ “东社区”      ; 否
“南社区” = 列      ; 否
列 > “东社区”      ; 空
真 = 是            ; 是
假 且 空白 > 1     ; 否
真 且 空白 > 1     ; 空
真 或 空白 > 1     ; 是
假 或 空白 > 1     ; 空
非 空白 > 1        ; 空
非 假              ; 是
1 < 三 <= 3        ; 是
1 < 三 < 3         ; 否
空白|没填时(0) + 三 ; 3
三|没填时(0)       ; 3
免|没填时(0)       ; 不适用
不清|没填时(0) + 1 ; 空
"""


def shown(content: Content) -> str:
    if isinstance(content, bool):
        return "是" if content else "否"
    return "空" if content is None else str(content)


@pytest.mark.parametrize("line", VALUES.strip().splitlines(), ids=lambda line: line.partition(";")[0].strip())
def test_an_expression_comes_to(line: str) -> None:
    text, _, wanted = line.partition(";")

    assert shown(value(text.strip())).removesuffix(".0") == wanted.strip()


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("三", True),
        ("零", False),
        ("词", True),
        ("列", True),
        ("空白", None),
        ("免", None),
        ("不清", None),
        ("假", False),
    ],
)
def test_a_figure_by_itself_is_so_where_it_is_not_nothing(text: str, so: bool | None) -> None:
    assert truth(read_expression(text, NAMES), meaning) is so


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("三 + 四 - 零", "3 + 4 − 0"),
        ("(三 + 四) / 2", "（3 + 4） ÷ 2"),
        ("-三 × 四", "−3 × 4"),
        ("空白 + 三", "空 + 3"),
    ],
)
def test_a_sum_is_worked_out_as_on_paper(text: str, paper: str) -> None:
    assert worked(read_expression(text, NAMES), meaning) == paper


def test_yes_and_one_are_two_things_although_python_holds_them_equal() -> None:
    assert [value("真 = 是"), value("真 = 1"), value("三 / 三 = 1"), value("三 / 三 = 是")] == [True, None, True, None]


def test_an_expression_is_never_taken_for_another_one_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "MOST_RECKONERS", 2)

    assert [value(f"({number} + 三) * 2 - 零") for number in range(500)] == [2 * (n + 3) for n in range(500)]


@given(st.lists(st.sampled_from(["真", "假", "空白 = 1", "免 > 1", "三", "零"]), min_size=2, max_size=4))
def test_a_joined_condition_says_the_same_in_whatever_order_its_parts_stand(parts: list[str]) -> None:
    for sign in (" 且 ", " 或 "):
        known = [truth(read_expression(part, NAMES), meaning) for part in parts]
        decisive = sign == " 或 "
        wanted = decisive if decisive in known else None if None in known else not decisive

        assert {value(sign.join(order)) for order in permutations(parts)} == {wanted}


@given(st.lists(st.one_of(st.none(), st.integers(0, 99)), min_size=2, max_size=2))
def test_whatever_is_blank_makes_a_sum_blank_and_never_0(pair: list[int | None]) -> None:
    left, right = pair
    found = evaluate(
        read_expression("甲 + 乙", Names(frozenset("甲乙"))), lambda name: {"甲": left, "乙": right}[name.name]
    )

    assert found == (None if left is None or right is None else left + right)
