"""A template rendered by the code of its parts, and in the general way, to see that both do the same.

Takes a compiled template and a context; gives what became of each. Knows how the general way is forced: by taking the codes away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from toolkit.errors import ToolkitError
from toolkit.word import Blanks, CompiledTemplate, Coverage, Doubt
from toolkit.word.document.generated import Codes
from toolkit.word.document.marks import without_marks
from toolkit.word.language.notes import NOTES, Notes


@dataclass(frozen=True)
class Outcome:
    """What became of a render: its parts, what is new beside them, its doubts; or the class and the words of a refusal."""

    parts: Mapping[str, str]
    added: Mapping[str, bytes]
    doubts: tuple[Doubt, ...] = ()
    blanks: Blanks | None = None
    refusal: tuple[type[Exception], str] | None = None


def outcome(
    template: CompiledTemplate, context: Mapping[str, Any], sources: Mapping[str, Coverage] | None = None
) -> Outcome:
    """What becomes of a template with these values."""
    try:
        rendered = template.render_parts(context, sources=sources)
    except ToolkitError as fault:
        return Outcome({}, {}, refusal=(type(fault), str(fault)))
    return Outcome(dict(rendered.parts), rendered.added, rendered.doubts, rendered.blanks)


def recorded_outcome(
    template: CompiledTemplate, context: Mapping[str, Any], sources: Mapping[str, Coverage] | None = None
) -> Outcome:
    """What becomes of a template that takes down its values, once the marks are taken out of what is marked."""
    try:
        rendered = template.render_parts(context, is_recorded=True, sources=sources)
    except ToolkitError as fault:
        return Outcome({}, {}, refusal=(type(fault), str(fault)))
    assert rendered.marked is not None
    bare = {name: without_marks(xml) for name, xml in rendered.marked.items()}
    assert bare == dict(rendered.parts)
    return Outcome(bare, rendered.added, rendered.doubts, rendered.blanks)


_GENERAL: dict[int, tuple[CompiledTemplate, CompiledTemplate]] = {}
"""By number, each template that was asked for with its likeness: Jinja compiles that only once."""


def in_general_way(template: CompiledTemplate) -> CompiledTemplate:
    """The same template without the codes of its parts."""
    if id(template) not in _GENERAL:
        general = replace(template)
        vars(general)["codes"] = Codes({})
        _GENERAL[id(template)] = (template, general)
    return _GENERAL[id(template)][1]


def written_by_code(template: CompiledTemplate, context: Mapping[str, Any]) -> list[str]:
    """The parts that their code can write with these values."""
    values = {**template.spelling.with_aliases(context), NOTES: Notes()}
    return [part for part in template.sources if template.quick.written(part, values) is not None]
