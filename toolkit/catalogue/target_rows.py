"""The rows of `targets.csv`: one unit each, and its targets for the year, one column for each figure.

Takes the heading and the rows as texts; gives written targets, or findings with line and cell. Never reads a file; whether the
figures and units are there, `own_targets` tells.

    单位    | 年   | 党课     | 志愿服务
    全部    | 2026 | 每季度1  | 12          a number alone is that many a year
    办公室  | 2026 |          | 每月2       a blank cell says nothing
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from toolkit.catalogue.own_targets import WrittenTarget
from toolkit.catalogue.targets import TARGET_ADVICE, read_target
from toolkit.findings import Finding, error

UNIT: Final = "单位"
YEAR: Final = "年"
EVERYONE: Final = ("全部", "全局", "所有单位", "各支部")


def targets_from_rows(
    rows: Sequence[Mapping[str, str]], place: str
) -> tuple[tuple[WrittenTarget, ...], tuple[Finding, ...]]:
    """The targets that the rows of a sheet describe, and what is wrong with it.

    Args:
        rows: one mapping a row, column name to text.
        place: the file's name, for findings.
    """
    told = [each for number, row in enumerate(rows, start=2) for each in _of_row(row, f"{place} 第{number}行")]
    made = tuple(each for each in told if isinstance(each, WrittenTarget))
    return made, tuple(each for each in told if isinstance(each, Finding))


def _of_row(row: Mapping[str, str], place: str) -> Iterator[WrittenTarget | Finding]:
    """The targets of one row, or what is wrong with it; none of a blank one."""
    cells = {name: text.strip() for name, text in row.items() if text.strip()}
    year, unit = cells.pop(YEAR, "").removesuffix("年"), cells.pop(UNIT, "")
    if not cells:
        return
    if year and not re.fullmatch("20[0-9]{2}", year):
        yield error("target_row", place, f"“{YEAR}”写成了“{year}”。请写成2026。")
    elif not unit:
        yield error("target_row", place, f"没有写“{UNIT}”。所有单位都一样的，请写“全部”。")
    else:
        units = () if unit in EVERYONE else (unit,)
        yield from (_of_cell(name, text, int(year) if year else None, units, place) for name, text in cells.items())


def _of_cell(name: str, text: str, year: int | None, units: tuple[str, ...], place: str) -> WrittenTarget | Finding:
    target = read_target(f"每年{text}" if re.fullmatch(r"\d+(\.\d+)?", text) else text)
    if target is None:
        advice = f"“{name}”一列写成了“{text}”，看不懂。{TARGET_ADVICE}，或只写一年多少的数。"
        return error("target_row", place, advice)
    return WrittenTarget(name, target, year, units, f"{place}“{name}”")
