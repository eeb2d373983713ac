"""What headings mean: figures of the catalogue.

Takes texts as they stand in a table; gives matches. What is called sure is so by its words alone: equal without spaces, numbers
before it, words that say nothing (次数, 情况), or in another order of its letters, and with a fitting unit. Closeness of letters
only orders what is asked.

    heading              figure        sure?
    三、党费应收（元）   党费应收      yes
    应收党费             党费应收      yes: the same letters
    党费收缴 ▸ 应收      党费应收      yes: with the heading above it
    支委会成员数         支委会        no: near, and asked about
    党小组会（次）       党小组, 个    no: another unit
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Final, TypeVar

from rapidfuzz import fuzz

from toolkit.catalogue.as_written import MEASURES, SCALES, is_alike, narrow, parted
from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import MOST_TEXTS_KNOWN
from toolkit.catalogue.periods import Period
from toolkit.tables.times import other_words

NUMBERED: Final = re.compile(r"^(?:[（(]?[0-9一二三四五六七八九十]{1,3}[）)、.．]|[①-⑳])+")
BRACKETED: Final = re.compile(r"[（(\[【]([^（()）\]】]*)[）)\]】]")
SAYING_NOTHING: Final = re.compile(
    r"次数|人数|名数|个数|总数|数量|情况|统计|收缴|开展|召开|组织|举办|合计|总计|本期|上半年|下半年|全年|本年|今年|金额|数$|^总|总$"
)
IMPLIED: Final = (
    ("人次", "人次"),
    ("人数", "人"),
    ("名数", "名"),
    ("次数", "次"),
    ("场次", "次"),
    ("金额", "元"),
    ("小时数", "小时"),
)
"""What a heading counts, by how it ends: 主题党日人数 is not how many there were."""
NOT_FIGURES: Final = frozenset(
    {
        "序号",
        "编号",
        "备注",
        "说明",
        "单位",
        "支部",
        "党支部",
        "名称",
        "支部名称",
        "单位名称",
        "填报人",
        "联系人",
        "电话",
        "项目",
        "指标",
        "计量单位",
    }
)
NEUTRAL: Final = frozenset(
    {
        "",
        "基本",
        "三会一课",
        "队伍",
        "党建",
        "党建工作",
        "工作",
        "主要",
        "主要指标",
        "指标",
        "项目",
        "内容",
        "数据",
        "党员",
        "党员队伍",
        "阵地",
        "教育",
        "党费",
    }
)
"""What stands above headings and only says to what they belong."""
NEAR: Final = 50
OF_PEOPLE: Final = frozenset({"名", "人", "位", "人次"})
MOST_CANDIDATES: Final = 5
OF_COLUMN: Final = "column/"
"""What stands before the label of a column of a ledger, where it is said and remembered what a heading means."""
T = TypeVar("T")


@dataclass(frozen=True)
class Match:
    """What a heading means.

    Args:
        path: the heading, below those above it.
        item: the figure, for sure; None where it is none, or is not known.
        factor: by which its numbers are multiplied: of a heading in 万元 over a figure in 元, 10000.
        candidates: the figures it may mean, the nearest first, where it is not known.
        measure: in what its numbers are; empty where that is not said.
        is_decided: whether somebody said so.
        column: of an old ledger, the label of the column, for sure; empty where it is none, or is not known.
        columns: the labels of the columns it may mean, the nearest first, where it is not known.
    """

    path: tuple[str, ...]
    item: Item | None = None
    factor: Decimal = Decimal(1)
    candidates: tuple[Item, ...] = ()
    measure: str = ""
    is_decided: bool = False
    column: str = ""
    columns: tuple[str, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether it may mean something, and is not known."""
        return bool(self.candidates or self.columns)

    @property
    def meaning(self) -> str:
        """What it is called that it means for sure; empty where nothing is."""
        return self.item.label if self.item is not None else self.column

    @property
    def offered(self) -> tuple[tuple[str, str], ...]:
        """What it may mean: what that is called, and by what it is said."""
        figures = tuple((item.label, item.key) for item in self.candidates)
        return (*figures, *((label, label) for label in self.columns))

    @property
    def words(self) -> str:
        """The heading in one line."""
        return " ▸ ".join(self.path)


@lru_cache(maxsize=MOST_TEXTS_KNOWN)
def folded(text: str) -> str:
    """A text without what people write differently: spaces, width and case of letters, signs, numbers before it, what is in brackets.

    >>> folded("三、党费 应收（元）"), folded("ＡＢ-1")
    ('党费应收', 'ab1')
    """
    plain = NUMBERED.sub("", BRACKETED.sub("", narrow(text)).strip())
    return "".join(letter for letter in plain.casefold() if letter.isalnum())


