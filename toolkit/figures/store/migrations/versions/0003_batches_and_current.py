"""One journal: batches, entries, the current ones once more, and whole files; each row of a ledger an entry of its own.

Everything an earlier version kept is taken over and compared afterwards; what is not the same stops the upgrade, which then has
changed nothing. SQLite's file was copied before; on a server the old tables stay under the names `entries_0002`, `intakes_0002`.
What was typed before was never written down as what it was read as: its sense is left open, and filled in by the next reading.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ROWS_AT_ONCE = 10_000
CLOSE = timedelta(seconds=30)
"""How far apart the entries of a form and the note that it was taken may lie."""
FILING_STATE, FILED = "state:filing", "已报"
FIGURE = ("unit", "period", "subject")
ENTRY = (*FIGURE, "version", "text")


def upgrade() -> None:
    """Rename the old tables, create the new ones, and take everything over."""
    connection = op.get_bind()
    op.rename_table("entries", "entries_0002")
    op.rename_table("intakes", "intakes_0002")
    _create()
    old = _rows(
        connection, "SELECT unit, period, item, text, version, author, source, at FROM entries_0002 ORDER BY id"
    )
    taken = _rows(
        connection, "SELECT fingerprint, unit, period, file_name, at, saved FROM intakes_0002 ORDER BY at, fingerprint"
    )
    batches, entries = _converted(old, taken)
    _insert(connection, batches, entries)
    _check(connection, old, taken)
    if connection.dialect.name == "sqlite" or not (old or taken):
        op.drop_table("entries_0002")
        op.drop_table("intakes_0002")


def _create() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(128), nullable=False),
        sa.Column("source", sa.String(255), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("unit", sa.String(64), nullable=False),
        sa.Column("period", sa.String(16), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=True),
        sa.Column("saved", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undoes", sa.Integer, nullable=True),
        sa.Column("undone", sa.Integer, nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    is_effective = sa.text("undone IS NULL")
    op.create_index(
        "one_taking_of_a_form",
        "batches",
        ["fingerprint"],
        unique=True,
        sqlite_where=is_effective,
        postgresql_where=is_effective,
    )
    _create_figures()


def _create_figures() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("batch", sa.Integer, nullable=False),
        sa.Column("unit", sa.String(64), nullable=False),
        sa.Column("period", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        *_figure_columns(),
        sa.UniqueConstraint(*FIGURE, "version", name="one_version_of_a_subject"),
    )
    op.create_index("entries_of_a_batch", "entries", ["batch"])
    op.create_table(
        "current",
        sa.Column("period", sa.String(16), primary_key=True),
        sa.Column("unit", sa.String(64), primary_key=True),
        sa.Column("subject", sa.String(128), primary_key=True),
        sa.Column("batch", sa.Integer, nullable=False),
        *_figure_columns(),
        sqlite_with_rowid=False,
    )
    op.create_index("sums_of_a_period", "current", ["period", "subject", "sense", "number"])
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("media", sa.String(128), nullable=False),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
    )


def _figure_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sense", sa.String(8), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=True),
    )


def _rows(connection: sa.Connection, words: str) -> list[dict[str, Any]]:
    return [_with_moments(row) for row in connection.execute(sa.text(words)).mappings()]


def _with_moments(row: sa.RowMapping) -> dict[str, Any]:
    # SQLite gives the text of a moment back where no table says that it is one.
    moments = {name: _moment(row[name]) for name in ("at", "saved") if row.get(name) is not None}
    return {**row, **moments}


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    assert isinstance(moment, datetime)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _converted(
    old: Sequence[Mapping[str, Any]], taken: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The batches and the entries that the old tables make."""
    ledgers = _ledgers(old)
    batches: dict[int, dict[str, Any]] = {}
    entries: list[dict[str, Any]] = []
    kept: dict[tuple[str, str, str], dict[str, _Row]] = {}
    for number, row in _numbered(old):
        batches.setdefault(number, _batch(number, row))
        if row["item"] in ledgers:
            key = row["unit"], row["period"], row["item"]
            entries += [
                _entry(number, row, subject, each.version, each.text)
                for subject, each in _changed_rows(kept.setdefault(key, {}), row)
            ]
        else:
            entries.append(_entry(number, row, row["item"], row["version"], row["text"]))
    made = list(batches.values())
    _note_forms(made, entries, taken)
    return made, entries


