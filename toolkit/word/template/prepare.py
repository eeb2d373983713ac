"""Makes a part of a template ready to check and compile: Word's own fields as tags, tags spelled for Jinja, rows repeating.

Takes a part as Word saved it and the names; gives its tree and its XML. A part that needs nothing keeps its XML to the letter.
Never checks: lint does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from lxml import etree

from toolkit.word.language.shapes import Shape, is_known
from toolkit.word.language.spelling import Spelling, spell_part
from toolkit.word.package.elements import Element, W, parse
from toolkit.word.template.besides import move_marks_out
from toolkit.word.template.fields.merge_fields import turn_fields_into_tags
from toolkit.word.template.refresh import mark_stale_fields
from toolkit.word.template.rows import repeat_rows
from toolkit.word.template.whole import make_whole


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
        xml: the part, as it was read.
        names: what the template may use, None where that is not known.
        spelling: how irregular names are written for Jinja.
    """
    root = parse(xml)
    changed = root.tag.startswith(W) and turn_fields_into_tags(root, partial(is_known, names), spelling)
    changed |= root.tag.startswith(W) and make_whole(root)
    changed |= mark_stale_fields(root)
    changed |= spell_part(root, spelling)
    changed |= root.tag.startswith(W) and move_marks_out(root)
    repeating = repeat_rows(root, names)
    if changed or repeating:
        return Prepared(root, etree.tostring(root, encoding="unicode"), repeating)
    return Prepared(root, xml.decode("utf-8-sig"), {})
