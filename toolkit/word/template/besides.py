"""What stands beside a block tag and is no text: moved where it stays, or named, so that it is never lost in silence.

Takes the paragraph, row or cell that goes with its tag; moves out marks of a range (a bookmark, an editable range), and from a
paragraph breaks of pages and sections and floating pictures: before the block from the tag that begins it, behind it from the
tag that ends it. Gives the words for what would go all the same. Never touches text.

    {%p endfor %}[section break]          {%p endfor %}  and behind it a paragraph that holds the break alone
    {%p if 亮点 %}[floating seal]          the seal is anchored in the paragraph before
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from lxml import etree

from toolkit.word.language.syntax import TAG, form_of, word_of
from toolkit.word.package.elements import Element, own_nodes, own_text
from toolkit.word.package.names import MC, WP, M, W
from toolkit.word.template.blocks import next_paragraph
from toolkit.word.template.whole import remove

COMMENT: Final = "批注"
WORDS: Final[Mapping[str, str]] = {
    f"{W}sectPr": "分节符",
    f"{W}pageBreakBefore": "段前分页",
    f"{W}drawing": "图片或图形",
    f"{W}pict": "图片或图形",
    f"{W}object": "嵌入的对象",
    f"{W}footnoteReference": "脚注",
    f"{W}endnoteReference": "尾注",
    f"{W}commentReference": COMMENT,
    f"{W}fldSimple": "域",
    f"{W}fldChar": "域",
    f"{W}sym": "符号",
    f"{W}pgNum": "页码",
    **dict.fromkeys((f"{W}noBreakHyphen", f"{W}softHyphen"), "连字符"),
    **{f"{W}{unit}{form}": "日期" for unit in ("day", "month", "year") for form in ("Long", "Short")},
    f"{W}contentPart": "墨迹",
    f"{W}subDoc": "子文档",
    f"{W}sdt": "内容控件",
    f"{M}oMath": "公式",
}
BREAKS: Final = {"page": "分页符", "column": "分栏符"}
MARKS: Final = tuple(W + name for name in ("bookmarkStart", "bookmarkEnd", "permStart", "permEnd"))
MIDDLES: Final = ("else", "elif")
HOLDERS: Final = {"p": f"{W}p", "tr": f"{W}tr", "tc": f"{W}tc"}


def words_beside(paragraph: Element, tag: str) -> tuple[str, ...]:
    """What would go with a tag of a paragraph and is no text, in Chinese, each kind once; nothing where the tag goes alone."""
    holder = _holder(paragraph, tag)
    if holder is None:
        return ()
    stays = _can_stay(holder) if _is_one_sided(paragraph, tag) else []
    return tuple(dict.fromkeys(_words(holder, stays)))


def move_out(root: Element) -> None:
    """Move out of what goes with a block tag what can stay: both ends of ranges, breaks, floating pictures."""
    for paragraph in list(root.iter(f"{W}p")):
        for tag in TAG.findall(own_text(paragraph)):
            holder = _holder(paragraph, tag)
            if holder is not None:
                word = word_of(tag)
                behind = word.startswith("end") or word in MIDDLES
                _move_marks_out(holder, behind=behind)
                if _is_one_sided(paragraph, tag):
                    _move_objects_out(paragraph, behind=behind)


def _is_one_sided(paragraph: Element, tag: str) -> bool:
    """Whether a paragraph goes with this tag alone, and the tag begins or ends a block: then what stays has one side to be on."""
    alone = sum(form_of(each) == "p" for each in TAG.findall(own_text(paragraph))) == 1
    return alone and form_of(tag) == "p" and word_of(tag) not in MIDDLES


def _move_objects_out(paragraph: Element, *, behind: bool) -> None:
    """Move breaks and floating pictures out of the paragraph of a block tag, into its neighbour or one of their own."""
    objects, section = _objects(paragraph), paragraph.find(f"{W}pPr/{W}sectPr")
    if paragraph.getparent() is None or (not objects and section is None):
        return
    floats_only = section is None and all(node.tag != f"{W}br" for node in objects)
    holder = _neighbour(paragraph, behind=behind) if floats_only else None
    if holder is None:
        holder = _empty_like(paragraph)
        _put_beside(paragraph, holder, behind=behind)
    if section is not None:
        remove(section)
    runs = []
    for node in dict.fromkeys(map(_with_its_copies, objects)):
        runs.append(_run_like(node.getparent()))
        runs[-1].append(node)
    at = len(holder.findall(f"{W}pPr"))
    holder[at:at] = runs


def _put_beside(node: Element, made: Element, *, behind: bool) -> None:
    """Put an element before another, or behind it and before the text that follows: a loop may begin with that."""
    if behind:
        node.addnext(made)
        made.tail, node.tail = node.tail, None
    else:
        node.addprevious(made)


def _with_its_copies(node: Element) -> Element:
    """A picture together with what stands for it in programs that do not know it."""
    return next(node.iterancestors(f"{MC}AlternateContent"), node)


def _objects(paragraph: Element) -> list[Element]:
    """The breaks and floating pictures of a paragraph, which can stay without it."""
    return [node for node in own_nodes(paragraph, f"{W}drawing", f"{W}pict", f"{W}br") if _stays(node)]


def _can_stay(paragraph: Element) -> list[Element]:
    """What of a paragraph stays on the other side of its tag."""
    return [*_objects(paragraph), *paragraph.findall(f"{W}pPr/{W}sectPr")]


def _stays(node: Element) -> bool:
    """Whether it is the break of a page or column, or a picture that floats: one in the line stands there as a letter does."""
    if node.tag == f"{W}br":
        return node.get(f"{W}type") in BREAKS
    if node.tag == f"{W}drawing":
        return node.find(f"{WP}anchor") is not None
    return any("position:absolute" in each.get("style", "").replace(" ", "") for each in node.iterchildren("*"))


def _neighbour(paragraph: Element, *, behind: bool) -> Element | None:
    """The paragraph before or behind, where there is one that stays, and no loop begins or ends between the two."""
    other = next_paragraph(paragraph, is_before=not behind)
    # One that holds a tag may begin or end a block itself.
    return None if other is None or TAG.search(own_text(other)) else other


def _empty_like(paragraph: Element) -> Element:
    """An empty paragraph with the properties of another, its section break among them."""
    made = etree.Element(paragraph.tag)
    made.extend(map(copy.deepcopy, paragraph.findall(f"{W}pPr")))
    for numbered in made.findall(f"{W}pPr/{W}numPr"):
        remove(numbered)
    return made


def _run_like(run: Element | None) -> Element:
    """An empty run that looks like another."""
    made = etree.Element(f"{W}r")
    made.extend(map(copy.deepcopy, () if run is None else run.findall(f"{W}rPr")))
    return made


def _holder(paragraph: Element, tag: str) -> Element | None:
    """What goes with a tag: its paragraph, row or cell; None where it goes alone."""
    form = form_of(tag)
    if form not in HOLDERS or tag.startswith("{{"):
        return None
    name = HOLDERS[form]
    return paragraph if paragraph.tag == name else next(paragraph.iterancestors(name), None)


def _move_marks_out(holder: Element, *, behind: bool) -> None:
    marks = list(holder.iter(*MARKS))
    if holder.getparent() is None:
        return
    for mark in reversed(marks) if behind else marks:
        # What an element holds behind itself is text, and stays.
        remove(mark)
        _put_beside(holder, mark, behind=behind)


def _words(holder: Element, stays: Sequence[Element]) -> Iterator[str]:
    nodes = own_nodes(holder, *WORDS, f"{W}br") if holder.tag == f"{W}p" else list(holder.iter(*WORDS, f"{W}br"))
    for node in (each for each in nodes if each not in stays):
        if node.tag == f"{W}br":
            if node.get(f"{W}type") in BREAKS:
                yield BREAKS[node.get(f"{W}type", "")]
        elif node.tag == f"{W}sdt":
            # One that holds text stands around it; an empty one, such as a list nobody chose from, stands beside it.
            if not any(text.text for text in node.iter(f"{W}t")):
                yield WORDS[node.tag]
        elif node.get(f"{W}val") not in ("0", "false", "off"):
            yield WORDS[node.tag]
