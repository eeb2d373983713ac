"""By the code of its parts and in the general way a template gives the same: byte for byte, refusal for refusal."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from tests.support.both_ways import Outcome, in_general_way, outcome, recorded_outcome, written_by_code
from tests.support.make_docx import docx
from tests.support.sample_office import filed_office
from tests.word.document.test_render import EMPTIED
from tests.word.language.test_sentences import CLAUSES
from tests.word.template.test_compile import CONTEXT, GROWING, REFUSED_BEFORE_RENDERING, REFUSED_WHILE_RENDERING
from tests.word.test_differential import PLAIN, RICH, SAME
from tests.word.test_hostile import EVERYWHERE, WICKED
from tests.word.test_malicious import PLACES
from toolkit.report.context import context_for
from toolkit.report.expected import expected_of, names_of
from toolkit.report.standing import standing_of
from toolkit.report.vocabulary import names_for
from toolkit.report.wording import FILTERS
from toolkit.tasks import latest_period, open_book
from toolkit.word import GATHER, ORDINAL, SILENT, STOP, CompiledTemplate, Coverage, Gap, RichText, compile_template
from toolkit.word.document.closing import RESOLVED
from toolkit.word.language.filters import PLAIN as PLAIN_FILTERS
from toolkit.word.language.notes import NOTES, Notes
from toolkit.word.language.values import MARKS as ALL_MARKS

MARKS = {"一是": ORDINAL, "句号": STOP}
SHIPPED = {"branch_report.docx": "01", "bureau_report.docx": "J"}
"""The shipped templates, and of which unit of the sample they report."""
Sums = Mapping[str, Coverage]
LISTS = """
{{ 一是 }}{{ 甲 }}，{{ 一是 }}{{ 乙 }}；{{ 句号 }}
{{ 一是 }}{{ 甲 }}。
{{ 一是 }}{{ 乙 }}、{{ 句号 }}
中
{{ 一是 }}{{ 丙 }}{{ 句号 }}尾
始|^{{ 甲 }}，|^{{ 句号 }}
{%p for 项 in 丁 %}
{{ 一是 }}{{ 项 }}，{{ 句号 }}
{%p endfor %}
| {{ 甲 }}{{ 句号 }} | {{ 乙 }} |
"""
WORK = """
{% set 和 = 甲 %}{% for 项 in 丁 if 项 %}{{ loop.index }}{{ 项 }}{{ loop.last }}{% set 和 = 和 ~ 项 %}{% else %}无{% endfor %}{{ 和 }}
{{ 甲.乙.丙 }}{{ 甲['乙'] }}{{ 甲 if 乙 else 丙 }}{{ 丁|join('、') }}{{ 乙 / 丙 }}{{ 乙 + 丙 }}{{ 乙 * 2 }}{{ -丙 }}{{ 丁|length }}
{% if 甲 == 乙 or not 丙 is defined %}{{ 甲 }}{% elif 乙 > 丙 %}{{ 乙 }}{% endif %}{{ loop }}{{ [甲, 乙] }}{{ '<&' }}
"""
CLAUSED = """
# 甲
## 子
讲课{{ 甲 }}次，到{{ 群.一 }}参观，{{ 群.二 }}；{{ 句号 }}
## 丑
{{ 群.二 }}。
## 寅{% for 项 in 丁 %}{{ 项 }}{% endfor %}
{{ 一是 }}到{{ 群.一 }}；{{ 一是 }}{{ 甲 }}，{{ 群.二 }}。
## 卯{{ 短节并入 }}
{%p for 项 in 丁 %}
先后到：{{ 群.一 }}。{{ 项 }}（共{{ 群.二 }}）
{%p endfor %}
| 到{{ 群.一 }}。 | {{ 群.二 }} |
"""
TEXTS = st.text(max_size=12) | st.sampled_from(
    [
        *WICKED,
        "，；",
        "。",
        "甲\n乙",
        "一\n\n二\t三",
        "A&B",
        "<x>",
        "\u2028",
        "\x0b",
        "\ufdd3",
        "\ufdfa",
        "甲" * 5000,
        "甲" * 70_000,
    ]
)
SCALARS = st.one_of(
    TEXTS,
    st.integers(-(10**6), 10**6),
    st.just(10**1300),
    st.decimals(places=2, allow_nan=True, min_value=-(10**6), max_value=10**6),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.just(datetime(2026, 6, 30, 12, 0)),
    st.sampled_from([Gap(), Gap(counts=True), Gap("不适用"), Gap("甲\n乙<&>")]),
    st.sampled_from([ORDINAL, STOP]),
    st.sampled_from([Markup("<w:b/>"), Markup("甲"), RichText("粗", bold=True), object()]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("甲乙丙"), inner, max_size=3),
    max_leaves=6,
)
FIXED: dict[str, tuple[str, Mapping[str, Any]]] = {
    **{name: (lines, {**PLAIN, "色": "FFCC00"}) for name, lines in SAME.items()},
    **{name: (lines, {**PLAIN, "值": make()}) for name, (lines, make) in RICH.items()},
    **{f"emptied {name}": (lines, {"无": False, "甲": 1}) for name, lines in EMPTIED.items()},
    **{f"growing {name}": (lines, CONTEXT) for name, lines in GROWING.items()},
    **{f"refused {tag}": (f"甲{tag}乙", CONTEXT) for tag in (*REFUSED_BEFORE_RENDERING, *REFUSED_WHILE_RENDERING)},
    "clauses": (CLAUSES, {**MARKS, "甲": True, "乙": True, "丙": False}),
}  # fmt: skip


def both(
    template: CompiledTemplate, context: Mapping[str, Any], sources: Sums | None = None
) -> tuple[Outcome, Outcome]:
    """What the code and the general way make; a render that records its values makes, without its marks, the same as this."""
    general = outcome(in_general_way(template), context, sources)
    assert recorded_outcome(template, context, sources) == general
    return outcome(template, context, sources), general


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[CompiledTemplate, dict[str, Any], Sums]]:
    """The shipped templates with what the sample's bureau and a branch of it fill them with."""
    office = filed_office(tmp_path_factory.mktemp("office"))
    book = open_book(office, latest_period(office))
    made = {}
    for name, code in SHIPPED.items():
        unit = office.units[code]
        standing = standing_of(office.units, book, unit, date(2026, 7, 10))
        template = compile_template(office.settings.templates / name, names_for(office.catalogue, unit.kind), FILTERS)
        covered = expected_of(standing, office.catalogue, office.units, names_of(office.units)).covered
        made[name] = (template, context_for(standing, office.catalogue, office.units), covered)
    return made


