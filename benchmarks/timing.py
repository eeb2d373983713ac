"""Times a piece of work.

Takes a function of no arguments; gives the seconds of one call, over several repeats. Never turns the garbage collector off:
a user's machine does not either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Final

REPEATS: Final = 7
LEAST_SECONDS: Final = 0.4
"""How long one repeat lasts at least."""


@dataclass(frozen=True)
class Timing:
    """Seconds of one call, one number a repeat."""

    samples: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """The median of the repeats."""
        return median(self.samples)

    def __str__(self) -> str:
        return f"{in_ms(self.seconds)} ({in_ms(min(self.samples))}–{in_ms(max(self.samples))})"


def measure(work: Callable[[], object], repeats: int = REPEATS, least: float = LEAST_SECONDS) -> Timing:
    """Time `work`, warm, as often in each repeat as it takes to last `least` seconds."""
    return measure_together({"": work}, repeats, least)[""]


def measure_together(
    works: Mapping[str, Callable[[], object]], repeats: int = REPEATS, least: float = LEAST_SECONDS
) -> dict[str, Timing]:
    """Time several works in turns, repeat by repeat, so that a busy moment of the machine falls on all of them."""
    counts = {name: _count(work, least) for name, work in works.items()}
    samples: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            samples[name].append(seconds_of(work, counts[name]) / counts[name])
    return {name: Timing(tuple(found)) for name, found in samples.items()}


def _count(work: Callable[[], object], least: float) -> int:
    """How many calls last about `least` seconds, once the work is warm."""
    work()
    return max(1, round(least / seconds_of(work, 1)))


def seconds_of(work: Callable[[], object], count: int) -> float:
    """How long `count` calls take together."""
    start = perf_counter()
    for _ in range(count):
        work()
    return perf_counter() - start


def in_ms(seconds: float) -> str:
    """Seconds as milliseconds, to three figures.

    >>> in_ms(0.0012345), in_ms(0.0987654), in_ms(1.5)
    ('1.23 ms', '98.8 ms', '1,500 ms')
    """
    value = seconds * 1000
    places = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:,.{places}f} ms"
