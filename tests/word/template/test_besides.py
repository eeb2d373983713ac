"""What stands beside a block tag and is no text is never lost in silence: it is named, or it stays.

A section break in the paragraph of {%p endfor %}, where Word keeps it, used to go with the tag.
"""

from __future__ import annotations

import re

import pytest

from tests.support import read_docx
from tests.support.make_docx import docx
from toolkit.findings import has_errors
from toolkit.word import Shape, compile_template

NAMES = {"台账": Shape(row=Shape({"事项": Shape()})), "亮点": Shape()}
RUN = "<w:r>{}</w:r>"
SECTION = "<w:pPr><w:sectPr/></w:pPr>"
PAGE, COLUMN = RUN.format('<w:br w:type="page"/>'), RUN.format('<w:br w:type="column"/>')
SEAL = RUN.format('<w:drawing><wp:anchor><wp:docPr id="3" name="印章"/></wp:anchor></w:drawing>')
OLD_SEAL = RUN.format(
    '<w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" id="印章" style="position: absolute;width:9pt"/></w:pict>'
)
MIDDLE_OBJECTS = [("分节符", SECTION, ""), ("分页符", "", PAGE), ("分栏符", "", COLUMN), ("图片或图形", "", SEAL)]
OBJECTS = [
    ("段前分页", "<w:pPr><w:pageBreakBefore/></w:pPr>", ""),
    ("图片或图形", "", RUN.format("<w:drawing/>")),
    ("图片或图形", "", RUN.format("<w:pict/>")),
    ("嵌入的对象", "", RUN.format("<w:object/>")),
    ("脚注", "", RUN.format('<w:footnoteReference w:id="2"/>')),
    ("尾注", "", RUN.format('<w:endnoteReference w:id="2"/>')),
    ("域", "", '<w:fldSimple w:instr=" PAGE "/>'),
    ("符号", "", RUN.format('<w:sym w:font="Wingdings" w:char="F0FC"/>')),
    ("页码", "", RUN.format("<w:pgNum/>")),
    ("连字符", "", RUN.format("<w:noBreakHyphen/>")),
    ("日期", "", RUN.format("<w:yearLong/>")),
    ("内容控件", "", "<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent/></w:sdt>"),
]
MARKS = ['<w:bookmarkStart w:id="7" w:name="落款"/>', '<w:bookmarkEnd w:id="7"/>']
EDITABLE = ['<w:permStart w:id="7" w:edGrp="everyone"/>', '<w:permEnd w:id="7"/>']


def tagged(tag, properties="", more=""):
    return f"<w:p>{properties}<w:r><w:t>{tag}</w:t></w:r>{more}</w:p>"


def body(data):
    return read_docx.parts(data)["word/document.xml"].decode()


def found(lines):
    return [(each.code, each.message) for each in compile_template(docx(lines), NAMES).findings]


@pytest.mark.parametrize(
    "tag", ["{%p for 行 in 台账 %}", "{%p endfor %}", "{%p if 亮点 %}", "{%p endif %}", "｛％p endif ％｝"]
)
@pytest.mark.parametrize(("word", "properties", "more"), OBJECTS)
def test_what_would_go_with_the_paragraph_of_a_tag_is_an_error_that_names_it(tag, word, properties, more):
    lines = {
        "for": "xml: {}\n{{{{ 行.事项 }}}}\n{{%p endfor %}}",
        "endfor": "{{%p for 行 in 台账 %}}\n{{{{ 行.事项 }}}}\nxml: {}",
        "if": "xml: {}\n甲\n{{%p endif %}}",
        "endif": "{{%p if 亮点 %}}\n甲\nxml: {}",
    }
    key = next(each for each in ("endfor", "endif", "for", "if") if each in tag)

    ((code, message),) = found(lines[key].format(tagged(tag, properties, more)))

    assert code == "swallowed_object"
    assert f"里面的{word}也会丢失" in message


def test_a_picture_in_the_row_or_the_cell_of_a_tag_is_an_error_too():
    picture = "<w:p><w:r><w:drawing/></w:r></w:p>"
    cells = "<w:tc>{}</w:tc><w:tc>{}</w:tc>"
    rows = [
        cells.format(tagged("{%tr for 行 in 台账 %}"), "<w:p/>"),
        cells.format(tagged("{{ 行.事项 }}"), "<w:p/>"),
        cells.format(tagged("{%tr endfor %}"), picture),
    ]
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)

    ((code, message),) = found(f"xml: <w:tbl><w:tblPr/><w:tblGrid/>{table}</w:tbl>")

    assert (code, "图片或图形" in message, "占一行" in message) == ("swallowed_object", True, True)


