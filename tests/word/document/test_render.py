"""Rendering: every value is printed exactly or refused by name, and what is made is always a whole Word file.

What was written is found again by tests/support/read_docx.py, which shares no code with the writer.
"""

from __future__ import annotations

import copy
import io
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import read_docx
from tests.support.make_docx import docx, paragraph
from toolkit.errors import ToolkitError
from toolkit.word import Gap, compile_template
from toolkit.word.document.render import RenderFault

EVERYWHERE = compile_template(
    docx("""
    始{{ 值 }}终
    | 始{{ 值 }}终 | 邻 |
    末
    header: 始{{ 值 }}终
    footer: 始{{ 值 }}终
    footnote: 始{{ 值 }}终
    endnote: 始{{ 值 }}终
    comment: 始{{ 值 }}终
    title: 始{{ 值 }}终
    """)
)
STORIES = ["header1", "footer1", "footnotes", "endnotes", "comments"]

HOSTILE = [
    "<", ">", "&", '"', "'", "&amp;", "&lt;", "&#0;", "&#xD800;", "&unknown;", "]]>", "<!--", "-->", "<![CDATA[",
    "<!DOCTYPE x>", "<?xml?>", "</w:t>", "</w:p>", "</w:body>", "<w:p>", "<w:br/>", "</cp:coreProperties>", "甲&乙<丙>",
    "100<100 & more", "{{", "}}", "{%", "%}", "{#", "#}", "{{ 7*7 }}", "{{ 值 }}", "{% for x in y %}", "{% raw %}",
    "{%p if x %}", "{_{", "}_}", "{_%", "%_}", "{0}", "{值}", "%s", "%(值)s", "$1", "${值}", "\\1", "\\g<0>", "\\n", "\\",
    "“两学一做”", "‘甲’", "一是", "句号", "None", "nan", "【待填】", "=1+1", "@x", "\n", "\n\n", "\t", "\r\n", "\r", " ", "  ", "　",
    "\u00a0", "\u00ad", "\u200b", "\u200d", "\u202e", "\u2028", "\u2029", "\ufeff", "\ufffd", "\ufffc", "\ue000",
    "𠮷", "😀", "👨‍👩‍👧", "é", "e\u0301", "ﬁ", "\U0010fffd",
]  # fmt: skip
UNPRINTABLE = [
    *(chr(code) for code in range(32) if chr(code) not in "\t\n\r"),
    "\x7f", "\x80", "\x85", "\x9f", "\ud800", "\udbff", "\udc00", "\udfff", "\ud83d\ude00", "\ufffe", "\uffff",
    *(chr(code) for code in range(0xFDD0, 0xFDF0)),
    "\U0001fffe", "\U0001ffff", "\U0010ffff",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(HOSTILE) | st.text(), max_size=4).map("".join)


def written(value: object) -> dict[str, str]:
    """The value as it is found in each place of a document, with what stands around it."""
    data = EVERYWHERE.render({"值": value})
    assert read_docx.faults(data) == []
    *lines, last = read_docx.paragraphs(data)
    ((cell, neighbour),) = read_docx.tables(data)[0]
    assert (last, neighbour) == ("末", "邻")
    stories = {story: "\n".join(read_docx.paragraphs(data, f"word/{story}.xml")) for story in STORIES}
    return {"body": "\n".join(lines), "cell": cell, "title": read_docx.properties(data)["title"], **stories}


def line(template: str, **context: object) -> str:
    return "\n".join(read_docx.paragraphs(compile_template(docx(template)).render(context)))


def is_refused(text: str) -> bool:
    """Whether a text holds what no Word file can; written down apart from the code that decides it."""
    noncharacters = {
        *range(0xFDD0, 0xFDF0),
        *(plane * 0x10000 + end for plane in range(17) for end in (0xFFFE, 0xFFFF)),
    }
    return any(
        ord(each) in noncharacters or (unicodedata.category(each) in ("Cc", "Cs") and each not in "\t\n\r")
        for each in text
    )


@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
def test_a_hostile_value_is_printed_as_it_is_everywhere(value):
    text = f"甲{value}乙"
    expected = f"始{text}终".replace("\r\n", "\n").replace("\r", "\n")

    found = written(text)

    assert found == dict.fromkeys(found, expected)


