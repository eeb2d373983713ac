"""A catalogue's text with what its figures, ledgers and columns are called now, wherever a rule, a formula or a source names them.

Takes the text of catalogue.toml and the catalogue read from it; gives the text, changed in those names alone. Never writes a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from toolkit.catalogue.expressions import ExpressionFault, Names, with_new_names
from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.sources import names_of_columns
from toolkit.errors import UnknownName

RULES: Final = ("rule", "only_if")
NO_COLUMNS: Final[tuple[Names, Mapping[str, str]]] = (Names(frozenset()), {})
LINE: Final = re.compile(
    r"""^(\s*)(rule|only_if|formula|unless|ledger|from|where|take|date)(\s*=\s*)(["'])(.*?)\4(\s*(?:#.*)?)$""",
    re.MULTILINE,
)


def with_names_of_now(text: str, catalogue: Catalogue) -> str:
    """The text with the names of now; a line that is written otherwise than on one line, or with escapes, stays.

    Args:
        text: of catalogue.toml.
        catalogue: as it was read from it.
    """
    tables = re.split(r"(?m)^(?=\s*\[\[)", text)
    return "".join(LINE.sub(_line(table, catalogue), table) for table in tables)


def _line(table: str, catalogue: Catalogue) -> Callable[[re.Match[str]], str]:
    renamed = {name: catalogue[name].label for item in catalogue.items for name in item.was}
    columns = _columns(table, catalogue)
    # A rule of a ledger speaks of its columns; where a figure applies, of other figures.
    of_rows = columns if re.match(r"\s*\[\[\s*check", table) else NO_COLUMNS

    def line(found: re.Match[str]) -> str:
        indent, key, sign, quote, written, rest = found.groups()
        made = (
            written
            if "\\" in written
            else _written_anew(key, written, catalogue, renamed, of_rows if key in RULES else columns)
        )
        return f"{indent}{key}{sign}{quote}{made}{quote}{rest}"

    return line


def _written_anew(
    key: str, written: str, catalogue: Catalogue, renamed: Mapping[str, str], columns: tuple[Names, Mapping[str, str]]
) -> str:
    names, labels = columns
    try:
        match key:
            case "from" | "ledger":
                return written if written == catalogue.ledger(written).key else catalogue.ledger(written).label
            case "unless":
                return renamed.get(written, written)
            case "date":
                return labels.get(written, written)
            case "take":
                return re.sub(r"[^()（）,，、*×/÷+−\s]+", lambda word: labels.get(word[0], word[0]), written)
            case "where" | "rule" | "only_if" if names.names:
                return with_new_names(written, names, labels)
        return with_new_names(written, catalogue.names, renamed)
    except (ExpressionFault, UnknownName):
        return written


def _columns(table: str, catalogue: Catalogue) -> tuple[Names, Mapping[str, str]]:
    """The columns a table of the text speaks of, and what they were called before: those of the ledger it names."""
    found = re.search(r"""(?m)^\s*(?:from|ledger)\s*=\s*["'](.*?)["']""", table)
    try:
        ledger = catalogue.ledger(found[1]) if found else None
    except UnknownName:
        ledger = None
    if ledger is None:
        return NO_COLUMNS
    return names_of_columns(ledger), {old: column.label for column in ledger.columns for old in column.was}
