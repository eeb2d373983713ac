"""What names hold: a plain value, fields behind a dot, or rows to loop over.

Takes nothing; gives `Shape`, in which an office describes its vocabulary, and what a filter of rows makes of one. Never holds a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, TypeVar

GIVES: Final = "gives_of_rows"
F = TypeVar("F", bound=Callable[..., Any])


class Rows(Enum):
    """What a filter of rows gives."""

    ROWS = "rows"
    GROUPS = "groups"
    CELLS = "cells"


@dataclass(frozen=True)
class Shape:
    """What a name holds: a plain value, fields behind a dot, or rows to loop over.

    Args:
        fields: the names behind a dot.
        row: the shape of one row, where the name can be looped over.
    """

    fields: Mapping[str, Shape] = field(default_factory=dict)
    row: Shape | None = None


def is_known(names: Mapping[str, Shape] | None, path: str) -> bool:
    """Whether a name, with its dots, is in a vocabulary; the fields of a list's rows count as its own.

    >>> is_known({"台账": Shape(row=Shape({"事项": Shape()}))}, "台账.事项"), is_known(None, "台账")
    (True, False)
    """
    shape = Shape(names or {})
    for name in path.split("."):
        inner = {**shape.fields, **(shape.row.fields if shape.row else {})}
        if name not in inner:
            return False
        shape = inner[name]
    return True


def takes_rows(gives: Rows) -> Callable[[F], F]:
    """Say of a filter that it takes rows and a column of theirs, so that a check knows which columns there are; and what it gives.

    Args:
        gives: the same rows or some of them, groups of them with 名称, 个数 and 行, or what stands in their cells.
    """

    def marked(function: F) -> F:
        setattr(function, GIVES, gives)
        return function

    return marked


def shape_given(filter_of_rows: object, shape: Shape | None) -> Shape | None:
    """What a filter makes of a value of this shape; None where it is none of those that take rows, or nothing is known."""
    gives = getattr(filter_of_rows, GIVES, None)
    if shape is None or shape.row is None or gives is None or gives is Rows.CELLS:
        return None
    grouped = Shape(row=Shape({"名称": Shape(), "个数": Shape(), "行": shape}))
    return grouped if gives is Rows.GROUPS else shape


def asks_for_column(filter_of_rows: object) -> bool:
    """Whether the first word behind a filter is the name of a column."""
    return hasattr(filter_of_rows, GIVES)
