"""What a closed period was made of, as it was kept: its figures, and the office's files unpacked where they can be read.

Takes what the history keeps of a closing; gives the office of that time. Never looks at the files of today.
"""

from __future__ import annotations

import json
import shutil
import weakref
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from toolkit.catalogue.documents import Document
from toolkit.catalogue.files import read_catalogue, read_documents, read_office, read_targets, read_words
from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.office_rules import OfficeRules
from toolkit.catalogue.own_targets import with_targets
from toolkit.catalogue.units import Units
from toolkit.errors import StoreUnavailable
from toolkit.figures.frozen import units_of_text
from toolkit.figures.store import Journal
from toolkit.settings import WORDS

CLOSED: Final = "定稿"
UNITS: Final = "units.json"
NOW, LAST, YEAR_AGO = "now", "last", "year_ago"
"""The groups of filings that are kept."""


@dataclass(frozen=True)
class Closing:
    """What the history keeps of a closed period.

    Args:
        day: when it was closed.
        figures: by which the text with its filings is known; empty while it is being closed.
        files: by name, what each file of the office is known by.
        settings: what all of them together were known by.
        days: by document and unit, the day its document was made.
    """

    day: str
    figures: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    settings: str = ""
    days: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether all was kept."""
        return bool(self.figures)

    @property
    def text(self) -> str:
        """What the history keeps."""
        return json.dumps({"state": CLOSED, **asdict(self)}, ensure_ascii=False, sort_keys=True)

    @staticmethod
    def of(text: str) -> Closing | None:
        """The closing that a text keeps; None where the period is open."""
        if not text:
            return None
        kept = json.loads(text)
        kept.pop("state")
        return Closing(**kept)


@dataclass(frozen=True)
class Then:
    """The office's own files as they were when a period was closed.

    Args:
        folder: where they lie unpacked, for as long as anybody holds this value.
        catalogue, documents, units, rules: read from them; no rules where none were kept.
    """

    folder: Path
    catalogue: Catalogue
    documents: tuple[Document, ...]
    units: Units
    rules: OfficeRules | None = None


@lru_cache(maxsize=8)
def then(journal: Journal, text: str) -> Then:
    """The office's own files as they were.

    Args:
        journal: of the store that keeps them.
        text: what the history keeps of the closing.

    Raises:
        StoreUnavailable: one of them is gone from the database.
    """
    closing = Closing.of(text)
    assert closing is not None
    folder = Path(mkdtemp(prefix="toolkit-"))
    for name, sha256 in closing.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_kept(journal, sha256, name))
    catalogue, documents = (folder / "templates" / name for name in ("catalogue.toml", "documents.toml"))
    units = units_of_text((folder / UNITS).read_text(encoding="utf-8"))
    # A closing of before an office could set targets of its own kept no rules.
    own_rules = folder / "templates" / "office.toml"
    rules = replace(read_office(own_rules), words=read_words(folder / "templates" / WORDS))
    targets = (*rules.targets, *read_targets(folder / "templates" / "targets.csv"))
    told = (with_targets(read_catalogue(catalogue), targets, units), read_documents(documents), units)
    kept = Then(folder, *told, rules if own_rules.exists() else None)
    weakref.finalize(kept, shutil.rmtree, folder, ignore_errors=True)
    return kept


def _kept(journal: Journal, sha256: str, name: str) -> bytes:
    data = journal.file(sha256)
    if data is None:
        raise StoreUnavailable(f"定稿时存下的{name}在数据库里找不到了。请从备份恢复数据库。")
    return data
