"""How one document goes out: who signs it, under which number, when, and in which edition.

Takes the settings of an office, of a document and of a run; gives a `Dispatch`. Never fills one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from toolkit.catalogue.dispatch import AS_IT_COMES, NO_HOUSE, House, Issue
from toolkit.catalogue.documents import Document


@dataclass(frozen=True)
class Dispatch:
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


PLAIN_DISPATCH: Final = Dispatch()


def dispatch_of(document: Document, house: House, issue: Issue) -> Dispatch:
    """How a document goes out in a run."""
    return Dispatch(house, issue, document.signer, document.number, document.copies)
