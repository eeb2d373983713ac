"""The office's own files: each change of the unit file, the catalogue and the rules is noted, told, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.sample_office import sample_settings
from tests.tasks.forms.test_writing import HALF
from tests.tasks.keeping.test_keeping import own
from toolkit.errors import ToolkitError
from toolkit.tasks import Office, delete_for_good, deletion_of_unit, latest_saves, open_book, open_office, undo

__all__ = ["own"]


def opened_again(office: Office) -> Office:
    office.store.close()
    return open_office(sample_settings(office.settings.root))


def units_file(office: Office) -> Path:
    return office.settings.units


def with_unit(office: Office, line: str) -> Office:
    """The office after a line was added to the unit file by hand."""
    path = units_file(office)
    path.write_bytes(path.read_bytes().rstrip() + f"\r\n{line}\r\n".encode())
    return opened_again(office)


def test_a_change_of_the_unit_file_is_told_and_can_be_taken_back_to_the_byte(own: Office) -> None:
    before = units_file(own).read_bytes()
    office = with_unit(own, "99,审计科党支部,审计科,支部,J" + "," * 8)
    change = latest_saves(office, 1)[0]

    assert (change.what, change.source) == ("units.csv", "改设置文件")
    assert "99" in office.units

    assert undo(office, change.number, "加错了") == 1

    assert units_file(office).read_bytes() == before
    again = opened_again(office)
    assert "99" not in again.units
    assert latest_saves(again, 1)[0].number == change.number + 1, "what was put back is no change of its own"
    assert undo(again, change.number + 1) == 1
    assert "99" in opened_again(again).units


def test_opening_twice_notes_nothing_twice(own: Office) -> None:
    number = latest_saves(own, 1)[0].number

    assert latest_saves(opened_again(own), 1)[0].number == number


@pytest.mark.parametrize("name", ["catalogue.toml", "documents.toml", "office.toml"])
def test_the_other_files_of_the_office_are_followed_too(own: Office, name: str) -> None:
    path = own.settings.templates / name
    before = path.read_bytes()
    path.write_bytes(before + "\n# 加一行\n".encode())
    office = opened_again(own)
    change = latest_saves(office, 1)[0]
    assert change.what == name

    undo(office, change.number)

    assert path.read_bytes() == before


def test_what_stood_before_the_first_note_is_not_known(own: Office) -> None:
    first = next(each for each in latest_saves(own, 50) if "units.csv" in each.what)

    with pytest.raises(ToolkitError, match="以前的内容没有留存"):
        undo(own, first.number)

    assert open_book(own, HALF).now["01"].filed


def test_a_change_that_was_changed_again_is_not_taken_back(own: Office) -> None:
    office = with_unit(own, "98,审计科党支部,审计科,支部,J" + "," * 8)
    first = latest_saves(office, 1)[0]
    again = with_unit(office, "99,后勤科党支部,后勤科,支部,J" + "," * 8)
    stands = units_file(again).read_bytes()

    with pytest.raises(ToolkitError, match=r"units\.csv以后又改过"):
        undo(again, first.number)

    assert units_file(again).read_bytes() == stands


def test_a_unit_that_is_deleted_for_good_stands_in_no_unit_file_that_is_kept(own: Office) -> None:
    office = with_unit(own, "99,审计科党支部,审计科,支部,J" + "," * 8)
    change = latest_saves(office, 1)[0]

    delete_for_good(office, deletion_of_unit(office, office.units["01"]))

    with pytest.raises(ToolkitError, match="以前的内容没有留存"):
        undo(office, change.number)
    assert units_file(office).is_file()


def test_the_sample_is_followed_by_nobody(office: Office) -> None:
    assert not [each for each in latest_saves(office, 100) if each.source == "改设置文件"]