@pytest.mark.parametrize("value", UNPRINTABLE, ids=ascii)
def test_a_value_word_cannot_hold_is_refused_by_name(value):
    with pytest.raises(RenderFault, match=r"“值”含有Word保存不了的字符.*请改正"):
        written(f"甲{value}乙")


@settings(max_examples=300, deadline=None)
@given(st.builds("".join, st.tuples(TEXT, st.just("") | st.sampled_from(UNPRINTABLE) | st.characters(), TEXT)))
def test_any_text_is_found_again_or_refused_by_name(text):
    expected = f"始{text}终".replace("\r\n", "\n").replace("\r", "\n")

    if is_refused(text):
        with pytest.raises(RenderFault, match="“值”"):
            written(text)
    else:
        found = written(text)
        assert found == dict.fromkeys(found, expected)


@settings(max_examples=100, deadline=None)
@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4) | st.integers()
)
def test_any_number_is_found_again(number):
    found = line("{{ 值 }}", 值=number)

    assert Decimal(found) == number
    assert found != "-0"


@pytest.mark.parametrize("value", [" 甲", "甲 ", "  ", "\t甲", "\n甲", "甲\n", "\n", ""], ids=ascii)
def test_space_at_the_ends_of_a_value_is_kept(value):
    assert line("{{ 值 }}", 值=value) == value


def test_three_hundred_thousand_lines_are_so_many_paragraphs():
    found = line("始{{ 值 }}终", 值="\n" * 300_000)

    assert found == "始" + "\n" * 300_000 + "终"


def test_three_hundred_thousand_tabs_are_kept():
    found = line("始{{ 值 }}终", 值="\t" * 300_000)

    assert found == "始" + "\t" * 300_000 + "终"


@pytest.mark.parametrize(
    "tag",
    [
        "{{ 值 }}",
        "{{ 值|replace('空', '') }}",
        "{{ 值|trim }}",
        "{{ 值 ~ '' }}",
        "{{ '' + 值 }}",
        "{{ [值]|join('、') }}",
        "{{ [值] }}",
        "{{ 值 if 真 else 值 }}",
        "{{ 值|default('无') }}",
        "{% set 文 = 值 %}{{ 文 }}",
        "{% for 文 in [值] %}{{ 文 }}{% endfor %}",
        "{{ [值]|first }}",
        "{{ 行.值 }}",
        "{{ 行['值'] }}",
        "{{ 行|join(attribute='值') if 假 else 值 }}",
    ],
)
@pytest.mark.parametrize("value", ["甲&<乙>", "甲\n乙", "甲\t乙", "&amp;\n\"'"], ids=ascii)
def test_a_value_is_printed_the_same_by_whatever_way(tag, value):
    assert line(tag, 值=value, 行={"值": value}, 真=True, 假=False) == value


@pytest.mark.parametrize(
    "tag", ["{{ 值|replace('空', '') }}", "{{ 值 ~ '' }}", "{{ [值]|join }}", "{{ 值|trim }}", "{{ [值] }}"]
)
@pytest.mark.parametrize("value", ["甲\x00乙", "甲\ud800乙", "甲\ufdd0乙", "甲\ufdd2乙"], ids=ascii)
def test_a_value_word_cannot_hold_is_refused_by_whatever_way(tag, value):
    with pytest.raises(RenderFault, match="“值”含有Word保存不了的字符"):
        line(tag, 值=value)


def test_the_refusal_names_the_row_and_the_column():
    rows = [{"事项": "好"}, {"事项": "坏\x00"}]

    with pytest.raises(RenderFault, match=r"“台账第2行\.事项”"):
        line("{% for 行 in 台账 %}{{ 行.事项 }}{% endfor %}", 台账=rows)


def test_the_refusal_names_the_value_that_was_to_be_printed():
    with pytest.raises(RenderFault, match="“乙”"):
        line("{{ 乙 }}", 甲="不印\x00", 乙="要印\x00")


def test_what_the_template_itself_made_is_no_value_of_the_office():
    with pytest.raises(RenderFault, match="“某个值”"):
        line('{{ 甲 / 乙 }}{{ "\\x00" ~ 甲 }}', 甲=3, 乙=4)


def test_the_refusal_names_the_part():
    template = compile_template(docx("甲\nheader: {{ 值 }}"), name="模板")

    with pytest.raises(RenderFault, match=r"^模板 页眉：“值”"):
        template.render({"值": "\x00"})


