"""The parts in which a document keeps what its paragraphs name: styles, lists, footnotes and endnotes.

Takes a sub-document's and the document's; copies what is named and missing, under names and numbers that are free. Never
changes what the document has.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from lxml import etree

from toolkit.word.document.rich.looks import (
    PARAGRAPH_ORDER,
    Looks,
    forget_theme,
    key_of,
    laid,
    put_properties,
    rest_on_itself,
)
from toolkit.word.document.rich.parts import Additions
from toolkit.word.document.rich.tablelooks import style_in_table
from toolkit.word.document.rich.text import make
from toolkit.word.package.elements import Element, drop, parse
from toolkit.word.package.instructions import set_instruction
from toolkit.word.package.names import W
from toolkit.word.package.package import Package
from toolkit.word.package.reading import BODY

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
STYLE_WORDS: Final = {"paragraph": "pStyle", "character": "rStyle", "table": "tblStyle"}
NAMED: Final = re.compile(rb'<w:(?:p|r|tbl)Style\b[^>]*?\bw:val="([^"]*)"')
ASKING_STYLES: Final = re.compile(r"(?i)\bSTYLEREF\b|\\t\b")
STYLE_NAME: Final = re.compile(r'(?<=")[^",]+(?=[",])|(?<=,)[^",]+(?=[",])|[^\s",]+')
HEADING: Final = re.compile(r"(?i)heading ([1-9])")


def _own_tree(additions: Additions, kind: str, root: str) -> Element:
    """The document's part of a kind, made where it has none."""
    name = f"word/{kind}.xml"
    found = additions.tree(name, f'<w:{root} xmlns:w="{W[1:-1]}"/>')
    assert found is not None
    if name not in additions.package.parts:
        additions.declare(name, f"{WORD}{kind}+xml")
        additions.relate(BODY, kind, name)
    return found


def _their_tree(package: Package, kind: str) -> Element | None:
    data = package.parts.get(f"word/{kind}.xml")
    return parse(data) if data else None


