"""Cells that span, merge or take a colour keep the schema's order, and tables keep their width."""

from __future__ import annotations

import pytest

from tests.support import read_docx
from tests.support.make_docx import docx
from tests.support.read_docx import W
from toolkit.word import Picture, RichText, compile_template
from toolkit.word.document.render import RenderFault
from toolkit.word.document.tables import CELL_ORDER

ROWS = [{"名": "甲", "数": 1}, {"名": "乙", "数": 2}]
WIDTH = '<w:tcW w:w="{}" w:type="dxa"/>'
BUSY = WIDTH.format(1000) + (
    '<w:gridSpan w:val="1"/><w:vMerge w:val="restart"/><w:tcBorders/><w:shd w:val="clear" w:color="auto" w:fill="AAAAAA"/>'
    '<w:noWrap/><w:tcMar/><w:vAlign w:val="center"/><w:hideMark/>'
)


def cell(text: str, properties: str = WIDTH.format(2000)) -> str:
    held = f"<w:tcPr>{properties}</w:tcPr>" if properties else ""
    return f"<w:tc>{held}<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def table(*rows: str, columns: tuple[int, ...] = (2000, 2000, 2000)) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    inner = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    return f"xml: <w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{inner}</w:tbl>"


def render(lines: str, **context: object) -> bytes:
    data = compile_template(docx(lines)).render({"行们": ROWS, **context})
    assert read_docx.faults(data) == []
    return data


def found(data: bytes, name: str, key: str = "val") -> list[str | None]:
    return [each.get(W + key) for each in read_docx.tree(data).iter(W + name)]


@pytest.mark.parametrize(
    ("tag", "name", "key", "expected"),
    [
        ("{% colspan 2 %}", "gridSpan", "val", "2"),
        ("{% colspan 数 %}", "gridSpan", "val", "3"),
        ("{% cellbg '#ffcc00' %}", "shd", "fill", "FFCC00"),
        ("{% cellbg 色 %}", "shd", "fill", "auto"),
    ],
)
@pytest.mark.parametrize("properties", ["", WIDTH.format(900), BUSY], ids=["none", "width", "all"])
def test_a_property_stands_where_the_schema_wants_it(tag, name, key, expected, properties):
    data = render(table(cell(f"{tag}甲", properties)), 数=3, 色="auto")

    assert found(data, name, key) == [expected]
    names = [each.tag.removeprefix(W) for each in next(read_docx.tree(data).iter(f"{W}tcPr"))]
    assert names == sorted(names, key=CELL_ORDER.index)
    assert read_docx.tables(data) == [[["甲"]]]


def test_two_words_in_one_cell():
    data = render(table(cell("{% colspan 2 %}{% cellbg 'FF0000' %}甲")))

    assert (found(data, "gridSpan"), found(data, "shd", "fill")) == (["2"], ["FF0000"])


@pytest.mark.parametrize("value", [0, -1, 64, 1.5, "宽", "", None, RichText("2"), [1, 2]], ids=repr)
def test_a_span_that_is_none_is_refused_with_advice(value):
    with pytest.raises(RenderFault, match=r"列数.*请改正|请改正这一项|要是数.*请改正"):
        render(table(cell("{% colspan 数 %}甲")), 数=value)


@pytest.mark.parametrize("value", ["红", "F00", '"/><w:p>', 7, None, Picture(b"")], ids=repr)
def test_a_colour_that_is_none_is_refused_with_advice(value):
    with pytest.raises(RenderFault, match=r"底色.*请改正|请改正这一项"):
        render(table(cell("{% cellbg 色 %}甲")), 色=value)


def test_the_word_for_a_cell_outside_a_table_is_a_finding():
    template = compile_template(docx("{% cellbg 'FF0000' %}"))

    assert [finding.code for finding in template.findings] == ["outside_table"]


@pytest.mark.parametrize("word", ["vm", "hm"])
def test_a_merge_outside_a_loop_is_a_finding(word):
    template = compile_template(docx(f"| {{% {word} %}}甲 |"))

    assert [finding.code for finding in template.findings] == ["no_block"]


def test_a_word_in_an_inner_table_is_about_the_inner_cell():
    inner = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell('{% cellbg 色 %}内')}</w:tr></w:tbl><w:p/>"

    data = render(table(cell("外").replace("</w:tc>", f"{inner}</w:tc>")), 色="FF0000")

    outer, nested = read_docx.tree(data).iter(f"{W}tc")
    assert (outer.find(f"{W}tcPr/{W}shd"), nested.find(f"{W}tcPr/{W}shd").get(f"{W}fill")) == (None, "FF0000")


def test_cells_merged_downwards_hide_nothing():
    row = cell("{% vm %}{{ 行.名 }}", BUSY.replace('<w:vMerge w:val="restart"/>', "")) + cell("{{ 行.数 }}")
    data = render(table(cell("{%tr for 行 in 行们 %}"), row, cell("{%tr endfor %}")))

    assert found(data, "vMerge") == ["restart", None]
    assert read_docx.tables(data) == [[["甲", "1"], ["", "2"]]]