def test_a_name_without_a_value_is_never_an_empty_text():
    with pytest.raises(RenderFault, match=r"党费.*没有值"):
        line("{{ 党费 }}")


def test_a_field_without_a_value_is_never_an_empty_text():
    with pytest.raises(RenderFault, match="没有值"):
        line("{{ 单位.电话 }}", 单位={"名称": "甲"})


def test_a_key_goes_before_a_dictionarys_method_of_the_same_name():
    assert line("{{ 单位.items }}", 单位={"items": "甲"}) == "甲"


def test_a_dictionary_method_is_never_taken_for_a_key():
    with pytest.raises(RenderFault, match="没有值"):
        line("{{ 单位.items }}", 单位={"名称": "甲"})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1234.50"), "1234.5"),
        (date(2026, 6, 30), "2026年6月30日"),
        (["甲", "乙"], "甲、乙"),
        (True, "是"),
        (None, "【待填】"),
        (Gap(counts=True), "【待填】"),
        (Gap("不适用"), "不适用"),
        (0, "0"),
    ],
)
def test_a_value_is_printed_as_an_office_writes_it_everywhere(value, expected):
    found = written(value)

    assert found == dict.fromkeys(found, f"始{expected}终")


@pytest.mark.parametrize(
    ("tag", "expected"), [("{{ none }}", "【待填】"), ("{{ true }}", "是"), ("{{ 1.50 }}", "1.5"), ("{{ '<' }}", "<")]
)
def test_a_constant_is_printed_like_a_value(tag, expected):
    assert line(tag) == expected


@pytest.mark.parametrize(("gap", "expected"), [(Gap(counts=True), "党费【待填】元"), (Gap(), ""), (Gap("不适用"), "")])
def test_a_required_blank_keeps_its_clause_and_another_drops_it(gap, expected):
    assert line("{% if 党费 %}党费{{ 党费 }}元{% endif %}", 党费=gap) == expected


def test_a_number_stays_a_number_until_it_is_printed():
    assert line("{% if 次数 >= 6 %}{{ 次数 * 2 + 金额 }}{% endif %}", 次数=6, 金额=Decimal("0.50")) == "12.5"


def test_each_row_makes_a_row():
    data = compile_template(
        docx("""
        | 序号 | 事项 |
        | {%tr for 行 in 台账 %} |  |
        | {{ loop.index }} | {{ 行.事项 }} |
        | {%tr endfor %} |  |
        | 合计 | {{ 台账|length }} |
        """)
    ).render({"台账": [{"事项": "甲"}, {"事项": "乙&"}]})

    assert read_docx.tables(data) == [[["序号", "事项"], ["1", "甲"], ["2", "乙&"], ["合计", "2"]]]
    assert read_docx.faults(data) == []


def test_no_rows_make_no_row():
    data = compile_template(docx("| 甲 |\n| {%tr for 行 in 台账 %} |\n| {{ 行 }} |\n| {%tr endfor %} |")).render(
        {"台账": []}
    )

    assert read_docx.tables(data) == [[["甲"]]]


def test_a_table_left_without_rows_is_taken_out():
    data = compile_template(docx("甲\n| {%tr for 行 in 台账 %} |\n| {{ 行 }} |\n| {%tr endfor %} |\n乙")).render(
        {"台账": []}
    )

    assert (read_docx.tables(data), read_docx.paragraphs(data)) == ([], ["甲", "乙"])
    assert read_docx.faults(data) == []


def test_a_row_is_kept_or_dropped_by_its_condition():
    template = compile_template(docx("| 甲 |\n| {%tr if 有 %} |\n| 乙 |\n| {%tr else %} |\n| 丙 |\n| {%tr endif %} |"))

    kept, dropped = (read_docx.tables(template.render({"有": each})) for each in (True, False))

    assert (kept, dropped) == ([[["甲"], ["乙"]]], [[["甲"], ["丙"]]])


def test_each_value_makes_a_cell():
    template = compile_template(docx("| 甲 | {%tc for 月 in 月份 %} | {{ 月 }} | {%tc endfor %} |"))

    assert read_docx.tables(template.render({"月份": ["一月", "二月"]})) == [[["甲", "一月", "二月"]]]


def test_a_row_left_without_cells_is_taken_out():
    data = compile_template(docx("| {%tc for 月 in 月份 %} | {{ 月 }} | {%tc endfor %} |\n| 甲 |")).render({"月份": []})

    assert read_docx.tables(data) == [[["甲"]]]
    assert read_docx.faults(data) == []


