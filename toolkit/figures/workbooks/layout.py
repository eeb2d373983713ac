"""Where things stand on an Excel form: shared by the one who writes it and the one who reads it.

Takes nothing; gives names, columns and rows. A form carries its unit, its period and the versions it was written from on a
hidden sheet, each row its item's key in a hidden column, and on another hidden sheet what its locked cells said when it was
sent out. So reading never depends on where a row or a column stands, and sees what was typed where nothing was asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Final

from toolkit.catalogue.items import Item
from toolkit.catalogue.ledgers import Ledger

FORMAT: Final = "half-year-form-1"
MAIN_SHEET: Final = "填报"
META_SHEET: Final = "_form"
ISSUED_SHEET: Final = "_issued"
# No item's key begins with an underscore, so these never meet a key in the same column.
META_FORMAT: Final = "_format"
META_UNIT: Final = "_unit"
META_PERIOD: Final = "_period"

TITLE_ROW: Final = 1
UNIT_ROW: Final = 2
AUTHOR_ROW: Final = 3
ADVICE_ROW: Final = 4
HEADER_ROW: Final = 5
FIRST_ROW: Final = 6

KEY_COLUMN: Final = "A"
LABEL_COLUMN: Final = "B"
UNIT_COLUMN: Final = "C"
REQUIRED_COLUMN: Final = "D"
ANSWER_COLUMN: Final = "E"
LAST_COLUMN: Final = "F"
TARGET_COLUMN: Final = "G"
HELP_COLUMN: Final = "H"
AUTHOR_CELL: Final = f"{ANSWER_COLUMN}{AUTHOR_ROW}"

HEADERS: Final = {
    LABEL_COLUMN: "指标",
    UNIT_COLUMN: "单位",
    REQUIRED_COLUMN: "必填",
    ANSWER_COLUMN: "本期填报",
    LAST_COLUMN: "上期",
    TARGET_COLUMN: "目标",
    HELP_COLUMN: "填报说明",
}
KEPT_COLUMNS: Final = (UNIT_COLUMN, REQUIRED_COLUMN, LAST_COLUMN, TARGET_COLUMN, HELP_COLUMN)
"""The locked columns of a row whose texts are kept on the sheet `_issued`, behind the row's key."""
NEVER_ANSWERED: Final = (UNIT_COLUMN, LAST_COLUMN, TARGET_COLUMN)
"""Those among them where what was typed changes what the row says; elsewhere it is a remark."""
TITLE_END: Final = "党建工作填报表"
UNIT_LABEL: Final = "填报单位："
PERIOD_LABEL: Final = "期间："
AUTHOR_LABEL: Final = "填报人："
ADVICE: Final = (
    "只填浅黄色的格子。没有就填0，不适用的填“不适用”，还没统计出来的先空着。●为必填。填好保存，原样发回即可。"
)
RETURNED_BY: Final = "退回修改"
"""The author of the notes in a form that goes back."""
RETURNED: Final = f"{RETURNED_BY}："
"""How the line begins that takes the place of the advice in a form that goes back."""
WIDTHS: Final = {"A": 4, "B": 20, "C": 8, "D": 6, "E": 18, "F": 14, "G": 10, "H": 52}

META_UNIT_NAME: Final = "_unit_name"
META_BUREAU: Final = "_bureau"
META_MARK: Final = "_mark"
META_WRITTEN: Final = "_written"
META_RAN: Final = "_ran "
"""Before the name of a row that runs on: what the form knows it again by, as it was sent out."""

ROW_HEADING: Final = "_row"
"""Above the hidden column behind the others of a ledger, which says of each row which one it is."""
NOTHING_SAID: Final = "本期无"
"""What stands in the first cell of a ledger in which there is nothing to enter."""
LEDGER_HEADER_ROW: Final = 3
LEDGER_FIRST_ROW: Final = 4
LEDGER_ROWS: Final = 60
LEDGER_STEP: Final = 20
"""How many rows of a ledger are left to fill in at least, and by how many it grows."""

MOST_ROWS: Final = 3_000
MOST_COLUMNS: Final = 60
MOST_RANGE_CELLS: Final = 200_000
MOST_ELEMENTS: Final = 400_000
MOST_FORM_BYTES: Final = 20_000_000


LEDGER_ADVICE: Final = "一行记一件事，写在浅黄色格子里；"
"""How the line above the headings of a ledger's sheet has always begun."""


def ledger_advice(ledger: Ledger) -> str:
    """The line above the headings of a ledger's sheet."""
    if ledger.state is None:
        return f"{LEDGER_ADVICE}本期没有的，在第一格写“{NOTHING_SAID}”。{ledger.help}"
    running = f"上期没有办完的已经列在前面，有进展的改“{ledger.state.label}”，没有新增的不用写"
    return f"{LEDGER_ADVICE}{running}；表里一件也没有的，写“{NOTHING_SAID}”。{ledger.help}"


def section_rows(items: Sequence[Item]) -> Iterator[tuple[int, str, Sequence[Item]]]:
    """The row that names each section, the section, and the items whose rows come below it."""
    row = FIRST_ROW
    for section, members in groupby(items, key=lambda item: item.section):
        inside = tuple(members)
        yield row, section, inside
        row += 1 + len(inside)


def item_rows(items: Sequence[Item]) -> Iterator[tuple[int, Item]]:
    """The row of each item."""
    return ((row + n, item) for row, _section, inside in section_rows(items) for n, item in enumerate(inside, start=1))


def advice_of(item: Item) -> str:
    """What the column 填报说明 says of an item."""
    limit = f"不超过{item.limit}字" if item.limit else ""
    return "；".join(part for part in (item.help, limit) if part)


def room_for(rows: int) -> int:
    """How many rows the sheet of a ledger has that holds so many already.

    >>> room_for(0), room_for(40), room_for(41), room_for(100)
    (60, 60, 80, 120)
    """
    return max(LEDGER_ROWS, -(-rows // LEDGER_STEP) * LEDGER_STEP + LEDGER_STEP)


@cache
def letters_of(column: int) -> str:
    """What Excel calls a column.

    >>> letters_of(1), letters_of(26), letters_of(27)
    ('A', 'Z', 'AA')
    """
    before, last = divmod(column - 1, 26)
    return (letters_of(before) if before else "") + chr(ord("A") + last)
