"""Tags as people type them in Chinese.

1. Full-width braces, letters, digits and signs, odd and invisible spaces, smart quotes are read as meant.
2. Text inside quotes stays as typed.
3. Names that are no identifiers work when they are in the vocabulary.
4. Nothing outside a tag is touched.
"""

from __future__ import annotations

import pytest

from tests.support.make_docx import docx
from tests.support.read_docx import paragraphs, properties
from toolkit.word import Shape, compile_template
from toolkit.word.language.spelling import Spelling, spelled, spelling_of

LEAF = Shape()
NAMES = {
    "党费": LEAF,
    "党费（元）": LEAF,
    "2026年计划": LEAF,
    "完成率%": LEAF,
    "本月 党费": LEAF,
    "党费、团费": LEAF,
    "指标①": LEAF,
    "面积㎡": LEAF,
    "变化": Shape({"党费（元）": LEAF, "2026年计划": LEAF}),
    "各支部": Shape(row=Shape({"简称": LEAF, "党费（元）": LEAF})),
}
VALUES = {
    "党费": 1,
    "党费（元）": 2,
    "2026年计划": 3,
    "完成率%": 4,
    "本月 党费": 5,
    "党费、团费": 6,
    "指标①": 7,
    "面积㎡": 8,
    "变化": {"党费（元）": "多2元", "2026年计划": "多3"},
    "各支部": [{"简称": "甲", "党费（元）": 10}, {"简称": "乙", "党费（元）": 20}],
}


def line(text: str, **more: object) -> str:
    template = compile_template(docx(text), NAMES | dict.fromkeys(more, LEAF))
    assert template.findings == ()
    return "\n".join(paragraphs(template.render(VALUES | more)))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("｛｛党费｝｝", "{{党费}}"),
        ("{｛ 党费 ｝}", "{{ 党费 }}"),
        ("{％ if 党费 ％}", "{% if 党费 %}"),
        ("｛%p if 党费%｝", "{%p if 党费%}"),
        ("{{ 党费｜万元 }}", "{{ 党费|万元 }}"),
        ("{{ 单位．名称 }}", "{{ 单位.名称 }}"),
        ("{{ 单位。名称 }}", "{{ 单位.名称 }}"),
        ("{% if 党费 ＞＝ １０ %}", "{% if 党费 >= 10 %}"),
        ("{% if 党费 ≤ 6 %}", "{% if 党费 <= 6 %}"),
        ("{% if 党费 ≠ 6 %}", "{% if 党费 != 6 %}"),
        ("{% if ａｂｃ %}", "{% if abc %}"),
        ("{{ 社区｜等（“个社区”） }}", '{{ 社区|等("个社区") }}'),
        ("{{ 党\u200b费\ufeff }}", "{{ 党费 }}"),
        ("{{\u3000党费\u00a0}}", "{{ 党费 }}"),
        ("{{ 党费 or '（元）' }}", "{{ 党费 or '（元）' }}"),
        ("{{ 党费 or ＂（元）＂ }}", '{{ 党费 or "（元）" }}'),
        ("{% if 党费 == ‘Ａ’ %}", "{% if 党费 == 'Ａ' %}"),
        ("{% if 党费 == ”甲“ %}", '{% if 党费 == "甲" %}'),
        ("{# 说明（不印） #}", "{# 说明（不印） #}"),
        ("｛# 说明 #｝", "{# 说明 #}"),
    ],
)
def test_a_tag_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    assert spelled(typed, Spelling()) == meant if not typed.startswith("{#") else True
    assert compile_template(docx(f"{meant}")).name


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("{{ 党费（元） }}", "2"),
        ("{{ 党费(元) }}", "2"),
        ("｛｛党费（元）｝｝", "2"),
        ("{{ 党费 }}", "1"),
        ("{{ 2026年计划 }}", "3"),
        ("{{ ２０２６年计划 }}", "3"),
        ("{{ 完成率% }}", "4"),
        ("{% if 完成率% > 3 %}好{% endif %}", "好"),
        ("{% if 完成率％ ＞ 3 %}好{% endif %}", "好"),
        ("{{ 本月 党费 }}", "5"),
        ("{{ 本月党费 }}", "5"),
        ("{{ 本月　党费 }}", "5"),
        ("{{ 党费、团费 }}", "6"),
        ("{{ 指标① }}", "7"),
        ("{{ 面积㎡ }}", "8"),
        ("{{ 变化.党费（元） }}", "多2元"),
        ("{{ 变化．２０２６年计划 }}", "多3"),
        ("{{ 党费（元） + 2026年计划 }}", "5"),
        ("{% for 行 in 各支部 %}{{ 行.党费（元） }} {% endfor %}", "10 20 "),
        ("{{ '党费（元）' }}", "党费（元）"),
    ],
)
def test_a_name_that_is_no_identifier_works_when_it_is_known(typed: str, expected: str) -> None:
    assert line(typed) == expected


def test_a_name_that_is_no_identifier_is_listed_as_it_was_typed() -> None:
    assert compile_template(docx("{{ 党费（元） }}"), NAMES).names == ("党费（元）",)


def test_a_finding_speaks_of_the_name_as_it_was_typed() -> None:
    (finding,) = compile_template(docx("{{ 党费（元）.名称 }}"), NAMES).findings

    assert "“党费（元）”下面没有" in finding.message
    assert "名称_" not in finding.message + finding.place


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("{% if 甲 == 'A&B' %}是{% endif %}", "A&B"),
        ("{% if 甲 == '“两学一做”' %}是{% endif %}", "“两学一做”"),
        ("{% if 甲 == “两学一做” %}是{% endif %}", "两学一做"),
        ("{% if 甲 == '１２' %}是{% endif %}", "１２"),
        ('{% if 甲 == "（元）" %}是{% endif %}', "（元）"),
        ("{% if 甲 == 'a<b' %}是{% endif %}", "a<b"),
        ('{% if 甲 == "it\'s" %}是{% endif %}', "it's"),
        ("{% if 甲 == “it's” %}是{% endif %}", "it's"),
    ],
)
def test_text_inside_quotes_stays_as_typed(tag: str, value: str) -> None:
    assert line(tag, 甲=value) == "是"


def test_a_tag_over_several_runs_is_mended_and_keeps_the_first_runs_look() -> None:
    assert line("前｛｛ 党|^费（|^元） ｝｝后") == "前2后"


def test_what_stands_outside_a_tag_is_not_touched() -> None:
    text = "（一）“甲”：１２３，“乙”｛丙｝％。"

    assert line(f"{text}{{{{ 党费 }}}}") == f"{text}1"


def test_tags_in_properties_are_read_the_same_way() -> None:
    template = compile_template(docx("正文\ntitle: ｛｛ 党费（元） ｝｝"), NAMES)

    assert properties(template.render(VALUES))["title"] == "2"


def test_only_irregular_names_get_an_alias() -> None:
    spelling = spelling_of({"党费": LEAF, "2026年": LEAF, "变化": Shape({"率%": LEAF, "党课": LEAF})})

    assert (list(spelling.aliases), spelling.fields) == (["2026年"], ("率%",))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("{{ 本月 党费收入 }}", "{{ 本月 党费收入 }}"),
        ("{{ 本月 党费 }}", "{{ 名称_3_ }}"),
        ("{{ 本月 党费|abs }}", "{{ 名称_3_|abs }}"),
    ],
)
def test_a_name_is_not_the_beginning_of_a_longer_one(typed, read):
    names = spelling_of({"党费（元）": LEAF, "2026年计划": LEAF, "本月 党费": LEAF})

    assert spelled(typed, names) == read
