"""The first start at a real keyboard: the program asks for the bureau and its folder, and asks again where a folder cannot be used."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.settings import REPOSITORY

pty = pytest.importorskip("pty", reason="this system has no such terminals")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the program in a folder of its own: what it chooses is remembered there."""
    folder = tmp_path / "程 序"
    unneeded = shutil.ignore_patterns("node_modules", "built", "__pycache__")
    for name in ("toolkit", "templates", "sample_data"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=unneeded)
    return folder


def at_a_keyboard(program: Path, words: tuple[str, ...], typed: str) -> str:
    """What a command shows at a terminal at which this is typed."""
    near, far = pty.openpty()
    without = {name: value for name, value in os.environ.items() if not name.startswith("TOOLKIT_")}
    environment = {**without, "PYTHONPATH": str(program), "PYTHONUTF8": "1", "HOME": str(program.parent / "赵")}
    os.write(near, typed.encode())
    command = [sys.executable, "-m", "toolkit", *words]
    ran = subprocess.run(command, cwd=program, env=environment, stdin=far, capture_output=True, check=True)
    for end in (near, far):
        os.close(end)
    return (ran.stdout + ran.stderr).decode()


def test_the_first_start_asks_for_the_bureau_and_for_a_folder_until_one_can_be_used(program: Path) -> None:
    own = program.parent / "党务 文件夹"
    synced = program.parent / "坚果云" / "党务"

    shown = at_a_keyboard(program, ("demo",), f'某某市示例局\n{synced}\n{program / "里面"}\n"{own}"\n')

    assert "改用自己的单位，请写本局名称（先试示例的，直接回车）" in shown
    assert "由“坚果云”管着" in shown and "在程序的文件夹里" in shown
    assert f"已建立，今后都用这里的数据：{own}" in shown
    assert "某某市示例局" in (own / "data" / "units.csv").read_text(encoding="utf-8-sig")
    assert "还没有填" in at_a_keyboard(program, ("figures", "show", "党费实收"), "")
    assert not synced.exists()


def test_whoever_only_wants_to_look_at_the_sample_presses_enter(program: Path) -> None:
    shown = at_a_keyboard(program, ("demo",), "\n")

    assert "放在哪个文件夹" not in shown
    assert not (program / ".office").exists()


def test_an_office_whose_folder_is_not_named_lies_where_it_is_offered(program: Path) -> None:
    shown = at_a_keyboard(program, ("office", "new", "某某市示例局"), "\n")

    assert "已建立" in shown
    assert (program.parent / "赵" / "党务半年报" / "data" / "units.csv").is_file()
