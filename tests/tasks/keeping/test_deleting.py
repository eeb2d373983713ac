"""Deleting for good: a unit, a period, a member's number, with history and forms; what is left says who and when, not what.

1. Nothing of it is in any table afterwards, in no whole file, nor in the bytes of the database.
2. Everything else is as it was, and the records know themselves undamaged.
3. What a closed period was made of is not deleted before it is opened again.
4. Nothing is deleted before somebody said that it is meant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tasks.forms.test_writing import HALF, NEXT, fill
from tests.tasks.keeping.test_keeping import all_of, own
from toolkit.catalogue.periods import read_period
from toolkit.errors import ToolkitError
from toolkit.figures.figure import Change
from toolkit.figures.store import Store, sqlite_file
from toolkit.tasks import (
    Office,
    close_period,
    delete_for_good,
    deletion_of_member,
    deletion_of_period,
    deletion_of_unit,
    diagnose,
    open_book,
    open_office,
    read_forms,
    reopen_period,
    write_forms,
)

__all__ = ["own"]

ROWS = """
unit period row  number  date        kind
01   2026H1 aaaa DY-0071 2026-03-01  基础
01   2026H1 bbbb DY-0072 2026-03-01  基础
02   2026H1 cccc DY-0071 2026-04-01  加分
02   2025H2 dddd DY-0071 2025-09-01  扣分
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(own: Office, request: pytest.FixtureRequest) -> Iterator[Office]:
    """The same office on either database."""
    if request.param == "sqlite":
        yield own
        return
    store = Store(request.getfixturevalue("postgres_url"), lambda: own.store.journal.batches(1)[0].save.at)
    told: dict[str, list[str]] = {}
    files: list[tuple[str, str, bytes]] = []
    own.store.care.dump(lambda name, line: told.setdefault(name, []).append(line), lambda *file: files.append(file))
    store.care.load(told, files)
    yield replace(own, store=store)
    store.close()


def with_points(office: Office) -> Office:
    """The office with rows of its points: a member in two units and two periods, another beside it."""
    changes = []
    for line in ROWS.strip().splitlines()[1:]:
        unit, period, row, number, day, kind = line.split()
        cells = {"党员编号": number, "日期": day, "类别": kind, "事由": "参加志愿服务", "分值": "2"}
        changes.append(Change(unit, period, f"points/{row}", json.dumps(cells, ensure_ascii=False), 0))
    changes.append(Change("03", "2026H1", "talks_note", "与DY-0071谈心一次", 0))
    office.store.save(changes, "陈某", "填报页")
    office.store.save([Change("01", "2026H1", "points/bbbb", "", 1)], "陈某", "填报页")
    return office


def told(office: Office) -> str:
    return "\n".join(line for lines in all_of(office).values() for line in lines)


def test_nothing_of_a_unit_is_left_but_who_deleted_it_and_when(kept: Office) -> None:
    is_its = ('"unit": "01"', "01 办公室党支部")
    others = {line for line in all_of(kept)["current"] if '"unit": "01"' not in line}
    assert all(word in told(kept) for word in is_its)

    delete_for_good(kept, deletion_of_unit(kept, kept.units["01"]))

    assert not any(word in told(kept) for word in is_its)
    assert set(all_of(kept)["current"]) == others
    last = kept.store.journal.batches(1)[0].save
    assert (last.source, last.author, last.reason, last.unit) == ("彻底删除", kept.settings.author, "", "")
    assert kept.store.journal.damaged() == ()
    assert kept.store.care.misplaced() == ()
    assert not open_book(kept, HALF).now["01"].filed


def test_its_words_are_in_no_page_of_the_database_file(own: Office) -> None:
    own.store.save([Change("01", "2026H1", "talks_note", "独一无二的谈心谈话记录", 0)], "陈某", "填报页")
    file = sqlite_file(own.settings.database)
    assert file is not None
    word = "独一无二的谈心谈话记录".encode()
    assert any(word in path.read_bytes() for path in file.parent.glob("figures.db*"))

    delete_for_good(own, deletion_of_unit(own, own.units["01"]))

    assert not any(word in path.read_bytes() for path in file.parent.glob("figures.db*"))


def test_a_period_goes_with_its_forms_and_the_others_stay(kept: Office) -> None:
    periods = set(kept.store.holdings.periods())
    form = next(each for each in kept.store.journal.intakes() if each.period == "2026H1")
    assert kept.store.journal.file(form.fingerprint)

    delete_for_good(kept, deletion_of_period(kept, HALF))

    assert set(kept.store.holdings.periods()) == periods - {"2026H1"} != set()
    assert kept.store.journal.file(form.fingerprint) is None
    assert not kept.store.journal.intakes(period="2026H1")
    assert kept.store.journal.damaged() == ()


