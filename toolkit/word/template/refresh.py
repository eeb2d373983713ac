"""Asks Word to bring contents and page references up to date when the document is opened.

Takes a parsed part; marks such fields as out of date. Only the fields themselves are marked: the setting that refreshes every
field of a document makes Word ask the reader for leave first. Never changes what a field shows.

Source: ECMA-376 part 1, 17.16.18 (fldChar) and 17.16.19 (fldSimple), attribute dirty.
"""

from __future__ import annotations

from typing import Final

from toolkit.word.package.elements import Element
from toolkit.word.package.instructions import fields_of
from toolkit.word.package.names import W

STALE: Final = frozenset(
    "TOC PAGEREF NUMPAGES SECTIONPAGES INDEX SEQ TOA REF STYLEREF DOCPROPERTY TITLE SUBJECT KEYWORDS COMMENTS".split()
)
FORMULA: Final = "="
DIRTY: Final = f"{W}dirty"


def mark_stale_fields(root: Element) -> bool:
    """Mark the fields whose results a filled document outdates; whether any was."""
    fields = (each for each in fields_of(root) if each.word in STALE or each.word.startswith(FORMULA))
    stale = [each.nodes[0] for each in fields if each.nodes]
    for node in stale:
        node.set(DIRTY, "true")
    return bool(stale)
