"""How complete a form is, section by section.

Takes a filing and the catalogue; gives counts. Never judges a figure.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.kinds import is_waiting
from toolkit.figures.figure import Filing


@dataclass(frozen=True)
class Completion:
    """One section of one form.

    Args:
        section: its label.
        filled, required: how many required figures are in, and how many there are.
        first_missing: key of the first one that is not; empty where none is.
    """

    section: str
    filled: int
    required: int
    first_missing: str = ""


def completion_of(filing: Filing, catalogue: Catalogue) -> tuple[Completion, ...]:
    """Every section this unit is asked something required in, in order."""
    asked = [item for item in catalogue.asked_of(filing.unit.kind) if item.required]
    by_section = {item.section: [each for each in asked if each.section == item.section] for item in asked}
    made = []
    for section, items in by_section.items():
        missing = [item.key for item in items if is_waiting(filing[item.key])]
        made.append(Completion(section, len(items) - len(missing), len(items), missing[0] if missing else ""))
    return tuple(made)