def test_a_members_rows_go_everywhere_with_their_history_and_another_members_stay(kept: Office) -> None:
    office = with_points(kept)
    places = {("01", "2026H1"), ("02", "2026H1"), ("02", "2025H2")}
    taken = {each.fingerprint for each in office.store.journal.intakes() if (each.unit, each.period) in places}

    deletion = deletion_of_member(office, " DY-0071 ")
    assert (deletion.figures, deletion.left) == (3, 1)
    delete_for_good(office, deletion)

    assert [line for line in told(office).splitlines() if "DY-0071" in line and "谈心" not in line] == []
    assert "DY-0072" in told(office), "its history is another member's"
    assert taken and not any(office.store.journal.file(each) for each in taken), "forms that might hold such a row"
    assert {each.fingerprint for each in office.store.journal.intakes()} >= taken, "and yet are not taken twice"
    assert office.store.journal.damaged() == ()


def test_a_members_rows_go_from_a_ledger_the_catalogue_holds_no_more(own: Office) -> None:
    office = with_points(own)
    catalogue = office.catalogue
    fewer = replace(catalogue, ledgers=tuple(each for each in catalogue.ledgers if each.key != "points"))

    assert deletion_of_member(replace(office, catalogue=fewer), "DY-0071").figures == 3


def test_the_form_that_was_sent_back_goes_with_its_unit(own: Office, tmp_path: Path) -> None:
    form = write_forms(own, NEXT, [own.units["01"]], tmp_path)[0].path
    fill(form, theme_days="三次吧")
    assert read_forms(own, [form])[0].taken is None
    (sent,) = own.store.journal.keys("01", NEXT.code)["01", NEXT.code, "form:refused"]
    assert own.store.journal.file(sent) == form.read_bytes()

    delete_for_good(own, deletion_of_unit(own, own.units["01"]))

    assert own.store.journal.file(sent) is None


@pytest.mark.parametrize("what", ["unit", "this period", "the one it compares with", "member"])
def test_what_a_closed_period_was_made_of_stays_until_it_is_opened_again(own: Office, what: str) -> None:
    office = with_points(own)
    close_period(office, HALF, "试一试")
    kept = office.closing_of(HALF)
    assert kept is not None

    def wanted() -> None:
        match what:
            case "unit":
                delete_for_good(office, deletion_of_unit(office, office.units["01"]))
            case "this period":
                delete_for_good(office, deletion_of_period(office, HALF))
            case "the one it compares with":
                delete_for_good(office, deletion_of_period(office, read_period("2025H2")))
            case _:
                delete_for_good(office, deletion_of_member(office, "DY-0071"))

    before = told(office)
    with pytest.raises(ToolkitError, match=r"2026年上半年已经定稿.*period reopen"):
        wanted()
    assert told(office) == before

    reopen_period(office, HALF, "要删")
    wanted()
    assert office.store.journal.file(kept.figures) is None


def test_a_closed_period_for_which_a_unit_filed_nothing_keeps_none_of_it(own: Office) -> None:
    unit = next(unit for unit in own.units.branches if not open_book(own, HALF).now[unit.code].filed)
    own.store.save([Change(unit.code, "2026H2", "talks", "1", 0)], "陈某", "填报页")
    close_period(own, HALF, "试一试")

    delete_for_good(own, deletion_of_unit(own, unit))

    assert not open_book(own, read_period("2026H2")).now[unit.code].filed


def test_an_office_all_of_whose_figures_were_deleted_opens_beside_its_old_documents(own: Office) -> None:
    for code in own.store.holdings.periods():
        delete_for_good(own, deletion_of_period(own, read_period(code)))
    made = own.settings.output / "2026年上半年"
    made.mkdir(parents=True, exist_ok=True)
    (made / "生成清单.json").write_text("{}", encoding="utf-8")
    own.store.close()

    again = open_office(own.settings)

    assert not again.store.holdings.filed()
    assert not [each for each in diagnose(again) if each.code == "batch_damaged"]


def test_a_unit_nothing_was_filed_for_has_nothing_to_delete(own: Office) -> None:
    delete_for_good(own, deletion_of_unit(own, own.units["03"]))

    with pytest.raises(ToolkitError, match=r"没有.*全部数据"):
        deletion_of_unit(own, own.units["03"])
