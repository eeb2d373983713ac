"""What the journal costs: a save beside a bare commit, totals beside a bare GROUP BY, and many rows beside few.

Takes nothing; writes STORE.md. Both sides of a ratio are taken in turns; those of saves and totals on one SQLite file of a large
office. A bare commit is one row and a flush; what a flush takes is the disk's, and is told. The same rows in as many tables, written
by bare statements, say how much of a save is the database's own.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

from benchmarks.machine import machine
from benchmarks.timing import Timing, measure_together
from tests.support.sample_office import filed_office
from toolkit.catalogue.periods import read_period
from toolkit.figures.figure import Change
from toolkit.figures.store import Store
from toolkit.report.context import context_for
from toolkit.report.row_words import with_word
from toolkit.report.standing import standing_of
from toolkit.report.wanted import Wanted
from toolkit.settings import Settings
from toolkit.tasks import open_book, open_office

PAGE: Final = Path(__file__).with_name("STORE.md")
PERIODS: Final = ("2026H1", "2025H2", "2025H1", "2024H2")
ITEMS: Final = 60
BRANCHES: Final = 10_000
AT_ONCE: Final = 500
MOST_OF_A_COMMIT, MOST_OF_A_GROUP_BY, MOST_OF_FEW_ROWS = 1.5, 3.0, 3.0
FEW_ROWS, MANY_ROWS = 100, 10_000
KINDS_OF_EVENTS: Final = ("志愿服务", "参观学习", "专题学习", "主题党日", "其他")
GROUP_BY: Final = "SELECT period, subject, sum(number), count(number) FROM current WHERE period IN (?, ?, ?, ?) AND sense = 'value' GROUP BY period, subject"


@dataclass(frozen=True)
class Pair:
    """One work, another beside it, and how many times as much the one may take; None where it is shown for comparison."""

    what: str
    measured: Timing
    beside: Timing
    most: float | None = None

    @property
    def ratio(self) -> float:
        """How many times as much it takes."""
        return self.measured.seconds / self.beside.seconds


def main() -> int:
    """Measure and write the page."""
    # First, so that nothing of the large store is in memory yet.
    rows = measure_rows()
    PAGE.write_text(page_of((*measure_store(), rows), machine()), encoding="utf-8", newline="\n")
    print(f"written: {PAGE.name}", flush=True)
    return 0


def measure_store(branches: int = BRANCHES, repeats: int = 7) -> tuple[Pair, ...]:
    """The pairs, on an office of so many branches, four periods and sixty figures."""
    with tempfile.TemporaryDirectory() as name, _filled(Path(name) / "figures.db", branches) as store:
        bare = sqlite3.connect(Path(name) / "figures.db", isolation_level=None)
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE bare (number)")
        numbers, by_hand = count(1), count(1)

        def commit() -> None:
            for words in ("BEGIN IMMEDIATE", "INSERT INTO bare VALUES (1)", "COMMIT"):
                bare.execute(words)

        def save() -> None:
            number = next(numbers)
            told = [Change("00007", PERIODS[0], f"item_{item:02}", f"x{number}", number) for item in (3, 4)]
            store.save(told, "赵样本", "填报页")

        def statements() -> None:
            _write_by_hand(bare, next(by_hand))

        def group_by() -> None:
            bare.execute(GROUP_BY, PERIODS).fetchall()

        saves = measure_together({"ours": save, "by hand": statements, "bare": commit}, repeats)
        totals = measure_together({"ours": lambda: store.holdings.sums(PERIODS), "bare": group_by}, repeats)
        bare.close()
    return (
        Pair("a save of two figures, beside a bare commit", saves["ours"], saves["bare"], MOST_OF_A_COMMIT),
        Pair("the same rows by bare statements, beside a bare commit", saves["by hand"], saves["bare"]),
        Pair("totals of four periods, beside a bare GROUP BY", totals["ours"], totals["bare"], MOST_OF_A_GROUP_BY),
    )


def _write_by_hand(bare: sqlite3.Connection, number: int) -> None:
    """What a save of two figures asks of the database, and nothing else: what stands there, a batch, its entries, what stands now."""
    figures = [("00009", PERIODS[0], f"item_{item:02}") for item in (3, 4)]
    bare.execute("BEGIN IMMEDIATE")
    bare.execute(
        "SELECT subject, version, text FROM current WHERE period = ? AND unit = ?", (PERIODS[0], "00009")
    ).fetchall()
    batch = bare.execute(
        "INSERT INTO batches (at, author, source, reason, unit, period, digest) VALUES ('2026-06-30', '', '', '', '', '', ?)",
        ("0" * 64,),
    ).lastrowid
    bare.executemany(
        "INSERT INTO entries (unit, period, subject, batch, version, text, sense, value) VALUES (?, ?, ?, ?, ?, ?, 'value', ?)",
        [(*figure, batch, number + 1, f"x{number}", f"x{number}") for figure in figures],
    )
    bare.executemany(
        "UPDATE current SET batch = ?, version = ?, text = ?, value = ? WHERE unit = ? AND period = ? AND subject = ?",
        [(batch, number + 1, f"x{number}", f"x{number}", *figure) for figure in figures],
    )
    bare.execute("COMMIT")


def measure_rows(many: int = MANY_ROWS, few: int = FEW_ROWS, repeats: int = 7) -> Pair:
    """An office with very many rows in a ledger beside one with few: opened, its figures counted, and the rows filtered."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        offices = {count: office_with_rows(Path(name) / str(count), count) for count in (many, few)}
        works = {str(count): partial(opened_and_filtered, settings) for count, settings in offices.items()}
        found = measure_together(works, repeats)
    what = f"an office with {many:,} rows opened and filtered, beside one with {few:,}"
    return Pair(what, found[str(many)], found[str(few)], MOST_OF_FEW_ROWS)


