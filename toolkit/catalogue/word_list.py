"""The office's list of words: what is not written, or not any more, what is written instead, and which names mean one thing.

Takes the parsed `用语.toml`; gives a `WordList`. Words of the project's own stand in it from the start; an office adds to them, and
switches off what it writes otherwise. Never looks at a text.

Source: the field notes of the project (domain.md 6), 党内法规 for the names of stages (细则 2014).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from toolkit.lazy import Lazy

WARNING, NOTE = "提醒", "说明"


@dataclass(frozen=True)
class Word:
    """One word that is not to be written.

    Args:
        word: as it stands in a text.
        instead: what is written instead; empty where that has to be thought about.
        since, until: from when on, and until when, it is not to be written; at any time where None.
        level: 提醒, or 说明 where it only informs.
        fine: what begins with, ends with or holds the word and is right.
        why: the reason, where there is one to tell.
    """

    word: str
    instead: str = ""
    since: date | None = None
    until: date | None = None
    level: str = WARNING
    fine: tuple[str, ...] = ()
    why: str = ""

    def counts_on(self, day: date | None) -> bool:
        """Whether it is not to be written in a text about a time that ends on a day."""
        return day is None or ((self.since is None or day >= self.since) and (self.until is None or day <= self.until))

    def found_in(self, text: str) -> Iterable[re.Match[str]]:
        """Where it stands in a text, but for what is right."""
        spared = [each.span() for fine in self.fine for each in re.finditer(re.escape(fine), text)]
        for found in re.finditer(re.escape(self.word), text):
            if not any(start <= found.start() and found.end() <= end for start, end in spared):
                yield found


OWN_WORDS: Final = (
    Word(
        "截止",
        "截至",
        fine=(
            "截止日",
            "截止时",
            "截止期",
            "截止点",
            "截止到报名",
            "报名截止",
            "受理截止",
            "于截止",
            "已截止",
            "已经截止",
        ),
        why="说到某一天为止用“截至”",
    ),
    Word("消号", "销号"),
    Word("习总书记", "习近平总书记"),
    Word("发展入党积极分子", "确定入党积极分子"),
    Word("发展积极分子", "确定入党积极分子"),
)
OWN_NAMES: Final = (("献计献策", "意见建议"),)
"""Names of one thing each: in one document one of them is used."""


@dataclass(frozen=True)
class WordList(Lazy):
    """All that an office does not write.

    Args:
        words: its own, behind those of the project.
        names: names of one thing each, of which a document uses one.
        off: words of the project that it writes all the same.
    """

    words: tuple[Word, ...] = ()
    names: tuple[tuple[str, ...], ...] = ()
    off: frozenset[str] = frozenset()

    @cached_property
    def all_words(self) -> tuple[Word, ...]:
        """The words, the office's own in place of the project's."""
        own = {word.word for word in self.words} | self.off
        return (*(word for word in OWN_WORDS if word.word not in own), *self.words)

    @cached_property
    def all_names(self) -> tuple[tuple[str, ...], ...]:
        """The names of one thing each."""
        return (*(group for group in OWN_NAMES if not self.off.intersection(group)), *self.names)

    def on(self, day: date | None) -> tuple[Word, ...]:
        """The words that are not written in a text about a time that ends on a day."""
        return tuple(word for word in self.all_words if word.counts_on(day))


NO_OWN_WORDS: Final = WordList()


def word_list_of(words: Iterable[Word], names: Iterable[Collection[str]], off: Iterable[str]) -> WordList:
    """The list of an office."""
    return WordList(tuple(words), tuple(tuple(group) for group in names), frozenset(off))
