"""The limit around a render: what never ends is stopped, and the next render works."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from tests.support import read_docx
from tests.support.make_docx import docx
from toolkit.errors import FaultsFound
from toolkit.settings import REPOSITORY
from toolkit.word import CompiledTemplate, Gap, compile_template
from toolkit.word.document.render import RenderFault
from toolkit.word.workshop.limits import LimitReached, WorkerLost, Workshop

PLAIN = compile_template(
    docx("{{ 党费 }}元\n| {%tr for 行 in 台账 %} |\n| {{ 行.事项 }} |\n| {%tr endfor %} |"), name="甲"
)
CONTEXT = {"党费": Decimal("12.50"), "台账": [{"事项": "甲&"}, {"事项": Gap(counts=True)}]}
ROWS = [{"事项": "甲"}] * 10
ENDLESS = compile_template(docx("{% for 行 in 台账 %}" * 14 + "{% endfor %}" * 14), name="套圈模板")
LARGE = compile_template(docx("{% for 行 in 台账 %}" * 6 + "很长的文字" * 10 + "{% endfor %}" * 6), name="大模板")


@dataclass(frozen=True)
class Greedy:
    """What no template of ours can do: it takes memory until there is none."""

    name: str = "贪吃模板"

    def render(self, context: Mapping[str, Any]) -> bytes:
        return b"".join([bytes(10_000_000) for _ in range(context["times"])])


@dataclass(frozen=True)
class Dying:
    """What a fault in a library does: the process is gone."""

    name: str = "断电模板"

    def render(self, _context: Mapping[str, Any]) -> bytes:
        os._exit(3)


@dataclass(frozen=True)
class Unsendable:
    """What ends a process that only tries to read it."""

    name: str = "拆台模板"

    def __reduce__(self) -> tuple[Any, ...]:
        return (os._exit, (3,))

    def render(self, _context: Mapping[str, Any]) -> bytes:
        return b""


@dataclass(frozen=True)
class Faulty:
    """A fault of ours, which must not look like one of the clerk's."""

    name: str = "模板"

    def render(self, context: Mapping[str, Any]) -> bytes:
        return bytes(context["没有"])


def shout(template: CompiledTemplate, context: Mapping[str, Any]) -> str:
    return template.name * context["times"]


@pytest.fixture(scope="module")
def workshop():
    with Workshop(seconds=1, megabytes=300) as made:
        yield made


def test_an_ordinary_document_has_the_same_bytes_as_without(workshop):
    made = workshop.render(PLAIN, CONTEXT)

    assert made == PLAIN.render(CONTEXT)
    assert read_docx.tables(made) == [[["甲&"], ["【待填】"]]]


def test_loops_that_never_end_are_stopped_by_name(workshop):
    start = time.monotonic()

    with pytest.raises(LimitReached, match=r"^套圈模板：填了1秒还没有填完，已停止。请"):
        workshop.render(ENDLESS, {"台账": ROWS})

    assert time.monotonic() - start < 8


@pytest.mark.skipif("sys.platform != 'linux'", reason="other systems cannot limit a process's memory")
def test_a_document_that_takes_all_memory_is_stopped_by_name(workshop):
    with pytest.raises(LimitReached, match=r"^贪吃模板：用的内存超过了300MB，已停止。请"):
        workshop.render(Greedy(), {"times": 100})


@pytest.mark.skipif("sys.platform != 'linux'", reason="other systems cannot limit a process's memory")
def test_a_template_that_takes_all_memory_is_stopped_by_name():
    with Workshop(seconds=20, megabytes=40) as small, pytest.raises(LimitReached, match=r"^大模板：用的内存超过了40MB"):
        small.render(LARGE, {"台账": ROWS})


def test_a_worker_that_dies_is_told_by_name(workshop):
    with pytest.raises(LimitReached, match=r"^断电模板："):
        workshop.render(Dying(), {})


@pytest.mark.parametrize("stopper", [ENDLESS, Dying()], ids=["too long", "dead"])
def test_after_a_stop_the_next_document_is_made(workshop, stopper):
    with pytest.raises(LimitReached):
        workshop.render(stopper, {"台账": ROWS})

    assert workshop.render(PLAIN, CONTEXT) == PLAIN.render(CONTEXT)


def test_a_refused_value_is_told_as_without(workshop):
    with pytest.raises(RenderFault) as here:
        PLAIN.render({"党费": "\x00", "台账": []})
    with pytest.raises(RenderFault) as there:
        workshop.render(PLAIN, {"党费": "\x00", "台账": []})

    assert str(there.value) == str(here.value)


