"""Proves of a part's source, once, that whatever its blocks do, the XML it renders is well formed.

Takes the source Jinja reads; gives yes or no. Yes holds because values are escaped and each branch of each block leaves open
exactly the elements it found open; no means only that each report has to be parsed. Never renders.
"""

from __future__ import annotations

import re
from typing import Final

from toolkit.word.language.syntax import word_of

JINJA: Final = r"\{\{(?:(?!\}\}).)*\}\}|\{%(?:(?!%\}).)*%\}|\{#(?:(?!#\}).)*#\}"
TOKEN: Final = re.compile(
    rf"(?P<jinja>{JINJA})"
    r"|(?P<instruction><\?(?:(?!\?>).)*\?>)"
    rf"|<(?P<end>/?)(?P<name>[\w:.-]+)(?:\s+[\w:.-]+\s*=\s*(?:\"(?:{JINJA}|[^\"<{{]|\{{(?![{{%#]))*\"|'(?:{JINJA}|[^'<{{]|\{{(?![{{%#]))*'))*\s*(?P<empty>/?)>"
    r"|(?P<text>(?:[^<{]|\{(?![{%#]))+)",
    re.DOTALL,
)
OPENING, MIDDLE, CLOSING = ("if", "for"), ("else", "elif"), ("endif", "endfor")


def is_always_well_formed(source: str) -> bool:
    """Whether every way through the source's blocks renders balanced XML.

    >>> is_always_well_formed("<a>{% if x %}<b/>{% else %}<c></c>{% endif %}</a>")
    True
    >>> is_always_well_formed("<a>{% if x %}<b>{% endif %}</b></a>")
    False
    """
    elements: list[str] = []
    blocks: list[int] = []
    lowest = 0
    position = 0
    while position < len(source):
        found = TOKEN.match(source, position)
        if found is None:
            return False
        position = found.end()
        if found["jinja"]:
            if not _is_block_even(found["jinja"], len(elements), blocks):
                return False
            lowest = blocks[-1] if blocks else 0
        elif found["name"] and not found["empty"]:
            if not found["end"]:
                elements.append(found["name"])
            elif len(elements) <= lowest or elements.pop() != found["name"]:
                return False
    return not elements and not blocks


def _is_block_even(tag: str, depth: int, blocks: list[int]) -> bool:
    """Whether a statement finds as many elements open as its block did; `blocks` is kept up to date."""
    word = word_of(tag)
    if word in OPENING:
        blocks.append(depth)
    elif word in MIDDLE:
        return bool(blocks) and blocks[-1] == depth
    elif word in CLOSING:
        return bool(blocks) and blocks.pop() == depth
    return True
