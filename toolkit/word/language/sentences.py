"""Sentences that close up when clauses drop out: 一是、二是、三是, and the full stop after whatever is left.

Takes the text nodes of one paragraph; resolves the marks of `{{ 一是 }}`, of `{{ 句号 }}` and of what had nothing to say in them.
Never reorders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from toolkit.word.language.values import (
    CLAUSE_MARK,
    GATHER_MARK,
    ORDINAL_MARK,
    PARAGRAPH_MARK,
    STOP_MARK,
    TAB_MARK,
    VALUE_DIGITS,
    VALUE_END,
    VALUE_START,
)
from toolkit.word.package.runs import Edit, TextNode, edit, whole_text

SEPARATORS: Final = "，、；,;"
SENTENCE_ENDS: Final = "。！？：:"
MARKS_OF_VALUES: Final = f"{VALUE_START}{VALUE_END}{VALUE_DIGITS}"
INNER: Final = re.compile(
    rf"(?:^|(?<=[，。；：！？\s{MARKS_OF_VALUES}]))(?P<ordinal>(?P<number>[一二三四五六七八九十]{{1,3}})是)"
)
VALUE_MARKS: Final = f"{MARKS_OF_VALUES} \u3000"
OPENING: Final = "（("
CLOSING: Final = "）)"
WITHIN_ITEMS: Final = ("，", "、", ",")
STRENGTH: Final = {
    sign: strength for strength, signs in ((1, "、"), (2, "，,"), (3, "；;"), (5, "。！？：:!?…")) for sign in signs
}
WORD: Final = 4
EDGE: Final = 6
"""How much a sign sets apart; a word does more than ； and less than 。, an edge more than any sign."""
EDGES: Final = f"{ORDINAL_MARK}{STOP_MARK}{PARAGRAPH_MARK}{TAB_MARK}{GATHER_MARK}{OPENING}{CLOSING}"
PASSED_OVER: Final = f"{MARKS_OF_VALUES}{CLAUSE_MARK}"
STOP: Final = re.compile(f"[{SEPARATORS}]*{STOP_MARK}")


def chinese_ordinal(number: int) -> str:
    """A number as it stands in an ordinal.

    >>> [chinese_ordinal(number) for number in (1, 10, 11, 23, 105)]
    ['一', '十', '十一', '二十三', '一百零五']
    """
    import cn2an  # noqa: PLC0415 - as slow to import as all the rest of the engine, and few documents number anything

    return str(cn2an.an2cn(number))


def number_ordinals(texts: Sequence[TextNode]) -> None:
    """Replace the ordinal marks of a paragraph by 一是、二是 …, or by nothing where there is only one.

    The items of a list end alike: with 。 where one of them holds a 。, otherwise with ；.
    """
    whole = whole_text(texts)
    marks = [found.start() for found in re.finditer(ORDINAL_MARK, whole)]
    if len(marks) == 1:
        edit(texts, [(marks[0], marks[0] + 1, "")])
        return
    edits: list[Edit] = [(mark, mark + 1, f"{chinese_ordinal(n)}是") for n, mark in enumerate(marks, start=1)]
    edits += [each for start, end in pairwise([*marks, len(whole)]) for each in _inner_ordinals(whole, start + 1, end)]
    ends = [_trailing(whole, start + 1, end) for start, end in pairwise(marks)]
    items = [whole[mark:start] for mark, (start, _) in zip(marks, ends, strict=False)]
    separator = "。" if any("。" in item for item in items) else "；"
    edits += [(start, end, separator) for start, end in ends if start < end]
    edit(texts, sorted(edits))


def _inner_ordinals(whole: str, start: int, end: int) -> Iterator[Edit]:
    """What an item counts itself, one level down: an item that begins 一是 has （1）（2）（3） for 一是、二是、三是."""
    item = whole[start:end]
    found = list(INNER.finditer(item))
    if not found or found[0]["number"] != "一" or item[: found[0].start()].strip(VALUE_MARKS):
        return
    for number, each in enumerate(found, start=1):
        if each["number"] == chinese_ordinal(number):
            yield start + each.start("ordinal"), start + each.end("ordinal"), f"（{number}）"


def number_list(paragraphs: Sequence[Sequence[TextNode]]) -> None:
    """Number paragraphs that are one item each, given as their text nodes; a lone one takes no ordinal."""
    for texts, ordinal in zip(paragraphs, ordinals_of(len(paragraphs)), strict=True):
        number_lone(texts, ordinal)


def ordinals_of(count: int) -> Iterator[str]:
    """What so many items are numbered with: a lone one with nothing.

    >>> list(ordinals_of(2)), list(ordinals_of(1))
    (['一是', '二是'], [''])
    """
    return (f"{chinese_ordinal(number)}是" if count > 1 else "" for number in range(1, count + 1))


def number_lone(texts: Sequence[TextNode], ordinal: str) -> None:
    """Put this in place of a paragraph's only ordinal mark."""
    whole = whole_text(texts)
    mark = whole.index(ORDINAL_MARK)
    inner = _inner_ordinals(whole, mark + 1, len(whole)) if ordinal else ()
    edit(texts, [(mark, mark + 1, ordinal), *inner])


