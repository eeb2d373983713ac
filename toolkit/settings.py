"""Where things are: the office's folders and its database.

Takes the environment and a root folder; gives frozen `Settings`. The only module that reads the environment. Never
makes a folder.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

REPOSITORY = Path(__file__).resolve().parent.parent
CHOSEN = ".office"
"""The file in the program's folder that says where the office lies, once one was chosen."""


WORDS: Final = "用语.toml"
OWN_UNITS = Path("data", "units.csv")
"""The unit file of an office of its own, from its folder."""


@dataclass(frozen=True)
class Settings:
    """The folders of an office.

    Args:
        root: the folder all others lie in.
        templates: catalogue, documents and Word templates.
        units: the unit file.
        forms: where Excel forms are written to and come back to.
        sample_forms: the sample's own forms, None for an office of its own.
        output: where documents go, one folder a period.
        database: SQLAlchemy URL.
        author: who is working, for the history.
        is_sample: whether this is the invented sample bureau.
    """

    root: Path
    templates: Path
    units: Path
    forms: Path
    sample_forms: Path | None
    output: Path
    database: str
    author: str
    is_sample: bool

    @property
    def form_folders(self) -> tuple[Path, ...]:
        """The folders forms are read from when none is named: those that exist."""
        return tuple(folder for folder in (self.sample_forms, self.forms) if folder and folder.is_dir())

    @property
    def catalogue(self) -> Path:
        """The file of figures asked for."""
        return self.templates / "catalogue.toml"

    @property
    def own_units(self) -> Path:
        """The unit file of an office of its own, whether it is there or not."""
        return self.root / OWN_UNITS

    @property
    def own_database(self) -> Path:
        """Where an office of its own keeps its figures, unless another database is named."""
        return self.root / OWN_UNITS.with_name("figures.db")

    @property
    def office(self) -> Path:
        """The file of the office's own rules; it may be missing."""
        return self.templates / "office.toml"

    @property
    def words(self) -> Path:
        """The file of what the office does not write; it may be missing."""
        return self.templates / WORDS

    @property
    def targets(self) -> Path:
        """The sheet of the office's own targets; it may be missing."""
        return self.templates / "targets.csv"

    @property
    def documents(self) -> Path:
        """The file of documents made."""
        return self.templates / "documents.toml"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force.

    TOOLKIT_HOME names the office's folder (default: the one that was chosen, else the folder of this program), TOOLKIT_DATABASE a
    database URL (default: SQLite under data/). Until the office has a `data/units.csv` of its own, everything runs on the sample.

    Args:
        environment: the environment variables; the process's own where None.
    """
    given = os.environ if environment is None else environment
    root = Path(given.get("TOOLKIT_HOME") or chosen_folder() or REPOSITORY).resolve()
    own = root / OWN_UNITS
    is_sample = not own.exists()
    database = own.with_name("sample_figures.db" if is_sample else "figures.db")
    return Settings(
        root=root,
        templates=root / "templates",
        units=root / "sample_data" / "units.csv" if is_sample else own,
        forms=root / "forms",
        sample_forms=root / "sample_data" / "forms" if is_sample else None,
        output=root / "output",
        database=given.get("TOOLKIT_DATABASE") or f"sqlite:///{database.as_posix()}",
        author=_author(given),
        is_sample=is_sample,
    )


def chosen_folder(program: Path = REPOSITORY) -> Path | None:
    """The folder of the office that was chosen; None where none was, or it is gone."""
    try:
        folder = Path((program / CHOSEN).read_text(encoding="utf-8").strip())
    except OSError:
        return None
    return folder if folder.is_dir() else None


def is_home_given(environment: Mapping[str, str] | None = None) -> bool:
    """Whether TOOLKIT_HOME says where the office lies, whatever was chosen."""
    return bool((os.environ if environment is None else environment).get("TOOLKIT_HOME"))


def choose_folder(folder: Path, program: Path = REPOSITORY) -> None:
    """Remember where the office lies."""
    (program / CHOSEN).write_text(str(folder.resolve()), encoding="utf-8")


def public_address(environment: Mapping[str, str] | None = None) -> str:
    """The address under which others reach the desk, such as https://hub.example/desk/; empty where only this machine does.

    TOOLKIT_ADDRESS names it; a JupyterHub tells it by itself (JUPYTERHUB_PUBLIC_URL).
    """
    given = os.environ if environment is None else environment
    return given.get("TOOLKIT_ADDRESS") or given.get("JUPYTERHUB_PUBLIC_URL") or ""


def child_environment(**changes: str) -> dict[str, str]:
    """The process's environment with changes, for a server we start."""
    return {**os.environ, **changes}


def program_folders() -> tuple[Path, ...]:
    """The folders Windows installs programs into; none on other systems."""
    named = (os.environ.get(name) for name in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"))
    return tuple(dict.fromkeys(Path(folder) for folder in named if folder))


def is_required(program: str) -> bool:
    """Whether TOOLKIT_REQUIRE says that a missing `program` is a failure, not a reason to skip."""
    required = os.environ.get("TOOLKIT_REQUIRE", "")
    return required == "all" or program in required.split(",")


def _author(environment: Mapping[str, str]) -> str:
    named = environment.get("TOOLKIT_AUTHOR") or environment.get("USERNAME") or environment.get("USER")
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "本机用户"


SYNCED: Final = (
    ("onedrive", "OneDrive"),
    ("坚果云", "坚果云"),
    ("nutstore", "坚果云"),
    ("dropbox", "Dropbox"),
    ("icloud", "iCloud"),
    ("百度网盘", "百度网盘"),
    ("baidunetdisk", "百度网盘"),
    ("百度云同步", "百度网盘"),
    ("wpsdrive", "WPS云盘"),
    ("wps云盘", "WPS云盘"),
    ("微云", "腾讯微云"),
    ("google drive", "Google Drive"),
)
"""What the folders of programs that copy files by themselves are called, in small letters, and what the program is called."""
MOUNTS: Final = Path("/proc/mounts")
REMOTE: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afpfs", "davfs"})


def shared_by(folder: Path, mounts: Path = MOUNTS) -> str:
    """What copies or serves a folder behind our back, so that no database is safe in it; empty where nothing does.

    Args:
        folder: where a database is to lie.
        mounts: the system's list of what is mounted where; there is none on Windows.

    >>> shared_by(Path("/home/赵/坚果云/党务"))
    '坚果云'
    """
    plain = folder.as_posix()
    if plain.startswith("//"):
        return "网络共享"
    for part in folder.parts:
        found = next((name for word, name in SYNCED if word in part.lower()), "")
        if found:
            return found
    return "网络共享" if _is_remote(folder, mounts) else ""


def _is_remote(folder: Path, mounts: Path) -> bool:
    try:
        lines = [line.split() for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return False
    points = [(fields[1].replace("\\040", " "), fields[2]) for fields in lines if len(fields) > 2]
    inside = [(point, kind) for point, kind in points if folder.is_relative_to(point)]
    # The nearest one counts: what is mounted last in the way.
    return bool(inside) and max(inside, key=lambda each: len(each[0]))[1] in REMOTE
