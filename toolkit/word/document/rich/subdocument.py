"""Sub-documents: another Word file's body put in place of a tag, with all it refers to.

Takes the bytes or path of a .docx; gives its paragraphs and tables, made part of the document: styles by their names, lists,
pictures and other parts, links and footnotes. Its page layout, headers, comments and macros stay behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from toolkit.errors import ToolkitError
from toolkit.word.document.rich.borrowing import Borrowing, detached
from toolkit.word.document.rich.drawings import source_bytes
from toolkit.word.document.rich.parts import Additions
from toolkit.word.language.values import Rich, UnprintableValue
from toolkit.word.package.elements import Element, parse
from toolkit.word.package.names import W
from toolkit.word.package.package import read_package
from toolkit.word.package.reading import BODY

MOST_BYTES = 100_000_000


@dataclass(frozen=True)
class Subdocument(Rich):
    """Another Word file, whose body is put where the tag stands; for `{{p 名称 }}`.

    Args:
        source: path or bytes of a .docx.
        keeps_look: whether its text keeps the look it has there; otherwise styles of one name look as in the document.
    """

    source: str | Path | bytes
    keeps_look: bool = False


def imported(value: Subdocument, part: str, additions: Additions, paragraph: Element | None) -> list[Element]:
    """The body of a sub-document, ready to stand in a part.

    Args:
        value: the sub-document.
        part: the name of the part.
        additions: takes up what it refers to.
        paragraph: the paragraph it replaces; a text box or a table in a header holds no footnotes.

    Raises:
        UnprintableValue: it is no Word file, or may not be opened.
    """
    try:
        package = read_package(source_bytes(value.source, value, MOST_BYTES), "子文档")
        body = parse(package.parts[BODY]).find(f"{W}body")
    except etree.XMLSyntaxError as fault:
        raise UnprintableValue("是损坏的Word文件", value) from fault
    except UnprintableValue:
        raise
    except ToolkitError as fault:
        raise UnprintableValue(f"不能用作子文档（{fault}）", value) from fault
    blocks = (each for each in (body if body is not None else ()) if isinstance(each.tag, str))
    elements = [detached(each) for each in blocks if each.tag != f"{W}sectPr"]
    in_box = paragraph is not None and next(paragraph.iterancestors(f"{W}txbxContent"), None) is not None
    borrowing = Borrowing(package, additions, has_notes=part == BODY and not in_box, keeps_look=value.keeps_look)
    try:
        return borrowing.made_own(elements, BODY, part)
    except (ValueError, KeyError) as fault:
        raise UnprintableValue(f"用作子文档时有引用找不到（{fault}）", value) from fault
