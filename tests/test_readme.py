"""The papers cannot rot: every command in them runs, every tag in them is right, every link leads somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import Ran, run_all
from tests.support.make_docx import docx
from tests.support.sample_office import filed_office
from tests.tables.sheets import book_of
from toolkit.catalogue.files import read_catalogue
from toolkit.catalogue.periods import read_period
from toolkit.report.vocabulary import names_for
from toolkit.report.wording import FILTERS
from toolkit.settings import REPOSITORY
from toolkit.tasks import generate
from toolkit.word import compile_template

PAPERS = [REPOSITORY / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "templates/README.md")]
SERVERS = {"app", "lab", "test", "bench", "mutate"}


def blocks(path: Path) -> list[str]:
    """The lines of a paper's indented blocks."""
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("    ")]


def is_example(words: str) -> bool:
    """Whether the words name a folder that only the reader has."""
    return "文件夹" in words


def commands() -> list[str]:
    inline = [each for path in PAPERS for each in re.findall(r"`([^`\n]+)`", path.read_text(encoding="utf-8"))]
    every = [*inline, *(line for path in PAPERS for line in blocks(path))]
    found = [line for line in every if line.startswith("python start.py")]
    return sorted({line.removeprefix("python start.py").strip() for line in found} - {""})


def test_the_readme_opens_with_the_two_commands() -> None:
    assert blocks(REPOSITORY / "README.md")[:2] == ["python start.py", "python start.py test"]


def test_the_commands_that_serve_or_test_are_the_starters_own() -> None:
    ran = subprocess.run([sys.executable, "-m", "toolkit", "--help"], capture_output=True, encoding="utf-8", check=True)

    assert {words.split()[0] for words in commands()} & SERVERS == SERVERS
    assert "app" in ran.stdout
    assert "lab" in ran.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme") / "新 文件夹"
    office = filed_office(folder)
    generate(office, read_period("2026H1"), units=[office.units.root])
    office.store.close()
    for name in ("旧表.xlsx", "上级的表.xlsx"):
        (folder / name).write_bytes(
            book_of({"统计表": "支部 | 正式党员 | 党课（次）\n办公室 | 14 | 3\n人事科 | 12 | 2"})
        )
    return folder


RUN = [words for words in commands() if words.split()[0] not in SERVERS and not is_example(words)]


@pytest.fixture(scope="module")
def answers(home: Path) -> dict[str, Ran]:
    """What became of each command."""
    own = filed_office(home.parent / "自己的").settings.root
    asked = [(words.split(), own if words.startswith("init") else home) for words in RUN]
    return dict(zip(RUN, run_all(asked), strict=True))


@pytest.mark.parametrize("words", RUN)
def test_every_command_of_the_papers_runs(words: str, answers: dict[str, Ran]) -> None:
    assert answers[words].returncode == (1 if words == "check" else 0), answers[words].stderr


def tags_of(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8").replace("\\|", "|")
    return sorted(set(re.findall(r"\{\{[^{}]+\}\}", text)))


@pytest.mark.parametrize("tag", [tag for path in PAPERS for tag in tags_of(path) if "…" not in tag])
def test_every_name_of_the_papers_is_one_a_template_may_use(tag: str) -> None:
    names = names_for(read_catalogue(REPOSITORY / "templates" / "catalogue.toml"), "局")
    line = tag
    if "loop.index" in tag or tag.startswith("{{ 支部."):
        line = f"{{% for 支部 in 各支部 %}}{tag}{{% endfor %}}"
    for name, of in (("组", '活动台账|分组("类型")'), ("行", "超期问题")):
        if tag.startswith(f"{{{{ {name}."):
            line = f"{{% for {name} in {of} %}}{tag}{{% endfor %}}"

    template = compile_template(docx(line), names, FILTERS)

    # By itself a tag stands in no heading.
    assert {each.code for each in template.findings} <= {"gather_no_heading"} or "读书会" in tag


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_every_link_of_the_papers_leads_to_a_file(path: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []
