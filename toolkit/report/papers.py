"""How one document goes out: who signs it, under which number, when, and in which edition.

Takes the settings of an office, of a document and of a run; gives a `Paper`. Never fills one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from toolkit.catalogue.documents import Document
from toolkit.catalogue.papers import AS_IT_COMES, NO_HOUSE, House, Issue


@dataclass(frozen=True)
class Paper:
    """How a document goes out.

    Args:
        house: what it says of the office.
        issue: its day and edition.
        signer, number, copies: as its entry in documents.toml says.
    """

    house: House = NO_HOUSE
    issue: Issue = AS_IT_COMES
    signer: str = ""
    number: str = ""
    copies: tuple[str, ...] = ()


PLAIN_PAPER: Final = Paper()


def paper_of(document: Document, house: House, issue: Issue) -> Paper:
    """How a document goes out in a run."""
    return Paper(house, issue, document.signer, document.number, document.copies)
