"""The sample as it is shipped, with its forms taken in: read once in a run, and copied for each test that asks for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sample_office import filed_office, sample_settings
from toolkit.tasks import Office, open_office


@pytest.fixture(scope="session")
def shipped_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder to copy from."""
    folder = tmp_path_factory.mktemp("shipped") / "样例"
    filed_office(folder).store.close()
    return folder


@pytest.fixture
def shipped_office(shipped_sample: Path, tmp_path: Path) -> Iterator[Office]:
    """An office of the test's own, closed behind it."""
    opened = open_office(sample_settings(Path(shutil.copytree(shipped_sample, tmp_path / "样例"))))
    yield opened
    opened.store.close()
