"""Fills one template for one unit.

Takes a compiled template and a context; gives a `Merged` document. Never writes a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from toolkit.errors import FaultsFound
from toolkit.findings import Finding, has_errors
from toolkit.report.proofread import Expected, proofread
from toolkit.report.rates import unlike_totals
from toolkit.report.witness import QuickReader
from toolkit.word import BLANK_TEXT, CompiledTemplate, RenderedParts, check_parts

DRAFT: Final = "草稿"
"""The name under which a template learns why its document is a draft; an empty text where it is none."""
BLANKS_LEFT: Final = "必填内容还没有填齐，补齐后请重新生成"
DOUBTS_LEFT: Final = "有的比率不准，核对后请重新生成"


@dataclass(frozen=True)
class Merged:
    """A document, how many blanks it shows, and what in it asks for a look; blanks and errors make a draft."""

    data: bytes
    blanks: int
    findings: tuple[Finding, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether something in it is still to be filled in or put right."""
        return self.blanks > 0 or has_errors(self.findings)


def merge(
    template: CompiledTemplate,
    context: Mapping[str, Any],
    expected: Expected | None = None,
    *,
    place: str = "",
    is_sample: bool = False,
    reader: QuickReader | None = None,
) -> Merged:
    """The document, checked before it counts.

    Args:
        template: what to fill.
        context: with what.
        expected: what it may speak of; None where its words are not to be read again.
        place: what messages call the document; the template's name by default.
        is_sample: whether every value is looked for in the finished text, too.
        reader: reads what this template rendered without opening the file; the file is read where None.

    Raises:
        FaultsFound: the template has errors, or the document has faults its template has not.
        RenderFault: a value cannot be printed, or a tag cannot work with it.
    """
    place = place or template.name
    read = partial(_read, template=template, expected=expected, place=place, reader=reader)
    rendered = _rendered(template, context, expected)
    merged = None if rendered.blanks else read(rendered)
    reason = BLANKS_LEFT if merged is None else DOUBTS_LEFT if merged.is_draft else ""
    # Only the finished document tells what is left in it; then its pages have to say so.
    is_told = DRAFT not in template.names or context.get(DRAFT, reason) == reason
    if is_told and not is_sample:
        return merged or read(rendered)
    # A sample is looked into at its last, since that takes longer than making it.
    last = context if is_told else {**context, DRAFT: reason}
    return read(_rendered(template, last, expected, is_sample=is_sample))


@dataclass(frozen=True)
class _Rendered:
    """The parts of a document, how many blanks they show, and of a sample what was printed into them."""

    parts: RenderedParts
    blanks: int
    printed: Sequence[str] | None = None


def _rendered(
    template: CompiledTemplate, context: Mapping[str, Any], expected: Expected | None, *, is_sample: bool = False
) -> _Rendered:
    printed: list[str] | None = [] if is_sample else None
    parts = template.render_parts(context, printed=printed, sources=expected.covered if expected else {})
    return _Rendered(parts, sum(xml.count(BLANK_TEXT) for xml in parts.values()), printed)


def _read(
    rendered: _Rendered,
    template: CompiledTemplate,
    expected: Expected | None,
    place: str,
    reader: QuickReader | None,
) -> Merged:
    """The document, once it has passed the gate and was read."""
    parts, printed = rendered.parts, rendered.printed
    # What is proven of a template needs no look at each document; some are looked at all the same.
    if printed is not None or parts.added or not (parts.is_plain and template.is_sound):
        _pass_gate(template, parts)
    data = template.assemble(parts)
    lines = reader.lines(parts) if reader else None
    read = proofread(data, place, expected, printed or (), lines) if expected else ()
    covered = expected.covered if expected else {}
    return Merged(data, rendered.blanks, (*unlike_totals(parts.doubts, covered, place), *read))


def _pass_gate(template: CompiledTemplate, parts: RenderedParts) -> None:
    # What a render adds belongs to it: a text that refers to a new link is sound only with the link.
    changed = {**{name: xml.encode() for name, xml in parts.items()}, **parts.added}
    faults = check_parts(changed, template.package, template.name, template.own_faults)
    if has_errors(faults):
        raise FaultsFound(faults)