@pytest.mark.parametrize(("lines", "context"), FIXED.values(), ids=[ascii(name)[:60] for name in FIXED])
def test_a_template_of_the_tests_gives_the_same_both_ways(lines: str, context: Mapping[str, Any]) -> None:
    quick, general = both(compile_template(docx(lines)), context)

    assert quick == general


@pytest.mark.parametrize("data", PLACES.values(), ids=[ascii(name)[:60] for name in PLACES])
def test_a_hostile_template_is_refused_alike_and_has_no_code(data: bytes) -> None:
    template = compile_template(data)

    assert not template.codes.parts.keys() - {"docProps/core.xml", "word/document.xml"}
    quick, general = both(template, CONTEXT)
    assert quick.refusal is not None
    assert quick == general


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_template_is_written_by_its_code_and_the_same(name: str, shipped: Any) -> None:
    template, context, sums = shipped[name]

    for each in ({}, sums):
        quick, general = both(template, context, each)
        assert quick.refusal is None
        assert quick == general
    assert written_by_code(template, context) == list(template.sources)
    assert all(traits.is_plain for traits in template.traits.values())
    assert template.traits["word/document.xml"].mends_in_text
    # What takes the tree of the whole takes several times as long.
    values = {**template.spelling.with_aliases(context), NOTES: Notes()}
    assert all(RESOLVED.issuperset(template.quick.written(part, values)[1]) for part in template.sources)


