"""What a render takes down beside its text: rich values that wait for their place, and blanks that nobody has to fill in.

Takes values as they are printed; holds them for the time of one render. Never prints anything itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from toolkit.word.language.values import NOTE_END, NOTE_START, optional_blanks

NOTES: Final = "notes of a render"
"""Where a render has its notes in Jinja's context: a name no template can write."""


class Notes:
    """The notes of one render.

    Attributes:
        kept: the rich values, by the number that stands for each.
        optional: how many 【待填】 were printed for what nobody has to fill in.
    """

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self.optional = 0

    def count(self, value: Any) -> None:
        """Count the blanks a value prints."""
        self.optional += optional_blanks(value)

    def keep(self, value: Any) -> Markup:
        """Keep a rich value until its part is a tree; the note that stands for it meanwhile."""
        self.kept.append(value)
        return Markup(f"{NOTE_START}rich{len(self.kept) - 1}{NOTE_END}")


def notes_of(values: Mapping[str, Any]) -> Notes | None:
    """The notes of the render whose values these are; None where it takes none."""
    found = values.get(NOTES)
    return found if isinstance(found, Notes) else None
