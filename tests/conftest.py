"""What all tests share: the fixtures of `support`, and how many examples a property is tried with."""

from __future__ import annotations

from hypothesis import settings

from tests.support.postgres import postgres_server, postgres_url
from tests.support.shipped_sample import shipped_office, shipped_sample

__all__ = ["postgres_server", "postgres_url", "shipped_office", "shipped_sample"]

settings.register_profile("toolkit", max_examples=200, deadline=None)
settings.load_profile("toolkit")
