"""The house rules, executed.

1. Every module is placed in a layer and imports only what its layer may.
2. Some libraries are fenced into the modules that own them.
3. Nothing grows too large: files, functions, classes.
(That every public name is documented and typed, ruff and mypy see to: tests/test_tidiness.py.)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "toolkit"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)

GROUND = {"errors", "findings", "settings", "archives", "progress", "lazy", "file_kinds", "zipped"}
CATALOGUE = GROUND | {"catalogue"}
PURE_FIGURES = (
    "figure",
    "readings",
    "ledger_rows",
    "row_identity",
    "owners",
    "sendings",
    "frozen",
    "running",
    "problems",
)
FIGURES = CATALOGUE | {f"figures.{name}" for name in PURE_FIGURES}
REVIEW = CATALOGUE | {"figures.figure", "figures.ledger_rows", "figures.problems", "review"}
FILES = {"errors", "findings", "archives", "packing"}
PACKAGE_ROOM = FILES | {"word.package"}
LANGUAGE_ROOM = PACKAGE_ROOM | {"word.language"}
SAFETY_ROOM = LANGUAGE_ROOM | {"word.safety"}
DOCUMENT_ROOM = SAFETY_ROOM | {"word.document"}
TEMPLATE_ROOM = DOCUMENT_ROOM | {"word.template"}
VOLUME_ROOM = DOCUMENT_ROOM | {"word.volume"}
WORKSHOP_ROOM = {"errors", "findings", "word.workshop"}
WORD = FILES | {"word"}
WORD_ROOMS = {"package", "language", "safety", "document", "template", "volume", "workshop", "guard"}
REPORT = REVIEW | WORD | {"report"}
OFFICE_ROOM = REPORT | {"figures", "tasks.office"}
FIGURES_ROOM = OFFICE_ROOM | {"tasks.figures"}
TASKS = REPORT | {"figures", "tables", "tasks"}
FACES_KNOW = GROUND | {
    "tasks",
    "catalogue",
    "review",
    "figures.figure",
    "report.batch",
    "report.outputs",
    "report.vocabulary",
}

# The longest matching prefix decides; a module that matches none is not placed and fails.
MAY_IMPORT: dict[str, set[str]] = {
    "errors": {"findings"},
    "findings": set(),
    "settings": set(),
    "archives": {"errors"},
    "packing": set(),
    "progress": set(),
    "lazy": set(),
    "file_kinds": set(),
    "zipped": {"archives"},
    "catalogue": CATALOGUE,
    "figures": FIGURES,
    "figures.store": FIGURES | {"figures.store"},
    "figures.wishes": FIGURES | {"figures.workbooks.read"},
    "figures.workbooks": FIGURES | {"packing", "figures.workbooks"},
    "review": REVIEW,
    "word": WORD,
    "word.package": PACKAGE_ROOM,
    "word.language": LANGUAGE_ROOM,
    "word.safety": SAFETY_ROOM,
    "word.document": DOCUMENT_ROOM,
    "word.template": TEMPLATE_ROOM,
    "word.volume": VOLUME_ROOM,
    "word.workshop": WORKSHOP_ROOM,
    "word.guard": {"word.safety"},
    "tables": FIGURES | {"figures.workbooks", "review.numbers", "tables"},
    "tasks.tables": FIGURES_ROOM | {"tasks.tables", "tables"},
    "report": REPORT,
    "report.merge": WORD | {"report"},
    "report.batch": WORD | {"report"},
    "report.outputs": WORD | {"report"},
    "report.pdf": GROUND,
    "tasks": TASKS,
    "tasks.office": OFFICE_ROOM,
    "tasks.figures": FIGURES_ROOM,
    "tasks.forms": FIGURES_ROOM | {"tasks.forms"},
    "tasks.templates": FIGURES_ROOM | {"tasks.templates"},
    "tasks.documents": FIGURES_ROOM | {"tasks.templates", "tasks.documents"},
    "tasks.keeping": OFFICE_ROOM | {"tasks.templates", "tasks.keeping"},
    "cli": FACES_KNOW | {"cli", "ui.serve"},
    "ui": FACES_KNOW | {"ui"},
    "ui.serve": GROUND,
    "ui.desk_server": {"ui.door"},
    "ui.door": set(),
    "__main__": {"cli"},
    "__init__": set(),
}

OWNERS: dict[str, set[str]] = {
    "sqlalchemy": {"figures.store"},
    "alembic": {"figures.store.migrations"},
    "pandas": {"figures", "review", "ui"},
    "docxtpl": {"word"},
    "docx": set(),
    "jinja2": {"word"},
    "lxml": {"word", "figures.workbooks"},
    "openpyxl": {"figures.workbooks"},
    "xlrd": {"figures.workbooks"},
    "xlsxwriter": {"tables"},
    "filelock": {"report.manifest"},
    "ipywidgets": {"ui"},
    "anywidget": {"ui"},
    "IPython": {"ui"},
    "voila": {"ui.desk_server"},
    "tornado": {"ui.desk_server"},
    "jupyter_server": {"ui.desk_server"},
    "typer": {"cli"},
    "rich": {"cli"},
    "tqdm": {"progress"},
    "pydantic": {"catalogue"},
    "pydantic_core": {"catalogue"},
}

MOST_FILE_LINES, MOST_FUNCTION_LINES, MOST_PUBLIC_METHODS = 400, 40, 12


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def best_match(name: str, prefixes: set[str] | dict[str, set[str]]) -> str | None:
    fitting = [prefix for prefix in prefixes if name == prefix or name.startswith(f"{prefix}.")]
    return max(fitting, key=len, default=None)


def imports_of(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "toolkit":
                yield from (f"toolkit.{alias.name}" for alias in node.names)
            else:
                yield node.module


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    name = name_of(path)
    layer = best_match(name, MAY_IMPORT)
    assert layer is not None, f"{name} is not placed: add it to MAY_IMPORT"

    ours = {imported.removeprefix("toolkit.") for imported in imports_of(path) if imported.startswith("toolkit.")}
    forbidden = {imported for imported in ours if best_match(imported, MAY_IMPORT[layer] | {layer}) is None}

    assert forbidden == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_outside_word_only_its_face_is_imported(path: Path) -> None:
    rooms = {f"toolkit.word.{room}" for room in WORD_ROOMS}

    behind_the_face = {each for each in imports_of(path) if best_match(each, rooms)}

    assert name_of(path).startswith("word") or behind_the_face == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_library_is_imported_only_by_its_owners(path: Path) -> None:
    name = name_of(path)

    imported = {module.split(".")[0] for module in imports_of(path)}
    trespassing = {each for each in imported & OWNERS.keys() if best_match(name, OWNERS[each]) is None}

    assert trespassing == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_keeps_to_its_size(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    long = [each.name for each in functions_of(path) if (each.end_lineno or 0) - each.lineno >= MOST_FUNCTION_LINES]

    assert lines <= MOST_FILE_LINES
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_class_keeps_to_its_size(path: Path) -> None:
    classes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ClassDef)]

    public = {
        each.name: [m.name for m in each.body if isinstance(m, ast.FunctionDef) and not m.name.startswith("_")]
        for each in classes
    }

    assert {name: methods for name, methods in public.items() if len(methods) > MOST_PUBLIC_METHODS} == {}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_command_line_prints_and_only_settings_reads_the_environment(path: Path) -> None:
    name, source = name_of(path), path.read_text(encoding="utf-8")

    calls = {
        node.func.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert "print" not in calls
    assert name == "settings" or "os.environ" not in source
    assert name.startswith("tasks") or not re.search(r"\b(datetime\.now|date\.today)\(", source)


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_holds_text_and_one_call(path: Path) -> None:
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]

    assert len(code) <= 1
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert all(len(cell.source.splitlines()) <= 3 and cell.metadata["jupyter"]["source_hidden"] for cell in code)


def test_the_median_function_is_short() -> None:
    sizes = sorted((each.end_lineno or 0) - each.lineno + 1 for path in MODULES for each in functions_of(path))

    assert sizes[len(sizes) // 2] < 10
