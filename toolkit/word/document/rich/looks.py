"""What text looks like in its own document: styles with all they rest on, and how that is kept in another document.

Takes the styles, lists, theme and settings of a package; gives for a style what tells its look from any other's, and lays what it
rested on into a copy of it. Colours of a theme stay as Word last worked them out. Never changes the package.

Source: ECMA-376 part 1, 17.7.2 (style hierarchy), 17.7.5 (document defaults), 17.3.1.26 and 17.3.2.28 (order of properties).
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from lxml import etree

from toolkit.word.document.rich.text import PARAGRAPH_ORDER, RUN_ORDER, make
from toolkit.word.package.elements import Element, parse
from toolkit.word.package.names import A, W

ORDERS: Final = {"pPr": PARAGRAPH_ORDER, "rPr": RUN_ORDER}
OFF: Final = (
    "b bCs i iCs caps smallCaps strike keepNext keepLines pageBreakBefore contextualSpacing topLinePunct bidi".split()
)
ON: Final = "widowControl snapToGrid kinsoku wordWrap overflowPunct autoSpaceDE autoSpaceDN adjustRightInd".split()
UNSAID: Final[Mapping[str, Mapping[str, str]]] = {
    **{name: {"val": "0"} for name in (*OFF, "kern", "position")},
    **{name: {"val": "1"} for name in ON},
    "rFonts": dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), "Times New Roman"),
    "sz": {"val": "20"},
    "szCs": {"val": "20"},
    "w": {"val": "100"},
    "color": {"val": "auto"},
    "u": {"val": "none"},
    "jc": {"val": "left"},
    "spacing": {"before": "0", "after": "0", "line": "240", "lineRule": "auto"},
    "ind": {"left": "0", "right": "0", "firstLine": "0"},
}
"""What holds where neither a style nor the defaults of a document say anything."""
PIECEMEAL: Final = frozenset("rFonts spacing ind lang".split())
"""Properties of which each attribute counts by itself."""
LETTER_SPACING: Final = {"val": "0"}
"""Of a run; a paragraph has a property of the same name."""
NO_LOOK: Final = frozenset(
    W + word for word in "name aliases next link uiPriority qFormat semiHidden unhideWhenUsed locked rsid autoRedefine".split()
)  # fmt: skip
SCRIPTS: Final = {"zh-TW": "Hant", "zh-HK": "Hant", "ja-JP": "Jpan", "ko-KR": "Hang"}
THEMED: Final = {"ascii": "asciiTheme", "hAnsi": "hAnsiTheme", "eastAsia": "eastAsiaTheme", "cs": "cstheme"}
BARE: Final = {"paragraph": "Normal", "table": "Normal Table"}
"""The styles of a document that has none."""
THEME_COLORS: Final = tuple(
    W + word for word in "themeColor themeTint themeShade themeFill themeFillTint themeFillShade".split()
)


class Looks:
    """The looks of a document's styles.

    Args:
        parts: the parts of the document, name to bytes.
    """

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self.styles = {id_of(style): style for style in _iter(self._tree("styles"), "style")}
        for kind, name in BARE.items():
            bare = name.replace(" ", "")
            if not self.default_style(kind) and bare not in self.styles:
                # What names no style has one all the same.
                self.styles[bare] = make("style", type=kind, default="1", styleId=bare)
                self.styles[bare].append(make("name", val=name))
        self._lists = {_number(each): each for each in _iter(self._tree("numbering"), "num")}
        self._abstracts = {
            each.get(f"{W}abstractNumId", ""): each for each in _iter(self._tree("numbering"), "abstractNum")
        }

    def _tree(self, kind: str) -> Element | None:
        data = self._parts.get(f"word/{kind}.xml")
        return parse(data) if data else None

    @property
    def theme(self) -> bytes:
        """The theme as it lies in the document; empty where there is none."""
        return self._parts.get("word/theme/theme1.xml", b"")

    @cached_property
    def fonts(self) -> Mapping[str, str]:
        """What the fonts of the theme are called: minorHAnsi and the like, to a name; empty where there is no theme."""
        tree = self._tree("theme/theme1")
        if tree is None:
            return {}
        settings = self._tree("settings")
        language = next((each.get(f"{W}eastAsia", "") for each in _iter(settings, "themeFontLang")), "")
        script = SCRIPTS.get(language, "Hans")
        return dict(_theme_fonts(tree, script))

    @cached_property
    def defaults(self) -> Mapping[str, Element]:
        """The properties that hold for all of the document, by pPr and rPr, with the names of their fonts."""
        found = {"pPr": make("pPr"), "rPr": make("rPr")}
        for word, kind in (("pPrDefault", "pPr"), ("rPrDefault", "rPr")):
            for each in _iter(self._tree("styles"), word):
                found[kind].extend(copy.deepcopy(said) for stated in each.findall(W + kind) for said in stated)
        self.name_fonts(found["rPr"])
        return found

    def name_fonts(self, holder: Element) -> None:
        """Call fonts that are the theme's by their names, in all that is in an element."""
        for fonts in holder.iter(f"{W}rFonts"):
            for plain, themed in THEMED.items():
                name = self.fonts.get(str(fonts.attrib.pop(W + themed, "")), "")
                if name:
                    fonts.set(W + plain, name)

    def default_style(self, kind: str) -> str:
        """The style of what names none: of a paragraph or a table; empty where there is none."""
        return next((key for key, each in self.styles.items() if _is_default(each, kind)), "")

    def of(self, style: Element) -> str:
        """What tells the look of a style, and its name, from every other."""
        made = hashlib.sha256(repr(key_of(style)).encode())
        for each in self._chain(style):
            made.update(self._said(each))
        if style.get(f"{W}type") == "paragraph":
            made.update(self.bottom)
        return made.hexdigest()

    @cached_property
    def bottom(self) -> bytes:
        """What all styles of paragraphs rest on."""
        return b"".join(etree.tostring(each, method="c14n", exclusive=True) for each in self.defaults.values())

    def name_of(self, style_id: str) -> str:
        """What a style is called."""
        style = self.styles.get(style_id)
        name = None if style is None else style.find(f"{W}name")
        return style_id if name is None else name.get(f"{W}val", "")

    def chain_of(self, style_id: str) -> list[Element]:
        """A style and those it is based on, nearest first."""
        style = self.styles.get(style_id)
        return [] if style is None else list(self._chain(style))

    def _chain(self, style: Element) -> Iterator[Element]:
        step: Element | None = style
        seen: set[Element] = set()
        while step is not None and step not in seen:
            seen.add(step)
            yield step
            step = self._base(step)

    def _base(self, style: Element) -> Element | None:
        base = style.find(f"{W}basedOn")
        return None if base is None else self.styles.get(base.get(f"{W}val", ""))

    def is_root(self, style: Element) -> bool:
        """Whether a style is based on none: it names none, one that is not there, or in the end itself."""
        base = self._base(style)
        return base is None or style in self._chain(base)

    def _said(self, style: Element) -> bytes:
        """What a style itself says of its look."""
        made = make("style")
        made.extend(copy.deepcopy(each) for each in style if each.tag not in NO_LOOK and each.tag != f"{W}basedOn")
        self.name_fonts(made)
        for number in made.iter(f"{W}numId"):
            number.set(f"{W}val", self._list(number.get(f"{W}val", "")))
        return etree.tostring(made, method="c14n", exclusive=True)

    def _abstract(self, number: str) -> Element | None:
        link = next(_iter(self._lists.get(number), "abstractNumId"), None)
        return None if link is None else self._abstracts.get(link.get(f"{W}val", ""))

    def _list(self, number: str) -> str:
        """What a list looks like, whatever its number."""
        abstract = self._abstract(number)
        levels = [] if abstract is None else [etree.tostring(each, method="c14n") for each in abstract.iter(f"{W}lvl")]
        return hashlib.sha256(b"".join(levels)).hexdigest()

    def numbering_of(self, style_id: str) -> tuple[str, str] | None:
        """The list and the level by which a style numbers its paragraphs; None where it does not."""
        for each in self.chain_of(style_id):
            numbered = each.find(f"{W}pPr/{W}numPr")
            if numbered is None:
                continue
            number, level = (numbered.find(W + word) for word in ("numId", "ilvl"))
            if number is not None:
                stated = self._level(each, number) if level is None else level.get(f"{W}val", "0")
                return number.get(f"{W}val", ""), stated
        return None

    def _level(self, style: Element, number: Element) -> str:
        """The level of a list that is a style's own."""
        abstract = self._abstract(number.get(f"{W}val", ""))
        owned = (each.getparent() for each in _iter(abstract, "pStyle") if each.get(f"{W}val") == id_of(style))
        return next((each.get(f"{W}ilvl", "0") for each in owned if each is not None), "0")

    def indent_of(self, style_id: str) -> Element | None:
        """The indent a style that numbers its paragraphs gives them, if that is not its list's."""
        for each in self.chain_of(style_id):
            found = each.find(f"{W}pPr/{W}ind")
            if found is not None or each.find(f"{W}pPr/{W}numPr") is not None:
                # What stands below the style that numbers is outdone by the list.
                return found
        return None


