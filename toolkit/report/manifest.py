"""What lies in an output folder by our hand: the manifest, a journal of what is being written, and each file as it was made.

Takes what is about to be written; tells what was. A line stands in the journal, on the disk, before its file does; when a run
is over, the journal is folded into the manifest. A run may be killed between the two and another may run beside it: what is
listed is decided by the files themselves, and whatever was ever announced for a name is known as ours. Never reads a document.

    生成清单.json            the manifest
    .原件/日志.jsonl         the journal, a line a file; gone when a run is over
    .原件/上次生成.json      what the last run came to (`last_run`)
    .原件/<SHA-256>.docx     each document as it was made, for whoever asks later what was changed by hand
    .原件/锁                 held while a file is written
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from toolkit.archives import fingerprint
from toolkit.errors import ToolkitError, reason_of
from toolkit.findings import Finding, finding_of, record_of

MANIFEST: Final = "生成清单.json"
OWN_FOLDER: Final = ".原件"
JOURNAL: Final = "日志.jsonl"
LOCK: Final = "锁"
MOST_SECONDS_TO_WAIT: Final = 60.0
SIDE_BY_SIDE: Final = 8
"""How many files are made sure of at once."""


class OutputFault(ToolkitError, OSError):
    """A file could not be written; the earlier one is unharmed."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


@dataclass(frozen=True)
class Inputs:
    """Fingerprints of what a document is made of; empty where unknown.

    Args:
        template: its template.
        settings: the office's own files.
        figures: the figures it can see, and whose they are.
        program: this program.
    """

    template: str = ""
    settings: str = ""
    figures: str = ""
    program: str = ""


UNKNOWN: Final = Inputs()


@dataclass(frozen=True)
class Made:
    """A file of the manifest.

    Args:
        document, unit: key and code, by which an earlier file of the same document is found.
        is_draft: whether something in it is still to be filled in.
        inputs: what it was made of.
        made_of: of a file made of others, such as a PDF: their names and fingerprints.
        blanks: how many 【待填】 it shows.
        findings: what in it asks for a look.
        sha256: fingerprint of its content as it was made.
        day: the day it was made, as 2026-07-01, which may stand in it; empty where that is not known.
        batch: the last save before it was made; 0 where that is not known.
    """

    document: str
    unit: str
    is_draft: bool
    inputs: Inputs = UNKNOWN
    made_of: Mapping[str, str] = field(default_factory=dict)
    blanks: int = 0
    findings: tuple[Finding, ...] = ()
    sha256: str = ""
    day: str = ""
    batch: int = 0


