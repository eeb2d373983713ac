"""Every save is a batch that says who, when, by what way and why; it can be taken back, and be found damaged."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from tests.support.office import HALF, LAST, NOON, change
from toolkit.errors import ChangedMeanwhile, PeriodClosed, ToolkitError, UnknownName
from toolkit.figures.figure import NO_UNIT, PERIOD_STATE, Change
from toolkit.figures.readings import Reading, Sense
from toolkit.figures.store import Blob, Intake


def enter(store, item, typed, seen=0, *, unit="01", period=HALF, **more):
    return store.save([change(unit, item, typed, seen, period)], "赵样本", "填报页", **more)


def state(text, seen=0, period=HALF):
    return Change(NO_UNIT, period.code, PERIOD_STATE, text, seen)


def texts(store, period=HALF):
    return {(entry.unit, entry.item): entry.text for entry in store.current(period.code) if entry.is_figure}


def form(letter, at=NOON):
    return Intake(letter * 64, "01", HALF.code, "办公室.xlsx", at)


def test_a_batch_says_who_when_by_what_way_and_why(store):
    enter(store, "theme_days", "6", reason="上级要求更正")

    (batch,) = store.journal.batches()

    assert (batch.save.author, batch.save.source, batch.save.reason, batch.save.at) == (
        "赵样本",
        "填报页",
        "上级要求更正",
        NOON,
    )


def test_a_save_that_changes_nothing_is_no_batch(store):
    enter(store, "theme_days", "6")
    enter(store, "theme_days", "6", seen=1)

    assert len(store.journal.batches()) == 1


def test_the_latest_batches_come_first(store):
    for seen, typed in enumerate("567"):
        enter(store, "theme_days", typed, seen)

    assert [each.id for each in store.journal.batches(2)] == [3, 2]


def test_a_batch_taken_back_leaves_what_stood_before_and_both_in_the_history(store):
    enter(store, "theme_days", "5")
    (mistake,) = enter(store, "theme_days", "55", seen=1)

    store.save(store.journal.restoring(mistake.batch), "钱样本", "撤销", reason="填错了", undoes=mistake.batch)

    assert texts(store) == {("01", "theme_days"): "5"}
    assert [each.text for each in store.journal.history("01", HALF.code, "theme_days")] == ["5", "55", "5"]
    latest, undone, _first = store.journal.batches()
    assert (latest.save.undoes, latest.save.reason, undone.undone) == (undone.id, "填错了", latest.id)


def test_a_whole_form_taken_back_may_be_taken_again(store):
    changes = [
        change("01", "theme_days", "6"),
        change("01", "talks", "3"),
        change("01", "activities/r-1", '{"编号": "1"}'),
    ]
    taken = store.save(changes, "赵样本", "填报表-1 办公室.xlsx", form("a"))

    store.save(store.journal.restoring(taken[0].batch), "赵样本", "撤销", undoes=taken[0].batch)

    assert set(texts(store).values()) == {""}
    assert store.journal.intakes(fingerprint="a" * 64) == ()
    store.save([change("01", "theme_days", "6", 2)], "赵样本", "填报表-1 办公室.xlsx", form("a"))
    assert len(store.journal.intakes(fingerprint="a" * 64)) == 1


def test_taking_back_what_was_taken_back_brings_it_again(store):
    (taken,) = store.save([change("01", "theme_days", "6")], "赵样本", "填报表-1 办公室.xlsx", form("a"))
    (back,) = store.save(store.journal.restoring(taken.batch), "赵样本", "撤销", undoes=taken.batch)

    store.save(store.journal.restoring(back.batch), "赵样本", "撤销", undoes=back.batch)

    assert texts(store) == {("01", "theme_days"): "6"}
    assert [each.fingerprint for each in store.journal.intakes()] == ["a" * 64]


def test_what_somebody_changed_since_is_not_taken_back_and_nothing_else_either(store):
    store.save(
        [change("01", "theme_days", "6"), change("01", "talks", "3")], "赵样本", "填报表-1 办公室.xlsx", form("a")
    )
    enter(store, "talks", "4", seen=1)

    with pytest.raises(ChangedMeanwhile):
        store.save(store.journal.restoring(1), "钱样本", "撤销", undoes=1)

    assert texts(store) == {("01", "theme_days"): "6", ("01", "talks"): "4"}
    assert store.journal.batch(1).undone == 0


def test_a_batch_is_taken_back_once(store):
    (entered,) = enter(store, "theme_days", "6")
    store.save(store.journal.restoring(entered.batch), "赵样本", "撤销", undoes=entered.batch)

    with pytest.raises(ToolkitError, match="早已撤销"):
        store.save([], "赵样本", "撤销", undoes=entered.batch)
    with pytest.raises(ToolkitError, match="没有这一批"):
        store.save([], "赵样本", "撤销", undoes=99)
    with pytest.raises(UnknownName, match="没有第99批"):
        store.journal.batch(99)


def test_what_was_entered_since_a_batch_is_one_question(store):
    (first,) = enter(store, "theme_days", "5")
    enter(store, "theme_days", "6", seen=1)
    enter(store, "talks", "3", unit="02")
    enter(store, "talks", "9", period=LAST)

    assert [(each.unit, each.text) for each in store.journal.since(first.batch, HALF.code) if each.is_figure] == [
        ("01", "6"),
        ("02", "3"),
    ]


def test_a_whole_file_is_kept_with_a_save_and_once(store):
    blob = Blob("application/vnd.ms-excel", bytes(range(256)) * 100)

    enter(store, "theme_days", "5", files=[blob])
    enter(store, "theme_days", "6", seen=1, files=[blob])

    assert store.journal.file(blob.sha256) == blob.data
    assert store.journal.file("0" * 64) is None


@pytest.mark.parametrize(
    "words",
    [
        "UPDATE entries SET text = '66' WHERE subject = 'theme_days'",
        "UPDATE entries SET version = 7 WHERE subject = 'talks'",
        "UPDATE entries SET number = 5 WHERE subject = 'talks'",
        "UPDATE batches SET author = '别人' WHERE id = 2",
        "UPDATE batches SET reason = '' WHERE id = 2",
        "DELETE FROM entries WHERE subject = 'talks'",
    ],
)
def test_a_batch_that_was_changed_behind_our_back_is_found(store, url, words):
    enter(store, "highlights", "做了一件事。", reason="首次")
    store.save([change("01", "theme_days", "6"), change("01", "talks", "3")], "赵样本", "填报页", reason="更正")
    assert store.journal.damaged() == ()

    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text(words))
    engine.dispose()

    assert [each.id for each in store.journal.damaged()] == [2]


def closed(store):
    enter(store, "theme_days", "5")
    enter(store, "talks", "1", unit="02")
    store.save([state("定稿")], "赵样本", "定稿")
    return store


def test_a_closed_period_takes_no_change_whoever_asks(store):
    closed(store)
    wishes = [
        change("01", "theme_days", "6", 1),
        change("01", "lectures", "6"),
        change("02", "activities/r-1", '{"编号": "1"}'),
        change("03", "confirmed:big_change:talks", "{}"),
        change("01", "state:filing", "已审"),
        change("01", "aside:abc", "表.xlsx"),
    ]

    for wish in wishes:
        with pytest.raises(PeriodClosed, match="2026年上半年已经定稿"):
            store.save([wish], "钱样本", "填报页")
    with pytest.raises(PeriodClosed):
        store.save([wishes[0]], "钱样本", "填报表-1 办公室.xlsx", form("a"))
    with pytest.raises(PeriodClosed):
        store.save(store.journal.restoring(1), "钱样本", "撤销", undoes=1)
    with pytest.raises(PeriodClosed):
        store.save([change("01", "theme_days", "6", period=LAST), wishes[0]], "钱样本", "粘贴")
    with pytest.raises(PeriodClosed):
        store.reread(HALF.code)

    assert texts(store) == {("01", "theme_days"): "5", ("02", "talks"): "1"}
    assert texts(store, LAST) == {}
    assert store.journal.intakes() == ()
    assert store.holdings.closing(HALF.code)


def test_other_periods_go_on_and_a_period_opened_again_takes_changes(store):
    closed(store)

    enter(store, "theme_days", "4", period=LAST)
    store.save([state("", seen=1)], "赵样本", "重新打开", reason="发现错误")
    enter(store, "theme_days", "6", seen=1)

    assert texts(store)["01", "theme_days"] == "6"
    assert not store.holdings.closing(HALF.code)


def test_what_an_open_period_means_is_read_anew_and_what_a_closed_one_means_never(store):
    def better(_item, typed, _period):
        return Reading(Sense.VALUE, typed.strip("约"), 280_000)

    enter(store, "talks", "约28")
    enter(store, "talks", "约28", period=LAST)
    store.save([state("定稿", period=LAST)], "赵样本", "定稿")
    store.recognise({}, {}, better)

    store.reread(HALF.code)

    assert texts(store) == texts(store, LAST) == {("01", "talks"): "约28"}
    assert store.holdings.sums([HALF.code, LAST.code]) == {(HALF.code, "talks"): (280_000, 1, 0)}
    assert store.journal.history("01", HALF.code, "talks")[0].as_read.value == "约28"


def test_numbers_are_added_up_by_the_database(store):
    store.recognise(
        {},
        {},
        lambda _item, typed, _period: Reading(Sense.VALUE, typed, int(typed) * 10_000 if len(typed) < 5 else None),
    )
    for unit, typed in (("01", "3"), ("02", "4"), ("03", "123456")):
        enter(store, "talks", typed, unit=unit)
    enter(store, "talks", "9", period=LAST)

    sums = store.holdings.sums([HALF.code, LAST.code])

    assert sums == {(HALF.code, "talks"): (70_000, 2, 1), (LAST.code, "talks"): (90_000, 1, 0)}


@pytest.fixture
def several(store):
    """Two units in two periods, one of them with a form, and one figure typed twice."""
    enter(store, "theme_days", "5")
    enter(store, "theme_days", "6", seen=1)
    enter(store, "talks", "1", unit="02")
    store.save(
        [change("01", "theme_days", "4", period=LAST)],
        "甲",
        "填报表-1 甲.xlsx",
        Intake("a" * 64, "01", LAST.code, "甲.xlsx", NOON),
    )
    store.save([], "乙", "填报表-2 乙.xlsx", Intake("b" * 64, "02", HALF.code, "乙.xlsx", NOON))
    return store.journal


def test_what_ever_stood_is_told_of_one_unit_and_one_period(several):
    assert several.texts_of("01", HALF.code) == {("theme_days", 1): ("5", "填报页"), ("theme_days", 2): ("6", "填报页")}
    assert several.texts_of("01", LAST.code) == {("theme_days", 1): ("4", "填报表-1 甲.xlsx")}


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({}, {("01", "2026H1"), ("02", "2026H1"), ("01", "2025H2")}),
        ({"unit": "01"}, {("01", "2026H1"), ("01", "2025H2")}),
        ({"period": "2026H1"}, {("01", "2026H1"), ("02", "2026H1")}),
        ({"unit": "02", "period": "2025H2"}, set()),
    ],
)
def test_everything_something_was_entered_for_is_told_with_every_text(several, wanted, keys):
    found = several.keys(**wanted)

    assert {key[:2] for key in found} == keys
    assert all(key[2] in ("theme_days", "talks") for key in found)
    if ("01", "2026H1", "theme_days") in found:
        assert found["01", "2026H1", "theme_days"] == ("5", "6")


@pytest.mark.parametrize(
    ("wanted", "files"),
    [
        ({}, ["甲.xlsx", "乙.xlsx"]),
        ({"unit": "02"}, ["乙.xlsx"]),
        ({"period": "2025H2"}, ["甲.xlsx"]),
        ({"fingerprint": "b" * 64}, ["乙.xlsx"]),
        ({"unit": "01", "period": "2026H1"}, []),
    ],
)
def test_forms_are_found_by_unit_period_and_bytes(several, wanted, files):
    assert [each.file_name for each in several.intakes(**wanted)] == files


def test_whole_files_are_told_with_their_kind(store):
    enter(store, "theme_days", "5", files=[Blob("text/plain", b"one"), Blob("image/png", b"two")])

    assert sorted(store.journal.files().values()) == ["image/png", "text/plain"]
