"""Renders one compiled part and has mended what values ask for.

Takes a compiled part and plain values; gives strict XML. Never repairs broken XML by guessing: what does not parse is a
fault with a message.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from xml.parsers.expat import ExpatError, ParserCreate

from jinja2 import Template, TemplateError, UndefinedError
from lxml import etree

from toolkit.errors import ToolkitError
from toolkit.word.document.balance import is_always_well_formed
from toolkit.word.document.closing import mended_in_text
from toolkit.word.document.fragments import is_simple, mend_marked_paragraphs
from toolkit.word.document.marks import without_marks
from toolkit.word.document.mending import HOLDERS, mended
from toolkit.word.document.rich.parts import Additions
from toolkit.word.document.rich.placing import Site
from toolkit.word.document.sheet import Written
from toolkit.word.document.soundness import is_always_sound, is_as_written_by_a_tree, never_empties
from toolkit.word.document.tables import may_join_tables, tables_apart
from toolkit.word.language.notes import NOTES, Notes, notes_of
from toolkit.word.language.sentences import close_sentences
from toolkit.word.language.values import (
    MARKS,
    NOTE_END,
    NOTE_START,
    STOP_MARK,
    UnprintableValue,
    blame,
    printed,
)
from toolkit.word.package.elements import parse
from toolkit.word.package.package import part_label
from toolkit.word.package.reading import BODY, STYLES

EMPTIED: Final = re.compile(
    rf"<w:(?:tr|{'|'.join(HOLDERS)})\b[^>]*>\s*</w:|</w:t[cr]Pr>\s*</w:t[cr]>|(?:</w:tbl(?:Grid|Pr)>|<w:tbl(?:Grid|Pr)/>)\s*</w:tbl>"
    rf"|(?:<w:t[cr]Pr/>|</w:tbl>)\s*</w:t[cr]>"
)
# What a cell, a row and a table end with where nothing is missing: counting is far quicker than the search above.
WHOLE_ENDS: Final = (("</w:tc>", "</w:p></w:tc>"), ("</w:tr>", "</w:tc></w:tr>"), ("</w:tbl>", "</w:tr></w:tbl>"))
TAGS: Final = re.compile(r"<[^>]*>|<[^>]*$")
NOTE: Final = re.compile(f"{NOTE_START}[^{NOTE_END}]*(?:{NOTE_END}|$)")
PARAGRAPH_END: Final = re.compile("</w:p>")
EXCERPT: Final = 24
NAME_IN_QUOTES: Final = re.compile(r"'([^']*)'")
STRUCTURAL_BLOCK: Final = re.compile(r"(?<=>)\s*\{%(?!\s*(?:end|el))")
PIECES_AT_ONCE: Final = 64
MOST_OUTPUT: Final = 100_000_000
"""Most characters of one part: more would not be opened again."""


UNWORKABLE: Final = (
    TemplateError,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    NameError,
    ArithmeticError,
    RecursionError,
    MemoryError,
)
"""What filters and operators raise when given what they cannot work with."""


class RenderFault(ToolkitError):
    """A document could not be made from these values; the text names the value or the place."""


@dataclass(frozen=True)
class Traits:
    """What is known of a part's source before anything is rendered.

    Args:
        can_empty: whether a block may leave a row, a cell or the whole of a header without what it must hold.
        is_even: whether it is proven that what it renders is well formed.
        is_sound: whether it is proven that what it renders has no fault the gate looks for, but for those of the template.
        is_plain: whether what it renders is finished where no mark was printed in it.
        mends_in_text: whether marks printed in it can be resolved without a tree.
        joins_tables: whether two tables may come to stand next to each other that a block tag had kept apart.
    """

    can_empty: bool = True
    is_even: bool = False
    is_sound: bool = False
    is_plain: bool = False
    mends_in_text: bool = False
    joins_tables: bool = False


WARY: Final = Traits()
"""Nothing is known: everything is looked at."""


def traits_of(source: str, part: str) -> Traits:
    """What a part's source, as Jinja reads it, tells before anything is rendered."""
    is_even = is_always_well_formed(source)
    may_empty = can_empty(source, part) and not (is_even and never_empties(source))
    is_sound = is_even and is_always_sound(source)
    is_plain = is_even and not may_empty and is_simple(source) and not any(mark in source for mark in MARKS)
    mends_in_text = is_plain and is_sound and part.startswith("word/") and is_as_written_by_a_tree(source)
    return Traits(may_empty, is_even, is_sound, is_plain, mends_in_text, may_join_tables(source))


@dataclass(frozen=True)
class Part:
    """A part while it is rendered.

    Args:
        template, name: the template's name and the part's, for messages.
        context: plain values; among them the `Notes` of the render.
        additions: takes up pictures, links and the like.
        traits: what is known of the part's source.
    """

    template: str
    name: str
    context: Mapping[str, Any]
    additions: Additions
    traits: Traits = WARY

    @property
    def place(self) -> str:
        """Where its faults are, for messages."""
        return f"{self.template} {part_label(self.name) or self.name}"


