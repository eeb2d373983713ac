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
