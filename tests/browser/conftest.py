"""A real JupyterLab, a real Voila and one headless Chromium, all on a copy of the sample."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support.sample_office import copy_typed, filed_typed, write_large_office
from toolkit.settings import is_required
from toolkit.ui.serve import app_command, lab_command, server_environment, write_lab_settings

TOKEN = "test-token"
PATIENCE = 60_000
CHROMIUM_OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

# Playwright's own 5 seconds are too short for two slow cores.
expect.set_options(timeout=PATIENCE)


def chromium_path() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return os.environ.get("CHROMIUM") or next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    found = chromium_path()
    if not found:
        reason = "Chromium is not installed: the browser tests need it"
        if is_required("chromium"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample with its forms taken in, in a folder with Chinese and a space in its name."""
    folder = tmp_path_factory.mktemp("office") / "新 文件夹"
    filed_typed(copy_typed(folder)).store.close()
    return folder


@pytest.fixture(scope="session")
def server_settings(home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment whose Jupyter never sees or alters the user's own."""
    jupyter = tmp_path_factory.mktemp("jupyter")
    settings = jupyter / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}), encoding="utf-8")
    write_lab_settings()
    return server_environment(
        TOOLKIT_HOME=str(home),
        TOOLKIT_AUTHOR="测试员",
        JUPYTER_TOKEN=TOKEN,
        HOME=str(jupyter),
        JUPYTER_CONFIG_DIR=str(jupyter / "config"),
        JUPYTER_DATA_DIR=str(jupyter / "data"),
        JUPYTER_RUNTIME_DIR=str(jupyter / "runtime"),
        JUPYTERLAB_SETTINGS_DIR=str(jupyter / "settings"),
        JUPYTERLAB_WORKSPACES_DIR=str(jupyter / "workspaces"),
        IPYTHONDIR=str(jupyter / "ipython"),
    )


@pytest.fixture(scope="session")
def lab(chromium: str, home: Path, server_settings: dict[str, str]) -> Iterator[str]:
    port = free_port()
    options = [
        "--no-browser",
        "--allow-root",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
        "--expose-app-in-browser",
    ]
    with served(lab_command(*options, root=home), server_settings, f"http://127.0.0.1:{port}/api?token={TOKEN}", home):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def voila(chromium: str, home: Path, server_settings: dict[str, str]) -> Iterator[str]:
    port = free_port()
    with served(
        app_command("--no-browser", f"--port={port}"), server_settings, f"http://127.0.0.1:{port}/voila/static/", home
    ):
        yield f"http://127.0.0.1:{port}/?token={TOKEN}"


@pytest.fixture
def large_voila(chromium: str, tmp_path: Path, server_settings: dict[str, str]) -> Iterator[tuple[str, Path]]:
    """A desk of a bureau with two hundred branches, and its folder."""
    home = copy_typed(tmp_path / "大 局")
    write_large_office(home, 200)
    port = free_port()
    settings = {**server_settings, "TOOLKIT_HOME": str(home)}
    with served(
        app_command("--no-browser", f"--port={port}"), settings, f"http://127.0.0.1:{port}/voila/static/", home
    ):
        yield f"http://127.0.0.1:{port}/?token={TOKEN}", home


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page; the test fails if anything it shows asked another machine for anything."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    outside: list[str] = []
    page.on("request", lambda asked: outside.append(asked.url) if is_outside(asked.url) else None)
    yield page
    context.close()
    assert outside == []


def is_outside(url: str) -> bool:
    return url.startswith("http") and not url.startswith("http://127.0.0.1")


class served:  # noqa: N801
    """A server for as long as the block runs; its log is shown when it does not come up."""

    def __init__(self, command: list[str], environment: dict[str, str], ready: str, folder: Path) -> None:
        self.command, self.environment, self.ready, self.folder = command, environment, ready, folder

    def __enter__(self) -> None:
        self.log = self.folder.parent / f"{self.command[2]}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdout=log, stderr=subprocess.STDOUT, cwd=self.folder
            )
        deadline = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline and self.process.poll() is None:
            if answers(self.ready):
                return
            time.sleep(0.1)
        self.process.kill()
        pytest.fail(f"{self.command[2]} did not come up:\n{self.log.read_text(encoding='utf-8', errors='replace')}")

    def __exit__(self, *_fault: Any) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
