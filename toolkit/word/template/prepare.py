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
from toolkit.word.package.reading import BODY
from toolkit.word.template.carried import carry_notes
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


def prepare_all(
    parts: Mapping[str, bytes], names: Mapping[str, Shape] | None, spelling: Spelling
) -> tuple[dict[str, Prepared], tuple[str, ...]]:
    """All parts of a template made ready, and the names of those from which notes went to their references.

    Args:
        parts: name to XML, as they were read.
        names: what the template may use, None where that is not known.
        spelling: how irregular names are written for Jinja.
    """
    trees = {part: _spelled(xml, names, spelling) for part, xml in parts.items()}
    # Whether a note repeats is known once its row does; then it is no row by itself any more.
    repeating = {BODY: repeat_rows(trees[BODY], names)} if BODY in trees else {}
    taken_from = carry_notes(trees)
    repeating |= {part: repeat_rows(tree, names) for part, tree in trees.items() if part != BODY}
    return {part: Prepared(tree, repeating[part]) for part, tree in trees.items()}, taken_from


def prepare(xml: bytes, names: Mapping[str, Shape] | None, spelling: Spelling) -> Prepared:
    """One part made ready, by itself."""
    root = _spelled(xml, names, spelling)
    return Prepared(root, repeat_rows(root, names))


def _spelled(xml: bytes, names: Mapping[str, Shape] | None, spelling: Spelling) -> Element:
    """The tree of a part with whole tags, spelled for Jinja."""
    root = parse(xml)
    if root.tag.startswith(W):
        make_whole(root)
        turn_fields_into_tags(root, partial(is_known, names), spelling)
    mark_stale_fields(root)
    spell_part(root, spelling)
    return root