def test_a_comment_on_a_tag_is_told_and_the_template_can_be_used():
    line = tagged("{%p if 亮点 %}", more=RUN.format('<w:commentReference w:id="0"/>'))

    template = compile_template(docx(f"xml: {line}\n甲\n{{%p endif %}}\ncomment: 说明"), NAMES)

    assert [each.code for each in template.findings] == ["swallowed_object"]
    assert not has_errors(template.findings)


@pytest.mark.parametrize("marks", [MARKS, EDITABLE], ids=["bookmark", "editable"])
@pytest.mark.parametrize("highlights", ["有", ""])
def test_the_marks_of_a_range_stay_whatever_becomes_of_the_block(marks, highlights):
    first = tagged("{%p if 亮点 %}", more=marks[0])
    last = tagged("{%p endif %}").replace("<w:r>", f"{marks[1]}<w:r>", 1)
    template = compile_template(docx(f"前\nxml: {first}\n甲\nxml: {last}\n后"), NAMES)

    made = body(template.render({"亮点": highlights}))

    assert template.findings == ()
    for mark in marks:
        assert made.count(mark.split(" w:")[0]) == 1
    assert made.index(marks[0].split()[0]) < made.index(marks[1].split()[0])
    assert [text for text in read_docx.paragraphs(template.render({"亮点": highlights})) if text] == (
        ["前", "甲", "后"] if highlights else ["前", "后"]
    )


def test_the_marks_in_the_row_of_a_tag_stay_in_the_table():
    cell = "<w:tc>{}</w:tc>"
    rows = [
        cell.format(tagged("{%tr for 行 in 台账 %}", more=MARKS[0])),
        cell.format(tagged("{{ 行.事项 }}")),
        cell.format(tagged("{%tr endfor %}", more=MARKS[1])),
    ]
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    template = compile_template(docx(f"xml: <w:tbl><w:tblPr/><w:tblGrid/>{table}</w:tbl>\n后"), NAMES)

    data = template.render({"台账": [{"事项": "甲"}, {"事项": "乙"}]})

    assert read_docx.tables(data) == [[["甲"], ["乙"]]]
    assert re.findall(r"<w:bookmark(?:Start|End)", body(data)) == ["<w:bookmarkStart", "<w:bookmarkEnd"]


def test_a_word_tag_that_goes_alone_swallows_nothing():
    assert found(f"xml: {tagged('{% if 亮点 %}甲{% endif %}', more=RUN.format('<w:drawing/>'))}") == []


def test_text_beside_a_comment_of_the_template_is_told_like_beside_a_block():
    ((code, _message),) = found("{#p 说明 #}正文")

    assert code == "swallowed"


# what stands beside the tag; where it then stands: the paragraphs, each thing in brackets
KEPT = """
{%p endfor %} SECTION     前 一 二 [节] 末
{%p for %} SECTION        前 [节] 一 二 末
{%p endfor %} PAGE        前 一 二 [页] 末
{%p for %} COLUMN         前 [栏] 一 二 末
{%p endfor %} SEAL        前 一 二 [章]末
{%p for %} SEAL           [章]前 一 二 末
{%p endfor %} OLD_SEAL    前 一 二 [章]末
{%p endfor %} PAGE+SEAL   前 一 二 [页][章] 末
"""


@pytest.mark.parametrize("line", KEPT.strip().splitlines())
def test_a_break_or_a_floating_picture_stays_on_the_side_of_the_block_it_belongs_to(line):
    tag, thing, expected = re.match(r"(\{.*?\}) (\S+)\s+(.*)", line).groups()
    pieces = {
        "SECTION": "",
        "PAGE": PAGE,
        "COLUMN": COLUMN,
        "SEAL": SEAL,
        "OLD_SEAL": OLD_SEAL,
        "PAGE+SEAL": PAGE + SEAL,
    }
    beside = (SECTION if thing == "SECTION" else "", pieces[thing])
    first, last = (beside, ("", "")) if "for %" in tag and "end" not in tag else (("", ""), beside)
    lines = "\n".join(
        [
            "前",
            f"xml: {tagged('{%p for 行 in 台账 %}', *first)}",
            "{{ 行.事项 }}",
            f"xml: {tagged('{%p endfor %}', *last)}",
            "末",
        ]
    )
    template = compile_template(docx(lines), NAMES)

    made = template.render({"台账": [{"事项": "一"}, {"事项": "二"}]})

    assert template.findings == ()
    shown = [_shown(each) for each in re.findall(r"<w:p>.*?</w:p>", body(made))]
    assert " ".join(shown) == expected
    assert read_docx.faults(made) == []


