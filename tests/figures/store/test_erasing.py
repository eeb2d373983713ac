"""Deleting for good, in the store: what is named goes from every table, and the batches say no more than who and when."""

from __future__ import annotations

import pytest

from tests.support.office import HALF, LAST, NOON, change
from toolkit.figures.store import Blob, Doomed, Intake, Save

FORM = Blob("application/x", b"a form")
TOMBSTONE = Save("钱样本", "彻底删除", NOON)


@pytest.fixture
def kept(store):
    """A form of unit 01, figures of 01 and 02 in one batch, and a figure of 01 in the period before."""
    form = Intake(FORM.sha256, "01", HALF.code, "甲.xlsx", NOON, NOON)
    store.save([change("01", "theme_days", "5")], "赵样本", "填报表-1 甲.xlsx", form, reason="补报", files=[FORM])
    both = [change("01", "talks", "3"), change("02", "talks", "4")]
    store.save(both, "赵样本", "粘贴", reason="一起贴的", files=[Blob("x", b"other")])
    store.save([change("01", "talks", "1", period=LAST)], "赵样本", "填报页", reason="上期")
    return store


def keys_of(store, **wanted):
    return frozenset(store.journal.keys(**wanted))


def shown(store):
    return [
        (each.id, each.save.author, each.save.source, each.save.reason, each.save.unit, each.save.fingerprint)
        for each in reversed(store.journal.batches())
    ]


def test_a_unit_goes_from_every_table_and_what_came_with_it_stays(kept):
    kept.care.erase(Doomed(keys_of(kept, unit="01"), unit="01"), TOMBSTONE)

    assert keys_of(kept) == {("02", HALF.code, "talks")}
    assert [entry.unit for entry in kept.current(HALF.code)] == ["02"]
    assert shown(kept) == [
        (1, "赵样本", "填报表-1", "", "", None),
        (2, "赵样本", "粘贴", "一起贴的", "", None),
        (3, "赵样本", "填报页", "", "", None),
        (4, "钱样本", "彻底删除", "", "", None),
    ]
    assert kept.journal.files() == {Blob("x", b"other").sha256: "x"}
    assert kept.journal.damaged() == () == kept.care.misplaced()


def test_a_period_goes_and_the_one_before_stays(kept):
    kept.care.erase(Doomed(keys_of(kept, period=HALF.code), period=HALF.code), TOMBSTONE)

    assert keys_of(kept) == {("01", LAST.code, "talks")}
    assert shown(kept)[2] == (3, "赵样本", "填报页", "上期", "", None)
    assert kept.journal.file(FORM.sha256) is None


def test_single_rows_go_and_the_form_they_came_in_is_known_still(kept):
    doomed = Doomed(frozenset({("01", HALF.code, "talks")}), files=frozenset({FORM.sha256}))

    kept.care.erase(doomed, TOMBSTONE)

    assert ("01", HALF.code, "theme_days") in keys_of(kept)
    assert shown(kept)[0] == (1, "赵样本", "填报表-1 甲.xlsx", "补报", "01", FORM.sha256)
    assert kept.journal.file(FORM.sha256) is None
    assert kept.journal.damaged() == ()


def test_what_was_deleted_may_be_entered_again_from_the_beginning(kept):
    kept.care.erase(Doomed(keys_of(kept, unit="01"), unit="01"), TOMBSTONE)
    form = Intake(FORM.sha256, "01", HALF.code, "甲.xlsx", NOON)

    (fresh,) = kept.save([change("01", "theme_days", "6")], "赵样本", "填报表-1 甲.xlsx", form)

    assert fresh.version == 1
    assert [each.fingerprint for each in kept.journal.intakes()] == [FORM.sha256]
