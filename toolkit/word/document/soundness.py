"""Proves of a part's source, once, what then need not be looked for in every document that is made of it.

Takes the source Jinja reads, known to render well-formed XML; gives yes or no. Yes holds whatever the blocks and values do; no
means only that each document has to be looked at. Never renders.

    <w:tbl><w:tr>…</w:tr>{% for 行 in 台账 %}<w:tr>…</w:tr>{% endfor %}</w:tbl>     never empty: the first row always stands
    <w:tbl>{% for 行 in 台账 %}<w:tr>…</w:tr>{% endfor %}</w:tbl>                    may be empty
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from lxml import etree

from toolkit.word.document.balance import CLOSING, OPENING, TOKEN
from toolkit.word.language.dialect import SHAPES
from toolkit.word.language.syntax import TAG, word_of
from toolkit.word.package.elements import parse

HOLDERS: Final = frozenset(f"w:{name}" for name in "tc hdr ftr footnote endnote comment txbxContent".split())
"""What must end with a paragraph."""
NEEDS: Final = {"w:tbl": "w:tr", "w:tr": "w:tc", "w:sdtContent": ""}
"""What each of these must hold; anything at all where nothing is named."""
ONCE: Final = frozenset(
    [
        *(f"w:{name}" for name in "sdt bookmarkStart bookmarkEnd fldChar fldSimple permStart permEnd".split()),
        *(f"w:{name}Reference" for name in "footnote endnote comment".split()),
        *(f"w:commentRange{name}" for name in ("Start", "End")),
        *(f"v:{name}" for name in SHAPES),
        "wp:docPr",
        "c:chart",
    ]
)
"""What Word wants once, or in pairs: a block around one may repeat it or take half a pair away."""
TEXT, PARAGRAPH = "w:t", "w:p"
TEXT_START: Final = re.compile(r"<w:t(?:\s[^>]*)?>")
TEXT_STARTS: Final = ("<w:t>", '<w:t xml:space="preserve">')
PROLOG: Final = re.compile(r"\s*<\?xml\b[^>]*\?>\s*")
STORY: Final = re.compile(r"<w:(?:document|hdr|ftr|footnotes|endnotes|comments)\b")


@dataclass
class _Open:
    """An element that is open: at which depth of blocks it was opened, what it surely holds, and its last child."""

    name: str
    depth: int
    sure: set[str] = field(default_factory=set)
    last: str = ""
    is_last_sure: bool = False


@lru_cache(maxsize=1)
def never_empties(source: str) -> bool:
    """Whether every table surely has a row, every row a cell, and every cell, header and the like ends with a paragraph."""
    opened: list[_Open] = []
    for token, depth in _tokens(source):
        name = token["name"]
        if not name:
            continue
        if token["end"]:
            if not _is_filled(opened.pop()):
                return False
            continue
        if opened:
            owner = opened[-1]
            owner.last, owner.is_last_sure = name, depth == owner.depth
            owner.sure |= {name, ""} if owner.is_last_sure else set()
        if not token["empty"]:
            opened.append(_Open(name, depth))
        elif name in HOLDERS or name in NEEDS:
            return False
    return True


def is_always_sound(source: str) -> bool:
    """Whether no document can have a fault that the gate looks for and its template has not.

    Beside what `never_empties` proves: no block holds what Word wants once or in pairs, and every value stands in a text.
    """
    if STORY.search(source) is None:
        # Of other parts the gate asks only that they are whole.
        return True
    inside = ""
    for token, depth in _tokens(source):
        jinja, name = token["jinja"], token["name"]
        if jinja:
            if jinja.startswith("{{") and inside != TEXT:
                return False
        elif name:
            inside = "" if token["end"] or token["empty"] else name
            if (depth and name in ONCE) or "{{" in token[0] or "{%" in token[0]:
                return False
    return never_empties(source)


def is_as_written_by_a_tree(source: str) -> bool:
    """Whether a tree writes what the source renders as it stands, but for the values and for texts left empty.

    That is asked of sources that are always sound: each value stands in a text.
    """
    start = PROLOG.match(source)
    shown = TAG.sub(lambda tag: "甲" if tag[0].startswith("{{") else "", source[start.end() if start else 0 :])
    if not all(found in TEXT_STARTS for found in TEXT_START.findall(shown)) or not _has_usual_texts(source):
        return False
    try:
        return etree.tostring(parse(shown.encode()), encoding="unicode") == shown
    except (etree.XMLSyntaxError, ValueError):
        return False


def _has_usual_texts(source: str) -> bool:
    """Whether all texts stand in paragraphs, and nothing else can be left bare: a tree writes such an element as one tag."""
    opened: list[_Open] = []
    for token, depth in _tokens(source):
        if token["end"]:
            element = opened.pop()
            if not element.sure and element.name != TEXT:
                return False
        elif token["name"] or token["text"]:
            if opened and opened[-1].depth == depth:
                opened[-1].sure.add("")
            if token["name"] == TEXT and not any(each.name == PARAGRAPH for each in opened):
                return False
            if token["name"] and not token["empty"]:
                opened.append(_Open(token["name"], depth))
    return True


def _is_filled(element: _Open) -> bool:
    if element.name in NEEDS:
        return NEEDS[element.name] in element.sure
    return element.name not in HOLDERS or (element.last == "w:p" and element.is_last_sure)


def _tokens(source: str) -> Iterator[tuple[re.Match[str], int]]:
    """Tags of XML and of Jinja and what is between, each with the number of blocks it stands in."""
    depth = 0
    for token in TOKEN.finditer(source):
        word = word_of(token["jinja"] or "")
        if word in CLOSING:
            depth -= 1
        yield token, depth
        if word in OPENING:
            depth += 1
