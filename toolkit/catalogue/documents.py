"""The documents an office makes, as `documents.toml` lists them.

Takes nothing but values; gives `Document`. Never opens a template.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

UNIT_IN_NAME: Final = "{单位}"
PERIOD_IN_NAME: Final = "{期间}"


@dataclass(frozen=True)
class Document:
    """One kind of document.

    Args:
        key: stable English id.
        label: its name in lists, in Chinese.
        template: file name of the Word template, in the templates folder.
        made_for: the kind of unit that gets one each: 支部, 总支 or 局.
        file_name: pattern of the output's name, with {单位} and {期间}.
        signer: in whose name it is signed; the unit's own where empty.
        number: its 文号, where it has one.
        copies: to whom copies go.
    """

    key: str
    label: str
    template: str
    made_for: str
    file_name: str
    signer: str = ""
    number: str = ""
    copies: tuple[str, ...] = ()
