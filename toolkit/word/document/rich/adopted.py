"""docxtpl's own rich values, so that a context written for it still works.

Takes a RichText, RichTextParagraph, Listing or InlineImage of docxtpl, known by its class and never imported; gives ours.
Reads their XML strictly, lets in only what makes up text, and puts it into the schema's order. Never guesses.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from toolkit.word.document.rich.drawings import Picture
from toolkit.word.document.rich.text import LETTERS, PARAGRAPH_ORDER, RUN_ORDER, Listing, laid_over, make, marked
from toolkit.word.language.values import (
    BREAK_MARK,
    PAGE_MARK,
    PARAGRAPH_MARK,
    TAB_MARK,
    Rich,
    UnprintableValue,
    checked_text,
)
from toolkit.word.package.elements import Element, parse
from toolkit.word.package.names import XML_SPACE, R, W

EMU_OF_MM: Final = 36_000
WRAPPED: Final = f'<w:body xmlns:w="{W[1:-1]}" xmlns:r="{R[1:-1]}">{{}}</w:body>'

PARAGRAPH_LOOKS: Final = frozenset(
    "pStyle keepNext keepLines pageBreakBefore widowControl spacing ind jc outlineLvl".split()
)
UNMARKED: Final = str.maketrans({BREAK_MARK: "\n", TAB_MARK: "\t", PARAGRAPH_MARK: "\n", PAGE_MARK: None})
INSIDE: Final = {
    "body": {"p", "r", "hyperlink"},
    "p": {"pPr", "r", "hyperlink"},
    "hyperlink": {"r"},
    "r": {"rPr", "t", "br", "tab"},
    "pPr": set(PARAGRAPH_LOOKS),
    "rPr": set(RUN_ORDER),
}
"""What may stand in what; nothing may stand in anything else."""


@dataclass(frozen=True)
class AdoptedRuns(Rich):
    """Runs made by docxtpl's RichText, proven harmless; their look stands alone, as it does there."""

    runs: tuple[Element, ...]

    def words(self) -> str:
        """The bare text."""
        return "".join(_text(each) for each in self.runs)


@dataclass(frozen=True)
class AdoptedParagraphs(Rich):
    """Paragraphs made by docxtpl's RichTextParagraph, proven harmless."""

    paragraphs: tuple[Element, ...]

    def words(self) -> str:
        """The bare text, a line for each paragraph."""
        return "\n".join(_text(each) for each in self.paragraphs)


def adopted(value: Any) -> Rich:
    """A rich value as one of ours.

    Raises:
        UnprintableValue: it is of a kind that cannot be taken over, or holds more than text.
    """
    if isinstance(value, Rich):
        return value
    match next((each.__name__ for each in type(value).__mro__ if each.__module__.startswith("docxtpl.")), ""):
        case "RichText":
            return AdoptedRuns(tuple(_content(value, {"r", "hyperlink"})))
        case "RichTextParagraph":
            return AdoptedParagraphs(tuple(_content(value, {"p"})))
        case "Listing":
            return Listing(html.unescape(value.xml))
        case "InlineImage":
            return _picture(value)
        case _:
            raise UnprintableValue("是docxtpl的子文档，不能用在这里；请改用Subdocument", value)


def _picture(value: Any) -> Picture:
    source = value.image_descriptor
    if hasattr(source, "read"):
        source.seek(0)
        source = source.read()
    width, height = (None if each is None else each / EMU_OF_MM for each in (value.width, value.height))
    return Picture(source, width=width, height=height, url=value.anchor or "")


def _content(value: Any, wanted: set[str]) -> list[Element]:
    try:
        # A new page or tab is no letter of XML's; it is told apart before the XML is read.
        root = parse(WRAPPED.format(marked(value.xml, value)).encode())
    except (etree.XMLSyntaxError, UnicodeEncodeError) as fault:
        raise UnprintableValue("里的XML不完整", value) from fault
    for element in root.iter():
        _check(element, value)
    if any(etree.QName(each).localname not in wanted for each in root):
        raise UnprintableValue("里的段落和文字混在一起", value)
    for properties in [*root.iter(f"{W}rPr", f"{W}pPr")]:
        _put_in_order(properties)
    return [*root]


def _text(element: Element) -> str:
    return "".join(each.text or "" for each in element.iter(f"{W}t")).translate(UNMARKED)


def _check(element: Element, value: Any) -> None:
    name = etree.QName(element).localname if isinstance(element.tag, str) and element.tag.startswith(W) else "?"
    allowed = INSIDE.get(name, set())
    strangers = [each for each in element if not isinstance(each.tag, str) or each.tag.removeprefix(W) not in allowed]
    foreign = [key for key in map(str, element.attrib) if not key.startswith(W) and key not in (XML_SPACE, f"{R}id")]
    texts = [element.text] if name != "t" else []
    checked_text(element.text or "", value, "".join(LETTERS.values()))
    if name == "?" or strangers or foreign or any(filter(None, [*texts, *(each.tail for each in element)])):
        raise UnprintableValue(f"里有不能用的XML（{name}）", value)


def _put_in_order(properties: Element) -> None:
    if properties.tag == f"{W}pPr":
        properties[:] = sorted(properties, key=lambda each: PARAGRAPH_ORDER.index(each.tag.removeprefix(W)))
        return
    ordered = laid_over(None, list(properties))
    properties[:] = list(ordered if ordered is not None else ())
    for shade in properties.iter(f"{W}shd"):
        # docxtpl's highlight leaves out what the schema asks for.
        for name, default in (("val", "clear"), ("color", "auto")):
            shade.set(W + name, shade.get(W + name, default))


def without_links(elements: Iterable[Element]) -> list[Element]:
    """The elements, runs in place of the links around them."""
    return [inner for each in elements for inner in ([*each] if each.tag == f"{W}hyperlink" else [each])]


def linked(runs: Iterable[Element], target: str, anchor: bool) -> Element:
    """A link around runs.

    Args:
        runs: the runs.
        target: the id of a relation, or the name of a bookmark.
        anchor: whether it is the name of a bookmark.
    """
    link = make("hyperlink", anchor=target) if anchor else make("hyperlink")
    if not anchor:
        link.set(f"{R}id", target)
    link.extend(runs)
    return link