class StyleShelf:
    """Styles, matched by kind and name; one that looks otherwise here comes as a style of its own where looks are kept.

    Args:
        package: the sub-document.
        additions: the document's.
        keeps_look: whether text keeps the look it has in the sub-document.
    """

    def __init__(self, package: Package, additions: Additions, keeps_look: bool) -> None:
        self.additions, self.keeps_look = additions, keeps_look
        self.looks = Looks(package.parts)
        self.ids: dict[str, str] = {}
        self.renamed: dict[str, str] = {}
        self._in_tables: dict[tuple[str, str], str] = {}
        self.fresh: list[Element] = []

    def take(self, holder: Element) -> None:
        """Make the styles named in some elements styles of the document."""
        if self.keeps_look:
            self._name_defaults(holder)
        for word in STYLE_WORDS.values():
            for element in holder.iter(W + word):
                made = self._taken(element.get(f"{W}val", ""))
                if made:
                    element.set(f"{W}val", made)
        self._call_by_new_names(holder)

    def _call_by_new_names(self, holder: Element) -> None:
        """Have fields that ask for styles by name ask for those that came along under another."""
        for node in holder.iter(f"{W}instrText", f"{W}fldSimple") if self.renamed else ():
            words = (node.text if node.tag == f"{W}instrText" else node.get(f"{W}instr")) or ""
            if ASKING_STYLES.search(words):
                set_instruction(node, STYLE_NAME.sub(lambda found: self.renamed.get(found[0], found[0]), words))

    def taken_fresh(self) -> list[Element]:
        """The styles copied since this was last asked."""
        fresh, self.fresh = self.fresh, []
        return fresh

    @cached_property
    def _ours(self) -> Looks:
        return Looks(self.additions.package.parts)

    @cached_property
    def _named_here(self) -> set[str]:
        """The styles the document names, whether it has them or not."""
        return {each.decode() for part in self.additions.package.fillable().values() for each in NAMED.findall(part)}

    def _name_defaults(self, holder: Element) -> None:
        """Name the style of what names none, where the document has another for it; fonts are called by their names."""
        if self.looks.theme != self._ours.theme:
            self.looks.name_fonts(holder)
            forget_theme(holder)
        for named in [*holder.iter(*(W + word for word in STYLE_WORDS.values()))]:
            if named.get(f"{W}val", "") not in self.looks.styles:
                # There is none of this name; here there might be.
                drop(named)
        for kind, tag, properties in (("paragraph", "p", "pPr"), ("table", "tbl", "tblPr")):
            default = self.looks.default_style(kind)
            if not default or self._taken(default) == self._ours.default_style(kind):
                continue
            word = STYLE_WORDS[kind]
            for element in holder.iter(W + tag):
                said = element.find(W + properties)
                if said is None:
                    said = make(properties)
                    element.insert(0, said)
                if said.find(W + word) is None:
                    said.insert(0, make(word, val=default))
        if self._rests_elsewhere:
            self._name_in_tables(holder)

    @property
    def _rests_elsewhere(self) -> bool:
        """Whether what all styles rest on is something else here."""
        return self.looks.bottom != self._ours.bottom

    def _name_in_tables(self, holder: Element) -> None:
        """Name styles of their own for paragraphs in tables, where the table's style would be outdone."""
        for paragraph in holder.iter(f"{W}p"):
            table = next(paragraph.iterancestors(f"{W}tbl"), None)
            named = None if table is None else table.find(f"{W}tblPr/{W}tblStyle")
            own = paragraph.find(f"{W}pPr/{W}pStyle")
            if named is None or own is None:
                continue
            pair = (own.get(f"{W}val", ""), named.get(f"{W}val", ""))
            if pair not in self._in_tables:
                self._in_tables[pair] = self._in_table(*pair)
            own.set(f"{W}val", self._in_tables[pair])

    def _in_table(self, paragraph: str, table: str) -> str:
        made = style_in_table(paragraph, table, self.looks, self._ours)
        if made is None:
            return paragraph
        self.looks.styles[_id(made)] = made
        return _id(made)

    def _taken(self, their_id: str) -> str:
        style = self.looks.styles.get(their_id)
        if their_id in self.ids or style is None:
            return self.ids.get(their_id, "")
        ours = _own_tree(self.additions, "styles", "styles")
        found = self._same_look(style) if self.keeps_look else _named(ours.iter(f"{W}style"), style)
        taken = {*self._named_here, *map(_id, self._ours.styles.values()), *map(_id, ours.iter(f"{W}style"))}
        self.ids[their_id] = found or _free(their_id, taken)
        if not found:
            self._copy(style, self.ids[their_id], ours)
        return self.ids[their_id]

    def _same_look(self, style: Element) -> str:
        """The style of the document that has this very look, if any."""
        known = self.additions.looks
        if not known:
            known.update({self._ours.of(each): _id(each) for each in self._ours.styles.values()})
        return known.get(self.looks.of(style), "")

    def _copy(self, style: Element, made_id: str, ours: Element) -> None:
        made = copy.deepcopy(style)
        made.set(f"{W}styleId", made_id)
        made.attrib.pop(f"{W}default", "")
        if self.keeps_look:
            self._keep_look(style, made, made_id, ours)
        ours.append(made)
        self.fresh.append(made)
        for word in ("basedOn", "next", "link"):
            for link in made.findall(W + word):
                known = self._taken(link.get(f"{W}val", ""))
                if known:
                    link.set(f"{W}val", known)
                else:
                    made.remove(link)

    def _keep_look(self, style: Element, made: Element, made_id: str, ours: Element) -> None:
        self.additions.looks[self.looks.of(style)] = made_id
        self.looks.name_fonts(made)
        if self.looks.theme != self._ours.theme:
            forget_theme(made)
        is_root = style.get(f"{W}type") == "paragraph" and self.looks.is_root(style)
        if is_root and self._rests_elsewhere:
            rest_on_itself(made, self.looks, self._ours)
        name = made.find(f"{W}name")
        known = [*self._ours.styles.values(), *ours.iter(f"{W}style")]
        if name is not None and _named(known, style):
            # Two styles of one name are one to Word.
            taken = {key_of(each)[1] for each in known}
            shown = name.get(f"{W}val", "")
            level = HEADING.fullmatch(shown)
            self.renamed[shown] = shown + _free(shown.lower(), taken).removeprefix(shown.lower())
            name.set(f"{W}val", self.renamed[shown])
            made.set(f"{W}customStyle", "1")
            if level:
                _put_level(made, int(level[1]) - 1)


