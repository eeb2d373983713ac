"""Starts JupyterLab and Voila for a clerk: in Chinese, on this machine only, asking nothing of the outside.

Takes a port; gives command lines and environments, and runs them. Touches no settings of the user's own Jupyter.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from toolkit.settings import REPOSITORY, child_environment, public_address

NOTEBOOKS: Final = REPOSITORY / "notebooks"
START: Final = "notebooks/start.ipynb"
DESK: Final = NOTEBOOKS / "desk.ipynb"
JUPYTER_PATH: Final = Path(__file__).parent / "web" / "jupyter"
CONFIG_PATH: Final = JUPYTER_PATH / "config"
ADDRESS: Final = "127.0.0.1"
LAB_PORT: Final = 8888
APP_PORT: Final = 8866
LAB_SETTINGS: Final = {
    "@jupyterlab/translation-extension:plugin": {"locale": "zh_CN"},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}


def lab_command(*options: str, root: Path = REPOSITORY) -> list[str]:
    """The command that serves JupyterLab on the folder `root`, with further options."""
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.ip={ADDRESS}",
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/tree/{START}",
        "--LabApp.news_url=None",
        *options,
    ]


def app_command(*options: str) -> list[str]:
    """The command that serves the desk, with further options; under a hub's address too where one is configured."""
    public = public_address()
    return [
        sys.executable,
        "-m",
        "toolkit.ui.desk_server",
        str(DESK),
        f"--Voila.ip={ADDRESS}",
        "--Voila.auto_token=True",
        "--template=offline",
        *([f"--Voila.custom_display_url={public}"] if public else []),
        *options,
    ]


def server_environment(**changes: str) -> dict[str, str]:
    """The environment for both: our page template, kernel and server settings, our package, UTF-8.

    The settings let a page send 256 MB at once, such as a template full of pictures or the forms of all branches: the server's
    own limit is 10 MB, and beyond it the connection is cut without a word. The kernel keeps its English warnings to itself.
    """
    known = child_environment()
    return child_environment(
        JUPYTER_CONFIG_PATH=os.pathsep.join(filter(None, [str(CONFIG_PATH), known.get("JUPYTER_CONFIG_PATH", "")])),
        JUPYTER_PATH=os.pathsep.join(filter(None, [str(JUPYTER_PATH), known.get("JUPYTER_PATH", "")])),
        PYTHONPATH=os.pathsep.join(filter(None, [str(REPOSITORY), known.get("PYTHONPATH", "")])),
        PATH=os.pathsep.join([str(Path(sys.executable).parent), known.get("PATH", "")]),
        PYTHONUTF8="1",
        **changes,
    )


def run_lab(tell: Callable[[str], None]) -> int:
    """Serve JupyterLab until it is stopped; tells where it can be seen and gives its exit code."""
    write_lab_settings()
    port, token = free_port(LAB_PORT), secrets.token_hex(16)
    address = f"http://{ADDRESS}:{port}/lab?token={token}"
    tell(f"正在打开 JupyterLab。浏览器没有自动打开的，请访问 {address} 。用完在这个窗口按 Ctrl+C 关闭。")
    options = [
        f"--ServerApp.port={port}",
        f"--IdentityProvider.token={token}",
        "--Application.log_level=ERROR",
        "--ServerApp.log_level=ERROR",
    ]
    return _run(lab_command(*options, *_as_root()))


def run_app(tell: Callable[[str], None]) -> int:
    """Serve the desk until it is stopped; tells where it can be seen and gives its exit code."""
    port, token = free_port(APP_PORT), secrets.token_hex(16)
    address = f"http://{ADDRESS}:{port}/?token={token}"
    tell(f"正在打开工作台。浏览器没有自动打开的，请访问 {address} 。用完在这个窗口按 Ctrl+C 关闭。")
    return _run(app_command(f"--port={port}", "--Voila.log_level=ERROR"), JUPYTER_TOKEN=token)


def free_port(first: int) -> int:
    """The first port from `first` on that nobody uses."""
    for port in range(first, first + 100):
        with socket.socket() as attempt:
            if attempt.connect_ex((ADDRESS, port)):
                return port
    return first


def write_lab_settings() -> None:
    """Set Chinese, and no calls home, for the JupyterLab of our own virtual environment."""
    if sys.prefix == sys.base_prefix:
        return
    path = Path(sys.prefix) / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(LAB_SETTINGS, indent=1), encoding="utf-8")


def _run(command: list[str], **changes: str) -> int:
    try:
        return subprocess.run(command, env=server_environment(**changes), check=False).returncode
    except KeyboardInterrupt:
        return 0


def _as_root() -> list[str]:
    return ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
