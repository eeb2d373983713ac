"""A small invented office: a dozen items, two ledgers, six units, and short ways to make what came in.

Takes keys and values as a test writes them; gives the project's own plain values. Touches no file.

    J 云河市示例局 ─┬─ B  局本级
                    ├─ 01 办公室党支部    14 members
                    ├─ 02 人事科党支部     9 members
                    └─ Z1 下属单位党总支 ── 03 信息中心党支部, members unknown

`HALF` is 2026年上半年, `LAST` the half-year before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from tests.support.text_table import rows_of
from toolkit.catalogue.items import Adding, Catalogue, Check, Item
from toolkit.catalogue.kinds import AMOUNT, CHOICE, COUNT, DATE, LIST, TEXT, YES_NO, Content
from toolkit.catalogue.ledgers import Column, Ledger
from toolkit.catalogue.periods import Length, Period
from toolkit.catalogue.targets import Target
from toolkit.catalogue.unit_rows import units_from_rows
from toolkit.catalogue.units import Units
from toolkit.figures.figure import Change, Entry, Filing, content_of
from toolkit.figures.ledger_rows import row_subject, rows_from_text, text_from_rows, text_of_row

HALF = Period(2026, Length.HALF_YEAR, 1)
LAST = HALF.previous
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)

UNITS = """
    代码 | 名称             | 简称     | 类型 | 上级 | 书记   | 联系领导 | 党员人数
    J    | 云河市示例局     | 示例局   | 局   |      |        |          |
    B    | 局本级           |          | 本级 | J    |        |          |
    01   | 办公室党支部     | 办公室   | 支部 | J    | 赵样本 | 王示例   | 14
    02   | 人事科党支部     | 人事科   | 支部 | J    | 钱样本 | 王示例   | 9
    Z1   | 下属单位党总支   | 下属总支 | 总支 | J    |        | 李示例   |
    03   | 信息中心党支部   | 信息中心 | 支部 | Z1   | 孙样本 | 李示例   |
