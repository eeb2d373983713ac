"""What a table's style says of the paragraphs in it, kept where what they rest on is laid into their own style.

A table's style stands above the defaults of its document and below the style of a paragraph. Where the defaults are laid into a
paragraph's style, that would stand above the table's; so the paragraph gets a style of its own, based on its own and saying again
what the table says. Takes the looks of two documents; gives such styles. Never changes a package.

Source: ECMA-376 part 1, 17.7.2 (style hierarchy).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable

from lxml import etree

from toolkit.word.document.rich.looks import PIECEMEAL, Looks, laid, unsaid
from toolkit.word.document.rich.text import make
from toolkit.word.package.elements import Element
from toolkit.word.package.names import W


def style_in_table(paragraph: str, table: str, own: Looks, other: Looks) -> Element | None:
    """The style of a paragraph in a table, where that is not its own; None where the table says nothing that would be lost.

    Args:
        paragraph, table: the ids of their styles.
        own: of their document.
        other: of the document they go to.
    """
    holders = []
    for kind in ("pPr", "rPr"):
        lost = {_name(each) for each in (*own.defaults[kind], *unsaid(kind, other.defaults[kind]))}
        said = _said(own, table, kind)
        left = _without([each for each in said if _name(each) in lost], _said(own, paragraph, kind))
        if left:
            holder = make(kind)
            holder.extend(left)
            holders.append(holder)
    if not holders:
        return None
    made = make("style", type="paragraph", customStyle="1", styleId=f"{paragraph}.{table}")
    made.append(make("name", val=" ".join(own.name_of(each) for each in (paragraph, table))))
    made.append(make("basedOn", val=paragraph))
    made.extend(holders)
    return made


def _said(own: Looks, style: str, kind: str) -> Element:
    """What a style and those it is based on say, the nearest above the others."""
    chain = [each.find(W + kind) for each in own.chain_of(style)]
    return laid(kind, [each for each in reversed(chain) if each is not None])


def _without(properties: Iterable[Element], said: Element) -> list[Element]:
    """Properties without what is said already: of fonts, spacing and indents one by one."""
    known = {_name(each): each for each in said}
    left: list[Element] = []
    for each in properties:
        own = known.get(_name(each))
        if own is None:
            left.append(each)
        elif _name(each) in PIECEMEAL:
            attributes = {key: value for key, value in each.attrib.items() if key not in own.attrib}
            if attributes:
                part = copy.copy(each)
                part.attrib.clear()
                part.attrib.update(attributes)
                left.append(part)
    return left


def _name(element: Element) -> str:
    return etree.QName(element).localname
