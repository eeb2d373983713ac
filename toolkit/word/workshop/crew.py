"""Several workers that do one kind of work side by side, each order within limits of time and memory.

Takes a thing that every worker remembers, and orders about it; gives an answer to each, in the order they were given. An order
that hangs or kills its worker costs only itself: what else that worker was given goes to another. A worker that cannot take up
its work at all ends the run at once, with the reason.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing.connection import wait
from time import monotonic
from types import TracebackType
from typing import Any, Final, Self

from toolkit.word.workshop.hand import (
    MOST_MEGABYTES,
    MOST_SECONDS,
    MOST_SECONDS_TO_START,
    Hand,
    LimitReached,
    WorkerLost,
    not_begun,
    packed_order,
    packed_thing,
    too_large,
    too_late,
)
from toolkit.word.workshop.worker import BEGUN, Answer, Order, OutOfMemory, Refusal

OVER: Final = object()
AHEAD: Final = 3
"""How many orders a worker holds: with one at a time it would wait while its answer is read."""
MOST_AHEAD: Final = 256
"""How many answers are kept while one before them is waited for."""


@dataclass(frozen=True)
class _Task:
    number: int
    name: str
    message: bytes


@dataclass
class _Worker:
    """A worker with the orders it holds, the one at work first.

    Args:
        hand: its process.
        has_begun: whether it has said that it is at work on the first of them.
        has_worked: whether it ever did.
        deadline: when it is late.
    """

    hand: Hand
    given: deque[_Task] = field(default_factory=deque)
    has_begun: bool = False
    has_worked: bool = False
    deadline: float = 0.0


class Crew:
    """Workers for one run; close it, or use it in a `with` statement.

    Args:
        thing: what every worker remembers; sent to each once.
        workers: how many; each is started when there is work for it.
        seconds, megabytes: how long one order may take, and how much memory.
        ready: a worker that was started before there was anything to remember; the crew's from now on, and the first to be
            given work.
    """

    def __init__(
        self,
        thing: Any,
        workers: int,
        seconds: float = MOST_SECONDS,
        megabytes: int = MOST_MEGABYTES,
        ready: Hand | None = None,
    ) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        self._thing, self._ready = thing, ready
        self._most = max(workers, 1)
        self._workers: list[_Worker] = []
        self._answers: dict[int, Answer] = {}
        self._again: deque[_Task] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every worker."""
        for hand in (self._ready, *(worker.hand for worker in self._workers)):
            if hand is not None:
                hand.stop()
        self._workers.clear()

    def answers(
        self, work: Callable[[Any, Any], Any], orders: Iterable[tuple[str, Any]], meanwhile: Iterable[object] = ()
    ) -> Iterator[Answer]:
        """The answer to each order: `work(thing, argument)`; its `unwrapped` gives it, or raises what was raised.

        Args:
            work: a function at the top of a module, so that a worker can import it.
            orders: what messages call each, and its argument.
            meanwhile: what is to be done bit by bit while no answer is there; what is left of it at the end is the caller's.

        Raises:
            WorkerLost: no worker can take up its work.
        """
        tasks = (
            _Task(number, name, packed_order(Order(0, work, argument)))
            for number, (name, argument) in enumerate(orders)
        )
        first, pauses = 0, iter(meanwhile)
        while True:
            self._hand_out(tasks)
            if first in self._answers:
                yield self._answers.pop(first)
                first += 1
                # There may be room for more orders now.
                continue
            busy = [worker for worker in self._workers if worker.given]
            if not busy:
                return
            self._listen(busy, pauses)

    def _hand_out(self, tasks: Iterator[_Task]) -> None:
        """Give every worker as much as it may hold."""
        while self._has_room():
            task = self._again.popleft() if self._again else next(tasks, None)
            if task is None:
                return
            self._give(self._idlest(task.name), task)

    def _has_room(self) -> bool:
        is_short = len(self._workers) < self._most or any(len(worker.given) < AHEAD for worker in self._workers)
        # What is given out once more may be just what all that is kept waits for.
        return is_short and (bool(self._again) or len(self._answers) < MOST_AHEAD)

    def _idlest(self, name: str) -> _Worker:
        """The worker with the least to do; one more is started only where all that are there are busy."""
        idlest = min(self._workers, key=lambda each: len(each.given), default=None)
        return idlest if idlest and (not idlest.given or len(self._workers) == self._most) else self._hired(name)

    @cached_property
    def _packed(self) -> bytes:
        # Only once somebody is to remember it: of a run that makes nothing nobody is.
        return packed_thing(0, self._thing)

    def _hired(self, name: str) -> _Worker:
        worker = _Worker(self._first_hand() or Hand(self.megabytes))
        self._workers.append(worker)
        try:
            worker.hand.send(self._packed)
        except OSError as fault:
            # It died before it took what it is to remember.
            raise WorkerLost(not_begun(name, is_gone=True)) from fault
        return worker

    def _first_hand(self) -> Hand | None:
        """The worker that was ready before there was anything to remember, where it is still there."""
        ready, self._ready = self._ready, None
        if ready is not None and not ready.is_alive:
            ready.stop()
            return None
        return ready

    def _give(self, worker: _Worker, task: _Task) -> None:
        if not worker.given:
            worker.deadline = monotonic() + MOST_SECONDS_TO_START
        worker.given.append(task)
        try:
            worker.hand.send(task.message)
        except OSError:
            self._lost(worker)

    def _listen(self, busy: list[_Worker], meanwhile: Iterator[object]) -> None:
        """Wait until one of them says something, or is late; bit by bit something else is done meanwhile."""
        wires, soonest = [worker.hand.wire for worker in busy], min(worker.deadline for worker in busy)
        # In this thread: one beside it would make each message wait until it lets go of the interpreter.
        while not (ready := wait(wires, 0)) and monotonic() < soonest and next(meanwhile, OVER) is not OVER:
            pass
        ready = ready or wait(wires, max(soonest - monotonic(), 0))
        for worker in busy:
            if worker.hand.wire in ready:
                self._hear(worker)
            elif worker.deadline <= monotonic():
                self._late(worker)

    def _hear(self, worker: _Worker) -> None:
        try:
            message = worker.hand.wire.recv_bytes()
        except (EOFError, OSError):
            self._lost(worker)
            return
        if message == BEGUN:
            worker.has_begun = worker.has_worked = True
            worker.deadline = monotonic() + self.seconds
            return
        answer: Answer = pickle.loads(message)
        if not worker.has_begun:
            # What could not even be remembered is answered at once.
            answer.unwrapped()
        if isinstance(answer, OutOfMemory):
            self._fail(worker, too_large(worker.given[0].name, self.megabytes))
            return
        self._answers[worker.given.popleft().number] = answer
        worker.has_begun = False
        worker.deadline = monotonic() + MOST_SECONDS_TO_START

    def _lost(self, worker: _Worker) -> None:
        if not worker.has_worked:
            raise WorkerLost(not_begun(worker.given[0].name, is_gone=True))
        if worker.has_begun:
            self._fail(worker, too_large(worker.given[0].name, self.megabytes))
        else:
            self._dismiss(worker)

    def _late(self, worker: _Worker) -> None:
        name = worker.given[0].name
        if not worker.has_begun:
            raise WorkerLost(not_begun(name, is_gone=False))
        self._fail(worker, too_late(name, self.seconds))

    def _fail(self, worker: _Worker, reason: str) -> None:
        """Give up the order a worker is at, and the worker with it."""
        self._answers[worker.given.popleft().number] = Refusal(LimitReached, reason)
        self._dismiss(worker)

    def _dismiss(self, worker: _Worker) -> None:
        self._again.extend(worker.given)
        self._workers.remove(worker)
        worker.hand.stop()
