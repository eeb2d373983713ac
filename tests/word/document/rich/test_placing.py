"""Rich values stand where their tags stood; what is beside a tag stays, in its look."""

from __future__ import annotations

import re

import docxtpl
import pytest

from tests.support import read_docx
from tests.support.make_docx import docx, paragraph
from tests.support.make_picture import gif, png
from tests.support.read_docx import W
from toolkit.word import Listing, Picture, RichText, RichTextParagraph, Subdocument, compile_template
from toolkit.word.document.render import RenderFault

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
RED = RichText("红", color="FF0000")
LINK = RichText("链", url="https://example.org/?a=1&b=2")


def render(lines: str, **context: object) -> bytes:
    data = compile_template(docx(lines)).render(context)
    assert read_docx.faults(data) == []
    text = b"".join(part for name, part in read_docx.parts(data).items() if name.endswith((".xml", ".rels"))).decode()
    assert not any(0xFDD0 <= ord(each) <= 0xFDEF for each in text)
    return data


def runs(data: bytes, part: str = read_docx.BODY) -> list[tuple[str, str]]:
    """The runs of a part: text, and the names of its properties."""
    found = []
    for run in read_docx.tree(data, part).iter(f"{W}r"):
        properties = run.find(f"{W}rPr")
        names = [] if properties is None else [each.tag.removeprefix(W) for each in properties]
        found.append((read_docx._text(run), " ".join(names)))
    return found


def relations(data: bytes, part: str = "document") -> dict[str, str]:
    xml = read_docx.parts(data)[f"word/_rels/{part}.xml.rels"].decode()
    return dict(re.findall(r'Id="(\w+)"[^>]*? Target="([^"]+)"', xml))


@pytest.mark.parametrize("tag", ["{{ 值 }}", "{{r 值 }}", "{{p 值 }}"])
def test_rich_text_needs_no_letter(tag):
    assert runs(render(f"始{tag}终", 值=RED)) == [("始", ""), ("红", "color"), ("终", "")]


def test_rich_text_keeps_the_look_of_its_tag():
    data = render("始|^中{{r 值 }}尾", 值=RED)

    assert runs(data) == [("始", ""), ("中", "b"), ("红", "b color"), ("尾", "b")]


def test_rich_text_can_take_a_look_off():
    data = render("始|^{{r 值 }}", 值=RichText("细", bold=False))

    assert next(read_docx.tree(data).iter(f"{W}b")).get(f"{W}val") == "0"


@pytest.mark.parametrize("tag", ["{{ 值 }}", "{{r 值 }}", "{{p 值 }}"])
@pytest.mark.parametrize(("value", "expected"), [("文&<", "文&<"), (7, "7"), (None, "【待填】")])
def test_a_plain_value_keeps_the_look_of_its_run_whatever_the_letter(tag, value, expected):
    data = render(f"始|^{tag}", 值=value)

    assert [each for each in runs(data) if each[0]] == [("始", ""), (expected, "b")]


@pytest.mark.parametrize("split", ["{{|^r 值 }}", "{|^{r 值 }}", "{{r|^ 值 }}", "{{r 值 }|^}", "{{r |^值 |^}}"])
def test_a_letter_in_several_runs_is_understood(split):
    assert read_docx.paragraphs(render(f"始{split}终", 值=RED)) == ["始红终"]


def test_a_name_that_begins_with_the_letter_is_a_name():
    assert read_docx.paragraphs(render("{{r}}{{ r }}{{|^ra }}{{p}}", r="甲", ra="乙", p="丙")) == ["甲甲乙丙"]


def test_rich_values_stand_side_by_side_and_in_loops():
    data = render("{% for 项 in 列 %}{{ 项 }}{{r 值 }}{{ 项 }}、{% endfor %}", 列=[RED, "乙"], 值=RED)

    assert read_docx.paragraphs(data) == ["红红红、乙红乙、"]


def test_rich_text_of_lines_tabs_paragraphs_and_pages():
    data = render("始{{ 值 }}终", 值=RichText("一\n二\t三\a四\f五", bold=True))

    assert read_docx.paragraphs(data) == ["始一\n二\t三", "四", "\n", "五终"]
    assert len(set(read_docx.looks(data))) == 1
    assert [each.get(f"{W}type") for each in read_docx.tree(data).iter(f"{W}br")] == [None, "page"]


def test_a_listing_keeps_the_look_of_its_tag():
    data = render("始|^{{ 值 }}", 值=Listing("一\n二\a三"))

    assert read_docx.paragraphs(data) == ["始一\n二", "三"]
    assert [look for _, look in runs(data)] == ["", "b", "b"]


