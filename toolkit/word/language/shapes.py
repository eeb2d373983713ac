"""What names hold: a plain value, fields behind a dot, or rows to loop over.

Takes nothing; gives `Shape`, in which an office describes its vocabulary. Never holds a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