@pytest.mark.parametrize(("kept", "expected"), [(True, ["甲", "乙", "丁"]), (False, ["甲", "丙", "丁"])])
def test_whole_paragraphs_are_kept_or_dropped(kept, expected):
    data = compile_template(docx("甲\n{%p if 有 %}\n乙\n{%p else %}\n丙\n{%p endif %}\n丁")).render({"有": kept})

    assert read_docx.paragraphs(data) == expected


def test_a_loop_over_paragraphs_repeats_them():
    data = compile_template(docx("{%p for 项 in 项目 %}\n{{ loop.index }}.{{ 项 }}\n{%p endfor %}")).render(
        {"项目": ["甲", "乙"]}
    )

    assert read_docx.paragraphs(data) == ["1.甲", "2.乙"]


def test_a_loop_over_rows_in_a_loop_over_tables():
    data = compile_template(
        docx("""
        {%p for 支部 in 各支部 %}
        {{ 支部.名称 }}
        | {%tr for 行 in 支部.台账 %} |
        | {{ 行 }} |
        | {%tr endfor %} |
        {%p endfor %}
        """)
    ).render({"各支部": [{"名称": "一支部", "台账": ["甲", "乙"]}, {"名称": "二支部", "台账": ["丙"]}]})

    assert read_docx.paragraphs(data) == ["一支部", "二支部"]
    assert read_docx.tables(data) == [[["甲"], ["乙"]], [["丙"]]]


def test_a_run_is_kept_or_dropped_by_its_condition():
    assert [line("甲{%r if 有 %}乙{%r endif %}丙", 有=each) for each in (True, False)] == ["甲乙丙", "甲丙"]


def test_a_value_is_printed_in_a_text_box_and_in_its_copy():
    data = compile_template(docx("甲\nbox: 框{{ 值 }}\n乙")).render({"值": "一&\n二"})

    assert read_docx.boxes(data) == [["框一&", "二"]] * 2
    assert read_docx.paragraphs(data) == ["甲", "", "乙"]


def test_a_tag_in_several_runs_has_the_look_of_the_first_and_what_follows_its_own():
    data = compile_template(docx("甲|^{{ 党|^费 }}乙")).render({"党费": 3})

    runs = [
        ("".join(run.itertext()), run.find(f".//{read_docx.W}b") is not None)
        for run in read_docx.tree(data).iter(f"{read_docx.W}r")
    ]
    assert runs == [("甲", False), ("3", True), ("乙", True)]


def test_each_line_is_a_paragraph_that_looks_like_its_neighbours():
    data = compile_template(docx("始{{ 值 }}终")).render({"值": "一\n二\n三"})

    looks = read_docx.looks(data)
    assert read_docx.paragraphs(data) == ["始一", "二", "三终"]
    assert len(looks) == 3 and len(set(looks)) == 1
    assert "firstLine" in looks[0]


def test_each_line_keeps_the_look_of_its_run():
    data = compile_template(docx("始|^{{ 值 }}|^终")).render({"值": "一\n二"})

    first, second = read_docx.tree(data).iter(f"{read_docx.W}p")
    assert [first.find(f".//{read_docx.W}b") is not None, second.find(f".//{read_docx.W}b") is not None] == [True, True]
    assert read_docx.paragraphs(data) == ["始一", "二终"]


def test_two_texts_of_several_lines_in_one_paragraph_stay_in_order():
    assert line("始{{ 甲 }}中|^{{ 乙 }}终", 甲="一\n二", 乙="三\n四") == "始一\n二中三\n四终"


def test_lines_and_tabs_in_one_text_stay_in_order():
    assert line("始{{ 值 }}终", 值="一\t二\n\t三\n") == "始一\t二\n\t三\n终"


def test_lines_in_a_cell_stay_in_the_cell():
    data = compile_template(docx("| 甲{{ 值 }} // 乙 | 丙 |")).render({"值": "一\n二"})

    assert read_docx.tables(data) == [[["甲一\n二\n乙", "丙"]]]


def test_lines_in_a_link_keep_what_follows_them_in_order():
    link = "<w:hyperlink><w:r><w:t>{{ 值 }}</w:t></w:r><w:r><w:t>中</w:t></w:r></w:hyperlink><w:r><w:t>终</w:t></w:r>"

    assert line(f"xml: <w:p>{link}</w:p>", 值="一\n二") == "一\n二中终"


