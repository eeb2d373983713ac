"""A limit of time and memory around a render, so that no template can hang or exhaust the machine.

Takes a template and plain values; gives what the render gives, made in a worker process that is kept for the next one.
Never trusts the worker to end: one that is late is stopped, and the next render starts another.
Memory is limited where the system can do it (Linux, not Windows); the limits of the language itself hold everywhere.
"""

from __future__ import annotations

import multiprocessing
import pickle
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from toolkit.errors import ToolkitError, reason_of
from toolkit.word.guard.worker import BEGUN, Answer, Order, OutOfMemory, Renders, work_on_orders

SECONDS: Final = 10.0
MEGABYTES: Final = 1024
# Starting Python and its libraries from a slow disk, with a virus scanner looking on.
MOST_SECONDS_TO_START: Final = 120.0
MOST_TEMPLATES: Final = 64
"""Most templates a worker remembers; then it forgets all."""

Made = TypeVar("Made")
Template = TypeVar("Template", bound=Renders)
Work = Callable[[Template, Mapping[str, Any]], Made]


class LimitReached(ToolkitError):
    """A render was stopped: it took too long or too much memory."""


class WorkerLost(ToolkitError):
    """The worker process ended before it took up its work, through no fault of the template."""


def render_within(
    template: Renders, context: Mapping[str, Any], seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> bytes:
    """The document that these values make, or `LimitReached`; the worker is shared by all calls with the same limits.

    Args:
        template: what to render.
        context: plain values, as `CompiledTemplate.render` takes them.
        seconds: how long it may take.
        megabytes: how much memory it may take.
    """
    return _shared(seconds, megabytes).render(template, context)


class Workshop:
    """A worker process that renders, one document at a time; started when first needed, and anew after a stop.

    It may be used from threads: each waits for its turn. Close it, or use it in a `with` statement.

    Args:
        seconds: how long one render may take.
        megabytes: how much memory the worker may take.
    """

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        self._turn = threading.Lock()
        self._worker: BaseProcess | None = None
        self._wire: Connection | None = None
        # Kept whole, not by number alone: a number may be given to another object once its owner is gone.
        self._sent: dict[int, object] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def render(self, template: Renders, context: Mapping[str, Any]) -> bytes:
        """The document that these values make.

        Args:
            template: what to render.
            context: plain values, as `CompiledTemplate.render` takes them.

        Raises:
            LimitReached: it took too long or too much memory; the text names the template.
            ToolkitError: what the render itself raises.
        """
        return self.run(_render, template, context)

    def run(self, work: Work[Template, Made], template: Template, context: Mapping[str, Any]) -> Made:
        """What `work(template, context)` gives, made within the limits; raises like `render`.

        Args:
            work: a function at the top of a module, so that the worker can import it.
            template: what to render; sent once, and remembered by the worker.
            context: plain values.
        """
        with self._turn:
            if len(self._sent) >= MOST_TEMPLATES:
                self._stop()
            wire = self._ready_wire()
            is_known = id(template) in self._sent
            order = pickle.dumps(Order(id(template), None if is_known else template, work, context))
            answer = self._answer(wire, order, template.name)
            self._sent[id(template)] = template
        made: Made = answer.unwrapped()
        return made

    def close(self) -> None:
        """End the worker, if there is one; a later render starts another."""
        with self._turn:
            self._stop()

    def _answer(self, wire: Connection, order: bytes, name: str) -> Answer:
        try:
            answer = self._awaited(wire, order, name)
        except BaseException:
            # An answer that comes late must never be taken for one to the next order.
            self._stop()
            raise
        if isinstance(answer, OutOfMemory):
            self._stop()
            raise self._too_large(name)
        return answer

    def _awaited(self, wire: Connection, order: bytes, name: str) -> Answer:
        try:
            wire.send_bytes(order)
            has_begun = wire.poll(MOST_SECONDS_TO_START) and wire.recv_bytes() == BEGUN
        except (EOFError, OSError) as fault:
            raise WorkerLost(f"{name}：填写文书的后台进程没有启动。请重试；仍不行请重启电脑。") from fault
        if not has_begun:
            raise WorkerLost(f"{name}：填写文书的后台进程一直没有启动。请关闭一些程序后重试。")
        if not wire.poll(self.seconds):
            raise LimitReached(f"{name}：填了{self.seconds:g}秒还没有填完，已停止。请检查循环里是否又套了循环。")
        try:
            answer: Answer = pickle.loads(wire.recv_bytes())
        except (EOFError, OSError) as fault:
            raise self._too_large(name) from fault
        return answer

    def _too_large(self, name: str) -> LimitReached:
        return LimitReached(f"{name}：用的内存超过了{self.megabytes}MB，已停止。请检查循环里是否又套了循环。")

    def _ready_wire(self) -> Connection:
        if self._wire is not None and self._worker is not None and self._worker.is_alive():
            return self._wire
        self._stop()
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        worker = spawn.Process(target=work_on_orders, args=(theirs, self.megabytes), name="render", daemon=True)
        try:
            worker.start()
        except BaseException as fault:
            ours.close()
            raise _cannot_start(fault) from fault
        finally:
            theirs.close()
        self._worker, self._wire = worker, ours
        return ours

    def _stop(self) -> None:
        if self._wire is not None:
            self._wire.close()
        if self._worker is not None:
            self._worker.kill()
            self._worker.join()
            self._worker.close()
        self._wire = self._worker = None
        self._sent.clear()


def _cannot_start(fault: BaseException) -> BaseException:
    """Why no worker could be started, in words; what is no fault in use stays what it is."""
    if isinstance(fault, OSError):
        return WorkerLost(f"填写文书的后台进程启动不了（{reason_of(fault)}）。请关闭一些程序后重试。")
    if isinstance(fault, RuntimeError):
        # Python says so at length where a script starts processes while it is being imported.
        advice = '从自己的脚本里生成的，请把调用放在 if __name__ == "__main__": 下面'
        return WorkerLost(f"填写文书的后台进程启动不了：{str(fault).split('.')[0].strip()}。{advice}。")
    return fault


@lru_cache(maxsize=4)
def _shared(seconds: float, megabytes: int) -> Workshop:
    return Workshop(seconds, megabytes)


def _render(template: Renders, context: Mapping[str, Any]) -> bytes:
    return template.render(context)
