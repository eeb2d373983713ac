"""An office whose unit file is renumbered, or gives a code to another unit, never has figures change owners."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.sample_office import sample_settings
from tests.tasks.forms.test_writing import HALF, NEXT, fill
from toolkit.errors import UnitHeld
from toolkit.figures.figure import Change
from toolkit.tasks import (
    Office,
    Preflight,
    generate,
    open_book,
    open_office,
    read_forms,
    review_book,
    save_figure,
    write_forms,
)


def reopened(office: Office, *changes: tuple[str, str]) -> Office:
    """The office after its unit file was changed."""
    path = office.settings.units
    text = path.read_text(encoding="utf-8-sig")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    office.store.close()
    return open_office(office.settings)


def swapped(office: Office) -> Office:
    return reopened(office, ("\n01,", "\nXX,"), ("\n02,", "\n01,"), ("\nXX,", "\n02,"))


def without_row(office: Office, code: str) -> Office:
    path = office.settings.units
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith(f"{code},")) + "\n", encoding="utf-8")
    office.store.close()
    return open_office(office.settings)


def with_columns(office: Office, code: str, **cells: str) -> Office:
    """The office after columns were added to its unit file and filled in for one unit."""
    path = office.settings.units
    head, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    added = [
        f"{row},{','.join(cells.values()) if row.startswith(f'{code},') else ',' * (len(cells) - 1)}" for row in rows
    ]
    path.write_text("\n".join([f"{head},{','.join(cells)}", *added]) + "\n", encoding="utf-8")
    office.store.close()
    return open_office(office.settings)


def test_a_renumbered_unit_file_is_told_at_opening_with_both_names(office: Office) -> None:
    office = swapped(office)

    assert len(office.findings) == 2
    assert all("办公室党支部" in each.message and "人事科党支部" in each.message for each in office.findings)


def test_nothing_of_a_held_unit_is_read_and_the_rest_can_be_worked_on(office: Office) -> None:
    before = {code: filing.contents for code, filing in open_book(office, HALF).now.items()}

    office = swapped(office)
    book = open_book(office, HALF)

    assert (book.now["01"].contents, book.now["02"].contents) == ({}, {})
    assert all(book.now[code].contents == before[code] for code in before if code not in ("01", "02"))
    rows = {row.unit.code: row for row in review_book(office, book)}
    assert rows["01"].findings == (office.held["01"],)


def test_nothing_is_made_for_a_held_unit_and_the_others_get_theirs(office: Office) -> None:
    office = swapped(office)

    made = generate(office, HALF)

    failed = {result.unit: result.reason for result in made.failed}
    assert sorted(failed) == ["01", "02"]
    assert all("暂不读取" in reason for reason in failed.values())
    assert len(made.paths) == 11


def test_nothing_is_entered_for_a_held_unit(office: Office) -> None:
    office = swapped(office)

    with pytest.raises(UnitHeld, match="办公室党支部"):
        save_figure(office, Change("01", "2026H1", "talks", "99", 0), "填报页")


def test_no_form_of_a_held_unit_is_written_or_taken(office: Office, tmp_path: Path) -> None:
    (issued,) = write_forms(office, NEXT, [office.units["01"]], tmp_path / "收回")
    fill(issued.path, theme_days=6)

    office = swapped(office)
    (result,) = read_forms(office, [tmp_path / "收回"])

    assert result.taken is None
    assert write_forms(office, NEXT, office.units.filing[:3], tmp_path / "新表")[-1].unit.code not in ("01", "02")
    assert office.store.holdings.periods() == ("2025H2", "2026H1") or "2026H2" not in office.store.holdings.periods()


def test_once_the_file_is_put_right_everything_is_there_again(office: Office) -> None:
    before = office.store.current("2026H1")

    office = swapped(swapped(office))

    assert office.findings == ()
    assert office.store.current("2026H1") == before


def test_a_renamed_unit_says_so_keeps_its_figures_and_its_forms_are_still_taken(office: Office, tmp_path: Path) -> None:
    (issued,) = write_forms(office, NEXT, [office.units["02"]], tmp_path / "收回")
    fill(issued.path, theme_days=6)
    office = reopened(office, ("人事科党支部,人事科党支部", "组织人事科党支部,组织人事科"))
    held = dict(office.held)

    office = with_columns(office, "02", 原名="人事科党支部")
    (result,) = read_forms(office, [tmp_path / "收回"])

    assert list(held) == ["02"]
    assert office.findings == ()
    assert result.taken == 1
    assert open_book(office, HALF).now["02"].filed


def test_a_unit_that_is_missing_is_told_with_its_periods_and_its_figures_count_on(office: Office) -> None:
    office = without_row(office, "02")

    (finding,) = office.findings
    assert "没有代码“02”，它是“人事科党支部”，有数据（2025年下半年、2026年上半年）" in finding.message
    assert open_book(office, HALF).now["02"].filed
    assert any(result.unit == "02" for result in generate(office, HALF).results)


def test_a_unit_that_has_ended_is_asked_no_more_and_its_earlier_figures_stay(office: Office) -> None:
    office = with_columns(office, "02", 止="2026年6月")

    assert office.findings == ()
    assert "02" in open_book(office, HALF).now
    assert "02" not in {row.unit.code for row in review_book(office, open_book(office, NEXT))}
    assert open_book(office, NEXT).last["02"].filed


def test_a_form_for_a_period_after_the_end_of_its_unit_is_refused(office: Office, tmp_path: Path) -> None:
    (issued,) = write_forms(office, NEXT, [office.units["02"]], tmp_path / "收回")
    fill(issued.path, theme_days=6)
    office = with_columns(office, "02", 止="2026年6月")

    (result,) = read_forms(office, [tmp_path / "收回"])

    assert [finding.code for finding in result.findings] == ["form_unit_ended"]


def test_documents_and_preflight_leave_out_who_did_not_live_in_the_period(office: Office) -> None:
    office = with_columns(office, "02", 止="2025年12月")

    planned = [row.unit.code for row in Preflight(office, HALF).rows()]
    made = generate(office, HALF)

    assert "02" not in planned
    assert sorted(planned) == sorted(result.unit for result in made.results)
    assert not made.is_stopped


def test_a_database_of_an_earlier_version_is_known_by_the_names_of_its_forms(
    filed_sample: Path, tmp_path: Path
) -> None:
    """Such a database kept no names; its forms are named after the units they were written for."""
    import sqlite3

    shutil.copytree(filed_sample, tmp_path / "旧")
    with sqlite3.connect(tmp_path / "旧" / "data" / "sample_figures.db") as connection:
        connection.execute("DELETE FROM current WHERE period = ''")
    connection.close()

    office = swapped(open_office_of_earlier_version(tmp_path / "旧"))

    assert sorted(office.held) == ["01", "02"]


def open_office_of_earlier_version(folder: Path) -> Office:
    """The office as it lies there, without what opening it remembers."""
    import sqlite3

    office = open_office(sample_settings(folder))
    with sqlite3.connect(folder / "data" / "sample_figures.db") as connection:
        connection.execute("DELETE FROM current WHERE period = ''")
    connection.close()
    return office
