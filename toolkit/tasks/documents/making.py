"""Makes the documents of a period: one a branch, the bureau's, the summary table.

Takes an office and a period; gives results with reasons. Faulty templates stop only their own documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from toolkit.catalogue.dispatch import DAY_ADVICE, EDITIONS, Issue, is_day_of_paper
from toolkit.catalogue.documents import PERIOD_IN_NAME, UNIT_IN_NAME, Document
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.errors import MissingFile, ToolkitError, UnknownName
from toolkit.findings import Finding, did_you_mean, has_errors
from toolkit.report.batch import Job, Making, Result, run_batch
from toolkit.report.dispatch import dispatch_of
from toolkit.report.inputs import InputsOf
from toolkit.report.last_run import Run, forget_last_run, keep_last_run, last_run_of
from toolkit.report.making import Kit, make_document
from toolkit.report.outputs import Outdated, OutputFolder, safe_name, unique_names, zip_bytes
from toolkit.report.standing import Book
from toolkit.review.confirmed import seen_and_confirmed
from toolkit.tasks.documents.same_again import Review, run_fingerprint, settings_of_run
from toolkit.tasks.figures.book import open_book, reviewed
from toolkit.tasks.office.office import Office, folder_of
from toolkit.tasks.templates.checking import TemplateReport, check_templates
from toolkit.word import prepared

NOTHING_OUTDATED: Final = Outdated()


@dataclass(frozen=True)
class DocumentsMade:
    """What a run made.

    Args:
        folder: where the files lie.
        results: one for each document wanted, in order.
        doubts_of_units: by the code of a unit that files, what was found and is open about what it filed.
        template_findings: what was found about the templates.
        wanted: how many documents were to be made.
        outdated: volumes and PDFs of earlier files that are others now.
    """

    folder: Path
    results: tuple[Result, ...]
    doubts_of_units: Mapping[str, tuple[Finding, ...]]
    template_findings: tuple[Finding, ...]
    wanted: int = 0
    outdated: Outdated = NOTHING_OUTDATED

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files, in order."""
        return tuple(result.path for result in self.results if result.path)

    @property
    def left(self) -> int:
        """How many were made of the same before, and are left as they were."""
        return sum(result.is_left for result in self.results)

    @property
    def left_text(self) -> str:
        """How many those are, in words; empty where there are none."""
        return f"其中{self.left}份和上次生成时一样，保留原样。" if self.left else ""

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
        return tuple(finding for unit in units for finding in self.doubts_of_units.get(unit.code, ()))

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
    workers: int = 0,
    is_anew: bool = False,
    issue: Issue | None = None,
    done: Callable[[Result], None] = lambda _result: None,
    stopped: Callable[[], bool] = lambda: False,
) -> DocumentsMade:
    """Make documents.

    Args:
        office, period: whose, and for when.
        documents, units: which kinds, and for which units; all where None.
        workers: how many work side by side at most; by the cores and the number of documents where 0.
        is_anew: whether to make those too that were made of the same before, with the day it is now.
        issue: with which day and in which edition; as the office's settings say where None.
        done, stopped: told of each result as it comes; asked before each document whether to leave the rest.

    Raises:
        UnknownName: nothing was filed, or none of the units gets any of these documents.
        WorkerLost: the processes that fill documents cannot be started; nothing was made.
    """
    whole, office = issued(office.then(period), issue), issued(office, issue).at(period)
    count = _any_at_all(count_documents(office, documents, units))
    folder, made_of = OutputFolder(folder_of(office, period)), run_fingerprint(whole, period, documents, units)
    run = None if is_anew else last_run_of(folder, made_of)
    if run is None:
        forget_last_run(folder)
        run = _run(whole, period, _Request(documents, units, workers, is_anew, done, stopped), folder, made_of)
        # Somebody may have saved between the fingerprint and the reading of the figures: then it is not of these.
        if len(run.results) == count and run_fingerprint(whole, period, documents, units) == made_of:
            keep_last_run(folder, run)
    else:
        _told(run.results, done)
    outdated = folder.drop_outdated_copies()
    return DocumentsMade(folder.folder, run.results, run.doubts, run.template_findings, count, outdated)


@dataclass(frozen=True)
class _Request:
    """What is asked of a run, as `generate` was told."""

    documents: Sequence[Document] | None
    units: Sequence[Unit] | None
    workers: int
    is_anew: bool
    done: Callable[[Result], None]
    stopped: Callable[[], bool]


