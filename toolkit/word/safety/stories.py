"""What can be wrong within one story of a Word file: its body, a header, the notes, the comments.

Takes a parsed part; gives faults as values, without words for a clerk: `gate` has those. Never changes the tree.
Each question is one scan in C, so that a sound document costs next to nothing; Python looks only at what was found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, cast

from lxml import etree

from toolkit.word.language.syntax import BRACES, TAG
from toolkit.word.package.elements import STORIES, Element, own_text
from toolkit.word.package.names import FALLBACK, SPACES, W14, W

STORY_ROOTS: Final = frozenset(
    W + name for name in "document hdr ftr footnotes endnotes comments glossaryDocument".split()
)
BLOCKS: Final = frozenset(W + name for name in "p tbl sdt customXml altChunk".split())
EXCERPT: Final = 24


@dataclass(frozen=True)
class Fault:
    """One fault: what it is, which kind of element has it, and the text it stands at."""

    code: str
    element: str
    excerpt: str = ""

    @property
    def kind(self) -> tuple[str, str]:
        """What this fault has in common with others that are no news beside it."""
        return self.code, self.element


def _xpath(path: str) -> Callable[[Element], list[Element]]:
    return cast("Callable[[Element], list[Element]]", etree.XPath(path, namespaces=dict(SPACES)))


def values_by(path: str) -> Callable[[Element], list[str]]:
    """A scan that gives the attribute values at a path; w, r, w14 and wp are known in it."""
    found = etree.XPath(path, namespaces=dict(SPACES), smart_strings=False)
    return cast("Callable[[Element], list[str]]", found)


HOLDERS: Final = frozenset(W + name for name in "hdr ftr footnote endnote comment txbxContent".split())
FIELD_MARK: Final = f"{W}fldChar"
CHECKED: Final = (f"{W}tr", f"{W}tc", f"{W}tbl", f"{W}sdt", FIELD_MARK, *HOLDERS)
SOUND_END: Final = {f"{W}tr": f"{W}tc", f"{W}tc": f"{W}p"}
TEXTS: Final = frozenset(W + name for name in "t instrText delText delInstrText".split())

_inner_paragraphs = _xpath("//w:p//w:p")
_odd_texts = _xpath("//text()[not(parent::w:t[parent::w:r])][normalize-space()]")
_holds_braces = etree.XPath("contains(string(/), '{') or contains(string(/), '}')")
_braced = _xpath("//w:t[contains(., '{') or contains(., '}')]")

IDS: Final = (
    (values_by("//wp:docPr/@id"), _xpath("//wp:docPr"), "id", "repeated_id"),
    (values_by("//w:bookmarkStart/@w:id"), _xpath("//w:bookmarkStart"), f"{W}id", "repeated_id"),
    (values_by("//@w14:paraId"), _xpath("//*[@w14:paraId]"), f"{W14}paraId", "repeated_id"),
    (values_by("/*/w:footnote/@w:id"), _xpath("/*/w:footnote"), f"{W}id", "repeated_note"),
    (values_by("/*/w:endnote/@w:id"), _xpath("/*/w:endnote"), f"{W}id", "repeated_note"),
    (values_by("/*/w:comment/@w:id"), _xpath("/*/w:comment"), f"{W}id", "repeated_note"),
)
"""How to read ids fast, the elements that bear them, the attribute's name, and the code."""


def is_story(tree: Element) -> bool:
    """Whether a part holds paragraphs that Word shows."""
    return tree.tag in STORY_ROOTS


def story_faults(tree: Element, may_hold_tags: bool = True) -> Iterator[Fault]:
    """Every fault of a story, the same kind as often as it occurs.

    Args:
        tree: the story.
        may_hold_tags: whether there is any brace in it, where the caller knows.
    """
    marks: list[Element] = []
    for node in tree.iter(*CHECKED):
        end = SOUND_END.get(node.tag)
        # Nearly every row and cell ends as it should, and is asked nothing more.
        if end and len(node) and node[-1].tag == end:
            continue
        if node.tag == FIELD_MARK:
            marks.append(node)
        else:
            yield from _structure_faults(node)
    yield from _field_faults(marks)
    yield from (_fault("nested_paragraph", node) for node in _inner_paragraphs(tree) if not _is_boxed(node))
    yield from _loose_texts(tree)
    for values, scan, name, code in IDS:
        found = values(tree)
        if len(set(found)) < len(found):
            yield from _repeated(scan(tree), name, code)
    if may_hold_tags and _holds_braces(tree):
        yield from _tag_faults(_braced(tree))


