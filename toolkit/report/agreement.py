"""Whether finished documents agree: a total that one prints is the sum of what the others print.

Takes what was printed into documents when they were made, and the texts of their files as they are now; gives the numbers that
stand there now, and findings. A number is known again by the words around it, so that one changed in Word is read as it is now.
Never opens a file.

    as it was made                          as it is now                            read
    开展志愿服务5次，服务时长20小时         开展志愿服务7次，服务时长20小时         志愿服务 7, 志愿服务时长 20
    开展志愿服务5次，服务时长20小时         志愿者活跃，服务时长20小时              志愿服务 cannot be read
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from toolkit.catalogue.kinds import show_decimal
from toolkit.findings import Finding, warning
from toolkit.word import PrintedValue

NUMBER: Final = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
MOST_AROUND: Final = 10
"""So many letters before and behind a number tell it from others."""
FEWEST_BEFORE: Final = 2
CLAUSE: Final = re.compile(r"[0-9，。；：、（）()！？,;:!?\s]")
"""What a number's own words do not go beyond: another number, and whatever parts sentences."""
MOST_NAMED: Final = 3


@dataclass(frozen=True)
class PrintedNumber:
    """A number as it was printed: what it is the number of, and the words before and behind it."""

    name: str
    number: Decimal
    before: str
    after: str


@dataclass(frozen=True)
class Paper:
    """A finished document.

    Args:
        unit: the short name of whose it is.
        numbers: what was printed into it when it was made, by name.
        texts: its paragraphs as they are now.
    """

    unit: str
    numbers: Mapping[str, Sequence[PrintedNumber]]
    texts: Sequence[str]

    def read(self, name: str) -> Decimal | None:
        """The number that stands there now; None where it was not printed, or its sentence was written anew."""
        printed = self.numbers.get(name, ())
        found = {number for each in printed for number in _numbers_now(each, self.texts)}
        # Words may stand around other numbers, too: where the one that was printed is among them, it is that one.
        unchanged = found & {each.number for each in printed}
        return next(iter(unchanged or found)) if len(unchanged or found) == 1 else None


@dataclass(frozen=True)
class Sum:
    """A total beside its parts.

    Args:
        key, name: the figure.
        measure: what it is counted in.
        total: what it comes to.
        parts: by the short name of the unit, what each filed.
    """

    key: str
    name: str
    measure: str
    total: Decimal
    parts: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def counted_again(self) -> Decimal:
        """How much of the parts is not in the total: joint events, which count once."""
        return sum(self.parts.values(), Decimal(0)) - self.total


def numbers_printed(
    printed: Iterable[PrintedValue], paragraphs: Mapping[tuple[str, int], str]
) -> Iterator[PrintedNumber]:
    """The numbers among what was printed, each with the words around it.

    Args:
        printed: in order.
        paragraphs: by part and number, the text of each paragraph as it was made.
    """
    ends: dict[tuple[str, int], int] = {}
    for value in printed:
        place = value.part, value.paragraph
        text = paragraphs.get(place, "")
        begin = text.find(value.text, ends.get(place, 0)) if value.text else -1
        if begin < 0:
            continue
        ends[place] = begin + len(value.text)
        if len(value.names) == 1 and NUMBER.fullmatch(value.text):
            before, after = _words_before(text[:begin]), _words_behind(text[ends[place] :])
            yield PrintedNumber(value.names[0], _number(value.text), before, after)


def totals_apart(paper: Paper, parts: Sequence[Paper], sums: Iterable[Sum]) -> Iterator[Finding]:
    """The totals of a document that are not the sum of what the documents of its units print.

    What a unit's document does not print, or what cannot be read in it any more, counts as it was filed.

    Args:
        paper: the document with the totals.
        parts: those of the units.
        sums: what each total should be.
    """
    for each in sums:
        total = paper.read(each.key)
        if total is None:
            continue
        read = {part.unit: number for part in parts if (number := part.read(each.key)) is not None}
        together = sum({**each.parts, **read}.values(), Decimal(0)) - each.counted_again
        if total != together:
            yield _apart(paper, each, total, together, read)


def _apart(paper: Paper, each: Sum, total: Decimal, together: Decimal, read: Mapping[str, Decimal]) -> Finding:
    changed = [
        f"{unit}的汇报里是{show_decimal(number)}{each.measure}，填报的是{show_decimal(each.parts.get(unit, Decimal(0)))}{each.measure}"
        for unit, number in read.items()
        if number != each.parts.get(unit)
    ]
    once = f"（联合活动多算的{show_decimal(each.counted_again)}{each.measure}已除去）" if each.counted_again else ""
    more = f"等{len(changed)}处" if len(changed) > MOST_NAMED else ""
    where = f"：{'；'.join(changed[:MOST_NAMED])}{more}" if changed else ""
    told = f"这份汇报里是{show_decimal(total)}{each.measure}，各单位的汇报加起来是{show_decimal(together)}{each.measure}{once}{where}。"
    advice = "可能在 Word 里改过，或生成之后数据又变了。请核对，改正数据后重新生成。"
    return warning("total_differs", f"{paper.unit} {each.name}", told + advice)


def _numbers_now(printed: PrintedNumber, texts: Iterable[str]) -> Iterator[Decimal]:
    if len(printed.before) < FEWEST_BEFORE:
        return
    pattern = re.compile(rf"{re.escape(printed.before)}({NUMBER.pattern})(?![0-9.,]*[0-9]){re.escape(printed.after)}")
    for text in texts:
        yield from (_number(found[1]) for found in pattern.finditer(text))


def _words_before(text: str) -> str:
    return CLAUSE.split(text)[-1][-MOST_AROUND:]


def _words_behind(text: str) -> str:
    return CLAUSE.split(text)[0][:MOST_AROUND]


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
