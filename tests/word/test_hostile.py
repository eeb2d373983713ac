"""Ten thousand hostile values, each in every place at once: what comes out is what went in, or it is refused by name."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.make_docx import docx
from toolkit.report.witness import paragraphs_of
from toolkit.word import compile_template
from toolkit.word.document.render import RenderFault
from toolkit.word.language.values import is_unprintable

EXAMPLES, VALUES = 100, 100
START, END = "始", "终"
LOOP = "{% for 值 in 值们 %}始{{ 值 }}终{% endfor %}"
EVERYWHERE = compile_template(
    docx(f"""
    {LOOP}
    | {LOOP} | 邻 |
    | {{%tr for 值 in 值们 %}} |  |
    | 始{{{{ 值 }}}}终 | 邻 |
    | {{%tr endfor %}} |  |
    {{%p for 值 in 值们 %}}
    始{{{{ 值 }}}}终
    {{%p endfor %}}
    box: {LOOP}
    header: {LOOP}
    footer: {LOOP}
    footnote: {LOOP}
    endnote: {LOOP}
    comment: {LOOP}
    title: {LOOP}
    """)
)
IN_ONE_PARAGRAPH, ONE_EACH = 10, 2
"""Places that show all values in one paragraph (Word saves the text box twice), and those that make one for each."""
WICKED = [
    "{{ 7*7 }}", "{% endfor %}", "{#", "#}", "}}", "</w:t></w:r></w:p>", "<w:p/>", "]]>", "<!--", "&", "&amp;", "&#0;", "<", ">",
    '"', "'", "“", "”", "\t", "\n", "\r", "\r\n", " ", "  ", "\u3000", "\u200b", "\u200d", "\ufeff", "\u202e", "\u00ad", "𠮷", "😀",
    "é", "ｶﾞ", "××", "【待填】", "一是", "。", "，", "rich0", "%", "\\", "\\n", "$1", "%s", "０１", "=1+1", "{{{", "｛｛", "\u0085", "\u2028",
]  # fmt: skip
PIECES = st.sampled_from(WICKED) | st.text(max_size=3) | st.characters()
UNHOLDABLE = st.characters(categories=["Cc", "Cs"], exclude_characters="\r\n\t") | st.sampled_from(
    "\ufdd0\ufdef\ufffe\uffff"
)
TEXTS = st.builds("".join, st.lists(PIECES, max_size=4))


def is_holdable(text: str) -> bool:
    return not any(is_unprintable(character) and character not in "\r\n\t" for character in text)


def shown(values: Sequence[str]) -> str:
    return "\n".join(paragraphs_of(EVERYWHERE.render({"值们": list(values)})))


def as_shown(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_ten_thousand_values_stand_in_every_place_as_they_were_given() -> None:
    tried: list[str] = []

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(TEXTS.filter(is_holdable), min_size=VALUES, max_size=VALUES))
    def each_is_found_again(values: list[str]) -> None:
        found = shown(values)
        wanted = "".join(f"{START}{as_shown(value)}{END}" for value in values)
        apart = "\n".join(f"{START}{as_shown(value)}{END}" for value in values)
        assert found.count(wanted) == IN_ONE_PARAGRAPH
        assert found.replace(f"{END}\n邻\n{START}", f"{END}\n{START}").count(apart) == ONE_EACH
        tried.extend(values)

    each_is_found_again()
    assert len(tried) >= EXAMPLES * VALUES


@settings(max_examples=300)
@given(TEXTS, UNHOLDABLE, TEXTS)
def test_what_word_cannot_hold_is_refused_with_its_name(before: str, character: str, after: str) -> None:
    with pytest.raises(RenderFault, match="“值们第1行”"):
        EVERYWHERE.render({"值们": [before + character + after]})