def test_a_link_is_a_relation_of_its_part():
    data = render("{{ 值 }}\nheader: {{ 值 }}{{ 值 }}\nfootnote: {{ 值 }}", 值=LINK)

    for part in ("document", "header1", "footnotes"):
        links = [each.attrib for each in read_docx.tree(data, f"word/{part}.xml").iter(f"{W}hyperlink")]
        targets = {relations(data, part)[next(iter(link.values()))] for link in links}
        assert targets == {"https://example.org/?a=1&amp;b=2"}
    assert len([each for each in relations(data, "header1").values() if "example" in each]) == 1
    assert b'TargetMode="External"' in read_docx.parts(data)["word/_rels/header1.xml.rels"]


def test_a_link_to_a_bookmark_needs_no_relation():
    data = render("{{ 值 }}", 值=RichText("见", url="#记"))

    assert [each.get(f"{W}anchor") for each in read_docx.tree(data).iter(f"{W}hyperlink")] == ["记"]
    assert "word/_rels/document.xml.rels" in read_docx.parts(data)


def test_a_link_in_a_link_is_a_plain_text():
    data = render(
        'xml: <w:p><w:hyperlink w:anchor="记"><w:r><w:t>始{{ 值 }}终</w:t></w:r></w:hyperlink></w:p>', 值=LINK
    )

    assert len(list(read_docx.tree(data).iter(f"{W}hyperlink"))) == 1
    assert read_docx.paragraphs(data) == ["始链终"]


def test_a_picture_is_a_relation_of_its_part_and_one_part_for_the_same_bytes():
    data = render(
        "{{ 甲 }}{{ 乙 }}{{ 丙 }}\nheader: {{ 甲 }}\nfootnote: {{ 甲 }}",
        甲=Picture(png()), 乙=Picture(png(), width=10), 丙=Picture(gif()),
    )  # fmt: skip

    media = sorted(name for name in read_docx.parts(data) if "media" in name)
    assert media == ["word/media/picture1.gif", "word/media/picture1.png"]
    for part, count in (("document", 3), ("header1", 1), ("footnotes", 1)):
        embedded = [each.attrib.popitem()[1] for each in read_docx.tree(data, f"word/{part}.xml").iter(f"{A}blip")]
        assert len(embedded) == count
        assert all(relations(data, part)[each].startswith("media/picture") for each in embedded)
    types = read_docx.parts(data)["[Content_Types].xml"].decode()
    assert 'Extension="png" ContentType="image/png"' in types and 'Extension="gif"' in types


def test_every_drawing_has_a_number_of_its_own():
    data = render(
        "{% for 项 in 列 %}{{ 项 }}{% endfor %}\nheader: {{ 甲 }}", 列=[Picture(png())] * 3, 甲=Picture(png())
    )

    parts = (read_docx.BODY, "word/header1.xml")
    numbers = [each.get("id") for part in parts for each in read_docx.tree(data, part).iter(f"{WP}docPr")]
    assert len(set(numbers)) == 4


def test_a_picture_keeps_what_is_beside_it_and_its_look():
    data = render("始|^前{{ 值 }}后", 值=Picture(png(), description="一张&图", url="https://example.org"))

    assert runs(data) == [("始", ""), ("前", "b"), ("", ""), ("后", "b")]
    described = next(read_docx.tree(data).iter(f"{WP}docPr"))
    assert described.get("descr") == "一张&图"
    assert relations(data)[next(iter(described[0].attrib.values()))] == "https://example.org"


def test_a_picture_in_a_text_box_is_in_its_copy_too():
    data = render("box: {{ 值 }}", 值=Picture(png()))

    assert len(list(read_docx.tree(data).iter(f"{A}blip"))) == 2


@pytest.mark.parametrize(
    ("picture", "reason"),
    [(Picture(b"x"), "不是完整的图片"), (Picture("没有.png"), "读不出来"), (Picture(png(), width=-1), "毫米")],
    ids=["broken", "missing", "negative"],
)
def test_a_picture_that_is_none_is_refused_by_name(picture, reason):
    with pytest.raises(RenderFault, match=rf"^模板 页眉：“行们第2行\.图”.*{reason}.*请改正"):
        compile_template(docx("甲\nheader: {% for 行 in 行们 %}{{ 行.图 }}{% endfor %}"), name="模板").render(
            {"行们": [{"图": Picture(png())}, {"图": picture}]}
        )


@pytest.mark.parametrize("value", [Picture(png()), Subdocument(docx("甲"))], ids=["picture", "sub-document"])
def test_what_has_no_words_is_refused_where_only_words_fit(value):
    with pytest.raises(RenderFault, match=r"文档属性：“值”.*只能印在正文"):
        compile_template(docx("甲\ntitle: {{ 值 }}")).render({"值": value})


def test_rich_text_is_its_words_where_only_words_fit():
    box = '<w:p><w:bookmarkStart w:id="1" w:name="{{ 值 }}"/><w:bookmarkEnd w:id="1"/></w:p>'

    data = render(f"xml: {box}\ntitle: {{{{ 值 }}}}", 值=RichText('一"\n').add("&二"))

    assert read_docx.properties(data)["title"] == '一"\n&二'
    assert next(read_docx.tree(data).iter(f"{W}bookmarkStart")).get(f"{W}name") == '一" &二'


