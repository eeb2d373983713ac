"""Commands of the toolkit run one after another in one process: to start one for each takes longer than all they do.

Takes words and the folder of an office; gives exit codes and what was said. For tests of many commands; that one by itself runs as
a clerk runs it, tests/faces/test_cli.py sees to.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from toolkit.settings import REPOSITORY

RUNNER = """
import contextlib, io, json, os, sys
from toolkit.cli import main

def ran(words, home):
    os.environ["TOOLKIT_HOME"], sys.argv = home, ["toolkit", *words]
    os.chdir(home)
    said, complained = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
        try:
            main()
        except SystemExit as ended:
            return ended.code or 0, said.getvalue(), complained.getvalue()
    return "never ended", said.getvalue(), complained.getvalue()

if __name__ == "__main__":
    print(json.dumps([ran(words, home) for words, home in json.load(sys.stdin)]))
"""


class Ran(NamedTuple):
    """What became of a command."""

    returncode: object
    stdout: str
    stderr: str


def run_all(commands: Sequence[tuple[Sequence[str], Path]]) -> list[Ran]:
    """Run commands, each in the folder of an office."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "COLUMNS": "200"}
    environment.pop("TOOLKIT_DATABASE", None)
    ran = subprocess.run(
        [sys.executable, "-c", RUNNER],
        input=json.dumps([(list(words), str(home)) for words, home in commands]),
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return [Ran(*each) for each in json.loads(ran.stdout)]
