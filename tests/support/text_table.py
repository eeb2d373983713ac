"""A small text table in a test, as rows.

Takes lines of cells parted by "|", the first line being the header; gives one mapping a row. Lines of dashes are
only for the eye.
"""

from __future__ import annotations

from collections.abc import Iterator


def rows_of(table: str) -> list[dict[str, str]]:
    """The rows of a table, header to cell, all stripped.

    >>> rows_of('''
    ...     单位 | 主题党日
    ...     ---- | --------
    ...     01   | 6
    ...     02   |
    ... ''')
    [{'单位': '01', '主题党日': '6'}, {'单位': '02', '主题党日': ''}]
    """
    header, *rows = _lines(table)
    return [dict(zip(header, row, strict=True)) for row in rows]


def _lines(table: str) -> Iterator[list[str]]:
    for line in table.strip().splitlines():
        if set(line) - set("-| \t"):
            yield [cell.strip() for cell in line.split("|")]
