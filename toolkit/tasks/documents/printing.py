"""What is made of finished documents for printing: one volume of them all, and PDFs.

Takes an office and files it made; gives files beside them. A file appears whole or not at all. Never fills a template.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from toolkit import word
from toolkit.archives import check_archive, fingerprint
from toolkit.catalogue.periods import Period
from toolkit.errors import FaultsFound, MissingFile, ToolkitError
from toolkit.findings import has_errors
from toolkit.report.outputs import Made, OutputFault, OutputFolder
from toolkit.report.pdf import PdfMaker, pdf_maker
from toolkit.tasks.documents.making import read_made
from toolkit.tasks.office.office import Office, folder_of

JOINED: Final = "合订本.docx"
JOINED_KEY: Final = "joined"
A_GROUP: Final = 5
"""How many are turned at once: starting the program costs more than turning one."""
NO_PDF_PROGRAM: Final = "装上 LibreOffice 或 Word 就能转成 PDF。"
NOT_TURNED: Final = "没有转成 PDF。请用 Word 打开它，另存为 PDF。"


@dataclass(frozen=True)
class PdfMade:
    """What became of one document: its PDF, or why there is none; and where somebody's own file of that name was kept."""

    source: Path
    path: Path | None = None
    reason: str = ""
    kept: Path | None = None


def join_documents(office: Office, period: Period, paths: Sequence[Path]) -> Path:
    """Join documents into one for printing, in the output folder; one that was changed by hand is kept beside it.

    Args:
        office: whose.
        period: for when.
        paths: the documents, in order.

    Raises:
        ToolkitError: one of them cannot be read or joined, or the volume not written.
        FaultsFound: Word would not take what came of it; it is not written.
    """
    documents = [read_made(path) for path in paths]
    names = [path.name for path in paths]
    for name, data in zip(names, documents, strict=True):
        check_archive(data, name, "Word文书")
    data = word.combined(documents, names)
    findings = word.check_document(data, None, JOINED)
    if has_errors(findings):
        raise FaultsFound(findings)
    folder = OutputFolder(folder_of(office, period))
    sources = {name: fingerprint(source) for name, source in zip(names, documents, strict=True)}
    path = folder.write(JOINED, data, Made(JOINED_KEY, "", is_draft=False, made_of=sources)).path
    _put_away(folder)
    return path


def can_make_pdfs() -> bool:
    """Whether this machine has a program that makes PDFs."""
    return pdf_maker() is not None


def make_pdfs(
    office: Office,
    period: Period,
    paths: Sequence[Path],
    *,
    done: Callable[[PdfMade], None] = lambda _made: None,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[PdfMade, ...]:
    """Make a PDF beside each document; it goes again when the document is made anew and is another one.

    Args:
        office: whose.
        period: for when.
        paths: the documents, in the output folder.
        done: told of each as it comes.
        stopped: asked before each few documents whether to leave the rest.

    Raises:
        MissingFile: this machine has neither LibreOffice nor Word.
    """
    maker = pdf_maker()
    if maker is None:
        raise MissingFile(f"没有找到能转 PDF 的程序。{NO_PDF_PROGRAM}")
    folder = OutputFolder(folder_of(office, period))
    results: list[PdfMade] = []
    for start in range(0, len(paths), A_GROUP):
        if stopped():
            break
        for made in _turned(maker, folder, paths[start : start + A_GROUP]):
            results.append(made)
            done(made)
    _put_away(folder)
    return tuple(results)


def _put_away(folder: OutputFolder) -> None:
    with suppress(OutputFault):
        # On a full disk the journal goes on telling what the manifest should.
        folder.save_manifest()


def _turned(maker: PdfMaker, folder: OutputFolder, paths: Sequence[Path]) -> list[PdfMade]:
    try:
        documents = [read_made(path) for path in paths]
        pdfs = maker(documents)
    except ToolkitError as fault:
        return [PdfMade(path, reason=str(fault)) for path in paths]
    return [_written(folder, *each) for each in zip(paths, documents, pdfs, strict=True)]


def _written(folder: OutputFolder, source: Path, document: bytes, data: bytes | None) -> PdfMade:
    if data is None:
        return PdfMade(source, reason=NOT_TURNED)
    known = folder.listed(source.name) or Made(source.name, "", is_draft=False)
    made = Made(f"{known.document}.pdf", known.unit, known.is_draft, made_of={source.name: fingerprint(document)})
    try:
        written = folder.write(source.with_suffix(".pdf").name, data, made)
    except ToolkitError as fault:
        return PdfMade(source, reason=str(fault))
    return PdfMade(source, written.path, kept=written.kept)
