"""The one step that mends a slip of pen in a filed text, where it is safe to do so without asking.

Takes an open sheet and a finding's place; saves the text as it should be, like any other edit: with its author, and to be taken back.
"""

from __future__ import annotations

from toolkit.review.slips.reading import mended
from toolkit.review.slips.slip import Reading
from toolkit.review.text_checks import SLIP
from toolkit.tasks.figures.sheet import Edit, Saved, Sheet


def mend_text(sheet: Sheet, unit: str, item: str, code: str) -> Saved | None:
    """Mend the slips of one kind in a text; None where there is nothing to mend any more.

    Args:
        sheet: the period's figures.
        unit, item: whose text, and which.
        code: that of the finding.

    Raises:
        ToolkitError: it could not be saved.
    """
    reading = Reading(sheet.office.rules.words, sheet.period, is_filed=True)
    text = sheet.text(unit, item)
    better = mended(text, reading, code.removeprefix(SLIP))
    return None if better == text else sheet.enter([Edit(unit, item, better)])
