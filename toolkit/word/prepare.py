"""Makes a part of a template ready to check and compile: its tags spelled for Jinja, its rows repeating by themselves.

Takes a part as Word saved it and the names; gives its tree and its XML. A part that needs nothing keeps its XML to the letter.
Never checks: lint does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from toolkit.word.rows import repeat_rows
from toolkit.word.shapes import Shape
from toolkit.word.spelling import Spelling, spell_part
from toolkit.word.tags import Element, parse


@dataclass(frozen=True)
class Prepared:
    """A part made ready.

    Args:
        root: its tree.
        xml: its XML.
        repeating: the rows and paragraphs that repeat by themselves, with their list.
    """

    root: Element
    xml: str
    repeating: Mapping[Element, str] = field(default_factory=dict)


def prepare(xml: bytes, names: Mapping[str, Shape] | None, spelling: Spelling) -> Prepared:
    """One part made ready.

    Args:
        xml: the part, in any encoding XML knows.
        names: what the template may use, None where that is not known.
        spelling: how irregular names are written for Jinja.
    """
    root = parse(xml)
    changed = spell_part(root, spelling)
    repeating = repeat_rows(root, names)
    if changed or repeating:
        return Prepared(root, etree.tostring(root, encoding="unicode"), repeating)
    return Prepared(root, xml.decode("utf-8-sig"), {})