def office_with_rows(folder: Path, number: int) -> Settings:
    """The sample with so many further events in the ledger of one branch after another."""
    office = filed_office(folder)
    codes = [unit.code for unit in office.units.branches]
    office.store.save([_event(codes, n) for n in range(number)], "赵样本", "基准")
    office.store.close()
    return office.settings


def _event(codes: Sequence[str], number: int) -> Change:
    row = {
        "编号": f"X{number}",
        "日期": f"2026-{1 + number % 6}-{1 + number % 27}",
        "类型": KINDS_OF_EVENTS[number % len(KINDS_OF_EVENTS)],
        "主题": f"主题{number}",
        "应到": "10",
        "实到": "9",
        "时长": "2",
    }
    subject = f"activities/x{number:05}"
    return Change(codes[number % len(codes)], PERIODS[0], subject, json.dumps(row, ensure_ascii=False), 0)


def opened_and_filtered(settings: Settings) -> int:
    """How many 志愿服务 a template finds among the events of an office that is opened for it."""
    office = open_office(settings)
    period = read_period(PERIODS[0])
    book = open_book(office, period)
    standing = standing_of(office.units, book, office.units.root, office.today)
    values = context_for(standing, office.catalogue, office.at(period).units, Wanted.of(["活动台账"]))
    office.store.close()
    return len(with_word(values["活动台账"], "类型", "志愿服务"))


def page_of(pairs: Sequence[Pair], stands_on: dict[str, str]) -> str:
    """The page STORE.md."""
    about = "\n".join(f"| {name} | {value} |" for name, value in stands_on.items())
    rows = "\n".join(
        f"| {each.what} | {each.measured} | {each.beside} | {each.ratio:.2f} × | {_verdict(each)} |" for each in pairs
    )
    return (
        "# What the journal costs\n\n"
        f"Written by `python start.py bench store`; do not edit. Saves and totals on SQLite with {BRANCHES:,} branches, {ITEMS} figures, "
        f"{len(PERIODS)} periods, in WAL with `synchronous=FULL`. Medians, fastest and slowest in brackets.\n\n"
        f"|  |  |\n| --- | --- |\n{about}\n\n"
        f"| what | measured | beside | ratio | target | reached |\n| --- | --- | --- | --- | --- | --- |\n{rows}\n"
    )


def _verdict(pair: Pair) -> str:
    if pair.most is None:
        return " | "
    return f"at most {pair.most} × | {'yes' if pair.ratio <= pair.most else '**no**'}"


@contextmanager
def _filled(file: Path, branches: int) -> Iterator[Store]:
    store = Store(f"sqlite:///{file.as_posix()}", lambda: datetime.now(UTC))
    for period in PERIODS:
        for start in range(0, branches, AT_ONCE):
            units = range(start, min(branches, start + AT_ONCE))
            told = [(unit, item) for unit in units for item in range(ITEMS)]
            changes = [
                Change(f"{unit:05}", period, f"item_{item:02}", str((unit + item) % 50), 0) for unit, item in told
            ]
            store.save(changes, "赵样本", "基准")
    yield store
    store.close()