def _numbered(old: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Each old entry with the number of its batch: what one person saved at one moment in one way is one."""
    number = 0
    before: tuple[object, ...] = ()
    for row in old:
        save = row["author"], row["source"], row["at"]
        number, before = number + (save != before), save
        yield number, row


def _ledgers(old: Sequence[Mapping[str, Any]]) -> set[str]:
    """The keys of the ledgers; the store knows no catalogue."""
    return {row["item"] for row in old if _is_rows(row["text"])}


def _batch(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    told = {"author": row["author"], "source": row["source"], "at": row["at"], "reason": "", "unit": "", "period": ""}
    return {"id": number, **told, "fingerprint": None, "saved": None, "undoes": None, "undone": None, "digest": ""}


def _entry(batch: int, row: Mapping[str, Any], subject: str, version: int, text: str) -> dict[str, Any]:
    figure = {"unit": row["unit"], "period": row["period"], "subject": subject, "version": version, "text": text}
    return {"batch": batch, **figure, "sense": "value" if text else "blank", "value": text, "number": None}


class _Row:
    """A row of a ledger while its history is gone through."""

    def __init__(self, text: str) -> None:
        self.text, self.version = text, 1

    def become(self, text: str) -> None:
        self.text, self.version = text, self.version + 1


def _is_rows(text: str) -> bool:
    """Whether a text is what an earlier version kept of a ledger: a list of rows, column to cell."""
    if not text.startswith("["):
        return False
    try:
        rows = json.loads(text)
    except ValueError:
        return False
    return bool(rows) and all(
        isinstance(row, dict) and row and all(isinstance(cell, str) for cell in row.values()) for row in rows
    )


def _changed_rows(kept: dict[str, _Row], row: Mapping[str, Any]) -> Iterator[tuple[str, _Row]]:
    """The rows that one entry of a whole ledger filled, changed or emptied, with their names; `kept` is brought up to date."""
    wanted = [json.dumps(each, ensure_ascii=False) for each in json.loads(row["text"] or "[]")]
    free = [subject for subject in kept if kept[subject].text]
    found: dict[int, str] = {}
    for is_alike in (lambda new, old: new == old, _have_one_sign, lambda _new, _old: True):
        for n, text in enumerate(wanted):
            subject = next((each for each in free if n not in found and is_alike(text, kept[each].text)), None)
            if subject is not None:
                found[n] = subject
                free.remove(subject)
    for n, text in enumerate(wanted):
        if n not in found:
            subject = f"{row['item']}/{row['at']:%Y%m%d%H%M%S}-{row['version']:03}-{n + 1:03}"
            kept[subject] = _Row(text)
            yield subject, kept[subject]
        elif kept[found[n]].text != text:
            kept[found[n]].become(text)
            yield found[n], kept[found[n]]
    for subject in free:
        kept[subject].become("")
        yield subject, kept[subject]


def _have_one_sign(new: str, old: str) -> bool:
    """Whether two rows begin alike: their first two cells, as a rule a number and a day."""
    return list(json.loads(new).items())[:2] == list(json.loads(old).items())[:2]


def _note_forms(
    batches: list[dict[str, Any]], entries: list[dict[str, Any]], taken: Sequence[Mapping[str, Any]]
) -> None:
    """Write the forms that were taken to the batches they made, or to ones of their own."""
    filed: set[tuple[str, str]] = set()
    whose = {entry["batch"]: (entry["unit"], entry["period"]) for entry in entries}
    by_name: dict[tuple[str, tuple[str, str]], list[dict[str, Any]]] = {}
    for batch in batches:
        if batch["source"].startswith("填报表"):
            by_name.setdefault((batch["source"].partition(" ")[2], whose[batch["id"]]), []).append(batch)
    for form in taken:
        named = by_name.get((form["file_name"], (form["unit"], form["period"])), [])
        unclaimed = [each for each in named if each["fingerprint"] is None and _is_near(each, form)]
        if unclaimed:
            batch = unclaimed[0]
        else:
            source = f"填报表 {form['file_name']}"[:255]
            batch = _batch(len(batches) + 1, {"author": "", "source": source, "at": form["at"]})
            batches.append(batch)
        batch |= {name: form[name] for name in ("unit", "period", "fingerprint", "saved")}
        if (form["unit"], form["period"]) not in filed:
            # What came by a form had been filed.
            filed.add((form["unit"], form["period"]))
            entries.append(_entry(batch["id"], form, FILING_STATE, 1, FILED))


def _is_near(batch: Mapping[str, Any], form: Mapping[str, Any]) -> bool:
    return bool(abs(batch["at"] - form["at"]) < CLOSE)


def _insert(connection: sa.Connection, batches: Sequence[dict[str, Any]], entries: Sequence[dict[str, Any]]) -> None:
    new = sa.MetaData()
    new.reflect(connection, only=("batches", "entries", "current"))
    by_batch: dict[int, list[dict[str, Any]]] = {}
    for entry in entries:
        by_batch.setdefault(entry["batch"], []).append(entry)
    for batch in batches:
        batch["digest"] = _digest(batch, by_batch.get(batch["id"], ()))
    current = {tuple(entry[name] for name in FIGURE): entry for entry in sorted(entries, key=lambda e: e["version"])}
    for table, rows in (("batches", batches), ("entries", entries), ("current", list(current.values()))):
        for start in range(0, len(rows), ROWS_AT_ONCE):
            connection.execute(sa.insert(new.tables[table]), rows[start : start + ROWS_AT_ONCE])
    if connection.dialect.name == "postgresql" and batches:
        # Its counter knows nothing of numbers that were given by hand.
        connection.execute(
            sa.text("SELECT setval(pg_get_serial_sequence('batches', 'id'), :last)"), {"last": len(batches)}
        )


def _digest(batch: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> str:
    head = [batch["at"].astimezone(UTC).isoformat(), *(batch[name] for name in ("author", "source", "reason"))]
    form = [batch["unit"], batch["period"], batch["fingerprint"], batch["undoes"]]
    told = [[*(entry[name] for name in ENTRY), entry["sense"], entry["value"], entry["number"]] for entry in entries]
    return hashlib.sha256(json.dumps([head, form, told], ensure_ascii=False).encode()).hexdigest()


def _check(connection: sa.Connection, old: Sequence[Mapping[str, Any]], taken: Sequence[Mapping[str, Any]]) -> None:
    """Compare what stands in the new tables with the old ones, row by row.

    Raises:
        ValueError: something is not the same; the whole upgrade is undone.
    """
    words = (
        "SELECT unit, period, subject AS item, text, version, author, source, at, batch"
        " FROM (SELECT id AS number, batch, unit AS unit, period AS period, subject, version, text FROM entries) AS told"
        " JOIN (SELECT id, author, source, at FROM batches) AS saves ON batch = saves.id ORDER BY number"
    )
    new, ledgers = _rows(connection, words), _ledgers(old)
    figures = [row for row in new if row["item"].partition("/")[0] not in ledgers and row["item"] != FILING_STATE]
    if [_told(row) for row in old if row["item"] not in ledgers] != list(map(_told, figures)):
        raise ValueError("figures were not taken over as they were")
    _check_rows([(number, row) for number, row in _numbered(old) if row["item"] in ledgers], new)
    forms = _rows(connection, "SELECT fingerprint, unit, period, saved FROM batches WHERE fingerprint IS NOT NULL")
    if sorted(map(_form_told, taken)) != sorted(map(_form_told, forms)):
        raise ValueError("forms were not taken over as they were")


def _told(row: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("unit", "period", "item", "text", "version", "author", "source", "at"))


def _form_told(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in ("fingerprint", "unit", "period", "saved"))


def _check_rows(old: Sequence[tuple[int, Mapping[str, Any]]], new: Sequence[Mapping[str, Any]]) -> None:
    """Every state a ledger ever was in must come out of its rows again."""
    by_ledger: dict[tuple[object, ...], list[Mapping[str, Any]]] = {}
    for row in new:
        by_ledger.setdefault((row["batch"], *_whose(row)), []).append(row)
    kept: dict[tuple[str, str, str], dict[str, str]] = {}
    for number, entry in old:
        whose = _whose(entry)
        rows = kept.setdefault(whose, {})
        rows |= {row["item"]: row["text"] for row in by_ledger.get((number, *whose), ())}
        if _texts_of(json.loads(entry["text"] or "[]")) != Counter(text for text in rows.values() if text):
            raise ValueError("rows of ledgers were not taken over as they were")


def _whose(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """Whose ledger, for when, and which, a row of it or the whole."""
    return row["unit"], row["period"], row["item"].partition("/")[0]


def _texts_of(rows: Sequence[Mapping[str, str]]) -> Counter[str]:
    return Counter(json.dumps(row, ensure_ascii=False) for row in rows)
