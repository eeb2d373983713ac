"""Many documents in one go: a failed one keeps its reason and the others go on.

Takes jobs; gives results in order. Every document is made within limits of time and memory, in a process of its own, and is
read once more before it is written. Never stops at a fault, never leaves half a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from toolkit.errors import ToolkitError
from toolkit.findings import Finding, has_errors
from toolkit.report.merge import Merged, merge
from toolkit.report.outputs import Made, OutputFolder
from toolkit.report.proofread import Expected
from toolkit.word import CompiledTemplate
from toolkit.word.guard.limits import Workshop

DRAFT_SUFFIX = "（草稿）"
SAMPLE_EVERY: Final = 10
"""The first document of each template, and each tenth, is searched for every value printed into it."""


@dataclass(frozen=True)
class Job:
    """One document to make.

    Args:
        document, unit: key and code.
        template: what is filled.
        context: gives what it is filled with.
        name: the file's name, safe, without draft mark and ending.
        expected: what the document may speak of; None where it is not to be read again.
        made_with: fingerprints of the template and of the office's files, for the manifest.
    """

    document: str
    unit: str
    template: CompiledTemplate
    context: Callable[[], Mapping[str, Any]]
    name: str
    expected: Expected | None = None
    made_with: tuple[str, str] = ("", "")


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
    """

    document: str
    unit: str
    path: Path | None = None
    blanks: int = 0
    changed: bool = False
    kept: Path | None = None
    reason: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether something in it is still to be filled in or put right."""
        return self.blanks > 0 or has_errors(self.findings)


def run_batch(
    jobs: Iterable[Job],
    folder: OutputFolder,
    done: Callable[[Result], None],
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[Result, ...]:
    """Make every document.

    Args:
        jobs: in order; names must be unique.
        folder: where they go.
        done: told of each result as it comes, for a progress bar.
        stopped: asked before each document whether to leave the rest; what is written stays, whole.
    """
    results: list[Result] = []
    seen: Counter[int] = Counter()
    with Workshop() as workshop:
        for job in jobs:
            if stopped():
                break
            result = _run(job, folder, workshop, is_sample=seen[id(job.template)] % SAMPLE_EVERY == 0)
            seen[id(job.template)] += 1
            results.append(result)
            done(result)
    folder.save_manifest()
    return tuple(results)


def _run(job: Job, folder: OutputFolder, workshop: Workshop, *, is_sample: bool) -> Result:
    try:
        work = partial(merge, expected=job.expected, place=job.name, is_sample=is_sample)
        merged: Merged = workshop.run(work, job.template, job.context())
        name = f"{job.name}{DRAFT_SUFFIX if merged.is_draft else ''}.docx"
        made = Made(job.document, job.unit, merged.is_draft, *job.made_with)
        written = folder.write(name, merged.data, made)
    except ToolkitError as fault:
        return Result(job.document, job.unit, reason=str(fault))
    findings = tuple(replace(finding, unit=job.unit) for finding in merged.findings)
    return Result(job.document, job.unit, written.path, merged.blanks, written.changed, written.kept, findings=findings)
