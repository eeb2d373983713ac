"""Values that work some things out when they are asked and keep them, and may be sent to another process meanwhile.

Takes a class with cached properties; gives its values a state without what they keep. Never changes a value.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar


class Lazy:
    """A value with cached properties that goes to the workers.

    One thread may send it while another asks it something: what is kept grows under the hands of the sender, who would fail
    with “dictionary changed size during iteration”. So only what it was made of is sent, and a worker works the rest out anew.
    """

    _names_worked_out: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        """Note the names under which the values of a class keep what they worked out."""
        super().__init_subclass__()
        cls._names_worked_out |= {name for name, made in vars(cls).items() if isinstance(made, cached_property)}

    def __getstate__(self) -> dict[str, Any]:
        """What it was made of."""
        # A copy first: copying is one step, which no other thread can come between.
        return {name: value for name, value in vars(self).copy().items() if name not in self._names_worked_out}