def forget_theme(holder: Element) -> None:
    """Take out that colours are a theme's: each says beside it what it was."""
    for element in holder.iter("*"):
        for name in THEME_COLORS:
            element.attrib.pop(name, "")


def rest_on_itself(style: Element, own: Looks, other: Looks) -> None:
    """Lay into a style of paragraphs what it rests on in its document, and what another's defaults would change.

    Args:
        style: one that is based on none; changed.
        own: of its document.
        other: of the document it goes to.
    """
    for kind in ("pPr", "rPr"):
        said = style.find(W + kind)
        layers = (unsaid(kind, other.defaults[kind]), own.defaults[kind], said)
        put_properties(style, laid(kind, [each for each in layers if each is not None]))


def unsaid(kind: str, defaults: Element) -> Element:
    """What has to be said so that what another document says of all its paragraphs or runs does not hold.

    Args:
        kind: pPr or rPr.
        defaults: of the other document.
    """
    made = make(kind)
    for each in defaults:
        name = etree.QName(each).localname
        values = LETTER_SPACING if name == "spacing" and kind == "rPr" else UNSAID.get(name)
        if values:
            made.append(make(name, **values))
    return made


def laid(kind: str, layers: list[Element]) -> Element:
    """Properties of a kind, pPr or rPr, over one another: the attributes of fonts, spacing and indents one by one, all else as a whole."""
    made: dict[str, Element] = {}
    for each in (property_ for layer in layers for property_ in layer):
        name = etree.QName(each).localname
        before = made.get(name)
        made[name] = copy.deepcopy(each)
        if before is not None and name in PIECEMEAL:
            made[name].attrib.update({**before.attrib, **each.attrib})
    order = ORDERS[kind]
    properties = make(kind)
    properties.extend(sorted(made.values(), key=lambda each: _place(order, each)))
    return properties


