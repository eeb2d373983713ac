"""Many documents in one go: a failed one keeps its reason and the others go on.

Takes jobs and the work to be done on each; gives results in the order of the jobs, and tells each as it comes, the largest
document first. Every document is made within limits of time and memory, by workers that each hold what all documents are made of,
and is read once more before it is written. Never stops at a fault, never leaves half a file.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from toolkit.errors import ToolkitError
from toolkit.findings import Finding
from toolkit.report.merge import Merged
from toolkit.report.outputs import UNKNOWN, Inputs, Made, OutputFault, OutputFolder, ToWrite, Written
from toolkit.word import MOST_MEGABYTES, MOST_SECONDS, Answer, Crew, Hand, WorkerLost

DRAFT_SUFFIX = "（草稿）"
SAMPLE_EVERY: Final = 10
"""The first document of each template, and each tenth, is searched for every value printed into it."""
SAMPLE_EVERY_OF_MANY: Final = 50
MANY_DOCUMENTS: Final = 100
"""After so many, each fiftieth: what is wrong with a template shows in few of its documents."""
MOST_AT_ONCE: Final = 16
"""How many documents are written together at most."""
MOST_WORKERS: Final = 32
JOBS_A_WORKER: Final = 500
"""How many documents are worth one more worker: starting it takes as long as making two hundred."""
MANY_UNITS: Final = 100
"""A document about so many takes as long as fifty others: it is begun first, so that nobody waits for it alone at the end."""


@dataclass(frozen=True)
class Job:
    """One document to make.

    Args:
        document, unit: key and code.
        name: the file's name, safe, without draft mark and ending.
        inputs: what it is made of; one made of the same before is left as it is.
        is_sample: whether every value is looked for in the finished text, too.
        day: the day it is made, which may stand in it; none where that is not known.
        batch: the last save before it is made.
        size: of how many units it speaks.
    """

    document: str
    unit: str
    name: str
    inputs: Inputs = UNKNOWN
    is_sample: bool = False
    day: date | None = None
    batch: int = 0
    size: int = 1


@dataclass(frozen=True)
class Making:
    """How the documents of a run are made.

    Args:
        work: gives the document of a job, out of what all are made of; a function at the top of a module.
        kit: what all are made of; sent to each worker once.
        workers: how many work side by side at most; by the cores and the number of documents where 0.
        is_anew: whether to make those too that were made of the same before.
        seconds, megabytes: how long one document may take, and how much memory.
    """

    work: Callable[[Any, Job], Merged]
    kit: Any
    workers: int = 0
    is_anew: bool = False
    seconds: float = MOST_SECONDS
    megabytes: int = MOST_MEGABYTES

    def crew(self, jobs: int, ready: Hand | None) -> Crew:
        """The workers for so many documents, one of which may be there already."""
        workers = min(self.workers, MOST_WORKERS) or workers_for(jobs)
        return Crew(self.kit, workers, self.seconds, self.megabytes, ready)


@dataclass(frozen=True)
class Result:
    """What became of a job.

    Args:
        document, unit: key and code.
        path: the file, or None where it failed.
        blanks: how many 【待填】 it shows.
        changed: whether the file on disk is new or different.
        kept: where a hand-edited earlier file was kept.
        reason: why it failed, in Chinese; empty where it did not.
        findings: what in the finished document asks for a look.
        is_left: whether it was made of the same before, and is left as it is.
        is_draft: whether something in it is still to be filled in or put right.
        sha256: the fingerprint of the file as this run wrote it, or found it.
    """

    document: str
    unit: str
    path: Path | None = None
    blanks: int = 0
    changed: bool = False
    kept: Path | None = None
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    is_left: bool = False
    is_draft: bool = False
    sha256: str = ""


def workers_for(jobs: int) -> int:
    """How many workers so many documents are worth."""
    return min(_cores(), 1 + jobs // JOBS_A_WORKER)


def _cores() -> int:
    """How many cores this program may use: fewer than there are where it was given some of them only."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def run_batch(
    jobs: Iterable[Job],
    making: Making,
    folder: OutputFolder,
    done: Callable[[Result], None],
    stopped: Callable[[], bool] = lambda: False,
    *,
    meanwhile: Iterable[object] = (),
    ready: Hand | None = None,
) -> tuple[Result, ...]:
    """Make every document.

    Args:
        jobs: in order; names must be unique.
        making: how.
        folder: where they go.
        done: told of each result as it comes, for a progress bar.
        stopped: asked before each document whether to leave the rest; what is written stays, whole.
        meanwhile: what is to be done bit by bit while the workers are at work.
        ready: a worker that was started while the kit was not yet put together.

    Raises:
        WorkerLost: no worker could take up its work, so that nothing was made.
    """
    jobs = list(jobs)
    unchanged = {} if making.is_anew else _unchanged(jobs, folder)
    in_turn = sorted(jobs, key=_comes_later)
    orders = [(job.name, job) for job in _with_samples(job for job in in_turn if job not in unchanged)]
    results: dict[tuple[str, str], Result] = {}
    with making.crew(len(orders), ready) as crew:
        answers = crew.answers(making.work, orders, meanwhile)
        for result in _results(in_turn, unchanged, answers, folder, stopped):
            results[result.document, result.unit] = result
            done(result)
    with suppress(OutputFault):
        # On a full disk the journal goes on telling what the manifest should.
        folder.save_manifest()
    return tuple(results[job.document, job.unit] for job in jobs if (job.document, job.unit) in results)