def generated(template: Template, part: Part) -> str:
    """What the general way makes of a part, before anything in it is mended.

    Raises:
        RenderFault: a value cannot be printed, or a tag cannot work with it.
    """
    made: list[str] = []
    context, place = part.context, part.place
    try:
        _gather(template.generate(context), made, place)
    except UnprintableValue as fault:
        raise _refusal(fault, context, _after(place, made)) from fault
    except UndefinedError as fault:
        name = NAME_IN_QUOTES.findall(fault.message or "")[-1:]
        which = f"“{name[0]}”" if name else ""
        raise RenderFault(f"{_after(place, made)}：用到的名称{which}没有值。请检查模板。") from fault
    except UNWORKABLE as fault:
        # Python's own words are English, and speak of types a clerk has never heard of; ours say what is forbidden.
        why = "" if str(fault).isascii() else f"（{fault}）"
        advice = f"模板里的计算或比较做不下去{why}。请检查标签里用的是数还是文字。"
        raise RenderFault(f"{_after(place, made)}：{advice}") from fault
    return "".join(made)


def finished_text(xml: str, part: Part) -> str:
    """The XML of a part that the general way has made, mended and known to be well formed.

    Raises:
        RenderFault: a value cannot stand where it was printed, or the part is not whole.
    """
    made = _mended(xml, part)
    return tables_apart(made) if part.traits.joins_tables else made


def finished_part(written: Written, part: Part) -> str | bytes:
    """The XML of a part that its code has written, in which no rich value is; gives and raises the same as `finished_text`."""
    data, marks = written
    if part.traits.is_plain and not marks:
        made: str | bytes = data
    else:
        resolved = mended_in_text(data, marks) if part.traits.mends_in_text else None
        made = resolved or _mended(data.decode(), part)
    if part.traits.joins_tables:
        return tables_apart(made if isinstance(made, str) else made.decode())
    return made


def _mended(xml: str, part: Part) -> str:
    """The XML of a part, mended and known to be well formed."""
    traits = part.traits
    asked = {mark for mark in MARKS if mark in xml}
    simple = is_simple(xml)
    needs_tree = bool(asked - {STOP_MARK}) or not simple or (STOP_MARK in asked and not part.name.startswith("word/"))
    may_be_empty = traits.can_empty and _has_emptied(xml, is_body=simple and part.name == BODY)
    try:
        if not needs_tree and not may_be_empty:
            made = mend_marked_paragraphs(xml, [STOP_MARK], close_sentences) if asked else xml
            return made if traits.is_even else _well_formed(made)
        root = parse(xml.encode())
    except (ExpatError, etree.XMLSyntaxError, UnicodeEncodeError) as fault:
        raise RenderFault(f"{part.place}：填出来的内容不完整。请检查循环和判断是否整行、整段地写。") from fault
    try:
        return mended(root, _site(part) if NOTE_START in asked else None, part.additions.package.parts.get(STYLES, b""))
    except UnprintableValue as fault:
        raise _refusal(fault, part.context, part.place) from fault


def _site(part: Part) -> Site:
    """Where rich values are placed: from now on the document is no plain one."""
    notes = notes_of(part.context) or Notes()
    part.additions.is_plain = False
    return Site(part.name, part.additions, notes.kept)


def can_empty(source: str, part: str) -> bool:
    """Whether a block of a part's source may leave a row, a cell or the whole of a header without what it must hold.

    Args:
        source: the part as Jinja reads it.
        part: its name; the body itself always keeps its section.
    """
    blocks = [found.start() for found in STRUCTURAL_BLOCK.finditer(source) if not _is_in_text(source, found.start())]
    if not blocks:
        return False
    in_table = any(source.count("<w:tbl>", 0, at) > source.count("</w:tbl>", 0, at) for at in blocks)
    return part != BODY or in_table or not is_simple(source)


def _is_in_text(source: str, position: int) -> bool:
    """Whether what stands just before is the beginning of a text, and not of anything that can be left empty."""
    return source.startswith(("<w:t>", "<w:t "), source.rfind("<", 0, position))


def _well_formed(xml: str) -> str:
    """The XML, once it is known to be well formed; no tree is built for it."""
    ParserCreate().Parse(xml.encode(), True)
    return xml


def _has_emptied(xml: str, *, is_body: bool) -> bool:
    if is_body and all(xml.count(end) == xml.count(whole) for end, whole in WHOLE_ENDS):
        return False
    return EMPTIED.search(xml) is not None


def _after(place: str, made: Sequence[str]) -> str:
    """The place with the last words made before the fault: nothing else tells an author which tag it was."""
    words = [NOTE.sub("", TAGS.sub("", each)) for each in PARAGRAPH_END.split(without_marks("".join(made)))]
    last = next((each for each in reversed(words) if each.strip()), "")
    return f"{place}“{html.unescape(last).strip()[-EXCERPT:]}”之后" if last else place


def _refusal(fault: UnprintableValue, context: Mapping[str, Any], place: str) -> RenderFault:
    """The fault that names the value Word cannot hold."""
    value = fault.value
    if value is None:
        return RenderFault(f"{place}：{fault}。请改正后重新生成。")
    given = {name: each for name, each in context.items() if name != NOTES}
    culprit = blame(given, lambda each: each is value) or blame(given, _is_unprintable) or "某个值"
    return RenderFault(f"{place}：“{culprit}”{fault}。请改正这一项后重新生成。")


def _gather(pieces: Iterator[str], made: list[str], place: str) -> None:
    """Put the pieces into `made`, up to what a part may hold; what came before a fault is kept."""
    room = MOST_OUTPUT
    while True:
        known = len(made)
        made.extend(islice(pieces, PIECES_AT_ONCE))
        if len(made) == known:
            return
        room -= sum(map(len, made[known:]))
        if room < 0:
            raise RenderFault(f"{place}：填出来的内容太多。请检查循环里是否又套了循环。")


def _is_unprintable(value: Any) -> bool:
    try:
        printed(value)
    except UnprintableValue:
        return True
    return False
