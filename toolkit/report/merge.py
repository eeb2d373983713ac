"""Fills one template for one unit.

Takes a compiled template and a context; gives a `Merged` document. Never writes a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.errors import FaultsFound
from toolkit.findings import has_errors
from toolkit.word import BLANK_TEXT, CompiledTemplate
from toolkit.word.guard.gate import check_parts


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
    """The document, checked before it counts.

    Raises:
        FaultsFound: the template has errors, or the document has faults its template has not.
        RenderFault: a value cannot be printed, or a tag cannot work with it.
    """
    parts = template.render_parts(context)
    changed = {name: xml.encode() for name, xml in parts.items()}
    findings = check_parts(changed, template.package, template.name, template.own_faults)
    if has_errors(findings):
        raise FaultsFound(findings)
    return Merged(template.assemble(parts), sum(xml.count(BLANK_TEXT) for xml in parts.values()))
