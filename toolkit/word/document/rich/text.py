"""Text with looks of its own, printed by a tag: RichText, RichTextParagraph, Listing.

Takes text and looks as docxtpl names them; gives values a context may hold. A look is laid over that of the tag, so that
what is not said stays as the template has it. Never takes XML: that is `adopted`'s work.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from toolkit.word.language.values import (
    BREAK_MARK,
    PAGE_MARK,
    PARAGRAPH_MARK,
    TAB_MARK,
    Rich,
    UnprintableValue,
    checked_text,
    words_of,
)
from toolkit.word.package.elements import Element
from toolkit.word.package.names import W

PARAGRAPH_ORDER: Final = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
    " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid"
    " spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl"
    " divId cnfStyle rPr sectPr pPrChange"
).split()
"""The order the schema asks of a paragraph's properties."""
RUN_ORDER: Final = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish"
    " webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang"
    " eastAsianLayout specVanish oMath"
).split()
"""The order the schema asks of a run's properties."""

HIGHLIGHTS: Final = frozenset(
    "black blue cyan green magenta red yellow white darkBlue darkCyan darkGreen darkMagenta darkRed darkYellow darkGray"
    " lightGray none".split()
)
UNDERLINES: Final = frozenset(
    "single words double thick dotted dottedHeavy dash dashedHeavy dashLong dashLongHeavy dotDash dashDotHeavy dotDotDash"
    " dashDotDotHeavy wave wavyHeavy wavyDouble none".split()
)
HEX: Final = re.compile(r"#?([0-9A-Fa-f]{6})")
REGION: Final = re.compile(r"(ascii|hAnsi|cs|eastAsia):(.+)")
LINKS: Final = re.compile(r"(https?|ftp|mailto|file):\S+|#\w+", re.IGNORECASE)
LARGEST_SIZE: Final = 3276

LETTERS: Final = str.maketrans(
    {"\n": BREAK_MARK, "\t": TAB_MARK, "\a": PARAGRAPH_MARK, "\f": PARAGRAPH_MARK + PAGE_MARK + PARAGRAPH_MARK}
)


@dataclass(frozen=True)
class Look:
    """How a piece of text looks; what is None stays as the tag looks.

    Args:
        style: the id of a character style.
        color: six hexadecimal digits, with or without #.
        highlight: six hexadecimal digits, or one of Word's own names, such as yellow.
        size: in half points, as docxtpl takes it: 32 is 16 pt, 三号.
        subscript, superscript, bold, italic, strike, rtl: True or False.
        underline: True, False, or one of Word's names, such as double.
        font: its name, for Chinese letters too; "eastAsia:" before it is understood.
        lang: a language, such as zh-CN.
        url: a link: http, https, ftp, mailto, file, or # and the name of a bookmark.
    """

    style: str | None = None
    color: str | None = None
    highlight: str | None = None
    size: int | None = None
    subscript: bool | None = None
    superscript: bool | None = None
    bold: bool | None = None
    italic: bool | None = None
    underline: bool | str | None = None
    strike: bool | None = None
    font: str | None = None
    rtl: bool | None = None
    lang: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if self.color and not HEX.fullmatch(self.color):
            raise UnprintableValue(f"的颜色“{self.color}”不对，要写六位十六进制数，如 FF0000", self)
        if self.highlight and not (HEX.fullmatch(self.highlight) or self.highlight in HIGHLIGHTS):
            raise UnprintableValue(f"的底色“{self.highlight}”不对，要写六位十六进制数或 yellow 等英文名", self)
        if self.size is not None and not 1 < int(self.size) <= LARGEST_SIZE:
            raise UnprintableValue(f"的字号“{self.size}”不对，单位是半磅，三号字写 32", self)
        if isinstance(self.underline, str) and self.underline not in UNDERLINES:
            raise UnprintableValue(f"的下划线“{self.underline}”不对，要写 single、double 等英文名", self)
        if self.url and not LINKS.fullmatch(self.url):
            raise UnprintableValue(f"的链接“{self.url}”不对，要以 http、https、mailto 或 # 开头", self)


@dataclass(frozen=True)
class Piece:
    """Text of one look."""

    text: str
    look: Look


class RichText(Rich):
    r"""Text in pieces, each with a look of its own; for `{{r 名称 }}` or `{{ 名称 }}`.

    Args:
        text: a text or another plain value; \n is a line break, \t a tab, \a a new paragraph, \f a new page.
        look: see `Look`.
    """

    def __init__(self, text: Any = "", **look: Any) -> None:
        self.pieces: list[Piece] = []
        if text != "":
            self.add(text, **look)

    def add(self, text: Any, **look: Any) -> RichText:
        """Put more text at its end, in place as docxtpl does; the same object comes back, so that calls can be chained.

        Args:
            text: a plain value, or another RichText, which keeps its looks.
            look: see `Look`.
        """
        if isinstance(text, RichText):
            self.pieces += text.pieces
        else:
            self.pieces.append(Piece(words_of(text), Look(**look)))
        return self

    def words(self) -> str:
        """The bare text."""
        return "".join(piece.text for piece in self.pieces)

    def __bool__(self) -> bool:
        return bool(self.words())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RichText) and other.pieces == self.pieces

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"RichText({self.words()!r})"


