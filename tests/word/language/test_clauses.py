"""A tag that has nothing to say takes its clause along, where it stands alone in it; through a real document."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from tests.support import read_docx
from tests.support.make_docx import docx
from toolkit.catalogue.catalogue_findings import RESERVED_LABELS
from toolkit.report.wording import FILTERS
from toolkit.word import MARK_NAMES, ORDINAL, SILENT, STOP, Workshop, compile_template
from toolkit.word.language.clauses import RESOLVED_LATER


def lines(template: str, **context: Any) -> list[str]:
    compiled = compile_template(docx(template), filters=FILTERS)
    data = compiled.render({"一是": ORDINAL, "句号": STOP, "空": [], "甲": ["红岩"], "次": 2, **context})
    return read_docx.paragraphs(data)


CLAUSES = """
召开党课2次，到{{ 空|顿号 }}参观。                | 召开党课2次。
到{{ 空|顿号 }}参观，召开党课2次。                | 召开党课2次。
召开党课2次，到{{ 空|顿号 }}参观，开展讨论。      | 召开党课2次，开展讨论。
召开党课2次，到{{ 空|顿号 }}参观；开展讨论。      | 召开党课2次；开展讨论。
召开党课2次；到{{ 空|顿号 }}参观，开展讨论。      | 召开党课2次；开展讨论。
召开党课2次。到{{ 空|顿号 }}参观。开展讨论。      | 召开党课2次。开展讨论。
召开党课2次（地点：{{ 空|顿号 }}）。              | 召开党课2次。
召开党课2次（共3处，地点{{ 空|顿号 }}）。         | 召开党课2次（共3处）。
召开党课2次（地点{{ 空|顿号 }}，共3处）。         | 召开党课2次（共3处）。
召开党课2次，先后到：{{ 空|顿号 }}。              | 召开党课2次。
召开党课2次(地点{{ 空|顿号 }})。                  | 召开党课2次。
召开党课2次（（{{ 空|顿号 }}）），讨论。          | 召开党课2次，讨论。
围绕“不忘初心、牢记使命”讨论，以“{{ 空|顿号 }}”为题研学。 | 围绕“不忘初心、牢记使命”讨论。
{% if 次 %}召开党课{{ 次 }}次，{% endif %}到{{ 空|顿号 }}参观。       | 召开党课2次。
{% if 无 %}召开党课{{ 次 }}次，{% endif %}到{{ 空|顿号 }}参观，讨论。 | 讨论。
{% if 次 %}召开党课{{ 次 }}次，{% else %}到{{ 空|顿号 }}参观，{% endif %}讨论。 | 召开党课2次，讨论。
{% if 无 %}召开党课{{ 次 }}次，{% else %}到{{ 空|顿号 }}参观，{% endif %}讨论。 | 讨论。
到{{ 空|顿号 }}参观{% if 次 %}，召开党课{{ 次 }}次{% endif %}。       | 召开党课2次。
召开党课2|^次，到{{ 空|顿号 }}参|^观。                              | 召开党课2次。
召开党课2次，服务{{ 空|等("个社区") }}{{ 句号 }}  | 召开党课2次。
抄送：{{ 空|顿号 }}                               | 抄送：
参观地点{{ 空|顿号 }}                             | 参观地点
本期{{ 变化.党课 }}，召开党课2次。                | 召开党课2次。
{{ 一是 }}到{{ 空|顿号 }}参观；{{ 一是 }}讨论；{{ 一是 }}总结。 | 一是讨论；二是总结。
{{ 一是 }}讨论；{{ 一是 }}到{{ 空|顿号 }}参观；{{ 一是 }}总结。 | 一是讨论；二是总结。
{{ 一是 }}讨论；{{ 一是 }}总结；{{ 一是 }}到{{ 空|顿号 }}参观。 | 一是讨论；二是总结。
{{ 一是 }}讨论；{{ 一是 }}到{{ 空|顿号 }}参观，座谈。           | 一是讨论；二是座谈。
工作中{{ 一是 }}到{{ 空|顿号 }}参观；{{ 一是 }}讨论。           | 工作中讨论。
工作中{{ 一是 }}到{{ 空|顿号 }}参观。                           | 工作中。
"""


@pytest.mark.parametrize("line", CLAUSES.strip().splitlines())
def test_a_clause_goes_with_what_has_nothing_to_say_and_takes_the_weaker_sign_along(line: str) -> None:
    template, _bar, printed = line.rpartition(" | ")

    assert lines(template.strip(), 变化={"党课": SILENT}, 无=False) == [printed.strip()]


OTHERS = """
走访{{ 次 }}户：{{ 空|顿号 }}。                                              | 走访2户：。
主要有{{ 次 }}项：到{{ 空|顿号 }}参观，到{{ 空|顿号 }}学习。                 | 主要有2项：到参观。
向{{ 空|顿号 }}、{{ 甲|顿号 }}送去慰问品。                                   | 向、红岩送去慰问品。
主要做法：到{{ 空|顿号 }}参观；开展讨论。                                    | 主要做法：到参观；开展讨论。
地点：{{ 空|顿号 }}　人数：{{ 次 }}                                          | 地点：　人数：2
组织学习、到{{ 空|顿号 }}参观，开展讨论。                                    | 组织学习、到参观，开展讨论。
围绕“不忘初心、牢记使命”到{{ 空|顿号 }}参观，讨论。                          | 围绕“不忘初心、牢记使命”到参观，讨论。
以“学党史，强信念”为主题到{{ 空|顿号 }}参观，讨论。                          | 以“学党史，强信念”为主题到参观，讨论。
投入1,000元为{{ 空|顿号 }}修缮，讨论。                                       | 投入1,000元为修缮，讨论。
于8:30到{{ 空|顿号 }}参观，讨论。                                            | 于8:30到参观，讨论。
他说“到{{ 空|顿号 }}参观，很好”。                                            | 他说“到参观，很好”。
……到{{ 空|顿号 }}参观……讨论。                                                | ……到参观……讨论。
组织党员（{{ 次 }}名）到{{ 空|顿号 }}参观，讨论。                            | 组织党员（2名）到参观，讨论。
到{{ 空|顿号 }}（含线上）参观，讨论。                                        | 到（含线上）参观，讨论。
一、到{{ 空|顿号 }}参观。                                                    | 一、到参观。
截至{{ 次 }}月底，未报的有{{ 空|顿号 }}。                                    | 截至2月底，未报的有。
第一，到{{ 空|顿号 }}参观。第二，讨论。                                      | 第一，到参观。第二，讨论。
一是到{{ 空|顿号 }}参观；二是讨论；三是总结。                                | 一是到参观；二是讨论；三是总结。
1.到{{ 空|顿号 }}参观，讨论。                                                | 1.到参观，讨论。
此外，到{{ 空|顿号 }}参观{{ 句号 }}                                          | 此外，到参观。
开展活动{{ 次 }}次到{{ 空|顿号 }}参观，讨论。                                | 开展活动2次到参观，讨论。
到{{ 空|顿号 }}和{{ 甲|顿号 }}参观，讨论。                                   | 到和红岩参观，讨论。
开展活动{{ 次 }}次{% if 无 %}，{% endif %}到{{ 空|顿号 }}参观，讨论。        | 开展活动2次到参观，讨论。
{% for 每 in 甲 %}{{ 每 }}{% endfor %}到{{ 空|顿号 }}参观，讨论。            | 红岩到参观，讨论。
{% for 每 in [空, 甲] %}到{{ 每|顿号 }}参观{% endfor %}，讨论。              | 到参观到红岩参观，讨论。
"""


@pytest.mark.parametrize("line", OTHERS.strip().splitlines())
def test_a_clause_in_which_another_value_stands_stays(line: str) -> None:
    template, _bar, printed = line.rpartition(" | ")

    assert lines(template.strip(), 无=False) == [printed.strip()]


def test_each_turn_of_a_loop_has_clauses_of_its_own() -> None:
    template = "各支部：{% for 每 in 各 %}{{ 每.名 }}，到{{ 每.地|顿号 }}参观；{% endfor %}{{ 句号 }}"

    assert lines(
        template, 各=[{"名": "一", "地": ["红岩"]}, {"名": "二", "地": []}, {"名": "三", "地": ["井冈山"]}]
    ) == ["各支部：一，到红岩参观；二；三，到井冈山参观。"]


@pytest.mark.parametrize(
    "between",
    [
        "<w:r><w:br/></w:r>",
        "<w:r><w:tab/></w:r>",
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        '<w:del w:id="1" w:author="x"><w:r><w:delText>，</w:delText></w:r></w:del>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>，</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框。</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
    ],
)
def test_a_clause_with_more_than_text_in_it_stays(between: str) -> None:
    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    xml = f"<w:p>{run('召开党课{{ 次 }}次')}{between}{run('到{{ 空|顿号 }}参观，讨论。')}</w:p>"

    assert "到参观，讨论。" in "".join(lines(f"xml: {xml}"))


def test_the_properties_of_a_document_have_no_clauses() -> None:
    made = compile_template(docx("甲\ntitle: 到{{ 空|顿号 }}参观，讨论"), filters=FILTERS).render({"空": []})

    assert read_docx.properties(made)["title"] == "到参观，讨论"


def test_a_long_paragraph_is_closed_up_at_once() -> None:
    rows = [{"地": ["红岩"] if number % 2 else []} for number in range(400)]

    assert lines("{% for 每 in 各 %}到{{ 每.地|顿号 }}参观；{% endfor %}共400次。", 各=rows) == [
        "到红岩参观；" * 200 + "共400次。"
    ]


def test_a_paragraph_that_said_nothing_else_goes() -> None:
    assert lines("前\n到{{ 空|顿号 }}参观。\n后") == ["前", "后"]


def test_silence_stays_silence_in_another_process() -> None:
    template = compile_template(docx("讲党课2次，{{ 变化.党课 }}，到{{ 空|顿号 }}参观，学习。"), filters=FILTERS)

    assert pickle.loads(pickle.dumps(SILENT)) is SILENT
    with Workshop() as workshop:
        made = workshop.render(template, {"变化": {"党课": SILENT}, "空": []})
    assert read_docx.paragraphs(made) == ["讲党课2次，学习。"]


def test_the_tags_that_print_a_mark_are_told_apart_from_values() -> None:
    assert RESOLVED_LATER.keys() == MARK_NAMES.keys()
    assert MARK_NAMES.keys() <= RESERVED_LABELS


def test_a_cell_keeps_its_paragraph() -> None:
    made = compile_template(docx("| 到{{ 空|顿号 }}参观。 | 乙 |"), filters=FILTERS).render({"空": []})

    assert read_docx.tables(made) == [[["", "乙"]]]


def test_an_empty_text_that_was_filed_takes_nothing_along() -> None:
    assert lines("先进事迹{{ 事.迹 }}，讨论。", 事={"迹": ""}) == ["先进事迹，讨论。"]


def test_what_is_joined_or_counted_is_an_empty_text() -> None:
    assert lines("{% if 空|顿号 %}有{% endif %}共{{ (空|顿号)|length }}处，{{ '到' ~ (空|顿号) }}。") == ["共0处，到。"]


def test_a_value_that_is_taken_down_has_the_filters_of_its_tag_and_a_silent_one_is_none() -> None:
    template = compile_template(docx("到{{ 甲|顿号 }}参观，到{{ 空|顿号 }}学习。"), filters=FILTERS)

    printed = template.render_parts({"甲": ["红岩"], "空": []}, is_recorded=True).printed

    assert [(each.names, each.filters, each.text) for each in printed] == [(("甲",), ("顿号",), "红岩")]


def test_in_a_cell_or_a_heading_nothing_is_looked_for() -> None:
    template = compile_template(
        docx("# 到{{ 空|顿号 }}参观\n| {{ 空|顿号 }} | 到{{ 空|顿号 }} |\n到{{ 空|顿号 }}，学习。"), filters=FILTERS
    )

    assert template.sources["word/document.xml"].count("{{") == 4
    rendered = template.render_parts({"空": []})
    assert read_docx.tables(template.render({"空": []})) == [[["", "到"]]]
    assert "到参观" in rendered.parts["word/document.xml"] and "学习。" in rendered.parts["word/document.xml"]


def test_a_paragraph_of_very_many_conditions_is_read_and_its_last_clause_stays() -> None:
    many = "{% if 甲 %}讲课{{ 次 }}次，{% endif %}" * 1_500

    assert lines(f"{many}到{{{{ 空|顿号 }}}}参观。") == ["讲课2次，" * 1_500 + "到参观。"]
