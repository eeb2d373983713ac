"""The filings of a closed period, written down as what they meant: no later reader, catalogue or correction changes them.

Takes filings and units; gives texts, and the filings and units back from them. What was typed and not understood comes back with its reason.
Pure: never touches the store.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit, Units
from toolkit.figures.figure import Carried, Filing
from toolkit.figures.readings import cell_of, content_of_cell


def text_of_filings(groups: Mapping[str, Mapping[str, Filing]]) -> str:
    """The text that keeps filings.

    Args:
        groups: by a name for each group, the filings by the unit's code.
    """
    kept = {name: {code: _told(filing) for code, filing in filings.items()} for name, filings in groups.items()}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def filings_of_text(text: str, group: str, period: Period, units: Units, catalogue: Catalogue) -> dict[str, Filing]:
    """The filings of one group, by the unit's code.

    Args:
        text: as it was kept.
        group: its name.
        period: for when.
        units, catalogue: those that were kept with it.
    """
    kept: Mapping[str, Mapping[str, Any]] = json.loads(text).get(group, {})
    filings = {}
    for code, told in kept.items():
        contents = {
            key: content_of_cell(catalogue[key].kind, cell)
            for key, cell in told["contents"].items()
            if key in catalogue.keys
        }
        ledgers = {
            ledger.key: tuple(
                {column.label: content_of_cell(column.kind, row.get(column.label)) for column in ledger.columns}
                for row in told["ledgers"][ledger.key]
            )
            for ledger in catalogue.ledgers
            if ledger.key in told["ledgers"]
        }
        worked_out = frozenset(told.get("worked_out", ()))
        names = {key: tuple(each) for key, each in told.get("names", {}).items() if key in ledgers}
        struck = {key: tuple(Carried({}, None, name) for name in each) for key, each in told.get("struck", {}).items()}
        unit = units[code]
        filings[code] = Filing(unit, period, contents, ledgers, worked_out=worked_out, names=names, carried=struck)
    return filings


def text_of_units(units: Units) -> str:
    """The text that keeps units as they are now, with what they were called and when they lived."""
    return json.dumps([_said(unit) for unit in units], ensure_ascii=False)


def units_of_text(text: str) -> Units:
    """The units that were kept so."""
    return Units(tuple(_unit(told) for told in json.loads(text)))


def _said(unit: Unit) -> dict[str, Any]:
    days = {name: day and day.isoformat() for name, day in (("since", unit.since), ("until", unit.until))}
    return {**vars(unit), **days, "renamed": [(name, last.isoformat()) for name, last in unit.renamed]}


def _unit(told: Mapping[str, Any]) -> Unit:
    days = {name: told[name] and date.fromisoformat(told[name]) for name in ("since", "until")}
    renamed = tuple((name, date.fromisoformat(last)) for name, last in told["renamed"])
    return Unit(**{**told, **days, "former": tuple(told["former"]), "renamed": renamed})


def _told(filing: Filing) -> dict[str, Any]:
    contents = {key: cell_of(content) for key, content in filing.contents.items() if content is not None}
    ledgers = {
        key: [{label: cell_of(content) for label, content in row.items() if content is not None} for row in rows]
        for key, rows in filing.ledgers.items()
    }
    worked_out = {"worked_out": sorted(filing.worked_out)} if filing.worked_out else {}
    struck = {key: [row.name for row in rows if row.now is None] for key, rows in filing.carried.items()}
    rows = {"names": dict(filing.names), "struck": {key: names for key, names in struck.items() if names}}
    return {"contents": contents, "ledgers": ledgers, **worked_out, **{key: each for key, each in rows.items() if each}}
