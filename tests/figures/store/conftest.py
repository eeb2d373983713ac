"""A database of each kind, and a store in it whose clock goes on by a minute with each save."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from tests.support.office import NOON
from toolkit.figures.store import Store


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{(tmp_path / '党务 数据' / 'figures.db').as_posix()}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def store(url):
    minutes = count()
    opened = Store(url, lambda: NOON + timedelta(minutes=next(minutes)))
    yield opened
    opened.close()
