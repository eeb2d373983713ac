"""A bulk run killed at any moment leaves whole files, and the next run completes it as if nothing had happened."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.read_docx import faults
from tests.support.sample_office import copy_sample
from toolkit.report.outputs import MANIFEST, OWN_FOLDER, OutputFolder
from toolkit.settings import REPOSITORY

KILLS, LANES = 15, 3
LONGEST_WAIT = 30.0
# From the first file to the manifest, on a machine at its ease; some kills come just after the end.
WRITING_SECONDS = 0.25

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")


def started(home: Path, *words: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "TOOLKIT_HOME": str(home), "PYTHONPATH": str(REPOSITORY)}
    environment.pop("TOOLKIT_DATABASE", None)
    return subprocess.Popen(
        [sys.executable, "-m", "toolkit", *words],
        env=environment, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def finished(home: Path, *words: str) -> None:
    assert started(home, *words).wait(LONGEST_WAIT) in (0, 1)


def files(home: Path) -> dict[str, bytes]:
    """Every file under output, leftovers as well, by its path; without what the tool keeps for itself."""
    found = (path for path in sorted((home / "output").rglob("*")) if path.is_file() and OWN_FOLDER not in path.parts)
    return {str(path.relative_to(home)): path.read_bytes() for path in found}


def documents(home: Path) -> dict[str, bytes]:
    return {name: data for name, data in files(home).items() if name.endswith(".docx")}


def temporary(home: Path) -> list[str]:
    return [name for name in files(home) if Path(name).name.startswith(".~") and name.endswith(".tmp")]


def killed_run(home: Path, moment: float) -> None:
    """Start a run, and kill it `moment` seconds after its first file appeared."""
    process = started(home, "generate")
    give_up = time.monotonic() + LONGEST_WAIT
    while not any((home / "output").glob("*/*.docx")) and process.poll() is None:
        assert time.monotonic() < give_up
        time.sleep(0.002)
    time.sleep(moment)
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = copy_sample(tmp_path_factory.mktemp("kill") / "未受打扰")
    finished(home, "forms", "read", str(home / "sample_data" / "forms"))
    finished(home, "generate")
    assert len(documents(home)) == 13
    return home


@pytest.fixture(scope="module")
def killed(undisturbed: Path) -> list[Path]:
    """Fifteen offices, each with a run killed at another moment."""
    chance = random.Random(20260630)
    moments = [chance.uniform(0, WRITING_SECONDS) for _ in range(KILLS)]
    homes = [copy_of(undisturbed, f"第{number}次") for number in range(KILLS)]
    with ThreadPoolExecutor(LANES) as lanes:
        list(lanes.map(killed_run, homes, moments))
    return homes


def copy_of(home: Path, name: str) -> Path:
    """An office with the same figures and nothing made yet."""
    copy = copy_sample(home.parent / name)
    for path in (home / "data").rglob("*"):
        if path.is_file():
            target = copy / path.relative_to(home)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return copy


def test_the_kills_came_while_documents_were_being_written(killed: list[Path]) -> None:
    made = [len(documents(home)) for home in killed]

    assert sum(0 < count < 13 for count in made) >= 3


def test_a_killed_run_leaves_only_whole_documents(killed: list[Path], undisturbed: Path) -> None:
    expected = documents(undisturbed)

    for home in killed:
        for name, data in documents(home).items():
            assert data == expected[name]
            assert faults(data) == []


def test_a_killed_run_leaves_nothing_else_but_marked_temporary_files(killed: list[Path], undisturbed: Path) -> None:
    for home in killed:
        others = set(files(home)) - set(files(undisturbed)) - set(temporary(home))

        assert others == set()


def test_the_next_run_completes_the_work_with_the_same_bytes(killed: list[Path], undisturbed: Path) -> None:
    chosen = sorted(killed, key=lambda home: len(documents(home)))[:: KILLS // 4]
    with ThreadPoolExecutor(LANES) as lanes:
        list(lanes.map(lambda home: finished(home, "generate"), chosen))

    for home in chosen:
        assert documents(home) == documents(undisturbed)
        assert {name: data for name, data in files(home).items() if name.endswith(MANIFEST)} == {
            name: data for name, data in files(undisturbed).items() if name.endswith(MANIFEST)
        }


def test_the_next_run_removes_what_the_killed_one_left(undisturbed: Path) -> None:
    home = copy_of(undisturbed, "有残留")
    finished(home, "generate")
    (folder,) = (home / "output").iterdir()
    left = folder / ".~left.tmp"
    left.write_bytes(b"half")
    long_ago = time.time() - 86_400
    os.utime(left, (long_ago, long_ago))

    finished(home, "generate")

    assert temporary(home) == []


WRITER_KILLS, NAMES = 60, 24
WRITER = """
import sys
from pathlib import Path
from toolkit.report.outputs import Made, OutputFolder

folder, turn, names = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
outputs = OutputFolder(folder)
print("begun", flush=True)
for number in range(names):
    is_draft = (number + turn) % 3 == 0
    name = f"{number}（草稿）.docx" if is_draft else f"{number}.docx"
    outputs.write(name, f"{turn} {number} ".encode() * 2_000, Made("report", str(number), is_draft))
outputs.save_manifest()
"""


def test_sixty_kills_while_files_are_written_leave_no_half_file_no_lost_line_and_no_false_copy(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")
    chance = random.Random(seed)
    seconds = _wrote(tmp_path, 0, None)

    for turn in range(1, WRITER_KILLS + 1):
        _wrote(tmp_path, turn, chance.uniform(0, seconds))
        for path in tmp_path.glob("*.docx"):
            assert _is_whole(path), (seed, turn, path.name)
    _wrote(tmp_path, WRITER_KILLS + 1, None)

    expected = [f"{number}{'（草稿）' if (number + WRITER_KILLS + 1) % 3 == 0 else ''}.docx" for number in range(NAMES)]
    outputs = OutputFolder(tmp_path)
    assert sorted(path.name for path in tmp_path.glob("*.docx")) == sorted(expected), seed
    assert not any(outputs.is_edited(name) for name in expected), seed
    assert all(outputs.find("report", str(number)) for number in range(NAMES)), seed


def _wrote(folder: Path, turn: int, moment: float | None) -> float:
    """Write all files anew, killed after so many seconds where a moment is given; how long it took."""
    words = [sys.executable, "-c", WRITER, str(folder), str(turn), str(NAMES)]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        start = time.monotonic()
        if moment is not None:
            time.sleep(moment)
            process.kill()
        process.wait()
    return time.monotonic() - start


def _is_whole(path: Path) -> bool:
    words = path.read_text().split(" ")[:-1]
    return len(words) == 4_000 and len(set(words[::2])) == len(set(words[1::2])) == 1
