"""A list of branches in: the rows of a unit file, looked over before anything is made of them.

Takes a file's bytes; gives rows. Never writes a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from toolkit.catalogue.unit_rows import COLUMNS, units_from_rows
from toolkit.errors import FaultsFound, ToolkitError
from toolkit.findings import Finding
from toolkit.tables.grid import grids_in
from toolkit.tables.unit_list import units_listed

LINE: Final = re.compile("第([0-9]+)行$")


def read_unit_list(bureau: str, name: str, data: bytes) -> list[dict[str, str]]:
    """The rows of a unit file that a list of branches comes to, each with all its columns.

    Args:
        bureau: what the bureau is called.
        name, data: the file: a list of branches, or of members with their branches.

    Raises:
        ToolkitError: it is no such list, or something in it cannot be so.
    """
    listed = (units_listed(grid, bureau) for grid in grids_in(data, name) if not grid.hidden.is_whole)
    rows = next(filter(None, listed), None)
    if rows is None:
        raise ToolkitError(f"{name}：没有找到写着支部名称的一列。请在那一列上面写上“支部名称”再试。")
    whole = [{column: row.get(column, "") for column in COLUMNS} for row in rows]
    _units, findings = units_from_rows(whole, name)
    if findings:
        raise FaultsFound([_at_the_name(finding, whole, name) for finding in findings])
    return whole


def _at_the_name(finding: Finding, rows: Sequence[Mapping[str, str]], name: str) -> Finding:
    """A finding at what the unit is called: the line it names is that of a file nobody has seen."""
    line = LINE.search(finding.place)
    return replace(finding, place=f"{name} {rows[int(line[1]) - 2]['名称']}") if line else finding
