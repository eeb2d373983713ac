"""A template of an office compiled by hand: with the filters that official wording needs, as the toolkit itself compiles it.

Takes a Word file and, where they are known, the names it may use; gives a compiled template. Never reads an office.

    template = official_template("templates/branch_report.docx")
    data = template.render({"党课": 2, …})
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from toolkit.catalogue.habits import ALL_HABITS, Habit
from toolkit.report.wording import filters_for
from toolkit.word import CompiledTemplate, Shape, compile_template


def official_template(
    source: str | Path | bytes,
    names: Mapping[str, Shape] | None = None,
    habits: Collection[Habit] = ALL_HABITS,
    name: str = "",
) -> CompiledTemplate:
    """Compile a template with the filters of official wording.

    Args:
        source: path of a .docx or .dotx, or its bytes.
        names: what it may use; None where that is not known.
        habits: how the office writes.
        name: what to call it in messages; the path's file name by default.

    Raises:
        MissingFile: there is no such file.
        UnsafeFile: it is no Word file, or one that may not be opened.
    """
    return compile_template(source, names, filters_for(habits), name)