def test_the_last_line_ends_the_section():
    section = '<w:pPr><w:sectPr><w:type w:val="nextPage"/></w:sectPr></w:pPr>'
    data = compile_template(docx(f"xml: <w:p>{section}<w:r><w:t>{{{{ 值 }}}}</w:t></w:r></w:p>")).render(
        {"值": "一\n二\n三"}
    )

    assert ["sectPr" in each for each in read_docx.looks(data)] == [False, False, True]


def test_a_tab_is_a_tab_of_word():
    data = compile_template(docx("{{ 值 }}")).render({"值": "一\t二\t"})

    assert len(list(read_docx.tree(data).iter(f"{read_docx.W}tab"))) == 2
    assert b"\t" not in read_docx.parts(data)["word/document.xml"]


EMPTIED = {
    "a cell": "| {{ 甲 }}{%p if 无 %} // 乙 // {%p endif %} | 丙 |",
    "a cell of one paragraph": "| {%p if 无 %} // {{ 甲 }} // {%p endif %} | 丙 |",
    "a header": "甲\nheader: {%p if 无 %}\nheader: {{ 甲 }}\nheader: {%p endif %}",
    "a footer": "甲\nfooter: {%p if 无 %}\nfooter: {{ 甲 }}\nfooter: {%p endif %}",
    "a text box": "xml: <w:p><w:r><w:txbxContent>" + "".join(map(paragraph, ["{%p if 无 %}", "甲", "{%p endif %}"]))
    + "</w:txbxContent></w:r></w:p>",
    "a table in a cell": "xml: <w:tbl><w:tblPr/><w:tr><w:tc><w:tbl><w:tblPr/>"
    + "".join(f"<w:tr><w:tc>{paragraph(text)}</w:tc></w:tr>" for text in ["{%tr if 无 %}", "甲", "{%tr endif %}"])
    + "</w:tbl><w:p/></w:tc></w:tr></w:tbl>",
}  # fmt: skip


@pytest.mark.parametrize("lines", EMPTIED.values(), ids=EMPTIED.keys())
def test_what_must_hold_a_paragraph_holds_one_when_all_dropped_out(lines):
    data = compile_template(docx(lines)).render({"无": False, "甲": 1})

    assert read_docx.faults(data) == []


def test_a_header_that_holds_its_paragraph_in_a_control_is_left_alone():
    header = docx("甲\nheader: 乙")
    control = read_docx.parts(header)["word/header1.xml"].replace(b"<w:p>", b"<w:sdt><w:sdtContent><w:p>")
    control = control.replace(b"</w:p>", b"</w:p></w:sdtContent></w:sdt>").replace("乙".encode(), "{{ 值 }}".encode())

    data = compile_template(docx("甲\nheader: 乙", {"word/header1.xml": control})).render({"值": "一\t二"})

    assert read_docx.paragraphs(data, "word/header1.xml") == ["一\t二"]


def test_a_property_is_escaped_once():
    data = compile_template(docx("甲\ntitle: {{ 值 }}\nsubject: R&D\nkeywords: {{ 词 }}")).render(
        {"值": "R&D", "词": "甲<乙"}
    )

    assert read_docx.properties(data) == {"title": "R&D", "subject": "R&D", "keywords": "甲<乙"}


def test_a_value_in_a_footnote_is_never_rendered_again():
    sections = f"xml: {paragraph('甲', '<w:sectPr/>')}\nxml: {paragraph('乙', '<w:sectPr/>')}\nfootnote: {{{{ 值 }}}}"
    data = compile_template(docx(sections)).render({"值": "{{ 7*7 }}"})

    assert read_docx.paragraphs(data, "word/footnotes.xml") == ["{{ 7*7 }}"]


def test_parts_without_tags_keep_their_bytes():
    picture = bytes(range(256)) * 40
    source = docx(
        "{{ 值 }}\nheader: 页眉 & 无标签\ntitle: 题", {"word/media/image1.png": picture, "word/theme.xml": "<a>{{}</a>"}
    )

    made = read_docx.parts(compile_template(source).render({"值": 1}))

    original = read_docx.parts(source)
    assert list(made) == list(original)
    assert {name for name in made if made[name] != original[name]} == {"word/document.xml"}


