"""Several workers side by side: answers in order, and an order that hangs or kills its worker costs only itself."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from toolkit.settings import REPOSITORY
from toolkit.word.workshop.crew import AHEAD, MOST_AHEAD, Crew
from toolkit.word.workshop.hand import LimitReached, WorkerLost, prepared

MANNERS = {"hangs": "停下的", "dies": "断电的", "is greedy": "贪吃的"}


def act(thing: str, order: str) -> str:
    """What an order says is done; most are plain."""
    match order.partition(" ")[0]:
        case "hangs":
            time.sleep(60)
        case "dies":
            os._exit(3)
        case "is":
            return str(len(b"".join([bytes(10_000_000) for _ in range(100)])))
        case "slow":
            time.sleep(0.3)
        case "wrong":
            raise ValueError(order)
        case "who":
            time.sleep(0.05)
            return str(os.getpid())
    return f"{thing}{order}"


def answers(crew: Crew, orders: Iterable[str]) -> list[str]:
    """What came of each order, or why nothing did."""
    found = []
    for answer in crew.answers(act, ((MANNERS.get(order, order), order) for order in orders)):
        try:
            found.append(answer.unwrapped())
        except LimitReached as fault:
            found.append(str(fault).partition("，")[0])
    return found


class Unreadable:
    """What raises in whoever reads it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (int, ("not a number",))