def _run(whole: Office, period: Period, request: _Request, folder: OutputFolder, made_of: str) -> Run:
    """Make what was asked."""
    # Starting a process takes as long as reading figures: it imports what it needs meanwhile.
    with prepared(make_document) as ready:
        office, book = whole.at(period), open_book(whole, period)
        _refuse_nothing_filed(book)
        reports = check_templates(office, tuple(request.documents) if request.documents is not None else None)
        refused = _told(_refused(office, reports, request.units), request.done)
        making = Making(make_document, kit_of(whole, book, reports), request.workers, request.is_anew)
        review = Review(reviewed(whole, book))
        jobs = jobs_of(whole, book, reports, request.units)
        results = run_batch(jobs, making, folder, request.done, request.stopped, meanwhile=review.steps, ready=ready)
    results = (*_without_confirmed(office, book, results), *refused)
    return Run(made_of, results, _found_in(reports), review.finished())


def _found_in(reports: Iterable[TemplateReport]) -> tuple[Finding, ...]:
    return tuple(finding for report in reports for finding in report.findings)


def _without_confirmed(office: Office, book: Book, results: Sequence[Result]) -> Iterator[Result]:
    """Results without the slips that were said to be right where they were filed: 属实 is said once for all."""
    return (_unsettled(result, office, book) if result.findings else result for result in results)


def _unsettled(result: Result, office: Office, book: Book) -> Result:
    units = office.units.filing_below(result.unit)
    settled = {slip for unit in units for slip in seen_and_confirmed(book.confirmations.get(unit.code, {}))}
    left = tuple(each for each in result.findings if not any((each.code, seen) in settled for seen in each.seen))
    return replace(result, findings=left)


def _told(results: Iterable[Result], done: Callable[[Result], None]) -> list[Result]:
    known = list(results)
    for result in known:
        done(result)
    return known


def read_issue(day: str, edition: str) -> Issue:
    """The day and the edition of a run, as they were typed.

    Raises:
        ToolkitError: one of them is not understood.
    """
    if day and not is_day_of_paper(day):
        raise ToolkitError(f"成文日期“{day}”看不懂。{DAY_ADVICE}。")
    if edition and edition not in EDITIONS:
        raise ToolkitError(f"没有“{edition}”这种稿。请写{'或'.join(EDITIONS)}。")
    return Issue(day, edition)


def issued(office: Office, issue: Issue | None) -> Office:
    """The office with what a run says of day and edition in place of its settings."""
    if issue is None:
        return office
    own = office.rules.issue
    said = Issue(issue.day or own.day, issue.edition or own.edition)
    return replace(office, rules=replace(office.rules, issue=said))


def _any_at_all(count: int) -> int:
    """So many documents; raises where there is none to make."""
    if not count:
        raise UnknownName("所选的单位没有对应的文书。支部、总支和局才有文书，请核对所选的单位和文书。")
    return count


def _refuse_nothing_filed(book: Book) -> None:
    if not any(filing.filed for filing in book.now.values()):
        raise UnknownName(f"{book.period.name}还没有任何数据，没有生成。请核对期间，或先收表、填报。")


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


def jobs_of(
    whole: Office, book: Book, reports: Sequence[TemplateReport], units: Sequence[Unit] | None = None
) -> Iterator[Job]:
    """The documents to be made by templates that are sound: of these units, or of all."""
    office = whole.at(book.period)
    pairs = [
        (report, unit)
        for report in reports
        for unit in (wanted(office, report.document, units) if _is_usable(report) else ())
        if unit.code not in office.held
    ]
    issue = whole.rules.issue
    settings = settings_of_run(office.fingerprint, issue)
    names, inputs = _file_names(office, book.period), InputsOf(whole.units, book, settings)
    last = next((batch.id for batch in office.store.journal.batches(1)), 0)
    for report, unit in pairs:
        key = report.document.key, unit.code
        day = issue.chosen_day or _day_of(office, *key)
        size = len(office.units.filing_below(unit.code))
        yield Job(*key, names[key], inputs.of(unit, report.fingerprint), day=day, batch=last, size=size)


def _day_of(office: Office, document: str, unit: str) -> date:
    """The day a document is made: today, or of a closed period the day it was made, or closed."""
    if office.closing is None:
        return office.today
    return date.fromisoformat(office.closing.days.get(f"{document}/{unit}", office.closing.day))


def _file_names(office: Office, period: Period) -> dict[tuple[str, str], str]:
    """By document and unit, the name of the file; told apart among all there are, whichever of them are made now."""
    pairs = [(document, unit) for document in office.documents for unit in wanted(office, document)]
    names = unique_names(file_name(document, unit, period) for document, unit in pairs)
    return {(document.key, unit.code): name for (document, unit), name in zip(pairs, names, strict=True)}


def kit_of(whole: Office, book: Book, reports: Sequence[TemplateReport]) -> Kit:
    """What the documents of a period are made of."""
    templates = {report.document.key: report.template for report in reports if report.template and _is_usable(report)}
    rules = whole.rules
    dispatches = {each.document.key: dispatch_of(each.document, rules.house, rules.issue) for each in reports}
    # What was confirmed stands in no document.
    return Kit(whole.catalogue, whole.units, replace(book, confirmations={}), templates, dispatches)
