"""What a run of documents is made of as a whole, by which the same run is known again; and its review, worked at step by step.

Takes an office and what is asked; gives a fingerprint. Never makes a document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.archives import fingerprint
from toolkit.catalogue.dispatch import Issue
from toolkit.catalogue.documents import Document
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.findings import Finding
from toolkit.report.inputs import program_fingerprint
from toolkit.review.progress import Progress
from toolkit.tasks.office.office import Office
from toolkit.tasks.templates.checking import template_fingerprint


def run_fingerprint(
    whole: Office, period: Period, documents: Sequence[Document] | None, units: Sequence[Unit] | None
) -> str:
    """By which all is known again that a run is made of: whatever is asked, filed, set or written in a template.

    The day counts as far as figures look at it: up to the end of the period. The day a document was made stays in it.
    """
    chosen = whole.documents if documents is None else documents
    parts = [
        program_fingerprint(),
        settings_of_run(whole.fingerprint, whole.rules.issue),
        whole.store.care.fingerprint_of_batches(),
        *(template_fingerprint(whole, document) for document in chosen),
        repr((period, min(whole.today, period.end), chosen, units, whole.units.all, sorted(whole.held))),
    ]
    return fingerprint("\n".join(parts).encode())


def settings_of_run(office_files: str, issue: Issue) -> str:
    """By which the settings of a run are known again: the files of the office, and the day and the edition that were said."""
    return office_files + (f" {issue.day} {issue.edition}" if issue != Issue() else "")


class Review:
    """The review of what was filed, worked at step by step while documents are made.

    Args:
        progress: gives how far each unit is, one by one.
    """

    def __init__(self, progress: Iterator[Progress]) -> None:
        self._progress: list[Progress] = []
        self._fault: Exception | None = None
        self.steps = self._steps(progress)

    def finished(self) -> dict[str, tuple[Finding, ...]]:
        """Work off what is left, and give by the code of a unit what is open about what it filed.

        Raises:
            Exception: whatever the review raised, now that the documents are made.
        """
        for _step in self.steps:
            pass
        if self._fault is not None:
            raise self._fault
        return {progress.unit.code: progress.doubts for progress in self._progress}

    def _steps(self, progress: Iterator[Progress]) -> Iterator[None]:
        try:
            for one in progress:
                self._progress.append(one)
                yield
        except Exception as fault:
            # The documents are made first.
            self._fault = fault
