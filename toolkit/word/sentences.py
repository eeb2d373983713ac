"""Sentences that close up when clauses drop out: 一是、二是、三是, and the full stop after whatever is left.

Takes the text nodes of one paragraph; resolves the marks of `{{ 一是 }}` and `{{ 句号 }}` in them. Never reorders.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cn2an

from toolkit.word.tags import Element
from toolkit.word.values import ORDINAL_MARK, STOP_MARK

SEPARATORS: Final = "，、；,;"
SENTENCE_ENDS: Final = "。！？：:"


def chinese_ordinal(number: int) -> str:
    """A number as it stands in an ordinal.

    >>> [chinese_ordinal(number) for number in (1, 10, 11, 23, 105)]
    ['一', '十', '十一', '二十三', '一百零五']
    """
    return str(cn2an.an2cn(number))


def number_ordinals(texts: Sequence[Element]) -> None:
    """Replace the ordinal marks by 一是、二是 …, or by nothing where there is only one."""
    total = sum((node.text or "").count(ORDINAL_MARK) for node in texts)
    number = 0
    for node in texts:
        pieces = (node.text or "").split(ORDINAL_MARK)
        made = pieces[0]
        for piece in pieces[1:]:
            number += 1
            made += (f"{chinese_ordinal(number)}是" if total > 1 else "") + piece
        node.text = made


def close_sentences(texts: Sequence[Element]) -> None:
    """Replace each stop mark by 。, swallowing the separators just before it; an empty sentence takes no stop."""
    before = ""
    for position, node in enumerate(texts):
        pieces = (node.text or "").split(STOP_MARK)
        made = pieces[0]
        for piece in pieces[1:]:
            sentence = (before + made).rstrip(SEPARATORS)
            made = _without_last(texts[:position], made, len(before + made) - len(sentence))
            made += ("。" if sentence and sentence[-1] not in SENTENCE_ENDS else "") + piece
            before = "".join(each.text or "" for each in texts[:position])
        node.text = made
        before += made


def _without_last(earlier: Sequence[Element], text: str, count: int) -> str:
    """`text` less its last `count` characters, taking what it lacks from the nodes before it."""
    kept = text[: len(text) - count] if count <= len(text) else ""
    missing = count - (len(text) - len(kept))
    for node in reversed(earlier):
        if missing <= 0:
            break
        own = node.text or ""
        node.text = own[: max(len(own) - missing, 0)]
        missing -= len(own)
    return kept
