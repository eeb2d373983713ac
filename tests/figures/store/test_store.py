"""The store forgets nothing, overwrites nobody, and saves whole or not at all, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, event, text

from tests.support.office import HALF, LAST, NOON, change
from toolkit.errors import ChangedMeanwhile, StoreUnavailable, UnitHeld
from toolkit.figures.figure import UNDONE, texts_of
from toolkit.figures.store import Intake, Store
from toolkit.settings import REPOSITORY

BEIJING = timezone(timedelta(hours=8))
THREADS, SAVES, RACES = 8, 50, 15
NOBODY = 65534


def enter(store, item, typed, seen=0, *, unit="01", period=HALF, author="赵样本"):
    return store.save([change(unit, item, typed, seen, period)], author, "填报页")


def texts(entries):
    return [entry.text for entry in entries]


def test_an_entry_is_kept_as_it_was_typed(store):
    typed = " １，２００ 名\n“引号” 🙂 '; DROP TABLE entries; --"

    enter(store, "member_full", typed)

    assert texts(store.current(HALF.code)) == [typed]


def test_an_entry_says_who_when_and_by_what_way(store):
    (entered,) = enter(store, "theme_days", "6")

    (kept,) = store.current(HALF.code)
    assert kept == entered
    assert (kept.author, kept.source, kept.version, kept.at) == ("赵样本", "填报页", 1, NOON)


def test_a_change_leaves_the_entry_before_it_in_the_history(store):
    enter(store, "theme_days", "5")
    enter(store, "theme_days", "6", seen=1)

    history = store.journal.history("01", HALF.code, "theme_days")

    assert [(entry.version, entry.text) for entry in history] == [(1, "5"), (2, "6")]


def test_a_figure_cleared_again_is_an_entry_too(store):
    enter(store, "theme_days", "5")
    enter(store, "theme_days", "", seen=1)

    assert texts(store.current(HALF.code)) == [""]
    assert texts(store.journal.history("01", HALF.code, "theme_days")) == ["5", ""]


def test_the_current_entry_is_the_last_one(store):
    for seen, typed in enumerate(["4", "5", "6"]):
        enter(store, "theme_days", typed, seen)

    assert texts(store.current(HALF.code)) == ["6"]


def test_units_and_periods_are_kept_apart(store):
    enter(store, "theme_days", "6")
    enter(store, "theme_days", "7", unit="02")
    enter(store, "theme_days", "8", period=LAST)

    assert texts(store.current(HALF.code, "01")) == ["6"]
    assert sorted(texts(store.current(HALF.code))) == ["6", "7"]
    assert texts(store.current(LAST.code)) == ["8"]


def test_the_store_knows_which_periods_it_holds(store):
    enter(store, "theme_days", "6")
    enter(store, "theme_days", "8", period=LAST)

    assert sorted(store.holdings.periods()) == ["2025H2", "2026H1"]


def test_an_empty_store_holds_nothing(store):
    assert store.current(HALF.code) == ()
    assert store.journal.history("01", HALF.code, "theme_days") == ()
    assert store.holdings.periods() == ()


def test_the_same_text_again_makes_no_entry(store):
    enter(store, "theme_days", "6")

    again = enter(store, "theme_days", "6", seen=1)

    assert again == ()
    assert texts(store.journal.history("01", HALF.code, "theme_days")) == ["6"]


def test_clearing_what_was_never_filled_makes_no_entry(store):
    assert enter(store, "theme_days", "") == ()


def test_two_who_typed_the_same_do_not_conflict(store):
    enter(store, "theme_days", "6", author="赵样本")

    assert enter(store, "theme_days", "6", author="钱样本") == ()


def test_a_change_of_what_somebody_else_changed_is_refused_with_both_values(store):
    enter(store, "theme_days", "5")
    enter(store, "theme_days", "6", seen=1, author="钱样本")

    with pytest.raises(ChangedMeanwhile) as caught:
        enter(store, "theme_days", "7", seen=1)

    assert str(caught.value) == (
        "打开之后被别人改过，没有保存。theme_days：您填的是“7”，钱样本已改为“6”。请核对后重新填写。"
    )
    ((mine, theirs),) = caught.value.conflicts
    assert (mine.text, theirs.text, theirs.version) == ("7", "6", 2)
    assert texts(store.current(HALF.code)) == ["6"]


def test_a_first_entry_over_somebody_elses_is_refused(store):
    enter(store, "theme_days", "6")

    with pytest.raises(ChangedMeanwhile):
        enter(store, "theme_days", "7", seen=0)


def test_a_refused_save_enters_nothing_at_all(store):
    enter(store, "theme_days", "5")
    changes = [change("01", f"item_{number}", "1") for number in range(300)]

    with pytest.raises(ChangedMeanwhile):
        store.save([*changes, change("01", "theme_days", "7", seen=0)], "赵样本", "填报表", intake("a"))

    assert texts(store.current(HALF.code)) == ["5"]
    assert store.journal.intakes(fingerprint="a") == ()


def test_a_form_of_hundreds_of_figures_is_saved_at_once(store):
    changes = [change("01", f"item_{number}", str(number)) for number in range(1000)]

    entered = store.save(changes, "赵样本", "填报表")

    assert texts(entered) == [str(number) for number in range(1000)]
    assert sorted(texts(store.current(HALF.code))) == sorted(texts(entered))


def test_a_form_written_from_another_database_begins_at_the_first_version(store):
    (entered,) = enter(store, "theme_days", "6", seen=9)

    assert entered.version == 1


def intake(fingerprint, at=NOON):
    return Intake(fingerprint, "01", HALF.code, "办公室.xlsx", at)


def test_a_form_taken_in_is_remembered(store):
    store.save([change("01", "theme_days", "6")], "赵样本", "填报表-ab12 办公室.xlsx", intake("a"))

    assert store.journal.intakes(fingerprint="a") == (intake("a"),)
    assert store.journal.intakes(fingerprint="b") == ()


def test_a_form_without_changes_is_remembered_too(store):
    store.save([], "赵样本", "填报表", intake("a"))

    assert store.journal.intakes(fingerprint="a")


def test_a_form_taken_in_twice_is_remembered_as_it_first_came(store):
    store.save([], "赵样本", "填报表", intake("a"))
    store.save([], "赵样本", "填报表", intake("a", NOON + timedelta(days=1)))

    assert store.journal.intakes(fingerprint="a")[0].at == NOON


def test_moments_are_kept_whatever_their_time_zone(url):
    evening = datetime(2026, 7, 1, 20, 0, tzinfo=BEIJING)
    store = Store(url, lambda: evening)

    store.save([change("01", "theme_days", "6")], "赵样本", "填报表", intake("a", evening))
    kept = (store.current(HALF.code)[0].at, store.journal.intakes(fingerprint="a")[0].at)
    store.close()

    assert kept == (evening, evening)


def test_eight_writers_at_once_lose_nothing(url, store):
    def write(number):
        own = Store(url, lambda: datetime.now(UTC))
        for time in range(SAVES):
            enter(own, f"item_{number}_{time}", str(time))
        own.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(write, range(THREADS)))

    assert len(store.current(HALF.code)) == THREADS * SAVES


def test_eight_writers_of_one_figure_overwrite_nobody(url, store):
    def add_one(_number):
        own = Store(url, lambda: datetime.now(UTC))
        for _time in range(RACES):
            while not raise_by_one(own):
                pass
        own.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(add_one, range(THREADS)))

    history = store.journal.history("01", HALF.code, "theme_days")
    assert texts(history) == [str(number) for number in range(1, THREADS * RACES + 1)]
    assert [entry.version for entry in history] == list(range(1, THREADS * RACES + 1))


def raise_by_one(store):
    seen = store.current(HALF.code, "01")
    number, version = (int(seen[0].text), seen[0].version) if seen else (0, 0)
    try:
        return bool(enter(store, "theme_days", str(number + 1), version))
    except ChangedMeanwhile:
        return False


WRITER = """
import sys
from datetime import UTC, datetime
from tests.support.office import change
from toolkit.figures.store import Store

