"""The output folder: safe names, whole files, a manifest, and care for what somebody edited by hand.

Takes documents as bytes; gives files. A file appears whole or not at all; one that was changed by hand since we wrote it is
kept beside the new one, never overwritten. What was made of a file goes when the file is another one. Never renders.
"""

from __future__ import annotations

import io
import json
import os
import re
import secrets
import time
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final

from toolkit.archives import fingerprint
from toolkit.errors import ToolkitError, reason_of

MANIFEST: Final = "生成清单.json"
MOST_NAME_BYTES: Final = 180
SAFE_TO_SWEEP_SECONDS: Final = 3600
RESERVED_NAMES: Final = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"COM{n}" for n in range(10)), *(f"LPT{n}" for n in range(10))]
)
EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class OutputFault(ToolkitError, OSError):
    """A file could not be written; the earlier one is unharmed."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


@dataclass(frozen=True)
class Made:
    """A file of the manifest.

    Args:
        document, unit: key and code, by which an earlier file of the same document is found.
        is_draft: whether something in it is still to be filled in.
        template, settings: fingerprints of the template and of the office's files it was made with; empty where unknown.
        made_of: of a file made of others, such as a PDF: their names and fingerprints.
        sha256: fingerprint of its content.
    """

    document: str
    unit: str
    is_draft: bool
    template: str = ""
    settings: str = ""
    made_of: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""


@dataclass(frozen=True)
class Written:
    """What became of one document: its path, whether the file changed, and where a hand-edited one was kept."""

    path: Path
    changed: bool
    kept: Path | None


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
        raise OutputFault(f"{path}：写不进去（{_reason(fault)}）。原来的文件没有动。") from fault


def _reason(fault: OSError) -> str:
    if isinstance(fault, NotADirectoryError | FileExistsError):
        return "要用的文件夹名被一个文件占了，请把它移走或改名"
    if isinstance(fault, PermissionError):
        return "可能正在 Word 或 WPS 里打开，或文件夹只读；请关闭后重试"
    return reason_of(fault)


class OutputFolder:
    """One period's folder with its manifest.

    Args:
        folder: where the files go; made when the first one is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = _read_manifest(folder / MANIFEST)
        _sweep(folder)

    def write(self, name: str, data: bytes, made: Made) -> Written:
        """Write one document; an unchanged one is left alone, a hand-edited one is kept under another name.

        Args:
            name: file name, already safe, with its ending.
            data: the document.
            made: what it is; its own fingerprint is filled in here.

        Raises:
            OutputFault: the file could not be written.
        """
        path = self.folder / name
        made = replace(made, sha256=fingerprint(data))
        stands = _sha256(path) if path.is_file() else ""
        kept = self._keep_edited(path, made, stands)
        changed = stands != made.sha256
        if changed:
            write_whole(path, data)
        self._drop_outdated(name, made)
        if self._made.get(name) != made:
            self._made[name] = made
            # At once: a run that is killed must know its own files again.
            self.save_manifest()
        return Written(path, changed, kept)

    def drop_outdated_copies(self) -> Outdated:
        """Remove what was made of files that are others now or gone; what is open or was changed by hand is left."""
        removed: list[str] = []
        left: list[str] = []
        # What was made of something removed here is outdated in turn.
        while outdated := [name for name, made in self._made.items() if name not in left and self._is_outdated(made)]:
            for name in outdated:
                was_there = (self.folder / name).is_file()
                if self._remove_own(name):
                    del self._made[name]
                    removed += [name] if was_there else []
                else:
                    left.append(name)
        if removed:
            self.save_manifest()
        return Outdated(tuple(removed), tuple(left))

    def listed(self, name: str) -> Made | None:
        """What the manifest says of a file."""
        return self._made.get(name)

    def find(self, document: str, unit: str) -> Path | None:
        """The file an earlier run made for a document and unit, if it still lies there."""
        listed = (name for name, made in self._made.items() if (made.document, made.unit) == (document, unit))
        return next((self.folder / name for name in listed if (self.folder / name).is_file()), None)

    def is_edited(self, name: str) -> bool:
        """Whether a file that lies there is not as we wrote it."""
        path = self.folder / name
        return path.is_file() and _sha256(path) != self._sha256_of(name)

    def save_manifest(self) -> None:
        """Write the manifest, if there is anything in it."""
        listed = {name: asdict(made) for name, made in sorted(self._made.items()) if (self.folder / name).exists()}
        if listed:
            write_whole(self.folder / MANIFEST, json.dumps(listed, ensure_ascii=False, indent=1).encode())

    def _keep_edited(self, path: Path, made: Made, stands: str) -> Path | None:
        if path.is_dir():
            raise OutputFault(f"{path}：这里有一个同名的文件夹，写不进去。请把它移走或改名后重试。")
        if stands in {"", made.sha256, self._sha256_of(path.name)}:
            return None
        # A document is edited; a PDF of that name that is not ours is somebody's own, such as a signed scan.
        mark = "手改" if path.suffix != ".pdf" else "原有"
        number, kept = 1, path.with_stem(f"{path.stem}（{mark}）")
        while kept.exists():
            number += 1
            kept = path.with_stem(f"{path.stem}（{mark}{number}）")
        try:
            path.rename(kept)
        except OSError as fault:
            raise OutputFault(f"{path}：写不进去（{_reason(fault)}）。原来的文件没有动。") from fault
        return kept

    def _drop_outdated(self, name: str, made: Made) -> None:
        """Remove the document's files of other names; one that was edited is nobody's of ours from now on."""
        for other, each in list(self._made.items()):
            if other == name or (each.document, each.unit) != (made.document, made.unit):
                continue
            if self._remove_own(other) or self.is_edited(other):
                del self._made[other]
            else:
                # Open in Word: outdated, as a state of itself that is no more, until a later run can remove it.
                self._made[other] = replace(each, document="", unit="", made_of={other: ""})

    def _is_outdated(self, made: Made) -> bool:
        sources = ((self.folder / name, known) for name, known in made.made_of.items())
        return any(not path.is_file() or _sha256(path) != known for path, known in sources)

    def _remove_own(self, name: str) -> bool:
        """Remove a file if it is as we wrote it; whether it is gone."""
        path = self.folder / name
        if path.is_file() and not self.is_edited(name):
            with suppress(OSError):
                path.unlink()
        return not path.exists()

    def _sha256_of(self, name: str) -> str:
        return self._made[name].sha256 if name in self._made else ""


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


def _sha256(path: Path) -> str:
    return fingerprint(path.read_bytes())


def _read_manifest(path: Path) -> dict[str, Made]:
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        return {name: Made(**made) for name, made in listed.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        # Without a manifest every file counts as edited by hand and is kept: the safe side.
        return {}
