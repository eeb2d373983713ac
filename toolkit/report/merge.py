"""Fills one template for one unit.

Takes a compiled template and a context; gives a `Merged` document. Never writes a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from toolkit.errors import FaultsFound
from toolkit.findings import Finding, has_errors
from toolkit.report.drafts import DRAFT, blank_findings, draft_reason
from toolkit.report.proofread import Expected, proofread
from toolkit.report.rates import unlike_totals
from toolkit.report.witness import QuickReader
from toolkit.word import Blanks, CompiledTemplate, Rendered, check_parts


@dataclass(frozen=True)
class Merged:
    """A document, what it leaves blank, what in it asks for a look, and why it is a draft; an empty text where it is none."""

    data: bytes
    blanks: Blanks
    findings: tuple[Finding, ...] = ()
    reason: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether something in it is still to be filled in or put right."""
        return bool(self.reason)


def merge(
    template: CompiledTemplate,
    context: Mapping[str, Any],
    expected: Expected | None = None,
    *,
    place: str = "",
    left: int = 0,
    is_sample: bool = False,
    reader: QuickReader | None = None,
) -> Merged:
    """The document, checked before it counts.

    Args:
        template: what to fill.
        context: with what.
        expected: what it may speak of; None where its words are not to be read again.
        place: what messages call the document; the template's name by default.
        left: how much that is required of what it speaks of is still to be filled in, whether it is printed or not.
        is_sample: whether every value is looked for in the finished text, too.
        reader: reads what this template rendered without opening the file; the file is read where None.

    Raises:
        FaultsFound: the template has errors, or the document has faults its template has not.
        RenderFault: a value cannot be printed, or a tag cannot work with it.
    """
    place = place or template.name
    covered = expected.covered if expected else {}
    render = partial(template.render_parts, is_recorded=is_sample, is_placed=False, sources=covered)
    read = partial(_read, template=template, expected=expected, place=place, left=left, reader=reader)
    merged = read(render(context))
    if DRAFT not in template.names or context.get(DRAFT, merged.reason) == merged.reason:
        return merged
    # Only the finished document tells what is left in it; then its pages have to say so.
    return read(render({**context, DRAFT: merged.reason}))


def _read(
    rendered: Rendered,
    *,
    template: CompiledTemplate,
    expected: Expected | None,
    place: str,
    left: int,
    reader: QuickReader | None,
) -> Merged:
    """The document, once it has passed the gate and was read."""
    # What is proven of a template needs no look at each document; some are looked at all the same.
    if rendered.printed or rendered.added or not (rendered.is_plain and template.is_sound):
        _pass_gate(template, rendered)
    data = template.assemble(rendered)
    lines = reader.lines(rendered.parts) if reader else None
    read = proofread(data, place, expected, rendered.printed, lines) if expected else ()
    covered = expected.covered if expected else {}
    findings = (*blank_findings(rendered.blanks, place), *unlike_totals(rendered.doubts, covered, place), *read)
    return Merged(data, rendered.blanks, findings, draft_reason(left + rendered.blanks.required, findings))


def _pass_gate(template: CompiledTemplate, rendered: Rendered) -> None:
    # What a render adds belongs to it: a text that refers to a new link is sound only with the link.
    faults = check_parts(rendered.changed(), template.package, template.name, template.own_faults)
    if has_errors(faults):
        raise FaultsFound(faults)