store = Store(sys.argv[1], lambda: datetime.now(UTC))
number = 0
while True:
    pair = [change("01", f"a{number}", str(number)), change("01", f"b{number}", str(number))]
    store.save(pair, "赵样本", "填报页")
    print(number, flush=True)
    number += 1
"""


@pytest.mark.parametrize("acknowledged", [1, 7, 30])
def test_a_killed_writer_loses_no_row_it_acknowledged_and_leaves_no_half(url, acknowledged):
    process = subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
    with process:
        last = [process.stdout.readline() for _time in range(acknowledged)][-1]
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split()

    store = Store(url, lambda: NOON)
    kept = {entry.item for entry in store.current(HALF.code)}
    store.close()
    told = int(rest[-1]) if rest else int(last)
    assert {f"{letter}{number}" for letter in "ab" for number in range(told + 1)} <= kept
    assert {item[1:] for item in kept if item[0] == "a"} == {item[1:] for item in kept if item[0] == "b"}


def test_a_newer_database_is_refused_kindly(url, store):
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    engine.dispose()

    with pytest.raises(StoreUnavailable) as caught:
        Store(url, lambda: NOON)

    assert str(caught.value) == "数据库是更新版本的工具建立的，本版本读不了。请换用新版本的工具。"


def test_the_folder_of_a_database_is_made(tmp_path):
    path = tmp_path / "党务 数据" / "2026" / "figures.db"

    Store(f"sqlite:///{path.as_posix()}", lambda: NOON).close()

    assert path.is_file()


def test_a_file_in_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "数据").touch()

    with pytest.raises(StoreUnavailable, match="建不了数据库所在的文件夹"):
        Store(f"sqlite:///{(tmp_path / '数据' / 'figures.db').as_posix()}", lambda: NOON)


def test_a_folder_in_place_of_the_database_is_named(tmp_path):
    with pytest.raises(StoreUnavailable, match="数据库打不开或写不进（数据库文件打不开）"):
        Store(f"sqlite:///{tmp_path.as_posix()}", lambda: NOON)


@pytest.fixture
def shared_folder():
    """A folder every account may look into; pytest's own are closed to all but ours."""
    with TemporaryDirectory(prefix="只读 数据") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@contextmanager
