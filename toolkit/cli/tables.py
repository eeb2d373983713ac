"""The commands of tables of others: an old table in, figures out.

Takes words; each command opens the office, calls one task and shows what came of it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.opened import PeriodOption, office_opened, period_named
from toolkit.cli.show import say, show_findings, show_table
from toolkit.cli.usage import PROGRAM
from toolkit.errors import ToolkitError

if TYPE_CHECKING:
    from toolkit.tasks import Match, TableLook

PAIR = "写成 标题=指标，如 --heading 党日次数=主题党日；不是指标的写 标题="


def figures_import(
    path: Annotated[Path, typer.Argument(help="旧表：.xlsx、.xls、.et、.csv")],
    period: PeriodOption = "",
    heading: Annotated[list[str] | None, typer.Option("--heading", help=f"一栏是哪个指标，{PAIR}；可写多次")] = None,
    name: Annotated[
        list[str] | None, typer.Option("--name", help="一个名称是哪个单位，如 --name 审批科=行政审批科党支部；可写多次")
    ] = None,
    *,
    take: Annotated[bool, typer.Option("--take", help="收下；不写就只看一看")] = False,
) -> None:
    """收旧表：先看清每一栏是什么、会改动什么，再加上 --take 收下。认过的下次不再问。"""
    from toolkit import tasks
    from toolkit.archives import read_unchecked

    office = office_opened()
    when = period_named(office, period)
    data = read_unchecked(path, "旧表")
    look = tasks.look_into_table(office, when, path.name, data)
    for words, means in map(_pair, heading or ()):
        look = replace(look, decisions=tasks.heading_decided(office, look, words, means))
    for words, means in map(_pair, name or ()):
        look = replace(look, decisions=tasks.name_decided(office, look, words, means))
    if heading or name:
        tasks.remember(office, when, look.decisions)
        look = tasks.look_into_table(office, when, path.name, data)
    _show(look)
    if not take:
        say("核对无误，加上 --take 收下。" if look.wanted else "没有要收的数。")
        return
    say(f"已收下{tasks.take_table(office, look)}项。要撤销，见 {PROGRAM} figures show。")


def figures_export(
    path: Annotated[Path | None, typer.Argument(help="存成哪个文件；不写就存在 output 文件夹里")] = None,
    period: PeriodOption = "",
    like: Annotated[
        Path | None, typer.Option("--like", help="照这张旧表的样子填好，另存一份（如上级的统计表）")
    ] = None,
) -> None:
    """导出：总表、文字材料、汇总、核对、台账、填报记录，一个 Excel 文件；或照一张旧表的样子填好。"""
    from toolkit import tasks
    from toolkit.archives import read_unchecked

    office = office_opened()
    when = period_named(office, period)
    if like is not None:
        look = tasks.look_into_table(office, when, like.name, read_unchecked(like, "旧表"))
        filled = tasks.fill_table(office, look)
        show_findings(filled.findings)
        say(f"填了{filled.cells}格，存在 {tasks.write_table(office, when, path, like.name, filled.data)}")
        return
    say(f"已导出到 {tasks.export_figures(office, when, path)}")


def _pair(text: str) -> tuple[str, str]:
    words, sign, means = text.partition("=")
    if not sign:
        raise ToolkitError(f"“{text}”里没有等号。请{PAIR}。")
    return words.strip(), means.strip()


def _show(look: TableLook) -> None:
    for table in look.tables:
        if table.layout is not None:
            kind = table.ledger.label if table.ledger else table.layout.direction.value
            say(f"{table.title or look.name}：{kind}")
            show_table(
                ("表里的标题", "哪一栏" if table.ledger else "指标", "把握"),
                [_row_of(match) for match in table.matches],
            )
        for text, near in table.unknown:
            told = f"可能是{'、'.join(unit.short_name for unit in near[:3])}。" if near else ""
            say(f"  认不出单位“{text}”。{told}请写明：--name {text}=单位名称")
    show_findings(look.findings)
    changed = [(each.unit.short_name, each.label, each.stored or "（空）", each.new) for each in look.wanted]
    if changed:
        show_table(("单位", "指标或台账", "现在", "表里"), changed)
    say(f"{look.period.name}：要改动{len(look.wanted)}项，与现有的相同{look.same}项。")


def _row_of(match: Match) -> tuple[str, str, str]:
    if match.meaning:
        scaled = f"（乘以{match.factor:f}）" if match.factor != 1 else ""
        return match.words, match.meaning + scaled, "确定"
    if match.is_asked:
        near = "、".join(label for label, _key in match.offered[:3])
        return (
            match.words,
            f"可能是{near}",
            f"请写明：--heading “{match.words}={'哪一栏' if match.columns else '指标'}”",
        )
    return match.words, "", "不收"
