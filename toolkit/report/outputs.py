"""The output folder: safe names, whole files, and care for what somebody edited by hand.

Takes documents as bytes; gives files. A file appears whole or not at all; one that was changed by hand since we wrote it is
kept beside the new one, never overwritten. What was made of a file goes when the file is another one. Never renders.
"""

from __future__ import annotations

import io
import re
import time
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from toolkit.archives import fingerprint
from toolkit.report.manifest import (
    MANIFEST,
    OWN_FOLDER,
    UNKNOWN,
    Inputs,
    Made,
    Manifest,
    OutputFault,
    sha256_of,
    write_all_whole,
    write_reason,
    write_whole,
)

__all__ = ["MANIFEST", "OWN_FOLDER", "UNKNOWN", "Inputs", "Made", "OutputFault", "OutputFolder", "write_whole"]

MOST_NAME_BYTES: Final = 180
SAFE_TO_SWEEP_SECONDS: Final = 3600
RESERVED_NAMES: Final = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"COM{n}" for n in range(10)), *(f"LPT{n}" for n in range(10))]
)
EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class ToWrite:
    """A document to write: its file's name, its bytes, and what it is."""

    name: str
    data: bytes
    made: Made


@dataclass(frozen=True)
class Written:
    """What became of one document: its path, whether the file changed, where a hand-edited one was kept, and its fingerprint."""

    path: Path
    changed: bool
    kept: Path | None
    sha256: str


@dataclass(frozen=True)
class Outdated:
    """Files made of others that are others now: those removed, and those that were not, being open or changed by hand."""

    removed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def safe_name(text: str) -> str:
    """A file name that Windows, macOS and Linux all accept, without its ending.

    >>> safe_name("../甲/乙:报告. "), safe_name("con"), safe_name("")
    ('甲 乙 报告', '_con', '未命名')
    """
    plain = unicodedata.normalize("NFC", text)
    plain = "".join(" " if unicodedata.category(c)[0] in "CZ" or c in '\\/:*?"<>|' else c for c in plain)
    plain = re.sub(r" +", " ", plain).strip(". ")
    while len(plain.encode()) > MOST_NAME_BYTES:
        plain = plain[:-1].rstrip(". ")
    if plain.split(".")[0].strip().upper() in RESERVED_NAMES:
        plain = f"_{plain}"
    return plain or "未命名"


def unique_names(names: Iterable[str]) -> list[str]:
    """The names, those that a system without upper and lower case would confuse numbered apart.

    >>> unique_names(["A", "a", "b"])
    ['A', 'a（2）', 'b']
    """
    taken: set[str] = set()
    unique: list[str] = []
    for name in names:
        candidate, number = name, 1
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{name}（{number}）"
        taken.add(candidate.casefold())
        unique.append(candidate)
    return unique