@pytest.mark.parametrize("tag", ["{{ '甲' ~ 值 }}", "{{ [值]|join }}", "{{ [值] }}", "{{ 值|replace('红', '') }}"])
def test_a_rich_value_is_never_glued_to_a_text(tag):
    with pytest.raises(RenderFault, match=r"单独写成一个标签|不能直接打印"):
        compile_template(docx(tag)).render({"值": RED})


def test_a_rich_value_stands_in_a_condition_and_in_a_choice():
    data = render("{% if 值 %}{{ 值 if 值 else '无' }}{% endif %}{% if 空 %}甲{% endif %}", 值=RED, 空=RichText())

    assert read_docx.paragraphs(data) == ["红"]


def test_a_character_word_cannot_hold_is_refused_by_name():
    with pytest.raises(RenderFault, match="“值”含有Word保存不了的字符"):
        compile_template(docx("{{ 值 }}")).render({"值": RichText("甲\0")})


@pytest.mark.parametrize("hostile", ["<w:p/>", "</w:body>", "&amp;", "]]>", "{{ 7*7 }}", "“”", " 甲 "])
def test_hostile_text_is_printed_as_it_is(hostile):
    data = render("{{ 甲 }}|{{ 乙 }}", 甲=RichText(hostile, bold=True), 乙=Listing(hostile))

    assert read_docx.paragraphs(data) == [f"{hostile}|{hostile}"]


def test_a_paragraph_alone_is_replaced():
    data = render("始\n{{p 值 }}\n终", 值=RichTextParagraph(RED, "Heading1").add("乙"))

    assert read_docx.paragraphs(data) == ["始", "红", "乙", "终"]
    assert "Heading1" in read_docx.looks(data)[1]
    assert read_docx.looks(data)[2] == read_docx.looks(data)[0]


def test_paragraphs_stand_between_what_is_beside_their_tag():
    data = render("前{{ 值 }}中{{ 值 }}|^后", 值=RichTextParagraph("甲").add("乙"))

    assert read_docx.paragraphs(data) == ["前", "甲", "乙", "中", "甲", "乙", "后"]
    assert len(set(read_docx.looks(data))) == 1


@pytest.mark.parametrize("lines", ["| {{ 值 }} | 邻 |", "甲\nheader: {{p 值 }}", "box: {{ 值 }}"])
def test_no_paragraphs_leave_an_empty_one_where_one_must_be(lines):
    assert render(lines, 值=RichTextParagraph())


def test_paragraphs_in_a_link_leave_the_rest_in_order():
    link = (
        "<w:hyperlink><w:r><w:t>一{{ 值 }}二</w:t></w:r><w:r><w:t>三</w:t></w:r></w:hyperlink><w:r><w:t>四</w:t></w:r>"
    )

    data = render(f"xml: <w:p>{link}</w:p>", 值=RichTextParagraph("中"))

    assert read_docx.paragraphs(data) == ["一", "中", "二三四"]


def test_the_section_ends_after_the_paragraphs():
    section = '<w:sectPr><w:type w:val="nextPage"/></w:sectPr>'

    data = render(f"xml: {paragraph('{{p 值 }}', section)}\n终", 值=RichTextParagraph("甲"))

    assert ["sectPr" in each for each in read_docx.looks(data)] == [False, True, False]


def test_an_ordinal_beside_rich_text_counts_on():
    from toolkit.word import ORDINAL, STOP

    data = render("{{ 一是 }}{{ 值 }}；{{ 一是 }}乙；{{ 句号 }}", 一是=ORDINAL, 句号=STOP, 值=RED)

    assert read_docx.paragraphs(data) == ["一是红；二是乙。"]


def test_the_same_rich_values_give_the_same_bytes():
    def made() -> bytes:
        return render("{{ 文 }}{{ 图 }}{{p 段 }}", 文=RED, 图=Picture(png()), 段=RichTextParagraph(LINK))

    assert made() == made()


def test_rendering_leaves_rich_values_as_they_were():
    template = compile_template(docx("{{ 甲 }}{{ 乙 }}{{p 丙 }}"))
    theirs = docxtpl.RichTextParagraph("甲")
    context = {"甲": RichText("一\n二", bold=True), "乙": docxtpl.RichText("丙", bold=True), "丙": theirs}

    assert template.render(context) == template.render(context)


def test_parts_without_rich_values_keep_their_relations():
    source = docx("{{ 值 }}\nheader: {{ 文 }}")

    data = compile_template(source).render({"值": RED, "文": "甲"})

    assert set(read_docx.parts(data)) == set(read_docx.parts(source))
