"""Values that are sent to the workers while another thread asks them something."""

from __future__ import annotations

import pickle
from dataclasses import is_dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

import pytest

from toolkit.catalogue.periods import read_period
from toolkit.catalogue.units import Unit
from toolkit.figures.figure import Filing
from toolkit.lazy import Lazy

SENT = ("units", "sources", "ledgers", "periods", "items", "kinds", "documents")
MODULES = (*(f"toolkit.catalogue.{name}" for name in SENT), "toolkit.figures.figure", "toolkit.report.making")


class AsksMeanwhile(int):
    """A figure that, while it is being sent, has its filing asked for something, as a second thread would."""

    filing: Filing | None = None

    def __reduce__(self) -> tuple[type[int], tuple[int]]:
        assert type(self).filing is not None
        type(self).filing.rows_with("activities", "类型", "党课")
        return int, (int(self),)


def test_a_filing_that_is_asked_while_it_is_sent_arrives_whole() -> None:
    contents = {f"figure_{number}": AsksMeanwhile(number) for number in range(5)}
    rows = {"activities": ({"类型": "党课"},)}
    AsksMeanwhile.filing = filing = Filing(
        Unit("01", "第一党支部", "一支部", "支部"), read_period("2026H1"), contents, rows
    )

    sent = pickle.loads(pickle.dumps(filing))

    assert sent == filing
    assert sent.rows_with("activities", "类型", "党课") == [{"类型": "党课"}]


def test_what_was_worked_out_is_not_sent() -> None:
    period = read_period("2026H1")
    before = pickle.dumps(period)
    assert (period.start, period.end) == (pickle.loads(before).start, pickle.loads(before).end)
    assert pickle.dumps(period) == before


def cached_classes(module: Any) -> list[type]:
    made = [each for each in vars(module).values() if is_dataclass(each) and each.__module__ == module.__name__]
    return [each for each in made if any(type(kept) is cached_property for kept in vars(each).values())]


@pytest.mark.parametrize("module", MODULES)
def test_every_value_that_keeps_what_it_worked_out_is_sent_without_it(module: str) -> None:
    strangers = [each.__name__ for each in cached_classes(import_module(module)) if not issubclass(each, Lazy)]
    assert strangers == []
