"""The rows of a ledger as they are stored: each under a name of its own, as it was typed.

Takes typed rows and what the catalogue says of their columns; gives texts and names, and rows and contents back from them. Never
decides which row is which: that is `row_identity`.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from toolkit.archives import fingerprint
from toolkit.catalogue.kinds import DATE, Content
from toolkit.catalogue.ledgers import Ledger, LedgerRow, LedgerRows
from toolkit.catalogue.roles import ColumnRole

MARK_LENGTH: Final = 16
MOST_ROWS_KNOWN: Final = 4_096
ROW_MARK: Final = "/"
"""Between a ledger's key and the identity of one of its rows."""
MOST_WORDS_OF_A_ROW: Final = 3
_IN_JSON: Final = json.JSONEncoder(ensure_ascii=False).encode
STRUCK_OUT: Final = "{}"
"""The text of a row that ran over from an earlier period and was taken out in this one; an empty text says nothing of it."""


def row_subject(ledger: str, name: str) -> str:
    """Under which name a row of a ledger stands in the history.

    Args:
        ledger: the ledger's key.
        name: the identity of the row.
    """
    return f"{ledger}{ROW_MARK}{name}"


def is_row_of(ledger: Ledger, subject: str) -> bool:
    """Whether a name in the history is that of a row of a ledger."""
    return subject.startswith(row_subject(ledger.key, ""))


def name_of_row(subject: str) -> str:
    """The identity of a row, from its name in the history."""
    return subject.partition(ROW_MARK)[2]


def text_of_row(ledger: Ledger, row: Mapping[str, str]) -> str:
    """The text under which one typed row is stored; a row without a cell makes an empty text."""
    kept = _kept(ledger, row)
    return _IN_JSON(kept) if kept else ""


def _kept(ledger: Ledger, row: Mapping[str, str]) -> dict[str, str]:
    """The typed cells of a row, in the order of the columns."""
    return {column.label: row[column.label] for column in ledger.columns if row.get(column.label)}


def is_row(text: str) -> bool:
    """Whether a stored text is a row, and not one that is gone."""
    return text not in ("", STRUCK_OUT)


def typed_row(text: str, ledger: Ledger | None = None) -> Mapping[str, str]:
    """One row as typed, column label to text.

    Args:
        text: as it is stored; an empty one is a row that is gone.
        ledger: what its columns are called now; as they were called then where None.
    """
    return _headed_now(_parsed(text) if text else {}, ledger)


@lru_cache(maxsize=MOST_ROWS_KNOWN)
def _parsed(text: str) -> Mapping[str, str]:
    """A stored row, asked for again and again while a form is looked into; shared by all who ask, never changed."""
    parsed: dict[str, str] = json.loads(text)
    return parsed


def all_typed_rows(texts: Iterable[str], ledger: Ledger) -> list[Mapping[str, str]]:
    """Several rows as typed, each as `typed_row` gives it: read in one go, which takes half as long."""
    return [_headed_now(row, ledger) for row in json.loads(f"[{','.join(texts)}]")]


def _headed_now(row: Mapping[str, str], ledger: Ledger | None) -> Mapping[str, str]:
    if ledger is None or not ledger.has_old_names:
        return row
    return {ledger.headed(name): cell for name, cell in row.items()}


def thing_of(ledger: Ledger, row: Mapping[str, str]) -> tuple[Content, ...]:
    """By which a typed row is known where it has no identity: its number and its day, however that is written; empty where it has not both."""
    signs = [(label, row.get(label, "")) for label in signs_of(ledger)]
    if not signs or not all(text for _label, text in signs):
        return ()
    contents = row_contents(ledger, dict(signs))
    return tuple(contents[label] for label, _text in signs)


