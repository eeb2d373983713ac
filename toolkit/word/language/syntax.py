"""What a tag looks like: the one description, as people type it and as Jinja reads it.

Gives patterns, and the few questions that are asked of a whole tag. Never says what a tag means.

    {%tr for 行 in 台账 %}      form "tr", word "for"
    ｛｛ 党费 ｝｝               typed full-width: TYPED finds it, TAG does not
    {_{ 名称 }_}                no tag: docxtpl's way to print braces
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

MOST: Final = 4_000
"""Most letters of a tag: without a limit each half of one would be searched for its end through all that follows."""
TAG: Final = re.compile(rf"\{{\{{.{{0,{MOST}}}?\}}\}}|\{{%.{{0,{MOST}}}?%\}}|\{{#.{{0,{MOST}}}?#\}}", re.DOTALL)
"""A whole tag, spelled for Jinja."""
OPEN, CLOSE = "[{｛]", "[}｝]"
TYPED: Final = re.compile(
    rf"{OPEN}{{2}}.{{0,{MOST}}}?{CLOSE}{{2}}|{OPEN}[%％].{{0,{MOST}}}?[%％]{CLOSE}|{OPEN}[#＃](?P<comment>.{{0,{MOST}}}?)[#＃]{CLOSE}"
)
"""A whole tag as it is typed, half or full width; never over the end of a line."""
BRACES: Final = re.compile(r"\{[{%#]|[}%#]\}")
"""Half of a tag."""
PRINTED_BRACES: Final = re.compile(r"\{_([{%#])|([}%#])_\}")
"""Braces that docxtpl prints instead of reading them."""
FORMS: Final = ("tr", "tc", "p", "r")
"""The letters behind the first brace: a tag stands in place of its row, cell or paragraph, or prints a run."""
FORM: Final = re.compile(rf"(\{{[{{%#])({'|'.join(FORMS)})\s")
STATEMENT: Final = re.compile(rf"(\{{%(?:(?:{'|'.join(FORMS)})(?=\s))?[-+]?\s*)(\w+)")
"""What a statement begins with: up to its word, and its word."""
LOOPS: Final = ("for", "endfor")


def form_of(tag: str) -> str:
    """The letters of a tag's form; none of a plain tag.

    >>> form_of("{%tr for 行 in 台账 %}"), form_of("{{r 党费 }}"), form_of("{% print tr %}")
    ('tr', 'r', '')
    """
    found = FORM.match(tag)
    return found[2] if found else ""


def word_of(tag: str) -> str:
    """The word of a statement; none of any other tag.

    >>> word_of("{%p endfor %}"), word_of("{%- if 甲 %}"), word_of("{{ 甲 }}")
    ('endfor', 'if', '')
    """
    found = STATEMENT.match(tag)
    return found[2] if found else ""


def loop_ends(text: str) -> Iterator[tuple[int, int]]:
    """Where loops begin and end in a text, each with 1 or -1: how much deeper what follows is."""
    for tag in TAG.finditer(text):
        if word_of(tag[0]) in LOOPS:
            yield tag.start(), 1 if word_of(tag[0]) == "for" else -1
