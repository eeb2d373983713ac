"""Makes the documents of a period: one a branch, the bureau's, the summary table.

Takes an office and a period; gives results with reasons. Faulty templates stop only their own documents.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from toolkit.catalogue.documents import PERIOD_IN_NAME, UNIT_IN_NAME, Document
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.errors import MissingFile, UnknownName
from toolkit.findings import Finding, did_you_mean, has_errors
from toolkit.report.batch import Job, Result, run_batch
from toolkit.report.context import context_for, expected_of
from toolkit.report.outputs import Outdated, OutputFolder, safe_name, unique_names, zip_bytes
from toolkit.review.progress import Progress
from toolkit.tasks.figures import Book, open_book, review_book, standing_of
from toolkit.tasks.office import Office, now
from toolkit.tasks.templates import TemplateReport, check_templates

NOTHING_OUTDATED: Final = Outdated()


@dataclass(frozen=True)
class DocumentsMade:
    """What a run made.

    Args:
        folder: where the files lie.
        results: one for each document wanted, in order.
        progress: the state of each filing unit, with its findings.
        template_findings: what was found about the templates.
        wanted: how many documents were to be made.
        outdated: volumes and PDFs of earlier files that are others now.
    """

    folder: Path
    results: tuple[Result, ...]
    progress: tuple[Progress, ...]
    template_findings: tuple[Finding, ...]
    wanted: int = 0
    outdated: Outdated = NOTHING_OUTDATED

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files, in order."""
        return tuple(result.path for result in self.results if result.path)

    @property
    def is_stopped(self) -> bool:
        """Whether the run was stopped before its end."""
        return len(self.results) < self.wanted

    @property
    def outdated_text(self) -> str:
        """What became of the volume and the PDFs of earlier files, in words; empty where there were none."""
        removed, left = self.outdated.removed, self.outdated.left
        parts = [f"旧的合订本、PDF共{len(removed)}个已删去，要用请重新合订、转换。"] if removed else []
        parts += [f"{'、'.join(left)}是旧的，正打开着或被改过，没有删；请核对后自行处理。"] if left else []
        return "".join(parts)

    def doubts(self, units: Iterable[Unit]) -> tuple[Finding, ...]:
        """What was found and is open about what these units filed."""
        codes = {unit.code for unit in units}
        return tuple(finding for row in self.progress if row.unit.code in codes for finding in row.doubts)

    @property
    def failed(self) -> tuple[Result, ...]:
        """The documents that could not be made."""
        return tuple(result for result in self.results if result.path is None)


def generate(
    office: Office,
    period: Period,
    documents: Sequence[Document] | None = None,
    units: Sequence[Unit] | None = None,
    *,
    done: Callable[[Result], None] = lambda _result: None,
    stopped: Callable[[], bool] = lambda: False,
) -> DocumentsMade:
    """Make documents.

    Args:
        office: the office.
        period: for when.
        documents: which kinds; all where None.
        units: for which units; all that each document is made for where None.
        done: told of each result as it comes.
        stopped: asked before each document whether to leave the rest.

    Raises:
        UnknownName: nothing was filed for the period, or none of the units gets any of these documents.
    """
    whole, office = office, office.at(period)
    count = count_documents(office, documents, units)
    if not count:
        raise UnknownName("所选的单位没有对应的文书。支部、总支和局才有文书，请核对所选的单位和文书。")
    moment, book = now(), open_book(whole, period)
    if not any(filing.filed for filing in book.now.values()):
        raise UnknownName(f"{period.name}还没有任何数据，没有生成。请核对期间，或先收表、填报。")
    reports = check_templates(office, tuple(documents) if documents is not None else None)
    folder = OutputFolder(folder_of(office, period))
    refused = [*_refused(office, reports, units)]
    for result in refused:
        done(result)
    jobs = _jobs(whole, book, [report for report in reports if _is_usable(report)], units)
    results = run_batch(jobs, folder, done, stopped)
    _date(results, moment)
    findings = tuple(finding for report in reports for finding in report.findings)
    progress, outdated = review_book(whole, book), folder.drop_outdated_copies()
    return DocumentsMade(folder.folder, (*results, *refused), progress, findings, count, outdated)