def test_cells_merged_across_span_what_they_spanned_times_the_loop():
    double = WIDTH.format(2000) + '<w:gridSpan w:val="2"/>'
    row = cell("{%tc for 行 in 行们 %}") + cell("{% hm %}题", double) + cell("{%tc endfor %}")

    data = render(table(row, columns=(1000, 1000, 1000)))

    assert read_docx.tables(data) == [[["题"]]]
    assert found(data, "gridSpan") == ["4"]
    assert len(found(data, "gridCol")) == 4


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (2, 2), (3, 3), (5, 5), (12, 12)])
def test_a_table_has_as_many_columns_as_its_rows_and_keeps_its_width(count, columns):
    row = cell("{%tc for 项 in 项们 %}") + cell("{{ 项 }}") + cell("{%tc endfor %}")

    data = render(table(row, columns=(2400, 2400, 1200)), 项们=list(range(count)))

    widths = [int(each or 0) for each in found(data, "gridCol", "w")]
    assert len(widths) == columns
    assert abs(sum(widths) - 6000) <= columns
    if count != 3:
        assert [int(each or 0) for each in found(data, "tcW", "w")] == widths


def test_a_table_whose_columns_nobody_states_is_left_alone():
    row = cell("{%tc for 项 in 行们 %}") + cell("{{ 项.名 }}") + cell("{%tc endfor %}")

    assert found(render(table(row, columns=())), "gridCol") == []


def test_columns_before_and_after_a_row_are_counted():
    row = '<w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="1"/></w:trPr>'
    row += cell("{%tc for 项 in 行们 %}") + cell("{{ 项.名 }}") + cell("{%tc endfor %}")

    assert len(found(render(table(row)), "gridCol")) == 4


def test_widths_in_other_units_stay():
    share = '<w:tcW w:w="2500" w:type="pct"/>'
    row = cell("{%tc for 项 in 行们 %}") + cell("{{ 项.名 }}", share) + cell("{%tc endfor %}")

    assert found(render(table(row)), "tcW", "w") == ["2500", "2500"]


def test_a_table_without_a_grid_is_mended_as_far_as_it_goes():
    lines = table(cell("{% cellbg 'FF0000' %}甲")).replace("<w:tblGrid>", "<!--").replace("</w:tblGrid>", "-->")

    assert found(render(lines), "shd", "fill") == ["FF0000"]


# ──────── two tables stay two ────────

GRIDS = "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"


def between_tables(lines: str, **values: object) -> list[int]:
    """How many paragraphs stand between each table and the next."""
    body = read_docx.tree(compile_template(docx(lines)).render(values)).find(f"{W}body")
    assert body is not None
    kinds = "".join("t" if each.tag == f"{W}tbl" else "p" for each in body if each.tag != f"{W}sectPr")
    return [len(each) for each in kinds.strip("p").split("t")[1:-1]]


def test_a_table_that_a_loop_repeats_stays_a_table_of_its_own_in_each_turn():
    lines = f"{{%p for 行 in 行们 %}}\nxml: {GRIDS.format('{{ 行 }}')}\n{{%p endfor %}}\n末"

    assert between_tables(lines, 行们=[1, 2, 3]) == [1, 1]
    assert between_tables(
        f"{lines.replace('{%p endfor', '间|^{%p endfor').replace('间|^', '间' + chr(10))}", 行们=[1, 2]
    ) == [1]


@pytest.mark.parametrize("shown", [True, False])
def test_tables_with_a_condition_between_them_stay_apart(shown):
    tables = [f"xml: {GRIDS.format(letter)}" for letter in "甲乙丙"]
    lines = "\n".join([tables[0], "{%p if 有 %}", tables[1], "{%p endif %}", tables[2], "末{{ 有 }}"])

    assert between_tables(lines, 有=shown) == [1] * (2 if shown else 1)


def test_tables_that_their_author_has_joined_stay_joined():
    lines = f"xml: {GRIDS.format('甲')}{GRIDS.format('乙')}\n{{{{ 值 }}}}"

    assert between_tables(lines, 值=1) == [0]


def test_a_comment_tag_or_a_bookmark_between_tables_keeps_them_apart():
    tables = [f"xml: {GRIDS.format(letter)}" for letter in "甲乙"]
    mark = '<w:bookmarkStart w:id="0" w:name="x"/><w:bookmarkEnd w:id="0"/>'
    tag = f"xml: <w:p><w:r><w:t>{{%p if 有 %}}</w:t></w:r>{mark}</w:p>"

    assert between_tables("\n".join([tables[0], "{#p 说明 #}", tables[1], "末{{ 有 }}"]), 有=0) == [1]
    made = read_docx.parts(
        compile_template(docx("\n".join([tables[0], tag, "x", "{%p endif %}", tables[1], "末"]))).render({"有": 0})
    )["word/document.xml"]
    assert b"</w:tbl><w:p/><w:bookmark" in made


def test_tables_joined_by_their_author_stay_so_beside_others_that_are_kept_apart():
    joined = f"xml: {GRIDS.format('甲')}{GRIDS.format('乙')}"
    lines = "\n".join(
        [
            joined,
            "间",
            f"xml: {GRIDS.format('丙')}",
            "{%p if 有 %}",
            "x",
            "{%p endif %}",
            f"xml: {GRIDS.format('丁')}",
            "末",
        ]
    )

    assert between_tables(lines, 有=False) == [0, 1, 1]