def is_same_thing(ledger: Ledger, row: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two typed rows have one number and one day, where the ledger asks for both."""
    thing = thing_of(ledger, row)
    return bool(thing) and thing == thing_of(ledger, other)


def signs_of(ledger: Ledger) -> tuple[str, ...]:
    """The columns by which a row is known where it has no identity: the first required one, and the first required day."""
    required = [column for column in ledger.columns if column.required]
    days = [column.label for column in required if column.kind is DATE][:1]
    others = [column.label for column in required if column.kind is not DATE][:1]
    return (*others, *days) if days and others else ()


def links_of(ledger: Ledger) -> tuple[str, ...]:
    """The columns in which a step writes what a row is linked with."""
    columns = map(ledger.column, (ColumnRole.LINKED, ColumnRole.FROM_VISIT))
    return tuple(column.label for column in columns if column)


def unlike_in_words(row: Mapping[str, str], other: Mapping[str, str]) -> str:
    """In which cells a typed row differs from another one, beyond those that `row_in_words` shows; empty where in none.

    >>> unlike_in_words({"编号": "3", "日期": "", "类型": "", "主题": "植树"}, {"编号": "4"})
    '（主题：植树）'
    """
    first = list(row)[:MOST_WORDS_OF_A_ROW]
    unlike = [label for label in {**row, **other} if label not in first and row.get(label) != other.get(label)]
    cells = [f"{label}：{row.get(label) or '空'}" for label in unlike[:MOST_WORDS_OF_A_ROW]]
    return f"（{'，'.join(cells)}{'等' if len(unlike) > len(cells) else ''}）" if cells else ""


def row_in_words(row: Mapping[str, str]) -> str:
    """A typed row for a clerk's eye: its first cells.

    >>> row_in_words({"编号": "3", "日期": "2026-5-1", "类型": "其他", "主题": "植树"})
    '3 2026-5-1 其他'
    """
    return " ".join(text for _label, text in zip(range(MOST_WORDS_OF_A_ROW), row.values(), strict=False))


def typed_rows(texts: Mapping[str, str], ledger: Ledger) -> dict[str, Mapping[str, str]]:
    """The rows of a ledger among the texts of a unit and period, as typed, by their identity."""
    return {
        name_of_row(subject): typed_row(texts[subject], ledger)
        for subject in row_subjects(ledger, texts)
        if is_row(texts[subject])
    }


def row_contents(ledger: Ledger, row: Mapping[str, str], year: int | None = None) -> LedgerRow:
    """A typed row, each column read by its kind; `year` is that of the period it was entered for."""
    return next(contents_of_rows(ledger, [row], year))


def contents_of_rows(ledger: Ledger, rows: Iterable[Mapping[str, str]], year: int | None = None) -> Iterator[LedgerRow]:
    """Several typed rows, each as `row_contents` gives it."""
    readers, blank = ledger.readers(year), ledger.blank_row
    for row in rows:
        contents = dict(blank)
        for label, text in row.items():
            if text and label in readers:
                contents[label] = readers[label](text)
        yield contents


def mark_of_row(text: str) -> str:
    """By which a form knows the text of a row again that it was sent out with; never a number, as versions are."""
    return f"h{fingerprint(text.encode())[:MARK_LENGTH]}"


def row_subjects(ledger: Ledger, subjects: Iterable[str]) -> list[str]:
    """The names of the rows of a ledger among those of a unit and period, in the order in which they came."""
    return sorted(subject for subject in subjects if is_row_of(ledger, subject))


def text_from_rows(ledger: Ledger, rows: Iterable[Mapping[str, str]]) -> str:
    """All typed rows that a form holds of a ledger, as one text; no rows make an empty text."""
    kept = [cells for row in rows if (cells := _kept(ledger, row))]
    return _IN_JSON(kept) if kept else ""


def rows_of_text(text: str) -> tuple[Mapping[str, str], ...]:
    """The typed rows that a form holds of a ledger, from that one text."""
    return tuple(json.loads(text)) if text else ()


def rows_from_text(ledger: Ledger, text: str) -> LedgerRows:
    """The same rows, each column read by its kind."""
    return tuple(row_contents(ledger, row) for row in rows_of_text(text))


def plain_word(content: Content) -> str:
    """A text without what people write differently: LH-1, ＬＨ１ and lh 1 are one."""
    return _folded(str(content))


@lru_cache(maxsize=16_384)
def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isalnum():
        return text
    return "".join(letter for letter in text if letter.isalnum()) or text
