"""The benchmark's template, in the tag language of each engine, and the values for it.

Takes a language; gives a .docx of about 100 tags: 84 in the text, two tables with a row loop, a header and a footer, on the
package that python-docx makes, which is as large as one saved by Word. The same language always gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
FIELDS: Final = tuple(f"figure{number:02}" for number in range(1, 85))
FIELDS_A_PARAGRAPH: Final = 4
HEADER: Final = ("unit", "period")
FOOTER: Final = ("author", "day")
TABLES: Final[dict[str, tuple[str, ...]]] = {
    "members": ("name", "group", "role", "joined", "hours"),
    "events": ("date", "topic", "place", "present"),
}
ROWS: Final = {"members": 12, "events": 20}
FIELD_MARK: Final = re.compile("«(.+)»")


@dataclass(frozen=True)
class Language:
    """How an engine's templates are written.

    Args:
        field: the tag of a single value.
        rows: the rows of a table that repeats its columns for each entry of a list, as text of cells.
    """

    field: Callable[[str], str]
    rows: Callable[[str, Sequence[str]], list[list[str]]]


def _jinja_rows(name: str, columns: Sequence[str]) -> list[list[str]]:
    return [[f"{{%tr for row in {name} %}}"], [f"{{{{ row.{column} }}}}" for column in columns], ["{%tr endfor %}"]]


def _brace_rows(name: str, columns: Sequence[str]) -> list[list[str]]:
    cells = [f"{{{column}}}" for column in columns]
    return [[f"{{#{name}}}{cells[0]}", *cells[1:-1], f"{cells[-1]}{{/{name}}}"]]


def _carbone_rows(name: str, columns: Sequence[str]) -> list[list[str]]:
    return [[f"{{d.{name}[{index}].{column}}}" for column in columns] for index in ("i", "i+1")]


def _merge_rows(_: str, columns: Sequence[str]) -> list[list[str]]:
    return [[f"«{column}»" for column in columns]]


JINJA: Final = Language(lambda name: f"{{{{ {name} }}}}", _jinja_rows)
BRACES: Final = Language(lambda name: f"{{{name}}}", _brace_rows)
CARBONE: Final = Language(lambda name: f"{{d.{name}}}", _carbone_rows)
MERGE_FIELDS: Final = Language(lambda name: f"«{name}»", _merge_rows)


def benchmark_template(language: Language) -> bytes:
    """The template in one language."""
    document = Document()
    section = document.sections[0]
    _put_fields(section.header.paragraphs[0], HEADER, language)
    _put_fields(section.footer.paragraphs[0], FOOTER, language)
    document.add_heading("党建工作情况汇报", level=1)
    for start in range(0, len(FIELDS), FIELDS_A_PARAGRAPH):
        _put_fields(document.add_paragraph(), FIELDS[start : start + FIELDS_A_PARAGRAPH], language)
    for name, columns in TABLES.items():
        _add_table(document, [list(columns), *language.rows(name, columns)])
    return _fixed(document)


def benchmark_values() -> dict[str, Any]:
    """The values of one report: plain texts, so that every engine prints them alike."""
    values: dict[str, Any] = {name: f"第{number}项，{number * 37}人次" for number, name in enumerate(FIELDS, start=1)}
    values |= {name: f"样本{name}" for name in (*HEADER, *FOOTER)}
    values |= {
        name: [{column: f"{column}第{row}行" for column in columns} for row in range(1, ROWS[name] + 1)]
        for name, columns in TABLES.items()
    }
    return values


def big_template(columns: Sequence[str]) -> bytes:
    """A template of one table that repeats its one row, in the language of Jinja."""
    document = Document()
    _add_table(document, [list(columns), *_jinja_rows("rows", columns)])
    return _fixed(document)


def _put_fields(paragraph: Paragraph, names: Sequence[str], language: Language) -> None:
    for name in names:
        _put(paragraph, f"{name}：")
        _put(paragraph, language.field(name))
        _put(paragraph, "；")


def _put(paragraph: Paragraph, text: str) -> None:
    """A run with a look of its own, as Word saves it; in a merge field where that is what the text stands for."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size = "FangSong", Pt(16)
    found = FIELD_MARK.fullmatch(text)
    if found:
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), f" MERGEFIELD {found[1]} \\* MERGEFORMAT ")
        run._r.addprevious(field)
        field.append(run._r)


def _add_table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))
    for texts in rows:
        for cell, text in zip(table.add_row().cells, texts, strict=False):
            _put(cell.paragraphs[0], text)


def _fixed(document: Any) -> bytes:
    """The document's bytes, without the hour at which it was made."""
    made, fixed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return fixed.getvalue()
