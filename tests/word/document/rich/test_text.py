"""Rich text as a value: what it takes, what it refuses, and the properties it stands for."""

from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import etree

from toolkit.errors import ToolkitError
from toolkit.word import Listing, RichText, RichTextParagraph
from toolkit.word.document.rich.text import RUN_ORDER, Look, laid_over, look_elements, make, marked
from toolkit.word.language.values import BREAK_MARK, PAGE_MARK, PARAGRAPH_MARK, TAB_MARK, UnprintableValue


def written(**look: object) -> list[str]:
    """The properties of a look, as name and values."""
    return [
        " ".join([etree.QName(each).localname, *map(str, each.attrib.values())])
        for each in look_elements(Look(**look))  # type: ignore[arg-type]
    ]


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        ({}, []),
        ({"bold": True}, ["b"]),
        ({"bold": False}, ["b 0"]),
        ({"italic": True, "strike": True}, ["i", "strike"]),
        ({"bold": True, "rtl": True}, ["b", "rtl", "bCs"]),
        ({"size": 32}, ["sz 32", "szCs 32"]),
        ({"color": "#ff0000"}, ["color FF0000"]),
        ({"highlight": "yellow"}, ["highlight yellow"]),
        ({"highlight": "#ffff00"}, ["shd clear auto FFFF00"]),
        ({"underline": True}, ["u single"]),
        ({"underline": False}, ["u none"]),
        ({"underline": "wave"}, ["u wave"]),
        ({"superscript": True}, ["vertAlign superscript"]),
        ({"subscript": True}, ["vertAlign subscript"]),
        ({"superscript": False}, ["vertAlign baseline"]),
        ({"font": "仿宋"}, ["rFonts 仿宋 仿宋 仿宋 仿宋"]),
        ({"font": "eastAsia:仿宋"}, ["rFonts 仿宋 仿宋 仿宋 仿宋"]),
        ({"style": "Strong", "lang": "zh-CN"}, ["rStyle Strong", "lang zh-CN"]),
    ],
)
def test_a_look_stands_for_properties(look, expected):
    found = written(**look)

    assert found == expected


@pytest.mark.parametrize(
    ("look", "word"),
    [
        ({"color": "red"}, "颜色"),
        ({"color": '"/><w:p>'}, "颜色"),
        ({"highlight": "淡黄"}, "底色"),
        ({"size": 0}, "字号"),
        ({"size": 99999}, "字号"),
        ({"underline": "波浪"}, "下划线"),
        ({"url": "javascript:alert(1)"}, "链接"),
        ({"url": "https://a b"}, "链接"),
    ],
)
def test_a_look_that_is_none_is_refused_with_advice(look, word):
    with pytest.raises(ToolkitError, match=f"{word}.*要|{word}.*单位"):
        RichText("甲", **look)


def test_a_look_nobody_knows_is_refused():
    with pytest.raises(TypeError, match="blink"):
        RichText("甲", blink=True)


def test_more_text_is_added_in_place_and_calls_can_be_chained():
    text = RichText("甲")

    same = text.add("乙", bold=True).add(RichText("丙", italic=True))

    assert same is text
    assert [(piece.text, piece.look.bold, piece.look.italic) for piece in text.pieces] == [
        ("甲", None, None),
        ("乙", True, None),
        ("丙", None, True),
    ]


def test_plain_values_are_written_as_an_office_writes_them():
    assert RichText(Decimal("1.50")).add(None).words() == "1.5【待填】"


def test_what_is_no_plain_value_is_refused():
    with pytest.raises(UnprintableValue, match="不能直接打印"):
        RichText({"甲": 1})


@pytest.mark.parametrize(
    ("value", "true"),
    [
        (RichText(), False),
        (RichText("甲"), True),
        (Listing(""), False),
        (Listing("甲"), True),
        (RichTextParagraph(), False),
        (RichTextParagraph("甲"), True),
    ],
    ids=repr,
)
def test_a_rich_value_without_text_is_false(value, true):
    assert bool(value) is true


def test_rich_values_know_their_words():
    paragraph = RichTextParagraph(RichText("甲", bold=True).add("乙")).add("丙", "Heading1")

    assert (paragraph.words(), Listing("一\n二").words()) == ("甲乙\n丙", "一\n二")
    assert RichText("甲") == RichText("甲") != RichText("甲", bold=True)


def test_lines_tabs_paragraphs_and_pages_are_marked():
    assert marked("一\r\n二\t三\a四\f五") == (
        f"一{BREAK_MARK}二{TAB_MARK}三{PARAGRAPH_MARK}四{PARAGRAPH_MARK}{PAGE_MARK}{PARAGRAPH_MARK}五"
    )


@pytest.mark.parametrize("character", ["\0", "\x0b", "\ud800", "\ufde2", "\ufffe"], ids=ascii)
def test_a_character_word_cannot_hold_is_refused(character):
    with pytest.raises(UnprintableValue, match="保存不了"):
        marked(f"甲{character}乙")


def test_properties_laid_over_others_stand_in_the_schemas_order():
    base = make("rPr")
    base.extend([make("sz", val="21"), make("b"), make("lang", val="zh-CN")])

    made = laid_over(base, [make("color", val="FF0000"), make("sz", val="32"), make("rFonts", ascii="甲")])

    assert made is not None
    names = [etree.QName(each).localname for each in made]
    assert names == ["rFonts", "b", "color", "sz", "lang"] == sorted(names, key=RUN_ORDER.index)
    assert made.findtext("none") is None and made[3].values() == ["32"]
    assert [each.values() for each in base] == [["21"], [], ["zh-CN"]]


def test_nothing_laid_over_nothing_is_nothing():
    assert laid_over(None, []) is None
