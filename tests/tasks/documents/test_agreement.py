"""The finished documents of a period are read as they lie in their folder: what does not add up is told, with the document it stands in."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from toolkit.catalogue.periods import read_period
from toolkit.figures.figure import Change
from toolkit.tasks import Office, compare_documents, generate

HALF = read_period("2026H1")


@pytest.fixture
def folder(shipped_office: Office) -> Path:
    return generate(shipped_office, HALF).folder


def found(office: Office) -> dict[str, str]:
    return {finding.place: finding.message for finding in compare_documents(office, HALF).findings}


def rewrite(path: Path, pattern: str, into: str) -> None:
    """Write a text anew in a document, as somebody does in Word; the runs around it stay."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "word/document.xml":
                text, count = re.subn(pattern, into, data.decode(), count=1)
                assert count == 1
                data = text.encode()
            target.writestr(info, data)


def of(folder: Path, name: str) -> Path:
    (path,) = folder.glob(f"*{name}*.docx")
    return path


def test_documents_that_were_just_made_agree(shipped_office: Office, folder: Path) -> None:
    told: list[Path] = []
    agreement = compare_documents(shipped_office, HALF, told.append)

    assert agreement.findings == ()
    assert agreement.files == len(told) == 13
    assert agreement.totals >= 40
    assert "13份" in agreement.text and "都对得上" in agreement.text


def test_a_number_changed_in_a_branch_report_is_told_with_the_branch(shipped_office: Office, folder: Path) -> None:
    rewrite(of(folder, "人事科"), r"(召开支部党员大会)\d+", r"\g<1>33")

    (told,) = found(shipped_office).items()

    assert told[0].endswith("支部党员大会")
    assert re.search(r"人事科党支部的汇报里是33次，填报的是\d次", told[1])


def test_a_number_changed_in_the_bureau_report_is_told(shipped_office: Office, folder: Path) -> None:
    rewrite(of(folder, "示例局"), r"(召开支部党员大会)\d+", r"\g<1>999")

    assert "这份汇报里是999次" in next(iter(found(shipped_office).values()))


def test_a_sentence_written_anew_tells_nothing(shipped_office: Office, folder: Path) -> None:
    rewrite(of(folder, "人事科"), r"召开支部党员大会\d+次", "多次召开支部党员大会")

    assert found(shipped_office) == {}


def test_a_figure_that_changed_after_the_documents_were_made_is_told(shipped_office: Office, folder: Path) -> None:
    row = {"编号": "HT9", "日期": "2026-4-2", "类型": "支部党员大会", "主题": "补记的会"}
    text = json.dumps(row, ensure_ascii=False)
    shipped_office.store.save([Change("02", HALF.code, "activities/补记", text, 0)], "测试员", "填报页")

    assert found(shipped_office) == {}, "both documents are of the same earlier state"

    generate(shipped_office, HALF, units=[shipped_office.units["02"]])
    (told,) = [message for place, message in found(shipped_office).items() if place.endswith("支部党员大会")]
    assert "各单位的汇报加起来是" in told


def test_a_file_that_is_no_word_file_any_more_is_told_and_the_others_are_read(
    shipped_office: Office, folder: Path
) -> None:
    of(folder, "人事科").write_bytes(b"\xd0\xcf\x11\xe0 no zip")

    agreement = compare_documents(shipped_office, HALF)

    assert [finding.code for finding in agreement.findings] == ["file_unread"]
    assert agreement.files == 12


def test_before_anything_was_made_there_is_nothing_to_compare(shipped_office: Office) -> None:
    agreement = compare_documents(shipped_office, HALF)

    assert (agreement.files, agreement.findings) == (0, ())
    assert "还没有生成过文书" in agreement.text
