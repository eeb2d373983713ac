"""Sentences that close up when clauses drop out: 一是、二是、三是, and the full stop after whatever is left.

Takes the text nodes of one paragraph; resolves the marks of `{{ 一是 }}`, of `{{ 句号 }}` and of what had nothing to say in them.
Never reorders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from toolkit.word.language.clauses import BOUNDS
from toolkit.word.language.values import (
    CLAUSE_MARK,
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
BRACKETS: Final = "（）"
LABEL_ENDS: Final = ("：", ":")
LIST_ENDS: Final = f"。！？；;{STOP_MARK}{BRACKETS[1]}"
WITHIN_ITEMS: Final = ("，", "、", ",")
WEAKEST_FIRST: Final = ("、", "，,", "；;", "", "。！？：:!?…")
SETS_APART_LIKE_A_WORD: Final = 4
OPENS: Final = 6
CLOSES: Final = 7
"""What nothing is taken away before, and what is never taken away itself."""
EDGES: Final = f"{ORDINAL_MARK}{STOP_MARK}{PARAGRAPH_MARK}{TAB_MARK}{BRACKETS}()"
BOUND: Final = re.compile(f"[{re.escape(BOUNDS)}{ORDINAL_MARK}{STOP_MARK}{PARAGRAPH_MARK}{TAB_MARK}]")
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


def drop_clauses(texts: Sequence[TextNode]) -> None:
    """Take out each clause in which something had nothing to say, with one of the signs around it.

    召开党课2次，到CLAUSE参观。      召开党课2次。
    到CLAUSE参观，召开党课2次。      召开党课2次。
    甲；先后到：CLAUSE。             甲。
    """
    while CLAUSE_MARK in (whole := whole_text(texts)):
        edit(texts, [(*_without_clause(whole, whole.index(CLAUSE_MARK)), "")])


def _without_clause(whole: str, at: int) -> tuple[int, int]:
    """From where to where nothing is to be left of the clause around a mark."""
    start = max((found.end() for found in BOUND.finditer(whole, 0, at)), default=0)
    behind = BOUND.search(whole, at)
    end = behind.start() if behind else len(whole)
    sign = whole[end : end + 1]
    if not start and not sign:
        # No sentence: a heading, a cell.
        return at, at + 1
    if whole[:start].endswith(LABEL_ENDS) and sign and sign in LIST_ENDS:
        # 先后到：。 is no better for what it was to list.
        start = max((found.end() for found in BOUND.finditer(whole, 0, start - 1)), default=0)
    return _with_a_sign(whole, start, end)


def _with_a_sign(whole: str, start: int, end: int) -> tuple[int, int]:
    """A clause with the weaker of the signs around it; the ordinal of an item that is no more goes with it."""
    sign = whole[end : end + 1]
    if _before(whole, start) == ORDINAL_MARK and sign not in WITHIN_ITEMS:
        start = whole.rindex(ORDINAL_MARK, 0, start)
    before = _before(whole, start)
    if before == BRACKETS[0] and sign == BRACKETS[1]:
        return whole.rindex(before, 0, start), end + 1
    if _strength(before, OPENS) >= _strength(sign, CLOSES):
        return start, end + 1
    return (whole.rindex(before, 0, start) if before in SEPARATORS else start), end


def _before(whole: str, start: int) -> str:
    return whole[:start].rstrip(MARKS_OF_VALUES)[-1:]


def _strength(sign: str, edge: int) -> int:
    """How much a sign sets apart; the edge of a paragraph, a bracket or an item as much as the edges do."""
    found = next((number for number, signs in enumerate(WEAKEST_FIRST, start=1) if sign and sign in signs), None)
    if found:
        return found
    return edge if not sign or sign in EDGES else SETS_APART_LIKE_A_WORD


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
