"""Styles that come along with what is taken over, matched by kind and name, or by what they look like.

Takes the styles of a sub-document or of one that is joined, and the document's; copies what is named and missing, under ids and
names that are free. Never changes a style the document has.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from toolkit.word.document.rich.looks import Looks, forget_theme, id_of, key_of, laid, put_properties, rest_on_itself
from toolkit.word.document.rich.parts import Additions, own_tree
from toolkit.word.document.rich.tablelooks import style_in_table
from toolkit.word.document.rich.text import make
from toolkit.word.package.elements import Element, drop
from toolkit.word.package.instructions import instruction_of, set_instruction
from toolkit.word.package.names import W
from toolkit.word.package.package import Package

STYLE_WORDS: Final = {"paragraph": "pStyle", "character": "rStyle", "table": "tblStyle"}
HOLDERS: Final = {"paragraph": ("p", "pPr"), "table": ("tbl", "tblPr")}
"""By kind, what has a style though it names none, and where it would name it."""
NAMED: Final = re.compile(rb'<w:(?:p|r|tbl)Style\b[^>]*?\bw:val="([^"]*)"')
ASKING_STYLES: Final = re.compile(r"(?i)\bSTYLEREF\b|\\t\b")
STYLE_NAME: Final = re.compile(r'(?<=")[^",]+(?=[",])|(?<=,)[^",]+(?=[",])|[^\s",]+')
HEADING: Final = re.compile(r"(?i)heading ([1-9])")


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
            self._keep_looks(holder)
        for word in STYLE_WORDS.values():
            for element in holder.iter(W + word):
                made = self._taken(element.get(f"{W}val", ""))
                if made:
                    element.set(f"{W}val", made)
        self._call_by_new_names(holder)

    def _call_by_new_names(self, holder: Element) -> None:
        """Have fields that ask for styles by name ask for those that came along under another."""
        for node in holder.iter(f"{W}instrText", f"{W}fldSimple") if self.renamed else ():
            words = instruction_of(node)
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

    def _keep_looks(self, holder: Element) -> None:
        """Say of some elements all that here would be something else: fonts, colours, and the styles of what names none."""
        if self.looks.theme != self._ours.theme:
            self.looks.name_fonts(holder)
            forget_theme(holder)
        for named in [*holder.iter(*(W + word for word in STYLE_WORDS.values()))]:
            if named.get(f"{W}val", "") not in self.looks.styles:
                # There is none of this name; here there might be.
                drop(named)
        for kind in HOLDERS:
            default = self.looks.default_style(kind)
            if default and self._taken(default) != self._ours.default_style(kind):
                _name_style(holder, kind, default)
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
        self.looks.styles[id_of(made)] = made
        return id_of(made)

    def _taken(self, their_id: str) -> str:
        style = self.looks.styles.get(their_id)
        if their_id in self.ids or style is None:
            return self.ids.get(their_id, "")
        ours = own_tree(self.additions, "styles", "styles")
        found = self._same_look(style) if self.keeps_look else _named(ours.iter(f"{W}style"), style)
        taken = {*self._named_here, *map(id_of, self._ours.styles.values()), *map(id_of, ours.iter(f"{W}style"))}
        self.ids[their_id] = found or _free(their_id, taken)
        if not found:
            self._copy(style, self.ids[their_id], ours)
        return self.ids[their_id]

    def _same_look(self, style: Element) -> str:
        """The style of the document that has this very look, if any."""
        known = self.additions.looks
        if not known:
            known.update({self._ours.of(each): id_of(each) for each in self._ours.styles.values()})
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
        known = [*self._ours.styles.values(), *ours.iter(f"{W}style")]
        if _named(known, style):
            self._rename(made, {key_of(each)[1] for each in known})

    def _rename(self, made: Element, taken: set[str]) -> None:
        """Give a style a name of its own: two of one name are one to Word."""
        name = made.find(f"{W}name")
        if name is None:
            return
        shown = name.get(f"{W}val", "")
        level = HEADING.fullmatch(shown)
        self.renamed[shown] = shown + _free(shown.lower(), taken).removeprefix(shown.lower())
        name.set(f"{W}val", self.renamed[shown])
        made.set(f"{W}customStyle", "1")
        if level:
            _put_level(made, int(level[1]) - 1)


def _name_style(holder: Element, kind: str, style: str) -> None:
    """Name this style for all of a kind that name none."""
    tag, properties = HOLDERS[kind]
    for element in holder.iter(W + tag):
        said = element.find(W + properties)
        if said is None:
            said = make(properties)
            element.insert(0, said)
        if said.find(W + STYLE_WORDS[kind]) is None:
            said.insert(0, make(STYLE_WORDS[kind], val=style))


def _named(styles: Iterable[Element], style: Element) -> str:
    """Which of some styles has the kind and the name of this one."""
    return next((id_of(each) for each in styles if key_of(each) == key_of(style)), "")


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
