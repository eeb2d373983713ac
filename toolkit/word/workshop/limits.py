"""A limit of time and memory around a render, so that no template can hang or exhaust the machine.

Takes a template and plain values; gives what the render gives, made in a worker process that is kept for the next one.
Never trusts the worker to end: one that is late is stopped, and the next render starts another.
Memory is limited where the system can do it (Linux, not Windows); the limits of the language itself hold everywhere.
"""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Final, Self, TypeVar

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
from toolkit.word.workshop.worker import BEGUN, Answer, Order, OutOfMemory, Renders

MOST_TEMPLATES: Final = 64
"""Most templates a worker remembers; then it forgets all."""

Made = TypeVar("Made")
Template = TypeVar("Template", bound=Renders)
Work = Callable[[Template, Mapping[str, Any]], Made]


class Workshop:
    """A worker process that renders, one document at a time; started when first needed, and anew after a stop.

    It may be used from threads: each waits for its turn. Close it, or use it in a `with` statement.

    Args:
        seconds: how long one render may take.
        megabytes: how much memory the worker may take.
    """

    def __init__(self, seconds: float = MOST_SECONDS, megabytes: int = MOST_MEGABYTES) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        self._turn = threading.Lock()
        self._hand: Hand | None = None
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
            hand = self._ready_hand()
            is_known = id(template) in self._sent
            messages = [] if is_known else [packed_thing(id(template), template)]
            messages.append(packed_order(Order(id(template), work, context)))
            answer = self._answer(hand, messages, template.name)
            self._sent[id(template)] = template
        made: Made = answer.unwrapped()
        return made

    def close(self) -> None:
        """End the worker, if there is one; a later render starts another."""
        with self._turn:
            self._stop()

    def _answer(self, hand: Hand, messages: list[bytes], name: str) -> Answer:
        try:
            answer = self._awaited(hand, messages, name)
        except BaseException:
            # An answer that comes late must never be taken for one to the next order.
            self._stop()
            raise
        if isinstance(answer, OutOfMemory):
            self._stop()
            raise LimitReached(too_large(name, self.megabytes))
        return answer

    def _awaited(self, hand: Hand, messages: list[bytes], name: str) -> Answer:
        wire = hand.wire
        try:
            for message in messages:
                hand.send(message)
            sign = wire.recv_bytes() if wire.poll(MOST_SECONDS_TO_START) else b""
        except (EOFError, OSError) as fault:
            raise WorkerLost(not_begun(name, is_gone=True)) from fault
        if sign != BEGUN:
            # What could not even be remembered is answered at once.
            pickle.loads(sign).unwrapped() if sign else None
            raise WorkerLost(not_begun(name, is_gone=False))
        if not wire.poll(self.seconds):
            raise LimitReached(too_late(name, self.seconds))
        try:
            answer: Answer = pickle.loads(wire.recv_bytes())
        except (EOFError, OSError) as fault:
            raise LimitReached(too_large(name, self.megabytes)) from fault
        return answer

    def _ready_hand(self) -> Hand:
        if self._hand is None or not self._hand.is_alive:
            self._stop()
            self._hand = Hand(self.megabytes)
        return self._hand

    def _stop(self) -> None:
        if self._hand is not None:
            self._hand.stop()
        self._hand = None
        self._sent.clear()


def _render(template: Renders, context: Mapping[str, Any]) -> bytes:
    return template.render(context)
