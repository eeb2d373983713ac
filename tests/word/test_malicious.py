"""Every malicious template we know is refused or stopped, and none of them touches the machine.

Each is compiled and rendered in a worker whose audit hook ends it at the first file opened for writing, program started or
connection made. The templates are those of the other tests, and the endless and outward-looking ones.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.make_docx import docx
from tests.word.package.test_package import REFUSED as REFUSED_FILES
from tests.word.safety.test_dangers import REFUSED as REFUSED_FIELDS
from tests.word.template.test_compile import CONTEXT, GROWING, HIDDEN, REFUSED_BEFORE_RENDERING, REFUSED_WHILE_RENDERING
from toolkit.errors import FaultsFound, ToolkitError
from toolkit.findings import has_errors
from toolkit.word import compile_template
from toolkit.word.package.package import read_package
from toolkit.word.safety.dangers import made_safe
from toolkit.word.workshop.limits import LimitReached, Workshop

FORBIDDEN_EVENTS = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.startfile",
                    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate",
                    "shutil.", "socket.", "urllib.", "ctypes.", "ftplib.", "smtplib.", "webbrowser.")  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
TOUCHED = "touched the machine"

ENDLESS = {
    "loops in loops without a word": "{% for 甲 in 台账 %}" * 14 + "{% endfor %}" * 14,
    "loops that only count": "{% for 甲 in 台账 %}" * 14 + "{% set 数 = 1 + 1 %}" + "{% endfor %}" * 14,
    "loops over sums": "{% for 甲 in 台账 %}" * 12 + "{% if 台账|length > 99 %}甲{% endif %}" + "{% endfor %}" * 12,
    "sorting without end": "{% for 甲 in 台账 %}" * 12
    + "{% set 序 = 台账|sort(attribute='事项') %}"
    + "{% endfor %}" * 12,
}
TAGS = {tag: docx(f"甲{tag}乙") for tag in (*REFUSED_BEFORE_RENDERING, *REFUSED_WHILE_RENDERING)}
PLACES = {
    f"{part}: {tag}": docx(f"甲\n{part}: {tag}")
    for part in ("header", "footer", "footnote", "endnote", "comment", "title", "box")
    for tag in ("{{ ''.__class__.__mro__ }}", "{% include '/etc/passwd' %}", "{{ lipsum(9) }}")
}
MALICIOUS = {
    **TAGS,
    **PLACES,
    **{f"growing {name}": docx(lines) for name, lines in GROWING.items()},
    **{f"in {name}": docx(f"xml: {xml}") for name, xml in HIDDEN.items()},
    **{f"as {name}": data for name, data in REFUSED_FILES.items()},
    **{f"with {name}": data for name, (data, _) in REFUSED_FIELDS.items()},
}


@dataclass(frozen=True)
class Unread:
    """A template as it comes through the door: its bytes."""

    data: bytes
    name: str = "恶意模板"

    def render(self, context: Mapping[str, Any]) -> bytes:
        return compile_template(self.data, name=self.name).render(context)


def outcome(template: Unread, context: Mapping[str, Any]) -> str:
    """What became of a template, in the worker, under watch."""
    watch()
    try:
        found = made_safe(read_package(template.data, template.name))[1]
        if has_errors(found):
            raise FaultsFound(found)
        template.render(context)
    except ToolkitError as fault:
        return f"refused: {fault}"
    return "rendered"


def wrote_a_file(_template: Unread, context: Mapping[str, Any]) -> str:
    """What no template does, to see that the watch sees it."""
    watch()
    with open(context["path"], "w", encoding="utf-8"):  # noqa: PTH123 - as an attacker would
        return "written"


def watch() -> None:
    if not hasattr(sys, "_is_watched"):
        # Modules and templates are read before the watch begins; a bytecode file would be a file written.
        Unread(docx("{{ 甲 }}")).render({"甲": 1})
        sys.dont_write_bytecode = True
        sys.addaudithook(ended_where_it_touches)
        sys._is_watched = True  # type: ignore[attr-defined]


def ended_where_it_touches(event: str, arguments: tuple[Any, ...]) -> None:
    is_write = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING
    if is_write or event.startswith(FORBIDDEN_EVENTS):
        os._exit(77)


@pytest.fixture(scope="module")
def workshop():
    with Workshop(seconds=10) as made:
        yield made


@pytest.fixture(scope="module")
def hasty_workshop():
    with Workshop(seconds=1) as made:
        yield made


def test_there_are_more_than_a_hundred_of_them():
    assert len(MALICIOUS) + len(ENDLESS) > 200


@pytest.mark.parametrize("name", MALICIOUS, ids=lambda name: ascii(name)[:60])
def test_a_malicious_template_is_refused_and_touches_nothing(name, workshop):
    start = time.monotonic()

    became = workshop.run(outcome, Unread(MALICIOUS[name]), CONTEXT)

    assert became.startswith("refused: ")
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("lines", ENDLESS.values(), ids=ENDLESS.keys())
def test_a_template_that_never_ends_is_stopped(lines, hasty_workshop):
    with pytest.raises(LimitReached, match=r"^恶意模板：填了1秒"):
        hasty_workshop.run(outcome, Unread(docx(lines)), CONTEXT)


def test_the_watch_sees_a_file_being_written(tmp_path, hasty_workshop):
    path = tmp_path / "written"

    with pytest.raises(LimitReached):
        hasty_workshop.run(wrote_a_file, Unread(b""), {"path": str(path)})

    assert not path.exists()
