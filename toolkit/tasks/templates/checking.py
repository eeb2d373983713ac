"""The office's templates: compiled with the names they may use, checked, and the names listed.

Takes an office; gives compiled templates and findings. Never renders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from toolkit.archives import fingerprint, read_archive, read_unchecked
from toolkit.catalogue.documents import Document
from toolkit.catalogue.files import read_catalogue_text
from toolkit.catalogue.habits import Habit
from toolkit.catalogue.new_names import with_names_of_now
from toolkit.errors import ToolkitError
from toolkit.findings import Finding, did_you_mean, error, warning
from toolkit.report.official import official_template
from toolkit.report.outputs import write_whole
from toolkit.report.vocabulary import NameEntry, describe, names_for
from toolkit.review.slips.slip import Reading
from toolkit.tasks.office.office import Office
from toolkit.tasks.templates.own_words import better_words, slips_in_template
from toolkit.word import CompiledTemplate, Correction, Shape, annotated, mended

MOST_COMPILED: Final = 16
"""How many compiled templates are kept: more than an office has documents."""


@dataclass(frozen=True)
class TemplateReport:
    """One document's template: compiled where it could be, everything found about it, and by what its file is known again."""

    document: Document
    template: CompiledTemplate | None
    findings: tuple[Finding, ...]
    fingerprint: str = ""


def check_templates(office: Office, documents: tuple[Document, ...] | None = None) -> tuple[TemplateReport, ...]:
    """Compile and check the templates of these documents, or of all."""
    return tuple(_check(office, document) for document in (documents or office.documents))


def annotate_template(office: Office, report: TemplateReport, folder: Path) -> Path:
    """Write a copy of a template with its findings as Word comments; the template itself is not touched.

    Raises:
        MissingFile, UnsafeFile, OutputFault: the template cannot be read, or the copy not written.
    """
    source = office.settings.templates / report.document.template
    names = names_for(office.catalogue, report.document.made_for)
    data = annotated(read_archive(source, "Word模板"), report.findings, names, source.name)
    return _copy(data, folder, source, "（批注）")


def mend_template(office: Office, report: TemplateReport, folder: Path) -> tuple[Path | None, tuple[Correction, ...]]:
    """Write a copy of a template with what can safely be corrected corrected; no copy where there is nothing to."""
    source = office.settings.templates / report.document.template
    data, corrections = mended_copy(office, read_archive(source, "Word模板"), source.name)
    return (_copy(data, folder, source, "（改正）") if corrections else None), corrections


def mended_copy(office: Office, data: bytes, name: str) -> tuple[bytes, tuple[Correction, ...]]:
    """A template with its tags and its own words corrected where that is safe, and what was corrected.

    Raises:
        UnsafeFile: it cannot be opened.
    """
    reading = Reading(office.rules.words)
    return mended(data, name, office.catalogue.renamed, lambda text: better_words(text, reading))


def renew_catalogue(office: Office, folder: Path) -> Path | None:
    """A copy of the catalogue whose rules and formulas say what things are called now; None where they do already.

    Raises:
        ToolkitError: it cannot be written.
    """
    path = office.settings.catalogue
    text = read_catalogue_text(path)
    made = with_names_of_now(text, office.catalogue)
    return None if made == text else _copy(made.encode(), folder, path, "（新名称）")


def template_fingerprint(office: Office, document: Document) -> str:
    """By which the file of a template is known again; empty where it is missing or cannot be read."""
    try:
        return fingerprint((office.settings.templates / document.template).read_bytes())
    except OSError:
        return ""


def template_names(office: Office, made_for: str) -> tuple[NameEntry, ...]:
    """The names a template for this kind of unit may use."""
    return tuple(describe(office.catalogue, made_for))


def _copy(data: bytes, folder: Path, source: Path, mark: str) -> Path:
    path = folder / f"{source.stem}{mark}{source.suffix}"
    write_whole(path, data)
    return path


def _check(office: Office, document: Document) -> TemplateReport:
    path = office.settings.templates / document.template
    if not path.is_file():
        used = {each.template for each in office.documents}
        others = [other.name for other in office.settings.templates.glob("*.docx") if other.name not in used]
        advice = f"找不到模板“{path}”。{did_you_mean(document.template, others)}请放回模板，或在 documents.toml 里改正文件名。"
        return TemplateReport(document, None, (error("missing_template", document.label, advice),))
    try:
        data = read_unchecked(path, "Word模板")
        names = names_for(office.catalogue, document.made_for)
        template = _compiled(_Source(path.name, data, repr(names), office.rules.habits, names))
    except ToolkitError as fault:
        return TemplateReport(document, None, (error("unusable_template", document.label, str(fault)),))
    findings = (
        *template.findings,
        *renamed_names(office, template),
        *slips_in_template(office, document, path.name, data),
    )
    return TemplateReport(document, template, findings, fingerprint(data))


def renamed_names(office: Office, template: CompiledTemplate) -> Iterator[Finding]:
    """What is said of names that are called otherwise now."""
    renamed = office.catalogue.renamed
    used = dict.fromkeys(name for path in template.names for name in path.split(".") if name in renamed)
    for name in used:
        advice = f"“{name}”现在叫“{renamed[name]}”，照旧能用；写在标签里的，“模板”页“改好的副本”里已改成新名称。"
        yield warning("renamed", template.name, advice)


@dataclass(frozen=True)
class _Source:
    """What a compiled template depends on: its file, the vocabulary it was checked with, and how the office writes."""

    name: str
    data: bytes
    vocabulary: str
    habits: frozenset[Habit]
    names: Mapping[str, Shape] = field(compare=False)


@lru_cache(MOST_COMPILED)
def _compiled(source: _Source) -> CompiledTemplate:
    """A template, compiled once as long as neither its file nor the vocabulary is another."""
    return official_template(source.data, source.names, source.habits, source.name)
