"""What a returned form wishes, beside what stands: a row of a table for each way a cell can come back.

`history` is every text that ever stood, with the way it came: 4:填报页 5:表A is a 4 typed in the page and a 5 of the form A itself;
`seen` the version the cell was sent out with, 0 where it was sent out empty; `cell` what it holds now. The wish is the text that is
saved, “问 6” where somebody is asked first, and – where nothing is wished.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.support.office import ACTIVITIES, HALF, NOON, change, entry, small_catalogue, small_units
from tests.support.text_table import rows_of
from toolkit.figures.figure import Entry
from toolkit.figures.ledger_rows import text_from_rows
from toolkit.figures.wishes import Stood, Wish, with_rows_apart
from toolkit.figures.workbooks.read import Form

MARK = "-A"
CELLS = """
history                              | seen | cell | saved | chosen | wished | what it shows
------------------------------------ | ---- | ---- | ----- | ------ | ------ | ---------------------------------------
                                     | 0    | 40   | 是    |        | 40     | nothing stood
40:填报页                            | 0    | 40   | 是    |        | 40     | the same stands: saving it changes nothing
40:填报页                            | 0    | 50   | 是    |        | 问 50  | the author never saw the 40
40:填报页                            | 1    | 50   | 是    |        | 50     | the author saw it
40:表B                               | 1    | 50   | 是    |        | 50     | whoever entered it
4:填报页 5:填报页                    | 1    | 4    | 是    |        | –      | left as it was sent out
4:填报页 5:填报页                    | 1    | 6    | 是    |        | 问 6   | changed by both
4:填报页 5:表A                       | 1    | 4    | 是    |        | 问 4   | put back, or an old copy
4:填报页 5:表A                       | 1    | 4    |       |        | –      | the form as it was sent out, never saved
4:填报页 5:表A                       | 1    | 6    | 是    |        | 6      | whoever corrects his own form knows what it said
4:填报页 5:表A                       | 1    | 4    | 是    | 是     | 4      | somebody chose this sending
40:表A                               | 0    |      | 是    |        | 问 空  | emptied again, or sent in by another
40:表A                               | 0    |      | 是    | 是     | 空     | somebody chose this sending
40:填报页                            | 0    |      | 是    |        | –      | an empty cell says nothing of others' figures
40:表A 41:填报页                     | 0    |      | 是    |        | –      | what stands came from elsewhere
4:填报页 5:填报页 4:撤销             | 1    | 6    | 是    |        | 6      | what was put back is what the form was sent out with
4:填报页 5:填报页 4:撤销             | 2    | 6    | 是    |        | 问 6   | the form was sent out with what was taken back
4:表A 5:填报页 4:撤销                | 0    | 6    | 是    |        | 6      | what was put back came from the form itself
5:填报页 6:填报页 7:填报页 6:撤销    | 2    | 8    | 是    |        | 8      | the last of several that stood before
"""


def stood(history: str, item: str = "talks") -> Stood:
    texts = [each.split(":") for each in history.split()]
    ways = {"表A": f"填报表{MARK} 甲.xlsx", "表B": "填报表-B 乙.xlsx"}
    before = {(item, number): (text, ways.get(way, way)) for number, (text, way) in enumerate(texts, start=1)}
    if not before:
        return Stood({}, {})
    text, source = before[item, len(before)]
    return Stood({item: replace(entry("01", item, text, len(before)), source=source)}, before)


def form(*cells: tuple[str, str, int], blanks: tuple[str, ...] = (), mark: str = MARK, **more: object) -> Form:
    changes = tuple(change("01", item, text, seen) for item, text, seen in cells)
    return replace(Form(small_units()["01"], HALF, "", changes, "f" * 64, mark, blanks, NOON), **more)


@pytest.mark.parametrize("row", rows_of(CELLS), ids=lambda row: row["what it shows"])
def test_a_cell_that_comes_back_wishes_what_its_author_meant(row: dict[str, str]) -> None:
    stands = stood(row["history"])
    if row["cell"]:
        sent = form(("talks", row["cell"], int(row["seen"])))
    else:
        # A form with nothing in it at all was sent by mistake, and empties nothing.
        sent = form(("highlights", "亮点", 0), blanks=("talks",))
    wish = Wish(sent, stands, is_resaved=bool(row["saved"]), is_chosen=bool(row["chosen"]))

    changes = [each for each in wish.changes() if each.item == "talks"]
    met = {mine.item for mine, _theirs in stands.met(changes)}
    shown = [f"{'问 ' if each.item in met else ''}{each.text or '空'}" for each in changes]

    assert shown == ([] if row["wished"] == "–" else [row["wished"]])


def test_a_form_without_a_word_empties_nothing() -> None:
    wish = Wish(form(blanks=("talks",)), stood("40:表A"), is_resaved=True, is_chosen=True)

    assert wish.changes() == ()
    assert not wish.is_filled_in


FILLED_IN = """
history           | seen | cell | saved | filled
----------------- | ---- | ---- | ----- | ------
                  | 0    | 4    |       | 是
