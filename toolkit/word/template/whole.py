"""Tags put whole into the text they begin in, whatever stands between their letters.

Takes a parsed part; changes it in place. A tag may run over runs with other looks, tracked insertions, smart tags, links, content
controls, proofing marks, equations, line breaks; what is no letter of it stays, behind it. What is left without any letter goes:
runs, and what only held them. Text behind a tag keeps its own look; text outside a complete tag is never touched.

    共{{ 党费[note]实收 }}元          共{{ 党费实收 }}[note]元
    {{ 党费[end of a link]实收 }}     {{ 党费实收 }} in the link, nothing behind it
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from toolkit.word.language.syntax import TYPED
from toolkit.word.package.elements import Element
from toolkit.word.package.names import A, M, W
from toolkit.word.package.runs import set_text

HOLDERS: Final = (f"{W}p", f"{A}p")
TEXTS: Final = (f"{W}t", f"{M}t", f"{A}t")
INSTRUCTION: Final = f"{W}instrText"
BREAK: Final = f"{W}br"
SIGNS: Final = {
    **dict.fromkeys((f"{W}tab", BREAK, f"{W}cr", f"{A}br"), " "),
    f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "",
}
"""What stands in a tag for a blank or a hyphen, and goes."""
KEPT_BREAKS: Final = ("page", "column")
"""Breaks that stay, behind the tag."""
CARRIERS: Final = frozenset(
    [W + name for name in "r ins moveTo hyperlink smartTag sdt sdtContent customXml dir bdo fldSimple".split()]
    + [f"{M}r", f"{M}oMath", f"{M}oMathPara", f"{A}r"]
)
"""What goes when nothing is left in it but its properties."""
PROPERTIES: Final = frozenset(
    [W + name for name in "rPr sdtPr sdtEndPr smartTagPr customXmlPr".split()]
    + [f"{M}rPr", f"{M}oMathParaPr", f"{A}rPr"]
)


def make_whole(root: Element) -> bool:
    """Make every tag whole; whether there were any that were not."""
    changed = False
    for holder in root.iter(*HOLDERS):
        changed |= _make_whole(list(_letters_of(holder, (*TEXTS, *SIGNS))))
        changed |= _make_whole(list(_letters_of(holder, (INSTRUCTION,))))
    return changed


def _letters_of(holder: Element, names: Sequence[str]) -> Iterator[Element]:
    """What holds letters of a paragraph, without what stands in a text box within it."""
    for node in holder.iter(*names):
        if next(node.iterancestors(*HOLDERS)) is holder and not _is_no_letter(node):
            yield node


def _is_no_letter(node: Element) -> bool:
    """Whether it is the stop of a tab, or a break that stays."""
    parent = node.getparent()
    return node.get(f"{W}type") in KEPT_BREAKS or (parent is not None and parent.tag == f"{W}tabs")


def _make_whole(nodes: list[Element]) -> bool:
    """Make the tags that run over these nodes whole, from the last one on, so that the places of the others hold."""
    letters = ["" if node.tag in SIGNS else (node.text or "").replace("\n", " ").replace("\r", " ") for node in nodes]
    whole = "".join(letters)
    if len(nodes) < 2 or ("{" not in whole and "｛" not in whole):
        return False
    starts = list(accumulate(map(len, letters), initial=0))
    changed = False
    for tag in reversed(list(TYPED.finditer(whole))):
        first = bisect_right(starts, tag.start(), hi=len(nodes)) - 1
        behind = bisect_left(starts, tag.end(), lo=first + 1, hi=len(nodes))
        if behind > first + 1:
            start, end = tag.start() - starts[first], tag.end() - starts[behind - 1]
            _gather(nodes[first:behind], letters[first:behind], start, end)
            changed = True
    return changed


def _gather(nodes: Sequence[Element], letters: Sequence[str], start: int, end: int) -> None:
    """Put a tag into the first of these nodes, and take it out of the others.

    Args:
        nodes: what it runs over; the last holds letters of it.
        letters: theirs.
        start, end: where it begins in the first, and ends in the last.
    """
    between = (SIGNS.get(str(node.tag), piece) for node, piece in zip(nodes[1:-1], letters[1:-1], strict=True))
    tag = letters[0][start:] + "".join(between) + letters[-1][:end]
    # None between the two braces a tag begins with, or ends with.
    set_text(nodes[0], letters[0][:start] + tag[0] + tag[1:-1].strip() + tag[-1])
    for node in nodes[1:-1]:
        _drop(node)
    # What stands behind it there may be a tag that was made whole before.
    set_text(nodes[-1], (nodes[-1].text or "")[end:])
    if not nodes[-1].text:
        _drop(nodes[-1])


def _drop(node: Element) -> None:
    parent = node.getparent()
    assert parent is not None
    remove(node)
    if parent.tag in CARRIERS and all(child.tag in PROPERTIES for child in parent):
        _drop(parent)


def remove(node: Element) -> None:
    """Take out a node, but not the text behind it."""
    put_in_place(node, "")


def put_in_place(node: Element, text: str) -> None:
    """Put text in place of a node; XML's text between elements is what Jinja reads."""
    parent, before = node.getparent(), node.getprevious()
    assert parent is not None
    if before is not None:
        before.tail = (before.tail or "") + text + (node.tail or "")
    else:
        parent.text = (parent.text or "") + text + (node.tail or "")
    parent.remove(node)
    node.tail = None