def test_the_findings_of_a_faulty_template_come_back_whole(workshop):
    faulty = compile_template(docx("{{ 错\n{{ 甲.__class__ }}"), name="错模板")

    with pytest.raises(FaultsFound) as caught:
        workshop.render(faulty, {})

    assert caught.value.findings == faulty.findings


def test_a_fault_of_ours_is_no_fault_of_the_clerks(workshop):
    with pytest.raises(RuntimeError, match=r"KeyError.*没有"):
        workshop.render(Faulty(), {})


def test_a_worker_is_kept_for_many_documents(workshop):
    workshop.render(PLAIN, CONTEXT)
    start = time.monotonic()

    made = {workshop.render(PLAIN, CONTEXT) for _ in range(50)}

    assert made == {PLAIN.render(CONTEXT)}
    assert time.monotonic() - start < 2


def test_any_function_of_a_module_can_be_run_within_the_limits(workshop):
    assert workshop.run(shout, PLAIN, {"times": 3}) == "甲甲甲"


def test_documents_asked_for_from_threads_are_not_mixed_up(workshop):
    contexts = [{"党费": number, "台账": []} for number in range(40)]

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda context: workshop.render(PLAIN, context), contexts))

    assert [read_docx.paragraphs(each)[0] for each in made] == [f"{number}元" for number in range(40)]


def test_a_closed_workshop_opens_again(workshop):
    workshop.close()

    assert workshop.render(PLAIN, CONTEXT) == PLAIN.render(CONTEXT)


def test_more_templates_than_are_remembered_are_rendered_all_the_same(workshop):
    templates = [compile_template(docx(f"{{{{ 党费 }}}}第{number}号")) for number in range(70)]

    made = [read_docx.paragraphs(workshop.render(template, {"党费": 1}))[0] for template in templates]

    assert made == [f"1第{number}号" for number in range(70)]


def test_what_cannot_be_sent_leaves_the_workshop_usable(workshop):
    with pytest.raises((AttributeError, TypeError)):
        workshop.render(PLAIN, {"党费": lambda: 1})

    assert workshop.render(PLAIN, CONTEXT) == PLAIN.render(CONTEXT)


def test_a_worker_lost_before_it_begins_is_no_fault_of_the_template():
    with Workshop(seconds=1) as lost, pytest.raises(WorkerLost, match=r"^拆台模板：.*后台进程没有启动。请"):
        lost.render(Unsendable(), {})


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OSError(12, "Cannot allocate memory"), "启动不了（系统错误 12）"),
        (PermissionError(13, "denied"), "启动不了（没有权限，或正被别的程序打开）"),
        (
            RuntimeError("\n  An attempt has been made to start a new process before. More."),
            'if __name__ == "__main__"',
        ),
    ],
)
def test_why_a_worker_could_not_be_started_is_told_and_closing_hides_nothing(monkeypatch, fault, said):
    """Closing raised an AttributeError of its own, and the reason was gone."""

    def refuse(_process):
        raise fault

    monkeypatch.setattr("multiprocessing.context.SpawnProcess._Popen", staticmethod(refuse))

    with pytest.raises(WorkerLost) as caught, Workshop() as workshop:
        workshop.render(PLAIN, CONTEXT)

    assert said in str(caught.value)


def test_after_a_worker_could_not_be_started_the_next_render_works(monkeypatch):
    def refuse(_process):
        raise OSError(11, "busy")

    with Workshop() as workshop:
        with monkeypatch.context() as patched:
            patched.setattr("multiprocessing.context.SpawnProcess._Popen", staticmethod(refuse))
            with pytest.raises(WorkerLost):
                workshop.render(PLAIN, CONTEXT)

        assert read_docx.paragraphs(workshop.render(PLAIN, CONTEXT))[0] == "12.5元"


def test_a_script_that_starts_no_worker_while_it_is_imported_is_told_what_to_write(tmp_path):
    script = tmp_path / "自己的脚本.py"
    script.write_text(
        "from toolkit.word import compile_template\nfrom toolkit.word.workshop.limits import Workshop\n"
        "from tests.word.workshop.test_limits import PLAIN, CONTEXT\n"
        "with Workshop() as workshop:\n    print(len(workshop.render(PLAIN, CONTEXT)))\n",
        encoding="utf-8",
    )

    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    ran = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, encoding="utf-8", check=False
    )

    assert "AttributeError" not in ran.stderr
    assert '请把调用放在 if __name__ == "__main__": 下面' in ran.stderr
