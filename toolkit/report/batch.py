"""Many documents in one go: a failed one keeps its reason and the others go on.

Takes jobs; gives results in order. Never stops at a fault, never leaves half a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.errors import ToolkitError
from toolkit.report.merge import merge
from toolkit.report.outputs import OutputFolder
from toolkit.word import CompiledTemplate

DRAFT_SUFFIX = "（草稿）"


@dataclass(frozen=True)
class Job:
    """One document to make: which, for whom, from what, under which name (safe, without draft mark and ending)."""

    document: str
    unit: str
    template: CompiledTemplate
    context: Callable[[], Mapping[str, Any]]
    name: str


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
    """

    document: str
    unit: str
    path: Path | None = None
    blanks: int = 0
    changed: bool = False
    kept: Path | None = None
    reason: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether something in it is still to be filled in."""
        return self.blanks > 0


def run_batch(jobs: Iterable[Job], folder: OutputFolder, done: Callable[[Result], None]) -> tuple[Result, ...]:
    """Make every document.

    Args:
        jobs: in order; names must be unique.
        folder: where they go.
        done: told of each result as it comes, for a progress bar.
    """
    results: list[Result] = []
    for job in jobs:
        result = _run(job, folder)
        results.append(result)
        done(result)
    folder.save_manifest()
    return tuple(results)


def _run(job: Job, folder: OutputFolder) -> Result:
    try:
        merged = merge(job.template, job.context())
        name = f"{job.name}{DRAFT_SUFFIX if merged.is_draft else ''}.docx"
        written = folder.write(name, merged.data, job.document, job.unit, merged.is_draft)
    except ToolkitError as fault:
        return Result(job.document, job.unit, reason=str(fault))
    return Result(job.document, job.unit, written.path, merged.blanks, written.changed, written.kept)