def _place(order: list[str], element: Element) -> int:
    name = etree.QName(element).localname
    return order.index(name) if name in order else len(order)


def put_properties(style: Element, properties: Element) -> None:
    """Put properties into a style, in place of those of their kind: paragraphs' before runs', both before those of tables."""
    said = style.find(properties.tag)
    if said is not None:
        style.replace(said, properties)
        return
    if not len(properties):
        return
    later = {f"{W}{word}" for word in ("rPr", "tblPr", "trPr", "tcPr", "tblStylePr")} - {properties.tag}
    at = next((number for number, each in enumerate(style) if each.tag in later), len(style))
    style.insert(at, properties)


def _theme_fonts(theme: Element, script: str) -> Iterator[tuple[str, str]]:
    for size in ("major", "minor"):
        for holder in theme.iter(f"{A}{size}Font"):
            names = {each.get("script", etree.QName(each).localname): each.get("typeface", "") for each in holder}
            east = names.get("ea") or names.get(script, "")
            yield from ((f"{size}{word}", names.get("latin", "")) for word in ("HAnsi", "Ascii"))
            yield from ((f"{size}EastAsia", east), (f"{size}Bidi", names.get("cs", "")))


def key_of(style: Element) -> tuple[str, str]:
    """The kind and the name of a style: Word writes ids in the language of its user."""
    name = style.find(f"{W}name")
    shown = "" if name is None else name.get(f"{W}val", "")
    return style.get(f"{W}type", ""), shown.lower()


def _is_default(style: Element, kind: str) -> bool:
    return style.get(f"{W}type") == kind and style.get(f"{W}default") in ("1", "true", "on")


def _iter(root: Element | None, word: str) -> Iterator[Element]:
    return iter(()) if root is None else root.iter(W + word)


def id_of(style: Element) -> str:
    """The id of a style."""
    return style.get(f"{W}styleId", "")


def _number(each: Element) -> str:
    return each.get(f"{W}numId", "")
