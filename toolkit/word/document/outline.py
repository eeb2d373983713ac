"""The outline of a rendered part: headings that have lost what stood under them, and thin sections put together under one.

Takes the tree of a part and the levels of its styles; changes the tree. Never words a heading: the author's own gathers what is thin.

    ## 建设党建阵地                                    ## 其他工作
    投入阵地建设资金1万元。                            一是投入阵地建设资金1万元；二是征集意见建议3条。
    ## 建言献策                            becomes
    征集意见建议3条。
    ## 其他工作{{ 短节并入 }}

Source of the levels: ECMA-376 part 1, 17.3.1.20 (outlineLvl, 9 is body text) and 17.7.4.9 (the built-in names of headings).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Final, TypeAlias

from toolkit.word.document.rich.looks import Looks
from toolkit.word.document.rich.styles import HEADING
from toolkit.word.language.sentences import close_sentences, counts_itself, sentences_in, without_marks_of_values
from toolkit.word.language.values import GATHER_MARK, ORDINAL_MARK, PARAGRAPH_MARK
from toolkit.word.package.elements import Element, drop, own_nodes
from toolkit.word.package.names import W
from toolkit.word.package.reading import STYLES
from toolkit.word.package.runs import set_text, whole_text

BODY_LEVEL: Final = 9
LONGEST_THIN: Final = 60
"""Letters of a thin section's one sentence: about two lines of 28 letters (GB/T 9704-2012 5.2.3)."""
FEWEST_GATHERED: Final = 2
TEXT_ALONE: Final = frozenset(
    f"{W}{name}"
    for name in ("r", "rPr", "t", "pPr", "proofErr", "lastRenderedPageBreak", "bookmarkStart", "bookmarkEnd")
)

MARKS_IN_ITEMS: Final = (ORDINAL_MARK, PARAGRAPH_MARK, GATHER_MARK)
OPEN_ENDS: Final = ("：", ":", "！", "？", "；", "，", "、", "…", "。”", "。’", "。）")
TYPED_HEADING_NUMBER: Final = re.compile(r"\s*[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]")

Levels: TypeAlias = Callable[[Element], int]
"""The level of a paragraph in the outline, from 0; `BODY_LEVEL` where it is no heading."""


@dataclass(frozen=True)
class _Section:
    """A heading and what stands under it, up to the next of its level or above."""

    heading: Element
    blocks: tuple[Element, ...]


def levels_of(styles: bytes) -> Levels:
    """What tells the level of a paragraph, in a document with these styles.

    Args:
        styles: the part of the styles; empty where there is none.
    """

    def level_of(paragraph: Element) -> int:
        own = _level_in(paragraph)
        if own is not None:
            return own
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        return _levels_by_style(styles).get("" if style is None else style.get(f"{W}val", ""), BODY_LEVEL)

    return level_of


def holds_text_alone(paragraph: Element) -> bool:
    """Whether a paragraph has nothing in it but text, and ends nothing but itself: it may go, or be joined to another."""
    children = (each for run in (paragraph, *paragraph.iterfind(f"{W}r")) for each in run)
    if any(each.tag not in TEXT_ALONE for each in children) or paragraph.find(f"{W}pPr/{W}sectPr") is not None:
        return False
    starts, ends = (
        {each.get(f"{W}id") for each in paragraph.iterfind(f"{W}bookmark{end}")} for end in ("Start", "End")
    )
    return starts == ends


def drop_paragraph(paragraph: Element, levels: Levels) -> None:
    """Take out a paragraph of which nothing is left, and the headings above under which then nothing stands."""
    before, after = paragraph.getprevious(), paragraph.getnext()
    if not holds_text_alone(paragraph) or (before is not None and before.tag == f"{W}tbl"):
        # Two tables, or a table and the end of what holds it, are to be kept apart.
        return
    drop(paragraph)
    if before is None or before.tag != f"{W}p" or levels(before) == BODY_LEVEL or _says_more(before):
        return
    while after is not None and _is_blank(after):
        after = after.getnext()
    if after is None or after.tag == f"{W}sectPr" or (after.tag == f"{W}p" and levels(after) <= levels(before)):
        drop_paragraph(before, levels)


def gather_thin_sections(heading: Element, levels: Levels) -> None:
    """Put the thin sections beside a heading together under it, or do without it where there are not two.

    Args:
        heading: the paragraph that has the mark; any other is only rid of it.
    """
    _take_mark(heading)
    level = levels(heading)
    if level == BODY_LEVEL:
        return
    is_empty = next(_under(heading, level, levels), None) is None
    others = [*_beside(heading, level, levels)]
    thin = _thin_sections(heading, others, levels)
    _gather(heading, thin)
    # Where all are thin, they stand right under the heading above.
    is_needed = bool(thin) and not (len(thin) == len(others) and _has_above(heading, level, levels))
    if is_empty and not is_needed and holds_text_alone(heading):
        drop(heading)


def text_of(block: Element) -> str:
    """The text of a paragraph."""
    return whole_text(own_nodes(block, f"{W}t"))


def _take_mark(heading: Element) -> None:
    for text in own_nodes(heading, f"{W}t"):
        if GATHER_MARK in (text.text or ""):
            set_text(text, (text.text or "").replace(GATHER_MARK, ""))


