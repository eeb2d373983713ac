"""What the journal costs: a save beside a bare commit, and totals beside a bare GROUP BY, on one SQLite file of a large office.

Takes nothing; writes STORE.md. Both sides of a ratio are taken in turns on the same file. A bare commit is one row and a flush; what
a flush takes is the disk's, and is told.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Final

from benchmarks.machine import machine
from benchmarks.timing import Timing, measure_together
from toolkit.figures.figure import Change
from toolkit.figures.store import Store

PAGE: Final = Path(__file__).with_name("STORE.md")
PERIODS: Final = ("2026H1", "2025H2", "2025H1", "2024H2")
ITEMS: Final = 60
BRANCHES: Final = 10_000
AT_ONCE: Final = 500
MOST_OF_A_COMMIT, MOST_OF_A_GROUP_BY = 1.5, 3.0
GROUP_BY: Final = "SELECT period, subject, sum(number), count(number) FROM current WHERE period IN (?, ?, ?, ?) AND sense = 'value' GROUP BY period, subject"


@dataclass(frozen=True)
class Pair:
    """Ours, the bare work beside it, and how many times as much ours may take."""

    what: str
    ours: Timing
    bare: Timing
    most: float

    @property
    def ratio(self) -> float:
        """How many times as much ours takes."""
        return self.ours.seconds / self.bare.seconds


def main() -> int:
    """Measure and write the page."""
    PAGE.write_text(page_of(measure_store(), machine()), encoding="utf-8", newline="\n")
    print(f"written: {PAGE.name}", flush=True)
    return 0


def measure_store(branches: int = BRANCHES, repeats: int = 7) -> tuple[Pair, ...]:
    """The pairs, on an office of so many branches, four periods and sixty figures."""
    with tempfile.TemporaryDirectory() as name, _filled(Path(name) / "figures.db", branches) as store:
        bare = sqlite3.connect(Path(name) / "figures.db", isolation_level=None)
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE bare (number)")
        numbers = count(1)

        def commit() -> None:
            for words in ("BEGIN IMMEDIATE", "INSERT INTO bare VALUES (1)", "COMMIT"):
                bare.execute(words)

        def save() -> None:
            number = next(numbers)
            told = [Change("00007", PERIODS[0], f"item_{item:02}", f"x{number}", number) for item in (3, 4)]
            store.save(told, "赵样本", "填报页")

        def group_by() -> None:
            bare.execute(GROUP_BY, PERIODS).fetchall()

        saves = measure_together({"ours": save, "bare": commit}, repeats)
        totals = measure_together({"ours": lambda: store.holdings.sums(PERIODS), "bare": group_by}, repeats)
        bare.close()
    return (
        Pair("a save of two figures, beside a bare commit", saves["ours"], saves["bare"], MOST_OF_A_COMMIT),
        Pair("totals of four periods, beside a bare GROUP BY", totals["ours"], totals["bare"], MOST_OF_A_GROUP_BY),
    )


def page_of(pairs: Sequence[Pair], stands_on: dict[str, str]) -> str:
    """The page STORE.md."""
    about = "\n".join(f"| {name} | {value} |" for name, value in stands_on.items())
    rows = "\n".join(
        f"| {each.what} | {each.ours} | {each.bare} | {each.ratio:.2f} × | at most {each.most} × | {'yes' if each.ratio <= each.most else '**no**'} |"
        for each in pairs
    )
    return (
        "# What the journal costs\n\n"
        f"Written by `python start.py bench store`; do not edit. SQLite, {BRANCHES:,} branches, {ITEMS} figures, {len(PERIODS)} periods, in WAL "
        "with `synchronous=FULL`. Medians, fastest and slowest in brackets.\n\n"
        f"|  |  |\n| --- | --- |\n{about}\n\n"
        f"| what | ours | bare | ratio | target | reached |\n| --- | --- | --- | --- | --- | --- |\n{rows}\n"
    )


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
