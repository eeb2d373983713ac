"""Texts that units filed are proof-read at entry: slips with what to do, numbers that are more than the figure, numbers of persons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.review.slips.test_reading import IDENTITY
from tests.support.office import LAST, filing, small_catalogue
from tests.support.text_table import rows_of
from toolkit.catalogue.word_list import Word, WordList
from toolkit.figures.figure import Around, Filing
from toolkit.findings import Finding, Level
from toolkit.review.case import Case
from toolkit.review.text_checks import contradicted_numbers, identity_in_ledgers, placeholder_texts, slips_of_pen


def case(now: Filing) -> Case:
    return Case(now, filing("01", period=LAST), small_catalogue())


def slips(text: str, words: WordList | None = None) -> list[Finding]:
    now = filing("01", highlights=text)
    return list(slips_of_pen(case(replace(now, around=Around(words=words)) if words else now)))


def test_slips_of_one_kind_are_one_finding_that_can_be_mended_or_confirmed() -> None:
    first, second = slips("截止6月底，支部召开会议,讲党课2次,学习。")

    assert (first.code, first.place, first.item, first.step) == (
        "slip_half_width",
        "办公室 亮点",
        "highlights",
        "改正",
    )
    assert (second.code, second.seen, second.message) == (
        "slip_word",
        ("截止",),
        "“截止”应写“截至”，说到某一天为止用“截至”。",
    )


def test_what_has_to_be_thought_about_has_no_button() -> None:
    (finding,) = slips("召开党员大会0次，讲党课2次。")
    assert (finding.code, finding.step, finding.level) == ("slip_zero_counted", "", Level.WARNING)


def test_an_office_s_own_words_are_looked_for() -> None:
    own = WordList(words=(Word("两学一做", "主题教育", level="说明"),))
    (finding,) = slips("扎实开展两学一做，效果很好。", own)
    assert (finding.level, finding.message) == (Level.NOTE, "“两学一做”应写“主题教育”。")


NUMBERS = """
    text                                | says
    主题党日7次，形式多样。             | 7次主题党日
    主题党日3次外出，形式多样。         |
    16名党员分片包干。                  | 16名党员
    12名党员分片包干。                  |
    16名党员群众参加。                  |
    投入300元，党费应收5000元。         | 5000元党费应收
    与116名党员活动有关。               |
"""


@pytest.mark.parametrize("row", rows_of(NUMBERS), ids=lambda row: row["text"])
def test_a_number_that_is_more_than_the_figure_is_a_note(row: dict[str, str]) -> None:
    now = filing("01", member_full=14, theme_days=6, dues_due=4200, highlights=row["text"])

    found = list(contradicted_numbers(case(now)))

    assert [finding.level for finding in found] == [Level.NOTE] * bool(row["says"])
    assert not row["says"] or f"写了{row['says']}" in found[0].message


def test_identity_numbers_are_looked_for_in_ledgers_too_and_never_shown_whole() -> None:
    rows = ({"编号": "1", "主题": f"慰问{IDENTITY}"},)
    now = replace(filing("01"), ledgers={"activities": rows})

    (finding,) = identity_in_ledgers(case(now))

    assert finding.code == "slip_identity"
    assert IDENTITY not in f"{finding.message}{finding.seen}"


@pytest.mark.parametrize("text", ["同上。", "详见附件", "待补"])
def test_a_text_that_is_none_is_told_once(text: str) -> None:
    now = filing("01", highlights=text)
    told = [finding.code for rule in (placeholder_texts, slips_of_pen) for finding in rule(case(now))]
    assert told == ["placeholder"]
