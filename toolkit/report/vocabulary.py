"""The names a template may use, and what each means.

Takes the catalogue; gives the shapes that lint checks against, and a list for people. `context` fills exactly these.
Never holds a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.ledgers import Ledger
from toolkit.catalogue.roles import LedgerRole
from toolkit.catalogue.units import BRANCH, BUREAU
from toolkit.word import Shape

VALUE: Final = Shape()
UNIT_FIELDS: Final = {
    "名称": "单位全称",
    "简称": "单位简称",
    "代码": "单位代码",
    "书记": "书记姓名",
    "联系领导": "联系领导姓名",
    "上级": "上级单位名称",
    "党员人数": "单位表里的党员人数",
}
PERIOD_FIELDS: Final = {
    "名称": "如2026年上半年",
    "简称": "如上半年",
    "年": "如2026",
    "月份": "如1—6月",
    "截至": "如6月底",
    "起": "第一天",
    "止": "最后一天",
}
ITEM_GROUPS: Final = {
    "上期": "上一个同长期间的值",
    "去年同期": "去年同期的值",
    "变化": "与上期相比，如“比上期增加3名”",
    "同比": "与去年同期相比，如“同比增加3名”",
    "目标": "本期目标",
    "单位目标": "每个单位的本期目标；各单位不同的不印",
    "下期目标": "下期目标",
    "下期单位目标": "每个单位的下期目标",
    "完成": "目标完成情况，如“已完成”“完成83%”",
    "覆盖": "合计覆盖多少支部，如“12个支部中9个已报”",
}
PLAIN_NAMES: Final = {
    "成文日期": "生成的日期",
    "一是": "本段里的下一个序号：一是、二是……只剩一项时不印",
    "句号": "句末的句号：前面的逗号、顿号、分号自动去掉，整句空了就不印",
    "短节并入": "写在小标题末尾：同级只有一句短话的几节（两节以上）并到这里，印成一是、二是……；不到两节的，这个空标题不印",
    "待填项数": "必填而没有填的项数，0就是没有",
    "草稿": "为什么是草稿，印在页眉上；不是草稿就什么也不印",
    "班子人数": "班子成员有几个人",
    "落款": "落款的单位，在 documents.toml 里写；不写就是单位全称",
    "文号": "在 documents.toml 里写的文号",
    "抄送": "抄送的单位，列表",
    "送审稿": "是送审稿就印“送审稿”，正式稿什么也不印；只给内部看的话放在 {% if 送审稿 %} 里",
}
HOUSE_FIELDS: Final = {
    "党组": "党组或机关党委的全称，在 office.toml 里写",
    "主业": "本单位的主要业务",
    "联系人": "联系人姓名",
    "电话": "联系电话",
}
NEXT_FIELDS: Final = {"名称": "如2026年下半年", "简称": "如下半年"}
FIELDS: Final = {
    "单位": ("单位", UNIT_FIELDS),
    "本局": ("单位", HOUSE_FIELDS),
    "期间": ("期间", PERIOD_FIELDS),
    "下期": ("期间", NEXT_FIELDS),
}
"""The groups of names that every document has: under which heading they are listed, and what is in them."""
TREE_NAMES: Final = {
    "支部数": "应报支部数",
    "已报支部": "已报的支部简称，列表",
    "未报支部": "未报的支部简称，列表",
}
BRANCHES: Final = "各支部"
SHORT: Final = "未达标支部"
OVERDUE: Final = "超期问题"
SOURCES: Final = "数据来源"
SOURCE_COLUMNS: Final = ("指标", "数", "来源")
ANY_ITEM: Final = "指标名"
"""What the list of names says where the label of any figure may stand."""
KIND_WORDS: Final = {"数量": "整数", "金额": "数（可带小数）"}


@dataclass(frozen=True)
class NameEntry:
    """One line of the list of names: how to write it, and what it is."""

    name: str
    about: str
    group: str


def names_for(catalogue: Catalogue, made_for: str) -> dict[str, Shape]:
    """The names a document made for this kind of unit may use, labels and keys alike.

    Args:
        catalogue: the office's catalogue.
        made_for: 支部, 总支 or 局.
    """
    items = items_for(catalogue, made_for)
    fields = _item_names(items)
    names: dict[str, Shape] = dict(fields)
    names |= {group: _fields(known) for group, (_title, known) in FIELDS.items()} | dict.fromkeys(PLAIN_NAMES, VALUE)
    names |= dict.fromkeys(ITEM_GROUPS, Shape(fields))
    names |= {name: shape for ledger in _ledger_shapes(catalogue, made_for) for name, shape in ledger.items()}
    names[SOURCES] = Shape(row=Shape(dict.fromkeys(SOURCE_COLUMNS, VALUE)))
    issues = catalogue.ledger_playing(LedgerRole.ISSUES)
    names |= {OVERDUE: _rows_of(issues)} if issues else {}
    if made_for != BRANCH:
        names |= {SHORT: Shape(fields)}
        row = Shape({**_item_names(items_for(catalogue, BRANCH)), **dict.fromkeys(UNIT_FIELDS, VALUE)})
        names |= dict.fromkeys(TREE_NAMES, VALUE) | {BRANCHES: Shape(row=row)}
    return names


def describe(catalogue: Catalogue, made_for: str) -> Iterator[NameEntry]:
    """Every name with its meaning, in the order of the forms."""
    for item in items_for(catalogue, made_for):
        yield NameEntry(item.label, _about(item), item.section)
    yield from _ledger_entries(catalogue, made_for)
    for group, (title, fields) in FIELDS.items():
        yield from (NameEntry(f"{group}.{name}", about, title) for name, about in fields.items())
    yield from (NameEntry(f"{group}.{ANY_ITEM}", about, "比较") for group, about in ITEM_GROUPS.items())
    if made_for != BRANCH:
        yield NameEntry(f"{SHORT}.{ANY_ITEM}", "没有达到目标的支部简称，列表", "比较")
    yield from (NameEntry(name, about, "其他") for name, about in PLAIN_NAMES.items())
    yield NameEntry(
        SOURCES, f"每个数从哪里来，逐行循环；各列：{'、'.join(SOURCE_COLUMNS)}；放在 {{% if 送审稿 %}} 里", "其他"
    )
    if made_for != BRANCH:
        yield from (NameEntry(name, about, "其他") for name, about in TREE_NAMES.items())
        yield NameEntry(BRANCHES, "逐个支部循环：{% for 支部 in 各支部 %}{{ 支部.简称 }}{% endfor %}", "其他")


def _ledger_entries(catalogue: Catalogue, made_for: str) -> Iterator[NameEntry]:
    for ledger in catalogue.ledgers:
        if made_for == BUREAU or made_for in ledger.filed_by:
            columns = "、".join(column.label for column in ledger.columns)
            yield NameEntry(ledger.label, f"台账，逐行循环；各列：{columns}", "台账")
    if catalogue.ledger_playing(LedgerRole.ISSUES):
        yield NameEntry(OVERDUE, "问题整改台账里过了时限还没有办完的，逐行循环", "台账")


def items_for(catalogue: Catalogue, made_for: str) -> tuple[Item, ...]:
    """The items that mean something in a document made for this kind of unit."""
    return catalogue.items if made_for == BUREAU else catalogue.asked_of(BRANCH)


def _item_names(items: tuple[Item, ...]) -> dict[str, Shape]:
    return {name: VALUE for item in items for name in item.names}


def _ledger_shapes(catalogue: Catalogue, made_for: str) -> Iterator[Mapping[str, Shape]]:
    for ledger in catalogue.ledgers:
        if made_for == BUREAU or made_for in ledger.filed_by or BRANCH in ledger.filed_by:
            yield dict.fromkeys(ledger.names, _rows_of(ledger))


def _rows_of(ledger: Ledger) -> Shape:
    columns = (name for column in ledger.columns for name in column.names)
    return Shape(row=Shape(dict.fromkeys([*columns, "支部"], VALUE)))


def _fields(names: Mapping[str, str]) -> Shape:
    return Shape(dict.fromkeys(names, VALUE))


def _about(item: Item) -> str:
    kind = KIND_WORDS.get(item.kind.name, item.kind.name)
    return "，".join(part for part in (kind, item.unit, "必填" if item.required else "", item.help) if part)
