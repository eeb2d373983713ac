"""What stands beside a block tag and is no text: named, so that it is never lost in silence, or moved where it stays.

Takes the paragraph, row or cell that goes with its tag; gives the words for what would go with it. Marks of a range (a bookmark,
an editable range) are moved out before it goes. Never touches text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from toolkit.word.language.tags import FORM, TAG
from toolkit.word.package.elements import Element, own_nodes, own_text
from toolkit.word.package.names import M, W

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
ENDS: Final = re.compile(r"\{%-?\s*(?:p|tr|tc)\s+(?:end|else|elif)")
HOLDERS: Final = {"p": f"{W}p", "tr": f"{W}tr", "tc": f"{W}tc"}


def words_beside(paragraph: Element, tag: str) -> tuple[str, ...]:
    """What would go with a tag of a paragraph and is no text, in Chinese, each kind once; nothing where the tag goes alone."""
    holder = _holder(paragraph, tag)
    return () if holder is None else tuple(dict.fromkeys(_words(holder)))


def move_marks_out(root: Element) -> bool:
    """Move the marks of ranges out of what goes with a block tag, so that both ends of a range stay; whether any was moved."""
    moved = False
    for paragraph in list(root.iter(f"{W}p")):
        for tag in TAG.findall(own_text(paragraph)):
            holder = _holder(paragraph, tag)
            if holder is not None:
                moved |= _move_out(holder, behind=ENDS.match(tag) is not None)
    return moved


def _holder(paragraph: Element, tag: str) -> Element | None:
    """What goes with a tag: its paragraph, row or cell; None where it goes alone."""
    form = FORM.match(tag)
    if form is None or form[1] == "{{" or form[2] not in HOLDERS:
        return None
    name = HOLDERS[form[2]]
    return paragraph if paragraph.tag == name else next(paragraph.iterancestors(name), None)


def _move_out(holder: Element, *, behind: bool) -> bool:
    marks = list(holder.iter(*MARKS))
    if holder.getparent() is None or not marks:
        return False
    for mark in reversed(marks) if behind else marks:
        # What an element holds behind itself is text, and stays.
        _leave_tail(mark)
        (holder.addnext if behind else holder.addprevious)(mark)
    return True


def _leave_tail(node: Element) -> None:
    before, parent = node.getprevious(), node.getparent()
    if node.tail and parent is not None:
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
        node.tail = None


def _words(holder: Element) -> Iterator[str]:
    nodes = own_nodes(holder, *WORDS, f"{W}br") if holder.tag == f"{W}p" else list(holder.iter(*WORDS, f"{W}br"))
    for node in nodes:
        if node.tag == f"{W}br":
            if node.get(f"{W}type") in BREAKS:
                yield BREAKS[node.get(f"{W}type", "")]
        elif node.tag == f"{W}sdt":
            # One that holds text stands around it; an empty one, such as a list nobody chose from, stands beside it.
            if not any(text.text for text in node.iter(f"{W}t")):
                yield WORDS[node.tag]
        elif node.get(f"{W}val") not in ("0", "false", "off"):
            yield WORDS[node.tag]
