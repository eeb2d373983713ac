"""Fills one template for one unit.

Takes a compiled template and a context; gives a `Merged` document. Never writes a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.errors import FaultsFound
from toolkit.findings import Finding, has_errors
from toolkit.report.proofread import Expected, proofread
from toolkit.word import BLANK_TEXT, CompiledTemplate
from toolkit.word.guard.gate import check_parts


@dataclass(frozen=True)
class Merged:
    """A document, how many blanks it shows, and what in it asks for a look; one with blanks is a draft."""

    data: bytes
    blanks: int
    findings: tuple[Finding, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether something in it is still to be filled in."""
        return self.blanks > 0


def merge(
    template: CompiledTemplate,
    context: Mapping[str, Any],
    expected: Expected | None = None,
    *,
    place: str = "",
    is_sample: bool = False,
) -> Merged:
    """The document, checked before it counts.

    Args:
        template: what to fill.
        context: with what.
        expected: what it may speak of; None where its words are not to be read again.
        place: what messages call the document; the template's name by default.
        is_sample: whether every value is looked for in the finished text, too.

    Raises:
        FaultsFound: the template has errors, or the document has faults its template has not.
        RenderFault: a value cannot be printed, or a tag cannot work with it.
    """
    printed: list[str] | None = [] if is_sample else None
    parts = template.render_parts(context, printed=printed)
    # What a render adds belongs to it: a text that refers to a new link is sound only with the link.
    changed = {**{name: xml.encode() for name, xml in parts.items()}, **parts.added}
    findings = check_parts(changed, template.package, template.name, template.own_faults)
    if has_errors(findings):
        raise FaultsFound(findings)
    data = template.assemble(parts)
    read = proofread(data, place or template.name, expected, printed or ()) if expected else ()
    return Merged(data, sum(xml.count(BLANK_TEXT) for xml in parts.values()), read)
