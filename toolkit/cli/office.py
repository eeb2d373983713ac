"""The commands of the office as a whole: made, moved, backed up, put back, looked over.

Takes words; each command calls one task and shows what came of it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.markup import escape

from toolkit.cli.opened import office_opened
from toolkit.cli.show import complain, console, say, show_findings, show_table
from toolkit.errors import ToolkitError, UnknownName
from toolkit.findings import has_errors
from toolkit.settings import REPOSITORY, is_home_given, read_settings

USUAL_FOLDER: Final = "党务半年报"

office_app = typer.Typer(help="本单位：新建、搬家、备份、恢复、体检。", no_args_is_help=True)


@office_app.command("new")
def office_new(
    bureau: Annotated[str, typer.Argument(help="本局名称")],
    folder: Annotated[
        Path | None, typer.Option("--in", help="放在哪个文件夹：程序外面、不同步的一个新文件夹；不写就会问")
    ] = None,
    units: Annotated[
        Path | None, typer.Option("--units", help="现成的支部名单或党员花名册：.xlsx、.xls、.et、.csv")
    ] = None,
) -> None:
    """在程序外面的一个文件夹里建立本单位；以后都用那里的数据。"""
    _refuse_given_home()
    rows = _listed(bureau, units) if units is not None else ()
    if folder is not None:
        _make_office(bureau, folder, rows)
    elif sys.stdin.isatty():
        _ask_where(bureau, rows)
    else:
        raise UnknownName("请写明放在哪个文件夹：--in 文件夹。")


def offer_own_office() -> None:
    """Ask whoever starts the program for the first time for an office of her own; only at a keyboard, and an empty answer is no."""
    if is_home_given() or not sys.stdin.isatty():
        return
    bureau = _asked("改用自己的单位，请写本局名称（先试示例的，直接回车）：")
    if bureau:
        _ask_where(bureau)


def _listed(bureau: str, path: Path) -> Sequence[Mapping[str, str]]:
    from toolkit.archives import read_unchecked
    from toolkit.tasks import read_unit_list

    rows = read_unit_list(bureau.strip(), path.name, read_unchecked(path, "名单"))
    show_table(
        ("代码", "名称", "类型", "上级"),
        [tuple(row[name] for name in ("代码", "名称", "类型", "上级")) for row in rows],
    )
    return rows


def _ask_where(bureau: str, rows: Sequence[Mapping[str, str]] = ()) -> None:
    """Ask for a folder until one can be used."""
    usual = Path.home() / USUAL_FOLDER
    while True:
        answer = _asked(f"数据放在哪个文件夹（程序外面、不同步的；直接回车就是 {usual}）：")
        try:
            _make_office(bureau, Path(answer) if answer else usual, rows)
        except ToolkitError as fault:
            complain(str(fault))
        else:
            return


def _asked(question: str) -> str:
    # A path that was copied in Windows comes in quotes.
    return console.input(escape(question)).strip().strip('"').strip()


def _make_office(bureau: str, folder: Path, rows: Sequence[Mapping[str, str]] = ()) -> None:
    from toolkit.tasks import new_office

    path = new_office(read_settings(), bureau, folder, REPOSITORY, rows)
    say(f"已建立，今后都用这里的数据：{path.parent.parent}")
    todo = "核对名单读得对不对" if rows else "一行填一个支部"
    say(f"请用 Excel 或 WPS 打开 {path}，{todo}，保存后写出填报表：python start.py forms write --period 2026年上半年")


@office_app.command("move")
def office_move(folder: Annotated[Path, typer.Argument(help="新的文件夹：程序外面、不同步的一个新文件夹")]) -> None:
    """把本单位的数据、模板、表和文书搬到另一个文件夹，以后都用那里的。"""
    from toolkit.tasks import move_office

    _refuse_given_home()
    left = move_office(office_opened(), folder, REPOSITORY)
    say(f"已搬到 {folder.resolve()}，今后都用那里的数据。")
    for path in left:
        complain(f"{path}：已经复制过去，原处的没有删掉（有文件打开着）。请核对后自行删除。")


@office_app.command("backup")
def office_backup(
    folder: Annotated[Path | None, typer.Option("--to", help="存到哪个文件夹，如U盘；不写就存到“备份”文件夹")] = None,
) -> None:
    """把数据、单位表、模板、收到的表存成一个 zip，并打开核对一遍；别人正在填也可以备份。"""
    from toolkit.tasks import back_up

    made = back_up(office_opened(), folder)
    say(f"已备份到 {made.path}，核对无误，共{made.batches}次保存的记录。")


@office_app.command("restore")
def office_restore(
    path: Annotated[Path, typer.Argument(help="备份的 zip 文件")],
    *,
    other: Annotated[bool, typer.Option("--other", help="是别的单位的备份，确实要换成它")] = False,
) -> None:
    """用备份恢复；先核对备份，再把现在的也备份一份。"""
    from toolkit.tasks import check_backup, restore

    told = check_backup(path)
    before = restore(office_opened(), path, is_other_meant=other)
    say(f"已恢复为{told.office}在{told.moment:%Y-%m-%d %H:%M}的备份，共{told.batches}次保存的记录。")
    say(f"恢复以前的，备份在 {before.path}")


@office_app.command("doctor")
def office_doctor() -> None:
    """体检：数据库有没有损坏、放的地方安不安全、多久没有备份、模板有没有错。"""
    from toolkit.tasks import diagnose, open_office

    findings = diagnose(open_office(read_settings()))
    show_findings(findings)
    say("一切正常。" if not findings else f"共{len(findings)}条，请照上面的办。")
    if has_errors(findings):
        raise typer.Exit(1)


def _refuse_given_home() -> None:
    """Where TOOLKIT_HOME says where the office lies, what is chosen here would count for nothing."""
    if is_home_given():
        raise ToolkitError(
            "环境变量 TOOLKIT_HOME 已经指定了本单位的文件夹，选了也不起作用，没有做。请先去掉这个环境变量。"
        )