def without_privileges():
    """Root may write anywhere, so it becomes nobody for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no write permission on folders")
def test_an_unwritable_folder_is_named_and_what_to_do(shared_folder):
    shared_folder.chmod(0o555)

    with without_privileges(), pytest.raises(StoreUnavailable) as caught:
        Store(f"sqlite:///{(shared_folder / 'figures.db').as_posix()}", lambda: NOON)

    assert "请检查文件夹是否可写、磁盘是否已满、数据库服务是否启动。" in str(caught.value)


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path):
    path = tmp_path / "figures.db"
    path.write_text("这不是数据库" * 1000, encoding="utf-8")

    with pytest.raises(StoreUnavailable, match="数据库打不开或写不进（这个文件不是数据库）"):
        Store(f"sqlite:///{path.as_posix()}", lambda: NOON)

    assert path.read_text(encoding="utf-8").startswith("这不是数据库")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no write permission on folders")
def test_a_database_that_can_only_be_read_is_shown_and_takes_no_entry(shared_folder):
    path = shared_folder / "figures.db"
    url = f"sqlite:///{path.as_posix()}"
    first = Store(url, lambda: NOON)
    enter(first, "theme_days", "5")
    first.close()
    path.chmod(0o444)
    shared_folder.chmod(0o555)

    with without_privileges():
        store = Store(url, lambda: NOON)
        with pytest.raises(StoreUnavailable, match="数据库打不开或写不进（数据库文件是只读的）"):
            enter(store, "theme_days", "6", seen=1)
        kept = texts(store.current(HALF.code))
        store.close()

    assert kept == ["5"]


def test_entries_are_written_ahead_and_safe_against_a_loss_of_power(tmp_path):
    url = f"sqlite:///{(tmp_path / 'figures.db').as_posix()}"
    store = Store(url, lambda: NOON)
    enter(store, "theme_days", "6")

    with store._engine.connect() as connection:
        level = connection.exec_driver_sql("PRAGMA synchronous").scalar()
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()

    store.close()
    assert (level, mode) == (2, "wal")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["figures.db"]


def test_no_question_of_a_save_or_of_a_unit_reads_the_whole_history(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'figures.db'}", lambda: NOON)
    enter(store, "member_full", "14")
    asked = []
    listens = lambda _connection, _cursor, statement, words, *_: asked.append((statement, words))  # noqa: E731
    event.listen(store._engine, "before_cursor_execute", listens)

    store.save([change("01", "member_full", "15", 1), change("02", "activists_new", "3")], "赵样本", "填报页")
    store.current(HALF.code, "01")
    store.journal.history("01", HALF.code, "member_full")

    with store._engine.connect() as connection:
        questions = [(words, said) for words, said in asked if words.startswith("SELECT")]
        plans = [
            (words, [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", said)])
            for words, said in questions
        ]
    store.close()
    assert len(plans) >= 3
    scans = tuple(f"SCAN {table}" for table in ("entries", "current", "batches"))
    assert [(words, step) for words, steps in plans for step in steps if step.startswith(scans)] == []


def test_a_database_somebody_else_is_writing_to_can_still_be_read(tmp_path):
    path = tmp_path / "figures.db"
    store = Store(f"sqlite:///{path.as_posix()}", lambda: NOON)
    enter(store, "theme_days", "6")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    seen = texts(store.current(HALF.code))

    other.close()
    store.close()
    assert seen == ["6"]


@pytest.mark.parametrize(
    "url", ["", "figures.db", "mysql://host/figures", "nonsense://host", "postgresql://host:port/figures"]
)
def test_an_address_that_is_none_is_refused_with_an_example(url):
    with pytest.raises(StoreUnavailable, match="sqlite:///路径"):
        Store(url, lambda: NOON)


def test_a_server_that_does_not_answer_is_named_without_its_password():
    with pytest.raises(StoreUnavailable) as caught:
        Store("postgresql://office:geheim@127.0.0.1:1/figures", lambda: NOON)

    assert "office" in str(caught.value)
    assert "geheim" not in str(caught.value)


# ──────── whose figures they are ────────


def test_with_the_first_figure_of_a_unit_it_is_remembered_whose_it_is(store):
    store.recognise({"01": "办公室", "02": "人事科"}, {})

    enter(store, "theme_days", "6")
    enter(store, "talks", "3")

    assert store.holdings.owners() == {"01": "办公室"}
    assert sorted(texts(store.current(HALF.code))) == ["3", "6"]
    assert store.holdings.periods() == (HALF.code,)
    assert store.holdings.filed() == {"01": (HALF.code,)}


def test_another_name_is_remembered_beside_the_one_before(store):
    store.recognise({"01": "办公室"}, {})
    enter(store, "theme_days", "6")
    store.recognise({"01": "综合办公室"}, {})
    enter(store, "talks", "3")

    assert store.holdings.owners() == {"01": "综合办公室"}
    assert texts(store.journal.history("01", "", "unit:owner")) == ["办公室", "综合办公室"]


def test_a_name_that_changed_can_be_remembered_by_itself(store):
    store.recognise({"01": "办公室"}, {})
    store.remember_owners(["01"])
    store.recognise({"01": "综合办公室"}, {})

    store.remember_owners(["01", "02"])
    store.remember_owners(["01"])

    assert texts(store.journal.history("01", "", "unit:owner")) == ["办公室", "综合办公室"]
    assert len(store.journal.batches()) == 2


def test_a_unit_that_is_held_has_no_figures_for_whoever_asks_and_takes_none(store):
    enter(store, "theme_days", "6")
    enter(store, "theme_days", "7", unit="02")

    store.recognise({}, {"01": "代码“01”下存的是别人的数据。"})

    assert texts(store.current(HALF.code)) == ["7"]
    assert store.current(HALF.code, "01") == store.journal.history("01", HALF.code, "theme_days") == ()
    with pytest.raises(UnitHeld, match="别人的数据"):
        enter(store, "theme_days", "8")
    with pytest.raises(UnitHeld):
        store.save([change("02", "talks", "1"), change("01", "talks", "1")], "赵样本", "填报页")
    assert store.holdings.filed() == {"01": (HALF.code,), "02": (HALF.code,)}


def test_the_texts_of_a_period_are_those_of_its_current_entries(store):
    store.save([change("01", "theme_days", "5"), change("02", "theme_days", "7")], "赵样本", "填报页")
    store.save([change("01", "theme_days", "6", 1)], "赵样本", "填报页")
    store.save([change("02", "theme_days", "", 1)], "赵样本", "填报页")

    assert store.texts(HALF.code) == {"01": {"theme_days": "6"}, "02": {"theme_days": ""}}


def test_a_held_unit_has_no_texts(store):
    store.save([change("01", "theme_days", "5"), change("02", "theme_days", "7")], "赵样本", "填报页")
    store.recognise({}, {"01": "不知道是谁的"})

    assert store.texts(HALF.code) == {"02": {"theme_days": "7"}}


def test_what_taking_a_save_back_emptied_is_no_text(store):
    store.save([change("01", "theme_days", "5"), change("01", "talks", "3")], "赵样本", "填报页")
    store.save([change("01", "theme_days", "", 1)], "赵样本", UNDONE)
    store.save([change("01", "talks", "", 1)], "赵样本", "填报页")

    assert store.texts(HALF.code) == {"01": {"talks": ""}} == {"01": texts_of(store.current(HALF.code, "01"))}


def test_entries_are_found_by_what_their_names_begin_with(store):
    names = ("confirmed:odd:theme_days", "confirmed_odd", "theme_days", "confirmed:%")
    store.save([change("01", name, "1") for name in names], "赵样本", "填报页")

    found = [entry.item for entry in store.current(HALF.code, beginning="confirmed:")]
    assert sorted(found) == ["confirmed:%", "confirmed:odd:theme_days"]
    assert store.current(HALF.code, beginning="confirmed:%x") == ()
