"""Whether the finished documents of a period agree with one another: each is read as it lies in its folder.

Takes an office and a period; gives findings, and how much was read. Never writes a file, never changes a figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from toolkit.archives import check_archive
from toolkit.catalogue.items import Adding
from toolkit.catalogue.periods import Period
from toolkit.errors import ToolkitError
from toolkit.findings import Finding, error
from toolkit.report.agreement import Paper, PrintedNumber, Sum, totals_apart
from toolkit.report.batch import Job, workers_for
from toolkit.report.making import Kit, numbers_of_document
from toolkit.report.outputs import OutputFolder
from toolkit.report.standing import Standing, standing_of
from toolkit.report.witness import paragraphs_of
from toolkit.review.numbers import number_of
from toolkit.tasks.documents.making import jobs_of, kit_of, read_made
from toolkit.tasks.figures.book import open_book
from toolkit.tasks.office.office import Office, folder_of
from toolkit.tasks.templates.checking import check_templates
from toolkit.word import Crew

Numbers: TypeAlias = Mapping[str, Sequence[PrintedNumber]]


@dataclass(frozen=True)
class Agreement:
    """What came of it: how many files were read and how many totals looked at, and what was found."""

    files: int
    totals: int
    findings: tuple[Finding, ...]

    @property
    def text(self) -> str:
        """All of it in one line."""
        if not self.files:
            return "还没有生成过文书，没有可核对的。请先生成。"
        begun = f"读了{self.files}份文书，核对了{self.totals}个汇总数"
        return f"{begun}，{len(self.findings)}处请核对。" if self.findings else f"{begun}，都对得上。"


def compare_documents(office: Office, period: Period, done: Callable[[Path], None] = lambda _path: None) -> Agreement:
    """Read every document of a period that lies in its folder: each total that one prints is the sum of what the others print.

    Args:
        office, period: whose, and for when.
        done: told of each file as it was read.

    Raises:
        WorkerLost: the processes that fill documents cannot be started.
    """
    whole = office.then(period)
    book, reports = open_book(whole, period), check_templates(office.at(period), None)
    kit, folder = kit_of(whole, book, reports), OutputFolder(folder_of(office, period))
    files = {job: path for job in jobs_of(whole, book, reports) if (path := folder.find(job.document, job.unit))}
    papers: dict[Job, Paper] = {}
    unread: list[Finding] = []
    for job, numbers in _printed(kit, list(files)):
        try:
            papers[job] = _paper(kit, job, numbers, files[job])
        except ToolkitError as fault:
            unread.append(error("file_unread", files[job].name, str(fault)))
        done(files[job])
    sums = [(job, _parts_of(kit, job, papers)) for job in papers]
    of_several = [(job, parts, _sums(kit, job)) for job, parts in sums if parts]
    apart = [each for job, parts, sums in of_several for each in totals_apart(papers[job], parts, sums)]
    looked_at = sum(papers[job].read(each.key) is not None for job, _parts, sums in of_several for each in sums)
    return Agreement(len(papers), looked_at, (*unread, *apart))


def _printed(kit: Kit, jobs: Sequence[Job]) -> Iterator[tuple[Job, Numbers]]:
    """What each document prints; of one that cannot be made any more, nothing."""
    with Crew(kit, workers_for(len(jobs))) as crew:
        answers = crew.answers(numbers_of_document, ((job.name, job) for job in jobs))
        for job, answer in zip(jobs, answers, strict=True):
            try:
                yield job, answer.unwrapped()
            except ToolkitError:
                yield job, {}


def _paper(kit: Kit, job: Job, numbers: Numbers, path: Path) -> Paper:
    data = read_made(path)
    check_archive(data, path.name, "Word文书")
    try:
        texts = paragraphs_of(data)
    except (BadZipFile, ParseError, KeyError) as fault:
        raise ToolkitError("读不出来，不是完整的 Word 文件。请用 Word 打开看一看，或重新生成。") from fault
    return Paper(kit.units_now[job.unit].short_name, numbers, texts)


def _standing(kit: Kit, job: Job) -> Standing:
    return standing_of(kit.units, kit.book, kit.units_now[job.unit], job.day)


def _parts_of(kit: Kit, job: Job, papers: Mapping[Job, Paper]) -> list[Paper]:
    """The documents of the single units that a document adds up."""
    below = {filing.unit.code for filing in _standing(kit, job).filings} - {job.unit}
    return [paper for other, paper in papers.items() if other.unit in below]


def _sums(kit: Kit, job: Job) -> list[Sum]:
    """What each figure that adds up over the units of a document comes to."""
    standing, catalogue = _standing(kit, job), kit.catalogue
    found = []
    for item in (each for each in catalogue.items if each.over_units is Adding.SUM and not each.formula):
        total = number_of(standing.totals[0](item).content)
        filed = {filing.unit.short_name: number_of(filing[item.key]) for filing in standing.filings}
        if total is not None:
            parts = {name: number for name, number in filed.items() if number is not None}
            found.append(Sum(item.key, item.label, item.unit, total, parts))
    return found
