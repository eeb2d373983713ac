"""docxtpl's own tests, filled by docxtpl and by us: the same words have to come out, or a reason stands below why not.

    python -m tests.docxtpl_suite FOLDER      FOLDER is the folder tests of a checkout of docxtpl; it is copied before it is used

Takes docxtpl's scripts as they are: what they fill a template with is noted as they render, and filled into the same template by us.
Says for each script whether the texts of all paragraphs are the same, and shows the first that differs. No part of any test run:
docxtpl's files are not ours to keep.
"""

from __future__ import annotations

import contextlib
import io
import os
import runpy
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import docxtpl

from toolkit.errors import ToolkitError
from toolkit.report.witness import is_read, paragraphs_in
from toolkit.word import Subdocument, compile_template
from toolkit.word.package.elements import parse, to_bytes
from toolkit.word.package.package import read_package, write_package
from toolkit.word.package.reading import BODY

NO_TESTS: Final = frozenset("__init__ runtests module_execute".split())
"""Scripts that fill no template by themselves."""
REASONS: Final[Mapping[str, str]] = {
    "custom_jinja_filters": "doc_no is never given: docxtpl prints nothing, we say so, lest something is lost silently",
    "escape": "a control letter in a plain text is refused; docxtpl makes a new paragraph of it",
    "escape_auto": "tags may not call anything: a template from outside could do harm",
    "richtext": "a link of docxtpl's RichText belongs to its file; ours is RichText(url=…)",
    "template_error": "its fault is made on purpose; it is told before anything is filled",
    "vertical_merge": "what a cell says that a merge hides is left out by us",
    "word2016": "tabs between the quotes of a tag: docxtpl drops them, we print blanks",
}
"""By script, why what comes out is another."""
EXCERPT: Final = 60


@dataclass
class Filling:
    """One template filled by docxtpl: with what, and what came out."""

    template: Path
    context: Mapping[str, Any]
    filters: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    pictures: Mapping[str, Any] = field(default_factory=dict)
    made: bytes = b""


def fillings_of(script: Path) -> list[Filling]:
    """What a script of docxtpl fills, in order."""
    noted: dict[int, Filling] = {}
    saved: list[Filling] = []
    render, save = docxtpl.DocxTemplate.render, docxtpl.DocxTemplate.save

    def noting(self: Any, context: Mapping[str, Any], jinja_env: Any = None, **options: Any) -> Any:
        filters = {} if jinja_env is None else dict(jinja_env.filters)
        # Before it is filled: sub-documents are taken apart by that.
        values = {name: _ours(value) for name, value in context.items()}
        noted[id(self)] = Filling(Path(self.template_file).resolve(), values, _own(filters))
        return render(self, context, jinja_env, **options)

    def saving(self: Any, filename: Any, *arguments: Any, **options: Any) -> Any:
        made = save(self, filename, *arguments, **options)
        filling = noted.get(id(self))
        if filling is not None:
            data = filename.getvalue() if isinstance(filename, io.BytesIO) else Path(filename).read_bytes()
            pictures = {name: io.BytesIO(picture).getvalue() for name, picture in self.pics_to_replace.items()}
            saved.append(Filling(filling.template, filling.context, filling.filters, pictures, data))
        return made

    with (
        patch.object(docxtpl.DocxTemplate, "render", noting),
        patch.object(docxtpl.DocxTemplate, "save", saving),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        runpy.run_path(script.name, run_name="__main__")
    return saved


def _own(filters: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """The filters that are not Jinja's."""
    from jinja2.filters import FILTERS

    return {name: each for name, each in filters.items() if FILTERS.get(name) is not each}


def difference(filling: Filling) -> str:
    """The first text that is another in ours; empty where all are the same."""
    try:
        template = compile_template(filling.template, filters=filling.filters)
        ours = _texts(template.render(filling.context, pictures=filling.pictures or None))
    except ToolkitError as fault:
        return f"refused: {fault}"
    theirs = _texts(filling.made)
    for where, (one, other) in {"body": (theirs[0], ours[0]), "margins": (theirs[1], ours[1])}.items():
        for number, pair in enumerate(zip_longest(one, other, fillvalue=""), start=1):
            if pair[0] != pair[1]:
                return f"{where}, paragraph {number}: docxtpl {pair[0][:EXCERPT]!r}, ours {pair[1][:EXCERPT]!r}"
    return ""


def _texts(data: bytes) -> tuple[list[str], list[str]]:
    """The texts of the body in order, and those of headers, footers and notes sorted: docxtpl gives these parts other names."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        stories = {
            name: archive.read(name) for name in archive.namelist() if name.startswith("word/") and is_read(name)
        }
    beside = {name: part for name, part in stories.items() if not name.startswith("word/document")}
    body = paragraphs_in({name: part for name, part in stories.items() if name not in beside})
    return list(body), sorted(filter(str.strip, paragraphs_in(beside)))


def _ours(value: Any) -> Any:
    """A value as we take it: a sub-document of docxtpl's leans on the file it goes to, ours is a file by itself."""
    if type(value).__name__ != "Subdoc":
        return value
    held = io.BytesIO()
    value.docx.save(held)
    package = read_package(held.getvalue(), "sub-document")
    root = parse(package.parts[BODY])
    root[:] = [deepcopy(value.subdocx.element.body)]
    return Subdocument(write_package(package, {BODY: to_bytes(root)}))


@contextlib.contextmanager
def _within(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _told(script: Path) -> tuple[str, bool]:
    """What came of a script, and whether that is as it should be."""
    try:
        differences = [found for filling in fillings_of(script) if (found := difference(filling))]
    except (Exception, SystemExit) as fault:
        return f"docxtpl itself fails: {type(fault).__name__}: {str(fault)[:EXCERPT]}", script.stem in REASONS
    if not differences:
        return "the same", True
    reason = REASONS.get(script.stem, "")
    return f"{differences[0]}\n    {reason or 'WITHOUT A REASON'}", bool(reason)


def main(folder: Path) -> int:
    """Compare every script of a folder; the exit code tells whether all that differs has a reason."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "tests"
        shutil.copytree(folder, copy)
        (copy / "output").mkdir(exist_ok=True)
        scripts = [each for each in sorted(copy.glob("*.py")) if each.stem not in NO_TESTS]
        with _within(copy):
            told = {script.stem: _told(script) for script in scripts}
    for name, (words, _is_fine) in told.items():
        print(f"{name}: {words}")
    right = sum(is_fine for _, is_fine in told.values())
    same = sum(words == "the same" for words, _ in told.values())
    print(f"{len(told)} scripts: {same} the same, {right - same} differ for a reason, {len(told) - right} without one")
    return 0 if right == len(told) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
