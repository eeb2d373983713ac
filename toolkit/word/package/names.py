"""The names of XML that Word files are written in: the one table, by the prefixes that Word itself gives them.

Gives namespaces, as they are declared and as lxml spells them before a name. Takes nothing, never parses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OPEN_XML: Final = "http://schemas.openxmlformats.org/"
SPACES: Final[Mapping[str, str]] = {
    "w": f"{OPEN_XML}wordprocessingml/2006/main",
    "r": f"{OPEN_XML}officeDocument/2006/relationships",
    "m": f"{OPEN_XML}officeDocument/2006/math",
    "wp": f"{OPEN_XML}drawingml/2006/wordprocessingDrawing",
    "a": f"{OPEN_XML}drawingml/2006/main",
    "pic": f"{OPEN_XML}drawingml/2006/picture",
    "c": f"{OPEN_XML}drawingml/2006/chart",
    "dgm": f"{OPEN_XML}drawingml/2006/diagram",
    "mc": f"{OPEN_XML}markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
}
W, R, M, WP, A, PIC, C, DGM, MC, VML, OFFICE, W14, W15 = (f"{{{space}}}" for space in SPACES.values())
RELS: Final = f"{{{OPEN_XML}package/2006/relationships}}"
"""Of the parts that hold relations."""
CT: Final = f"{{{OPEN_XML}package/2006/content-types}}"
"""Of the part that holds the types of all others."""
RELATION: Final = f"{RELS}Relationship"
XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
FALLBACK: Final = f"{MC}Fallback"
NOTES: Final[Mapping[str, str]] = {f"{W}{kind}Reference": kind for kind in ("footnote", "endnote", "comment")}
"""What refers to a note or a comment, with its kind."""


def notes_part(kind: str) -> str:
    """The part in which the notes or comments of a kind stand."""
    return f"word/{kind}s.xml"


def kind_of_relation(word: str) -> str:
    """The kind of a relation, such as image, as it is written in full."""
    return f"{SPACES['r']}/{word}"
