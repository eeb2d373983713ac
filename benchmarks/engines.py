"""The engines, each doing its whole work for one report.

Takes a template and values; gives functions that make one report each, in the best way the engine's manual shows: what an
engine lets one load or compile once is done before. Those that run in Node are in `node`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from docxtpl import DocxTemplate
from jinja2 import Environment

from toolkit.report.wording import FILTERS
from toolkit.word import CompiledTemplate

OURS: Final = "half-year-toolkit"
DOCXTPL: Final = "docxtpl"
MAIL_MERGE: Final = "docx-mailmerge2"
NODE_ENGINES: Final = ("docxtemplater", "easy-template-x", "carbone")
ENGINES: Final = (OURS, DOCXTPL, MAIL_MERGE, *NODE_ENGINES)

REUSE: Final[Mapping[str, str]] = {
    OURS: "template checked and compiled once; each report renders, checks the XML and packs",
    DOCXTPL: "nothing that saves time: a `DocxTemplate` opens the file, cleans and compiles it again at each `render`",
    MAIL_MERGE: "nothing: merging replaces the fields in the opened document, so each report opens it again",
    "docxtemplater": "the file's bytes: an instance refuses a second `render`, so each report unzips and compiles",
    "easy-template-x": "the `TemplateHandler` and the file's bytes; it keeps nothing compiled",
    "carbone": "nothing: `render` takes a path, and reads and prepares the file each time",
}

Work = Callable[[], bytes]


def ours(template: CompiledTemplate, context: Mapping[str, Any]) -> Work:
    """Our engine with a template compiled before."""
    return lambda: template.render(context)


def with_docxtpl(path: Path, context: Mapping[str, Any]) -> Work:
    """The loop of docxtpl's manual; our filters are there for templates that use them."""
    environment = Environment()
    environment.filters.update(FILTERS)

    def make() -> bytes:
        template, saved = DocxTemplate(path), io.BytesIO()
        template.render(dict(context), environment)
        template.save(saved)
        return saved.getvalue()

    return make


def has_mail_merge() -> bool:
    """Whether docx-mailmerge2 is there: only the benchmark's own requirements bring it."""
    return find_spec("mailmerge") is not None


def with_mail_merge(path: Path, values: Mapping[str, Any]) -> Work:
    """docx-mailmerge2; each list fills the rows around the field that is its first column."""
    from mailmerge import MailMerge  # type: ignore[import-untyped]  # noqa: PLC0415 - see has_mail_merge

    lists = {name: value for name, value in values.items() if isinstance(value, list)}
    replacements = {name: value for name, value in values.items() if name not in lists}
    replacements |= {next(iter(rows[0])): rows for rows in lists.values()}

    def make() -> bytes:
        saved = io.BytesIO()
        with MailMerge(path) as document:
            document.merge(**replacements)
            document.write(saved)
        return saved.getvalue()

    return make