class RichTextParagraph(Rich):
    """Whole paragraphs of rich text, for `{{p 名称 }}`; they look like the tag's paragraph unless they name a style.

    Args:
        text: a RichText or a plain value.
        parastyle: the id of a paragraph style.
    """

    def __init__(self, text: Any = "", parastyle: str | None = None) -> None:
        self.paragraphs: list[tuple[RichText, str | None]] = []
        if text != "":
            self.add(text, parastyle)

    def add(self, text: Any, parastyle: str | None = None) -> RichTextParagraph:
        """Put another paragraph at its end; the same object comes back."""
        self.paragraphs.append((text if isinstance(text, RichText) else RichText(text), parastyle))
        return self

    def words(self) -> str:
        """The bare text, a line for each paragraph."""
        return "\n".join(text.words() for text, _ in self.paragraphs)

    def __bool__(self) -> bool:
        return bool(self.paragraphs)

    def __repr__(self) -> str:
        return f"RichTextParagraph({self.words()!r})"


@dataclass(frozen=True)
class Listing(Rich):
    r"""Lines of text in the look of their tag: \n is a line break, \t a tab, \a a new paragraph, \f a new page."""

    text: str

    def words(self) -> str:
        """The bare text."""
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def marked(text: str, value: Any = None) -> str:
    """A text with marks of ours for its line breaks, tabs, paragraphs and pages.

    Args:
        text: the text.
        value: what it comes from, for the message.

    Raises:
        UnprintableValue: Word cannot hold a character of it.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    checked_text(unified, value, "\n\t\a\f")
    return unified.translate(LETTERS)


def make(name: str, **attributes: str) -> Element:
    """An element of Word's own namespace.

    >>> etree.tostring(make("sz", val="32"), encoding="unicode").partition(" ")[0]
    '<w:sz'
    """
    return etree.Element(W + name, {W + key: value for key, value in attributes.items()}, nsmap={"w": W[1:-1]})


def laid_over(base: Element | None, look: Sequence[Element]) -> Element | None:
    """A run's properties: those of the tag's run, under those of a look, in the schema's order; None where there are none.

    Args:
        base: a w:rPr, which is not changed.
        look: properties, of which the last of a name counts.
    """
    kept = {each.tag: each for each in [*(base if base is not None else ()), *look]}
    if not kept:
        return None
    properties = make("rPr")
    copies = [etree.fromstring(etree.tostring(each, with_tail=False)) for each in kept.values()]
    properties.extend(sorted(copies, key=_place))
    return properties


def _place(element: Element) -> int:
    name = etree.QName(element).localname
    # Newer Word's own properties come last, and a tracked change after everything.
    return RUN_ORDER.index(name) if name in RUN_ORDER else len(RUN_ORDER) + (name == "rPrChange")


def look_elements(look: Look) -> list[Element]:
    """The properties of a run that a look stands for."""
    switches = {"b": look.bold, "i": look.italic, "strike": look.strike, "rtl": look.rtl}
    if look.rtl:
        switches |= {"bCs": look.bold, "iCs": look.italic}
    found = [make(name) if on else make(name, val="0") for name, on in switches.items() if on is not None]
    found += [make("rStyle", val=look.style)] if look.style else []
    found += [make("color", val=_hex(look.color))] if look.color else []
    found += [make(name, val=str(look.size)) for name in ("sz", "szCs")] if look.size else []
    found += _highlight(look) + _underline(look) + _raised(look) + _font(look)
    return found + ([make("lang", val=look.lang)] if look.lang else [])


def _hex(color: str) -> str:
    return color.removeprefix("#").upper()


def _highlight(look: Look) -> list[Element]:
    if not look.highlight:
        return []
    if look.highlight in HIGHLIGHTS:
        return [make("highlight", val=look.highlight)]
    return [make("shd", val="clear", color="auto", fill=_hex(look.highlight))]


def _underline(look: Look) -> list[Element]:
    if look.underline is None:
        return []
    kind = look.underline if isinstance(look.underline, str) else ("single" if look.underline else "none")
    return [make("u", val=kind)]


def _raised(look: Look) -> list[Element]:
    if look.superscript is None and look.subscript is None:
        return []
    kind = "superscript" if look.superscript else "subscript" if look.subscript else "baseline"
    return [make("vertAlign", val=kind)]


def _font(look: Look) -> list[Element]:
    if not look.font:
        return []
    found = REGION.fullmatch(look.font)
    font = found[2] if found else look.font
    # docxtpl leaves Chinese letters in the style's font unless a region is named.
    return [make("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font)]
