"""What Jinja reads of a part: its tree as text, with each tag as it was meant.

Takes the tree of a part whose tags are whole, spelled and checked; changes it, and gives text. Braces that belong to no tag are
printed as they stand. Text without a tag is never touched.

    第{一}条，{{r 党费 }}元                第{一}条，{{ 党费 }}元
    {% if 甲 == "A&amp;B" %}               {% if 甲 == "A&B" %}
    {_{ 名称 }_}                           {{ '{' }}{ 名称 }}, which prints {{ 名称 }}
"""

from __future__ import annotations

import html
from typing import Final

from lxml import etree

from toolkit.word.document.tables import with_joined_tables
from toolkit.word.language.dialect import GRID_NOTE, marked_repeats, plain_tag
from toolkit.word.language.spelling import braces_shown_again, with_hidden_braces
from toolkit.word.language.syntax import TAG, form_of
from toolkit.word.package.elements import Element
from toolkit.word.package.names import XML_SPACE, W
from toolkit.word.template.besides import move_out
from toolkit.word.template.blocks import join_by_dashes, lift_blocks
from toolkit.word.template.carried import begun_anew

TEXT, GRID = f"{W}t", f"{W}tblGrid"
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def source_of(root: Element, part: str) -> str:
    """The source of a part; empty where it holds no tag.

    Args:
        root: its tree; changed.
        part: its name.
    """
    if not _hide_stray_braces(root):
        return ""
    is_story = root.tag.startswith(W)
    if is_story:
        # Only now: until here paragraphs are counted as their author sees them.
        move_out(root)
        _write_plain_tags(root)
        lift_blocks(root, begun_anew(root))
        join_by_dashes(root)
        _keep_spaces(root)
    xml = etree.tostring(root, encoding="unicode", with_tail=False)
    source = TAG.sub(lambda tag: html.unescape(tag[0]), xml)
    if is_story:
        source = with_joined_tables(marked_repeats(source, part))
    return DECLARATION + braces_shown_again(source)


def _hide_stray_braces(root: Element) -> bool:
    """Hide the braces that belong to no tag from Jinja; whether there is any tag."""
    has_tags = False
    # What stands in a comment of the XML is read by Jinja as well: it must not be forgotten.
    for node in root.iter():
        for key, value in [(str(key), str(value)) for key, value in node.attrib.items()]:
            if "{" in value or "_}" in value:
                has_tags |= TAG.search(value) is not None
                node.set(key, with_hidden_braces(value))
        for name in ("text", "tail"):
            text = getattr(node, name)
            if text and ("{" in text or "_}" in text):
                has_tags |= TAG.search(text) is not None
                setattr(node, name, with_hidden_braces(text))
    return has_tags


def _write_plain_tags(root: Element) -> None:
    """Write tags with a letter or word of docxtpl's as plain ones, and note tables whose columns a loop repeats."""
    has_cell_loop = False
    for node in root.iter(TEXT):
        if "{" in (node.text or ""):
            has_cell_loop |= "tc" in map(form_of, TAG.findall(node.text or ""))
            node.text = TAG.sub(lambda tag: plain_tag(tag[0]), node.text or "")
    for grid in root.iter(GRID) if has_cell_loop else ():
        if len(grid):
            grid.text = GRID_NOTE


def _keep_spaces(root: Element) -> None:
    """Have the spaces of each text kept that holds a tag: where they stand once it is filled Word cannot have known."""
    for node in root.iter(TEXT):
        if "{" in (node.text or "") and TAG.search(node.text or ""):
            node.set(XML_SPACE, "preserve")
