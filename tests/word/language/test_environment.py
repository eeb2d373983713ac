"""The closed room: what a value prints, what a gap does, and what a template may not do."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from jinja2 import nodes

from toolkit.word.language.environment import forbidden, make_environment
from toolkit.word.language.values import (
    BLANK_TEXT,
    MOST_TEXT,
    ORDINAL,
    Gap,
    UnprintableValue,
    blame,
    is_unprintable,
    printed,
)

BLANK = Gap(counts=True)
OPTIONAL = Gap()
NOT_APPLICABLE = Gap("不适用")
GAPS = [BLANK, OPTIONAL, NOT_APPLICABLE]


def evaluated(source: str, **context: object) -> str:
    return make_environment().from_string(source).render(context)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, "3"),
        (-3, "-3"),
        (0, "0"),
        (Decimal("12.50"), "12.5"),
        (Decimal("1200"), "1200"),
        (Decimal("1.2E+3"), "1200"),
        (Decimal("0.10"), "0.1"),
        (Decimal("0.00"), "0"),
        (Decimal("-0.0"), "0"),
        (0.1, "0.1"),
        (2.0, "2"),
        (1e20, "100000000000000000000"),
        (date(2026, 6, 30), "2026年6月30日"),
        (datetime(2026, 6, 30, 12, 0), "2026年6月30日"),
        (True, "是"),
        (False, "否"),
        (None, "【待填】"),
        ("", ""),
        ("甲", "甲"),
        (["甲", 2, Decimal("3.0"), None, True], "甲、2、3、【待填】、是"),
        (("甲",), "甲"),
        ([], ""),
    ],
)
def test_a_plain_value_prints_as_an_office_writes_it(value, expected):
    result = str(printed(value))

    assert result == expected


@pytest.mark.parametrize("value", [{"甲": 1}, {1}, object(), len, b"1", [["甲"]], [{"甲": 1}], [ORDINAL]])
def test_what_is_no_plain_value_is_not_printed(value):
    with pytest.raises(UnprintableValue):
        printed(value)


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), Decimal("NaN"), Decimal("1E+999999"), Decimal("1E-999999"), 10**5000],
    ids=["nan", "infinite", "decimal nan", "huge", "tiny", "long"],
)
def test_a_number_nobody_can_read_is_not_printed(value):
    with pytest.raises(UnprintableValue):
        printed(value)


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x08", "\x0b", "\x1b", "\x7f", "\x85", "\ud800", "\udfff", "\ufffe", "\uffff", "\U0001fffe"]
    + [chr(code) for code in range(0xFDD0, 0xFDF0)],
)
def test_a_character_word_cannot_hold_is_refused_with_its_code(character):
    with pytest.raises(UnprintableValue, match=f"U\\+{ord(character):04X}"):
        printed(f"甲{character}乙")


@pytest.mark.parametrize(
    "character", ["甲", "𠮷", "é", "\u200b", "\u2028", "\u00ad", "\ufeff", "\ufffd", "\ue000", "😀", " "]
)
def test_an_unusual_character_word_can_hold_is_not_refused(character):
    assert not is_unprintable(character)


def test_a_text_without_end_is_refused():
    with pytest.raises(UnprintableValue, match="太长"):
        printed("甲" * (MOST_TEXT + 1))


def test_the_refusal_carries_the_value():
    with pytest.raises(UnprintableValue) as caught:
        printed("甲\x00")

    assert caught.value.value == "甲\x00"


@pytest.mark.parametrize(("gap", "expected"), [(BLANK, BLANK_TEXT), (OPTIONAL, BLANK_TEXT), (NOT_APPLICABLE, "不适用")])
def test_a_gap_prints_its_text(gap, expected):
    assert evaluated("{{ 数 }}", 数=gap) == expected


@pytest.mark.parametrize(("gap", "expected"), [(BLANK, "有"), (OPTIONAL, "无"), (NOT_APPLICABLE, "无")])
def test_a_clause_stays_only_for_a_gap_that_counts(gap, expected):
    assert evaluated("{% if 数 %}有{% else %}无{% endif %}", 数=gap) == expected


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize(
    "comparison", ["数 > 0", "数 >= 0", "数 < 0", "数 <= 0", "0 < 数", "0 >= 数", "数 == 0", "数 == ''"]
)
def test_a_gap_is_neither_more_nor_less_than_nor_equal_to_a_number(gap, comparison):
    assert evaluated(f"{{% if {comparison} %}}真{{% endif %}}", 数=gap) == ""


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize(
    "sum_",
    "数 + 1|1 + 数|数 - 1|1 - 数|数 * 2|2 * 数|数 / 2|2 / 数|数 // 2|2 // 数|数 % 2|2 % 数|-数|+数|'约' + 数".split(
        "|"
    ),
)
def test_arithmetic_with_a_gap_gives_the_gap(gap, sum_):
    assert evaluated(f"{{{{ {sum_} }}}}", 数=gap) == gap.text


@pytest.mark.parametrize("filter_", ["abs", "float", "int", "lower", "round", "round(2)", "trim", "upper"])
def test_a_filter_makes_no_zero_of_a_gap(filter_):
    assert evaluated(f"{{{{ 数|{filter_} }}}}", 数=BLANK) == BLANK_TEXT


@pytest.mark.parametrize("filter_", ["float", "int", "lower", "round", "trim", "upper"])
def test_a_filter_makes_no_word_of_nothing(filter_):
    assert evaluated(f"{{{{ 数|{filter_} }}}}", 数=None) == BLANK_TEXT


def test_a_sum_with_a_gap_is_a_gap():
    rows = [{"数": 1}, {"数": BLANK}, {"数": 3}]

    assert evaluated("{{ 行们|sum('数') }}", 行们=rows) == BLANK_TEXT


def test_a_loop_over_a_gap_runs_no_time():
    assert evaluated("{% for 行 in 行们 %}行{% endfor %}", 行们=BLANK) == ""


def test_a_gap_equals_nothing_not_even_a_gap_with_the_same_text():
    assert Gap("甲") != Gap("甲")
    assert BLANK != 0


def test_a_default_replaces_an_optional_blank_where_it_is_asked_to():
    assert evaluated("{{ 数|default('无', true) }}", 数=OPTIONAL) == "无"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ 值 ~ '元' }}", "12.5元"),
        ("{{ [值, 空, 日, 真]|join('；') }}", "12.5；【待填】；2026年6月30日；是"),
        ("{{ 行们|join('、', attribute='名') }}", "甲、乙"),
        ("{{ 值|replace('.', '点') }}", "12点5"),
        ("{{ 空 ~ 真 ~ 日 }}", "【待填】是2026年6月30日"),
        ("{% if 值 ~ '' == '12.5' %}同{% endif %}", "同"),
        ("{{ 值|round(0) }}", "12"),
        ("{{ 值|round(1, 'ceil') }}", "12.5"),
        ("{{ [3, 1, 2]|sort|join }}", "123"),
        ("{{ [3, 1, 2]|max - [3, 1, 2]|min }}", "2"),
        ("{{ 行们|length }}", "2"),
        ("{{ (行们|first).名 }}{{ (行们|last).名 }}", "甲乙"),
    ],
)
def test_texts_put_together_print_their_values_as_if_alone(source, expected):
    context = {
        "值": Decimal("12.50"),
        "空": None,
        "日": date(2026, 6, 30),
        "真": True,
        "行们": [{"名": "甲"}, {"名": "乙"}],
    }

    assert evaluated_whole(source, context) == expected


def test_a_filter_of_ours_is_given_the_value_and_its_arguments():
    environment = make_environment({"万元": lambda value, places: f"{value}/{places}"})

    assert environment.from_string("{{ 数|万元(2) }}").render(数=5) == "5/2"


def test_an_environment_knows_no_globals():
    assert make_environment().globals == {}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{{ 甲() }}", "括号调用"),
        ("{{ 2 ** 3 }}", "乘方"),
        ("{% macro 甲() %}{% endmacro %}", "宏"),
        ("{% import 'x' as y %}", "引入"),
        ("{% include 'x' %}", "引入"),
        ("{% extends 'x' %}", "引入"),
        ("{{ _甲 }}", "下划线"),
        ("{{ 甲._乙 }}", "下划线"),
        ("{{ 甲['__class__'] }}", "下划线"),
        ("{{ 甲|没有 }}", "没有叫“没有”的格式"),
        ("{% if 甲 is 没有 %}{% endif %}", "没有叫“没有”的判断"),
        ("{{ {'甲': 1} }}", "不能用这种写法"),
        ("{{ 甲[0:1] }}", "不能用这种写法"),
    ],
)
def test_a_forbidden_tag_is_told_why(source, reason):
    environment = make_environment()
    tree = parsed(source)

    assert reason in (forbidden(tree, environment) or "")


@pytest.mark.parametrize(
    "source", ["{{ 甲.乙['丙'][0] }}", "{{ [1, 2] + 甲 }}", "{{ 甲|join('、') ~ 1 if 甲 is defined else 2 }}"]
)
def test_a_plain_tag_is_not_forbidden(source):
    assert forbidden(parsed(source), make_environment()) is None


def test_blame_gives_the_whole_path_of_a_value():
    context = {"甲": 1, "台账": [{"事项": "好"}, {"事项": "坏"}]}

    assert blame(context, lambda value: value == "坏") == "台账第2行.事项"


def test_blame_gives_nothing_where_nobody_is_to_blame():
    assert blame({"甲": 1}, lambda value: value == 2) is None


def parsed(source: str) -> nodes.Template:
    environment = make_environment()
    environment.filters["没有"] = environment.tests["没有"] = str
    return environment.parse(source)


def evaluated_whole(source: str, context: dict[str, object]) -> str:
    from toolkit.word.language.environment import compile_source

    return compile_source(source, make_environment()).render(context)
