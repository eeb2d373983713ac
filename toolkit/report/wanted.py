"""Which names of the vocabulary a template asks for, so that nothing is worked out that is not printed.

Takes the names a compiled template uses; answers whether a name, or a name within a group, is among them. Never holds a value.

    党费实收 · 上期.党费实收 · 单位.名称      just these three, and of 上期 nothing else
    {% set 前 = 上期 %}                       the whole of 上期: what is asked of 前 later is not known
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from toolkit.catalogue.items import Item

Asked: TypeAlias = Sequence[tuple[Item, tuple[str, ...]]]
"""Items, each with the names by which it is asked for."""


@dataclass(frozen=True)
class Wanted:
    """Names asked for: by first name the second ones; an empty second name stands for all there are."""

    names: Mapping[str, frozenset[str]] | None = None
    _asked: dict[tuple[int, str], tuple[Sequence[Item], Asked]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(cls, paths: Iterable[str]) -> Wanted:
        """What these dotted names ask for."""
        names: dict[str, set[str]] = {}
        for path in paths:
            first, _, rest = path.partition(".")
            names.setdefault(first, set()).add(rest.partition(".")[0])
        return cls({first: frozenset(seconds) for first, seconds in names.items()})

    def __contains__(self, name: str) -> bool:
        return self.names is None or name in self.names

    def has(self, group: str, name: str) -> bool:
        """Whether a name within a group is asked for."""
        if self.names is None:
            return True
        seconds = self.names.get(group, frozenset())
        return name in seconds or "" in seconds

    def among(self, items: Sequence[Item], group: str = "") -> Asked:
        """Those items that are asked for, by themselves or within a group; told once for the same items."""
        # Kept with the items themselves: a number may be given to another object once its owner is gone.
        known = self._asked.get((id(items), group))
        if known is None or known[0] is not items:
            known = (items, tuple(self._named(items, group)))
            self._asked[id(items), group] = known
        return known[1]

    def _named(self, items: Sequence[Item], group: str) -> Iterator[tuple[Item, tuple[str, ...]]]:
        for item in items:
            names = tuple(name for name in item.names if (self.has(group, name) if group else name in self))
            if names:
                yield item, names


EVERYTHING = Wanted()
"""All names there are."""
