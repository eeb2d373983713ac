"""The documents of a run, as a worker makes them: all it needs is sent to it once, and each document by its unit's code.

Takes a kit and a job; gives the merged document, or the numbers it prints. Never writes a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.units import Units
from toolkit.lazy import Lazy
from toolkit.report.agreement import PrintedNumber, numbers_printed
from toolkit.report.batch import Job
from toolkit.report.context import context_for, left_of
from toolkit.report.dispatch import PLAIN_DISPATCH, Dispatch
from toolkit.report.expected import expected_of, names_of
from toolkit.report.leftovers import UnitNames
from toolkit.report.merge import Merged, merge
from toolkit.report.standing import Book, standing_of
from toolkit.report.wanted import Wanted
from toolkit.report.witness import QuickReader, paragraphs_in
from toolkit.review.numbers import number_of
from toolkit.word import CompiledTemplate


@dataclass(frozen=True)
class Kit(Lazy):
    """What all documents of a run are made of.

    Args:
        catalogue, units, book: what is asked, of whom at any time, and what came in.
        templates: by the document's key.
        dispatches: by the document's key, how it goes out.
    """

    catalogue: Catalogue
    units: Units
    book: Book
    templates: Mapping[str, CompiledTemplate]
    dispatches: Mapping[str, Dispatch] = field(default_factory=dict)

    @cached_property
    def units_now(self) -> Units:
        """The units of the period."""
        return self.units.at(self.book.period)

    @cached_property
    def names(self) -> UnitNames:
        """The names of these units."""
        return names_of(self.units_now)

    @cached_property
    def readers(self) -> Mapping[str, QuickReader]:
        """What reads a finished document of each template without opening it."""
        return {key: QuickReader(each.package.parts, each.sources) for key, each in self.templates.items()}

    @cached_property
    def wanted(self) -> Mapping[str, Wanted]:
        """What each template asks for."""
        return {key: Wanted.of(template.names) for key, template in self.templates.items()}


def numbers_of_document(kit: Kit, job: Job) -> dict[str, tuple[PrintedNumber, ...]]:
    """The figures that the document of a job prints as numbers, by their keys, each with the words around it.

    Raises:
        ToolkitError: it cannot be made; the text says why.
    """
    standing = standing_of(kit.units, kit.book, kit.units_now[job.unit], job.day)
    dispatch = kit.dispatches.get(job.document, PLAIN_DISPATCH)
    context = context_for(standing, kit.catalogue, kit.units_now, kit.wanted[job.document], dispatch=dispatch)
    rendered = kit.templates[job.document].render_parts(context, is_recorded=True)
    paragraphs = {
        (part, number): text
        for part, xml in rendered.parts.items()
        for number, text in enumerate(paragraphs_in({part: xml.encode()}), start=1)
    }
    numbers: dict[str, tuple[PrintedNumber, ...]] = {}
    for each in numbers_printed(rendered.printed, paragraphs):
        if each.name not in kit.catalogue:
            continue
        item = kit.catalogue[each.name]
        # One that went through a filter into another measure is no longer the figure itself.
        if number_of(standing.totals[0](item).content) == each.number:
            numbers[item.key] = (*numbers.get(item.key, ()), each)
    return numbers


def make_document(kit: Kit, job: Job) -> Merged:
    """The document of a job.

    Raises:
        ToolkitError: it cannot be made; the text says why.
    """
    units, catalogue = kit.units_now, kit.catalogue
    standing = standing_of(kit.units, kit.book, units[job.unit], job.day)
    wanted = kit.wanted[job.document]
    left = left_of(standing, catalogue, wanted)
    context = context_for(
        standing, catalogue, units, wanted, left, dispatch=kit.dispatches.get(job.document, PLAIN_DISPATCH)
    )
    expected = expected_of(standing, catalogue, units, kit.names, wanted)
    template, reader = kit.templates[job.document], kit.readers[job.document]
    return merge(template, context, expected, place=job.name, left=left, is_sample=job.is_sample, reader=reader)
