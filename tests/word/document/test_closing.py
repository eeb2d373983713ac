"""Marks resolved in the text of a part: byte for byte what mending its tree gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.make_docx import DECLARATION, NAMESPACES
from toolkit.word.document.closing import mended_in_text
from toolkit.word.document.fragments import mend_marked_paragraphs
from toolkit.word.document.mending import mended
from toolkit.word.document.soundness import is_as_written_by_a_tree
from toolkit.word.language.sentences import close_sentences
from toolkit.word.language.values import (
    BREAK_MARK,
    MARKS,
    NOTE_START,
    ORDINAL_MARK,
    PARAGRAPH_MARK,
    STOP_MARK,
    TAB_MARK,
)
from toolkit.word.package.elements import parse

SIGNS = {"S": STOP_MARK, "O": ORDINAL_MARK, "P": PARAGRAPH_MARK, "T": TAB_MARK}
"""How marks are written in the tables below."""
BOLD = "<w:rPr><w:b/></w:rPr>"


def part(lines: str) -> str:
    """A part: a line a paragraph, its runs split by |, those of * bold, those of ~ without xml:space; # is an empty one."""
    return f"{DECLARATION}<w:document {NAMESPACES}><w:body>{''.join(map(_paragraph, lines.splitlines()))}<w:sectPr/></w:body></w:document>"


def _paragraph(line: str) -> str:
    return "<w:p/>" if line == "#" else f'<w:p w:rsidR="1">{"".join(map(_run, line.split("|")))}</w:p>'


def _run(text: str) -> str:
    for sign, mark in SIGNS.items():
        text = text.replace(sign, mark)
    look = BOLD if "*" in text else ""
    space = "" if "~" in text else ' xml:space="preserve"'
    return f"<w:r>{look}<w:t{space}>{text.replace('*', '').replace('~', '')}</w:t></w:r>"


def marks_in(xml: str) -> set[str]:
    return {mark for mark in MARKS if mark in xml}


def by_a_tree(xml: str) -> str:
    """What was made before: paragraphs by themselves where only 句号 is in them, and the whole otherwise."""
    if marks_in(xml) == {STOP_MARK}:
        return mend_marked_paragraphs(xml, [STOP_MARK], close_sentences)
    return mended(parse(xml.encode()))


CASES = """
    甲，S
    甲，、；,;S乙
    甲SS
    甲S，S
    甲。S乙；S
    甲：S乙！S
    S
    ，S
    |S
    甲|，|S
    甲，|*S
    甲|*，|S乙
    *甲，S|乙，S
    ~甲，S
    ~，S
    甲&amp;S
    甲&lt;，S
    甲&gt;；S
    甲&#34;S
    &#39;S
    &amp;amp;S
    甲，S|
    |甲，S
    ﷺﷺ，S
    O甲，O乙；S
    O甲。O乙，O丙
    O甲，|*O乙
    O甲
    ~O甲|乙S
    甲P乙
    甲，SP乙
    OP甲O
    甲T乙
    T
    P
    O甲TP乙S
""".split()


@pytest.mark.parametrize("line", CASES)
def test_a_paragraph_is_mended_as_its_tree_is(line: str) -> None:
    xml = part(f"前&#34;\n{line}\n|\n后")

    made = mended_in_text(xml.encode(), marks_in(xml))

    assert made is not None
    assert made.decode() == by_a_tree(xml)


@pytest.mark.parametrize("sign", SIGNS)
def test_a_part_in_which_nothing_had_to_be_done_would_differ(sign: str) -> None:
    xml = part(f"甲{sign}乙")

    assert by_a_tree(xml) != xml


@pytest.mark.parametrize(
    "lines",
    [
        "O甲\nO乙\nO丙",
        "O甲\n#\nO乙",
        "O甲\n中\nO乙\nO丙",
        "O甲O乙\nO丙",
        "O甲\nO乙O丙\nO丁",
        "O甲S\nO乙P丙\nT\nO丁",
        "O甲\nS\nO乙",
    ],
)
def test_paragraphs_that_are_one_item_each_are_numbered_as_in_the_tree(lines: str) -> None:
    xml = part(lines)

    made = mended_in_text(xml.encode(), marks_in(xml))

    assert made is not None
    assert made.decode() == by_a_tree(xml)


@given(
    st.lists(
        st.lists(st.text("甲，；。：&SOPT*~|#", max_size=6), min_size=1, max_size=4).map("|".join),
        min_size=1,
        max_size=4,
    )
)
def test_any_paragraphs_are_mended_as_their_tree_is(lines: list[str]) -> None:
    xml = part("\n".join(lines).replace("&", "&amp;"))
    if not marks_in(xml):
        return

    made = mended_in_text(xml.encode(), marks_in(xml))

    assert made is not None
    assert made.decode() == by_a_tree(xml)


@pytest.mark.parametrize("marks", [{NOTE_START}, {STOP_MARK, NOTE_START}, {BREAK_MARK}])
def test_what_stands_for_rich_values_takes_the_whole_tree(marks: set[str]) -> None:
    assert mended_in_text(part("甲，S").encode(), marks) is None


@pytest.mark.parametrize("xml", [f"<w:t>{ORDINAL_MARK}</w:t>", f"<w:p><w:r/></w:p><w:t>{ORDINAL_MARK}</w:t>"])
def test_a_mark_outside_a_paragraph_takes_the_whole_tree(xml: str) -> None:
    whole = part("甲").replace("<w:sectPr/>", xml)

    assert mended_in_text(whole.encode(), {ORDINAL_MARK}) is None


def test_a_paragraph_that_cannot_be_read_by_itself_takes_the_whole_tree() -> None:
    whole = part("甲P乙").replace("<w:body>", '<w:body xmlns:x="u">').replace("<w:p ", '<w:p x:a="1" ')

    assert by_a_tree(whole)
    assert mended_in_text(whole.encode(), {PARAGRAPH_MARK}) is None


TEXT = '<w:p><w:r><w:t xml:space="preserve">{{ 甲 }}</w:t></w:r></w:p>'


@pytest.mark.parametrize(
    ("body", "usual"),
    [
        (TEXT, True),
        (f"{{% for 行 in 行们 %}}{TEXT}{{% endfor %}}", True),
        (TEXT.replace("{{ 甲 }}", "{% if 甲 %}{{ 甲 }}{% endif %}"), True),
        (TEXT.replace('xml:space="preserve"', 'xml:space="default"'), False),
        (TEXT.replace('xml:space="preserve"', "xml:space='preserve'"), False),
        (TEXT.replace("<w:r>", "<w:r><w:rPr></w:rPr>"), False),
        (TEXT.replace("<w:r>", "<w:r><w:rPr />"), False),
        (TEXT.replace("<w:t", "{% if 甲 %}<w:t").replace("</w:t>", "</w:t>{% endif %}"), False),
        (TEXT.replace("<w:r>", "<w:r><w:rFonts w:ascii='A'/>"), False),
        (TEXT.replace("{{ 甲 }}", "&quot;{{ 甲 }}"), False),
        ("<w:t>{{ 甲 }}</w:t>", False),
    ],
)
def test_only_what_a_tree_would_write_as_it_stands_is_mended_in_its_text(body: str, usual: bool) -> None:
    source = f"{DECLARATION}<w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>"

    assert is_as_written_by_a_tree(source) is usual


def test_a_comment_before_the_part_takes_the_whole_tree() -> None:
    source = f"{DECLARATION}<!-- 甲 --><w:document {NAMESPACES}><w:body>{TEXT}<w:sectPr/></w:body></w:document>"

    assert not is_as_written_by_a_tree(source)
