"""A template's own words are mended where that is safe; what its tags say, and what they print, is left alone."""

from __future__ import annotations

import pytest

from tests.support.make_docx import docx
from tests.support.read_docx import paragraphs
from toolkit.review.slips.slip import Reading
from toolkit.tasks import Office, try_template
from toolkit.tasks.templates.own_words import better_words, holes, in_two_forms, slips_in_template, years_twice

TEMPLATES = """
why                           | written                                            | mended
a wrong word                  | 截止{{ 期间.截至 }}消号{{ 党课 }}个。                | 截至{{ 期间.截至 }}销号{{ 党课 }}个。
signs that meet               | 讲党课{{ 党课 }}次，，培训{{ 党课 }}次。             | 讲党课{{ 党课 }}次，培训{{ 党课 }}次。
a day with noughts            | 2026年06月05日召开大会{{ 党课 }}次。                 | 2026年6月5日召开大会{{ 党课 }}次。
between titles                | 学习《党章》、《条例》{{ 党课 }}次。                 | 学习《党章》《条例》{{ 党课 }}次。
words in a tag                | {% if 亮点 == "截止" %}截至6月底{% endif %}。        | {% if 亮点 == "截止" %}截至6月底{% endif %}。
signs in two branches         | {% if 党课 %}甲，{% endif %}，{{ 句号 }}             | {% if 党课 %}甲，{% endif %}，{{ 句号 }}
a comma left for the full stop | 讲党课{{ 党课 }}次，{{ 句号 }}                      | 讲党课{{ 党课 }}次，{{ 句号 }}
a comment                     | {# 截止、06月 #}{{ 党课 }}                           | {# 截止、06月 #}{{ 党课 }}
a list still to be printed    | {{ 单位.名称 }}、{{ 单位.简称 }}等2个支部参加。       | {{ 单位.名称 }}、{{ 单位.简称 }}等2个支部参加。
"""


@pytest.mark.parametrize("line", TEMPLATES.strip().splitlines()[1:])
def test_what_is_safe_is_mended_and_no_tag_is_touched(line: str) -> None:
    _why, written, wanted = (each.strip() for each in line.split(" | "))
    text = written
    for start, end, better in reversed(better_words(written, Reading())):
        text = text[:start] + better + text[end:]
    assert text == wanted


def test_the_mended_copy_has_both_and_tells_both(office: Office) -> None:
    document = office.documents[0]
    trial = try_template(
        office, document, docx("消号｛｛ 亮点|没填时('截止') ｝｝次。{% if 党课 %}，{% endfi %}"), "改过.docx"
    )

    assert trial.mended is not None
    assert paragraphs(trial.mended)[0].startswith("销号{{ 亮点|没填时('截止') }}次。")
    assert ("消号", "销号") in {(each.before, each.after) for each in trial.corrections}


FORMS = """
why                      | written                                                                     | told
cut off and exact        | 撰写心得体会{{ 心得体会|余 }}篇。/其中心得体会{{ 心得体会 }}篇。             | 心得体会
by its key               | 撰写{{ reflections|余 }}篇。/共{{ 心得体会|千分位 }}篇。                      | 心得体会
money                    | 投入{{ 阵地投入|万余元 }}。/投入{{ 阵地投入|万元 }}。                         | 阵地投入
twice cut off            | 撰写{{ 心得体会|余 }}篇。/共{{ 心得体会|余 }}篇。                            |
another time's           | 撰写{{ 心得体会|余 }}篇。/上期{{ 上期.心得体会 }}篇。                        |
in a condition           | {% if 心得体会 %}撰写{{ 心得体会|余 }}篇。{% endif %}                        |
in a group               | 上期{{ 上期.心得体会|余 }}篇。/上期{{ 上期.心得体会 }}篇。                   | 上期.心得体会
"""


