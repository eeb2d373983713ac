"""Texts read for slips: each by itself, and together, since what is numbered and named runs through all of them.

Takes texts in order and for what they are read; gives slips with the number of their text. Never changes a text but where it is told
to: then every slip that is safe is mended, and nothing else.

    一是抓学习；三是抓服务。                  a gap: 二是 is missing
    献计献策5条 … 征集意见建议5条             one thing under two names
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from toolkit.catalogue.kinds import MOST_TEXTS_KNOWN
from toolkit.review.slips.marks import PATTERNS, full_list, identity_numbers
from toolkit.review.slips.slip import Reading, Rule, Slip
from toolkit.review.slips.words import annexes, days_outside, other_lengths, words_off_the_list

RULES: Final[tuple[Rule, ...]] = (
    words_off_the_list,
    *PATTERNS,
    full_list,
    identity_numbers,
    annexes,
    other_lengths,
    days_outside,
)
ORDINAL: Final = re.compile(r"(?:^|(?<=[，。；：！？、（(“\s—]))([一二三四五六七八九十]{1,3})是(?![否不])")
NUMERALS: Final = "一二三四五六七八九十"
ANNEX: Final = re.compile(r"附\s*件")
ROUND_A_NAME: Final = 8
MOST_MENDED: Final = 3
"""How often a text is gone through: where two slips stand side by side, the second is mended in the next turn."""


def slips_of(texts: Sequence[str], reading: Reading) -> Iterator[tuple[int, Slip]]:
    """All slips in texts that belong together, each with the number of its text.

    Args:
        texts: in order, a paragraph each.
        reading: for what they are read.
    """
    whole = "\n".join(texts)
    has_annex = any(ANNEX.match(text.strip()) for text in texts)
    read = replace(reading, has_annex=has_annex)
    # Most texts hold no slip of most kinds: each rule is asked once of all together, and of each where it found one.
    rules = [rule for rule in RULES if next(rule(whole, read), None) is not None]
    for number, text in enumerate(texts):
        yield from ((number, slip) for rule in rules for slip in rule(text, read))
    yield from ordinals(texts) if "是" in whole else ()
    yield from names_of_one_thing(texts, reading, whole)


@lru_cache(MOST_TEXTS_KNOWN)
def slips_in(text: str, reading: Reading) -> tuple[Slip, ...]:
    """The slips of one text of several paragraphs, in order, with their places in it; each text is read once for one period."""
    found: list[Slip] = []
    begins, at = [], 0
    lines = text.split("\n")
    for line in lines:
        begins.append(at)
        at += len(line) + 1
    for number, slip in slips_of(lines, reading):
        found.append(replace(slip, start=slip.start + begins[number], end=slip.end + begins[number]))
    return tuple(sorted(found, key=lambda slip: slip.start))


def mended(text: str, reading: Reading, code: str = "") -> str:
    """A text with every slip mended that is safe to mend; of one kind only, where that is given.

    >>> mended("截止6月底，约120余名党员参加，，讲党课2次。", Reading())
    '截至6月底，120余名党员参加，讲党课2次。'
    """
    for _turn in range(MOST_MENDED):
        slips = safe_slips(text, reading, code)
        if not slips:
            break
        for slip in reversed(slips):
            text = text[: slip.start] + (slip.better or "") + text[slip.end :]
    return text


def safe_slips(text: str, reading: Reading, code: str = "") -> list[Slip]:
    """The slips that are safe to mend, in order, none meeting another; of one kind only, where that is given."""
    safe: list[Slip] = []
    for slip in slips_in(text, reading):
        is_apart = not safe or slip.start >= safe[-1].end
        if slip.better is not None and code in ("", slip.code) and is_apart:
            safe.append(slip)
    return safe


def ordinals(texts: Sequence[str]) -> Iterator[tuple[int, Slip]]:
    """一是 without 二是, and 三是 behind 一是: what is counted leaves nothing out."""
    last, where = 0, (0, 0)
    for number, text in enumerate(texts):
        for found in ORDINAL.finditer(text):
            place = _place(found[1])
            if place == 1:
                yield from _lone(texts, last, where)
            elif place != last + 1:
                say = f"“{found[0]}”前面没有“{_named(place - 1)}是”。请核对是不是漏了，或顺序错了。"
                yield number, Slip("ordinal_gap", found.start(), found.end(), found[0], say)
            last, where = place, (number, found.start())
    yield from _lone(texts, last, where)


def _lone(texts: Sequence[str], last: int, where: tuple[int, int]) -> Iterator[tuple[int, Slip]]:
    if last == 1:
        number, start = where
        yield (
            number,
            Slip(
                "ordinal_gap",
                start,
                start + 2,
                texts[number][start : start + 2],
                "只有“一是”，没有“二是”。只有一条的不用写“一是”。",
            ),
        )


def _place(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    units = NUMERALS.index(ones) + 1 if ones in NUMERALS and ones else 0
    return ((NUMERALS.index(tens) + 1 if tens else 1) * 10 if ten else 0) + units


def _named(place: int) -> str:
    tens, ones = divmod(place, 10)
    return ("" if tens < 2 else NUMERALS[tens - 1]) + ("十" if tens else "") + (NUMERALS[ones - 1] if ones else "")


def names_of_one_thing(texts: Sequence[str], reading: Reading, whole: str) -> Iterator[tuple[int, Slip]]:
    """One thing that is counted under two names."""
    for group in reading.words.all_names:
        names = [name for name in group if name in whole]
        if len(names) < 2:
            continue
        places = [place for name in names for place in _counted(texts, name)]
        if len({name for _number, _start, name in places}) > 1:
            number, start, name = places[-1]
            others = "、".join(f"“{each}”" for each in group if each != name)
            say = f"这里写“{name}”，别处写{others}，是同一件事。请全篇用一个名称。"
            yield number, Slip("two_names", start, start + len(name), name, say)


def _counted(texts: Sequence[str], name: str) -> Iterator[tuple[int, int, str]]:
    """Where a name stands beside a number."""
    for number, text in enumerate(texts):
        for found in re.finditer(re.escape(name), text):
            if re.search("[0-9]", text[max(found.start() - ROUND_A_NAME, 0) : found.end() + ROUND_A_NAME]):
                yield number, found.start(), name
