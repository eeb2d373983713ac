"""What a finished document should not say any more: tags, placeholders, another period, another unit.

Takes the texts of a document and the names it may use; gives findings that ask for a look. Knows no figures, changes nothing.
A year within 《》 belongs to the title of another paper, and is none of the document's own; a unit named for what was done
together with it is no fault.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from toolkit.findings import Finding, error, warning

TAGS: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{[{%#]|[}%#]\}|｛｛|｝｝|｛[%％]|[%％]｝")
PLACEHOLDERS: Final = re.compile(
    r"[×✕╳○]{2,}|×(?=[年月日号人名次个万元])|(?<![A-Za-z0-9])[XxＸｘ]{2,}(?![A-Za-z0-9])|[_＿]{3,}"
)
GAPS: Final = re.compile(
    r"[^、，；。]{0,4}(?:[、，；]\s*){2,}[^、，；。]{0,4}|(?:(?<=先后)|(?<=分别)|(?<=[，。；])|(?m:^))[到赴][、，][^、，；。]{1,4}"
)
"""Signs that meet because nothing stands between them: 到、、、开展."""
PLACEHOLDER: Final = "placeholder_left"
"""What somebody meant to fill in and did not: it makes a draft."""
PATTERNS: Final = (
    ("tag_left", TAGS, re.compile("[{}｛｝]")),
    (PLACEHOLDER, PLACEHOLDERS, re.compile("[×✕╳○XxＸｘ_＿]")),
    ("gap_between", GAPS, re.compile(r"[、，；]\s*[、，；]|[到赴][、，]")),
)
"""A code, what is looked for, and without what a text has none of it: that is seen in a tenth of the time."""
TITLES: Final = re.compile(r"《[^《》]*》")
PERIODS: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})年度?(上半年|下半年)?")
CHINESE_YEARS: Final = re.compile(r"[一二][〇○零九][〇○零一二三四五六七八九]{2}(?=年)")
# Branches that do something together name one another.
TOGETHER: Final = re.compile(r"联合|联学|联建|联办|共建|共同|结对|携手|互学|交流")
ANCHOR: Final = "支"
DIGITS: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")
EXCERPT: Final = 30


@dataclass(frozen=True)
class _Left:
    """One thing found in a text: under which code, the words, and where they begin."""

    code: str
    words: str
    start: int


MESSAGES: Final = {
    "tag_left": "还留着模板标签“{}”。请检查模板里这个标签。",
    PLACEHOLDER: "还留着占位符“{}”。请填上内容或删去。",
    "gap_between": "“{}”里空着一处，标点连在了一起。请看台账里是不是有空着的格子；模板里用“取”“有”可以略过空的。",
    "other_year": "写的是“{}”，不是本期。请核对是不是上一期留下来的。",
    "other_unit": "提到了别的单位“{}”。请核对是不是从别处抄来的。",
}
"""Code to message; {} is what was found."""


def leftovers(
    texts: Iterable[str],
    place: str,
    *,
    period: str = "",
    periods: Collection[str] = (),
    years: Collection[int] = (),
    units: Collection[str] = (),
    known: UnitNames | None = None,
    excused: Callable[[], Collection[str]] = tuple,
) -> tuple[Finding, ...]:
    """What is left over in a finished document; each thing once, with how often it occurs.

    Args:
        texts: its paragraphs, in order.
        place: its name, for messages.
        period: the document's own period ("2026年上半年"); empty where years are not to be looked at.
        periods: other periods it may name, beside its own.
        years: other years it may name, with either half.
        units: names it may hold, its own unit's among them; another unit's name within one of them is no fault.
        known: the names of all units; of these it should hold no others.
        excused: gives pieces of text that are right as they stand, such as dates that came from the figures.
    """
    allowed = _Allowed.of(period, periods, years)
    names = _Names(known, frozenset(units)) if known else None
    texts = list(texts)
    seen: dict[tuple[str, str], list[str]] = {}
    for index in _suspects(texts, allowed, names):
        number, text = index + 1, texts[index]
        # What may be excused is asked for, and the text looked at again, only where something was found.
        is_clean = next(_left_in(text, allowed, names), None) is None
        for left in () if is_clean else _left_in(_without(text, excused()), allowed, names):
            seen.setdefault((left.code, left.words), []).append(f"{place} 第{number}段“{_excerpt(text, left.start)}”")
    return tuple(_finding(code, words, places) for (code, words), places in seen.items())


def _suspects(texts: Sequence[str], allowed: _Allowed | None, names: _Names | None) -> list[int]:
    """Which paragraphs may hold something left over: all are searched as one text, since most hold nothing."""
    text = "\n".join(texts)
    begins = list(accumulate((len(each) + 1 for each in texts), initial=0))
    patterns = [pattern for _code, pattern, needed in PATTERNS if needed.search(text)]
    places = [found.start() for pattern in patterns for found in pattern.finditer(text)]
    places += [left.start for left in _years_in(text, allowed)] if allowed else []
    places += [start for start, _name in names.strangers(text)] if names else []
    return sorted({bisect_right(begins, place) - 1 for place in places})


def _without(text: str, excused: Collection[str]) -> str:
    """The text with what is excused blanked rather than cut, so that places stay right."""
    for each in excused:
        text = text.replace(each, " " * len(each)) if each else text
    return text


@dataclass(frozen=True)
class _Allowed:
    """The years and periods a document may name; its own year counts as named by itself, without a half."""

    years: frozenset[str]
    periods: frozenset[str]
    bare: frozenset[str]

    @classmethod
    def of(cls, period: str, periods: Collection[str], years: Collection[int]) -> _Allowed | None:
        if not period:
            return None
        named = frozenset([period, *periods])
        whole = frozenset(map(str, years))
        return cls(whole, named, whole | {each[:4] for each in named})

    def allows(self, year: str, half: str) -> bool:
        return (year in self.years or f"{year}年{half}" in self.periods) if half else year in self.bare


class UnitNames:
    """The names of all units of a run, found in a text as fast for thousands of them as for ten.

    Each name holds a 支, and is looked for round the 支 of a text only, in one set. The first that begins is found, of those
    that begin together the longest, so that a name within a longer one is not taken for itself.

    Args:
        names: what to find; those without a 支 are not looked for, since 办公室 alone is a word of any text.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(name for name in names if ANCHOR in name)
        # How far before its first 支 a name begins, and how long it is: the earliest beginning first, then the longest.
        self._shapes = sorted({(name.index(ANCHOR), len(name)) for name in self.names}, reverse=True)

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """Where a name begins, and the name, in order; none within another."""
        free, anchor = 0, text.find(ANCHOR)
        while anchor >= 0:
            start, name = self._at(text, anchor, free)
            if name:
                yield start, name
                free = start + len(name)
            anchor = text.find(ANCHOR, max(anchor + 1, free))

    def _at(self, text: str, anchor: int, free: int) -> tuple[int, str]:
        for before, length in self._shapes:
            start = anchor - before
            if start >= free and text[start : start + length] in self.names:
                return start, text[start : start + length]
        return 0, ""