@pytest.mark.parametrize("line", FORMS.strip().splitlines()[1:])
def test_a_number_that_is_cut_off_here_and_exact_there_is_told(office: Office, line: str) -> None:
    _why, written, told = (each.strip() for each in f"{line} ".split(" | "))
    found = in_two_forms(office, office.documents[0], written.split("/"), "甲.docx")
    assert [each.message.split("”")[0].removeprefix("“") for each in found] == told.split()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2025年{{ 植树日期|月日 }}，植树。", True),
        ("{{ 期间.年 }}年{{ 植树日期|月日 }}，植树。", True),
        ("今年{{ 植树日期|月日 }}，植树。", False),
        ("2025年{{ 植树日期|月日(2025) }}，植树。", False),
        ("{{ 植树日期|月日 }}，植树。", False),
    ],
)
def test_a_year_before_a_day_that_prints_its_own_is_told(written: str, told: bool) -> None:
    assert [each.code for each in years_twice([written], "甲.docx")] == (["year_twice"] if told else [])


def test_a_template_typed_in_wide_signs_is_read_as_any_other(office: Office) -> None:
    data = docx("｛｛ 党课｜汉字 ｝｝次到｛｛ 参观地点｜顿号 ｝｝参观，接受教育。其他工作{{ 短节并入 }}。")

    found = slips_in_template(office, office.documents[0], "甲.docx", data)

    assert [each.code for each in found] == ["may_be_empty"]


HOLES = """
why                       | written                                                              | told
a clause that goes        | 到{{ 参观地点|顿号 }}参观学习，接受教育。                             |
beside a number           | 参观{{ 参观学习 }}次到{{ 参观地点|顿号 }}，接受教育。                 | 参观地点
beside another list       | 到{{ 参观地点|顿号 }}和{{ 服务社区|顿号 }}参观，接受教育。            | 参观地点 服务社区
with its condition        | 参观{{ 参观学习 }}次{% if 参观地点 %}到{{ 参观地点|顿号 }}{% endif %}。 |
another's condition       | {% if 亮点 %}{{ 党课 }}次到{{ 参观地点|等("处") }}学习，{% endif %}。  | 参观地点
rows of a ledger          | 学习{{ 党课 }}次{{ 活动台账|取("主题")|顿号 }}，接受教育。            | 活动台账
after a sure clause       | {% if 党课 %}讲党课{{ 党课 }}次，{% endif %}到{{ 服务社区|顿号 }}服务{{ 句号 }} |
beside a list             | 向{{ 参观地点|顿号 }}、{{ 服务社区|顿号 }}送去慰问品。                   | 参观地点 服务社区
behind what leads to it   | 截至{{ 期间.截至 }}，未参观的有{{ 参观地点|顿号 }}。                    | 参观地点
within a list of its own  | 组织学习、到{{ 参观地点|顿号 }}参观，接受教育。                         | 参观地点
a comparison              | 培养积极分子{{ 入党积极分子 }}名（{{ 同比.入党积极分子 }}）。          |
a comparison beside       | 培养积极分子{{ 入党积极分子 }}名{{ 同比.入党积极分子 }}。              | 同比.入党积极分子
behind an ordinal         | {{ 一是 }}到{{ 参观地点|顿号 }}参观{{ 句号 }}                         |
a comparison, closed      | 培养{{ 入党积极分子 }}名{% if 变化.入党积极分子 %}，{{ 变化.入党积极分子 }}{% endif %}。 |
in the other branch       | 培养{{ 入党积极分子 }}名{% if 党课 %}，讲课{% elif 变化.入党积极分子 %}，{{ 变化.入党积极分子 }}{% endif %}。 |
behind its condition      | {% if 参观地点 %}参观学习。{% endif %}{{ 党课 }}次到{{ 参观地点|顿号 }}参观，接受教育。 | 参观地点
a short sentence          | {{ 党课 }}次{{ 服务社区|等("个社区") }}。                              | 服务社区
all of a sentence         | {{ 参观地点|顿号 }}{{ 句号 }}                                         |
no sentence               | {{ 参观地点|顿号 }}                                                  |
a number                  | 讲党课{{ 党课 }}次，接受教育。                                        |
"""


@pytest.mark.parametrize("line", HOLES.strip().splitlines()[1:])
def test_what_may_be_nothing_is_told_where_its_clause_stays(office: Office, line: str) -> None:
    _why, written, told = (each.strip() for each in f"{line} ".split(" | "))
    found = holes(office, office.documents[0], [written], "甲.docx")
    assert [each.message.split("”")[0].removeprefix("“") for each in found] == told.split()
