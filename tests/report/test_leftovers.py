"""What a finished document should not say any more; and what it may."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.report.leftovers import UnitNames, leftovers

OWN = {
    "period": "2026年上半年",
    "periods": ["2025年下半年"],
    "units": ["综合执法队党支部"],
    "known": UnitNames(["综合执法队党支部", "执法队党支部", "办公室党支部"]),
}


def left(text: str, **more: object) -> list[tuple[str, str]]:
    """The code of each finding, and the words it quotes from the text."""
    found = leftovers([text], "甲.docx", **{**OWN, **more})
    return [(finding.code, finding.message.partition("“")[2].partition("”")[0]) for finding in found]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("党费{{ 党费 }}元", "{{ 党费 }}"),
        ("{% if 党费 %}", "{% if 党费 %}"),
        ("{%p endfor %}", "{%p endfor %}"),
        ("{# 说明 #}", "{# 说明 #}"),
        ("余下半个 }}", "}}"),
        ("｛｛党费｝", "｛｛"),
    ],
)
def test_a_tag_is_left_over(text, words):
    assert left(text) == [("tag_left", words)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("党员到、、、、开展服务", "党员到、、、、开展服务"),
        ("组织参观，，学习", "组织参观，，学习"),
        ("服务东社区、 、西社区", "务东社区、 、西社区"),
        ("先后到、西社区", "到、西社区"),
        ("赴，参观学习", "赴，参观学习"),
    ],
)
def test_signs_that_meet_are_told(text, words):
    assert left(text) == [("gap_between", words)]


@pytest.mark.parametrize(
    "text", ["到东社区、西社区开展", "达到、超过目标的", "在册12名，其中", "（一）、（二）", "说到，做到。"]
)
def test_signs_with_something_between_them_are_not(text):
    assert left(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("收缴××元", "××"),
        ("XX党支部", "XX"),
        ("ＸＸ同志", "ＸＸ"),
        ("xxx次", "xxx"),
        ("×年底", "×"),
        ("签名：______", "______"),
        ("签名：＿＿＿", "＿＿＿"),
        ("○○支部", "○○"),
    ],
)
def test_a_placeholder_is_left_over(text, words):
    assert left(text) == [("placeholder_left", words)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025年上半年，支部", "2025年上半年"),
        ("2024年，支部", "2024年"),
        ("2024年度总结", "2024年度"),
        ("2026年下半年，支部", "2026年下半年"),
        ("截至2027年5月12日", "2027年"),
        ("二〇二四年工作", "二〇二四年"),
        ("二○二四年工作", "二○二四年"),
    ],
)
def test_another_period_is_left_over(text, words):
    assert left(text) == [("other_year", words)]


@pytest.mark.parametrize("text", ["办公室党支部认真", "到办公室党支部学习"])
def test_another_units_name_is_left_over(text):
    assert left(text) == [("other_unit", "办公室党支部")]


@pytest.mark.parametrize("text", ["与办公室党支部联合开展", "同办公室党支部结对", "与办公室党支部共建"])
def test_a_unit_named_for_what_was_done_together_with_it_is_no_fault(text):
    assert left(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026年上半年，支部",
        "2026年1月至6月",
        "比2025年下半年增加",
        "2025年底",
        "二〇二六年六月",
        "下半年工作打算",
        "《中国共产党章程（2022年修订）》",
        "学习《2024年工作要点》2次",
        "综合执法队党支部",
        "3×4米",
        "3 x 4",
        "XXL号",
        "MAXX",
        "甲_乙",
        "12024年",
        "{甲}",
        "电话20245678",
    ],
)
def test_what_a_document_may_say_is_not_left_over(text):
    assert left(text) == []


def test_years_it_may_name_are_allowed_with_either_half():
    assert left("1921年建党，2024年下半年总结", years=[1921, 2024]) == []


def test_without_a_period_no_year_is_looked_at():
    assert left("2019年", period="") == []


def test_without_names_no_name_is_looked_at():
    assert left("办公室党支部", known=None) == []


NAMES = """
    names                     text                            found
    甲支部 乙支部              乙支部和甲支部                   0乙支部 4甲支部
    甲支部 大甲支部            大甲支部                        0大甲支部
    甲支部 甲支部一组          甲支部一组、甲支部                0甲支部一组 6甲支部
    机关一支部 一支部           机关一支部与一支部               0机关一支部 6一支部
    支援队支部                 支援队支部支援                   0支援队支部
    支支支部                   支支支支部                      1支支支部
    办公室                     办公室                         -
    甲支部                     甲支 部                        -
"""


@pytest.mark.parametrize(
    ("names", "text", "found"),
    [re.split(r"\s{2,}", line.strip()) for line in NAMES.strip().splitlines()[1:]],
)
def test_the_first_and_longest_name_is_found(names, text, found):
    spelled = [f"{start}{name}" for start, name in UnitNames(names.split()).find(text)]

    assert " ".join(spelled) == found.replace("-", "")


@given(
    st.lists(st.text("甲乙支部", min_size=1, max_size=5), max_size=6),
    st.text("甲乙支部、", max_size=30),
)
def test_names_are_found_as_one_pattern_of_all_of_them_finds_them(names, text):
    wanted = sorted({name for name in names if "支" in name}, key=len, reverse=True)
    expected = [(found.start(), found[0]) for found in re.finditer("|".join(wanted), text)] if wanted else []

    assert list(UnitNames(names).find(text)) == expected


def test_what_came_from_the_figures_is_excused():
    assert left("本届任期至2027年5月12日届满", excused=lambda: ["2027年5月12日", ""]) == []
    assert left("本届任期至2027年5月12日届满，2027年换届", excused=lambda: ["2027年5月12日"]) == [
        ("other_year", "2027年")
    ]


def test_a_thing_that_occurs_often_is_told_once_with_its_first_place():
    texts = ["标题", "前面有很长很长的一段话，然后才说到办公室党支部做了什么，后面还有一句", "办公室党支部", "2024年"]

    found = leftovers(texts, "甲.docx", **OWN)

    assert [finding.code for finding in found] == ["other_unit", "other_year"]
    assert found[0].place.startswith("甲.docx 第2段“…") and "办公室党支部" in found[0].place
    assert found[0].message.endswith("（共2处）")


def test_a_leftover_asks_for_a_look_and_only_a_placeholder_makes_a_draft():
    found = leftovers(["{{ 甲 }} ×× 2024年 办公室党支部"], "甲.docx", **OWN)

    assert {finding.code for finding in found if finding.level.label == "错误"} == {"placeholder_left"}
    assert all("请" in finding.message for finding in found)
    assert len(found) == 4
