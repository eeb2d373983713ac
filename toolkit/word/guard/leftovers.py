"""What a finished document should not say any more: tags, placeholders, another period, another unit.

Takes the texts of a document and the names it may use; gives findings that ask for a look. Knows no figures, changes nothing.
A year within 《》 belongs to the title of another paper, and is none of the document's own; a unit named for what was done
together with it is no fault.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from toolkit.findings import Finding, warning

TAGS: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{[{%#]|[}%#]\}|｛｛|｝｝|｛[%％]|[%％]｝")
PLACEHOLDERS: Final = re.compile(
    r"[×✕╳○]{2,}|×(?=[年月日号人名次个万元])|(?<![A-Za-z0-9])[XxＸｘ]{2,}(?![A-Za-z0-9])|[_＿]{3,}"
)
TITLES: Final = re.compile(r"《[^《》]*》")
PERIODS: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})年度?(上半年|下半年)?")
CHINESE_YEARS: Final = re.compile(r"[一二][〇○零九][〇○零一二三四五六七八九]{2}(?=年)")
# Branches that do something together name one another.
TOGETHER: Final = re.compile(r"联合|联学|联建|联办|共建|共同|结对|携手|互学|交流")
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
    "placeholder_left": "还留着占位符“{}”。请填上内容或删去。",
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
    other_units: Collection[str] = (),
    excused: Collection[str] = (),
) -> tuple[Finding, ...]:
    """What is left over in a finished document; each thing once, with how often it occurs.

    Args:
        texts: its paragraphs, in order.
        place: its name, for messages.
        period: the document's own period ("2026年上半年"); empty where years are not to be looked at.
        periods: other periods it may name, beside its own.
        years: other years it may name, with either half.
        units: names of its own unit; another unit's name within one of them is no fault.
        other_units: names it should not hold.
        excused: pieces of text that are right as they stand, such as dates that came from the figures.
    """
    allowed = _Allowed.of(period, periods, years)
    names = _names(tuple(units), tuple(other_units)) if other_units else None
    seen: dict[tuple[str, str], list[str]] = {}
    for number, text in enumerate(texts, start=1):
        found = list(_left_in(text, allowed, names))
        # Looked at twice only where there is something to excuse.
        for left in _left_in(_without(text, excused), allowed, names) if found and excused else found:
            seen.setdefault((left.code, left.words), []).append(f"{place} 第{number}段“{_excerpt(text, left.start)}”")
    return tuple(_finding(code, words, places) for (code, words), places in seen.items())


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


@lru_cache(maxsize=64)
def _names(own: tuple[str, ...], others: tuple[str, ...]) -> re.Pattern[str]:
    """Finds names, the longest first, so that a name within a longer one is not taken for itself."""
    wanted = sorted({*own, *others} - {""}, key=len, reverse=True)
    spelled = "|".join(f"({re.escape(name)})" if name in own else re.escape(name) for name in wanted)
    return re.compile(spelled)


def _left_in(text: str, allowed: _Allowed | None, names: re.Pattern[str] | None) -> Iterator[_Left]:
    for code, pattern in (("tag_left", TAGS), ("placeholder_left", PLACEHOLDERS)):
        yield from (_Left(code, found[0], found.start()) for found in pattern.finditer(text))
    if allowed is not None and "年" in text:
        yield from _other_years(text, allowed)
    if names is not None and not TOGETHER.search(text):
        yield from (
            _Left("other_unit", found[0], found.start()) for found in names.finditer(text) if not found.lastindex
        )


def _other_years(text: str, allowed: _Allowed) -> Iterator[_Left]:
    own = TITLES.sub(lambda title: " " * len(title[0]), text)
    for found in PERIODS.finditer(own):
        if not allowed.allows(found[1], found[2] or ""):
            yield _Left("other_year", found[0], found.start())
    for found in CHINESE_YEARS.finditer(own):
        if not allowed.allows(found[0].translate(DIGITS), ""):
            yield _Left("other_year", f"{found[0]}年", found.start())


def _finding(code: str, words: str, places: list[str]) -> Finding:
    times = f"（共{len(places)}处）" if len(places) > 1 else ""
    return warning(code, places[0], f"{MESSAGES[code].format(words)}{times}")


def _excerpt(text: str, start: int) -> str:
    begin = max(start - EXCERPT // 2, 0)
    piece = text[begin : begin + EXCERPT]
    return ("…" if begin else "") + piece.strip() + ("…" if len(text) > begin + EXCERPT else "")
