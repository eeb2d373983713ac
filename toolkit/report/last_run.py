"""What the last run of an output folder came to, kept beside its files: the same run again need only look at them.

Takes a run and by which all it was made of is known again; gives it back where just that is asked once more and every file still
is as it was made. Kept only of a run in which every document was made; a run that begins anew puts it away first, so that one that
was killed leaves none. Never decides what a run is made of.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from toolkit.findings import Finding, finding_of, record_of
from toolkit.report.batch import Result, left_as_it_is
from toolkit.report.manifest import OWN_FOLDER
from toolkit.report.outputs import OutputFault, OutputFolder, write_whole

LAST_RUN: Final = "上次生成.json"


@dataclass(frozen=True)
class Run:
    """What a run came to.

    Args:
        made_of: by which all it was made of is known again.
        results: one for each document that was come to, in order, then those that were refused.
        template_findings: what was found about the templates.
        doubts: by the code of a unit that files, what was found and is open about what it filed.
    """

    made_of: str
    results: tuple[Result, ...]
    template_findings: tuple[Finding, ...]
    doubts: Mapping[str, tuple[Finding, ...]]


def last_run_of(folder: OutputFolder, made_of: str) -> Run | None:
    """The last run, where it was made of just this and each of its files stands as it was made; else None."""
    record = _read(_file(folder))
    if record.get("made_of") != made_of:
        return None
    with suppress(ValueError, TypeError, KeyError, AttributeError):
        results = [_standing_result(folder, each) for each in record["results"]]
        standing = tuple(each for each in results if each is not None)
        if len(standing) == len(results):
            doubts = {code: _findings_of(found) for code, found in record["doubts"].items()}
            return Run(made_of, standing, _findings_of(record["template_findings"]), doubts)
    # A file is another one, or the record was written by another version or by hand.
    return None


def keep_last_run(folder: OutputFolder, run: Run) -> None:
    """Keep what a run came to, where every document has its file; that it cannot be kept harms nothing."""
    if all(result.path for result in run.results):
        record = {
            "made_of": run.made_of,
            "results": [_record_of_result(result) for result in run.results],
            "template_findings": _records_of(run.template_findings),
            "doubts": {code: _records_of(found) for code, found in run.doubts.items() if found},
        }
        with suppress(OutputFault):
            write_whole(_file(folder), json.dumps(record, ensure_ascii=False).encode())


def forget_last_run(folder: OutputFolder) -> None:
    """Put away what the last run came to: its files will be others.

    Where that cannot be done it does no harm: of a file that is another one, nothing that was told of it is told again.
    """
    with suppress(OSError):
        _file(folder).unlink(missing_ok=True)


def _file(folder: OutputFolder) -> Path:
    return folder.folder / OWN_FOLDER / LAST_RUN


def _read(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _record_of_result(result: Result) -> dict[str, Any]:
    assert result.path is not None
    return {
        "document": result.document,
        "unit": result.unit,
        "name": result.path.name,
        # As this run left it: another one beside it may have written the file anew meanwhile.
        "sha256": result.sha256,
        "findings": _records_of(result.findings),
    }


def _standing_result(folder: OutputFolder, record: Mapping[str, Any]) -> Result | None:
    """The result of a document whose file is as it was made then, and the only one of its document; else None."""
    listed = folder.listed(record["name"])
    if listed is None or listed.sha256 != record["sha256"]:
        return None
    intact = folder.intact(record["document"], record["unit"])
    if intact is None or intact[0].name != record["name"]:
        return None
    return replace(left_as_it_is(*intact), findings=_findings_of(record["findings"]))


def _records_of(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [record_of(finding) for finding in findings]


def _findings_of(records: Sequence[Mapping[str, Any]]) -> tuple[Finding, ...]:
    return tuple(map(finding_of, records))