@pytest.mark.parametrize(("word", "properties", "more"), MIDDLE_OBJECTS)
def test_between_two_branches_nothing_can_stay(word, properties, more):
    lines = f"{{%p if 亮点 %}}\n甲\nxml: {tagged('{%p else %}', properties, more)}\n乙\n{{%p endif %}}"

    ((code, message),) = found(lines)

    assert code == "swallowed_object"
    assert f"里面的{word}也会丢失" in message


def test_a_picture_moves_with_what_stands_for_it_in_other_programs():
    both = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="wp">'
        '<w:drawing><wp:anchor><wp:docPr id="3" name="印章"/></wp:anchor></w:drawing></mc:Choice><mc:Fallback>'
        '<w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" id="s" style="position:absolute"/></w:pict></mc:Fallback>'
        "</mc:AlternateContent></w:r>"
    )
    lines = f"{{%p if 亮点 %}}\n甲\nxml: {tagged('{%p endif %}', '', both)}\n末"

    made = body(compile_template(docx(lines), NAMES).render({"亮点": ""}))

    assert re.search(r"<w:r><mc:AlternateContent.*</mc:AlternateContent></w:r><w:r><w:t>末</w:t>", made)


def _shown(paragraph: str) -> str:
    signs = {
        "sectPr": "[节]",
        'br w:type="page"': "[页]",
        'br w:type="column"': "[栏]",
        "wp:anchor": "[章]",
        "v:shape ": "[章]",
    }
    found = re.findall(
        r'<w:t[^>]*>([^<]*)|(sectPr|br w:type="page"|br w:type="column"|(?<=<)wp:anchor|v:shape )', paragraph
    )
    return "".join(text or signs[sign] for text, sign in found)


def test_what_moves_out_does_not_shift_the_places_of_faults():
    lines = f"前\nxml: {tagged('{%p if 亮点 %}', SECTION)}\n中\n{{%p endif %}}\n{{{{ 错 }}}}"

    (finding,) = compile_template(docx(lines), NAMES).findings

    assert finding.place.startswith("Word模板 正文第5段")


def test_a_picture_is_not_put_into_a_paragraph_that_repeats_by_itself():
    lines = f"{{%p if 亮点 %}}\n甲\nxml: {tagged('{%p endif %}', '', SEAL)}\n{{{{ 台账.事项 }}}}"

    made = compile_template(docx(lines), NAMES).render({"亮点": "", "台账": [{"事项": "一"}, {"事项": "二"}]})

    assert body(made).count("印章") == 1


def test_a_picture_beside_two_block_tags_has_no_side_to_stay_on():
    lines = f"{{%p if 亮点 %}}\n一\nxml: {tagged('{%p endif %}{%p if 亮点 %}', '', SEAL)}\n二\n{{%p endif %}}"

    assert {code for code, _ in found(lines)} == {"swallowed_object"}


def test_a_picture_is_not_put_into_a_paragraph_in_which_a_block_ends():
    first = tagged("第二行{% endif %}")
    lines = f"{{% if 亮点 %}}附件\nxml: {first}\nxml: {tagged('{%p if 亮点 %}', '', SEAL)}\n落款\n{{%p endif %}}"

    made = compile_template(docx(lines), NAMES).render({"亮点": ""})

    assert "印章" in body(made)


def test_a_comment_of_the_xml_in_an_old_picture_is_no_picture():
    picture = RUN.format("<w:pict><!-- x --></w:pict>")

    assert found(f"{{%p if 亮点 %}}\n甲\nxml: {tagged('{%p endif %}', '', picture)}") == [
        (
            "swallowed_object",
            compile_template(docx(f"{{%p if 亮点 %}}\n甲\nxml: {tagged('{%p endif %}', '', picture)}"), NAMES)
            .findings[0]
            .message,
        )
    ]
