"""Sets everything up on a fresh machine and starts the toolkit; needs Python 3.11 or newer and nothing else.

    python start.py            takes in the sample's forms, checks them, makes the documents
    python start.py test       runs the tests
    python start.py lab        opens JupyterLab on the start notebook
    python start.py app        opens the desk in the browser
    python start.py bench      measures the Word engine against others
    python start.py mutate M   puts small faults into module M: its tests should fail
    python start.py WORD ...   any other word goes to the toolkit's own command line

Takes only the standard library. Installs into .venv, again only when the locked requirements change. Offline once set up.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
OLDEST = (3, 11)
RUNTIME = HERE / "requirements.txt"
DEVELOPMENT = HERE / "requirements-dev.txt"
BENCHMARKS = HERE / "benchmarks" / "requirements.txt"
NEEDED = {"test": [RUNTIME, DEVELOPMENT], "mutate": [RUNTIME, DEVELOPMENT], "bench": [RUNTIME, DEVELOPMENT, BENCHMARKS]}
WEB = HERE / "toolkit" / "ui" / "web"
SHOWS_PAGES = ("test", "lab", "app")
# The whole suite runs on all cores, a file at a time: what a file's tests share is made once.
WHOLE_SUITE = ["-n", "logical", "--maxprocesses", "6", "--dist", "loadfile"]
MODULES = {"test": "pytest", "bench": "benchmarks", "mutate": "tests.mutation"}
LOWEST_SPACE_ADVICE = "请检查网络是否连通、磁盘是否有空（约需1GB），然后再运行一次。"


def main(words: list[str]) -> int:
    """Set up what the words need, run it, and give its exit code."""
    if sys.version_info < OLDEST:
        print(
            f"需要 Python {OLDEST[0]}.{OLDEST[1]} 或更高版本，现在是 {sys.version.split()[0]}。请安装新版 Python 后再运行。"
        )
        return 1
    try:
        set_up(NEEDED.get(words[0] if words else "", [RUNTIME]))
        if words and words[0] in SHOWS_PAGES:
            build_panes()
    except (OSError, subprocess.CalledProcessError) as fault:
        print(f"没有装好：{fault}\n{LOWEST_SPACE_ADVICE}", file=sys.stderr)
        return 1
    return run(command_for(words))


def command_for(words: list[str]) -> list[str]:
    """The arguments of the virtual environment's Python for these words.

    >>> command_for(["test", "-x"]), command_for(["status"])
    (['-m', 'pytest', '-x'], ['-m', 'toolkit', 'status'])
    >>> command_for(["test"])[:4]
    ['-m', 'pytest', '-n', 'logical']
    """
    # No match statement: an older Python must get as far as saying that it is too old.
    if not words:
        return ["-m", "toolkit", "demo"]
    if words == ["test"]:
        return ["-m", MODULES["test"], *WHOLE_SUITE]
    if words[0] in MODULES:
        return ["-m", MODULES[words[0]], *words[1:]]
    return ["-m", "toolkit", *words]


def set_up(requirements: list[Path]) -> None:
    """Make .venv and install each requirements file that is new or changed since the last time."""
    if not python().exists():
        print("首次运行：正在建立运行环境……", flush=True)
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    for file in requirements:
        stamp = VENV / f"{'-'.join(file.relative_to(HERE).with_suffix('').parts)}.installed"
        wanted = hashlib.sha256(file.read_bytes()).hexdigest()
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            continue
        print(f"正在安装 {file.name} 里的组件，约需一两分钟……", flush=True)
        install = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            str(file),
        ]
        subprocess.run([str(python()), *install], check=True, env=environment())
        stamp.write_text(wanted, encoding="ascii")


def build_panes() -> None:
    """Build what the live page, the grid and the charts need; without it the forms work all the same, and the panes say so."""
    build = [str(python()), str(WEB / "build.py")]
    if shutil.which("npm") is None:
        try:
            set_up([WEB / "requirements.txt"])
        except subprocess.CalledProcessError:
            print("没有装好网页组件：实时页面、总表和图表暂不可用，填报和生成照常。联网后再运行一次即可。", flush=True)
            return
    if subprocess.run(build, env=environment(), check=False).returncode:
        print("网页组件没有装好：实时页面、总表和图表暂不可用，填报和生成照常。联网后再运行一次即可。", flush=True)


def run(arguments: list[str]) -> int:
    """Run the virtual environment's Python in the project's folder and give its exit code."""
    try:
        return subprocess.run([str(python()), *arguments], cwd=HERE, env=environment(), check=False).returncode
    except KeyboardInterrupt:
        return 130


def python() -> Path:
    """The virtual environment's Python."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def environment() -> dict[str, str]:
    """The environment with UTF-8 everywhere, and the virtual environment's programs first."""
    path = os.pathsep.join([str(python().parent), os.environ.get("PATH", "")])
    return {
        **os.environ,
        "PATH": path,
        "PYTHONPATH": str(HERE),
        "PYTHONUTF8": "1",
        "PYTHONIOENCODING": "utf-8",
        "VIRTUAL_ENV": str(VENV),
    }


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
