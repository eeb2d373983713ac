"""The office's templates: compiled with the names they may use, checked, and the names listed.

Takes an office; gives compiled templates and findings. Never renders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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
from toolkit.report.leftovers import leftovers
from toolkit.report.official import official_template
from toolkit.report.outputs import write_whole
from toolkit.report.proofread import slip_findings
from toolkit.report.vocabulary import NameEntry, describe, items_for, names_for
from toolkit.report.witness import paragraphs_of
from toolkit.review.slips.slip import Reading
from toolkit.tasks.office.office import Office
from toolkit.word import CompiledTemplate, Correction, Shape, annotated, mended

STATEMENT_TAG: Final = re.compile(r"\{%.*?%\}", re.DOTALL)
BRANCH_TAG: Final = re.compile(r"\{%-?\s*(?:else|elif)\b.*?%\}", re.DOTALL)
COMMENT_TAG: Final = re.compile(r"\{#.*?#\}", re.DOTALL)
VALUE_TAG: Final = re.compile(r"\{\{.*?\}\}", re.DOTALL)
ORDINAL_TAG: Final = re.compile(r"\{\{\s*一是\s*\}\}")
STOP_TAG: Final = re.compile(r"[，、；,;]?(?:\{%[^%]*%\}|\s)*\{\{\s*句号\s*\}\}")
SOME_VALUE, SOME_NUMBER, SOME_ABOUT = "某某", "12", "120余"
ABOUT: Final = re.compile(r"\|\s*余\s*\}\}")
COUNTED: Final = re.compile(r"余|名|人|次|个|篇|条|件|场|块|份|项|户|处|天|对|%|％|月|日|年|元|万|小时|学时")
CUT_OFF: Final = re.compile(r"\{\{-?\s*(?P<path>[^|{}()]+?)\s*\|\s*余\b")
PEOPLE: Final = frozenset({"名", "人", "人次", "位"})
MONEY: Final = "元"
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
    data, corrections = mended(read_archive(source, "Word模板"), source.name, office.catalogue.renamed)
    return (_copy(data, folder, source, "（改正）") if corrections else None), corrections


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
    """By which the file of a template is known again; empty where it is missing."""
    path = office.settings.templates / document.template
    return fingerprint(path.read_bytes()) if path.is_file() else ""


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


def slips_in_template(office: Office, document: Document, name: str, data: bytes) -> tuple[Finding, ...]:
    """Slips of pen in what a template says itself, tags aside, and placeholders left in it."""
    written = paragraphs_of(data)
    texts = [without_tags(text) for text in written]
    cut_off = about_people(office, document, written, name)
    return (*leftovers(texts, name), *slip_findings(texts, name, Reading(office.rules.words)), *cut_off)


def without_tags(text: str) -> str:
    """A paragraph with a word in place of each value, and nothing in place of what only says when and how often.

    >>> without_tags("{% if 甲 %}到{{ 甲|顿号 }}学习，{% endif %}{{ 句号 }}")
    '到某某学习。'
    """
    # What stands in one branch never meets what stands in the other.
    plain = BRANCH_TAG.sub(SOME_VALUE, COMMENT_TAG.sub("", text))
    plain = STOP_TAG.sub("。", ORDINAL_TAG.sub("", plain))
    return VALUE_TAG.sub(_some_value, STATEMENT_TAG.sub("", plain))


def _some_value(found: re.Match[str]) -> str:
    if ABOUT.search(found[0]):
        return SOME_ABOUT
    return SOME_NUMBER if COUNTED.match(found.string, found.end()) else SOME_VALUE


def about_people(office: Office, document: Document, texts: Iterable[str], name: str) -> Iterator[Finding]:
    """Where a template cuts off what is always printed to the last one: people, 党费, targets."""
    items = {each: item for item in items_for(office.catalogue, document.made_for) for each in item.names}
    said = dict.fromkeys(found["path"].strip() for text in texts for found in CUT_OFF.finditer(text))
    for path in said:
        group, _dot, label = path.rpartition(".")
        item = items.get(label)
        is_exact = item is not None and (item.unit in PEOPLE or item.unit == MONEY or "目标" in group)
        if is_exact and item is not None:
            what = "目标" if "目标" in group else "金额" if item.unit == MONEY else "人数、人次"
            yield warning("about_exact", name, f"“{path}|余”：{what}不用“余”，请印准数，去掉“|余”。")


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
