"""The code is linted, formatted and typed, and no file holds what must not be committed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.settings import REPOSITORY

TEXT_ENDINGS = {".py", ".md", ".toml", ".txt", ".csv", ".ipynb", ".json", ".css", ".js", ".j2", ".bat", ".yml", ""}
SKIPPED = {"built", ".git", ".venv", "output", "data", "forms", "node_modules", "__pycache__"}


@pytest.mark.parametrize(
    "words",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
    ],
    ids=" ".join,
)
def test_the_code_is_tidy(words: list[str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", *words], cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=False
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr


def committed_texts() -> list[Path]:
    return [
        path
        for path in sorted(REPOSITORY.rglob("*"))
        if path.is_file()
        and path.suffix in TEXT_ENDINGS
        and not SKIPPED & set(path.relative_to(REPOSITORY).parts)
        and not any(part.endswith("_cache") or part == ".hypothesis" for part in path.parts)
    ]


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    unwanted = re.compile(
        "|".join(
            ["pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs", "/work" + "/main", "/ro" + "ot/"]
        )
    )

    found = [path.name for path in committed_texts() if unwanted.search(path.read_text(encoding="utf-8-sig"))]

    assert found == []


def test_no_file_holds_what_looks_like_an_identity_or_phone_number() -> None:
    personal = re.compile(r"(?<![\da-f])(\d{17}[\dXx]|1[3-9]\d{9})(?![\da-f])")
    texts = [path for path in committed_texts() if not path.name.startswith("requirements")]

    found = [path.name for path in texts if personal.search(path.read_text(encoding="utf-8-sig"))]

    assert found == []