def bare(text: str) -> str:
    """A folded text without the words that say nothing.

    >>> bare("主题党日开展次数"), bare("志愿服务情况")
    ('主题党日', '志愿服务')
    """
    return SAYING_NOTHING.sub("", folded(text)) or folded(text)


def unit_in(path: Sequence[str]) -> str:
    """The measure that a heading names in brackets, or one above it, or by how it ends; empty where none does.

    >>> unit_in(("党费（万元）", "应收")), unit_in(("党课(次)",)), unit_in(("党课（含主题党日）",)), unit_in(("党日人数",))
    ('万元', '次', '', '人')
    """
    for text in reversed(path):
        for found in reversed(BRACKETED.findall(text)):
            if word := _measure_in(found):
                return word
        # What stands nearest says what is counted: 人数 below （次） counts people.
        implied = next((measure for ending, measure in IMPLIED if folded(text).endswith(ending)), "")
        if implied:
            return implied
    return ""


def _measure_in(bracketed: str) -> str:
    """The measure that stands in brackets, with or without 单位 before it; empty where it is none."""
    word = bracketed.removeprefix("单位").lstrip("：:").strip()
    return word if _scaled(word) is not None else ""


def _scaled(word: str) -> tuple[int, str] | None:
    """The scale and the measure of a word: of 万元, 10000 and 元; None where it is none."""
    scale, rest = parted(word)
    return (SCALES[scale], rest) if rest in MEASURES else None


def factor_between(head: str, unit: str) -> Decimal | None:
    """By what a number below a heading in one measure is multiplied to be one of a figure's; None where that cannot be.

    >>> factor_between("万元", "元"), factor_between("人", "名"), factor_between("次", "个"), factor_between("", "元")
    (Decimal('10000'), Decimal('1'), None, Decimal('1'))
    """
    if not head or not unit or head == unit:
        return Decimal(1)
    of_head, of_unit = _scaled(head), _scaled(unit)
    if of_head is None or of_unit is None:
        return None
    if not is_alike(of_head[1], of_unit[1]):
        return None
    return Decimal(of_head[0]) / Decimal(of_unit[0])


class FiguresCalled:
    """The figures a table may speak of, by all they are called.

    Args:
        catalogue: the figures.
        period: for when its figures are.
        known: what headings meant before, by `key_of`: a figure's key, or an empty text for none.
    """

    def __init__(self, catalogue: Catalogue, period: Period, known: Mapping[str, str] | None = None) -> None:
        self._catalogue, self._period, self._known = catalogue, period, known or {}

    def match(self, path: tuple[str, ...], measure: str = "") -> Match:
        """What a heading means; `measure` is that of the whole table, such as 万元."""
        decided = self._known.get(key_of(path, self._period))
        if decided == "":
            return Match(path, is_decided=True)
        if decided in self._catalogue:
            # Whoever decided saw both measures.
            return _meant(path, self._catalogue[str(decided)], measure, is_decided=True)
        if folded(path[-1]) in NOT_FIGURES:
            return Match(path)
        sure = self._sure(path)
        if len(sure) == 1 and self._says_nothing_else(path, sure[0]):
            return _meant(path, sure[0], measure)
        return Match(path, candidates=tuple(dict.fromkeys([*sure, *self._near(path)])))

    @cached_property
    def words(self) -> Mapping[str, Item]:
        """The figures that count people, by what each of these is called: in a roster such a word stands beside a name."""
        # Of what is counted over a time a list of people says nothing.
        named = _named([item for item in self._catalogue.items if item.unit in OF_PEOPLE and item.is_stock], folded)
        return {word: items[0] for word, items in named.items() if len(items) == 1}

    def _sure(self, path: tuple[str, ...]) -> list[Item]:
        """The figures that this heading names: by itself, and else together with what stands right above it."""
        joined = ["".join(path[start:]) for start in range(len(path) - 1, -1, -1)]
        ways: tuple[tuple[Mapping[str, list[Item]], Callable[[str], str]], ...] = (
            (self._by_words, folded),
            (self._by_bare, bare),
            # 实到人次 is 实到 of people; 志愿服务人次 is a figure of its own, and was found above.
            (self._by_bare, lambda text: bare(text).removesuffix("人次")),
        )
        for names, key in ways:
            for text in joined:
                found = [item for item in names.get(key(text), ()) if _fits(path, item)]
                if found:
                    return found
        return [item for text in joined for item in self._turned(bare(text)) if _fits(path, item)]

    def _turned(self, text: str) -> list[Item]:
        """The figures whose two halves stand the other way round: 应收党费 is 党费应收."""
        turns = {text[place:] + text[:place] for place in range(2, len(text) - 1)}
        return list(dict.fromkeys(item for turn in turns for item in self._by_words.get(turn, ())))

    def _says_nothing_else(self, path: tuple[str, ...], item: Item) -> bool:
        """Whether nothing in a heading, in its brackets or above it makes it something else than the figure itself."""
        own = "".join((*names_of(item), item.section))
        if other_words("".join(path), self._period, own):
            return False
        brackets = [each for text in path for each in BRACKETED.findall(NUMBERED.sub("", narrow(text)))]
        if not all(_measure_in(each) or folded(each) in folded(own) for each in brackets):
            return False
        return all(_is_neutral(text, own) for text in path[:-1])

    def _near(self, path: tuple[str, ...]) -> list[Item]:
        """The figures that are called something like it, the nearest first."""
        said = bare("".join(path[-2:])), bare(path[-1])
        scored = [
            (max(fuzz.ratio(bare(name), words) for name in names_of(item) for words in said), item)
            for item in self._catalogue.items
        ]
        ordered = sorted(scored, key=lambda pair: -pair[0])
        return [item for score, item in ordered[:MOST_CANDIDATES] if score >= NEAR]

    @cached_property
    def _by_words(self) -> Mapping[str, list[Item]]:
        return _named(self._catalogue.items, folded)

    @cached_property
    def _by_bare(self) -> Mapping[str, list[Item]]:
        return _named(self._catalogue.items, bare)


