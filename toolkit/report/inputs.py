"""What each document of a run is made of, in fingerprints: a document made of the same is the same.

Takes the book of a period, its units and this program's own files; gives `Inputs`. Never asks how old anything is, nor what day
it is: the day a document was made stays in it until it is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Final

from toolkit.archives import fingerprint
from toolkit.catalogue.units import Unit, Units
from toolkit.figures.figure import Filing
from toolkit.report.manifest import Inputs
from toolkit.report.standing import Book, standing_of

PACKAGE: Final = Path(__file__).resolve().parent.parent
MAKES_DOCUMENTS: Final = ("catalogue", "figures", "review", "report", "tasks", "word")
LIBRARIES: Final = ("chinesecalendar", "cn2an", "jinja2", "lxml", "markupsafe", "rapidfuzz")
"""Those whose own ways show in a document, or in what is said of one."""


class InputsOf:
    """The inputs of the documents of one period.

    Args:
        units: those of all times.
        book: the figures.
        settings: the fingerprint of the office's own files.
    """

    def __init__(self, units: Units, book: Book, settings: str) -> None:
        self._units, self._book, self._settings = units, book, settings
        self._now = _fingerprints(book.now, _said)
        self._answers_then = [_fingerprints(filings, _answers) for filings in (book.last, book.year_ago)]
        # A unit that is missing from the unit file counts on, and a document may not name another unit.
        self._all_units = fingerprint(repr((units.all, book.period)).encode())
        self._figures: dict[str, str] = {}

    def of(self, unit: Unit, template: str) -> Inputs:
        """What a document of a unit is made of, with a template of this fingerprint."""
        if unit.code not in self._figures:
            self._figures[unit.code] = self._figures_of(unit)
        return Inputs(template, self._settings, self._figures[unit.code], program_fingerprint())

    @cached_property
    def _said_then(self) -> list[dict[str, str]]:
        return [_fingerprints(filings, _said) for filings in (self._book.last, self._book.year_ago)]

    def _figures_of(self, unit: Unit) -> str:
        standing = standing_of(self._units, self._book, unit, None)
        groups = standing.filings, standing.last, standing.year_ago
        # A total of then over several units may come from their rows: joint events, and what does not add up.
        then = self._answers_then if max(map(len, groups)) == 1 else self._said_then
        known = zip(groups, (self._now, *then), strict=True)
        below = ["".join(fingerprints[filing.unit.code] for filing in filings) for filings, fingerprints in known]
        return fingerprint("\n".join([self._all_units, unit.code, *below]).encode())


@cache
def program_fingerprint() -> str:
    """By which this program is known again: its files that make documents and say what is wrong with them, and its libraries."""
    rooms = (path for name in MAKES_DOCUMENTS for path in (PACKAGE / name).rglob("*.py"))
    sources = sorted([*rooms, *PACKAGE.glob("*.py")])
    libraries = " ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return fingerprint(b"\n".join([libraries.encode(), *(path.read_bytes() for path in sources)]))


def _fingerprints(filings: Mapping[str, Filing], said: Callable[[Filing], object]) -> dict[str, str]:
    return {code: fingerprint(repr(said(filing)).encode()) for code, filing in filings.items()}


def _said(filing: Filing) -> tuple[object, ...]:
    """All that a document can see of a filing, in an order of its own: how far its period has gone on, too."""
    rows = [(key, [tuple(row.values()) for row in rows]) for key, rows in sorted(filing.ledgers.items())]
    return _answers(filing), rows, filing.seen_on, filing.around.leaders


def _answers(filing: Filing) -> tuple[object, ...]:
    """What it can see of an earlier one of a single unit: no row of a ledger."""
    answers = sorted((key, content) for key, content in filing.contents.items() if content is not None)
    return filing.unit.code, filing.period.code, answers