"""

ACTIVITIES = Ledger(
    "activities",
    "活动台账",
    (
        Column("编号", TEXT, required=True),
        Column("日期", DATE, required=True),
        Column("类型", CHOICE, ("志愿服务", "参观学习", "其他"), required=True),
        Column("主题", TEXT),
        Column("参加支部", LIST),
        Column("实到", COUNT),
        Column("时长", AMOUNT),
        Column("是否联合", YES_NO),
    ),
    ("支部",),
)
ISSUES = Ledger(
    "issues",
    "问题整改台账",
    (
        Column("编号", TEXT, required=True),
        Column("发现日期", DATE, required=True),
        Column("问题", TEXT, required=True),
        Column("时限", DATE),
        Column("状态", CHOICE, ("待整改", "整改中", "已销号"), required=True),
        Column("销号日期", DATE),
    ),
    ("支部", "本级"),
)
CHECKS = (
    Check("present_over_expected", "主题党日实到 <= 主题党日应到", "主题党日实到多于应到", "请核对两项人次。"),
    Check("dues_differ", "党费实收 == 党费应收", "党费实收与应收不一致", "请写明原因。", unless="欠缴说明"),
)


def small_catalogue() -> Catalogue:
    """A dozen items of every kind, two ledgers and two checks."""
    return Catalogue(
        sections=("组织", "组织生活", "党费", "文字材料", "局本级"),
        items=(
            _count("member_full", "正式党员", "组织", "名", over_months=Adding.LAST, required=True),
            Item("term_end", "届满日期", "组织", DATE),
            _count("theme_days", "主题党日", "组织生活", "次", required=True, target=Target(Decimal(1), Length.MONTH)),
            _count("theme_present", "主题党日实到", "组织生活", "人次"),
            _count("theme_expected", "主题党日应到", "组织生活", "人次"),
            _count("volunteer_times", "志愿服务", "组织生活", "次", over_units=Adding.DISTINCT, events=("志愿服务",)),
            _amount("points_avg", "平均积分", "组织生活", "分", over_units=Adding.WEIGHTED_MEAN),
            _amount("dues_due", "党费应收", "党费", "元", required=True),
            _amount("dues_paid", "党费实收", "党费", "元", required=True),
            Item("dues_note", "欠缴说明", "党费", TEXT, limit=150),
            Item("places", "服务社区", "文字材料", LIST, over_units=Adding.JOIN, over_months=Adding.JOIN),
            Item("highlights", "亮点", "文字材料", TEXT, required=True, filed_by=("支部", "本级"), limit=300),
            _count("dzz_seminars", "党组研讨", "局本级", "次", filed_by=("本级",), required=True),
            Item("annual_plan", "年度计划", "局本级", YES_NO, filed_by=("本级",)),
        ),
        ledgers=(ACTIVITIES, ISSUES),
        checks=CHECKS,
    )


def small_units() -> Units:
    """The six units in the picture above."""
    units, findings = units_from_rows(rows_of(UNITS), "units.csv")
    assert units is not None, findings
    return units


def filing(
    unit_code: str,
    *,
    period: Period = HALF,
    ledgers: Mapping[str, Iterable[Mapping[str, str]]] | None = None,
    **contents_by_key: Content,
) -> Filing:
    """One unit's filing: `filing("01", theme_days=6, dues_paid=Decimal("120.50"))`.

    Args:
        unit_code: whose.
        period: for when; the first half of 2026 unless told.
        ledgers: ledger key to rows as typed, such as `rows_of` gives.
        contents_by_key: the contents as values, not as typed text.
    """
    catalogue = small_catalogue()
    unknown = contents_by_key.keys() - {item.key for item in catalogue.items}
    assert not unknown, f"the small catalogue has no {unknown}"
    kept = {key: _ledger_rows(catalogue.ledger(key), rows) for key, rows in (ledgers or {}).items()}
    return Filing(small_units()[unit_code], period, contents_by_key, kept)


def filings_of(table: str, period: Period = HALF) -> tuple[Filing, ...]:
    """One filing a row of a text table whose first column is 单位 (a code) and whose others are labels.

    Cells are read as if typed; an empty cell is a figure nobody answered.
    """
    catalogue, units = small_catalogue(), small_units()
    filings = []
    for row in rows_of(table):
        unit = units[row.pop("单位")]
        contents = {catalogue[label].key: content_of(catalogue[label], text) for label, text in row.items() if text}
        filings.append(Filing(unit, period, contents))
    return tuple(filings)


def entry(unit: str, item: str, text: str, version: int = 1, period: Period = HALF) -> Entry:
    """One entry of the history, typed by 赵样本 at noon."""
    return Entry(unit, period.code, item, text, version, "赵样本", "填报页", NOON)


def row_entries(ledger: Ledger, rows: Iterable[Mapping[str, str]], unit: str = "01") -> list[Entry]:
    """The rows of a ledger as the history has them, each under a name of its own: row-001, row-002 …"""
    return [
        entry(unit, row_subject(ledger.key, f"row-{number:03}"), text_of_row(ledger, row))
        for number, row in enumerate(rows, start=1)
    ]


def change(unit: str, item: str, text: str, seen: int = 0, period: Period = HALF) -> Change:
    """One wish to enter a text."""
    return Change(unit, period.code, item, text, seen)


def _count(key: str, label: str, section: str, unit: str, **more: object) -> Item:
    return _summed(Item(key, label, section, COUNT, unit, minimum=Decimal(0)), more)


def _amount(key: str, label: str, section: str, unit: str, **more: object) -> Item:
    return _summed(Item(key, label, section, AMOUNT, unit, minimum=Decimal(0)), more)


def _summed(item: Item, more: Mapping[str, object]) -> Item:
    return Item(**(vars(item) | {"over_units": Adding.SUM, "over_months": Adding.SUM} | more))


def _ledger_rows(ledger: Ledger, rows: Iterable[Mapping[str, str]]) -> tuple[Mapping[str, Content], ...]:
    return rows_from_text(ledger, text_from_rows(ledger, rows))
