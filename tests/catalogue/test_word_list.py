"""用语.toml adds words to those of the project, dates them, and switches others off; faults in it are told with their line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from toolkit.catalogue.files import read_words
from toolkit.catalogue.word_list import OWN_WORDS, Word
from toolkit.errors import FaultsFound
from toolkit.settings import REPOSITORY

OWN = """
off = ["消号"]

[[word]]
word = "两学一做"
instead = "主题教育"
since = 2024-01-01
until = 2026-12-31
level = "说明"
fine = ["“两学一做”学习教育常态化"]
why = "已经结束"

[[one]]
names = ["党员示范岗", "党员先锋岗"]
"""


def test_an_office_without_the_file_has_the_words_of_the_project(tmp_path: Path) -> None:
    assert read_words(tmp_path / "用语.toml").all_words == OWN_WORDS


def test_the_shipped_file_adds_nothing() -> None:
    assert read_words(REPOSITORY / "templates" / "用语.toml").all_words == OWN_WORDS


def test_words_are_added_dated_and_switched_off(tmp_path: Path) -> None:
    path = tmp_path / "用语.toml"
    path.write_text(OWN, encoding="utf-8")

    words = read_words(path)

    assert "消号" not in [word.word for word in words.all_words]
    own = words.all_words[-1]
    assert (own.word, own.instead, own.level, own.why) == ("两学一做", "主题教育", "说明", "已经结束")
    assert [own in words.on(day) for day in (date(2023, 12, 31), date(2024, 6, 30), date(2027, 6, 30), None)] == [
        False,
        True,
        False,
        True,
    ]
    assert ("党员示范岗", "党员先锋岗") in words.all_names


def test_what_is_fine_is_left_alone() -> None:
    word = Word("截止", "截至", fine=("截止日",))
    assert [found.start() for found in word.found_in("截止日为3月，截止目前")] == [7]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[word]]\ninstead = "甲"', "word"),
        ('[[word]]\nword = "甲"\nlevel = "严重"', "level"),
        ('[[one]]\nnames = ["甲"]', "names"),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "用语.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(FaultsFound) as fault:
        read_words(path)
    assert told in str(fault.value)
    assert "用语.toml" in str(fault.value)
