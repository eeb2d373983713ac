"""Odd but true: findings that somebody looked at and confirmed, with the reason.

Takes findings and the confirmations kept in the history; gives those still open and those that are settled. A confirmation
is of the values somebody has seen: once one of them changes the finding is open again, and however it is worded meanwhile, it
stays settled. Errors cannot be confirmed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from toolkit.figures.figure import Entry
from toolkit.findings import Finding, Level

CONFIRMED: Final = "confirmed:"
"""What the history calls a confirmation: this, the finding's code and its item."""
LONGEST_NAME: Final = 64
NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Confirmation:
    """That a finding is odd but true: what it said, why it is so, who says so and when, and the values that were seen."""

    message: str
    reason: str
    author: str
    at: datetime
    seen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Confirmed:
    """A finding that is settled."""

    finding: Finding
    confirmation: Confirmation


def name_of(finding: Finding) -> str:
    """Under which name a finding's confirmation stands in the history."""
    name = f"{CONFIRMED}{finding.code}:{finding.item}"
    if len(name) <= LONGEST_NAME:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    return f"{name[: LONGEST_NAME - len(digest) - 1]}#{digest}"


def text_of(finding: Finding, reason: str) -> str:
    """What the history keeps; a confirmation taken back is an empty text."""
    kept = {"message": finding.message, "reason": reason.strip(), "seen": list(finding.seen)}
    return json.dumps(kept, ensure_ascii=False)


def confirmations_of(entries: Iterable[Entry]) -> dict[str, Confirmation]:
    """The confirmations among the current entries of one unit, by name."""
    return {
        entry.item: Confirmation(kept["message"], kept["reason"], entry.author, entry.at, tuple(kept.get("seen", ())))
        for entry in entries
        if entry.item.startswith(CONFIRMED) and entry.text
        for kept in [json.loads(entry.text)]
    }


def seen_and_confirmed(confirmations: Mapping[str, Confirmation]) -> frozenset[tuple[str, str]]:
    """What was looked at and confirmed: by a finding's code, each of the values it spoke of."""
    return frozenset(
        (name.removeprefix(CONFIRMED).partition(":")[0], value)
        for name, confirmation in confirmations.items()
        for value in confirmation.seen
    )


def settle(
    findings: Sequence[Finding], confirmations: Mapping[str, Confirmation]
) -> tuple[tuple[Finding, ...], tuple[Confirmed, ...]]:
    """The findings still open, and those that are settled."""
    settled = {finding: confirmations[name_of(finding)] for finding in findings if _is_settled(finding, confirmations)}
    still_open = tuple(finding for finding in findings if finding not in settled)
    return still_open, tuple(Confirmed(finding, each) for finding, each in settled.items())


def _is_settled(finding: Finding, confirmations: Mapping[str, Confirmation]) -> bool:
    confirmation = confirmations.get(name_of(finding))
    return finding.level < Level.ERROR and confirmation is not None and _has_seen(confirmation, finding)


def _has_seen(confirmation: Confirmation, finding: Finding) -> bool:
    """Whether who confirmed a finding saw the values it speaks of now; an earlier version kept no values but in its words."""
    if confirmation.seen and finding.seen:
        return confirmation.seen == finding.seen
    return NUMBER.findall(confirmation.message) == NUMBER.findall(finding.message)
