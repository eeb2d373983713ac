"""What papers say of an office and how they go out: read from office.toml and documents.toml, faults with their line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from toolkit.catalogue.dispatch import House, Issue
from toolkit.catalogue.files import read_documents, read_office
from toolkit.errors import FaultsFound

OFFICE = """
party_body = "中共某某局党组"
business = "行政审批"
contact = "赵样本"
phone = "办公室电话"
day = "{day}"
edition = "正式稿"
"""


def office(tmp_path: Path, text: str):
    path = tmp_path / "office.toml"
    path.write_text(text, encoding="utf-8")
    return read_office(path)


@pytest.mark.parametrize(
    ("day", "chosen", "blank"),
    [
        ("2026-07-10", date(2026, 7, 10), False),
        ("2026年7月10日", date(2026, 7, 10), False),
        ("空白", None, True),
        ("", None, False),
    ],
)
def test_an_office_says_how_its_papers_go_out(tmp_path: Path, day: str, chosen: date | None, *, blank: bool) -> None:
    rules = office(tmp_path, OFFICE.format(day=day))

    assert rules.house == House("中共某某局党组", "行政审批", "赵样本", "办公室电话")
    assert (rules.issue.chosen_day, rules.issue.is_undated, rules.issue.is_final) == (chosen, blank, True)


def test_without_the_file_nothing_is_said(tmp_path: Path) -> None:
    rules = read_office(tmp_path / "office.toml")
    assert (rules.house, rules.issue) == (House(), Issue())


@pytest.mark.parametrize(("text", "told"), [('day = "七月"', "成文日期“七月”看不懂"), ('edition = "初稿"', "edition")])
def test_what_is_not_understood_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(FaultsFound, match=told):
        office(tmp_path, text)


def test_a_document_says_who_signs_it(tmp_path: Path) -> None:
    path = tmp_path / "documents.toml"
    path.write_text(
        """
[[document]]
key = "bureau_report"
label = "汇报"
template = "bureau_report.docx"
made_for = "局"
file_name = "{单位}{期间}汇报"
signer = "中共某某局党组"
number = "某党〔2026〕3号"
copies = ["市直机关工委", "局领导"]
""",
        encoding="utf-8",
    )
    (document,) = read_documents(path)
    assert (document.signer, document.number, document.copies) == (
        "中共某某局党组",
        "某党〔2026〕3号",
        ("市直机关工委", "局领导"),
    )
