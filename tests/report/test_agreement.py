"""Finished documents agree: a number is known again by the words around it, and a total is the sum of what the others print."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.support.text_table import rows_of
from toolkit.report.agreement import Paper, PrintedNumber, Sum, numbers_printed, totals_apart
from toolkit.word import PrintedValue

BODY = "word/document.xml"


def printed(text: str, **values: str) -> list[PrintedNumber]:
    """The numbers of one paragraph, with each name's value in the order in which it was printed."""
    told = [PrintedValue((name,), (), value, BODY, 1) for name, value in values.items()]
    return list(numbers_printed(told, {(BODY, 1): text}))


def paper(unit: str, made: str, now: str | None = None, **values: str) -> Paper:
    numbers: dict[str, list[PrintedNumber]] = {}
    for each in printed(made, **values):
        numbers.setdefault(each.name, []).append(each)
    return Paper(unit, numbers, (made if now is None else now).split("/"))


READ = """
as it was made                   | as it is now                         | n     | hours
开展志愿服务5次，时长20小时      | 开展志愿服务5次，时长20小时          | 5     | 20
开展志愿服务5次，时长20小时      | 开展志愿服务7次，时长20小时          | 7     | 20
开展志愿服务5次，时长20小时      | 开展志愿服务15次，时长2,000.5小时    | 15    | 2000.5
开展志愿服务5次，时长20小时      | 我支部开展志愿服务5次，总时长20小时。| 5     | 20
开展志愿服务5次，时长20小时      | 志愿者活跃/时长21小时                | –     | 21
开展志愿服务5次，时长20小时      | 开展志愿服务若干次，时长20小时       | –     | 20
开展志愿服务5次，时长20小时      | 开展志愿服务7次/开展志愿服务8次      | –     | –
开展志愿服务5次，时长20小时      | 开展志愿服务5次，/开展志愿服务8次，  | 5     | –
5次20                            | 7次21                                | –     | –
"""


@pytest.mark.parametrize("row", rows_of(READ), ids=str)
def test_a_number_is_read_as_it_is_now_by_the_words_around_it(row: dict[str, str]) -> None:
    read = paper("甲", row["as it was made"], row["as it is now"], n="5", hours="20")

    for name in ("n", "hours"):
        wanted = None if row[name] == "–" else Decimal(row[name])
        assert read.read(name) == wanted


def test_of_two_numbers_that_are_alike_each_has_its_own_words() -> None:
    first, second = printed("党课5次，党日5次", a="5", b="5")
    assert (first.before, first.after, second.before, second.after) == ("党课", "次", "党日", "次")


NO_NUMBERS = """
names    | text | why
         | 5    | the template says it itself
甲 乙    | 5    | it was worked out from two
甲       | 五   | it is no number
甲       | 5次  | it has its measure with it
甲       |      | nothing was printed
"""


@pytest.mark.parametrize("row", rows_of(NO_NUMBERS), ids=lambda row: row["why"])
def test_only_single_figures_printed_as_numbers_are_looked_at(row: dict[str, str]) -> None:
    value = PrintedValue(tuple(row["names"].split()), (), row["text"], BODY, 1)
    assert list(numbers_printed([value], {(BODY, 1): f"共{row['text']}次"})) == []


def test_what_stands_in_no_paragraph_is_passed_over() -> None:
    assert list(numbers_printed([PrintedValue(("甲",), (), "5", "docProps/core.xml")], {(BODY, 1): "共5次"})) == []


TOTALS = """
bureau | 01 | 02 | filed 01, 02 | total | told
8      | 5  | 3  | 5 3          | 8     |
9      | 5  | 3  | 5 3          | 8     | 这份汇报里是9次，各单位的汇报加起来是8次。
8      | 6  | 3  | 5 3          | 8     | 这份汇报里是8次，各单位的汇报加起来是9次：01的汇报里是6次，填报的是5次。
9      | 6  | 3  | 5 3          | 8     |
7      | 5  | 3  | 5 3          | 7     |
7      | 5  | 4  | 5 3          | 7     | 这份汇报里是7次，各单位的汇报加起来是8次（联合活动多算的1次已除去）：02的汇报里是4次，填报的是3次。
8      | 5  | –  | 5 3          | 8     |
8      | –  | –  | 5 3          | 8     |
–      | 6  | 3  | 5 3          | 8     |
"""


@pytest.mark.parametrize("row", rows_of(TOTALS), ids=str)
def test_a_total_is_the_sum_of_what_the_others_print(row: dict[str, str]) -> None:
    def of(unit: str) -> Paper:
        is_there = row[unit] != "–"
        return paper(unit, "共开展5次。", f"共开展{row[unit]}次。" if is_there else "没有开展。", n="5")

    first, second = map(Decimal, row["filed 01, 02"].split())
    filed: Mapping[str, Decimal] = {"01": first, "02": second}

    told = list(
        totals_apart(of("bureau"), [of("01"), of("02")], [Sum("n", "活动", "次", Decimal(row["total"]), filed)])
    )

    assert [each.message.split("可能")[0] for each in told] == ([row["told"]] if row["told"] else [])
    assert [each.place for each in told] == ["bureau 活动"] * len(told)


def test_of_many_changed_documents_the_first_three_are_named() -> None:
    parts = [paper(f"{n:02}", "一共5次。", "一共6次。", n="5") for n in range(1, 6)]
    filed = {each.unit: Decimal(5) for each in parts}

    (told,) = totals_apart(paper("局", "一共25次。", n="25"), parts, [Sum("n", "活动", "次", Decimal(25), filed)])

    assert (told.message.count("的汇报里是6次"), "等5处" in told.message) == (3, True)
