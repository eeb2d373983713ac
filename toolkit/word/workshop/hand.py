"""One worker process and the wire to it, as its parent sees them.

Takes packed messages; gives packed messages back. Knows how to start, ask and end a worker; never waits for one without an end.
"""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final

from toolkit.errors import ToolkitError, reason_of
from toolkit.word.workshop.worker import Order, Thing, work_on_orders

MOST_SECONDS: Final = 10.0
MOST_MEGABYTES: Final = 1024
# Starting Python and its libraries from a slow disk, with a virus scanner looking on.
MOST_SECONDS_TO_START: Final = 120.0
ITS_WORK: Final = -1
"""The number under which a worker remembers what it is to be prepared for."""


class LimitReached(ToolkitError):
    """A render was stopped: it took too long or too much memory."""


class WorkerLost(ToolkitError):
    """The worker process ended before it took up its work, through no fault of the template."""


class Hand:
    """A worker process; started when it is made.

    Args:
        megabytes: how much memory it may take beside what it needs by itself.

    Raises:
        WorkerLost: it could not be started; the text says why.
    """

    def __init__(self, megabytes: int) -> None:
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        worker = spawn.Process(target=work_on_orders, args=(theirs, megabytes), name="render", daemon=True)
        try:
            worker.start()
        except BaseException as fault:
            ours.close()
            raise _cannot_start(fault) from fault
        finally:
            theirs.close()
        self.wire: Connection = ours
        self._worker: BaseProcess = worker

    @property
    def is_alive(self) -> bool:
        """Whether the process is still there."""
        return not self.wire.closed and self._worker.is_alive()

    def send(self, message: bytes) -> None:
        """Give it a message, as `packed_thing` and `packed_order` make them.

        Raises:
            OSError: it is gone.
        """
        self.wire.send_bytes(message)

    def stop(self) -> None:
        """End it, whatever it is doing; nothing where that was done."""
        if not self.wire.closed:
            self.wire.close()
            self._worker.kill()
            self._worker.join()
            self._worker.close()


@contextmanager
def prepared(work: Callable[[Any, Any], Any], megabytes: int = MOST_MEGABYTES) -> Iterator[Hand | None]:
    """Gives a worker that imports what some work needs, while what it is to remember is still put together; ended with the block.

    None where it cannot be started: there may be nothing to do. A crew starts one of its own then, and tells why it cannot.
    """
    hand: Hand | None = None
    with suppress(WorkerLost):
        hand = Hand(megabytes)
    try:
        if hand is not None:
            with suppress(OSError):
                hand.send(packed_thing(ITS_WORK, work))
        yield hand
    finally:
        if hand is not None:
            hand.stop()


def packed_thing(key: int, thing: Any) -> bytes:
    """The message that has a worker remember something by a number."""
    return pickle.dumps(Thing(key, pickle.dumps(thing)))


def packed_order(order: Order) -> bytes:
    """The message that asks a worker for something."""
    return pickle.dumps(order)


def too_late(name: str, seconds: float) -> str:
    """What is said of a document that was not done in time."""
    return f"{name}：填了{seconds:g}秒还没有填完，已停止。请检查循环里是否又套了循环。"


def too_large(name: str, megabytes: int) -> str:
    """What is said of a document that took all memory, or whose worker died of it."""
    return f"{name}：用的内存超过了{megabytes}MB，已停止。请检查循环里是否又套了循环。"


def not_begun(name: str, is_gone: bool) -> str:
    """What is said where a worker never took up its work."""
    if is_gone:
        return f"{name}：填写文书的后台进程没有启动。请重试；仍不行请重启电脑。"
    return f"{name}：填写文书的后台进程一直没有启动。请关闭一些程序后重试。"


def _cannot_start(fault: BaseException) -> BaseException:
    """Why no worker could be started, in words; what is no fault in use stays what it is."""
    if isinstance(fault, OSError):
        return WorkerLost(f"填写文书的后台进程启动不了（{reason_of(fault)}）。请关闭一些程序后重试。")
    if isinstance(fault, RuntimeError):
        # Python says so at length where a script starts processes while it is being imported.
        advice = '从自己的脚本里生成的，请把调用放在 if __name__ == "__main__": 下面'
        return WorkerLost(f"填写文书的后台进程启动不了：{str(fault).split('.')[0].strip()}。{advice}。")
    return fault