def _comes_later(job: Job) -> bool:
    return job.size < MANY_UNITS


def _results(
    jobs: Sequence[Job],
    unchanged: Mapping[Job, Result],
    answers: Iterator[Answer],
    folder: OutputFolder,
    stopped: Callable[[], bool],
) -> Iterator[Result]:
    told = 0
    try:
        for group in _groups(jobs, stopped):
            yield from _of_group(group, unchanged, answers, folder)
            told += len(group)
    except WorkerLost as fault:
        if not told:
            raise
        # What was made before stays made, and is told.
        yield from (unchanged.get(job) or Result(job.document, job.unit, reason=str(fault)) for job in jobs[told:])


def _of_group(
    group: Sequence[Job], unchanged: Mapping[Job, Result], answers: Iterator[Answer], folder: OutputFolder
) -> Iterator[Result]:
    """What became of some jobs, in order: those that are made anew are written together."""
    made = [(job, next(answers)) for job in group if job not in unchanged]
    written = iter(_written(made, folder))
    for job in group:
        yield unchanged[job] if job in unchanged else next(written)


def _groups(jobs: Sequence[Job], stopped: Callable[[], bool]) -> Iterator[Sequence[Job]]:
    """The jobs whose documents are written together: one by one at first, so that a small run shows each as it comes."""
    begin = 0
    while begin < len(jobs) and not stopped():
        size = min(MOST_AT_ONCE, 1 + begin // MOST_AT_ONCE)
        yield jobs[begin : begin + size]
        begin += size


def _unchanged(jobs: Iterable[Job], folder: OutputFolder) -> dict[Job, Result]:
    """The documents that stand there made of the same, and what was said of them then."""
    unchanged: dict[Job, Result] = {}
    for job in jobs:
        names = [f"{job.name}{mark}.docx" for mark in ("", DRAFT_SUFFIX)]
        stands = folder.standing(job.document, job.unit, job.inputs) if job.inputs.figures else None
        if stands is not None and stands[0].name in names:
            unchanged[job] = left_as_it_is(*stands)
    return unchanged


def left_as_it_is(path: Path, made: Made) -> Result:
    """The result of a document that stands there as it was made, and what was said of it then."""
    return Result(
        made.document,
        made.unit,
        path,
        made.blanks,
        findings=made.findings,
        is_left=True,
        is_draft=made.is_draft,
        sha256=made.sha256,
    )


def _with_samples(jobs: Iterable[Job]) -> Iterator[Job]:
    seen: Counter[str] = Counter()
    for job in jobs:
        yield replace(job, is_sample=_is_sample(seen[job.document]))
        seen[job.document] += 1


def _is_sample(before: int) -> bool:
    """Whether the next document of a template is searched, so many having been made before it."""
    return before % (SAMPLE_EVERY if before < MANY_DOCUMENTS else SAMPLE_EVERY_OF_MANY) == 0


def _written(answers: Sequence[tuple[Job, Answer]], folder: OutputFolder) -> list[Result]:
    """What became of these jobs once their documents are written, in order."""
    documents = [_to_write(job, answer) for job, answer in answers]
    written = iter(folder.write_all([document for document in documents if isinstance(document, ToWrite)]))
    return [
        _result(document.made, next(written))
        if isinstance(document, ToWrite)
        else Result(job.document, job.unit, reason=str(document))
        for (job, _answer), document in zip(answers, documents, strict=True)
    ]


def _to_write(job: Job, answer: Answer) -> ToWrite | ToolkitError:
    """The document of a job, or why there is none."""
    try:
        merged: Merged = answer.unwrapped()
    except ToolkitError as fault:
        return fault
    name = f"{job.name}{DRAFT_SUFFIX if merged.is_draft else ''}.docx"
    findings = tuple(replace(finding, unit=job.unit) for finding in merged.findings)
    made = Made(
        job.document,
        job.unit,
        merged.is_draft,
        job.inputs,
        blanks=merged.blanks.total,
        findings=findings,
        day=job.day.isoformat() if job.day else "",
        batch=job.batch,
    )
    return ToWrite(name, merged.data, made)


def _result(made: Made, written: Written | OutputFault) -> Result:
    if isinstance(written, OutputFault):
        return Result(made.document, made.unit, reason=str(written))
    where = (written.path, made.blanks, written.changed, written.kept)
    return Result(
        made.document, made.unit, *where, findings=made.findings, is_draft=made.is_draft, sha256=written.sha256
    )
