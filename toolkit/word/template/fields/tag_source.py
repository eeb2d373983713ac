"""Writes tags: what a name or a text that somebody typed into Word becomes as source of the template language.

Takes names, texts and looks; gives source that nothing in them can break out of, and runs that hold it. Never reads a tag.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from toolkit.word.language.spelling import Spelling, spelled
from toolkit.word.package.elements import Element
from toolkit.word.package.names import W
from toolkit.word.package.runs import set_text

SDT: Final = f"{W}sdt"
CONSTANTS: Final = {"true", "false", "none", "True", "False", "None"}
# What might end the constant, the tag or the XML around it is written as \uXXXX.
SAFE: Final = re.compile(r"[\w .,;:#%+()/，。、；：（）-]")
BRACES: Final = re.compile("[{}%#｛｝％＃]")
READABLE: Final = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*|\['[^'{}\\<>&]*'\])*")


@dataclass(frozen=True)
class Reading:
    """How a name is read where it stands.

    Args:
        source: the expression: 党费, or 行1.党费 in a repeated row.
        path: the name in the vocabulary: 党费, or 台账.党费.
    """

    source: str
    path: str


@dataclass(frozen=True)
class Row:
    """What repeats: the loop variable, and the list it runs over."""

    variable: str
    of: Reading


@dataclass(frozen=True)
class Names:
    """Which names there are, how they are written, and which loops stand around a place.

    Args:
        known: whether a name is in the vocabulary; a field of a list's rows is asked for as 台账.事项.
        spelling: how irregular names are written for Jinja.
        rows: each control that repeats, with what it repeats for.
    """

    known: Callable[[str], bool]
    spelling: Spelling = field(default_factory=Spelling)
    rows: dict[Element, Row] = field(default_factory=dict)

    def reading(self, place: Element, name: str) -> Reading | None:
        """How a name is read at a place: from the row it stands in, from the whole, or, where it is unknown, not at all."""
        for owner in place.iterancestors(SDT):
            row = self.rows.get(owner)
            if row is None:
                continue
            path = f"{row.of.path}.{name.removeprefix(f'{row.of.path}.')}"
            if self.known(path):
                own = f"{row.variable}.{path.removeprefix(f'{row.of.path}.')}"
                return Reading(path_of(own, self.spelling), path)
        return Reading(path_of(name, self.spelling), name) if self.known(name) else None


def path_of(name: str, spelling: Spelling | None = None) -> str:
    """A typed name as a path; what no name may hold becomes _, and what is no name takes Word's own prefix.

    Args:
        name: as somebody typed it.
        spelling: the irregular names that may be written all the same.

    >>> path_of("单位.名称"), path_of("党费 实收"), path_of("2024年党费"), path_of("a }} b")
    ('单位.名称', '党费_实收', 'M_2024年党费', 'a____b')
    """
    typed = name.strip(" .")
    if spelling and (spelling.aliases or spelling.fields):
        # In attributes " would be written as an entity, which Jinja does not read.
        text = spelled(f"{{{{ {typed} }}}}", spelling)[2:-2].strip().replace('"', "'")
        if READABLE.fullmatch(text) and text not in CONSTANTS:
            return text
    return ".".join(map(_word, typed.split(".")))


def _word(typed: str) -> str:
    word = "".join(each if f"a{each}".isidentifier() else "_" for each in typed.strip())
    return word if not word or (word.isidentifier() and word not in CONSTANTS) else f"M_{word}"


def literal(text: str) -> str:
    r"""A text as a constant inside a tag.

    >>> print(literal("0.00%"), literal("}}'“"))
    '0.00%' '\u007d\u007d\u0027\u201c'
    """
    return "'" + "".join(each if SAFE.fullmatch(each) else _escaped(each) for each in text) + "'"


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def outside(text: str) -> str:
    r"""A text beside tags: as it stands, or as a constant where it might be taken for a tag.

    >>> print(outside("党费："), outside("{%"))
    党费： {{ '\u007b%' }}
    """
    return f"{{{{ {literal(text)} }}}}" if BRACES.search(text) else text


def made(name: str, *children: Element) -> Element:
    """A new element of Word's with these children."""
    # Sources are searched for "<w:", so the prefix matters.
    element = etree.Element(W + name, nsmap={"w": W[1:-1]})
    element.extend(children)
    return element


def run_of(source: str, look: Element | None = None) -> Element:
    """A run of this text.

    Args:
        source: the text.
        look: the run properties that it copies.
    """
    text = made("t")
    set_text(text, source)
    return made("r", *([copy.deepcopy(look)] if look is not None else []), text)


def wrap(first: Element, last: Element, opening: str, closing: str) -> None:
    """Put source around elements that follow one another, directly in what holds them."""
    before, holder = first.getprevious(), first.getparent()
    assert holder is not None
    if before is not None:
        before.tail = (before.tail or "") + opening
    else:
        holder.text = (holder.text or "") + opening
    last.tail = closing + (last.tail or "")
