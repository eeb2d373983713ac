"""What is made of finished documents for printing.

1. One volume of them all, whole, checked like any document; one that was changed by hand is kept.
2. A PDF beside each, whole or not at all; without a program that makes them it is said which to install.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.libreoffice import pages_of, required, without_libreoffice
from tests.support.read_docx import paragraphs
from toolkit.catalogue.periods import read_period
from toolkit.errors import MissingFile, ToolkitError
from toolkit.figures.figure import Change
from toolkit.tasks import Office, PdfMade, can_make_pdfs, generate, join_documents, make_pdfs, save_figure

HALF = read_period("2026H1")


@pytest.fixture
def made(office: Office) -> tuple[Path, ...]:
    return generate(office, HALF, units=[office.units["01"], office.units["02"]]).paths


@pytest.fixture
def program() -> None:
    required("soffice")


def test_the_volume_lies_beside_the_documents_and_holds_them_in_order(office: Office, made: tuple[Path, ...]) -> None:
    path = join_documents(office, HALF, made)

    assert path == made[0].parent / "合订本.docx"
    own = [text for each in made for text in paragraphs(each.read_bytes()) if text]
    assert [text for text in paragraphs(path.read_bytes()) if text] == own


def test_the_whole_samples_volume_has_the_pages_of_its_documents_and_each_counts_from_one(
    office: Office, tmp_path: Path
) -> None:
    chosen = [office.units[code] for code in ("J", "01", "12")]
    paths = generate(office, HALF, units=chosen).paths
    alone = []
    for path in paths:
        (tmp_path / path.stem).mkdir()
        alone += pages_of(path.read_bytes(), tmp_path / path.stem)

    joined = pages_of(join_documents(office, HALF, paths).read_bytes(), tmp_path)

    assert [lines(page) for page in joined] == [lines(page) for page in alone]


def lines(page: str) -> list[str]:
    return ["".join(line.split()) for line in page.split("\n") if line.strip()]


def test_a_second_volume_of_the_same_documents_is_the_same(office: Office, made: tuple[Path, ...]) -> None:
    before = join_documents(office, HALF, made).read_bytes()

    assert join_documents(office, HALF, made).read_bytes() == before


def test_a_volume_that_was_changed_by_hand_is_kept(office: Office, made: tuple[Path, ...]) -> None:
    path = join_documents(office, HALF, made)
    path.write_bytes(b"edited in Word")

    join_documents(office, HALF, made[:1])

    assert (path.parent / "合订本（手改）.docx").read_bytes() == b"edited in Word"


def test_a_document_that_is_gone_is_named(office: Office, made: tuple[Path, ...]) -> None:
    made[0].unlink()

    with pytest.raises(MissingFile, match=made[0].name):
        join_documents(office, HALF, made)


def test_a_document_spoiled_by_hand_is_named_and_no_volume_is_written(office: Office, made: tuple[Path, ...]) -> None:
    made[0].write_bytes(b"PK spoiled")

    with pytest.raises(ToolkitError, match=made[0].name):
        join_documents(office, HALF, made)
    assert not (made[0].parent / "合订本.docx").exists()


@pytest.mark.usefixtures("program")
def test_a_pdf_lies_beside_each_document(office: Office, made: tuple[Path, ...]) -> None:
    begun: list[PdfMade] = []

    results = make_pdfs(office, HALF, made, done=begun.append)

    assert can_make_pdfs()
    assert [result.path for result in results] == [path.with_suffix(".pdf") for path in made]
    assert all(path.with_suffix(".pdf").read_bytes().startswith(b"%PDF-") for path in made)
    assert begun == list(results)


@pytest.mark.usefixtures("program")
def test_a_pdf_of_an_earlier_report_goes_with_it_and_the_run_says_so(office: Office, made: tuple[Path, ...]) -> None:
    volume = join_documents(office, HALF, made)
    make_pdfs(office, HALF, [*made, volume])
    save_figure(office, Change("01", "2026H1", "activists_new", "9", 1), "填报页")

    again = generate(office, HALF)

    folder = made[0].parent
    assert [path.name for path in folder.glob("*.pdf")] == [made[-1].with_suffix(".pdf").name]
    assert not volume.exists()
    assert "旧的合订本、PDF共3个已删去" in again.outdated_text


@pytest.mark.usefixtures("program")
def test_a_stopped_run_makes_no_more_pdfs(office: Office, made: tuple[Path, ...]) -> None:
    assert make_pdfs(office, HALF, made, stopped=lambda: True) == ()
    assert list(made[0].parent.glob("*.pdf")) == []


@pytest.mark.usefixtures("program")
def test_a_document_that_cannot_be_turned_has_a_reason_and_the_others_are_made(
    office: Office, made: tuple[Path, ...]
) -> None:
    made[0].write_bytes(b"\0" * 100)

    first, second = make_pdfs(office, HALF, made)

    assert first.path is None and "另存为 PDF" in first.reason
    assert second.path is not None


def test_without_a_program_it_is_said_which_to_install(
    office: Office, made: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_libreoffice(monkeypatch, tmp_path)

    assert not can_make_pdfs()
    with pytest.raises(MissingFile, match="装上 LibreOffice 或 Word"):
        make_pdfs(office, HALF, made)