class NumberingShelf:
    """Lists: each that is used becomes a list of its own, so that it starts anew."""

    def __init__(self, package: Package, additions: Additions, styles: StyleShelf) -> None:
        self.additions, self.styles = additions, styles
        self.theirs = _their_tree(package, "numbering")
        self.numbers: dict[str, str] = {}
        self._abstracts: dict[str, str] = {}

    def take(self, holder: Element) -> None:
        """Make the lists used in some elements lists of the document."""
        self._number_directly(holder)
        self._take_numbers(holder)

    def take_of_styles(self) -> None:
        """Make the lists used in the styles that came along lists of the document."""
        while fresh := self.styles.taken_fresh():
            for style in fresh:
                self._take_numbers(style)

    def _take_numbers(self, holder: Element) -> None:
        for element in holder.iter(f"{W}numId"):
            element.set(f"{W}val", self._taken(element.get(f"{W}val", "0")))

    def _number_directly(self, holder: Element) -> None:
        """Number paragraphs themselves where their style numbers them: a style would count on from what stands before.

        Their styles are those of the sub-document still.
        """
        looks = self.styles.looks
        for named in holder.iter(f"{W}pStyle"):
            properties, style = named.getparent(), named.get(f"{W}val", "")
            numbering = looks.numbering_of(style)
            if properties is None or numbering is None or properties.find(f"{W}numPr") is not None:
                continue
            numbered = make("numPr")
            numbered.extend((make("ilvl", val=numbering[1]), make("numId", val=numbering[0])))
            _put_after(properties, numbered, PARAGRAPH_ORDER[: PARAGRAPH_ORDER.index("numPr")])
            indent, own = looks.indent_of(style), properties.find(f"{W}ind")
            # A style's indent stands above its list's, but a list's stands above it where the paragraph is in the list.
            if indent is not None and own is None:
                _put_after(properties, copy.deepcopy(indent), PARAGRAPH_ORDER[: PARAGRAPH_ORDER.index("ind")])
            elif indent is not None and own is not None:
                own.attrib.update({**indent.attrib, **own.attrib})

    def _taken(self, number: str) -> str:
        if number in self.numbers or number == "0":
            return self.numbers.get(number, "0")
        found = None if self.theirs is None else _by(self.theirs, "num", "numId", number)
        link = None if found is None else found.find(f"{W}abstractNumId")
        abstract = None
        if self.theirs is not None and link is not None:
            abstract = _with_levels(self.theirs, link.get(f"{W}val", ""))
        if found is None or abstract is None:
            return "0"
        ours = _own_tree(self.additions, "numbering", "numbering")
        made = copy.deepcopy(found)
        self.numbers[number] = _next(ours, "num", "numId")
        made.set(f"{W}numId", self.numbers[number])
        made.findall(f"{W}abstractNumId")[0].set(f"{W}val", self._copy_abstract(abstract, ours))
        _put_after(ours, made, ("numPicBullet", "abstractNum", "num"))
        return self.numbers[number]

    def _copy_abstract(self, abstract: Element, ours: Element) -> str:
        old = abstract.get(f"{W}abstractNumId", "")
        if old not in self._abstracts:
            self._abstracts[old] = self._copied_abstract(abstract, ours)
        return self._abstracts[old]

    def _copied_abstract(self, abstract: Element, ours: Element) -> str:
        made = copy.deepcopy(abstract)
        number = _next(ours, "abstractNum", "abstractNumId")
        made.set(f"{W}abstractNumId", number)
        # A style that a list is linked to would have two, and count on in the first.
        for each in [*made.iter(*(W + word for word in ("lvlPicBulletId", "styleLink", "numStyleLink", "pStyle")))]:
            drop(each)
        for sign in made.iter(f"{W}nsid"):
            # Word takes two lists with one sign for the same list.
            digest = hashlib.sha256(f"{sign.get(f'{W}val')} {number}".encode()).hexdigest()
            sign.set(f"{W}val", digest[:8].upper())
        self.styles.take(made)
        _put_after(ours, made, ("numPicBullet", "abstractNum"))
        return number


def _with_levels(numbering: Element, number: str) -> Element | None:
    """The definition of a list; where that is a style's, the one that says what the style's levels are."""
    found = _by(numbering, "abstractNum", "abstractNumId", number)
    link = None if found is None else found.find(f"{W}numStyleLink")
    if link is None:
        return found
    named = (each for each in numbering.iter(f"{W}styleLink") if each.get(f"{W}val") == link.get(f"{W}val"))
    return next((each.getparent() for each in named), found)


