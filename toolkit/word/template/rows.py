"""Table rows, and paragraphs outside tables, that repeat by themselves: one whose names all begin with the same list.

Takes a parsed part and the names; puts the loop around such rows and paragraphs. Never touches one that holds a statement,
or stands in a loop of its own over the same list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from toolkit.word.language.shapes import Shape
from toolkit.word.language.syntax import TAG
from toolkit.word.package.elements import Element, own_text
from toolkit.word.package.names import W
from toolkit.word.template.fields.tag_source import wrap

NAME: Final = re.compile(r"(?<![\w.\"'\]])([^\W\d]\w*)\s*(\.|\[)?")
QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
WORDS: Final = frozenset("and or not in is if else true false none loop True False None".split())
FILTER: Final = re.compile(r"\|\s*\w+")


def repeat_rows(root: Element, names: Mapping[str, Shape] | None) -> dict[Element, str]:
    """Put a loop around every row, and every paragraph outside tables, that speaks of one list only.

    Args:
        root: a parsed part, its tags already spelled for Jinja.
        names: which names are lists; without a vocabulary nothing repeats by itself.

    Returns:
        Those rows and paragraphs, with their list.
    """
    lists = {name for name, shape in (names or {}).items() if shape.row is not None}
    if not lists:
        return {}
    bound = _looped_names(root)
    repeated = {row: name for row in root.iter(f"{W}tr") if (name := _only_list(_texts(row), lists - bound))}
    for paragraph in root.iter(f"{W}p"):
        in_table = next(paragraph.iterancestors(f"{W}tr"), None) is not None
        name = None if in_table else _only_list([own_text(paragraph)], lists - bound)
        if name:
            repeated[paragraph] = name
    for element, name in repeated.items():
        wrap(element, element, f"{{% for {name} in {name} %}}", "{% endfor %}")
    return repeated


def _texts(row: Element) -> list[str]:
    return [own_text(paragraph) for paragraph in row.iter(f"{W}p")]


def _looped_names(root: Element) -> set[str]:
    text = "".join(node.text or "" for node in root.iter(f"{W}t"))
    return set(re.findall(r"\bfor\s+(\w+)\s+in\b", text)) if "for" in text else set()


def _only_list(texts: list[str], lists: set[str]) -> str | None:
    """The list that every name in these texts begins with, or None where there is no such one."""
    tags = [tag for text in texts if "{{" in text or "{%" in text for tag in TAG.findall(text)]
    if not tags or any(not tag.startswith("{{") for tag in tags):
        return None
    roots = {root for tag in tags for root in _roots(tag[2:-2])}
    if len(roots) != 1:
        return None
    name, has_field = roots.pop()
    return name if has_field and name in lists else None


def _roots(inner: str) -> set[tuple[str, bool]]:
    plain = FILTER.sub("", QUOTED.sub('""', inner))
    return {(name, bool(dot)) for name, dot in NAME.findall(plain) if name not in WORDS}
