"""The command `app`, as a clerk starts it: it opens the browser by itself, and tells an address that works."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE
from tests.browser.test_desk import open_desk

KEEP_ADDRESS = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.argv[2], encoding='utf-8')"


@pytest.fixture
def app(tmp_path: Path, chromium: str, server_settings: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What the command prints, and the address its browser was asked to open."""
    browser, opened, said = tmp_path / "browser.py", tmp_path / "opened.txt", tmp_path / "said.txt"
    browser.write_text(KEEP_ADDRESS, encoding="utf-8")
    command = shlex.join([sys.executable, str(browser), str(opened)])
    settings = {**server_settings, "BROWSER": f"{command} %s"}
    with said.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-m", "toolkit", "app"], env=settings, stdout=out, cwd=tmp_path)
    try:
        end = time.monotonic() + PATIENCE / 1000
        while not (opened.exists() and opened.read_text(encoding="utf-8")) and time.monotonic() < end:
            time.sleep(0.1)
        yield said.read_text(encoding="utf-8"), opened.read_text(encoding="utf-8")
    finally:
        for running in (*psutil.Process(process.pid).children(recursive=True), process):
            running.terminate()
        process.wait(15)


def test_the_command_opens_the_desk_and_tells_an_address_that_works(page: Page, app: tuple[str, str]) -> None:
    said, opened = app
    told = re.search(r"http://127\.0\.0\.1:\d+/\?token=\w+", said)

    assert told, said
    assert opened.startswith("file:")
    open_desk(page, opened)
    expect(page).to_have_url(told[0])
    open_desk(page, told[0])


def test_the_bare_address_says_in_chinese_where_the_right_one_stands(page: Page, voila: str) -> None:
    page.goto(voila.split("?", maxsplit=1)[0])

    expect(page.locator("h1")).to_contain_text("口令")
    expect(page.locator("p")).to_contain_text("命令行窗口")
