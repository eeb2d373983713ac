"""The whole of a store looked at: what a disk or a hand changed behind our back is found, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.support.office import LAST, change
from toolkit.figures.store import Blob


@pytest.fixture
def kept(store):
    """A store with two figures, one of them typed twice, one of another period, and two whole files."""
    files = [Blob("text/plain", b"one"), Blob("text/plain", b"two")]
    store.save([change("01", "theme_days", "5"), change("02", "talks", "3")], "赵样本", "填报页", files=files)
    store.save([change("01", "theme_days", "6", 1), change("01", "talks", "9", period=LAST)], "赵样本", "填报页")
    return store


def behind_our_back(url, words):
    engine = create_engine(url)
    with engine.begin() as connection:
        assert connection.execute(text(words)).rowcount == 1
    engine.dispose()


def test_what_nobody_touched_is_well(kept):
    assert (kept.care.broken(), kept.care.damaged_files(), kept.care.misplaced()) == ((), (), ())


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("UPDATE current SET text = '7' WHERE unit = '01' AND period = '2026H1'", ("01", "2026H1", "theme_days")),
        ("UPDATE current SET version = 1 WHERE unit = '01' AND period = '2026H1'", ("01", "2026H1", "theme_days")),
        ("DELETE FROM current WHERE unit = '02'", ("02", "2026H1", "talks")),
        ("DELETE FROM entries WHERE unit = '01' AND version = 2", ("01", "2026H1", "theme_days")),
        ("UPDATE entries SET text = '7' WHERE unit = '01' AND version = 2", ("01", "2026H1", "theme_days")),
    ],
)
def test_a_figure_that_stands_otherwise_than_it_was_entered_last_is_found(kept, url, words, figure):
    behind_our_back(url, words)

    assert kept.care.misplaced() == (figure,)


def test_a_changed_past_of_a_figure_is_no_matter_of_what_stands(kept, url):
    behind_our_back(url, "UPDATE entries SET text = '4' WHERE unit = '01' AND version = 1 AND period = '2026H1'")

    assert kept.care.misplaced() == ()
    assert [batch.id for batch in kept.journal.damaged()] == [1]


def test_a_file_that_is_not_what_it_was_is_found(kept, url):
    name = Blob("", b"one").sha256
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE blobs SET bytes = :bytes WHERE sha256 = :name"), {"bytes": b"0ne", "name": name}
        )
    engine.dispose()

    assert kept.care.damaged_files() == (name,)


def test_a_page_of_the_file_that_was_overwritten_is_found(kept, url):
    if not url.startswith("sqlite"):
        assert kept.care.broken() == ()
        return
    kept.save([change("03", f"item_{number}", "x" * 500) for number in range(60)], "赵样本", "填报页")
    kept.close()
    file = Path(url.removeprefix("sqlite:///"))
    data = bytearray(file.read_bytes())
    data[-6_000:-5_000] = b"\xff" * 1_000
    file.write_bytes(bytes(data))

    assert kept.care.broken()
