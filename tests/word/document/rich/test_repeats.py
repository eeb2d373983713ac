"""What loops repeat is numbered anew, and the first keeps its number and name."""

from __future__ import annotations

import pytest

from tests.support import read_docx
from tests.support.make_docx import docx
from tests.support.read_docx import W
from toolkit.word import compile_template

DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
LOOP = "{{%p for 行 in 行们 %}}\nxml: {}\n{{%p endfor %}}"
DRAWING = '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="5" name="图"/></wp:inline></w:drawing></w:r></w:p>'
BOOKMARK = '<w:p><w:bookmarkStart w:id="{0}" w:name="{1}"/><w:r><w:t>甲</w:t></w:r><w:bookmarkEnd w:id="{0}"/></w:p>'


def render(lines: str, count: int = 3) -> bytes:
    return compile_template(docx(lines)).render({"行们": list(range(count))})


def bookmarks(data: bytes) -> list[tuple[str | None, str | None]]:
    return [(each.get(f"{W}id"), each.get(f"{W}name")) for each in read_docx.tree(data).iter(f"{W}bookmarkStart")]


def test_each_copy_of_a_drawing_has_a_number_of_its_own():
    data = render(f"xml: {DRAWING.replace('5', '9')}\n{LOOP.format(DRAWING)}")

    assert [each.get("id") for each in read_docx.tree(data).iter(DOC_PR)] == ["9", "5", "10", "11"]


def test_each_copy_of_a_bookmark_has_a_number_and_a_name_of_its_own():
    data = render(LOOP.format(BOOKMARK.format(1, "记")))

    assert bookmarks(data) == [("1", "记"), ("2", "记_2"), ("3", "记_3")]
    assert [each.get(f"{W}id") for each in read_docx.tree(data).iter(f"{W}bookmarkEnd")] == ["1", "2", "3"]


def test_a_new_name_is_free_and_no_longer_than_word_takes():
    long = "很" * 40
    data = render(f"xml: {BOOKMARK.format(8, '记_2')}\n{LOOP.format(BOOKMARK.format(1, '记'))}", 2)
    longer = render(LOOP.format(BOOKMARK.format(1, long)), 2)

    assert [name for _, name in bookmarks(data)] == ["记_2", "记", "记_3"]
    assert [name for _, name in bookmarks(longer)] == [long, "很" * 38 + "_2"]


@pytest.mark.parametrize("count", [0, 1])
def test_what_is_not_repeated_keeps_its_number_and_name(count):
    assert bookmarks(render(LOOP.format(BOOKMARK.format(1, "记")), count)) == [("1", "记")][:count]


def test_numbers_outside_loops_are_left_as_they_are():
    lines = f"xml: {BOOKMARK.format(1, '甲')}\nxml: {BOOKMARK.format(1, '甲')}\n{{{{ 行们|length }}}}"

    assert bookmarks(render(lines)) == [("1", "甲"), ("1", "甲")]


def test_an_end_without_its_beginning_is_left_alone():
    data = render(LOOP.format('<w:p><w:bookmarkEnd w:id="1"/></w:p>'), 2)

    assert [each.get(f"{W}id") for each in read_docx.tree(data).iter(f"{W}bookmarkEnd")] == ["1", "1"]


def test_copies_of_paragraphs_carry_no_ids():
    w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    data = render(LOOP.format(f'<w:p {w14} w14:paraId="0A0B0C0D" w14:textId="77777777"><w:r><w:t>甲</w:t></w:r></w:p>'))

    assert b"paraId=" not in read_docx.parts(data)[read_docx.BODY]