@pytest.mark.parametrize("name", SHIPPED)
def test_each_value_of_a_shipped_report_has_a_place_and_a_name(name: str, shipped: Any) -> None:
    template, context, sums = shipped[name]

    printed = template.render_parts(context, is_recorded=True, sources=sums).printed

    placed = [value for value in printed if value.paragraph]
    assert len(placed) == len([value for value in printed if value.part.startswith("word/")])
    assert all(value.names for value in placed)


@pytest.mark.parametrize("name", SHIPPED)
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_a_shipped_template_is_given_both_ways_do_the_same(
    name: str, data: st.DataObject, shipped: Any
) -> None:
    template, context, sums = shipped[name]
    names = st.sampled_from(sorted(context))
    changed = {**context, **data.draw(st.dictionaries(names, SCALARS, max_size=8))}
    for missing in data.draw(st.lists(names, max_size=1)):
        del changed[missing]

    quick, general = both(template, changed, data.draw(st.sampled_from([{}, sums])))

    assert quick == general


@pytest.mark.parametrize(
    "texts", [["", "一是"], ["甲", "一是乙"], ["一是乙，二是丙", "丁"], ["　一是乙；二是丙。三是丁", "", "一是戊"]]
)
def test_what_an_item_counts_itself_is_numbered_alike_with_and_without_marks(texts: list[str]) -> None:
    template = compile_template(docx(LISTS))

    quick, general = both(template, {**MARKS, "甲": "一是甲", "乙": 2, "丙": "一是丙", "丁": texts})

    assert quick == general


@settings(max_examples=250, suppress_health_check=list(HealthCheck))
@given(one=st.data(), texts=st.lists(TEXTS, max_size=3))
def test_what_has_nothing_to_say_takes_the_same_along_both_ways(one: st.DataObject, texts: list[str]) -> None:
    first, second, third = (one.draw(TEXTS | st.just(SILENT)) for _ in range(3))

    context = {**MARKS, "短节并入": GATHER, "群": {"一": first, "二": second}, "甲": third, "丁": texts}
    quick, general = both(compiled(CLAUSED), context)

    assert quick == general
    assert quick.refusal or not any(mark in part for part in quick.parts.values() for mark in ALL_MARKS)


@pytest.mark.parametrize(
    "lines", [LISTS, WORK, f"{LISTS}\nheader: {LISTS.split(maxsplit=1)[0]}\ntitle: {{{{ 甲 }}}}{{{{ 句号 }}}}", CLAUSES]
)
@settings(max_examples=250, suppress_health_check=list(HealthCheck))
@given(context=st.fixed_dictionaries({}, optional=dict.fromkeys("甲乙丙丁", VALUES)), texts=st.lists(TEXTS, max_size=3))
def test_whatever_values_are_given_both_ways_do_the_same(lines: str, context: dict[str, Any], texts: list[str]) -> None:
    template = compiled(lines)

    quick, general = both(template, {**MARKS, "甲": "甲", "乙": 2, "丙": 3, "丁": texts, **context})

    assert quick == general


@cache
def compiled(lines: str) -> CompiledTemplate:
    return compile_template(docx(lines))


@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, max_size=6))
def test_hostile_values_in_every_place_are_the_same_both_ways(values: list[str]) -> None:
    quick, general = both(EVERYWHERE, {"值们": values})

    assert quick == general