class Manifest:
    """The manifest of one folder.

    Args:
        folder: where the files lie; made when the first one is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._own = folder, folder / OWN_FOLDER
        self._made: dict[str, Made] = {}
        self._by_document: dict[tuple[str, str], set[str]] = {}
        # By name, the fingerprints of all that was ever announced: none of it was edited by hand.
        self._announced: dict[str, set[str]] = {}
        self._listed_at: object = None
        self._read_to = 0
        self._refresh()

    def get(self, name: str) -> Made | None:
        """What is listed of a file."""
        return self._made.get(name)

    def items(self) -> list[tuple[str, Made]]:
        """What is listed, by name."""
        return list(self._made.items())

    def names(self, document: str, unit: str) -> list[str]:
        """The files of a document and unit."""
        return sorted(self._by_document.get((document, unit), ()))

    def is_ours(self, name: str, sha256: str) -> bool:
        """Whether a file of this name and content is as we made it."""
        return sha256 in self._announced.get(name, ())

    @contextmanager
    def held(self) -> Iterator[None]:
        """The folder for one writer, with all that others have written meanwhile.

        Raises:
            OutputFault: another program writes there for too long, or nothing can be written there.
        """
        try:
            self._own.mkdir(parents=True, exist_ok=True)
            with FileLock(self._own / LOCK, timeout=MOST_SECONDS_TO_WAIT):
                self._refresh()
                yield
        except Timeout as fault:
            raise OutputFault(f"{self._folder}：另一个窗口正在往这里写，一直没有写完。请等它写完后重试。") from fault
        except OutputFault:
            raise
        except OSError as fault:
            raise OutputFault(f"{self._folder}：写不进去（{write_reason(fault)}）。原来的文件没有动。") from fault

    def announce(self, files: Mapping[str, Made]) -> None:
        """Put on the disk what is about to be written; called while the folder is held, and followed by `settle`."""
        self._append(files)
        for name, made in files.items():
            self._announced.setdefault(name, set()).add(made.sha256)

    def settle(self, name: str, made: Made | None) -> None:
        """What was announced is written; None for a file that is not ours any more."""
        before = self._made.pop(name, None)
        if before is not None:
            self._by_document[before.document, before.unit].discard(name)
        if made is not None:
            self._made[name] = made
            self._by_document.setdefault((made.document, made.unit), set()).add(name)
            self._announced.setdefault(name, set()).add(made.sha256)

    def keep_original(self, sha256: str, data: bytes) -> None:
        """Keep a document as it was made; that it cannot be kept is no fault of the document."""
        original, temporary = self._own / f"{sha256}.docx", self._own / f".~{secrets.token_hex(8)}.tmp"
        with suppress(OSError):
            if not original.exists():
                temporary.write_bytes(data)
                temporary.replace(original)

    def original(self, name: str) -> bytes | None:
        """A listed document as it was made, where that was kept."""
        sha256 = self._made[name].sha256 if name in self._made else ""
        with suppress(OSError):
            data = (self._own / f"{sha256}.docx").read_bytes()
            return data if fingerprint(data) == sha256 else None
        return None

    def fold(self) -> None:
        """Put what is listed into the manifest, and the journal away.

        Raises:
            OutputFault: it cannot be written; then the journal stays, and tells the same.
        """
        if not self._made and not self._folder.exists():
            return
        with self.held():
            listed = {name: made for name, made in sorted(self._made.items()) if (self._folder / name).exists()}
            if listed:
                records = {name: _record(made) for name, made in listed.items()}
                text = json.dumps(records, ensure_ascii=False, indent=1)
                write_whole(self._folder / MANIFEST, text.encode())
            (self._own / JOURNAL).unlink(missing_ok=True)
            self._drop_originals({made.sha256 for made in listed.values()})
            self._listed_at, self._read_to = self._signature(), 0

    def _drop_originals(self, wanted: set[str]) -> None:
        """Those of files that are not there any more, or were made anew."""
        for original in self._own.glob("*.docx"):
            if original.stem not in wanted:
                with suppress(OSError):
                    original.unlink()

    def _append(self, files: Mapping[str, Made]) -> None:
        lines = [json.dumps({"name": name, "made": _record(made)}, ensure_ascii=False) for name, made in files.items()]
        with (self._own / JOURNAL).open("ab") as journal:
            # A run that was killed may have left half a line.
            begin = b"\n" if journal.tell() > self._read_to else b""
            journal.write(begin + "".join(f"{line}\n" for line in lines).encode())
            journal.flush()
            os.fsync(journal.fileno())
            self._read_to = journal.tell()

    def _refresh(self) -> None:
        """Read what is on the disk, as far as it is not known yet."""
        signature = self._signature()
        if signature != self._listed_at:
            self._listed_at, self._read_to = signature, 0
            for name, _made in self.items():
                self.settle(name, None)
            for name, made in _read_manifest(self._folder / MANIFEST).items():
                self.settle(name, made)
        for name, made in self._new_lines():
            self._announced.setdefault(name, set()).add(made.sha256)
            # The run may have been killed between this line and its file; one set aside is not as it was made.
            stands = sha256_of(self._folder / name)
            if stands and (stands == made.sha256 or not made.document):
                self.settle(name, made)

    def _new_lines(self) -> list[tuple[str, Made]]:
        try:
            with (self._own / JOURNAL).open("rb") as journal:
                journal.seek(self._read_to)
                data = journal.read()
        except OSError:
            return []
        whole = data[: data.rfind(b"\n") + 1]
        self._read_to += len(whole)
        return [line for line in map(_read_line, whole.splitlines()) if line]

    def _signature(self) -> object:
        """By which it is known that another run has folded its journal."""
        try:
            state = (self._folder / MANIFEST).stat()
        except OSError:
            return ()
        return state.st_mtime_ns, state.st_size, state.st_ino


def write_all_whole(files: Mapping[Path, bytes]) -> dict[Path, OutputFault | None]:
    """Write files whole or not at all, each by itself; side by side, since a disk makes many sure as fast as one.

    Returns:
        Why each could not be written; None where it was.
    """
    if len(files) == 1:
        return {path: _fault_of(path, data) for path, data in files.items()}
    return dict(zip(files, _writers().map(_fault_of, files, files.values()), strict=True))


@cache
def _writers() -> ThreadPoolExecutor:
    """Threads that write; kept, since beginning eight takes as long as writing as many documents."""
    return ThreadPoolExecutor(SIDE_BY_SIDE)


def _fault_of(path: Path, data: bytes) -> OutputFault | None:
    try:
        write_whole(path, data)
    except OutputFault as fault:
        return fault
    return None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        OutputFault: it could not be written; whatever stood there before is unharmed.
    """
    temporary = path.with_name(f".~{secrets.token_hex(8)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as fault:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise OutputFault(f"{path}：写不进去（{write_reason(fault)}）。原来的文件没有动。") from fault


def write_reason(fault: OSError) -> str:
    """Why a file cannot be written, in a clerk's words."""
    if isinstance(fault, NotADirectoryError | FileExistsError):
        return "要用的文件夹名被一个文件占了，请把它移走或改名"
    if isinstance(fault, PermissionError):
        return "可能正在 Word 或 WPS 里打开，或文件夹只读；请关闭后重试"
    return reason_of(fault)


def sha256_of(path: Path) -> str:
    """The fingerprint of a file; empty where there is none."""
    try:
        return fingerprint(path.read_bytes())
    except (FileNotFoundError, IsADirectoryError):
        return ""


def _read_manifest(path: Path) -> dict[str, Made]:
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        return {name: _made(record) for name, record in listed.items()}
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        # Without a manifest every file counts as edited by hand and is kept: the safe side.
        return {}


def _read_line(line: bytes) -> tuple[str, Made] | None:
    try:
        record = json.loads(line)
        return str(record["name"]), _made(record["made"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _record(made: Made) -> dict[str, Any]:
    return {**vars(made), "inputs": vars(made.inputs), "findings": [record_of(finding) for finding in made.findings]}


def _made(record: dict[str, Any]) -> Made:
    # Earlier versions kept two fingerprints only, beside the rest.
    inputs = record.pop("inputs", None) or {name: record.pop(name, "") for name in ("template", "settings")}
    findings = tuple(map(finding_of, record.pop("findings", ())))
    return Made(**record, inputs=Inputs(**inputs), findings=findings)
