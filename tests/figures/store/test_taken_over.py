"""A database of an earlier version is taken over with all its history: every figure, every row of a ledger, every form."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from tests.support.office import NOON
from tests.support.text_table import rows_of
from toolkit.errors import StoreUnavailable
from toolkit.figures.store import Store, migrations

PERIOD = "2026H1"
BEFORE = """
    minute | unit | item        | version | text                       | author | source
    0      | 01   | theme_days  | 1       | 5                          | 赵样本 | 填报页
    0      | 01   | talks       | 1       | 约28                       | 赵样本 | 填报页
    1      | 01   | theme_days  | 2       | 6                          | 钱样本 | 填报页
    2      | 01   | theme_days  | 3       |                            | 钱样本 | 填报页
    3      | 01   | highlights  | 1       | [这不是台账]               | 赵样本 | 填报页
    4      | 01   | activities  | 1       | A1 3月5日 植树 / A2 4月1日 参观 | 赵样本 | 填报表-ab12 办公室.xlsx
    5      | 01   | activities  | 2       | A2 4月1日 改了 / A1 3月5日 植树 / A3 5月4日 学习 | 赵样本 | 填报表-ab12 办公室.xlsx
    6      | 01   | activities  | 3       | A3 5月4日 学习             | 赵样本 | 填报页
    6      | 02   | theme_days  | 1       | 7                          | 赵样本 | 填报页
    7      | 01   | activities  | 4       |                            | 赵样本 | 填报页
    8      | 01   | activities  | 5       | A9 6月1日 重来             | 赵样本 | 填报页
    9      | 02   | unit:owner  | 1       | {"name": "人事科党支部"}   | 工具   | 工具
"""
FORMS = (("f" * 64, 4, "办公室.xlsx"), ("e" * 64, 40, "什么也没改.xlsx"))


def stored(item, typed):
    if item != "activities":
        return typed
    rows = [dict(zip(("编号", "日期", "主题"), row.split(), strict=True)) for row in typed.split(" / ") if row]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def at(minute):
    return NOON + timedelta(minutes=int(minute))


def brought_to(url, revision):
    """A database as an earlier version left it, with what is in the table above."""
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for row in rows_of(BEFORE):
            told = {"period": "" if ":" in row["item"] else PERIOD, "at": at(row.pop("minute")), **row}
            told["text"] = stored(row["item"], row["text"])
            words = "INSERT INTO entries (unit, period, item, version, text, author, source, at)"
            connection.execute(
                text(f"{words} VALUES (:unit, :period, :item, :version, :text, :author, :source, :at)"), told
            )
        for fingerprint, minute, name in FORMS:
            told = {"fingerprint": fingerprint, "name": name, "at": at(minute) + timedelta(seconds=1)}
            words = "INSERT INTO intakes (fingerprint, unit, period, file_name, at)"
            connection.execute(text(f"{words} VALUES (:fingerprint, '01', '{PERIOD}', :name, :at)"), told)
    engine.dispose()


@pytest.fixture(params=["0001", "0002"])
def store(request, url):
    brought_to(url, request.param)
    opened = Store(url, lambda: datetime(2026, 12, 1, tzinfo=UTC))
    yield opened
    opened.close()


def rows_now(store):
    """The rows of the ledger of 01 as they stand, in words."""
    entries = store.current(PERIOD, "01")
    return [" ".join(json.loads(each.text).values()) for each in entries if "/" in each.item and each.text]


def test_every_figure_comes_with_all_its_history(store):
    history = store.journal.history("01", PERIOD, "theme_days")

    assert [(each.version, each.text, each.author, each.at) for each in history] == [
        (1, "5", "赵样本", at(0)),
        (2, "6", "钱样本", at(1)),
        (3, "", "钱样本", at(2)),
    ]
    texts = store.texts(PERIOD)
    assert (texts["01"]["talks"], texts["02"]["theme_days"], texts["01"]["theme_days"]) == ("约28", "7", "")
    assert store.holdings.owners() == {"02": '{"name": "人事科党支部"}'}


def test_a_text_that_only_looks_like_a_ledger_stays_a_text(store):
    assert store.texts(PERIOD)["01"]["highlights"] == "[这不是台账]"


def test_each_row_of_a_ledger_has_a_history_of_its_own(store):
    rows = {each.item for each in store.current(PERIOD, "01") if each.item.startswith("activities/")}
    told = sorted(
        [each.text and json.loads(each.text)["主题"] for each in store.journal.history("01", PERIOD, row)]
        for row in rows
    )

    assert told == [["参观", "改了", ""], ["学习", ""], ["植树", ""], ["重来"]]
    assert rows_now(store) == ["A9 6月1日 重来"]


def test_what_was_saved_together_is_one_batch(store):
    together = [
        {each.item.partition("/")[0] for each in store.journal.entries_of(number) if each.is_figure}
        for number in (1, 2, 6, 7)
    ]

    assert together == [{"theme_days", "talks"}, {"theme_days"}, {"activities"}, {"activities", "theme_days"}]


def test_forms_are_known_again_with_what_they_brought_and_without(store):
    with_rows, without = store.journal.intakes("01", PERIOD)

    assert (with_rows.fingerprint, with_rows.file_name, with_rows.at) == ("f" * 64, "办公室.xlsx", at(4))
    assert (without.fingerprint, without.file_name) == ("e" * 64, "什么也没改.xlsx")


def test_what_came_by_a_form_had_been_filed_and_what_was_typed_had_not(store):
    texts = store.texts(PERIOD)

    assert (texts["01"].get("state:filing"), texts["02"].get("state:filing")) == ("已报", None)


def test_the_batches_that_were_taken_over_are_as_they_were_written(store):
    assert store.journal.damaged() == ()


def test_a_batch_of_before_can_be_taken_back(store):
    (last,) = [each for each in store.journal.batches() if each.save.source == "填报页" and each.save.at == at(8)]

    store.save(store.journal.restoring(last.id), "孙样本", "撤销", undoes=last.id)

    assert rows_now(store) == []


def test_sqlites_file_is_copied_before_it_is_changed(tmp_path):
    url = f"sqlite:///{(tmp_path / '数据' / 'figures.db').as_posix()}"
    brought_to(url, "0002")

    Store(url, lambda: NOON).close()

    (copy,) = (tmp_path / "数据" / "备份").iterdir()
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM entries").fetchone() == (len(rows_of(BEFORE)),)
    connection.close()
    with sqlite3.connect(tmp_path / "数据" / "figures.db") as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    assert tables - {"sqlite_sequence", "sqlite_stat1"} == {"alembic_version", "batches", "blobs", "current", "entries"}


def test_where_no_copy_can_be_kept_nothing_is_changed(tmp_path):
    url = f"sqlite:///{(tmp_path / '数据' / 'figures.db').as_posix()}"
    brought_to(url, "0002")
    (tmp_path / "数据" / "备份").touch()
    before = (tmp_path / "数据" / "figures.db").read_bytes()

    with pytest.raises(StoreUnavailable, match="升级前的备份存不下"):
        Store(url, lambda: NOON)

    assert (tmp_path / "数据" / "figures.db").read_bytes() == before


def test_on_a_server_the_tables_of_before_stay(postgres_url):
    brought_to(postgres_url, "0002")

    Store(postgres_url, lambda: NOON).close()

    engine = create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        left = connection.execute(text("SELECT count(*) FROM entries_0002")).scalar()
    engine.dispose()
    assert left == len(rows_of(BEFORE))
