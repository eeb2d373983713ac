"""Where figures are kept: one journal of batches and entries, and what is current, in SQLite or PostgreSQL.

Takes changes; gives entries. What is named here is all that the tasks use; nothing here knows the catalogue.
"""

from toolkit.figures.store.erasing import Doomed
from toolkit.figures.store.journal import Batch, Intake, Journal
from toolkit.figures.store.sqlite_files import COPIES, is_emptied, sqlite_file
from toolkit.figures.store.store import Store
from toolkit.figures.store.writing import Blob, Key, Save

__all__ = [
    "COPIES",
    "Batch",
    "Blob",
    "Doomed",
    "Intake",
    "Journal",
    "Key",
    "Save",
    "Store",
    "is_emptied",
    "sqlite_file",
]