def _is_neutral(above: str, own: str) -> bool:
    """Whether words above a heading only say to what it belongs: the section, or a part of the figure's own name."""
    plain = SAYING_NOTHING.sub("", re.sub("20[0-9]{2}年", "", folded(above)))
    return plain in NEUTRAL or plain in folded(own) or bare(plain) in folded(own)


def _fits(path: Sequence[str], item: Item) -> bool:
    """Whether what a heading counts is what the figure counts.

    欠缴 below 党费 is money, and 欠缴人数 counts people: a figure whose name says what it counts is not meant by a heading that does not.
    """
    measure = unit_in(path)
    if factor_between(measure, item.unit) is None:
        return False
    is_said = any(folded(path[-1]).endswith(ending) for ending, _measure in IMPLIED) or bool(measure)
    return (
        is_said
        or folded(item.label) == folded(path[-1])
        or not any(folded(item.label).endswith(each) for each, _m in IMPLIED)
    )


def _meant(path: tuple[str, ...], item: Item, measure: str, *, is_decided: bool = False) -> Match:
    own = unit_in(path)
    # 单位：万元 over a table is of its money, and says nothing of what it counts.
    said = own or (measure if factor_between(measure, item.unit) is not None and item.unit else "")
    factor = factor_between(said, item.unit)
    return Match(path, item, Decimal(1) if factor is None else factor, measure=said, is_decided=is_decided)


def names_of(item: Item) -> tuple[str, ...]:
    """All that a figure may be called in a table of others."""
    return (item.label, *item.was, *item.also)


def _named(items: Iterable[Item], key: Callable[[str], str]) -> dict[str, list[Item]]:
    return by_name(items, names_of, key)


def by_name(things: Iterable[T], names: Callable[[T], Iterable[str]], key: Callable[[str], str]) -> dict[str, list[T]]:
    """Things by all they are called, as a key makes of each name."""
    found: dict[str, list[T]] = {}
    for thing in things:
        for name in dict.fromkeys(map(key, names(thing))):
            if name:
                found.setdefault(name, []).append(thing)
    return found


def key_of(path: Sequence[str], period: Period) -> str:
    """By which a heading is remembered: its words, with the period's own year and name left open.

    >>> from toolkit.catalogue.periods import read_period
    >>> key_of(("2026年上半年党费", "应收（元）"), read_period("2026H1")), key_of(("2025年党费",), read_period("2026H1"))
    ('#年#期党费/应收(元)', '2025年党费')
    """
    words = "/".join("".join(narrow(each).split()) for each in path)
    short = period.name.removeprefix(f"{period.year}年")
    return words.replace(f"{period.year}年", "#年").replace(short, "#期")
