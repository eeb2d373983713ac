"""What the papers of an office say of it, and how they go out: its party body, who answers for them, their day and their edition.

Takes what stands in `office.toml` and what a run says; gives frozen values. Never fills a paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from toolkit.catalogue.as_written import Unreadable, day_as_written

BLANK: Final = "空白"
FOR_REVIEW, FINAL = "送审稿", "正式稿"
EDITIONS: Final = (FOR_REVIEW, FINAL)
DAY_ADVICE: Final = "请写成 2026-07-10 或 2026年7月10日；要留空等签发的，写“空白”；不写，就是生成那天"


@dataclass(frozen=True)
class House:
    """What papers say of an office.

    Args:
        party_body: the full name of its 党组 or 机关党委.
        business: its main business, for 党建和业务融合.
        contact, phone: whom to ask.
    """

    party_body: str = ""
    business: str = ""
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Issue:
    """How papers go out.

    Args:
        day: the day that stands in them, as it was written: one that was chosen, 空白, or empty for that of the run.
        edition: 送审稿, with what only the house reads, or 正式稿; empty where nothing is said.
    """

    day: str = ""
    edition: str = ""

    @property
    def is_undated(self) -> bool:
        """Whether the day is left blank."""
        return self.day == BLANK

    @property
    def chosen_day(self) -> date | None:
        """The day that was chosen; None where it is the run's, or blank."""
        return None if not self.day or self.is_undated else day_as_written(self.day)

    @property
    def is_final(self) -> bool:
        """Whether what only the house reads is left out."""
        return self.edition == FINAL


NO_HOUSE: Final = House()
AS_IT_COMES: Final = Issue()


def is_day_of_paper(text: str) -> bool:
    """Whether a text is a day, or says that it is left blank.

    >>> [is_day_of_paper(each) for each in ("2026-07-10", "2026年7月10日", "空白", "七月")]
    [True, True, True, False]
    """
    try:
        return text == BLANK or day_as_written(text) is not None
    except Unreadable:
        return False
