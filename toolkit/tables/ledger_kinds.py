"""What each line of an old ledger is before it is read: empty, a total, the headings once more, another table's, a title, a sample.

Takes a grid and the headings found in it; gives what a line is. Never says what a row means, nor whose it is.
"""

from __future__ import annotations

import re
from typing import Final

from toolkit.catalogue.kinds import DATE
from toolkit.tables.grid import Grid
from toolkit.tables.headings import folded
from toolkit.tables.layout import NUMBER, OF_NAMES
from toolkit.tables.ledger_heads import LedgerHeads, must_stand
from toolkit.tables.ledger_words import DAYS_OF_EVENTS, OFTEN_CALLED, SAMPLE

COLUMN_NUMBERS: Final = frozenset("甲乙丙丁")
TOTAL: Final = re.compile(".{0,6}(?:合计|小计|总计|共计|累计).{0,6}")
SAYS_WHEN: Final = re.compile("[0-9一二三四五六七八九十]")
WORDS_OF_HEADS: Final = frozenset(
    folded(word) for words in (*OFTEN_CALLED.values(), OFTEN_CALLED, OF_NAMES, DAYS_OF_EVENTS) for word in words
)


class LedgerSheet:
    """The lines of a sheet below the headings of an old ledger.

    Args:
        grid, heads: the sheet, and its headings.
    """

    def __init__(self, grid: Grid, heads: LedgerHeads) -> None:
        self.grid, self.heads = grid, heads
        self.kinds = {column.label: column.kind for column in heads.ledger.columns}
        musts = {column.label for column in must_stand(heads.ledger)}
        required = [number for number, label in heads.columns.items() if label in musts]
        self._days = [number for number in required if self.kinds[heads.columns[number]] is DATE]
        self._required = required
        names = (name for column in heads.ledger.columns for name in (*column.names, *column.also))
        said = (text for match in heads.matches.values() for text in match.path)
        self._words = WORDS_OF_HEADS | {folded(text) for text in (*names, *said)}

    @property
    def lines(self) -> range:
        """The numbers of the lines below the headings."""
        return range(self.heads.line + 1, self.grid.rows + 1)

    def texts_in(self, line: int) -> list[str]:
        """What stands in a line, a text a column; of a merged range in each of its columns."""
        return [self.grid.at(line, number) for number in range(1, self.grid.columns + 1)]

    def said_in(self, line: int) -> list[str]:
        """What stands in a line, without empty cells."""
        return [text for text in self.texts_in(line) if text]

    def alone_in(self, line: int) -> str:
        """The one text of a line; empty where several stand in it."""
        texts = set(self.said_in(line))
        return texts.pop() if len(texts) == 1 and not self._has_reasons(line) else ""

    def is_empty(self, line: int) -> bool:
        """Whether nothing stands in a line, or a running number alone."""
        said = self.said_in(line)
        return not (said or self._has_reasons(line)) or (len(set(said)) == 1 and NUMBER.fullmatch(said[0]) is not None)

    def is_total(self, line: int) -> bool:
        """Whether a line is one of totals: it says so at its beginning, and no day."""
        return any(TOTAL.fullmatch(text) for text in self.said_in(line)[:2]) and not self.has_day(line)

    def is_sample(self, line: int) -> bool:
        """Whether a line shows how to fill in the others."""
        said = self.said_in(line)
        return bool(said) and SAMPLE.fullmatch(said[0]) is not None

    def is_head_again(self, line: int) -> bool:
        """Whether a line is one of the lines of the headings, each text in its column, or the numbers of the columns below them."""
        texts = self.said_in(line)
        if line == self.heads.line + 1 and all(NUMBER.fullmatch(text) or text in COLUMN_NUMBERS for text in texts):
            return True
        heads = {number: {folded(text) for text in match.path} for number, match in self.heads.matches.items()}
        said = {number: folded(text) for number in heads if (text := self.grid.at(line, number))}
        return len(texts) > 1 and bool(said) and all(text in heads[number] for number, text in said.items())

    def is_another_head(self, line: int) -> bool:
        """Whether a line is the headings of another table: most of it are names of columns, or one stands where a day should."""
        texts = self.said_in(line)
        known = sum(folded(text) in self._words for text in texts)
        is_head = any(self.grid.at(line, number).endswith(("时间", "日期")) for number in self._days)
        return is_head or (known >= 2 and known * 2 > len(texts))

    def is_title(self, line: int) -> bool:
        """Whether the one text of a line stands where a title does: at its beginning, or over several columns."""
        places = [number for number, text in enumerate(self.texts_in(line), start=1) if text]
        return len(places) > 1 or places[0] <= min((self.heads.whose or places[0], *self.heads.matches))

    def has_day(self, line: int) -> bool:
        """Whether a day stands in the column of the days; in a ledger without days, anything in what has to be filled."""
        if not self._days:
            return any(self.grid.at(line, number) for number in self._required)
        return any(SAYS_WHEN.search(self.grid.at(line, number)) for number in self._days)

    def _has_reasons(self, line: int) -> bool:
        return any((line, number) in self.grid.reasons for number in self.heads.columns)
