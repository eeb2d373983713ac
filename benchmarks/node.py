"""The engines that run in Node, all in one process with its own clock.

Takes templates and values; gives a timing and one report for each, or says why they could not run. Never fails where Node
is not there.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.engines import NODE_ENGINES
from benchmarks.template import BRACES, CARBONE, benchmark_template
from benchmarks.timing import LEAST_SECONDS, REPEATS, Timing

PEERS: Final = Path(__file__).with_name("peers")
LANGUAGES: Final = {"docxtemplater": BRACES, "easy-template-x": BRACES, "carbone": CARBONE}


@dataclass(frozen=True)
class Measured:
    """One engine's timing, a report it made, and its version."""

    timing: Timing
    report: bytes
    version: str


def node_version() -> str | None:
    """Node's version, or None where there is none."""
    node = shutil.which("node")
    return None if node is None else _output([node, "--version"]).strip().removeprefix("v")


def is_ready() -> bool:
    """Whether Node and the engines are there."""
    return shutil.which("node") is not None and all((PEERS / "node_modules" / name).is_dir() for name in NODE_ENGINES)


def install() -> str:
    """Install the engines as locked where they are missing; gives why they could not be, or nothing."""
    npm = shutil.which("npm")
    if is_ready():
        return ""
    if npm is None or shutil.which("node") is None:
        return "Node is not installed"
    ran = subprocess.run([npm, "ci", "--silent"], cwd=PEERS, check=False, capture_output=True)
    return "" if ran.returncode == 0 else "npm could not install them"


def measure_in_node(
    values: Mapping[str, Any], repeats: int = REPEATS, least: float = LEAST_SECONDS
) -> dict[str, Measured]:
    """Each engine's timing on the benchmark's template.

    Args:
        values: what each report is filled with.
        repeats, least: as in `timing.measure`.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for engine in NODE_ENGINES:
            (folder / f"{engine}.docx").write_bytes(benchmark_template(LANGUAGES[engine]))
        job = {"folder": name, "engines": NODE_ENGINES, "values": values, "repeats": repeats, "least": least}
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        answers = json.loads(_output([shutil.which("node") or "node", str(PEERS / "run.js"), str(folder / "job.json")]))
        return {
            engine: Measured(
                Timing(tuple(answers[engine]["samples"])),
                (folder / f"{engine}.made.docx").read_bytes(),
                answers[engine]["version"],
            )
            for engine in NODE_ENGINES
        }


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
