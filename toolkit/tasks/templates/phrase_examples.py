"""Ways of writing in a template beside plain names: a clause only where there is a figure, other wordings of a number.

Takes the items of a document and what they print now; gives phrases that can be copied as they stand, with these items'
names in them. Never prints a document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import AMOUNT, LIST, TEXT
from toolkit.report.amounts import WordingFault
from toolkit.report.filter_examples import FILTER_EXAMPLES
from toolkit.report.wording import FILTERS

TITLE: Final = "常用写法"
MONEY, NUMBER, THINGS, NAMES, WORDS = "money", "number", "things", "names", "words"
PERSONS: Final = ("名", "人", "人次", "位")
YUAN: Final = "元"
OTHER: Final = "名称可换成别的"
CLAUSES: Final = (
    "{{% if {0} %}}{1}{{{{ {0} }}}}{2}，{{% endif %}}{{% if {3} %}}{4}{{{{ {3} }}}}{5}，{{% endif %}}{{{{ 句号 }}}}"
)


@dataclass(frozen=True)
class Phrase:
    """One way of writing: how, what it does, and what it prints now, where that can be told in a line."""

    write: str
    about: str
    example: str = ""


def phrases(items: Sequence[Item], values: Mapping[str, Any]) -> tuple[Phrase, ...]:
    """The phrases for a document that may use these items.

    Args:
        items: what the document may speak of.
        values: what a unit's document is filled with, by label; empty where there is no unit.
    """
    return (*_conditions(items), *_wordings(items, values))


def _conditions(items: Sequence[Item]) -> Iterator[Phrase]:
    counts = [item for item in items if item.kind.numeric and item.kind is not AMOUNT and not item.required][:2]
    if len(counts) > 1:
        first, second = counts
        write = CLAUSES.format(first.label, first.label, first.unit, second.label, second.label, second.unit)
        yield Phrase(write, f"有才写：数是0或没填，整个分句不印，句末自动是句号；{OTHER}")
    texts = [item for item in items if item.kind is TEXT]
    if texts:
        label = texts[0].label
        yield Phrase(
            f"{{% if {label} %}}{{{{ {label} }}}}{{% else %}}暂无。{{% endif %}}", f"有就印，没有就印别的话；{OTHER}"
        )
        yield Phrase(f"{{%p if {label} %}}", f"整段有无：这一句单独占一段，放在要去掉的段落前面；{OTHER}")
        yield Phrase("{%p endif %}", "整段有无：这一句单独占一段，放在要去掉的段落后面")


def _wordings(items: Sequence[Item], values: Mapping[str, Any]) -> Iterator[Phrase]:
    # A figure that is there shows more than a zero.
    telling_first = sorted(items, key=lambda item: not values.get(item.label))
    first = {manner: item.label for item in telling_first[::-1] for manner in _manners_of(item)}
    known = (
        (MONEY, "万元"),
        (MONEY, "大写"),
        (MONEY, "千分位"),
        (THINGS, "余"),
        (NUMBER, "汉字"),
        (WORDS, "成句"),
        (NAMES, "顿号"),
        (NAMES, "等"),
    )
    about = {each.filter_name: each.about for each in FILTER_EXAMPLES}
    for manner, name in known:
        if manner in first:
            label = first[manner]
            yield Phrase(f"{{{{ {label}|{name} }}}}", f"{about[name]}；{OTHER}", _worded(name, values.get(label)))


def _manners_of(item: Item) -> tuple[str, ...]:
    """In which manners an item can be worded."""
    if item.kind is LIST:
        return (NAMES,)
    if item.kind is TEXT:
        return (WORDS,)
    if item.kind is AMOUNT:
        return (MONEY,) if item.unit == YUAN else ()
    if not item.kind.numeric:
        return ()
    # People are counted, and never put at about so many.
    return (NUMBER,) if item.unit in PERSONS else (NUMBER, THINGS)


def _worded(name: str, value: Any) -> str:
    if value is None:
        return ""
    try:
        return str(FILTERS[name](value))
    except WordingFault:
        return ""