class OutputFolder:
    """One period's folder with its manifest.

    Args:
        folder: where the files go; made when the first one is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._manifest = Manifest(folder)
        for place in (folder, folder / OWN_FOLDER):
            _sweep(place)

    def write(self, name: str, data: bytes, made: Made) -> Written:
        """Write one document; an unchanged one is left alone, a hand-edited one is kept under another name.

        Args:
            name: file name, already safe, with its ending.
            data: the document.
            made: what it is; its own fingerprint is filled in here.

        Raises:
            OutputFault: the file could not be written.
        """
        (written,) = self.write_all([ToWrite(name, data, made)])
        if isinstance(written, OutputFault):
            raise written
        return written

    def write_all(self, documents: Sequence[ToWrite]) -> list[Written | OutputFault]:
        """Write documents, each as `write` does; a fault harms no other."""
        if not documents:
            return []
        signed = [replace(each, made=replace(each.made, sha256=fingerprint(each.data))) for each in documents]
        try:
            with self._manifest.held():
                return self._written(signed)
        except OutputFault as fault:
            return [fault for _document in documents]

    def _written(self, documents: Sequence[ToWrite]) -> list[Written | OutputFault]:
        results = [self._begun(document) for document in documents]
        begun = [
            (document, result)
            for document, result in zip(documents, results, strict=True)
            if isinstance(result, Written)
        ]
        self._announce([document for document, _written in begun])
        faults = write_all_whole({written.path: document.data for document, written in begun if written.changed})
        for document, written in begun:
            if faults.get(written.path) is None:
                self._manifest.settle(document.name, document.made)
                self._drop_outdated(document.name, document.made)
        return [result if isinstance(result, OutputFault) else faults.get(result.path) or result for result in results]

    def _announce(self, documents: Sequence[ToWrite]) -> None:
        """Put on the disk what is about to be written, and each document as it was made."""
        new = {each.name: each.made for each in documents if self.listed(each.name) != each.made}
        if new:
            self._manifest.announce(new)
        for document in documents:
            if not document.made.made_of:
                self._manifest.keep_original(document.made.sha256, document.data)

    def _begun(self, document: ToWrite) -> Written | OutputFault:
        """What will become of a document, once what was changed by hand in its place is set aside."""
        path, made = self.folder / document.name, document.made
        try:
            stands = sha256_of(path)
            return Written(path, stands != made.sha256, self._keep_edited(path, made, stands), made.sha256)
        except OutputFault as fault:
            return fault
        except OSError as fault:
            return OutputFault(f"{path}：写不进去（{write_reason(fault)}）。原来的文件没有动。")

    def intact(self, document: str, unit: str) -> tuple[Path, Made] | None:
        """The one file of a document, where it still is as it was made."""
        names = [name for name in self._manifest.names(document, unit) if (self.folder / name).exists()]
        if len(names) != 1:
            return None
        path, made = self.folder / names[0], self._manifest.get(names[0])
        return (path, made) if made and sha256_of(path) == made.sha256 else None

    def standing(self, document: str, unit: str, inputs: Inputs) -> tuple[Path, Made] | None:
        """The same, where it was made of just this."""
        listed = map(self._manifest.get, self._manifest.names(document, unit))
        # What was made of something else is not read for it.
        if not any(made is not None and made.inputs == inputs for made in listed):
            return None
        intact = self.intact(document, unit)
        return intact if intact and intact[1].inputs == inputs else None

    def drop_outdated_copies(self) -> Outdated:
        """Remove what was made of files that are others now or gone; what is open or was changed by hand is left."""
        removed: list[str] = []
        left: list[str] = []
        # What was made of something removed here is outdated in turn.
        while outdated := [
            name for name, made in self._manifest.items() if name not in left and self._is_outdated(made)
        ]:
            for name in outdated:
                was_there = (self.folder / name).is_file()
                if self._remove_own(name):
                    self._manifest.settle(name, None)
                    removed += [name] if was_there else []
                else:
                    left.append(name)
        return Outdated(tuple(removed), tuple(left))

    def listed(self, name: str) -> Made | None:
        """What the manifest says of a file."""
        return self._manifest.get(name)

    def find(self, document: str, unit: str) -> Path | None:
        """The file an earlier run made for a document and unit, if it still lies there."""
        paths = (self.folder / name for name in self._manifest.names(document, unit))
        return next((path for path in paths if path.is_file()), None)

    def is_edited(self, name: str) -> bool:
        """Whether a file that lies there is not as we wrote it."""
        stands = sha256_of(self.folder / name)
        return bool(stands) and not self._manifest.is_ours(name, stands)

    def original(self, name: str) -> bytes | None:
        """A document as it was made, where it was changed by hand since; None where that was not kept."""
        return self._manifest.original(name)

    def save_manifest(self) -> None:
        """Put what was written into the manifest: the last thing a run does.

        Raises:
            OutputFault: it cannot be written; nothing is lost by it.
        """
        self._manifest.fold()

    def _keep_edited(self, path: Path, made: Made, stands: str) -> Path | None:
        if path.is_dir():
            raise OutputFault(f"{path}：这里有一个同名的文件夹，写不进去。请把它移走或改名后重试。")
        if stands in {"", made.sha256} or self._manifest.is_ours(path.name, stands):
            return None
        # A document is edited; a PDF of that name that is not ours is somebody's own, such as a signed scan.
        mark = "手改" if path.suffix != ".pdf" else "原有"
        number, kept = 1, path.with_stem(f"{path.stem}（{mark}）")
        while kept.exists():
            number += 1
            kept = path.with_stem(f"{path.stem}（{mark}{number}）")
        self._list_kept(path.name, kept.name)
        path.rename(kept)
        return kept

    def _list_kept(self, name: str, kept: str) -> None:
        """List a document that was changed by hand, of no unit, as long as it lies there: what it was is kept as long."""
        before = self.listed(name)
        if before is not None:
            entry = Made("", "", before.is_draft, sha256=before.sha256)
            self._manifest.announce({kept: entry})
            self._manifest.settle(kept, entry)

    def _drop_outdated(self, name: str, made: Made) -> None:
        """Remove the document's files of other names; one that was edited is nobody's of ours from now on."""
        for other in self._manifest.names(made.document, made.unit) if made.document else ():
            before = self._manifest.get(other)
            if other != name and before is not None:
                self._manifest.settle(other, self._outdated(other, before))

    def _outdated(self, name: str, made: Made) -> Made | None:
        """What is listed of a file from now on, once another of its document is the one that counts."""
        if self._remove_own(name):
            return None
        nobodys = replace(made, document="", unit="", inputs=UNKNOWN)
        # Open in Word: outdated, as a state of itself that is no more, until a later run can remove it.
        return nobodys if self.is_edited(name) else replace(nobodys, made_of={name: ""})

    def _is_outdated(self, made: Made) -> bool:
        return any(sha256_of(self.folder / name) != known for name, known in made.made_of.items())

    def _remove_own(self, name: str) -> bool:
        """Remove a file if it is as we wrote it; whether it is gone."""
        path = self.folder / name
        if path.is_file() and not self.is_edited(name):
            with suppress(OSError):
                path.unlink()
        return not path.exists()


def zip_bytes(files: Mapping[str, bytes] | Sequence[tuple[str, bytes]]) -> bytes:
    """One zip of files, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items() if isinstance(files, Mapping) else files:
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return buffer.getvalue()


def _sweep(folder: Path) -> None:
    """Remove what killed runs left behind; younger files may belong to somebody's running job."""
    for leftover in folder.glob(".~*.tmp"):
        with suppress(OSError):
            if time.time() - leftover.stat().st_mtime > SAFE_TO_SWEEP_SECONDS:
                leftover.unlink()
