"""Merge fields: each is filled like a tag, in its own look; other fields stay as they are.

1. A field in one element, and one spread over runs, becomes a tag. 2. Switches are followed. 3. Nothing typed in a field can
break out of its tag. 4. Unknown names stay tags, so that they are reported. 5. Other fields are untouched.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.support.filled_part import (
    W,
    cell,
    code,
    complex_field,
    control,
    document,
    filled,
    findings,
    mark,
    paragraph,
    row,
    run,
    simple,
    table,
    tagged,
    text,
    texts,
)
from toolkit.word import Gap, Shape
from toolkit.word.language.environment import make_environment
from toolkit.word.package.elements import parse
from toolkit.word.template.fields.merge_fields import FILTERS, turn_fields_into_tags

BOLD, RED, ITALIC = "<w:b/>", '<w:color w:val="FF0000"/>', "<w:i/>"


def merged(instruction: str, value: object, name: str = "名") -> str:
    """What a merge field prints, the same in both of its forms."""
    (one,) = texts(filled(paragraph(run("始"), simple(instruction), run("终")), {name: value}))
    (other,) = texts(filled(paragraph(run("始"), complex_field(instruction), run("终")), {name: value}))
    assert one == other
    assert (one[0], one[-1]) == ("始", "终")
    return one[1:-1]


def tag_of(instruction: str, known: object = None) -> str:
    """The tag a merge field becomes."""
    return text_of_source(tagged(paragraph(simple(instruction)), known or (lambda _name: True)))


def text_of_source(xml: str) -> str:
    return "".join(node.text or "" for node in etree.fromstring(xml).iter(f"{W}t"))


NAMES = [
    (" MERGEFIELD 名 ", "{{ 名 }}"),
    ("MERGEFIELD 名", "{{ 名 }}"),
    (" mergefield  名 \\* MERGEFORMAT ", "{{ 名 }}"),
    (" MERGEFIELD 单位.名称 ", "{{ 单位.名称 }}"),
    (' MERGEFIELD "名" ', "{{ 名 }}"),
    (' MERGEFIELD"名"', "{{ 名 }}"),
    (" MERGEFIELD “名” ", "{{ 名 }}"),
    (' MERGEFIELD "党费 实收" ', "{{ 党费_实收 }}"),
    (" MERGEFIELD 党费 实收 ", "{{ 党费_实收 }}"),
    (" MERGEFIELD 党费_实收 ", "{{ 党费_实收 }}"),
    (" MERGEFIELD 2024年党费 ", "{{ M_2024年党费 }}"),
    (" MERGEFIELD 12 ", "{{ M_12 }}"),
    (" MERGEFIELD true ", "{{ M_true }}"),
    (" MERGEFIELD a.1 ", "{{ a.M_1 }}"),
    (" MERGEFIELD ", "{{  }}"),
    (' MERGEFIELD "" ', "{{  }}"),
    (' MERGEFIELD "a }} {% if b" ', "{{ a_______if_b }}"),
    (' MERGEFIELD "a|upper" ', "{{ a_upper }}"),
    (' MERGEFIELD "__class__" ', "{{ __class__ }}"),
    (' MERGEFIELD "名" \\m \\v ', "{{ 名 }}"),
    (' MERGEFIELD "名', "{{ 名 }}"),
]


@pytest.mark.parametrize(("instruction", "tag"), NAMES)
def test_a_name_becomes_a_tag(instruction, tag):
    assert tag_of(instruction) == tag


def test_a_name_with_a_space_is_known_without_it():
    assert tag_of(' MERGEFIELD "党费 实收" ', {"党费实收"}.__contains__) == "{{ 党费实收 }}"


def test_an_irregular_name_of_the_vocabulary_is_written_as_jinja_wants_it():
    names = {"党费（元）": Shape(), "完成率%": Shape(), "台账": Shape(row=Shape({"占比%": Shape()}))}
    body = "".join(paragraph(simple(f" MERGEFIELD {name} ")) for name in ("党费（元）", "完成率%"))

    assert findings(body + paragraph(simple(" MERGEFIELD 党课 ")), names)[0][0] == "unknown_name"
    assert findings(body, names) == []


def test_an_unknown_name_stays_a_tag_and_is_reported():
    ((found, message),) = findings(paragraph(simple(" MERGEFIELD 党废 ")), {"党费": Shape()})

    assert (found, "党废" in message, "“党费”" in message) == ("unknown_name", True, True)


def test_a_field_without_a_name_is_reported():
    assert findings(paragraph(simple(" MERGEFIELD ")), {})[0][0] == "syntax"


SWITCHES = [
    ("\\* Upper", "abc", "ABC"),
    ("\\* lower", "ABC", "abc"),
    ("\\* FirstCap", "zhang san", "Zhang san"),
    ("\\* Caps", "zhang san", "Zhang San"),
    ("\\*Caps", "zhang san", "Zhang San"),
    ("\\* CHINESENUM1", 12, "十二"),
    ("\\* CHINESENUM2", Decimal("1010.5"), "壹仟零壹拾点伍"),
    ("\\* CHINESENUM3 \\* MERGEFORMAT", 105, "一百零五"),
    ("\\* Arabic", Decimal("12.50"), "12.5"),
    ("\\* CHARFORMAT", "甲", "甲"),
    ('\\# "0.00"', Decimal("12.345"), "12.35"),
    ("\\# 0.00", Decimal("12.345"), "12.35"),
    ("\\#,0.00", Decimal("1234.5"), "1,234.50"),
    ('\\# "#,##0.00元;负0.00元;零"', Decimal(-5), "负5.00元"),
    ("\\# \"0'}}'\"", 5, "5}}"),
    ('\\# "0%"', 33, "33%"),
    ('\\# "0.00"', "待定", "待定"),
    ('\\@ "yyyy年M月d日"', date(2026, 6, 30), "2026年6月30日"),
    ("\\@ yyyy-MM-dd", date(2026, 6, 30), "2026-06-30"),
    ('\\@ "M月d日 dddd"', "2026-06-30", "6月30日 星期二"),
    ('\\@ "yyyy"', "待定", "待定"),
    ('\\b "前：" \\f "。"', "甲", "前：甲。"),
    ('\\b "前："', "甲", "前：甲"),
    ("\\f 元", 0, "0元"),
    ('\\b "前：" \\f "。"', "", ""),
    ('\\b "前：" \\f "。"', None, ""),
    ('\\b "甲"', False, "甲否"),
    ('\\b " 空 "', 1, " 空 1"),
    ('\\# "0.0" \\b "约" \\f "%" \\* MERGEFORMAT', 5, "约5.0%"),
    ('\\@ "MMMM" \\* Upper', date(2026, 6, 1), "六月"),
    ("\\# 0 \\* CHINESENUM3", Decimal("11.6"), "十二"),
    ("\\b", "甲", "甲"),
]


@pytest.mark.parametrize(("switch", "value", "expected"), SWITCHES)
def test_a_switch_is_followed(switch, value, expected):
    assert merged(f" MERGEFIELD 名 {switch} ", value) == expected


@pytest.mark.parametrize("around", ["{{", "}}", "{%", "%}", "{{ 7*7 }}", "{# x #}", "｛｛", "“引”", "‘引’", "'", "&<>", "&amp;", "{", "%", "\\u0041", "  "])  # fmt: skip
def test_text_around_a_value_is_printed_as_it_is(around):
    typed = around.replace("\\", "\\\\")

    assert merged(f' MERGEFIELD 名 \\b "{typed}" \\f "{typed}" ', "甲") == f"{around}甲{around}"


def test_quotes_in_quoted_text_are_escaped_as_in_word():
    assert merged(' MERGEFIELD 名 \\b "说\\"好\\"\\\\" ', "甲") == '说"好"\\甲'


def test_a_format_that_is_not_known_is_reported():
    ((found, message),) = findings(paragraph(simple(" MERGEFIELD 名 \\* Roman ")), {"名": Shape()})

    assert (found, "Roman格式" in message) == ("forbidden", True)


@pytest.mark.parametrize("switches", ["", "\\* Upper", "\\# 0.00", "\\@ yyyy", "\\* CHINESENUM2", '\\b "前" \\f "后"'])
@pytest.mark.parametrize("value", ["甲&乙<丙>", "{{ 7*7 }}", "一\n二", "一\t二", '"引"'])
def test_a_hostile_value_is_printed_as_it_is(switches, value):
    body = filled(paragraph(run("始"), simple(f" MERGEFIELD 名 {switches} "), run("终")), {"名": value})

    around = "始前{}后终" if "前" in switches else "始{}终"
    assert "\n".join(texts(body)) == around.format(value)


@pytest.mark.parametrize("switches", ["", "\\* Upper", "\\# 0.00", "\\@ yyyy", "\\* CHINESENUM2"])
@pytest.mark.parametrize(("value", "expected"), [(Gap(), "【待填】"), (Gap("不适用"), "不适用"), (None, "【待填】")])
def test_a_blank_stays_visible(switches, value, expected):
    assert merged(f" MERGEFIELD 名 {switches} ", value) == expected


@pytest.mark.parametrize(("value", "expected"), [(Gap(counts=True), "前【待填】后"), (Gap(), "")])
def test_a_required_blank_keeps_the_text_around_it_and_another_drops_it(value, expected):
    assert merged(' MERGEFIELD 名 \\b "前" \\f "后" ', value) == expected


TYPED = st.lists(st.sampled_from(["{{", "}}", "{%", "%}", '"', "\\", "“", "”", "\\b", "\\#", "'", ";", "&", "<", "名", " "])).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(TYPED, TYPED)
def test_nothing_typed_in_a_field_breaks_out_of_its_tag(name, rest):
    body = tagged(paragraph(run("始"), simple(f" MERGEFIELD 名{name} {rest}"), complex_field(f" MERGEFIELD 名 {rest}")))

    nodes = make_environment(FILTERS).parse(text_of_source(body)).find_all(object)
    assert not {type(node).__name__ for node in nodes} & {"Call", "For", "Add", "Getitem", "Assign"}


def shown(body: str, **values: object) -> list[tuple[str, set[str]]]:
    """Each run that shows something, with the names of its look."""
    runs = [each for each in filled(body, values).iter(f"{W}r") if text(each)]
    return [(text(each), {look.tag.removeprefix(W) for look in each.findall(f"{W}rPr/*")}) for each in runs]


def test_the_look_of_the_result_is_kept():
    field = complex_field(code(" MERGEFIELD 名 ", ITALIC), result=run("«名»", BOLD + RED) + run("二", ITALIC))

    assert shown(paragraph(run("始"), field), 名=1) == [("始", set()), ("1", {"b", "color"})]
    assert shown(paragraph(simple(" MERGEFIELD 名 ", look=BOLD)), 名=1) == [("1", {"b"})]


def test_the_look_of_the_instruction_counts_where_the_field_says_so_or_shows_nothing():
    asked = complex_field(code(" MERGEFIELD 名 \\* CHARFORMAT", ITALIC), result=run("«名»", BOLD))
    empty = complex_field(code(" MERGEFIELD 名 ", ITALIC), result="<w:r/>")
    bare = mark("begin") + code(" MERGEFIELD 名 ", ITALIC) + mark("end")

    assert [shown(paragraph(each), 名=1) for each in (asked, empty, bare)] == [[("1", {"i"})]] * 3


def test_an_instruction_may_be_split_over_runs():
    field = complex_field(" MERGE", "FIELD 党", "费 \\# 0.", '00 \\b "', '约" ')

    assert texts(filled(paragraph(field), {"党费": 5})) == ["约5.00"]


def test_a_whole_field_in_one_run_leaves_its_neighbours():
    inner = mark("begin") + code(" MERGEFIELD 名 ") + mark("separate") + run("旧") + mark("end")
    one = (
        "<w:r><w:rPr><w:b/></w:rPr><w:t>始</w:t>"
        + inner.replace("<w:r>", "").replace("</w:r>", "")
        + "<w:t>终</w:t></w:r>"
    )

    assert shown(paragraph(one), 名="值") == [("始", {"b"}), ("值", {"b"}), ("终", {"b"})]


def test_a_result_of_several_paragraphs_is_replaced_whole():
    body = (
        paragraph(run("始"), mark("begin"), code(" MERGEFIELD 名 "), mark("separate"), run("旧一"))
        + paragraph(run("旧二"))
        + paragraph(run("旧三"), mark("end"), run("终"))
    )

    assert texts(filled(body, {"名": "新"})) == ["始新", "终"]


@pytest.mark.parametrize("name", ["PAGE", "TOC \\o", 'DATE \\@ "yyyy"', "REF 名", 'HYPERLINK "x"', "NEXT", "MERGEREC", "MERGEFIELDS 名", ""])  # fmt: skip
def test_other_fields_stay_as_they_are(name):
    body = paragraph(simple(f" {name} "), complex_field(f" {name} "))
    before = etree.tostring(root := parse(document(body).encode()))

    assert turn_fields_into_tags(root, lambda _name: True) is False
    assert etree.tostring(root) == before


@pytest.mark.parametrize(
    "body",
    [
        complex_field(code(" IF "), complex_field(" MERGEFIELD 名 "), code(' = "男" "先生" "女士" ')),
        complex_field(code(" IF "), simple(" MERGEFIELD 名 "), code(' = "男" "先生" "女士" ')),
        complex_field(code(" MERGEFIELD "), complex_field(" REF x ")),
        mark("begin") + code(" MERGEFIELD 名 "),
        code(" MERGEFIELD 名 ") + mark("end"),
        mark("end") + mark("separate") + mark("begin"),
    ],
)
def test_fields_that_are_part_of_a_field_or_no_whole_one_stay_as_they_are(body):
    before = etree.tostring(root := parse(document(paragraph(body)).encode()))

    assert turn_fields_into_tags(root, lambda _name: True) is False
    assert etree.tostring(root) == before


def test_a_merge_field_in_the_result_of_another_field_is_filled():
    link = complex_field(
        ' HYPERLINK "x" ', result=run("见") + complex_field(" MERGEFIELD 名 ") + simple(" MERGEFIELD 名 ")
    )

    assert texts(filled(paragraph(link), {"名": "甲"})) == ["见甲甲"]


def test_a_merge_field_in_a_merge_field_goes_with_its_result():
    field = complex_field(" MERGEFIELD 名 ", result=complex_field(" MERGEFIELD 二 ") + simple(" MERGEFIELD 三 "))

    assert texts(filled(paragraph(field), {"名": "甲"})) == ["甲"]


def test_a_field_in_a_link_and_one_that_was_inserted_are_filled_where_they_stand():
    link = f"<w:hyperlink>{complex_field(' MERGEFIELD 名 ')}</w:hyperlink>"
    inserted = f'<w:ins w:id="1">{simple(" MERGEFIELD 名 ")}</w:ins>'

    body = filled(paragraph(link, inserted), {"名": "甲"})

    assert [text(each) for each in (*body.iter(f"{W}hyperlink"), *body.iter(f"{W}ins"))] == ["甲", "甲"]


def test_bookmarks_around_a_result_stay():
    start, end = '<w:bookmarkStart w:id="1" w:name="x"/>', '<w:bookmarkEnd w:id="1"/>'
    body = filled(paragraph(complex_field(" MERGEFIELD 名 ", result=start + run("旧") + end)), {"名": "甲"})

    assert len([*body.iter(f"{W}bookmarkStart"), *body.iter(f"{W}bookmarkEnd")]) == 2


def test_fields_in_cells_and_text_boxes_and_their_copies_are_filled():
    box = f"<w:r><w:txbxContent>{paragraph(complex_field(' MERGEFIELD 名 '))}</w:txbxContent></w:r>"
    body = table(row(cell(paragraph(complex_field(" MERGEFIELD 名 "))))) + paragraph(
        f"<mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )

    assert [each for each in texts(filled(body, {"名": "甲"})) if each] == ["甲", "甲甲", "甲", "甲"]


def test_a_field_around_a_text_box_that_holds_fields_goes_whole():
    box = f"<w:r><w:txbxContent>{paragraph(complex_field(' MERGEFIELD 二 '))}</w:txbxContent></w:r>"

    assert texts(filled(paragraph(complex_field(" MERGEFIELD 名 ", result=box)), {"名": "甲"})) == ["甲"]


def test_ten_thousand_fields_that_never_end_take_no_time():
    body = paragraph(*([mark("begin"), code(" MERGEFIELD 名 ")] * 10_000), *([mark("end")] * 10_000))

    assert "MERGEFIELD" in tagged(body)


def test_a_part_without_fields_is_not_changed():
    root = parse(document(paragraph(run("甲{{ 名 }}"))).encode())
    before = etree.tostring(root)

    assert turn_fields_into_tags(root, lambda _name: True) is False
    assert etree.tostring(root) == before


def test_a_merge_field_in_a_control_that_is_not_known_is_filled():
    body = control("别的", paragraph(simple(" MERGEFIELD 名 ")))

    assert texts(filled(body, {"名": "甲"}, {"名"}.__contains__)) == ["甲"]
