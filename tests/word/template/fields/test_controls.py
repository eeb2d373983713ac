"""Content controls: a control whose tag is a known name is filled as its kind wants it, at whatever level it stands.

1. Texts at every level. 2. Each kind of control, its state as well as what it shows. 3. Sections repeat for rows, and in rows.
4. What is not known, and what is no text, is left alone. 5. The properties of a control stay in the order of the schema.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from lxml import etree

from tests.support.filled_part import (
    W14,
    W,
    cell,
    complex_field,
    control,
    document,
    filled,
    findings,
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
from toolkit.word.package.elements import parse
from toolkit.word.template.fields.merge_fields import turn_fields_into_tags

BOLD = "<w:b/>"
PLACEHOLDER = '<w:rStyle w:val="PlaceholderText"/>'
SECTION, ITEM = "<w15:repeatingSection/>", "<w15:repeatingSectionItem/>"
ORDER = (
    "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding label tabIndex"
    " equation comboBox date docPartObj docPartList dropDownList picture richText text citation group bibliography"
    " checkbox repeatingSection repeatingSectionItem"
).split()


def unchanged(body: str, *known: str) -> bool:
    root = parse(document(body).encode())
    before = etree.tostring(root)
    return not turn_fields_into_tags(root, set(known).__contains__) and etree.tostring(root) == before


def is_in_order(body: ElementTree.Element) -> bool:
    """Whether the properties of every control stand in the order of the schema."""
    found = [[ORDER.index(each.tag.rpartition("}")[2]) for each in node] for node in body.iter(f"{W}sdtPr")]
    return all(numbers == sorted(numbers) for numbers in found)


AT_LEVELS = {
    "block": control("名", paragraph(run("旧"))),
    "run": paragraph(control("名", run("旧"))),
    "cell": table(row(control("名", cell(paragraph(run("旧")))))),
    "row": table(control("名", row(cell(paragraph(run("旧")))))),
    "empty block": control("名", ""),
    "empty run": paragraph(control("名", "")),
    "a paragraph without runs": control("名", paragraph()),
    "several paragraphs": control("名", paragraph(run("旧")) + paragraph(run("二"))),
    "a table": control("名", table(row(cell(paragraph(run("旧")))))),
    "a run in a link": paragraph(control("名", f"<w:hyperlink>{run('旧')}</w:hyperlink>")),
    "several runs": paragraph(control("名", run("旧") + run("二", BOLD))),
    "in an unknown one": control("别的", control("名", paragraph(run("旧")))),
    "in a cell": table(row(cell(control("名", paragraph(run("旧")))))),
    "in a text box": paragraph(f"<w:r><w:txbxContent>{control('名', paragraph(run('旧')))}</w:txbxContent></w:r>"),
    "by its title": control("", paragraph(run("旧")), title="名"),
    "by its tag and not its title": control("名", paragraph(run("旧")), title="别的"),
    "with spaces": control(" 名 ", paragraph(run("旧"))),
    "locked": control("名", paragraph(run("旧")), before='<w:lock w:val="sdtContentLocked"/>'),
    "rich": control("名", paragraph(run("旧")), "<w:richText/>"),
    "plain": control("名", paragraph(run("旧")), "<w:text/>"),
    "list without choices": control("名", paragraph(run("旧")), "<w:comboBox/>"),
    "date without a format": control("名", paragraph(run("旧")), "<w:date/>"),
}


@pytest.mark.parametrize("body", AT_LEVELS.values(), ids=AT_LEVELS.keys())
@pytest.mark.parametrize("value", ["新", "甲&乙<丙>", "{{ 7*7 }}", '"引"', ""])
def test_a_text_is_filled_at_every_level(body, value):
    found = filled(body, {"名": value}, {"名"}.__contains__)

    assert [each for each in texts(found)[-1:] if each] == [value] * bool(value)
    assert "旧" not in "".join(texts(found))
    assert len(list(found.iter(f"{W}sdt"))) == body.count("<w:sdt>")
    assert is_in_order(found)


def test_a_known_control_is_filled_whole_though_an_unknown_one_stands_in_it():
    body = control("名", paragraph(run("旧")) + control("别的", paragraph(run("旧"))))

    assert texts(filled(body, {"名": "新"}, {"名"}.__contains__)) == ["新"]


def test_the_other_cells_of_a_row_stay():
    body = table(control("名", row(cell(paragraph(run("旧"))), cell(paragraph(run("邻"))))))

    assert texts(filled(body, {"名": "新"})) == ["新", "邻"]


def test_what_stands_around_a_control_stays():
    body = paragraph(run("始"), control("名", run("旧")), run("终"))

    assert texts(filled(body, {"名": "新"})) == ["始新终"]


@pytest.mark.parametrize(("value", "expected"), [(Gap(), "【待填】"), (Gap("不适用"), "不适用"), (None, "【待填】"), (Decimal("1.50"), "1.5"), (["甲", "乙"], "甲、乙")])  # fmt: skip
@pytest.mark.parametrize("kind", ["", "<w:text/>", "<w:date/>", '<w:comboBox><w:listItem w:value="x"/></w:comboBox>'])
def test_a_value_is_printed_as_an_office_writes_it(kind, value, expected):
    assert texts(filled(control("名", paragraph(run("旧")), kind), {"名": value})) == [expected]


def look_of(body: str) -> tuple[list[str], str]:
    """The names of the look of what was filled in, and that of its paragraph."""
    found = filled(body, {"名": "新"})
    (one,) = [each for each in found.iter(f"{W}r") if text(each)]
    properties = found.find(f".//{W}pPr/{W}jc")
    return [each.tag.removeprefix(W) for each in one.findall(f"{W}rPr/*")], "" if properties is None else "jc"


def test_the_look_of_the_first_run_and_of_the_paragraph_is_kept():
    properties = '<w:pPr><w:jc w:val="both"/></w:pPr>'

    assert look_of(control("名", paragraph(properties, run("旧", BOLD), run("二")))) == (["b"], "jc")


@pytest.mark.parametrize(
    ("before", "own", "look", "expected"),
    [
        ("<w:showingPlcHdr/>", "", PLACEHOLDER + BOLD, ["b"]),
        ("<w:showingPlcHdr/>", "", '<w:rStyle w:val="a3"/>' + BOLD, ["b"]),
        ("<w:showingPlcHdr/>", "<w:rPr><w:i/></w:rPr>", PLACEHOLDER, ["i"]),
        ("", "<w:rPr><w:i/></w:rPr>", BOLD, ["b"]),
        ("", "", PLACEHOLDER + BOLD, ["b"]),
        ("", "", '<w:rStyle w:val="Strong"/>', ["rStyle"]),
    ],
)
def test_the_look_of_a_placeholder_is_not_kept(before, own, look, expected):
    body = control("名", paragraph(run("单击此处输入文字。", look)), before=before).replace(
        "<w:sdtPr>", f"<w:sdtPr>{own}"
    )

    assert look_of(body)[0] == expected
    assert "showingPlcHdr" not in tagged(body)


def test_a_filled_control_is_no_longer_bound_to_data():
    bound = '<w:dataBinding w:xpath="/x" w:storeItemID="{1}"/><w15:dataBinding w:xpath="/x"/>'

    assert "dataBinding" not in tagged(control("名", paragraph(run("旧")), before=bound))


@pytest.mark.parametrize(
    "body",
    [
        control("不认识", paragraph(run("共{{ 名 }}元")), before='<w:dataBinding w:xpath="/x" w:storeItemID="{1}"/>'),
        paragraph(control("", run("{{ 名 }}"), before='<w15:dataBinding w:xpath="/x"/>')),
        control("不认识", paragraph(run("{% if 名 %}有{% endif %}")), before='<w:dataBinding w:xpath="/x"/>'),
    ],
)
def test_a_control_in_which_a_tag_was_typed_is_no_longer_bound_to_data(body):
    """Word shows what the file keeps for it elsewhere, tags and all."""
    assert "dataBinding" not in tagged(body, {"名"}.__contains__)


def test_a_bound_control_without_a_tag_stays_bound():
    body = control("不认识", paragraph(run("旧")), before='<w:dataBinding w:xpath="/x"/>')

    assert "dataBinding" in tagged(body, {"名"}.__contains__)


def test_ends_of_ranges_in_a_control_stay():
    start, end = '<w:bookmarkStart w:id="1" w:name="x"/>', '<w:bookmarkEnd w:id="1"/>'
    found = filled(paragraph(control("名", start + run("旧")), end), {"名": "新"})

    assert texts(found) == ["新"]
    assert len([*found.iter(f"{W}bookmarkStart"), *found.iter(f"{W}bookmarkEnd")]) == 2


@pytest.mark.parametrize("value", ["一\n二", "一\r\n二", "甲&\n<乙>", "一\n\n二\t三"])
@pytest.mark.parametrize("body", [control("名", paragraph(run("旧", BOLD)), '<w:text w:multiLine="1"/>'), paragraph(control("名", run("旧", BOLD), "<w:text/>"))])  # fmt: skip
def test_lines_in_a_plain_text_control_stay_in_one_run(body, value):
    found = filled(body, {"名": value})

    assert texts(found) == [value.replace("\r\n", "\n")]
    assert len([each for each in found.iter(f"{W}r") if text(each)]) == 1


def test_lines_in_a_rich_text_control_are_paragraphs():
    found = filled(control("名", paragraph('<w:pPr><w:jc w:val="both"/></w:pPr>', run("旧", BOLD))), {"名": "一\n二"})

    assert texts(found) == ["一", "二"]
    assert len(list(found.iter(f"{W}jc"))) == len(list(found.iter(f"{W}b"))) == 2


STATES = (
    '<w14:checkedState w14:val="00FE" w14:font="Wingdings"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/>'
)


def box(inner: str, shown: str = "☐") -> str:
    look = '<w:rStyle w:val="x"/><w:rFonts w:ascii="Arial"/><w:b/>'
    return paragraph(control("名", run(shown, look), f"<w14:checkbox>{inner}</w14:checkbox>"))


def ticks(body: str, value: object) -> tuple[str, str, str, str]:
    """State, sign and font of a box, and the names of its look."""
    found = filled(body, {"名": value})
    (state,), (fonts,) = found.iter(f"{W14}checked"), found.iter(f"{W}rFonts")
    looks = " ".join(each.tag.removeprefix(W) for each in found.findall(f".//{W}rPr/*"))
    assert {fonts.get(W + each) for each in ("ascii", "hAnsi", "eastAsia", "cs")} == {fonts.get(f"{W}ascii")}
    return state.get(f"{W14}val", ""), text(found), fonts.get(f"{W}ascii", ""), looks


@pytest.mark.parametrize(("value", "state", "sign"), [(True, "1", "☒"), (False, "0", "☐"), ("是", "1", "☒"), ("否", "0", "☐"), (0, "0", "☐"), (3, "1", "☒")])  # fmt: skip
@pytest.mark.parametrize("inner", ["", '<w14:checked w14:val="0"/>', '<w14:checked w14:val="1"/>', "<w14:checked/>", '<w14:checkedState w14:val="zz"/>'])  # fmt: skip
def test_a_box_is_ticked_by_state_and_by_sign(inner, value, state, sign):
    assert ticks(box(inner), value) == (state, sign, "MS Gothic", "rStyle rFonts b")


@pytest.mark.parametrize(("value", "expected"), [(True, ("1", "þ", "Wingdings")), (False, ("0", "☐", "MS Gothic"))])
def test_a_box_shows_the_signs_it_says_in_their_fonts(value, expected):
    assert ticks(box(f'<w14:checked w14:val="0"/>{STATES}'), value)[:3] == expected


@pytest.mark.parametrize("value", [Gap(), Gap(counts=True), None])
def test_a_blank_ticks_no_box_and_shows(value):
    assert ticks(box(STATES), value)[:2] == ("0", "【待填】")


def test_a_box_without_a_run_gets_one_and_its_state_comes_first():
    found = filled(paragraph(control("名", "", f"<w14:checkbox>{STATES}</w14:checkbox>")), {"名": True})

    (element,) = found.iter(f"{W14}checkbox")
    assert [each.tag.removeprefix(W14) for each in element] == ["checked", "checkedState", "uncheckedState"]
    assert text(found) == "þ"


def dated(value: object, form: str = "yyyy年M月d日") -> tuple[str | None, str, list[str]]:
    """The full date of a date control, what it shows, and what its date holds."""
    inner = f'<w:date w:fullDate="2020-01-01T00:00:00Z"><w:dateFormat w:val="{form}"/><w:lid w:val="zh-CN"/></w:date>'
    found = filled(paragraph(control("名", run("旧"), inner)), {"名": value})
    (element,) = found.iter(f"{W}date")
    assert is_in_order(found)
    return element.get(f"{W}fullDate"), text(found), [each.tag.removeprefix(W) for each in element]


DATED = [
    (date(2026, 6, 30), "yyyy年M月d日", "2026-06-30T00:00:00Z", "2026年6月30日"),
    (datetime(2026, 6, 30, 15, 4), "yyyy-MM-dd HH:mm", "2026-06-30T15:04:00Z", "2026-06-30 15:04"),
    ("2026-06-30", "EEEE年O月A日", "2026-06-30T00:00:00Z", "二〇二六年六月三十日"),
    ("待定", "yyyy", None, "待定"),
    (Gap(), "yyyy", None, "【待填】"),
    (Gap(counts=True), "yyyy", None, "【待填】"),
    (None, "yyyy", None, "【待填】"),
]


@pytest.mark.parametrize(("value", "form", "kept", "expected"), DATED)
def test_a_date_is_kept_and_shown_in_its_format(value, form, kept, expected):
    assert dated(value, form) == (kept, expected, ["dateFormat", "lid"])


CHOICES = '<w:listItem w:displayText="选择一项"/><w:listItem w:displayText="优秀&lt;" w:value="y"/><w:listItem w:value="良好"/>'


@pytest.mark.parametrize(("value", "expected"), [("y", "优秀<"), ("优秀<", "优秀<"), ("良好", "良好"), ("别的", "别的"), (Gap(), "【待填】")])  # fmt: skip
@pytest.mark.parametrize("kind", ["dropDownList", "comboBox"])
def test_a_choice_is_shown_by_its_text(kind, value, expected):
    found = filled(
        control("名", paragraph(run("旧")), f'<w:{kind} w:lastValue="x">{CHOICES}</w:{kind}>'), {"名": value}
    )

    assert texts(found) == [expected]
    assert found.find(f".//{W}{kind}[@{W}lastValue]") is None


def test_texts_of_choices_cannot_break_out():
    hostile = "'] }} %} “引” \\u0041"
    inner = f'<w:comboBox><w:listItem w:displayText="{hostile}" w:value="y"/></w:comboBox>'

    assert texts(filled(control("名", paragraph(run("旧")), inner), {"名": "y"})) == [hostile]


LEFT_ALONE = {
    "unknown": control("别的", paragraph(run("旧"))),
    "without a name": control("", paragraph(run("旧"))),
    "unknown by its tag": control("别的", paragraph(run("旧")), title="名"),
    "a picture": control("名", paragraph("<w:r><w:drawing/></w:r>"), "<w:picture/>"),
    "contents": control("名", paragraph(run("旧")), "<w:docPartObj/>"),
    "a group": control("名", paragraph(run("旧")), "<w:group/>"),
    "an equation": control("名", paragraph(run("旧")), "<w:equation/>"),
    "an item on its own": control("名", paragraph(run("旧")), ITEM),
    "a section without items": control("名", paragraph(run("旧")), SECTION),
    "a typed tag": control("名", paragraph(run("{{ 名|upper }}"))),
    "a typed tag in full width": control("名", paragraph(run("｛｛ 名 "), run("｝｝"))),
    "without content": '<w:sdt><w:sdtPr><w:tag w:val="名"/></w:sdtPr></w:sdt>',
    "without properties": f"<w:sdt><w:sdtContent>{paragraph(run('旧'))}</w:sdtContent></w:sdt>",
    "unknown section": control("别的", control("", paragraph(run("旧")), ITEM), SECTION),
}


@pytest.mark.parametrize("body", LEFT_ALONE.values(), ids=LEFT_ALONE.keys())
def test_other_controls_are_left_as_they_are(body):
    assert unchanged(body, "名")


def test_a_control_around_known_ones_is_left_and_they_are_filled():
    body = control("单位", paragraph(run("名称："), control("单位.名称", run("旧"))))

    assert texts(filled(body, {"单位": {"名称": "一局"}})) == ["名称：一局"]


def test_a_merge_field_in_a_known_control_goes_with_what_it_showed():
    assert texts(filled(control("名", paragraph(complex_field(" MERGEFIELD 别的 "))), {"名": "新"})) == ["新"]


def item(content: str) -> str:
    return control("", content, ITEM)


def section(name: str, *items: str) -> str:
    return control(name, "".join(items), SECTION)


KNOWN = {"台账", "台账.事项", "台账.数", "台账.明细", "台账.明细.量", "单位", "台账.好"}
ROWS = {"台账": [{"事项": "甲", "数": 1, "好": True}, {"事项": "乙&", "数": 2, "好": False}], "单位": "一局"}
EMPTY: dict[str, object] = {"台账": [], "单位": "一局"}

LINE = paragraph(control("单位", run("旧")), run("的"), control("事项", run("旧")), simple(" MERGEFIELD 数 "))


def test_a_section_repeats_paragraphs_for_each_row():
    body = paragraph(run("始")) + section("台账", item(LINE), item(LINE)) + paragraph(run("终"))

    assert texts(filled(body, ROWS, KNOWN.__contains__)) == ["始", "一局的甲1", "一局的乙&2", "终"]
    assert texts(filled(body, EMPTY, KNOWN.__contains__)) == ["始", "终"]


def test_a_section_repeats_rows_of_a_table():
    cells = cell(paragraph(control("事项", run("旧")))) + control("数", cell(paragraph(run("旧"))))
    head = row(cell(paragraph(run("事项"))), cell(paragraph(run("数"))))
    body = table(head, section("台账", item(row(cells))))

    assert texts(filled(body, ROWS, KNOWN.__contains__)) == ["事项", "数", "甲", "1", "乙&", "2"]
    assert texts(filled(body, EMPTY, KNOWN.__contains__)) == ["事项", "数"]


def test_a_table_whose_section_has_no_rows_is_taken_out():
    body = table(section("台账", item(row(cell(paragraph(control("事项", run("旧")))))))) + paragraph(run("终"))

    found = filled(body, EMPTY, KNOWN.__contains__)

    assert (texts(found), list(found.iter(f"{W}tbl"))) == (["终"], [])


def test_a_cell_whose_section_has_no_rows_keeps_a_paragraph():
    found = filled(table(row(cell(section("台账", item(LINE))))), EMPTY, KNOWN.__contains__)

    assert texts(found) == [""]


def test_a_section_repeats_cells_and_runs():
    cells = table(row(section("台账", item(cell(paragraph(control("事项", run("旧"))))))))
    runs = paragraph(run("有"), section("台账", item(control("事项", run("旧")) + run("、"))), run("等"))

    assert texts(filled(cells, ROWS, KNOWN.__contains__)) == ["甲", "乙&"]
    assert texts(filled(runs, ROWS, KNOWN.__contains__)) == ["有甲、乙&、等"]
    assert texts(filled(runs, EMPTY, KNOWN.__contains__)) == ["有等"]


def test_a_name_in_a_section_may_be_written_whole():
    body = section("台账", item(paragraph(control("台账.事项", run("旧")), simple(" MERGEFIELD 台账.数 "))))

    assert texts(filled(body, ROWS, KNOWN.__contains__)) == ["甲1", "乙&2"]


def test_sections_in_sections_repeat_for_the_rows_of_rows():
    inner = section("明细", item(paragraph(control("事项", run("旧")), control("量", run("旧")))))
    body = section("台账", item(paragraph(control("事项", run("旧"))) + inner)) + paragraph(run("终"))
    values = {"台账": [{"事项": "甲", "明细": [{"量": 1}, {"量": 2}]}, {"事项": "乙", "明细": []}]}

    assert texts(filled(body, values, KNOWN.__contains__)) == ["甲", "甲1", "甲2", "乙", "终"]


def test_two_sections_after_one_another_repeat_each_by_itself():
    body = section("台账", item(LINE)) + section("台账", item(paragraph(control("事项", run("旧")))))

    assert texts(filled(body, ROWS, KNOWN.__contains__)) == ["一局的甲1", "一局的乙&2", "甲", "乙&"]


def test_nothing_repeats_a_number_that_only_one_control_may_have():
    found = filled(section("台账", item(LINE)), ROWS, KNOWN.__contains__)

    numbers = [each.get(f"{W}val") for each in found.iter(f"{W}id")]
    assert numbers == ["17"]
    assert is_in_order(found)


def test_every_kind_of_control_is_filled_from_its_row():
    boxed = control("好", run("☐"), "<w14:checkbox/>")
    day = control("日", run("旧"), '<w:date><w:dateFormat w:val="M月d日"/></w:date>')
    chosen = control("数", run("旧"), '<w:comboBox><w:listItem w:displayText="壹" w:value="1"/></w:comboBox>')
    values = {"台账": [{"好": True, "日": date(2026, 6, 30), "数": 1}, {"好": False, "日": None, "数": 2}]}

    found = filled(section("台账", item(paragraph(boxed, day, chosen))), values, (KNOWN | {"台账.日"}).__contains__)

    assert texts(found) == ["☒6月30日壹", "☐【待填】2"]
    assert [each.get(f"{W14}val") for each in found.iter(f"{W14}checked")] == ["1", "0"]
    assert [each.get(f"{W}fullDate") for each in found.iter(f"{W}date")] == ["2026-06-30T00:00:00Z", None]


def test_a_blank_in_place_of_a_list_repeats_nothing():
    values = {"台账": Gap(counts=True), "单位": "一局"}

    assert texts(filled(section("台账", item(LINE)) + paragraph(run("终")), values, KNOWN.__contains__)) == ["终"]


def test_an_unknown_control_in_a_section_repeats_as_it_is():
    body = section("台账", item(paragraph(control("别的", run("留")), control("事项", run("旧")))))

    assert texts(filled(body, ROWS, KNOWN.__contains__)) == ["留甲", "留乙&"]


@pytest.mark.parametrize(
    "body",
    [
        section("台账", item(LINE)),
        table(section("台账", item(row(cell(LINE))))),
        table(row(section("台账", item(cell(LINE))))),
        paragraph(section("台账", item(control("事项", run("旧"))))),
        paragraph(control("完成率%", run("旧"))),
        section("台账", item(paragraph(control("占比%", run("☐"), "<w14:checkbox/>")))),
    ],
)
def test_lint_finds_nothing_wrong_with_what_controls_become(body):
    fields = dict.fromkeys(["事项", "数", "占比%"], Shape())

    assert findings(body, {"台账": Shape(row=Shape(fields)), "单位": Shape(), "完成率%": Shape()}) == []


def test_lint_finds_a_merge_field_in_a_section_that_no_row_has():
    ((code, message),) = findings(
        section("台账", item(paragraph(simple(" MERGEFIELD 台账.事顶 ")))),
        {"台账": Shape(row=Shape({"事项": Shape()}))},
    )

    assert (code, "台账" in message) == ("list_outside_row", True)
