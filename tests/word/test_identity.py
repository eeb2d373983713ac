"""The law: what holds no tag is the same afterwards, whatever braces, signs and entities it is made of."""

from __future__ import annotations

import re

from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from tests.support import read_docx
from tests.support.make_docx import document, docx
from toolkit.word import compile_template
from toolkit.word.language.environment import compile_source, make_environment
from toolkit.word.language.syntax import BRACES, TAG
from toolkit.word.package.elements import parse
from toolkit.word.template.source import source_of
from toolkit.word.template.whole import make_whole

W = read_docx.W
LETTERS = st.sampled_from(["{", "}", "%", "#", " ", "甲", "&amp;", "&lt;", "&quot;", "“", "'", "r ", "p ", "-", "\t"])
TEXTS = st.lists(LETTERS, max_size=6).map("".join)
LOOKS = st.sampled_from(["", "<w:rPr><w:b/></w:rPr>"])
PIECES = st.one_of(
    st.builds(lambda look, text: f"<w:r>{look}<w:t xml:space='preserve'>{text}</w:t></w:r>", LOOKS, TEXTS),
    st.sampled_from(
        [
            "<w:r><w:tab/></w:r>",
            "<w:r><w:br/></w:r>",
            '<w:bookmarkStart w:id="1" w:name="b"/>',
            "<w:proofErr w:type='spellStart'/>",
            "<w:r><w:t/></w:r>",
            "<w:r><w:instrText> PAGE {0} </w:instrText></w:r>",
        ]
    ),
)
PARAGRAPHS = st.lists(st.lists(PIECES, max_size=5).map(lambda pieces: f"<w:p>{''.join(pieces)}</w:p>"), max_size=4)
TAGGED = "<w:p><w:r><w:t>共{{ 党</w:t></w:r><w:r><w:t>费 }}元</w:t></w:r></w:p>"


def canonical(node: etree._Element) -> bytes:
    return etree.tostring(node, method="c14n", with_tail=False)


def holds_a_tag_or_half_of_one(xml: str) -> bool:
    """Whether a paragraph holds what the check would name, so that nothing is made of it."""
    text = "".join(parse(document(xml).encode()).itertext())
    return BRACES.search(text) is not None


@given(PARAGRAPHS)
def test_a_part_without_a_tag_is_not_touched(paragraphs):
    plain = [each for each in paragraphs if not holds_a_tag_or_half_of_one(each)]
    data = docx("甲", {"word/document.xml": document("".join(plain))})

    made = compile_template(data).render({})

    assert read_docx.parts(made) == read_docx.parts(data)


@given(PARAGRAPHS, st.integers(0, 4))
def test_beside_one_tag_every_other_paragraph_is_the_same(paragraphs, position):
    plain = [each for each in paragraphs if not holds_a_tag_or_half_of_one(each)]
    at = min(position, len(plain))
    data = docx("甲\nheader: 页{眉", {"word/document.xml": document("".join([*plain[:at], TAGGED, *plain[at:]]))})

    made = compile_template(data).render({"党费": 5})

    before, after = (etree.fromstring(read_docx.parts(each)[read_docx.BODY]) for each in (data, made))
    pairs = list(zip(before.iter(f"{W}p"), after.iter(f"{W}p"), strict=True))
    assert [canonical(one) == canonical(other) for one, other in pairs] == [
        number != at for number in range(len(plain) + 1)
    ]
    assert read_docx.paragraphs(made)[at] == "共5元"
    others = {name: part for name, part in read_docx.parts(data).items() if name != read_docx.BODY}
    assert {name: part for name, part in read_docx.parts(made).items() if name != read_docx.BODY} == others


@given(st.lists(st.sampled_from(["{", "}", "%", "#", "{{", "%}", "甲", "_", "{_{", "}_}"]), max_size=7).map("".join))
def test_braces_that_are_no_tag_are_printed_as_they_stand(text):
    assume(TAG.search(text) is None)
    root = parse(document(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>{TAGGED}").encode())
    make_whole(root)

    made = compile_source(source_of(root, read_docx.BODY), make_environment({})).render({"党费": 5})

    # What docxtpl prints instead of reading it.
    expected = re.sub(r"\{_([{%#])|([}%#])_\}", lambda found: f"{{{found[1]}" if found[1] else f"{found[2]}}}", text)
    assert (etree.fromstring(made.encode()).find(f".//{W}t").text or "") == expected