4:填报页          | 1    | 4    |       |
4:填报页          | 1    | 4    | 是    | 是
4:填报页          | 1    | 5    |       | 是
4:填报页 5:填报页 | 1    | 4    |       |
4:填报页 4:填报页 | 1    | 4    |       |
"""


@pytest.mark.parametrize("row", rows_of(FILLED_IN), ids=str)
def test_a_form_is_filled_in_once_anybody_wrote_into_it_or_saved_it(row: dict[str, str]) -> None:
    sent = form(("talks", row["cell"], int(row["seen"])))

    assert Wish(sent, stood(row["history"]), bool(row["saved"]), is_chosen=False).is_filled_in is bool(row["filled"])


def test_a_form_without_a_mark_owns_nothing() -> None:
    stands = Stood({"talks": replace(entry("01", "talks", "4"), source="填报表 甲.xlsx")}, {})
    sent = form(("highlights", "亮点", 0), blanks=("talks",), mark="")

    assert [each.item for each in Wish(sent, stands, is_resaved=True, is_chosen=True).changes()] == ["highlights"]


ROWS = rows_of("""
    编号 | 日期     | 类型     | 实到
    1    | 2026-3-5 | 志愿服务 | 12
    2    | 2026-4-5 | 其他     | 8
""")


def standing_rows(source: str = f"填报表{MARK} 甲.xlsx") -> dict[str, Entry]:
    made = {f"activities/{name}": row for name, row in zip(("aa", "bb"), ROWS, strict=True)}
    return {
        subject: replace(entry("01", subject, text_from_rows(ACTIVITIES, [row])[1:-1]), source=source)
        for subject, row in made.items()
    }


def test_the_rows_of_a_ledger_are_wished_one_by_one() -> None:
    sent = form(
        ("activities", text_from_rows(ACTIVITIES, ROWS), 0),
        ("talks", "4", 0),
        rows={"activities": ("", "")},
        written=datetime(2026, 7, 1, 8, 30, 5, tzinfo=UTC),
    )

    apart = with_rows_apart(sent, Stood({}, {}), small_catalogue())

    assert [each.item for each in apart.changes if not each.item.startswith("activities/")] == ["talks"]
    names = [each.item for each in apart.changes if each.item.startswith("activities/")]
    assert len(set(names)) == 2 and all("20260701083005-A" in name for name in names)


def test_rows_a_later_sending_no_longer_has_are_blank_and_only_if_it_has_a_word() -> None:
    current = standing_rows()
    before = {(subject, 1): (each.text, each.source) for subject, each in current.items()}
    stands = Stood(current, before)
    empty, worded = form(rows={"activities": ()}), form(("talks", "4", 0), rows={"activities": ()})

    assert with_rows_apart(empty, stands, small_catalogue()).blanks == ()
    assert with_rows_apart(worded, stands, small_catalogue()).blanks == ("activities/aa", "activities/bb")
    others = Stood(standing_rows("填报页"), {})
    assert with_rows_apart(worded, others, small_catalogue()).blanks == ()


def test_a_ledger_whose_sheet_is_gone_is_left_alone() -> None:
    sent = form(("talks", "4", 0), blanks=("activities", "places"))

    assert with_rows_apart(sent, Stood(standing_rows(), {}), small_catalogue()).blanks == ("activities", "places")
