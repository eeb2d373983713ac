"""A second reader, which finds in a document what was meant to be printed in it.

Takes values and the bytes of a document; gives the values that are not there. Shares no code with the writer, so that a
mistake of the writer's is not repeated here: a report cut off in the middle passes every validator, and is caught by this.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = f"{W}t"
SHOWN = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
UNSHOWN = frozenset([f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}delText"])
STORIES = ("word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes", "word/comments")
PROPERTIES = "docProps/"

LINE_END: Final = "\x1e"
"""What no XML can hold."""
PIECE: Final = re.compile(">([^<]+)<")
SIGN: Final = re.compile(r"<w:(tab|br|cr|noBreakHyphen)(?:\s[^>]*)?/>")
WIDE_SIGN: Final = re.compile(r"</w:(?:tab|br|cr|noBreakHyphen)>")
UNSHOWN_TEXT: Final = re.compile(r"<w:(instrText|delText)\b[^>]*>[^<]*</w:\1>")
JINJA: Final = re.compile(r"\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}", re.DOTALL)
PROLOG: Final = re.compile(r"\A\s*<\?.*?\?>\s*", re.DOTALL)
ANY_TEXT: Final = re.compile(r"<(/?[\w:.-]+(?:[^>]*/(?=>))?)[^>]*>[^<]+(?=<)")
NOTE_IN_PLACE: Final = re.compile(r"<w:(?:footnote|endnote|comment)Reference\b[^>]*[^/>]>")
"""A note that stands at its reference until it is filled."""
COUNTED: Final = re.compile(r"(?:^|(?<=[，。；：！？\s]))[一二三四五六七八九十]{1,3}是")
READ_TEXTS: Final = frozenset(["w:t", "w:instrText", "w:delText"])


def missing_in(values: Iterable[str], text: str) -> tuple[str, ...]:
    """The values that are nowhere in a document, each once, in order.

    Args:
        values: texts as they were to be printed; a line of one may be a paragraph of its own.
        text: all that the document shows, a paragraph a line.
    """
    wanted = dict.fromkeys(value.replace("\r\n", "\n").replace("\r", "\n") for value in values)
    return tuple(value for value in wanted if value not in text and counted_below(value) not in text)


def counted_below(text: str) -> str:
    """A text that counts itself 一是、二是, as it stands behind another 一是: one level down.

    >>> counted_below("一是抓学习，二是抓服务")
    '（1）抓学习，（2）抓服务'
    """
    if not text.startswith("一是"):
        return text
    return "".join(f"（{number}）{item}" for number, item in enumerate(COUNTED.split(text)[1:], start=1))


def paragraphs_of(data: bytes) -> tuple[str, ...]:
    """The texts of all paragraphs and properties: the body's first, then the other parts' as they lie in the file.

    Raises:
        zipfile.BadZipFile, xml.etree.ElementTree.ParseError: it is no whole Word file.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return paragraphs_in({name: archive.read(name) for name in archive.namelist() if is_read(name)})


def paragraphs_in(parts: Mapping[str, bytes]) -> tuple[str, ...]:
    """The texts of all paragraphs and properties of these parts, name to XML: the body's first."""
    names = sorted(filter(is_read, parts), key=lambda name: not name.startswith(STORIES[0]))
    return tuple(text for name in names for text in _texts(ElementTree.fromstring(parts[name]), name))


def is_read(name: str) -> bool:
    """Whether a part holds anything that is shown."""
    return name.endswith(".xml") and name.startswith((*STORIES, PROPERTIES))


def _texts(tree: ElementTree.Element, name: str) -> Iterator[str]:
    if name.startswith(PROPERTIES):
        yield from (each.text for each in tree.iter() if each.text)
        return
    for paragraph in tree.iter(f"{W}p"):
        pieces: list[str] = []
        _collect(paragraph, pieces)
        yield "".join(pieces)


def _collect(node: ElementTree.Element, pieces: list[str]) -> None:
    """The text of a paragraph, in order, without that of paragraphs within it: those come by themselves."""
    for child in node:
        if child.tag == TEXT:
            pieces.append(child.text or "")
        elif child.tag in SHOWN:
            pieces.append(SHOWN[child.tag])
        elif child.tag != f"{W}p" and child.tag not in UNSHOWN:
            _collect(child, pieces)


class QuickReader:
    """Reads what one template rendered without building trees: the same paragraphs, in another order.

    That can be done where paragraphs do not nest and all text stands in texts; of other templates it gives nothing, and the
    file itself has to be read.

    Args:
        parts: the template's parts, as they lie in it.
        sources: those among them that hold tags, as Jinja reads them.
    """

    def __init__(self, parts: Mapping[str, bytes], sources: Mapping[str, str]) -> None:
        stories = (source for name, source in sources.items() if not name.startswith(PROPERTIES))
        self._can_read = all(map(_reads_quickly, stories))
        # What no render changes is read once.
        self._unchanged = paragraphs_in({name: data for name, data in parts.items() if name not in sources})

    def lines(self, rendered: Mapping[str, str]) -> tuple[str, ...] | None:
        """The paragraphs of a document in no order; None where its file has to be read.

        Args:
            rendered: the parts that hold tags, as they were rendered.
        """
        if not self._can_read:
            return None
        return (
            *self._unchanged,
            *(line for name in filter(is_read, rendered) for line in _lines(name, rendered[name])),
        )


def _reads_quickly(source: str) -> bool:
    """Whether every text of a part's source stands in a text of Word's, and no paragraph in another.

    Blanks between elements count as text: they would be read as part of a paragraph.
    """
    if "<w:txbxContent" in source or "<!" in source or NOTE_IN_PLACE.search(source):
        return False
    plain = PROLOG.sub("", JINJA.sub(lambda found: "甲" if found[0].startswith("{{") else "", source))
    return all(found[1] in READ_TEXTS for found in ANY_TEXT.finditer(plain)) and not WIDE_SIGN.search(plain)


def _lines(name: str, xml: str) -> list[str]:
    """The paragraphs of a part's XML, or the texts of one that holds properties."""
    if name.startswith(PROPERTIES):
        return [html.unescape(piece) for piece in PIECE.findall(xml)]
    xml = PROLOG.sub("", xml)
    if "<w:instrText" in xml or "<w:delText" in xml:
        xml = UNSHOWN_TEXT.sub("", xml)
    # Between two elements each of them is a piece of text by itself.
    marked = SIGN.sub(lambda found: SHOWN[W + found[1]], xml.replace("</w:p>", LINE_END))
    return html.unescape("".join(PIECE.findall(marked))).split(LINE_END)
