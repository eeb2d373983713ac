"""What a notebook calls: a pane, or in words why there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.sample_office import copy_typed
from toolkit.ui import desk, show_collect, show_desk, show_generate


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[object]:
    monkeypatch.setenv("TOOLKIT_HOME", str(copy_typed(tmp_path / "新 文件夹")))
    panes: list[object] = []
    monkeypatch.setattr(desk, "display", panes.append)
    return panes


def texts(widget: object) -> str:
    own = str(getattr(widget, "value", ""))
    return own + "".join(texts(child) for child in getattr(widget, "children", ()))


@pytest.mark.parametrize("show", [show_collect, show_generate, show_desk])
def test_each_notebook_call_shows_one_pane_that_says_it_is_the_sample(show: object, shown: list[object]) -> None:
    show()  # type: ignore[operator]

    (pane,) = shown
    assert "示例单位（虚构）" in texts(pane)


def test_a_faulty_catalogue_is_told_in_the_page_without_a_traceback(shown: list[object], tmp_path: Path) -> None:
    (tmp_path / "新 文件夹" / "templates" / "catalogue.toml").write_text("这不是", encoding="utf-8")

    show_collect()

    (pane,) = shown
    assert "catalogue.toml 第1行" in texts(pane)
