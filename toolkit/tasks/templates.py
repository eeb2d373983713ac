"""The office's templates: compiled with the names they may use, checked, and the names listed.

Takes an office; gives compiled templates and findings. Never renders.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.catalogue.documents import Document
from toolkit.errors import ToolkitError
from toolkit.findings import Finding, did_you_mean, error
from toolkit.report.vocabulary import NameEntry, describe, names_for
from toolkit.report.wording import FILTERS
from toolkit.tasks.office import Office
from toolkit.word import CompiledTemplate, compile_template


@dataclass(frozen=True)
class TemplateReport:
    """One document's template: compiled where it could be, and everything found about it."""

    document: Document
    template: CompiledTemplate | None
    findings: tuple[Finding, ...]


def check_templates(office: Office, documents: tuple[Document, ...] | None = None) -> tuple[TemplateReport, ...]:
    """Compile and check the templates of these documents, or of all."""
    return tuple(_check(office, document) for document in (documents or office.documents))


def template_names(office: Office, made_for: str) -> tuple[NameEntry, ...]:
    """The names a template for this kind of unit may use."""
    return tuple(describe(office.catalogue, made_for))


def _check(office: Office, document: Document) -> TemplateReport:
    path = office.settings.templates / document.template
    if not path.is_file():
        others = [other.name for other in office.settings.templates.glob("*.docx")]
        advice = f"找不到模板“{path}”。{did_you_mean(document.template, others)}请放回模板，或在 documents.toml 里改正文件名。"
        return TemplateReport(document, None, (error("missing_template", document.label, advice),))
    try:
        template = compile_template(path, names_for(office.catalogue, document.made_for), FILTERS)
    except ToolkitError as fault:
        return TemplateReport(document, None, (error("unusable_template", document.label, str(fault)),))
    return TemplateReport(document, template, template.findings)
