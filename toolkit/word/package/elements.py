"""The elements of a part: their names, their trees, and the text of a paragraph.

Takes the XML of a part; gives trees, and what stands in them in reading order. Never changes one but to take something out.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from toolkit.word.package.names import W

STORIES: Final = tuple(W + name for name in "body hdr ftr footnote endnote comment txbxContent docPartBody".split())

Element = etree._Element


def parse(xml: bytes) -> Element:
    """The XML as a tree, strictly: no recovery, no entities, no network."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def to_bytes(root: Element) -> bytes:
    """A part's tree as it stands in a file."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def own_text(paragraph: Element) -> str:
    """The text of a paragraph, without that of text boxes inside it."""
    texts = (f"{W}t", f"{W}instrText")
    nodes = own_nodes(paragraph, *texts, f"{W}tab", f"{W}br")
    return "".join(node.text or "" if node.tag in texts else " " for node in nodes)


def own_nodes(holder: Element, *tags: str) -> list[Element]:
    """The nodes with these names in a paragraph, cell, row or table, without those of another such within it."""
    return [node for node in holder.iter(*tags) if next(node.iterancestors(holder.tag), None) is holder]


def drop(node: Element) -> None:
    """Take a node out of its tree, with the text behind it; one that stands in none stays as it is."""
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)
