"""What taking a form would do to what stands, in the clerk's words: differences, conflicts, rows that are likely there already.

Takes changes and what stands; gives `Difference` values and findings. Never decides whether a form is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from toolkit.figures.figure import Change, Entry
from toolkit.figures.ledger_rows import ROW_MARK, is_row, is_row_of, typed_row
from toolkit.figures.row_identity import twins
from toolkit.findings import Finding, error, warning
from toolkit.tasks.figures.book import label_of, two_texts
from toolkit.tasks.forms.look import Difference, Effect
from toolkit.tasks.office.office import Office

CONFLICT: Final = "form_conflict"
TWIN: Final = "form_row_twin"
BLANK: Final = "（空）"


def differences(
    office: Office, changes: Iterable[Change], stands: Mapping[str, str], met: Collection[str]
) -> Iterator[Difference]:
    """What changes do to what stands, the rows of a ledger together.

    Args:
        office, changes, stands: whose, what is wished, and what stands by subject.
        met: the subjects of which the author did not see what stands.
    """
    by_name: dict[str, list[Change]] = {}
    for change in changes:
        by_name.setdefault(change.item.partition(ROW_MARK)[0], []).append(change)
    for name, parts in by_name.items():
        is_met = any(change.item in met for change in parts)
        if any(ROW_MARK in change.item for change in parts):
            yield _ledger_difference(office, name, parts, stands, is_met=is_met)
            continue
        stored = stands.get(name, "")
        if stored != parts[0].text:
            effect = Effect.CONFLICT if is_met else _effect(stored, parts[0].text)
            yield Difference(name, label_of(office, name), stored, _as_understood(office, parts[0]), effect)


def _as_understood(office: Office, change: Change) -> str:
    """A text as it was typed, and what it was taken for where that is not plain."""
    known = change.item in office.catalogue.keys
    understood = office.catalogue[change.item].understood(change.text) if known else ""
    return f"{change.text}（读作{understood}）" if understood else change.text


def conflict_finding(office: Office, path: Path, unit: str, met: Iterable[tuple[object, object]]) -> Finding:
    """That others changed what a form would change, with both values of each."""
    told = "；".join(_conflict_line(office, mine, theirs) for mine, theirs in met)
    return error(CONFLICT, path.name, f"发表以后别人改过，和表里的不同，请选用哪一个。{told}。", unit)


def twin_findings(
    office: Office, path: Path, changes: Sequence[Change], stands: Mapping[str, str]
) -> Iterator[Finding]:
    """The new rows of ledgers that are likely another one once more, beside that one."""
    for ledger in office.catalogue.ledgers:
        new = [
            typed_row(each.text, ledger)
            for each in changes
            if is_row_of(ledger, each.item) and each.item not in stands and is_row(each.text)
        ]
        if not new:
            continue
        kept = [typed_row(text, ledger) for each, text in stands.items() if is_row_of(ledger, each) and is_row(text)]
        for row, twin in twins(ledger, new, kept):
            advice = f"{ledger.label}：新的一行“{row}”和已有的“{twin}”像是同一件事。是两件事的不用管；重复的，请删去一行再收。"
            yield warning(TWIN, path.name, advice, changes[0].unit)


def _ledger_difference(
    office: Office, key: str, changes: Sequence[Change], stands: Mapping[str, str], *, is_met: bool
) -> Difference:
    """What taking a form does to the rows of one ledger, all together: how many there are, and how many are new or others."""
    stored = {subject for subject, text in stands.items() if subject.startswith(f"{key}{ROW_MARK}") and is_row(text)}
    gone = sum(not is_row(change.text) for change in changes)
    new = sum(change.item not in stored for change in changes)
    told = (("新增", new), ("改动", len(changes) - gone - new), ("删去", gone))
    words = "、".join(f"{what}{number}行" for what, number in told if number)
    after = len(stored) + new - gone
    shown = f"{after}行（{words}）" if stored and after else f"{after}行" if after else ""
    effect = _effect("stored" if stored else "", "new" if after else "")
    return Difference(
        key, label_of(office, key), f"{len(stored)}行" if stored else "", shown, Effect.CONFLICT if is_met else effect
    )


def _conflict_line(office: Office, mine: object, theirs: object) -> str:
    assert isinstance(mine, Change) and isinstance(theirs, Entry)
    sent, stands = (text or BLANK for text in two_texts(office, mine.item, mine.text, theirs.text))
    moment = theirs.at.astimezone().strftime("%m月%d日 %H:%M")
    return f"{label_of(office, mine.item)}：表里是“{sent}”，现在是“{stands}”（{theirs.author}在{moment}填的）"


def _effect(stored: str, new: str) -> Effect:
    if not new:
        return Effect.CLEARED
    return Effect.CHANGED if stored else Effect.FILLED
