"""What a workbook would unfold to is counted however its parts are written, and nothing harmless is refused for its bytes."""

from __future__ import annotations

import pytest

from tests.support.forms import MAIN_PART, form, repacked
from toolkit.errors import UnsafeFile
from toolkit.figures.workbooks.guard import checked_parts

FORM = form()
HUGE = '<mergeCell ref="A1:XFD1048576"/>'


def with_main(edit):
    return repacked(FORM, lambda name, part: edit(part.decode()) if name == MAIN_PART else part)


def elements(pattern, count):
    """So many elements of names that do not shrink away to nothing, which would be refused before they are counted."""
    return f"<a>{''.join(pattern.format(number) for number in range(count))}</a>".encode()


def with_merge(merge):
    return with_main(lambda text: text.replace("<mergeCell ", f"{merge}<mergeCell ", 1).encode())


@pytest.mark.parametrize(
    "merge",
    [
        HUGE,
        HUGE.replace('"', "'"),
        HUGE.replace("ref=", "ref\n= "),
        HUGE.replace(":", "&#58;"),
        HUGE.replace(":", "&#x3A;"),
        '<hyperlink ref="A1:XFD1048576"/>',
    ],
)
def test_a_range_of_too_many_cells_is_refused_however_it_is_spelled(merge):
    with pytest.raises(UnsafeFile, match="合并的单元格范围过大"):
        checked_parts(with_merge(merge), "表.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_range_of_too_many_cells_is_refused_in_any_encoding(encoding):
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?><a>{HUGE}</a>'

    with pytest.raises(UnsafeFile, match="合并的单元格范围过大"):
        checked_parts(with_main(lambda _text: declared.encode(encoding)), "表.xlsx")


def test_a_sheet_that_says_it_is_larger_than_it_is_is_harmless():
    data = with_main(lambda text: text.replace('<dimension ref="A1:H21"', '<dimension ref="A1:XFD1048576"').encode())

    assert b"XFD1048576" in checked_parts(data, "表.xlsx")[MAIN_PART]


def test_letters_that_look_like_elements_in_a_picture_are_none():
    data = repacked(FORM, lambda name, part: b"\x89PNG" + b"<" * 500_000 if name.endswith("theme1.xml") else part)

    assert checked_parts(data, "表.xlsx")


def test_too_many_elements_are_refused():
    with pytest.raises(UnsafeFile, match="内容过多"):
        checked_parts(with_main(lambda _text: elements("<b{}/>", 400_000)), "表.xlsx")


def test_half_as_many_elements_with_both_their_ends_are_not_too_many():
    assert checked_parts(with_main(lambda _text: elements("<b{0}></b{0}>", 250_000)), "表.xlsx")
