"""Every notebook runs from a clean kernel, shows a widget and no fault."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.support.sample_office import copy_sample
from toolkit.settings import REPOSITORY

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_notebook_runs_from_a_clean_kernel(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = copy_sample(tmp_path / "新 文件夹")
    monkeypatch.setenv("TOOLKIT_HOME", str(home))
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]

    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(home / "notebooks")}}).execute()

    assert os.environ["TOOLKIT_HOME"] == str(home)
    for cell in code:
        assert any(WIDGET in output.get("data", {}) for output in cell.outputs)
        assert [output.name for output in cell.outputs if output.output_type == "stream"] == []