def close_sentences(texts: Sequence[TextNode]) -> None:
    """Replace each stop mark by 。, swallowing the separators just before it; an empty sentence takes no stop."""
    whole = whole_text(texts)
    stops = [(each.start(), each.end(), stop_after(whole[: each.start()])) for each in STOP.finditer(whole)]
    edit(texts, stops)


def stop_after(before: str) -> str:
    """What a stop mark becomes after this text, from which the separators at its end are gone."""
    # A value may be marked: what it ends with counts, and not its mark.
    before = before.rstrip(VALUE_END)
    return "" if not before or before[-1] in SENTENCE_ENDS + STOP_MARK else "。"


def close_up_clauses(texts: Sequence[TextNode]) -> None:
    """Take away, where a clause was not printed, the weaker of the two signs that meet there.

    召开党课2次，CLAUSE。        召开党课2次。
    CLAUSE，召开党课2次。        召开党课2次。
    召开党课2次（CLAUSE）。      召开党课2次。
    """
    whole = whole_text(texts)
    left = bytearray(b"\1" * len(whole))
    for gap in re.finditer(CLAUSE_MARK, whole):
        left[gap.start()] = 0
        _close_up(whole, left, gap.start())
    edit(texts, [(run.start(), run.end(), "") for run in re.finditer(b"\0+", left)])


def _close_up(whole: str, left: bytearray, at: int) -> None:
    """Take away what is too much at a gap; what is gone already is not `left`."""
    before, behind = _next_sign(whole, left, at, -1), _next_sign(whole, left, at, 1)
    while _sign(whole, before) in OPENING and _sign(whole, behind) in CLOSING:
        left[before] = left[behind] = 0
        before, behind = _next_sign(whole, left, at, -1), _next_sign(whole, left, at, 1)
        if _strength_before(_sign(whole, before)) == WORD:
            return
    if _sign(whole, before) == ORDINAL_MARK and _sign(whole, behind) not in WITHIN_ITEMS:
        # An item of which nothing is left is none.
        left[before] = 0
        before = _next_sign(whole, left, at, -1)
    if _sign(whole, behind) in STRENGTH and _strength_before(_sign(whole, before)) >= STRENGTH[whole[behind]]:
        left[behind] = 0
    elif _sign(whole, before) in SEPARATORS:
        left[before] = 0


def _next_sign(whole: str, left: bytearray, at: int, step: int) -> int:
    """Where the next letter stands, going away from a gap; -1 where there is none."""
    at += step
    while 0 <= at < len(whole) and (not left[at] or whole[at] in PASSED_OVER):
        at += step
    return at if at < len(whole) else -1


def _sign(whole: str, at: int) -> str:
    return whole[at] if at >= 0 else PARAGRAPH_MARK


def _strength_before(sign: str) -> int:
    """How much a sign before a gap sets apart; the edge of a paragraph, a bracket or an item more than any other."""
    return STRENGTH.get(sign, EDGE if sign in EDGES else WORD)


def counts_itself(text: str) -> bool:
    """Whether a text has items of its own: 一是抓学习，二是抓服务."""
    return INNER.search(text) is not None


def without_marks_of_values(text: str) -> str:
    """A text as it is read, whether its values are marked or not."""
    return text.translate(dict.fromkeys(map(ord, MARKS_OF_VALUES)))


def sentences_in(text: str) -> int:
    """How many sentences a text has; what is left behind the last sign is one, too.

    >>> sentences_in("投入资金1万元。"), sentences_in("投入资金1万元。建成活动室"), sentences_in("")
    (1, 2, 0)
    """
    return sum(1 for each in re.split("[。！？!?]", text) if each.strip("”’）)》】 "))


def _trailing(whole: str, start: int, end: int) -> tuple[int, int]:
    """Where the punctuation at the end of whole[start:end] stands."""
    kept = whole[start:end].rstrip(SEPARATORS + "。")
    return start + len(kept), end
