"""Deleting for good: a unit, a period, or the rows of one member, with history and the forms they came in.

Takes an office and what is meant; gives first what would go, then deletes it and leaves a tombstone: who and when, not what. What
a closed period was made of is never deleted: it is opened again first. Never touches documents, forms and backups in the folders.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

from toolkit.archives import unpack
from toolkit.catalogue.periods import Period, read_period
from toolkit.catalogue.roles import ColumnRole
from toolkit.catalogue.units import Unit
from toolkit.errors import ToolkitError
from toolkit.figures.figure import DELETED, MARK_OF_WORDS, NO_PERIOD, NO_UNIT, PERIOD_STATE, REFUSED_FORM
from toolkit.figures.ledger_rows import ROW_MARK, is_row_of, typed_row
from toolkit.figures.store import COPIES, Doomed, Key, Save
from toolkit.tasks.keeping.backup import FOLDER
from toolkit.tasks.office.frozen import UNITS, Closing
from toolkit.tasks.office.office import Office, now
from toolkit.tasks.office.own_files import MARK

LEAST_TOLD: Final = 3
"""A shorter number is found in any text by chance."""

History = dict[Key, tuple[str, ...]]
"""By figure, every text that ever stood there."""


@dataclass(frozen=True)
class Deletion:
    """What would be deleted for good.

    Args:
        what: in the clerk's words.
        doomed: it, as the store knows it.
        figures: how many figures and rows go, each with its history.
        left: how many figures and rows that stay mention it by its number or name.
    """

    what: str
    doomed: Doomed
    figures: int
    left: int = 0


def deletion_of_unit(office: Office, unit: Unit) -> Deletion:
    """What would go with a unit: all it ever filed, and what is remembered of it.

    Raises:
        ToolkitError: a closed period holds figures of it, or there is nothing of it.
    """

    def is_held(_closed: Period, kept: dict[str, Any]) -> bool:
        return any(_filed(group.get(unit.code, {})) for group in kept.values())

    files = _kept_files(office, is_held)
    history = office.store.journal.keys()
    keys = {key: texts for key, texts in history.items() if key[0] == unit.code}
    left = _mentioned(history, keys, unit.name)
    files |= _unit_files_before(office, history, unit)
    return _deletion(f"{unit.name}的全部数据", keys, Doomed(frozenset(keys), unit=unit.code, files=files), left)


def deletion_of_period(office: Office, period: Period) -> Deletion:
    """What would go with a period: all that was filed for it.

    Raises:
        ToolkitError: it is closed, a closed period compares with it or holds it, or there is nothing of it.
    """

    def is_held(closed: Period, _kept: dict[str, Any]) -> bool:
        return any(_overlap(period, each) for each in (closed, closed.previous, closed.same_last_year))

    files = _kept_files(office, is_held)
    keys = office.store.journal.keys(period=period.code)
    return _deletion(f"{period.name}的全部数据", keys, Doomed(frozenset(keys), period=period.code, files=files))


def deletion_of_member(office: Office, number: str) -> Deletion:
    """What would go with the number of a member: the rows of every ledger in which it stands as such, of all units and periods.

    Raises:
        ToolkitError: a closed period holds such a row, or there is none.
    """
    wanted = number.strip()
    history = office.store.journal.keys()
    rows = {key: texts for key, texts in history.items() if _is_of(office, key, texts, wanted)}
    places = {(unit, period) for unit, period, _subject in rows}
    forms = {form.fingerprint for form in office.store.journal.intakes() if (form.unit, form.period) in places}
    sent = {text for (_unit, _period, subject), texts in history.items() if subject == REFUSED_FORM for text in texts}
    sent = {name for name in sent if _mentions(office.store.journal.file(name) or b"", wanted)}
    files = _kept_files(office, lambda _period, kept: wanted in _words_of(kept)) | forms | sent
    left = _mentioned(history, rows, wanted)
    return _deletion(f"党员编号{wanted}的全部记录", rows, Doomed(frozenset(rows), files=frozenset(files)), left)


def delete_for_good(office: Office, deletion: Deletion) -> None:
    """Delete it; nothing brings it back but a backup of before."""
    office.store.care.erase(deletion.doomed, Save(office.settings.author, DELETED, now()))


def _deletion(what: str, keys: History, doomed: Doomed, left: int = 0) -> Deletion:
    if not keys:
        raise ToolkitError(f"没有{what}，没有删除。请核对名称、编号。")
    figures = sum(MARK_OF_WORDS not in subject for _unit, _period, subject in keys)
    files = doomed.files | {text for key, texts in keys.items() if key[2] == REFUSED_FORM for text in texts if text}
    return Deletion(what, Doomed(doomed.keys, doomed.unit, doomed.period, files), figures, left)


def _kept_files(office: Office, is_held: Callable[[Period, dict[str, Any]], bool]) -> frozenset[str]:
    """What was kept when periods were closed that are open again, where it holds what is to go.

    Raises:
        ToolkitError: a period that is closed now holds it.
    """
    found: set[str] = set()
    for period, closing, is_closed in _closings(office):
        kept = office.store.journal.file(closing.figures)
        if kept is None or not is_held(period, json.loads(kept)):
            continue
        if is_closed:
            raise ToolkitError(
                f"{period.name}已经定稿，里面有要删的数据，没有删除。确实要删的，请先运行：python start.py period reopen --period {period.name} --reason 原因"
            )
        found |= {closing.figures, closing.files.get(UNITS, "")}
    return frozenset(found - {""})


def _mentioned(history: History, going: History, word: str) -> int:
    """How many figures and rows that stay mention what is deleted in what stands there now."""
    if len(word) < LEAST_TOLD:
        return 0
    staying = (texts[-1] for key, texts in history.items() if key not in going and MARK_OF_WORDS not in key[2])
    return sum(word in text for text in staying)


def _unit_files_before(office: Office, history: History, unit: Unit) -> frozenset[str]:
    """The unit files of before in which a unit stands; the one of now is for whoever owns it to change."""
    noted = history.get((NO_UNIT, NO_PERIOD, f"{MARK}{office.settings.units.name}"), ())
    named = [word.encode(code) for word in (unit.name, unit.short_name) for code in ("utf-8", "gb18030")]
    kept = {name: office.store.journal.file(name) or b"" for name in noted if name != noted[-1]}
    return frozenset(name for name, data in kept.items() if any(word in data for word in named))


def _closings(office: Office) -> Iterator[tuple[Period, Closing, bool]]:
    """Each time a period was closed, with what was kept, and whether it is closed so now."""
    for code in office.store.holdings.periods():
        entries = office.store.journal.history(NO_UNIT, code, PERIOD_STATE)
        for entry in entries:
            closing = Closing.of(entry.text)
            if closing is not None:
                yield read_period(code), closing, entry is entries[-1]


def _overlap(one: Period, other: Period) -> bool:
    return one.start <= other.end and other.start <= one.end


def _filed(told: Mapping[str, Any]) -> bool:
    """Whether a kept filing holds anything but what formulas came to."""
    return bool(told.get("ledgers")) or bool(set(told.get("contents", ())) - set(told.get("worked_out", ())))


def _is_of(office: Office, key: Key, texts: Iterable[str], number: str) -> bool:
    """Whether something is a row that was ever a member's, in a ledger of now or in one that the catalogue holds no more."""
    if ROW_MARK not in key[2]:
        return False
    ledger = next((each for each in office.catalogue.ledgers if is_row_of(each, key[2])), None)
    column = ledger.column(ColumnRole.MEMBER) if ledger else None
    names = column.names if column else () if ledger else (ColumnRole.MEMBER,)
    return any(typed_row(text).get(name, "").strip() == number for text in texts for name in names)


def _words_of(kept: Any) -> Iterator[str]:
    """Every text in what was kept, however deep."""
    if isinstance(kept, str):
        yield kept
    elif isinstance(kept, dict | list):
        for each in kept.values() if isinstance(kept, dict) else kept:
            yield from _words_of(each)


def _mentions(workbook: bytes, number: str) -> bool:
    """Whether a number stands by itself in a cell of a workbook; one that cannot be read might hold anything."""
    cell = re.compile(rf">\s*{re.escape(escape(number, quote=False))}\s*<".encode())
    try:
        return any(cell.search(part) for part in unpack(workbook, "", "").values())
    except ToolkitError:
        return True


def files_left(office: Office) -> tuple[Path, ...]:
    """Where files lie that may still hold what was deleted: they are hers to remove."""
    settings = office.settings
    places = (
        settings.units,
        settings.forms,
        settings.output,
        settings.root / FOLDER,
        settings.own_database.parent / COPIES,
    )
    return tuple(path for path in places if path.exists())