def _structure_faults(node: Element) -> Iterator[Fault]:
    last = node[-1].tag if len(node) else ""
    match str(node.tag).removeprefix(W):
        case "tc" if last != f"{W}p" and not _ends_in_paragraph(node):
            yield _fault("cell_without_paragraph", node)
        case "tr" if last != f"{W}tc" and next(node.iter(f"{W}tc"), None) is None:
            yield _fault("row_without_cell", node)
        case "tbl":
            if last != f"{W}tr" and next(node.iter(f"{W}tr"), None) is None:
                yield _fault("table_without_row", node)
            if node.find(f"{W}tblGrid") is None:
                yield _fault("table_without_grid", node)
        case "sdt" if node.find(f"{W}sdtContent/*") is None:
            yield _fault("control_without_content", node)
        case "tc" | "tr" | "sdt":
            return
        case _ if next(node.iter(f"{W}p"), None) is None:
            yield _fault("holder_without_paragraph", node)


def _loose_texts(tree: Element) -> Iterator[Fault]:
    for text in cast("list[etree._ElementUnicodeResult]", _odd_texts(tree)):
        owner = text.getparent()
        # What follows a child stands in the child's parent; texts of a formula or a drawing are none of ours.
        holder = owner.getparent() if text.is_tail and owner is not None else owner
        if holder is not None and str(holder.tag).startswith(W) and (holder.tag not in TEXTS or holder.tag == f"{W}t"):
            yield Fault("loose_text", str(holder.tag).removeprefix(W), str(text).strip()[:EXCERPT])


def _fault(code: str, node: Element) -> Fault:
    return Fault(code, str(node.tag).rpartition("}")[2], _excerpt(node))


def _excerpt(node: Element) -> str:
    """The text in a node; where there is none, what stands before it."""
    text, before = _text_in(node), node.getprevious()
    while not text and before is not None:
        text, before = _text_in(before), before.getprevious()
    return text[:EXCERPT]


def _text_in(node: Element) -> str:
    return "".join(text.text or "" for text in node.iter(f"{W}t")).strip()


def _ends_in_paragraph(holder: Element) -> bool:
    for child in reversed(holder):
        if child.tag in BLOCKS:
            content = child.find(f"{W}sdtContent") if child.tag == f"{W}sdt" else None
            return child.tag != f"{W}tbl" if content is None else _ends_in_paragraph(content)
    return False


def _is_boxed(paragraph: Element) -> bool:
    """Whether a paragraph in a paragraph stands in a text box between the two, as it may."""
    holder = next(paragraph.iterancestors(f"{W}p", f"{W}txbxContent"))
    return holder.tag == f"{W}txbxContent"


def _field_faults(marks: list[Element]) -> Iterator[Fault]:
    """Fields whose begin, separate and end do not pair within their own story."""
    open_fields: dict[Element, list[Element]] = defaultdict(list)
    separated: set[Element] = set()
    for mark in marks:
        stack = open_fields[next(mark.iterancestors(*STORIES), mark)]
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            stack.append(mark)
        elif not stack or (kind == "separate" and stack[-1] in separated):
            yield _field_fault(mark)
        elif kind == "separate":
            separated.add(stack[-1])
        else:
            stack.pop()
    yield from (_field_fault(mark) for stack in open_fields.values() for mark in stack)


def _field_fault(mark: Element) -> Fault:
    paragraph = next(mark.iterancestors(f"{W}p"), mark)
    return Fault("field_unbalanced", str(mark.get(f"{W}fldCharType")), _excerpt(paragraph))


def _repeated(nodes: list[Element], name: str, code: str) -> Iterator[Fault]:
    seen: set[str | None] = set()
    for node in nodes:
        # Word saves a text box twice, ids and all.
        if next(node.iterancestors(FALLBACK), None) is None and node.get(name) is not None:
            if node.get(name) in seen:
                yield _fault(code, node)
            seen.add(node.get(name))


def _tag_faults(texts: list[Element]) -> Iterator[Fault]:
    paragraphs = dict.fromkeys(next(text.iterancestors(f"{W}p"), text) for text in texts)
    for paragraph in paragraphs:
        text = own_text(paragraph) if paragraph.tag == f"{W}p" else paragraph.text or ""
        found = TAG.search(text) or BRACES.search(text)
        if found:
            yield Fault("tag_left", "t", found[0][:EXCERPT])
