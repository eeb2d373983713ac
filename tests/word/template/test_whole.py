"""A tag between whose letters something stands that must stay is put whole where it begins, and what stood there stays behind it.

1. Notes, pictures, bookmarks, the ends of links, controls and tracked insertions. 2. Line breaks and tabs in a tag are blanks.
3. What is left without a letter goes; text behind a tag keeps its look; text outside tags is none of its matter.
"""

from __future__ import annotations

import re

import pytest
from lxml import etree

from tests.support.make_docx import document, docx
from tests.support.read_docx import paragraphs, parts
from toolkit.word import Shape, compile_template
from toolkit.word.package.elements import parse
from toolkit.word.template.whole import make_whole

NAMES = {"甲": Shape(), "乙": Shape(), "行们": Shape(row=Shape({"事项": Shape()}))}
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
MARKS = '<w:bookmarkStart w:id="7" w:name="落款"/><w:bookmarkEnd w:id="7"/>'
PICTURE = "<w:r><w:drawing/></w:r>"
PAGE = '<w:r><w:br w:type="page"/></w:r>'


def run(text: str, look: str = "") -> str:
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def body_of(*pieces: str) -> str:
    return f"<w:p>{''.join(pieces)}</w:p>"


def rendered(*pieces: str) -> str:
    template = compile_template(docx(f"xml: {body_of(*pieces)}"), NAMES)
    assert template.findings == ()
    return parts(template.render({"甲": 12, "乙": "二", "行们": []}))["word/document.xml"].decode()


def shown(xml: str) -> str:
    """The texts of a part, each thing that stays between them in brackets."""
    signs = {
        "footnoteReference": "[注]",
        "drawing": "[图]",
        "bookmarkStart": "[签]",
        "br": "[页]",
        "/w:hyperlink": "[完]",
    }
    pieces = re.findall(
        r"<w:t(?: [^>]*)?>([^<]*)|<w:(footnoteReference|drawing|bookmarkStart|br)\b|<(/w:hyperlink)>", xml
    )
    return "".join(text or signs[thing or end] for text, thing, end in pieces if text or thing or end)


@pytest.mark.parametrize(
    ("thing", "sign"),
    [(NOTE, "[注]"), (PICTURE, "[图]"), (MARKS, "[签]"), (PAGE, "[页]")],
    ids=["note", "picture", "mark", "page"],
)
@pytest.mark.parametrize(
    ("before", "after"),
    [("共{{ 甲", " }}元"), ("共{", "{ 甲 }}元"), ("共{{ 甲 }", "}元"), ("共{{", "甲}}元"), ("共｛｛ 甲", " ｝｝元")],
)
def test_what_stands_in_a_tag_stands_behind_its_value(thing: str, sign: str, before: str, after: str) -> None:
    assert shown(rendered(run(before), thing, run(after))) == f"共12{sign}元"


def test_a_tag_that_ends_behind_a_link_is_in_the_link() -> None:
    link = '<w:hyperlink w:anchor="甲">{}</w:hyperlink>'

    assert shown(rendered(link.format(run("见{{ 甲")), run(" }}，"))) == "见12[完]，"
    assert shown(rendered(run("见{{ "), link.format(run("甲 }}页")), run("，"))) == "见12页[完]，"


def test_several_tags_of_a_paragraph_are_made_whole_each_by_itself() -> None:
    made = rendered(run("{{ 甲"), NOTE, run(" }}和{{ "), PICTURE, run("乙 }}，{{ 甲 }}"))

    assert shown(made) == "12[注]和二[图]，12"


def test_a_loop_whose_head_holds_a_mark_still_runs() -> None:
    lines = "\n".join(
        ["xml: " + body_of(run("{%p for 行 in "), MARKS, run("行们 %}")), "{{ 行.事项 }}", "{%p endfor %}"]
    )
    template = compile_template(docx(lines), NAMES)

    assert template.findings == ()
    assert paragraphs(template.render({"行们": [{"事项": "一"}, {"事项": "二"}]})) == ["一", "二"]


@pytest.mark.parametrize("sign", ["<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>", "<w:r><w:cr/></w:r>"])
def test_a_line_break_or_a_tab_in_a_tag_is_a_blank(sign: str) -> None:
    xml = rendered(run("{% if"), sign, NOTE, run("甲 %}有{% endif %}"))

    assert shown(xml) == "[注]有"
    assert shown(rendered(run("{"), sign, run("{ 甲 }"), sign, run("}"))) == "12"
    assert "w:tab/" not in xml and "w:cr/" not in xml


def test_the_look_of_the_text_around_a_tag_is_kept() -> None:
    xml = rendered(run("共{{ 甲", "<w:b/>"), NOTE, run(" }}元", "<w:i/>"))

    assert re.search(r"<w:b/></w:rPr><w:t[^>]*>共12<", xml)
    assert re.search(r"<w:i/></w:rPr><w:t[^>]*>元<", xml)


@pytest.mark.parametrize(
    "pieces",
    [
        [run("{{ 甲 }}"), NOTE, run("{{ 乙 }}")],
        [run("{ 甲"), NOTE, run(" }")],
        [run("{{ 甲"), NOTE, run("元")],
        [run("没有标签"), PICTURE],
    ],
    ids=["each whole", "no tag", "never closed", "no braces"],
)
def test_anything_else_is_left_as_it_is(pieces: list[str]) -> None:
    root = parse(document(body_of(*pieces)).encode())
    before = etree.tostring(root)

    assert not make_whole(root)
    assert etree.tostring(root) == before


CARRIERS = {
    "a smart tag": '<w:smartTag w:uri="urn:x" w:element="chsdate">{}</w:smartTag>',
    "a tracked insertion": '<w:ins w:id="5" w:author="甲">{}</w:ins>',
    "a link": '<w:hyperlink w:anchor="_甲">{}</w:hyperlink>',
    "a content control": "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "an inserted link": '<w:ins w:id="5" w:author="甲"><w:hyperlink w:anchor="_甲">{}</w:hyperlink></w:ins>',
}


@pytest.mark.parametrize("carrier", CARRIERS.values(), ids=CARRIERS)
def test_a_tag_runs_into_or_out_of_whatever_carries_text(carrier: str) -> None:
    into = rendered(run("共{{ "), carrier.format(run("甲") + run(" }}")), run("元"))
    beyond = rendered(carrier.format(run("共{{ 甲")), run(" }}元"))
    kept = rendered(run("共{{ "), carrier.format(run("甲 }}元")))

    assert [re.sub(r"\[完\]", "", shown(xml)) for xml in (into, beyond, kept)] == ["共12元"] * 3
    word = re.match(r"<(w:\w+)", carrier)[1]
    # What is left without a letter goes, what holds some stays.
    assert [f"<{word}" in xml for xml in (into, beyond, kept)] == [False, True, True]


def test_a_tag_may_stand_in_an_equation() -> None:
    maths = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    equation = f"<m:oMath {maths}><m:r><m:t>x={{{{ </m:t></m:r><m:r><m:t>甲 }}}}</m:t></m:r></m:oMath>"

    assert re.search(r"<m:t[^>]*>x=12</m:t></m:r></m:oMath>", rendered(equation))


def test_a_tag_over_a_break_and_a_stop_of_tabs_is_no_letter() -> None:
    tabs = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs></w:pPr>'

    xml = rendered(tabs, run("{{ "), "<w:r><w:softHyphen/></w:r>", run("甲 }}"))

    assert shown(xml) == "12"
    assert '<w:tab w:val="left" w:pos="420"/>' in xml and "softHyphen" not in xml