class Deadly:
    """What ends whoever reads it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (os._exit, (3,))


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_answers_come_in_the_order_of_their_orders(workers: int) -> None:
    orders = [f"slow {n}" if n % 7 == 0 else str(n) for n in range(40)]

    with Crew("第", workers) as crew:
        assert answers(crew, orders) == [f"第{order}" for order in orders]


def test_answers_come_while_later_orders_are_not_made_up_yet() -> None:
    asked = []

    def orders() -> Iterable[tuple[str, str]]:
        for number in range(1000):
            asked.append(number)
            yield "", str(number)

    with Crew("", 2) as crew:
        first = next(crew.answers(act, orders()))

    assert first.unwrapped() == "0"
    assert len(asked) <= MOST_AHEAD + 2 * AHEAD


@pytest.mark.parametrize("first", ["slow 甲", "hangs", "dies"])
def test_more_answers_than_are_kept_may_wait_for_the_first(first: str) -> None:
    orders = [first, *map(str, range(3 * MOST_AHEAD))]

    with Crew("", 2, seconds=1) as crew:
        found = answers(crew, orders)

    told = {"slow 甲": "slow 甲", "hangs": "停下的：填了1秒还没有填完", "dies": "断电的：用的内存超过了1024MB"}
    assert found == [told[first], *orders[1:]]


def test_what_is_to_be_done_meanwhile_is_done_bit_by_bit_while_answers_are_waited_for() -> None:
    done = []

    def bits() -> Iterator[int]:
        for number in range(1_000_000):
            done.append(number)
            yield number

    meanwhile = bits()
    with Crew("", 1) as crew:
        found = [answer.unwrapped() for answer in crew.answers(act, [("", "slow 甲"), ("", "乙")], meanwhile)]

    assert found == ["slow 甲", "乙"]
    begun = len(done)
    assert 0 < begun < 1_000_000
    assert next(meanwhile) == begun, "the rest is the caller's"


def test_one_that_hangs_is_late_however_much_there_is_to_be_done_meanwhile() -> None:
    with Crew("", 1, seconds=1) as crew:
        (answer,) = crew.answers(act, [("停下的", "hangs")], itertools.count())

    with pytest.raises(LimitReached, match="填了1秒还没有填完"):
        answer.unwrapped()


def test_a_worker_that_was_prepared_does_the_work_and_ends_with_its_block() -> None:
    with prepared(act) as hand:
        with Crew("第", 1, ready=hand) as crew:
            process = int(answers(crew, ["who"])[0])
            assert answers(crew, ["1", "2"]) == ["第1", "第2"]
            assert [child.pid for child in multiprocessing.active_children()] == [process]
        with prepared(act) as unused:
            assert unused is not None and unused.is_alive

    for ended in (hand, unused):
        assert ended is not None and ended.wire.closed
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_prepared_worker_that_died_before_its_first_order_is_replaced() -> None:
    with prepared(Deadly()) as hand:  # type: ignore[arg-type]
        assert hand is not None
        while hand.is_alive:
            time.sleep(0.01)
        with Crew("第", 1, ready=hand) as crew:
            assert answers(crew, ["1", "2"]) == ["第1", "第2"]


@pytest.mark.parametrize("workers", [1, 2])
def test_one_that_hangs_and_one_that_dies_among_forty_cost_only_themselves(workers: int) -> None:
    orders = [str(n) for n in range(40)]
    orders[7], orders[11], orders[12] = "dies", "hangs", "dies"

    with Crew("", workers, seconds=1) as crew:
        found = answers(crew, orders)

    assert [found[7], found[11], found[12]] == [
        "断电的：用的内存超过了1024MB",
        "停下的：填了1秒还没有填完",
        "断电的：用的内存超过了1024MB",
    ]
    assert [each for n, each in enumerate(found) if n not in (7, 11, 12)] == [
        each for n, each in enumerate(orders) if n not in (7, 11, 12)
    ]


@pytest.mark.skipif("sys.platform != 'linux'", reason="other systems cannot limit a process's memory")
def test_one_that_takes_all_memory_costs_only_itself() -> None:
    with Crew("", 1, megabytes=300) as crew:
        assert answers(crew, ["甲", "is greedy", "乙"]) == ["甲", "贪吃的：用的内存超过了300MB", "乙"]


def test_a_fault_of_ours_is_told_where_its_answer_is_asked_for() -> None:
    with Crew("", 2) as crew:
        first, wrong, last = crew.answers(act, [("", "甲"), ("", "wrong"), ("", "乙")])

    with pytest.raises(RuntimeError, match="ValueError: wrong"):
        wrong.unwrapped()
    assert (first.unwrapped(), last.unwrapped()) == ("甲", "乙")


def test_several_workers_share_the_work() -> None:
    with Crew("", 2) as crew:
        assert len(set(answers(crew, ["who"] * 30))) == 2


def test_no_worker_is_started_for_nothing() -> None:
    with Crew(Deadly(), 2) as crew:
        assert answers(crew, []) == []


def test_what_no_worker_can_take_up_ends_the_run_at_once_with_the_reason() -> None:
    start = time.monotonic()

    with Crew(Deadly(), 2) as crew, pytest.raises(WorkerLost, match="后台进程没有启动"):
        answers(crew, ["甲"] * 1000)
    with Crew(Unreadable(), 2) as crew, pytest.raises(RuntimeError, match="not a number"):
        answers(crew, ["甲"] * 1000)

    assert time.monotonic() - start < 20


def test_a_crew_that_is_left_in_the_middle_leaves_no_process(tmp_path: Any) -> None:
    with Crew("", 2) as crew:
        process = int(next(crew.answers(act, [("", "who")] * 10)).unwrapped())

    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@pytest.mark.parametrize("size", [10, 5_000_000], ids=["little to remember", "more than a wire holds"])
def test_a_worker_that_dies_while_it_starts_ends_the_run_with_the_reason(size: int) -> None:
    """A program read from standard input has no file that a worker could begin from."""
    program = (
        "from tests.word.workshop.test_crew import act\n"
        "from toolkit.word.workshop.crew import Crew\n"
        "from toolkit.word.workshop.hand import WorkerLost\n"
        f"with Crew('x' * {size}, 2) as crew:\n"
        "    try:\n"
        "        print(len(list(crew.answers(act, [('甲', 'a'), ('乙', 'b')]))))\n"
        "    except WorkerLost as fault:\n"
        "        print(fault)\n"
    )

    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(
        [sys.executable, "-"], input=program, env=environment, capture_output=True, encoding="utf-8", check=False
    )

    assert "：填写文书的后台进程没有启动。请" in ran.stdout
