"""Tags between whose letters something stands that must stay: a note, a picture, a bookmark, the end of a link.

Takes the paragraphs of a parsed part; puts each such tag whole into the text it begins in, so that what stood within it stands
behind it. A tag that Word only split over runs, as it does at each correction, is left to docxtpl's cleaning. Never changes text
outside a tag.

    实收{{ 党费[footnote]实收 }}元        实收{{ 党费实收 }}[footnote]元
    {{ 党费[end of a link]实收 }}         {{ 党费实收 }} in the link, nothing behind it
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from toolkit.word.language.spelling import TAG
from toolkit.word.package.elements import Element, W, own_nodes
from toolkit.word.package.runs import edit, whole_text

TEXT: Final = f"{W}t"
LOOKS: Final = f"{W}rPr"
BREAK: Final = f"{W}br"
SIGNS: Final = {f"{W}tab": " ", BREAK: " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}
"""What stands in a tag for a blank or a hyphen, and goes."""
PASSED_OVER: Final = frozenset([TEXT, LOOKS, f"{W}r", f"{W}proofErr", f"{W}lastRenderedPageBreak", *SIGNS])


def make_whole(root: Element) -> bool:
    """Make such tags whole; whether there were any."""
    changed = False
    for paragraph in root.iter(f"{W}p"):
        nodes = own_nodes(paragraph, TEXT)
        text = whole_text(nodes)
        if "{" in text or "｛" in text:
            # From the last one on, so that the places of the others hold.
            for tag in reversed(list(TAG.finditer(text))):
                changed |= _make_whole(paragraph, nodes, tag.start(), tag.end())
    return changed


def _make_whole(paragraph: Element, nodes: Sequence[Element], start: int, end: int) -> bool:
    held = _held(nodes, start, end)
    if len(held) < 2:
        return False
    between = list(_between(paragraph, held[0][0], held[-1][0]))
    is_split_only = all(node.tag in PASSED_OVER and not _is_kept_break(node) for node in between)
    if is_split_only and _holder(held[0][0]) is _holder(held[-1][0]):
        return False
    edit(nodes, [(start, end, _joined(held, between))])
    for sign in between:
        if sign.tag in SIGNS and not _is_kept_break(sign):
            owner = sign.getparent()
            assert owner is not None
            owner.remove(sign)
    return True


def _held(nodes: Sequence[Element], start: int, end: int) -> list[tuple[Element, str]]:
    """The text nodes a tag runs over, each with its piece of it."""
    held: list[tuple[Element, str]] = []
    offset = 0
    for node in nodes:
        text = node.text or ""
        piece = text[max(start - offset, 0) : max(end - offset, 0)]
        if piece:
            held.append((node, piece))
        offset += len(text)
    return held


def _between(paragraph: Element, first: Element, last: Element) -> Iterator[Element]:
    """What stands between two texts of a paragraph, in order, without the looks of runs."""
    is_within = False
    for node in paragraph.iter("*"):
        if node is last:
            return
        if is_within and next(node.iterancestors(LOOKS), None) is None:
            yield node
        is_within |= node is first


def _joined(held: Sequence[tuple[Element, str]], between: Sequence[Element]) -> str:
    """The tag as one text: a line break or a tab between its letters is a blank."""
    pieces = dict(held)
    said = (pieces.get(node, "") if node.tag == TEXT else _blank(node) for node in between)
    text = held[0][1] + "".join(said) + held[-1][1]
    # None between the two braces a tag begins with, or ends with.
    return text[0] + text[1:-1].strip() + text[-1]


def _blank(node: Element) -> str:
    return "" if _is_kept_break(node) else SIGNS.get(node.tag, "")


def _is_kept_break(node: Element) -> bool:
    return node.tag == BREAK and node.get(f"{W}type") in ("page", "column")


def _holder(text: Element) -> Element | None:
    run = text.getparent()
    return run.getparent() if run is not None else None
