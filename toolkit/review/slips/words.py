"""Slips of words: what the office does not write, what belongs to another period, and what points to an annex that is not there.

Takes a text and for what it is read; gives slips. Never changes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from toolkit.catalogue.periods import Length, Period
from toolkit.catalogue.word_list import NOTE, Word
from toolkit.findings import Level
from toolkit.review.slips.slip import Reading, Slip, is_prose

ANNEX: Final = re.compile(r"(?:详?见|附后|参见)附[件表页图][0-9一二三四五六七八九十]*")
OF_HALF: Final = re.compile(r"(?<![上下])半年(?:以来|来)")
FIRST_HALF: Final = re.compile(r"(?:^|(?<=[。；\n]))\s*(?:今年|本)?上半年(?!相比|同期|以来|发现|遗留)")
DAY: Final = re.compile(
    r"(?:^|(?<=[。；！？\n]))\s*(?P<when>(?:(?P<year>20[0-9]{2})年)?(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日)(?![前起底至—])"
)
"""A day at the beginning of a sentence: there it says when something was done; within one it is as often a day to come."""
SENTENCE_ENDS: Final = "。！？\n"
SPARED: Final = re.compile(
    r"计划|打算|将|拟|下一步|届满|任期|截[至止]|预计|下半年|前(?:完成|报|办|要)|届时|明年|去年|上年|往年|印发|出台|发布|实施|修订|成立|建党|诞辰|纪念"
    r"|讲话|会议精神|自20|以来|上次|换届|生于|入党|转正|预备期|《|“|期间|签订|通知|要求|首次"
)
"""What a sentence speaks of whose day may be of any time."""


def words_off_the_list(text: str, reading: Reading) -> Iterator[Slip]:
    """What the office does not write, or not in a text about this period."""
    day = reading.period.end if reading.period else None
    for word in reading.words.on(day):
        if word.word in text:
            yield from _of_word(text, word)


def _of_word(text: str, word: Word) -> Iterator[Slip]:
    level = Level.NOTE if word.level == NOTE else Level.WARNING
    why = f"，{word.why}" if word.why else ""
    advice = f"“{word.word}”应写“{word.instead}”{why}。" if word.instead else f"“{word.word}”不这样写{why}。请改写。"
    for found in word.found_in(text):
        yield Slip("word", found.start(), found.end(), found[0], advice, word.instead or None, level)


def annexes(text: str, reading: Reading) -> Iterator[Slip]:
    """见附件, where there is none."""
    if reading.has_annex and not reading.is_filed:
        return
    for found in ANNEX.finditer(text):
        yield Slip(
            "no_annex", found.start(), found.end(), found[0], f"写了“{found[0]}”，但没有附件。请把内容写出来，或删去。"
        )


def other_lengths(text: str, reading: Reading) -> Iterator[Slip]:
    """半年来 in what tells of a year, and 上半年 at the beginning of a sentence in what tells of a second half."""
    period = reading.period
    if period is None or "半年" not in text:
        return
    pattern = OF_HALF if period.length is Length.YEAR else FIRST_HALF if _is_second_half(period) else None
    for found in pattern.finditer(text) if pattern else ():
        words = found[0].strip()
        say = f"写的是“{words}”，这份是{period.name}的。请核对是不是上一次留下来的。"
        yield Slip("other_length", found.start(), found.end(), words, say)


def _is_second_half(period: Period) -> bool:
    return period.length is Length.HALF_YEAR and period.number == 2


def days_outside(text: str, reading: Reading) -> Iterator[Slip]:
    """A day on which something was done, outside the period; of plans, terms and papers it is not asked."""
    period = reading.period
    if period is None or "日" not in text or not is_prose(text):
        return
    for found in DAY.finditer(text):
        day = _day(found, period)
        if day is None or period.start <= day <= period.end or SPARED.search(_sentence_round(text, found.end())):
            continue
        say = f"“{found['when']}”不在{period.name}里。请核对日期，或是不是别的期间的事。"
        yield Slip("day_outside", *found.span("when"), found["when"], say, level=Level.NOTE)


def _day(found: re.Match[str], period: Period) -> date | None:
    try:
        return date(int(found["year"] or period.year), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _sentence_round(text: str, place: int) -> str:
    start = max(text.rfind(end, 0, place) for end in SENTENCE_ENDS) + 1
    ends = [end for mark in SENTENCE_ENDS if (end := text.find(mark, place)) >= 0]
    return text[start : min(ends, default=len(text))]
