"""Panes without a browser: values set, buttons clicked. A handler's exception is a failure, not a line in a log."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from ipywidgets import CallbackDispatcher
from traitlets.log import get_logger

from tests.tasks.conftest import filed_sample, fresh_office, office

__all__ = ["filed_sample", "fresh_office", "office"]


@pytest.fixture(autouse=True)
def swallowed_exceptions_fail(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """ipywidgets logs what a click handler raises and goes on; a test must not."""
    assert CallbackDispatcher is not None
    logger = get_logger()
    propagate, logger.propagate = logger.propagate, True
    yield
    logger.propagate = propagate
    swallowed = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert swallowed == []
