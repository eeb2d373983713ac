"""The output folder: safe names, whole files, a manifest, and care for what somebody edited by hand.

Takes documents as bytes; gives files. A file appears whole or not at all; one that was changed by hand since we wrote it is
kept beside the new one, never overwritten. Never renders.
"""

from __future__ import annotations

import hashlib
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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from toolkit.errors import ToolkitError

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
    """A file of the manifest: for which document and unit, with which content, and whether it is a draft."""

    document: str
    unit: str
    sha256: str
    is_draft: bool


@dataclass(frozen=True)
class Written:
    """What became of one document: its path, whether the file changed, and where a hand-edited one was kept."""

    path: Path
    changed: bool
    kept: Path | None


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
    return "磁盘已满" if fault.errno == 28 else (fault.strerror or "未知原因")


class OutputFolder:
    """One period's folder with its manifest.

    Args:
        folder: where the files go; made when the first one is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = _read_manifest(folder / MANIFEST)
        _sweep(folder)

    def write(self, name: str, data: bytes, document: str, unit: str, is_draft: bool) -> Written:
        """Write one document; an unchanged one is left alone, a hand-edited one is kept under another name.

        Args:
            name: file name, already safe, with its ending.
            data: the document.
            document, unit: key and code, by which an earlier file of the same document is found.
            is_draft: for the manifest.

        Raises:
            OutputFault: the file could not be written.
        """
        path = self.folder / name
        made = Made(document, unit, hashlib.sha256(data).hexdigest(), is_draft)
        kept = self._keep_edited(path, made)
        changed = not path.exists() or self._made.get(name) != made
        if changed:
            write_whole(path, data)
        self._drop_outdated(name, document, unit)
        self._made[name] = made
        if changed:
            # At once: a run that is killed must know its own files again.
            self.save_manifest()
        return Written(path, changed, kept)

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

    def _keep_edited(self, path: Path, made: Made) -> Path | None:
        if path.is_dir():
            raise OutputFault(f"{path}：这里有一个同名的文件夹，写不进去。请把它移走或改名后重试。")
        if not path.exists() or _sha256(path) in {made.sha256, self._sha256_of(path.name)}:
            return None
        number, kept = 1, path.with_stem(f"{path.stem}（手改）")
        while kept.exists():
            number += 1
            kept = path.with_stem(f"{path.stem}（手改{number}）")
        try:
            path.rename(kept)
        except OSError as fault:
            raise OutputFault(f"{path}：写不进去（{_reason(fault)}）。原来的文件没有动。") from fault
        return kept

    def _drop_outdated(self, name: str, document: str, unit: str) -> None:
        for other, made in list(self._made.items()):
            if other != name and (made.document, made.unit) == (document, unit):
                path = self.folder / other
                if path.exists() and _sha256(path) == made.sha256:
                    path.unlink()
                del self._made[other]

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
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_manifest(path: Path) -> dict[str, Made]:
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        return {name: Made(**made) for name, made in listed.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        # Without a manifest every file counts as edited by hand and is kept: the safe side.
        return {}
