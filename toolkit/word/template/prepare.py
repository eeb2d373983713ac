"""Makes a part of a template ready to check and compile: Word's own fields as tags, tags spelled for Jinja, rows repeating.

Takes a part as it was read and the names; gives its tree.
Never checks: lint does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from toolkit.word.language.shapes import Shape, is_known
from toolkit.word.language.spelling import Spelling, spell_part
from toolkit.word.package.elements import Element, parse
from toolkit.word.package.names import W
from toolkit.word.template.fields.merge_fields import turn_fields_into_tags
from toolkit.word.template.refresh import mark_stale_fields
from toolkit.word.template.rows import repeat_rows
from toolkit.word.template.whole import make_whole


@dataclass(frozen=True)
class Prepared:
    """A part made ready.

    Args:
        root: its tree.
        repeating: the rows and paragraphs that repeat by themselves, with their list.
    """

    root: Element
    repeating: Mapping[Element, str] = field(default_factory=dict)


def prepare(xml: bytes, names: Mapping[str, Shape] | None, spelling: Spelling) -> Prepared:
    """One part made ready.

    Args:
        xml: the part, as it was read.
        names: what the template may use, None where that is not known.
        spelling: how irregular names are written for Jinja.
    """
    root = parse(xml)
    is_story = root.tag.startswith(W)
    if is_story:
        make_whole(root)
        turn_fields_into_tags(root, partial(is_known, names), spelling)
    mark_stale_fields(root)
    spell_part(root, spelling)
    return Prepared(root, repeat_rows(root, names))
