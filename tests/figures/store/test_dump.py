"""All a database holds goes into lines and files and comes back: on either database, and into either."""

from __future__ import annotations

import json
from datetime import timedelta, timezone

import pytest

from tests.support.office import HALF, NOON, change
from toolkit.errors import StoreUnavailable
from toolkit.figures.store import Blob, Intake, Store


def dumped(store):
    lines: dict[str, list[str]] = {}
    files: list[tuple[str, str, bytes]] = []
    rows = store.care.dump(lambda name, line: lines.setdefault(name, []).append(line), lambda *file: files.append(file))
    return rows, lines, sorted(files)


@pytest.fixture
def filled(store):
    """A store with a form and its bytes, figures, a figure taken back, and a moment of another zone."""
    form = Intake("a" * 64, "01", HALF.code, "甲 “表”.xlsx", NOON, NOON.astimezone(timezone(timedelta(hours=8))))
    told = [change("01", f"item_{number}", str(number)) for number in range(12)]
    store.save(told, "赵样本", "填报表-1 甲 “表”.xlsx", form, files=[Blob("application/x", b"\x00\xff")])
    store.save([change("01", "item_1", "99", 1)], "钱样本", "填报页", reason="更正\n第二行")
    store.save(store.journal.restoring(2), "钱样本", "撤销", undoes=2)
    return store


def test_every_row_and_every_file_is_handed_over_once(filled):
    rows, lines, files = dumped(filled)

    assert rows == sum(map(len, lines.values()))
    assert {name: len(each) for name, each in lines.items()} == {"batches": 3, "entries": 14, "current": 12}
    assert files == [(Blob("", b"\x00\xff").sha256, "application/x", b"\x00\xff")]
    first = json.loads(lines["batches"][0])
    assert (first["at"], first["saved"], first["undone"]) == ("2026-07-01T12:00:00+00:00",) * 2 + (None,)
    assert "甲 “表”" in lines["batches"][0], "as it is written, for whoever looks into a backup"


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_what_was_handed_over_comes_back_into_either_database_and_goes_on_from_there(filled, into, request, tmp_path):
    _rows, lines, files = dumped(filled)
    if into == "postgresql":
        filled.close()
        other = Store(request.getfixturevalue("postgres_url"), lambda: NOON)
    else:
        other = Store(f"sqlite:///{(tmp_path / 'other.db').as_posix()}", lambda: NOON)
    other.save([change("77", "gone", "8")], "别人", "填报页", files=[Blob("x", b"other")])

    other.care.load(lines, files)

    again = dumped(other)
    # The two databases tell the rows of a table in another order.
    assert {name: sorted(each) for name, each in again[1].items()} == {
        name: sorted(each) for name, each in lines.items()
    }
    assert again[2] == files
    assert other.journal.damaged() == () == other.care.misplaced()
    (fresh,) = other.save([change("02", "talks", "5")], "赵样本", "填报页")
    assert fresh.batch == 4
    assert other.journal.intakes()[0].saved == NOON
    other.close()


def test_lines_that_break_off_leave_what_stood(filled):
    before = dumped(filled)
    broken = {name: iter([*each, '{"id": "x"}']) for name, each in before[1].items()}

    with pytest.raises((StoreUnavailable, ValueError, TypeError, KeyError)):
        filled.care.load(broken, before[2])

    assert dumped(filled) == before