class ListShelf:
    """The document's own lists, begun anew as often as they are asked for.

    Args:
        additions: the document's.
    """

    def __init__(self, additions: Additions) -> None:
        self._ours = _own_tree(additions, "numbering", "numbering")
        self._lists = {each.get(f"{W}numId", ""): each for each in self._ours.findall(f"{W}num")}
        self._next = int(_next(self._ours, "num", "numId"))

    def begun_anew(self, number: str) -> str:
        """A list that counts like another, from the beginning; its number."""
        found = self._lists.get(number)
        if found is None:
            return number
        made = copy.deepcopy(found)
        made.set(f"{W}numId", str(self._next))
        self._next += 1
        stated = {each.get(f"{W}ilvl", ""): each for each in made.findall(f"{W}lvlOverride")}
        for level, start in _starts(self._ours, found):
            override = stated[level] if level in stated else make("lvlOverride", ilvl=level)
            if override.getparent() is None:
                made.append(override)
            if override.find(f"{W}startOverride") is None:
                override.insert(0, make("startOverride", val=start))
        # Just behind the one it counts like: lists stand together, in any order.
        found.addnext(made)
        return made.get(f"{W}numId", "")


def _starts(numbering: Element, number: Element) -> list[tuple[str, str]]:
    """The levels of a list, each with what it begins with; the first alone where it does not say."""
    link = number.find(f"{W}abstractNumId")
    abstract = None if link is None else _by(numbering, "abstractNum", "abstractNumId", link.get(f"{W}val", ""))
    starts: list[tuple[str, str]] = []
    for level in () if abstract is None else abstract.findall(f"{W}lvl"):
        start = level.find(f"{W}start")
        starts.append((level.get(f"{W}ilvl", "0"), "0" if start is None else start.get(f"{W}val", "1")))
    return starts or [("0", "1")]


class NoteShelf:
    """Footnotes or endnotes.

    Args:
        kind: "footnote" or "endnote".
        package: the sub-document.
        additions: the document's.
    """

    def __init__(self, kind: str, package: Package, additions: Additions) -> None:
        self.kind, self.additions = kind, additions
        self.source = self.part = f"word/{kind}s.xml"
        self.theirs = _their_tree(package, f"{kind}s")

    def has(self, number: str) -> bool:
        """Whether the sub-document has a note of this number."""
        return self.theirs is not None and _by(self.theirs, self.kind, "id", number) is not None

    def note(self, number: str) -> Element:
        """The sub-document's note of a number.

        Raises:
            ValueError: there is none.
        """
        found = None if self.theirs is None else _by(self.theirs, self.kind, "id", number)
        if found is None:
            raise ValueError(number)
        return found

    def put(self, note: Element) -> str:
        """Keep a note for the document's notes; its number there."""
        number = self.additions.note_number(self.kind)
        note.set(f"{W}id", str(number))
        self.additions.notes[self.kind].append(note)
        return str(number)


def with_notes(root: Element | None, kind: str, notes: list[Element]) -> Element:
    """A part of notes with more of them.

    Args:
        root: the part, None where there is none yet.
        kind: "footnote" or "endnote".
        notes: what is put at its end.
    """
    if root is None:
        root = make(f"{kind}s")
        for number, line in enumerate(("separator", "continuationSeparator"), start=-1):
            note = make(kind, type=line, id=str(number))
            paragraph = etree.SubElement(note, f"{W}p")
            etree.SubElement(etree.SubElement(paragraph, f"{W}r"), W + line)
            root.append(note)
    root.extend(notes)
    return root


def _id(style: Element) -> str:
    return style.get(f"{W}styleId", "")


def _named(styles: Iterable[Element], style: Element) -> str:
    """Which of some styles has the kind and the name of this one."""
    return next((_id(each) for each in styles if key_of(each) == key_of(style)), "")


def _put_level(style: Element, level: int) -> None:
    """Say of a heading what its name said alone: its level."""
    stated = make("pPr")
    stated.append(make("outlineLvl", val=str(level)))
    said = style.find(f"{W}pPr")
    put_properties(style, laid("pPr", [stated] if said is None else [stated, said]))


def _free(wanted: str, taken: set[str]) -> str:
    if wanted not in taken:
        return wanted
    return next(made for number in range(2, len(taken) + 3) if (made := f"{wanted}_{number}") not in taken)


def _by(root: Element, tag: str, key: str, value: str) -> Element | None:
    return next((each for each in root.iter(W + tag) if each.get(W + key) == value), None)


def _next(root: Element, tag: str, key: str) -> str:
    found = [each.get(W + key, "") for each in root.iter(W + tag)]
    return str(max((int(each) for each in found if each.isdigit()), default=0) + 1)


def _put_after(root: Element, made: Element, before: Sequence[str]) -> None:
    """Put an element after the last of those kinds that come before it."""
    place = max((number for number, each in enumerate(root, start=1) if each.tag in {W + name for name in before}), default=0)  # fmt: skip
    root.insert(place, made)
