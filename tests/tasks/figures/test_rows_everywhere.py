"""One row of a ledger added, changed or deleted changes the figure, the total, the live page and the report, whatever is taken of it."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.make_docx import docx
from tests.support.read_docx import paragraphs
from tests.support.text_table import rows_of
from tests.tasks.figures.test_derived import change_catalogue
from toolkit.catalogue.periods import read_period
from toolkit.catalogue.units import Unit
from toolkit.figures.figure import Change
from toolkit.tasks import LivePages, Office, Sheet, find_document, generate

PERIOD = read_period("2027H1")
TAKES = {
    "次数": "次数",
    "合计": "合计(时长)",
    "积": "合计(实到 × 时长)",
    "不重复": "不重复(地点)",
    "列出": "列出(地点)",
    "平均": "平均(时长, 实到)",
    "最近": "最近(时长)",
}
ITEMS = "\n".join(
    f'[[section.item]]\nkey = "take_{n}"\nlabel = "取{name}"\nfrom = "活动台账"\nwhere = "类型 = 志愿服务"\n'
    f'take = "{take}"\ndate = "日期"\n'
    for n, (name, take) in enumerate(TAKES.items())
)
ROWS = """
行 | 编号 | 日期     | 主题 | 地点   | 时长 | 实到
a  | 1    | 2027-3-1 | 甲   | 东社区 | 2    | 4
b  | 2    | 2027-4-1 | 乙   | 西社区 | 3    | 6
"""
ACTS = {
    "加一行": ("c", "3 2027-5-1 丙 南社区 5 10"),
    "改一行": ("b", "2 2027-4-1 乙 北社区 8 3"),
    "删一行": ("b", ""),
}
AFTER = """
做什么 | 次数 | 合计 | 积  | 不重复 | 列出                   | 平均 | 最近
       | 2    | 5    | 26  | 2      | 东社区、西社区         | 2.6  | 3
加一行 | 3    | 10   | 76  | 3      | 东社区、西社区、南社区 | 3.8  | 5
改一行 | 2    | 10   | 32  | 2      | 东社区、北社区         | 4.57 | 8
删一行 | 1    | 2    | 8   | 1      | 东社区                 | 2    | 2
"""


def enter(office: Office, name: str, cells: str) -> None:
    subject = f"activities/{name}"
    stands = {entry.item: entry.version for entry in office.store.current(PERIOD.code, "01")}
    labels = ("编号", "日期", "主题", "地点", "时长", "实到")
    row = {"类型": "志愿服务", **dict(zip(labels, cells.split(), strict=False))}
    text = json.dumps(row, ensure_ascii=False) if cells else ""
    office.store.save([Change("01", PERIOD.code, subject, text, stands.get(subject, 0))], "测试员", "测试")


@pytest.fixture
def with_rows(office: Office) -> Office:
    office = change_catalogue(office, f'[[section]]\nlabel = "取数"\n\n{ITEMS}\n')
    for row in rows_of(ROWS):
        enter(office, row.pop("行"), " ".join(row.values()))
    path = office.settings.templates / find_document(office, "支部工作情况汇报").template
    lines = [f"{{{{ 取{name} }}}}" if name != "列出" else "{{ 取列出|顿号 }}" for name in TAKES]
    path.write_bytes(docx("\n".join(lines)))
    return office


def shown(office: Office) -> dict[str, list[str]]:
    """What each place says of every take: the figure, the total, the live page and the finished report."""
    sheet, unit = Sheet(office, PERIOD, "测试"), office.units["01"]
    items = [office.catalogue[f"取{name}"] for name in TAKES]
    made = next(each for each in generate(office, PERIOD, units=[unit]).results if each.unit == "01")
    assert made.path is not None
    return {
        "figure": [item.show(sheet.book.now["01"][item.key]) for item in items],
        "total": [item.show(sheet.totals[item.key].content) for item in items],
        "page": live(office, sheet, unit),
        "report": paragraphs(made.path.read_bytes()),
    }


def live(office: Office, sheet: Sheet, unit: Unit) -> list[str]:
    pages = LivePages(office)
    shown = paragraphs(pages.page(find_document(office, "支部工作情况汇报"), unit, sheet).data)
    # A mark stands before and behind each value, by which a click finds its field.
    return [re.sub("[\ufdd0-\ufdef]", "", line) for line in shown]


@pytest.mark.parametrize("row", rows_of(AFTER), ids=lambda row: row["做什么"] or "先前")
def test_a_row_changes_every_place_that_speaks_of_it(with_rows: Office, row: dict[str, str]) -> None:
    before = shown(with_rows)
    act = row.pop("做什么")
    if act:
        enter(with_rows, *ACTS[act])

    told = shown(with_rows)

    assert told == {place: list(row.values()) for place in told}
    assert not act or all(before[place] != told[place] for place in told)
