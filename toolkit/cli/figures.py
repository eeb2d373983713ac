"""The commands of figures and periods: where a number comes from, what is taken back, what is approved and closed.

Takes words; each command opens the office, calls one task and shows what came of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from toolkit.cli.opened import PeriodOption, UnitsOption, office_opened, period_named, units_named
from toolkit.cli.show import complain, say, show_table
from toolkit.cli.tables import figures_export, figures_import
from toolkit.errors import UnknownName

if TYPE_CHECKING:
    from datetime import datetime

    from toolkit.tasks import Deletion, Entered, Explanation, Office, Saves

LATEST: Final = 20
SINCE: Final = "生成"

figures_app = typer.Typer(help="数据：从哪里来、改过什么、撤销。", no_args_is_help=True)
figures_app.command("import")(figures_import)
figures_app.command("export")(figures_export)
period_app = typer.Typer(help="期间：审核、定稿、重新打开。", no_args_is_help=True)

ReasonOption = Annotated[str, typer.Option("--reason", "-r", help="原因")]


@figures_app.command("show")
def figures_show(
    name: Annotated[str, typer.Argument(help="指标的名称，如 党费实收；不写就列出最近的保存记录")] = "",
    of: Annotated[str, typer.Option("--of", help="哪个单位（名称、简称或代码）；不写就是全局")] = "",
    period: PeriodOption = "",
    since: Annotated[str, typer.Option("--since", help="写 生成：看生成文书以后改了什么")] = "",
) -> None:
    """一个数从哪里来：谁在什么时候从哪个文件填的、以前是多少、合计里有哪些单位。"""
    from toolkit import tasks

    office = office_opened()
    when = period_named(office, period)
    if since and since != SINCE:
        raise UnknownName(f"--since 后面只能写“{SINCE}”。")
    if since:
        _show_changes(tasks.changes_since(office, when))
    elif name:
        unit = office.at(when).units.find(of) if of and of != "局" else office.units.root
        _show_explanation(tasks.explain(office, when, unit, name))
    else:
        _show_saves(tasks.latest_saves(office, LATEST))


@figures_app.command("undo")
def figures_undo(
    number: Annotated[int, typer.Argument(min=1, max=2**31 - 1, help="保存记录的号，见 figures show")],
    reason: ReasonOption = "",
) -> None:
    """撤销一次保存（一张表就整张撤销）；撤销本身也可以再撤销。"""
    from toolkit import tasks

    say(f"已撤销第{number}批，{tasks.undo(office_opened(), number, reason)}项恢复原样。")


@figures_app.command("follow")
def figures_follow(period: PeriodOption = "") -> None:
    """把联系支部时发现、还没有记下的问题，转入支部的问题整改台账。"""
    from toolkit import tasks

    office = office_opened()
    when = period_named(office, period)
    done = tasks.follow_visits(office, when)
    if not done:
        say(f"{when.name}联系支部时发现的问题都已经记下，没有要转入的。")
        return
    show_table(
        ("联系", "支部", "问题", "编号"),
        [(e.visit.words, e.unit.short_name if e.unit else e.visit.unit, e.visit.problem, e.number) for e in done],
    )
    for each in done:
        if each.reason:
            complain(f"没有转入：{each.visit.words}：{each.reason}")
    if any(each.reason for each in done):
        raise typer.Exit(1)


@figures_app.command("score")
def figures_score(period: PeriodOption = "") -> None:
    """考核：各单位按目标完成情况的得分，每一处扣分的原因；办公室要排名的，列出名次。"""
    from toolkit import tasks

    office = office_opened()
    when = period_named(office, period)
    columns, rows = tasks.score_table(tasks.Sheet(office, when, ""))
    if not rows:
        say("没有要考核的。请在指标目录里给有目标的指标写上 points，如 points = 5。")
        return
    show_table(columns, rows)


@figures_app.command("delete")
def figures_delete(
    *,
    unit: Annotated[str, typer.Option("--unit", "-u", help="一个单位的全部数据")] = "",
    period: Annotated[str, typer.Option("--period", "-p", help="一个期间的全部数据")] = "",
    member: Annotated[str, typer.Option("--member", help="一个党员编号在各台账里的记录")] = "",
    sure: Annotated[bool, typer.Option("--sure", help="确实要删；不写就只说会删哪些")] = False,
) -> None:
    """彻底删除，连同历史和收到的表，不能恢复；只留下谁在什么时候删过。"""
    from toolkit import tasks

    office = office_opened()
    if sum(map(bool, (unit, period, member))) != 1:
        raise UnknownName("请写明删什么，三样写一样：--unit 单位，--period 期间，或 --member 党员编号。")
    if unit:
        deletion = tasks.deletion_of_unit(office, office.units.find(unit))
    elif period:
        deletion = tasks.deletion_of_period(office, period_named(office, period))
    else:
        deletion = tasks.deletion_of_member(office, member)
    _delete(office, deletion, is_sure=sure)


def _delete(office: Office, deletion: Deletion, *, is_sure: bool) -> None:
    from toolkit import tasks

    told = f"{deletion.what}，共{deletion.figures}项，连同历史和收到的表"
    if not is_sure:
        complain(f"会删去{told}，删了不能恢复。确实要删的，请在命令后面加上 --sure。")
        raise typer.Exit(1)
    tasks.delete_for_good(office, deletion)
    say(f"已彻底删除{told}。")
    if deletion.left:
        say(f"别处还有{deletion.left}处写着这个名称或编号，没有删，请到填报里改。")
    say("单位表、收到的表、生成的文书和以前的备份是文件，没有动，不要的请自行删去：")
    for path in tasks.files_left(office):
        say(f"  {path}")


@period_app.command("approve")
def period_approve(
    period: PeriodOption = "",
    unit: UnitsOption = None,
) -> None:
    """审核：已报的变成已审；以后再改，又要重新审。"""
    from toolkit import tasks
    from toolkit.figures.figure import FilingState

    office = office_opened()
    when = period_named(office, period)
    states = tasks.states_of(office, when)
    chosen = units_named(office, unit) or [
        each for each in office.at(when).units.filing if states[each.code] is FilingState.FILED
    ]
    if not chosen:
        raise UnknownName(f"{when.name}没有已报待审的单位。")
    tasks.approve(office, when, chosen)
    say(f"{when.name}已审{len(chosen)}个单位：{'、'.join(each.short_name for each in chosen)}。")


@period_app.command("close")
def period_close(period: PeriodOption = "", reason: ReasonOption = "") -> None:
    """定稿：这个期间不能再改，数据、单位表、指标目录、模板一起留存。"""
    from toolkit import tasks

    office = office_opened()
    when = period_named(office, period)
    tasks.close_period(office, when, reason)
    say(f"{when.name}已经定稿。要改，请先运行：python start.py period reopen --period {when.name} --reason 原因")


@period_app.command("reopen")
def period_reopen(period: PeriodOption = "", reason: ReasonOption = "") -> None:
    """重新打开定稿的期间，要写明原因。"""
    from toolkit import tasks

    office = office_opened()
    when = period_named(office, period)
    tasks.reopen_period(office, when, reason)
    say(f"{when.name}已经重新打开，可以改了。改完请再定稿。")


def _show_explanation(told: Explanation) -> None:
    say(f"{told.title}：{told.shown or '还没有填'}" + (f"（{told.coverage}）" if told.coverage else ""))
    show_table(
        ("单位", "内容", "原来", "时间", "填报人", "来源", "原因"),
        [
            (
                each.unit,
                each.text or "（清空）",
                each.before,
                _moment(each.at),
                each.author,
                each.source + each.place,
                each.reason,
            )
            for each in told.entered
        ],
    )
    if told.missing:
        say(f"还没有的：{'、'.join(told.missing)}")


def _show_changes(entered: Sequence[Entered]) -> None:
    if not entered:
        say("生成以后没有改过数据。")
        return
    show_table(
        ("单位", "指标", "原来", "现在", "时间", "填报人"),
        [(each.unit, each.label, each.before, each.text, _moment(each.at), each.author) for each in entered],
    )


def _show_saves(saves: Sequence[Saves]) -> None:
    show_table(
        ("号", "时间", "填报人", "来源", "内容", "原因"),
        [
            (
                str(each.number),
                _moment(each.at),
                each.author,
                each.source,
                each.what + ("（已撤销）" if each.is_undone else ""),
                each.reason.partition("\n")[0],
            )
            for each in saves
        ],
    )


def _moment(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
