"""What the code of a part writes on: values as bytes, and a bound on all of them together."""

from __future__ import annotations

import gc
import tracemalloc
import weakref
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from jinja2.runtime import Context
from markupsafe import Markup, escape

from toolkit.word import ORDINAL, STOP, Gap, RichText
from toolkit.word.document.sheet import MOST_PIECES, MOST_QUICK, OutOfTheOrdinary, Sheet, escaped, written
from toolkit.word.language.environment import make_environment
from toolkit.word.language.values import Mark, UnprintableValue


def ascii_name(value: Any) -> str:
    return "huge" if isinstance(value, int) else ascii(value)[:20]


@pytest.mark.parametrize(
    ("value", "expected", "marks"),
    [
        (7, "7", ""),
        (-7, "-7", ""),
        (True, "是", ""),
        (None, "【待填】", ""),
        (Decimal("1.50"), "1.5", ""),
        (date(2026, 6, 30), "2026年6月30日", ""),
        (Gap("不适用"), "不适用", ""),
        ("<&>\"'", "&lt;&amp;&gt;&#34;&#39;", ""),
        (["甲", "乙&"], "甲、乙&amp;", ""),
        ("甲" * 5000, "甲" * 5000, ""),
        ("一\n二", "一\ufdd0二", "\ufdd0"),
        ("一\t<", "一\ufdd1&lt;", "\ufdd1"),
        (Gap("一\n二"), "一\ufdd0二", "\ufdd0"),
        (ORDINAL, "\ufdd2", "\ufdd2"),
        (STOP, "\ufdd3", "\ufdd3"),
    ],
)
def test_a_value_is_printed_escaped_with_its_marks_noted(value: Any, expected: str, marks: str) -> None:
    sheet = Sheet({})

    assert sheet.printed(value).decode() == expected
    assert sheet.marks == set(marks)


@pytest.mark.parametrize(
    "value", [Markup("<w:b/>"), Markup("甲"), RichText("粗"), make_environment().undefined(name="甲"), Mark("<")]
)
def test_what_is_more_than_plain_text_is_left_to_the_general_way(value: Any) -> None:
    with pytest.raises(OutOfTheOrdinary):
        Sheet({}).printed(value)


@pytest.mark.parametrize(
    "value", ["\x00", "\ufdd3", object(), float("nan"), 10**5000, "甲" * 1_000_001], ids=ascii_name
)
def test_what_word_cannot_hold_is_no_bytes(value: Any) -> None:
    with pytest.raises(UnprintableValue):
        Sheet({}).printed(value)


def test_escaping_is_markupsafes_own() -> None:
    text = "".join(map(chr, range(32, 0x500)))

    assert escaped(text) == str(escape(text))
    assert type(escaped("<")) is str


def test_pieces_are_put_together_in_order() -> None:
    sheet = Sheet({})
    for number in range(5):
        sheet.pieces += [b"%d" % number, b","]
        sheet.flush()

    assert sheet.whole() == b"0,1,2,3,4,"
    assert sheet.pieces == []


@pytest.mark.parametrize("values", [[7] * 10, ["甲" * 5000] * 10, [""]])
def test_a_loop_without_end_is_bounded_by_its_bytes(values: list[Any]) -> None:
    def root(context: Context) -> Any:
        sheet = context.parent["sheet of a part"]
        for _ in range(10**7):
            turns.append(0) if len(turns) < 10**5 else None
            sheet.pieces.extend(map(sheet.printed, values))
            sheet.pieces.append(b"x" * 100)
            if len(sheet.pieces) > MOST_PIECES:
                sheet.flush()
        yield from ()

    turns: list[int] = []
    tracemalloc.start()
    made = written(root, make_environment(), {})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert made is None
    assert peak < 5 * MOST_QUICK


@pytest.mark.parametrize(
    "fault", [KeyError("甲"), MemoryError(), RecursionError(), OutOfTheOrdinary(), UnprintableValue("坏")]
)
def test_whatever_is_raised_the_general_way_is_taken(fault: Exception) -> None:
    def root(_context: Context) -> Any:
        yield from ()
        raise fault

    assert written(root, make_environment(), {}) is None


def test_code_that_gives_what_it_should_have_written_is_not_trusted() -> None:
    assert written(lambda _context: iter(["甲"]), make_environment(), {}) is None


def test_one_who_stops_the_program_is_heard() -> None:
    def root(_context: Context) -> Any:
        yield from ()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        written(root, make_environment(), {})


def test_a_sheet_is_gone_once_its_part_is_written() -> None:
    sheets: list[weakref.ref[Sheet]] = []

    def root(context: Context) -> Any:
        sheets.append(weakref.ref(context.parent["sheet of a part"]))
        yield from ()

    gc.disable()
    try:
        written(root, make_environment(), {"甲": 1})
        assert sheets[0]() is None
    finally:
        gc.enable()


def test_a_render_leaves_its_values_as_they_were() -> None:
    values = {"甲": 1}

    written(lambda _context: iter(()), make_environment(), values)

    assert values == {"甲": 1}
