"""What is proven of a template once needs no look at each document: and nothing is proven that does not always hold."""

from __future__ import annotations

import itertools
import re

import pytest

from toolkit.report.wording import FILTERS
from toolkit.settings import REPOSITORY
from toolkit.word import compile_template
from toolkit.word.document.soundness import is_always_sound, never_empties

P, ROW = "<w:p/>", "<w:tr><w:tc><w:p/></w:tc></w:tr>"
LOOP, IF, END, DONE = "{% for 行 in 表 %}", "{% if 甲 %}", "{% endif %}", "{% endfor %}"
CASES = {
    "a row always": (f"<w:tbl>{ROW}</w:tbl>", True),
    "rows made after one that stands": (f"<w:tbl>{ROW}{LOOP}{ROW}{DONE}</w:tbl>", True),
    "rows made only": (f"<w:tbl>{LOOP}{ROW}{DONE}</w:tbl>", False),
    "a row under a condition": (f"<w:tbl>{IF}{ROW}{END}</w:tbl>", False),
    "a row either way": (f"<w:tbl>{IF}{ROW}{{% else %}}{ROW}{END}</w:tbl>", False),
    "no row at all": ("<w:tbl><w:tblPr/></w:tbl>", False),
    "a whole table in a loop": (f"{LOOP}<w:tbl>{ROW}</w:tbl>{DONE}", True),
    "cells made only": (f"<w:tbl><w:tr>{LOOP}<w:tc>{P}</w:tc>{DONE}</w:tr></w:tbl>", False),
    "a cell that ends with a paragraph": (f"<w:tc>{IF}{P}{END}{P}</w:tc>", True),
    "a cell that may end without one": (f"<w:tc>{P}{IF}{P}{END}</w:tc>", False),
    "a cell that ends with a table": (f"<w:tc>{P}<w:tbl>{ROW}</w:tbl></w:tc>", False),
    "a header of nothing but a condition": (f"<w:hdr>{IF}{P}{END}</w:hdr>", False),
    "a control that may be empty": (f"<w:sdt><w:sdtContent>{IF}{P}{END}</w:sdtContent></w:sdt>", False),
    "an empty cell": ("<w:tbl><w:tr><w:tc/></w:tr></w:tbl>", False),
}


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES.keys())
def test_what_never_empties_is_proven_and_nothing_else(source: str, expected: bool) -> None:
    assert never_empties(source) is expected


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES.keys())
def test_what_is_proven_holds_whichever_way_each_block_goes(source: str, expected: bool) -> None:
    blocks = re.findall(r"{% (?:for|if) .*?%}", source)
    empty = re.compile(
        r"<w:(tbl|tr)>(?:<w:tblPr/>)?</w:\1>|<w:tc></w:tc>|<w:tc/>|<w:hdr></w:hdr>|<w:sdtContent></w:sdtContent>"
    )
    ways = [_taken(source, way) for way in itertools.product([0, 1, 2], repeat=len(blocks))]

    if expected:
        assert not any(empty.search(xml) for xml in ways)


def _taken(source: str, way: tuple[int, ...]) -> str:
    """A source with its blocks gone through so many times, in order."""
    for times in way:
        block = re.search(r"{% (?:for|if) [^%]*%}((?:(?!{%).)*)(?:{% else %}((?:(?!{%).)*))?{% end\w+ %}", source)
        assert block is not None
        source = source[: block.start()] + (block[1] * times or block[2] or "") + source[block.end() :]
    return source


def body(inner: str) -> str:
    return f"<w:document><w:body>{inner}</w:body></w:document>"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<w:p><w:r><w:t>{{ 甲 }}</w:t></w:r></w:p>", True),
        (f"{LOOP}<w:p><w:r><w:t>{{{{ 行.甲 }}}}</w:t></w:r></w:p>{DONE}", True),
        ('<w:p><w:bookmarkStart w:id="1" w:name="甲"/><w:bookmarkEnd w:id="1"/></w:p>', True),
        (f'{LOOP}<w:p><w:bookmarkStart w:id="1" w:name="甲"/></w:p>{DONE}', False),
        (f'{IF}<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>{END}', False),
        ('<w:p w:rsidR="{{ 甲 }}"/>', False),
        ("<w:p>{{ 甲 }}</w:p>", False),
        ("<w:p><w:r><w:instrText>{{ 甲 }}</w:instrText></w:r></w:p>", False),
        (f"<w:tbl>{LOOP}{ROW}{DONE}</w:tbl>", False),
    ],
)
def test_a_part_is_sound_where_no_block_holds_what_word_wants_once(inner: str, expected: bool) -> None:
    assert is_always_sound(body(inner)) is expected


@pytest.mark.parametrize("name", ["branch_report.docx", "bureau_report.docx"])
def test_both_shipped_templates_are_proven_sound(name: str) -> None:
    template = compile_template(REPOSITORY / "templates" / name, filters=FILTERS)

    assert template.is_sound