@dataclass(frozen=True)
class _Names:
    """The names of all units, and those a document may hold."""

    known: UnitNames
    own: frozenset[str]

    def strangers(self, text: str) -> Iterator[tuple[int, str]]:
        return ((start, name) for start, name in self.known.find(text) if name not in self.own)


def _left_in(text: str, allowed: _Allowed | None, names: _Names | None) -> Iterator[_Left]:
    for code, pattern, _needed in PATTERNS:
        yield from (_Left(code, found[0], found.start()) for found in pattern.finditer(text))
    if allowed is not None and "年" in text:
        yield from _other_years(text, allowed)
    if names is not None and not TOGETHER.search(text):
        yield from (_Left("other_unit", name, start) for start, name in names.strangers(text))


def _other_years(text: str, allowed: _Allowed) -> Iterator[_Left]:
    yield from _years_in(TITLES.sub(lambda title: " " * len(title[0]), text), allowed)


def _years_in(own: str, allowed: _Allowed) -> Iterator[_Left]:
    for found in PERIODS.finditer(own):
        if not allowed.allows(found[1], found[2] or ""):
            yield _Left("other_year", found[0], found.start())
    for found in CHINESE_YEARS.finditer(own):
        if not allowed.allows(found[0].translate(DIGITS), ""):
            yield _Left("other_year", f"{found[0]}年", found.start())


def _finding(code: str, words: str, places: list[str]) -> Finding:
    times = f"（共{len(places)}处）" if len(places) > 1 else ""
    make = error if code == PLACEHOLDER else warning
    return make(code, places[0], f"{MESSAGES[code].format(words)}{times}")


def _excerpt(text: str, start: int) -> str:
    begin = max(start - EXCERPT // 2, 0)
    piece = text[begin : begin + EXCERPT]
    return ("…" if begin else "") + piece.strip() + ("…" if len(text) > begin + EXCERPT else "")
