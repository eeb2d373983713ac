"""Fills one template for one unit.

Takes a compiled template and a context; gives a `Merged` document. Never writes a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.word import BLANK_TEXT, CompiledTemplate


@dataclass(frozen=True)
class Merged:
    """A document, and how many blanks it shows; one with blanks is a draft."""

    data: bytes
    blanks: int

    @property
    def is_draft(self) -> bool:
        """Whether something in it is still to be filled in."""
        return self.blanks > 0


def merge(template: CompiledTemplate, context: Mapping[str, Any]) -> Merged:
    """The document; raises what `CompiledTemplate.render` raises."""
    parts = template.render_parts(context)
    return Merged(template.assemble(parts), sum(xml.count(BLANK_TEXT) for xml in parts.values()))