def folder_of(office: Office, period: Period) -> Path:
    """Where the documents of a period lie."""
    return office.settings.output / safe_name(period.name)


def find_document(office: Office, name: str) -> Document:
    """The document a clerk means by its label or key.

    Raises:
        UnknownName: there is none.
    """
    for document in office.documents:
        if name in (document.label, document.key):
            return document
    labels = [document.label for document in office.documents]
    raise UnknownName(f"没有叫“{name}”的文书。{did_you_mean(name, labels)}现有：{'、'.join(labels)}。")


def count_documents(
    office: Office, documents: Sequence[Document] | None = None, units: Sequence[Unit] | None = None
) -> int:
    """How many files a run would make, with the units of the office as it is given: those of a period, by `Office.at`."""
    chosen = office.documents if documents is None else documents
    return sum(len(wanted(office, document, units)) for document in chosen)


def wanted(office: Office, document: Document, units: Sequence[Unit] | None = None) -> tuple[Unit, ...]:
    """The units that get this document: those it is made for, narrowed to `units` where given."""
    chosen = None if units is None else {unit.code for unit in units}
    return tuple(
        unit for unit in office.units if unit.kind == document.made_for and (chosen is None or unit.code in chosen)
    )


def zip_documents(made: DocumentsMade) -> bytes:
    """One zip of every file a run made."""
    return zip_files(made.paths)


def zip_files(paths: Sequence[Path]) -> bytes:
    """One zip of files.

    Raises:
        MissingFile: one of them is no longer there, or cannot be read.
    """
    return zip_bytes([(path.name, read_made(path)) for path in paths])


def read_made(path: Path) -> bytes:
    """A file that was made.

    Raises:
        MissingFile: it is no longer there, or cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as fault:
        raise MissingFile(f"{path}：读不出来，可能已被移走或正在别处打开。请关闭后重试，或重新生成。") from fault


def file_name(document: Document, unit: Unit, period: Period) -> str:
    """The name of a file, without draft mark and ending."""
    return safe_name(document.file_name.replace(UNIT_IN_NAME, unit.short_name).replace(PERIOD_IN_NAME, period.name))


def _is_usable(report: TemplateReport) -> bool:
    return report.template is not None and not has_errors(report.findings)


def _refused(office: Office, reports: Sequence[TemplateReport], units: Sequence[Unit] | None) -> Iterator[Result]:
    """The documents that cannot be made: for want of a sound template, or since it is not known whose figures they are."""
    for report in reports:
        reason = "" if _is_usable(report) else _template_reason(report)
        for unit in wanted(office, report.document, units):
            if reason or unit.code in office.held:
                yield Result(report.document.key, unit.code, reason=reason or office.held[unit.code].message)


def _template_reason(report: TemplateReport) -> str:
    first, *others = report.findings
    more = f"（另有{len(others)}处，见模板检查）" if others else ""
    return f"模板有错：{first.message}{more}"


def _jobs(whole: Office, book: Book, reports: Sequence[TemplateReport], units: Sequence[Unit] | None) -> Iterable[Job]:
    office = whole.at(book.period)
    pairs = [
        (report, unit)
        for report in reports
        for unit in wanted(office, report.document, units)
        if unit.code not in office.held
    ]
    names = unique_names(file_name(report.document, unit, book.period) for report, unit in pairs)
    for (report, unit), name in zip(pairs, names, strict=True):
        assert report.template
        standing = standing_of(whole, book, unit)
        context = partial(context_for, standing, office.catalogue, office.units)
        expected = expected_of(standing, office.catalogue, office.units)
        made_with = (report.fingerprint, office.fingerprint)
        yield Job(report.document.key, unit.code, report.template, context, name, expected, made_with)


def _date(results: Iterable[Result], moment: datetime) -> None:
    """Date each file by when its figures were read, unchanged ones too: what was entered later is not in it."""
    for result in results:
        if result.path:
            with suppress(OSError):
                os.utime(result.path, (moment.timestamp(), moment.timestamp()))
