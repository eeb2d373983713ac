"""A division prints two decimals, stays exact within, and is noted where its two sides are sums of different parts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support import read_docx
from tests.support.make_docx import docx
from toolkit.report.wording import FILTERS
from toolkit.word import Coverage, Doubt, Gap, Shape, compile_template
from toolkit.word.language.quotients import Number, Sources, quotient, with_sources

VALUES = {"实收": Decimal("7585.50"), "党员": 14, "实到": 69, "应到": 72, "空": Gap(counts=True)}


def printed(line: str, values: dict[str, object] = VALUES) -> str:
    return read_docx.paragraphs(compile_template(docx(line), filters=FILTERS).render(values))[0]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("{{ 实收 / 党员 }}", "541.82"),
        ("{{ 实到 / 应到 }}", "0.96"),
        ("{{ 实到 / 应到 * 100 }}%", "95.83%"),
        ("{{ 100 * (实到 / 应到) }}", "95.83"),
        ("{{ 100 - 实到 / 应到 * 100 }}", "4.17"),
        ("{{ -(实到 / 应到) }}", "-0.96"),
        ("{{ 1.5 * (实到 / 应到) }}", "1.44"),
        ("{{ 实收 / 党员 + 1 }}", "542.82"),
        ("{{ 应到 / 党员 / 3 }}", "1.71"),
        ("{{ 6 / 3 }}", "2"),
        ("{{ 1 / 8 }}", "0.13"),
        ("{{ 1 / 4 }}", "0.25"),
        ("{{ (实收 / 党员)|round(4) }}", "541.8214"),
        ("{{ (实收 / 党员)|round }}", "542"),
        ("{{ [实收 / 党员, 1]|join('、') }}", "541.82、1"),
        ("{{ 实收 / 党员 ~ '元' }}", "541.82元"),
        ("{{ 实收 / 空 }}", "【待填】"),
        ("{% set 人均 = 实收 / 党员 %}{{ 人均 }}", "541.82"),
        ("{{ (实收 / 党员)|abs }}", "541.82"),
        ("{{ (实收 / 党员)|float }}", "541.82"),
        ("{{ (实收 / 党员)|int }}", "541"),
        ("{{ (实收 / 党员)|trim }}", "541.82"),
        ("{{ (实收 / 党员)|upper }}", "541.82"),
        ("{{ +(实收 / 党员) }}", "541.82"),
        ("{{ (实收 / 党员) % 2 }}", "1.82"),
        ("{{ (实收 / 党员)|余 }}", "540余"),
        ("{{ (实到 / 党员)|余 }}", "4.93"),
        ("{{ (实收 / 党员)|千分位 }}", "541.82"),
        ("{{ (实到 / 党员)|汉字 }}", "四点九三"),
        ("{{ [实收 / 党员, 1]|顿号 }}", "541.82、1"),
        ("{{ [实收 / 党员]|等('个') }}", "541.82"),
        ("{{ (实到 / 应到)|百分比 }}", "95.8%"),
        ("{{ (实收 / 党员)|大写 }}", "伍佰肆拾壹元捌角贰分"),
        ("{{ [实收 / 党员, 1]|sum }}", "542.82"),
        ("{{ [实收 / 党员, 1]|max }}", "541.82"),
    ],
)
def test_a_quotient_prints_at_most_two_decimals(line, text):
    """党费实收 / 正式党员 printed twenty-eight digits."""
    assert printed(line) == text


@pytest.mark.parametrize("typed", ["7585.505", "0.125", "12.50", "1E+3"])
def test_a_number_that_was_given_prints_as_it_is(typed):
    given = Decimal(typed)

    assert Decimal(printed("{{ 数 }}", {"数": given})) == given


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("{% if 实到 / 应到 > 0.958 %}高{% else %}低{% endif %}", "高"),
        ("{% if 实到 / 应到 > 0.959 %}高{% else %}低{% endif %}", "低"),
        ("{% if 6 / 3 == 2 %}等{% endif %}", "等"),
        ("{% if 19 / 20 >= 0.95 %}够{% endif %}", "够"),
    ],
)
def test_within_a_template_a_quotient_is_exact(line, text):
    assert printed(line) == text


def test_a_quotient_knows_more_than_it_prints():
    third = quotient(1, 3)

    assert third * 3 == Decimal("0.9999999999999999999999999999")
    assert third.shown() == Decimal("0.33")
    assert isinstance(2 - third, Number)


def of(covered: str, asked: str = "办公室 人事科") -> Coverage:
    return Coverage(frozenset(covered.split()), frozenset(asked.split()))


SOURCES = {
    "实到": of("办公室 人事科"),
    "应到": of("办公室"),
    "党员": of("办公室 人事科"),
    "上期.实到": of("办公室"),
    "上期.应到": of("办公室 人事科"),
    "党费（元）": of("办公室"),
    "帮扶资金": of("局本级", asked="局本级"),
    "阵地投入": of("办公室 人事科 局本级", asked="办公室 人事科 局本级"),
}


def doubts(line: str, names: dict[str, Shape] | None = None) -> tuple[Doubt, ...]:
    values = {
        **VALUES,
        "上期": {"实到": 60, "应到": 70},
        "党费（元）": 3,
        "帮扶资金": 5,
        "阵地投入": 9,
        "各支部": [{"实到": 1, "应到": 2}],
    }
    return compile_template(docx(line), names, FILTERS).render_parts(values, sources=SOURCES).doubts


@pytest.mark.parametrize(
    ("line", "over", "under"),
    [
        ("{{ 实到 / 应到 }}", ("实到",), ("应到",)),
        ("{{ (实到 / 应到)|round(2) }}", ("实到",), ("应到",)),
        ("| {{ 实到 / 应到 }} |", ("实到",), ("应到",)),
        ("{% if 实到 / 应到 > 0 %}甲{% endif %}", ("实到",), ("应到",)),
        ("{{ (实到 - 上期.实到) / 上期.实到 }}", ("实到", "上期.实到"), ("上期.实到",)),
        ("{{ 党员 / 上期['实到'] }}", ("党员",), ("上期.实到",)),
        ("{% set a = 实到 %}{% set b = 应到 %}{{ (a / b)|百分比 }}", ("实到",), ("应到",)),
        ("{% set a = 实到 %}{{ a / 应到 }}", ("实到",), ("应到",)),
        ("{% for x in [实到] %}{{ x / 应到 }}{% endfor %}", ("实到",), ("应到",)),
        ("{% set q = 上期 %}{{ q.应到 / q.实到 }}", ("上期.应到",), ("上期.实到",)),
        ("{% set k = '应到' %}{{ 上期[k] / 上期['实到'] }}", ("上期.应到",), ("上期.实到",)),
        ("{{ 实到 * 100 // 应到 }}%", ("实到",), ("应到",)),
        ("{{ 实到 * (1 / 应到) }}", ("实到",), ("应到",)),
        ("{{ (实到|float) / (应到|float) }}", ("实到",), ("应到",)),
        ("{{ (实到|round) / [应到, 0]|sum }}", ("实到",), ("应到",)),
        ("{{ 实到 / (应到|abs) }}", ("实到",), ("应到",)),
        ("{% set 缺 = 应到 - 实到 %}{{ 1 - 缺 / 应到 }}", ("应到", "实到"), ("应到",)),
        ("{{ -实到 / +应到 }}", ("实到",), ("应到",)),
        ("{{ 应到 / 阵地投入 }}", ("应到",), ("阵地投入",)),
    ],
)
def test_dividing_sums_of_different_parts_is_noted_with_its_names_however_it_is_written(line, over, under):
    assert doubts(line) == (Doubt(over, under),)


def test_a_name_no_identifier_could_be_is_noted_as_it_was_typed():
    names = {name: Shape() for name in ("实到", "党费（元）")}

    assert doubts("{{ 实到 / 党费（元） }}", names) == (Doubt(("实到",), ("党费（元）",)),)


@pytest.mark.parametrize(
    "line",
    [
        "{{ 实到 / 党员 }}",
        "{{ 实到 / 12 }}",
        "{{ 实收 / 应到 }}",
        "{% if 0 %}{{ 实到 / 应到 }}{% endif %}",
        "{% for 支部 in 各支部 %}{{ 支部.实到 / 支部.应到 }}{% endfor %}",
        "{{ 实到 * 应到 }}",
        "{{ 实到 / (1 if 应到 else 2) }}",
        "{{ 实到 / 党员 + 应到 / 应到 }}",
    ],
)
def test_of_the_same_parts_of_no_sums_or_never_worked_out_nothing_is_noted(line):
    assert doubts(line) == ()


@pytest.mark.parametrize("line", ["{{ 帮扶资金 / 党员 }}", "{{ 阵地投入 / 党员 }}", "{{ 党员 / 阵地投入 }}"])
def test_sums_that_not_the_same_parts_are_asked_for_are_no_matter_once_all_answered(line):
    """局本级 is asked for the one figure and not for the other: such a document stayed a draft for ever."""
    assert doubts(line) == ()


def test_the_same_division_made_twice_is_noted_once():
    assert len(doubts("{{ 实到 / 应到 }}\n{{ 实到 / 应到 }}")) == 1


def test_a_sum_counts_and_prints_like_any_other_number():
    line = "{{ 实到 }}{{ 实到 + 1 }}{{ 实到 == 69 }}{{ 实到 > 68 }}{{ 应到|汉字 }}{{ 实到 // 2 }}{{ 上期.实到 - 60 }}"
    made = compile_template(docx(line), filters=FILTERS).render_parts({**VALUES, "上期": {"实到": 60}}, sources=SOURCES)

    assert "6970是是七十二340" in made.parts["word/document.xml"]


def test_the_values_given_are_left_as_they_were() -> None:
    context = {**VALUES, "上期": {"实到": 60, "应到": 70, "别的": 1}}
    before = {**context, "上期": dict(context["上期"])}

    known = with_sources(context, Sources(SOURCES))

    assert context == before
    assert (type(known["上期"]["实到"]), type(known["上期"]["别的"])) == (Number, int)
    assert type(context["上期"]["实到"]) is int
