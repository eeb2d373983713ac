"""Faults in data and templates, as values.

Takes nothing of ours; gives `Finding`, which is collected, sorted and shown together, and near misses for unknown names.
Never raised, never printed here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

NEAR = 50


class Level(IntEnum):
    """How grave a finding is: an error stops or marks a draft, a warning asks for a look, a note informs."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The word a clerk sees."""
        return {Level.NOTE: "说明", Level.WARNING: "提醒", Level.ERROR: "错误"}[self]


@dataclass(frozen=True)
class Finding:
    """One thing to look at.

    Args:
        level: how grave it is.
        code: a stable English id, for tests and filters; never shown to a clerk.
        place: where it is, in the clerk's words (file, sheet and cell; branch and item; paragraph).
        message: what is wrong and what to do.
        unit: code of the unit concerned, where there is one.
        item: key of the item concerned, where there is one.
        seen: the values it speaks of, as text: who confirmed it has looked at these, whatever the words.
        step: what the button says by which the program mends it by itself; empty where it cannot.
    """

    level: Level
    code: str
    place: str
    message: str
    unit: str = ""
    item: str = ""
    seen: tuple[str, ...] = ()
    step: str = ""

    def __str__(self) -> str:
        return f"{self.level.label}  {self.place}：{self.message}"


def error(code: str, place: str, message: str, unit: str = "", item: str = "") -> Finding:
    """A finding that stops a file or marks a draft."""
    return Finding(Level.ERROR, code, place, message, unit, item)


def warning(
    code: str, place: str, message: str, unit: str = "", item: str = "", *, seen: tuple[str, ...] = ()
) -> Finding:
    """A finding that asks for a look and blocks nothing."""
    return Finding(Level.WARNING, code, place, message, unit, item, seen)


def note(code: str, place: str, message: str, unit: str = "", item: str = "") -> Finding:
    """Something to know that asks for nothing."""
    return Finding(Level.NOTE, code, place, message, unit, item)


def record_of(finding: Finding) -> dict[str, Any]:
    """A finding as it can be kept in a file: names to plain values."""
    return asdict(finding)


def finding_of(record: Mapping[str, Any]) -> Finding:
    """The finding that was kept so.

    Raises:
        KeyError, TypeError, ValueError: it is no such record.

    >>> finding_of(record_of(warning("odd", "党费", "请核对", seen=("1",)))) == warning("odd", "党费", "请核对", seen=("1",))
    True
    """
    return Finding(**{**record, "level": Level(record["level"]), "seen": tuple(record["seen"])})


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of them is an error.

    >>> has_errors([warning("odd", "党费", "请核对")])
    False
    """
    return any(finding.level is Level.ERROR for finding in findings)


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known name most like `name`, or None where nothing is near; of two, the one that begins alike.

    >>> nearest("党费实手", ["党费实收", "党课"])
    '党费实收'
    >>> nearest("天气", ["党费实收", "党课"]) is None
    True
    """
    scores = {each: (fuzz.ratio(name, each), JaroWinkler.similarity(name, each)) for each in known}
    best = max(scores, key=lambda each: scores[each], default=None)
    return best if best is not None and scores[best][0] >= NEAR else None


def did_you_mean(name: str, known: Collection[str]) -> str:
    """The sentence that offers the near miss, or an empty string.

    >>> did_you_mean("labl", ["label", "unit"])
    '是不是想写“label”？'
    """
    match = nearest(name, known)
    return f"是不是想写“{match}”？" if match else ""


def ended(reason: str) -> str:
    """A reason as a sentence of its own.

    >>> ended("看不懂"), ended("是不是想写“党课”？")
    ('看不懂。', '是不是想写“党课”？')
    """
    return reason if reason.endswith(("。", "？")) else f"{reason}。"