def test_the_text_of_a_template_without_tags_is_not_touched():
    source = docx("甲 & <乙> {丙} 100%")

    assert read_docx.parts(compile_template(source).render({})) == read_docx.parts(source)


def test_the_same_values_give_the_same_bytes():
    context = {"值": "一\n二", "台账": [{"事项": "甲"}]}
    source = docx("{{ 值 }}{% for 行 in 台账 %}{{ 行.事项 }}{% endfor %}")

    first, second = compile_template(source).render(context), compile_template(source).render(context)

    assert first == second


def test_a_template_renders_any_number_of_times():
    template = compile_template(docx("{{ 值 }}\nheader: {{ 值 }}"))

    found = [read_docx.paragraphs(template.render({"值": number})) for number in range(5)]

    assert found == [[str(number)] for number in range(5)]


def test_rendering_leaves_the_values_as_they_were():
    context = {"台账": [{"事项": "乙"}, {"事项": "甲"}], "文": "一\n二"}
    before = copy.deepcopy(context)

    line(
        "{% for 行 in 台账|sort(attribute='事项')|reverse %}{{ 行.事项 }}{% endfor %}{% set 文 = 1 %}{{ 文 }}",
        **context,
    )

    assert context == before


def test_one_template_rendered_from_eight_threads_mixes_nothing():
    template = compile_template(
        docx("""
        {{ 名称 }}{{ 文 }}
        | {%tr for 行 in 台账 %} |
        | {{ 名称 }}{{ 行 }} |
        | {%tr endfor %} |
        header: {{ 名称 }}
        title: {{ 名称 }}
        """)
    )

    def made(number: int) -> bytes:
        return template.render({"名称": f"支部{number}", "文": "一\n二", "台账": list(range(number % 7))})

    alone = [made(number) for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(made, range(200)))

    assert together == alone
    assert read_docx.properties(together[123]) == {"title": "支部123"}


def test_a_part_can_be_rendered_now_and_put_together_later():
    template = compile_template(docx("{{ 值 }}\nheader: {{ 值 }}"))

    parts = template.render_parts({"值": 1})

    assert set(parts.parts) == {"word/document.xml", "word/header1.xml"}
    assert template.assemble(parts) == template.render({"值": 1})


def test_no_mark_of_ours_is_left_in_a_file():
    data = compile_template(
        docx('{{ 值 }}\ntitle: {{ 值 }}\nxml: <w:p><w:bookmarkStart w:name="{{ 值 }}"/></w:p>')
    ).render({"值": "一\n\t二"})

    text = b"".join(read_docx.parts(data).values()).decode()
    assert not any(0xFDD0 <= ord(character) <= 0xFDEF for character in text)


def test_another_library_reads_the_file():
    data = compile_template(docx("# 标题\n{{ 值 }}\n| {{ 值 }} |\nheader: {{ 值 }}")).render({"值": "一&\n二"})

    document = Document(io.BytesIO(data))

    assert [each.text for each in document.paragraphs] == ["标题", "一&", "二"]
    assert document.tables[0].cell(0, 0).text == "一&\n二"


@pytest.mark.parametrize(
    ("tag", "context"),
    [
        ("{{ 甲 - 乙 }}", {"甲": "文", "乙": 1}),
        ("{{ 甲 / 0 }}", {"甲": 1}),
        ("{% for 行 in 甲 %}{% endfor %}", {"甲": 5}),
    ],
)
def test_a_sum_that_cannot_be_done_is_a_fault_with_advice(tag, context):
    with pytest.raises(RenderFault, match=r"做不下去.*请检查"):
        line(tag, **context)


@pytest.mark.parametrize("fault", [KeyError("x"), AttributeError("x"), IndexError("x"), ValueError("x")])
def test_a_filter_that_fails_is_a_fault_of_the_toolkit(fault):
    def fails(_value: object) -> object:
        raise fault

    template = compile_template(docx("{{ 值|坏 }}"), filters={"坏": fails})

    with pytest.raises(ToolkitError):
        template.render({"值": 1})


def test_a_text_without_end_is_refused_by_name():
    with pytest.raises(RenderFault, match="“值”文字太长"):
        line("{{ 值 }}", 值="甲" * 1_000_001)


def test_a_loop_without_end_is_stopped():
    with pytest.raises(RenderFault, match="太多"):
        line("{% for 一 in 行 %}{{ 文 }}{% endfor %}", 行=range(10**9), 文="甲" * 100_000)
