"""The findings of one form while it is being read, each with its sheet and cell.

Takes codes and messages; gives `Finding` values in the order in which they were made. Never decides what is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from toolkit.findings import Finding, error, warning

MOST_NAMED = 3
CELL_OF_PLACE: Final = re.compile("“([^”]+)”([A-Z]+[0-9]+)格$")


class Complaints:
    """What was found in one file so far.

    Args:
        place: the file's name.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self.findings: list[Finding] = []

    def error(self, code: str, message: str, sheet: str = "", cell: str = "", item: str = "") -> None:
        """Something for which the form is not taken."""
        self.findings.append(error(code, self._at(sheet, cell), message, item=item))

    def warning(self, code: str, message: str, sheet: str = "", cell: str = "", item: str = "") -> None:
        """Something to be told, for which the form is taken all the same."""
        self.findings.append(warning(code, self._at(sheet, cell), message, item=item))

    def _at(self, sheet: str, cell: str) -> str:
        if not sheet:
            return self.place
        return f"{self.place} “{sheet}”{cell}格" if cell else f"{self.place} {sheet}"


def cell_in(place: str) -> tuple[str, str] | None:
    """The sheet and the cell that a place of a finding names; None where it names none.

    >>> cell_in("01 办公室.xlsx “填报”E10格"), cell_in("01 办公室.xlsx")
    (('填报', 'E10'), None)
    """
    found = CELL_OF_PLACE.search(place)
    return (found[1], found[2]) if found else None


def named(cells: Sequence[str]) -> str:
    """Some cells by name, and how many there are.

    >>> named(["B7"]), named(["B7", "B8", "B9", "C1"])
    ('B7', 'B7、B8、B9等4处')
    """
    more = f"等{len(cells)}处" if len(cells) > MOST_NAMED else ""
    return "、".join(cells[:MOST_NAMED]) + more
