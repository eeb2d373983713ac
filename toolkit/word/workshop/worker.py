"""The other side of `hand`: the process that renders, and the messages it takes and gives.

Takes things to remember and orders over a wire, one at a time; gives for each order a sign that it has begun, and an answer.
Lives as long as its parent does. Never decides how long is too long: the parent stops it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final, Protocol

from toolkit.errors import FaultsFound, ToolkitError
from toolkit.findings import Finding

BEGUN: Final = b"begun"


class Renders(Protocol):
    """What can be rendered: a `CompiledTemplate`, or anything else that has a name and can be sent to a process."""

    @property
    def name(self) -> str:
        """What messages call it."""

    def render(self, context: Mapping[str, Any]) -> bytes:
        """The document these values make."""


@dataclass(frozen=True)
class Thing:
    """What the worker is to remember by a number, such as a template; packed, so that what cannot be read is told."""

    key: int
    packed: bytes


@dataclass(frozen=True)
class Order:
    """What the worker is to do: `work` with a thing it remembers and an argument."""

    key: int
    work: Callable[[Any, Any], Any]
    argument: Any


@dataclass(frozen=True)
class Answer:
    """What was made."""

    made: Any

    def unwrapped(self) -> Any:
        """What was made; raises what was raised."""
        return self.made


@dataclass(frozen=True)
class Refusal(Answer):
    """A fault in use: its class and its text, since an exception with findings does not travel as it is."""

    made: type[ToolkitError]
    text: str
    findings: tuple[Finding, ...] = ()

    def unwrapped(self) -> Any:
        """Raises it."""
        raise FaultsFound(self.findings) if self.findings else self.made(self.text)


@dataclass(frozen=True)
class Crash(Answer):
    """A fault of ours."""

    made: str

    def unwrapped(self) -> Any:
        """Raises it."""
        raise RuntimeError(self.made)


@dataclass(frozen=True)
class OutOfMemory(Answer):
    """There was no memory left to make it in."""

    made: None = None


def work_on_orders(wire: Connection, megabytes: int) -> None:
    """The worker's whole life.

    Args:
        wire: where orders come from and answers go to.
        megabytes: how much more memory than it needs by itself it may take.
    """
    # The parent is asked to stop by the same key, and ends the worker itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    things: dict[int, Any] = {}
    with suppress(EOFError, OSError):
        while True:
            message: Thing | Order = pickle.loads(wire.recv_bytes())
            if isinstance(message, Thing):
                _remember(message, things, wire)
                continue
            _limit_memory(megabytes)
            wire.send_bytes(BEGUN)
            wire.send_bytes(_packed_answer(message, things[message.key]))


def _remember(message: Thing, things: dict[int, Any], wire: Connection) -> None:
    try:
        things[message.key] = pickle.loads(message.packed)
        # It stays for good: no use in looking for garbage among it.
        gc.freeze()
    except Exception as fault:
        wire.send_bytes(pickle.dumps(Crash("".join(traceback.format_exception(fault)))))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _limit_memory(megabytes: int) -> None:
    """Let this process take so much more than it has now."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - there is no such module elsewhere

        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        hardest = resource.getrlimit(resource.RLIMIT_AS)[1]
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (taken + megabytes * 1_000_000, hardest))


def _packed_answer(order: Order, thing: Any) -> bytes:
    try:
        return pickle.dumps(_answer_to(order, thing))
    except MemoryError:
        return pickle.dumps(OutOfMemory())
    except Exception as fault:
        return pickle.dumps(Crash(f"what was made cannot be sent: {fault!r}"))


def _answer_to(order: Order, thing: Any) -> Answer:
    try:
        return Answer(order.work(thing, order.argument))
    except Exception as fault:
        if any(isinstance(each, MemoryError) for each in _causes(fault)):
            return OutOfMemory()
        if isinstance(fault, FaultsFound):
            return Refusal(type(fault), str(fault), fault.findings)
        if isinstance(fault, ToolkitError):
            return Refusal(type(fault), str(fault))
        return Crash("".join(traceback.format_exception(fault)))


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__