def test_the_values_tried_reach_every_end() -> None:
    """The tests above would prove nothing if all they tried were refused, or went the general way."""
    ends: Counter[str] = Counter()

    @settings(max_examples=500, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(SCALARS)
    def tried(value: Any) -> None:
        context = {**MARKS, "甲": value, "乙": 2, "丙": 3, "丁": ["一"]}
        template = compiled(LISTS)
        by_code = bool(written_by_code(template, context))
        ends["refused" if outcome(template, context).refusal else "by code" if by_code else "in general"] += 1

    tried()

    assert min(ends[end] for end in ("refused", "by code", "in general")) >= 3


def test_two_texts_that_differ_are_told_apart() -> None:
    template = compiled(LISTS)
    context = {**MARKS, "乙": 2, "丙": 3, "丁": []}

    assert outcome(template, {**context, "甲": "1"}) != outcome(in_general_way(template), {**context, "甲": "2"})


@pytest.mark.parametrize(
    "context", [{"值": "甲" * 2_000_000}, {"值": 10**5000}, {"值": "甲"}, {}], ids="long huge plain none".split()
)
def test_limits_and_missing_names_are_told_in_the_same_words(context: dict[str, Any]) -> None:
    quick, general = both(compile_template(docx("甲{{ 值 }}\n| {{ 值 }} |"), name="模板"), context)

    assert quick == general


@pytest.mark.parametrize("lines", ["{% for 一 in 行 %}{{ 文 }}{% endfor %}", "{% for 一 in 行 %}字字字{% endfor %}"])
def test_a_loop_without_end_is_stopped_at_the_same_size(lines: str) -> None:
    quick, general = both(compile_template(docx(lines)), {"行": range(10**8), "文": "甲" * 4000})

    assert "太多" in str(quick.refusal)
    assert quick == general


def test_a_part_larger_than_its_code_may_write_is_the_same() -> None:
    template, context = (
        compile_template(docx("{{ 头 }}{% for 一 in 行 %}{{ 文 }}{% endfor %}")),
        {"头": "头", "行": range(5000), "文": "甲" * 4000},
    )

    quick, general = both(template, context)

    assert written_by_code(template, context) == []
    assert quick.refusal is None
    assert quick == general


SUMS = {
    "实到": Coverage(frozenset("甲乙"), frozenset("甲乙丙")),
    "应到": Coverage(frozenset("甲乙丙"), frozenset("甲乙丙")),
}


@pytest.mark.parametrize("rest", ["", "{{ 空的 }}", "{{ 粗 }}"])
def test_a_doubtful_division_is_noted_once_whichever_way_the_part_is_made(rest: str) -> None:
    template = compile_template(
        docx(f"{{{{ 实到 / 应到 }}}}{{% set 率 = 应到 / 实到 %}}{{{{ 率 }}}}{rest}"), filters=FILTERS
    )
    context = {"实到": Decimal(7), "应到": Decimal(10), "粗": RichText("粗", bold=True), "空的": Markup("甲")}

    quick, general = both(template, context, SUMS)

    assert quick == general
    assert len(quick.doubts) == 2


def test_what_is_printed_is_taken_down_as_before() -> None:
    template = compile_template(docx("{{ 甲 }}{{ 乙 }}\n| {{ 甲 }} |"))
    values = {"甲": "一\n二&", "乙": Decimal("1.50")}

    printed = [way.render_parts(values, is_recorded=True).printed for way in (template, in_general_way(template))]

    assert printed[0] == printed[1]
    assert [value.text for value in printed[0]] == ["一\n二&", "1.5", "一\n二&"]


def test_a_template_that_was_sent_to_a_process_is_written_by_the_same_code() -> None:
    template = compile_template(docx(LISTS), filters={"join": PLAIN_FILTERS["join"]})
    context = {**MARKS, "甲": "一&", "乙": "二", "丙": "三", "丁": ["四", "五"]}

    sent = pickle.loads(pickle.dumps(template))

    assert sent.codes == template.codes
    assert written_by_code(sent, context) == list(template.sources)
    assert "compiled" not in vars(sent)
    assert sent.render(context) == template.render(context) == in_general_way(template).render(context)
