"""An office of its own for each test: the sample, with its forms taken in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.sample_office import copy_typed, filed_typed, sample_settings
from toolkit.tasks import Office, open_office


@pytest.fixture(scope="session")
def filed_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample whose forms were taken in once, to copy from."""
    folder = tmp_path_factory.mktemp("sample") / "示例 单位"
    filed_typed(folder).store.close()
    return folder


@pytest.fixture
def office(filed_sample: Path, tmp_path: Path) -> Office:
    folder = tmp_path / "新 文件夹"
    shutil.copytree(filed_sample, folder)
    return open_office(sample_settings(folder))


@pytest.fixture
def fresh_office(tmp_path: Path) -> Office:
    return open_office(sample_settings(copy_typed(tmp_path / "新 文件夹")))