def _thin_sections(heading: Element, others: Sequence[_Section], levels: Levels) -> list[_Section]:
    """The sections that are put together; none where they are not two, or the numbers of the others would not close up."""
    headings = (heading, *(section.heading for section in others))
    if _holds_unseen(heading, levels(heading), levels) or any(map(_is_numbered, headings)):
        return []
    thin = [section for section in others if _is_thin(section, levels)]
    return thin if len(thin) >= FEWEST_GATHERED else []


def _gather(heading: Element, thin: Iterable[_Section]) -> None:
    """One paragraph under the heading, an item for each of the sections."""
    first: Element | None = None
    for section in thin:
        (paragraph,) = section.blocks
        texts = [each for each in own_nodes(paragraph, f"{W}t") if (each.text or "").strip()]
        set_text(texts[0], f"{ORDINAL_MARK}{(texts[0].text or '').lstrip()}")
        if not without_marks_of_values(whole_text(texts)).endswith("。"):
            set_text(texts[-1], f"{texts[-1].text}。")
        drop(section.heading)
        drop(paragraph)
        if first is None:
            first = paragraph
            heading.addnext(paragraph)
        else:
            first.extend([each for each in paragraph if each.tag != f"{W}pPr"])


def _is_thin(section: _Section, levels: Levels) -> bool:
    """Whether there is one short sentence in a section and no more."""
    if len(section.blocks) != 1 or not holds_text_alone(section.heading) or _says_more(section.heading):
        return False
    (block,) = section.blocks
    if block.tag != f"{W}p" or levels(block) != BODY_LEVEL or not holds_text_alone(block):
        return False
    texts = own_nodes(block, f"{W}t")
    close_sentences(texts)
    text = without_marks_of_values(whole_text(texts)).strip()
    is_plain = not {*MARKS_IN_ITEMS} & set(text) and not counts_itself(text) and not text.endswith(OPEN_ENDS)
    return is_plain and 0 < len(text) <= LONGEST_THIN and sentences_in(text) == 1


def _says_more(heading: Element) -> bool:
    """Whether a heading has a number in it, which may be filed nowhere else, or gathers others: it does not go."""
    text = text_of(heading)
    return GATHER_MARK in text or re.search("[0-9]", text) is not None


def _is_blank(block: Element) -> bool:
    return block.tag == f"{W}p" and holds_text_alone(block) and not text_of(block).strip()


def _is_numbered(heading: Element) -> bool:
    """Whether a heading is numbered by hand, so that others would not close up."""
    return TYPED_HEADING_NUMBER.match(text_of(heading)) is not None


def _holds_unseen(heading: Element, level: int, levels: Levels) -> bool:
    """Whether headings stand beside it where none is looked for: in a content control."""
    controls = (block for block in _within(heading, level, levels) if block.tag == f"{W}sdt")
    return any(levels(each) < BODY_LEVEL for control in controls for each in control.iter(f"{W}p"))


def _under(heading: Element, level: int, levels: Levels) -> Iterator[Element]:
    return takewhile(lambda each: not _is_heading(each, level, levels), _blocks(heading, preceding=False))


def _beside(heading: Element, level: int, levels: Levels) -> Iterator[_Section]:
    """The sections of the same level under the same heading above, in order, without this one."""
    for each in _within(heading, level, levels):
        if _is_heading(each, level, levels):
            yield _Section(each, tuple(_under(each, level, levels)))


def _within(heading: Element, level: int, levels: Levels) -> tuple[Element, ...]:
    """The blocks under the same heading above, in order, without this one."""

    def is_within(each: Element) -> bool:
        return not _is_heading(each, level - 1, levels)

    before = [*takewhile(is_within, _blocks(heading, preceding=True))][::-1]
    return (*before, *takewhile(is_within, _blocks(heading, preceding=False)))


def _has_above(heading: Element, level: int, levels: Levels) -> bool:
    return any(_is_heading(each, level - 1, levels) for each in _blocks(heading, preceding=True))


def _blocks(element: Element, *, preceding: bool) -> Iterator[Element]:
    """The paragraphs and tables before or behind one, going away from it."""
    return (each for each in element.itersiblings(preceding=preceding) if each.tag in (f"{W}p", f"{W}tbl", f"{W}sdt"))


def _is_heading(block: Element, level: int, levels: Levels) -> bool:
    """Whether a block is a heading of this level or above."""
    return block.tag == f"{W}p" and levels(block) <= level


@lru_cache(maxsize=8)
def _levels_by_style(styles: bytes) -> Mapping[str, int]:
    """By the id of a style, its level; a paragraph without one has that of the default, under an empty id."""
    if not styles:
        return {}
    looks = Looks({STYLES: styles})
    levels = {name: _level_of_style(looks.chain_of(name)) for name in looks.styles}
    return {**levels, "": levels.get(looks.default_style("paragraph"), BODY_LEVEL)}


def _level_of_style(chain: Iterable[Element]) -> int:
    """The level that a style states or is named for, or the nearest of those it is based on."""
    for style in chain:
        title, own = style.find(f"{W}name"), _level_in(style)
        if own is not None:
            return own
        built_in = HEADING.fullmatch("" if title is None else title.get(f"{W}val", ""))
        if built_in:
            return int(built_in[1]) - 1
    return BODY_LEVEL


def _level_in(holder: Element) -> int | None:
    """The level that a paragraph or a style states itself."""
    stated = holder.find(f"{W}pPr/{W}outlineLvl")
    value = "" if stated is None else stated.get(f"{W}val", "")
    return min(int(value), BODY_LEVEL) if value.isdigit() else None
