"""What is wrong with a catalogue that is well formed: names that meet, words that mean nothing, rules that cannot be read.

Takes a catalogue and the text it was read from; gives findings with line and what to do. Never mends anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from toolkit.catalogue.expressions import ExpressionFault, is_condition
from toolkit.catalogue.items import Adding, Catalogue, Check
from toolkit.catalogue.ledgers import Column
from toolkit.catalogue.schema_faults import line_of
from toolkit.catalogue.source_findings import source_findings
from toolkit.catalogue.sources import SourceFault
from toolkit.errors import UnknownName
from toolkit.findings import Finding, did_you_mean, ended, error

# Jinja finds a dict's methods before its keys, and the other words mean something of their own in a template.
RESERVED_KEYS = frozenset(dir(dict)) | {"loop", "range", "true", "false", "none", "not", "and", "or", "is", "in", "if"}
RESERVED_LABELS = frozenset(
    [
        "单位",
        "期间",
        "上期",
        "去年同期",
        "变化",
        "同比",
        "目标",
        "单位目标",
        "下期",
        "下期目标",
        "下期单位目标",
        "未达标支部",
        "超期问题",
        "班子人数",
        "完成",
        "覆盖",
        "各支部",
        "支部数",
        "已报支部",
        "未报支部",
        "成文日期",
        "待填项数",
        "草稿",
        "一是",
        "句号",
        "短节并入",
        "数据来源",
        "名称",
        "简称",
        "代码",
        "书记",
        "联系领导",
        "上级",
        "党员人数",
    ]
)


def catalogue_findings(catalogue: Catalogue, place: str, text: str) -> Iterator[Finding]:
    """Every fault.

    Args:
        catalogue: as it was read.
        place: the file's name.
        text: what it was read from, to find lines in.
    """
    names = [name for item in catalogue.items for name in (item.label, *item.was)]
    names += [title for ledger in catalogue.ledgers for title in ledger.titles]
    keys = [item.key for item in catalogue.items] + [ledger.key for ledger in catalogue.ledgers]
    yield from twice(names, "label", place)
    yield from twice(keys, "key", place)
    yield from twice((check.code for check in catalogue.checks), "code", place)
    yield from twice((item.role for item in catalogue.items if item.role), "role", place)
    yield from twice((ledger.role for ledger in catalogue.ledgers if ledger.role), "role", place)
    yield from _reserved_findings("key", keys, RESERVED_KEYS, place)
    yield from _reserved_findings("label", names, RESERVED_LABELS, place)
    yield from _item_findings(catalogue, place)
    yield from _ledger_findings(catalogue, place)
    yield from source_findings(catalogue, place)
    yield from _check_findings(catalogue, place, text)


def _reserved_findings(what: str, words: Iterable[str], reserved: Collection[str], place: str) -> Iterator[Finding]:
    for word in words:
        if word in reserved:
            yield error("reserved", f"{place} {word}", f"{what} 不能用“{word}”，它在模板里另有意思。请换一个。")


def _item_findings(catalogue: Catalogue, place: str) -> Iterator[Finding]:
    for item in catalogue.items:
        where = f"{place} {item.label}（{item.key}）"
        if item.kind.name == "选项" and not item.choices:
            yield error("choices", where, '是选项，却没有 choices。请补上一行 choices = ["…", "…"]。')
        if item.over_units is Adding.DISTINCT and not item.events:
            yield error("events", where, '联合活动算一次，却没有 events。请补上一行 events = ["活动类型"]。')
        if not item.kind.numeric and item.over_units not in (Adding.NONE, Adding.JOIN):
            yield error(
                "adding", where, f"{item.kind.name}不能按“{item.over_units.value}”汇总。请改成“不汇总”或“合并”。"
            )


def _ledger_findings(catalogue: Catalogue, place: str) -> Iterator[Finding]:
    for ledger in catalogue.ledgers:
        where = f"{place} {ledger.label}（{ledger.key}）"
        yield from twice((name for column in ledger.columns for name in column.names), "列名", where)
        yield from twice((column.role for column in ledger.columns if column.role), "role", where)
        states = [column.label for column in ledger.columns if column.done]
        if len(states) > 1:
            yield error(
                "two_states", where, f"{'、'.join(states)}都写了 done，只能有一列说明办到哪一步。请删去多余的。"
            )
        for column in ledger.columns:
            yield from _state_findings(column, where)
            if column.kind.name == "选项" and not column.choices:
                yield error("choices", where, f'“{column.label}”是选项，却没有 choices。请补上 choices = ["…", "…"]。')


def _state_findings(column: Column, where: str) -> Iterator[Finding]:
    """What is wrong with the words and the steps of a state."""
    stepped = [word for pair in column.steps for word in pair]
    for what, words in (("done", column.done), ("steps", stepped)):
        strangers = [word for word in dict.fromkeys(words) if column.choices and word not in column.choices]
        if strangers:
            near = did_you_mean(strangers[0], column.choices)
            yield error(
                "state_words",
                where,
                f"“{column.label}”的 {what} 里，{'、'.join(strangers)}不是它的选项。{near}请改正。",
            )


def _check_findings(catalogue: Catalogue, place: str, text: str) -> Iterator[Finding]:
    for number, check in enumerate(catalogue.checks):
        for word, written in (("rule", check.rule), ("only_if", check.only_if)):
            fault = _condition_fault(catalogue, check, written) if written or word == "rule" else ""
            if fault:
                where = _line(text, place, "check", number, word)
                yield error("check_expression", where, f"核对“{check.code}”的 {word}：{fault}")
        if check.unless and check.unless not in catalogue:
            near = did_you_mean(check.unless, [item.label for item in catalogue.items])
            where = _line(text, place, "check", number, "unless")
            yield error("check_name", where, f"核对“{check.code}”的 unless：没有叫“{check.unless}”的指标。{near}")


def _condition_fault(catalogue: Catalogue, check: Check, text: str) -> str:
    """Why a text is no condition; empty where it is one."""
    try:
        expression = catalogue.condition(check, text)
    except (ExpressionFault, SourceFault, UnknownName) as fault:
        return ended(str(fault))
    return "" if is_condition(expression) else "要写成条件，如“指标 <= 指标”，现在只是一个数。请补上比较。"


def _line(text: str, place: str, *path: int | str) -> str:
    """Where a key of a file stands."""
    line = line_of(text, path)
    return f"{place} 第{line}行" if line else place


def twice(texts: Iterable[str], what: str, place: str) -> Iterator[Finding]:
    """A fault for each text that is there more than once; `what` is what it should be one of a kind as."""
    seen: set[str] = set()
    for text in texts:
        if text in seen:
            yield error("twice", place, f"{what}“{text}”出现了两次。请改成各不相同。")
        seen.add(text)
