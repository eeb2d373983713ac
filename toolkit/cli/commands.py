"""The commands.

Takes words; each command opens the office, calls one task and shows what came of it. Imports of what a command needs stand
inside it, so that help and faults in typing answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.figures import figures_app, period_app
from toolkit.cli.office import offer_own_office, office_app
from toolkit.cli.opened import PeriodOption, UnitsOption, office_opened, period_named, units_named
from toolkit.cli.results import show_made, show_mended
from toolkit.cli.show import complain, problems, say, show_findings, show_table
from toolkit.cli.usage import PROGRAM, usage_advice
from toolkit.errors import FaultsFound, MissingFile, ToolkitError, UnknownName
from toolkit.findings import has_errors
from toolkit.settings import read_settings

if TYPE_CHECKING:
    from toolkit.catalogue.periods import Period
    from toolkit.tasks import FormRead, Office

MADE_FOR = ("支部", "总支", "局")

app = typer.Typer(
    help="半年报工具：收表、核对、生成文书。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
forms_app = typer.Typer(help="填报表：写出空表，收回填好的表。", no_args_is_help=True)
templates_app = typer.Typer(help="模板：检查，查看可用的名称。", no_args_is_help=True)
app.add_typer(forms_app, name="forms")
app.add_typer(figures_app, name="figures")
app.add_typer(office_app, name="office")
app.add_typer(period_app, name="period")
app.add_typer(templates_app, name="templates")


def main() -> None:
    """Run the command line; a fault in use is one Chinese line and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        sys.exit(app(prog_name=PROGRAM, standalone_mode=False) or 0)
    except FaultsFound as faults:
        show_findings(faults.findings, problems)
        sys.exit(1)
    except ToolkitError as fault:
        complain(str(fault))
        sys.exit(1)
    except typer.Exit as ended:
        sys.exit(ended.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except Exception as fault:
        advice = usage_advice(fault)
        if advice is None:
            raise
        complain(advice)
        sys.exit(2)


@app.command(hidden=True)
def init(bureau: Annotated[str, typer.Argument(help="本局名称")]) -> None:
    """在程序的文件夹里建立本单位的单位表，以前的版本就是这样；现在请用 office new。"""
    from toolkit.tasks import start_own_office

    path = start_own_office(read_settings(), bureau)
    say(f"已建立单位表：{path}")
    say("请用 Excel 或 WPS 打开，一行填一个支部，保存后运行：python start.py forms write --period 2026年上半年")


@forms_app.command("write")
def forms_write(
    period: PeriodOption = "",
    unit: UnitsOption = None,
    folder: Annotated[Path | None, typer.Option("--to", help="写到哪个文件夹")] = None,
) -> None:
    """给每个支部写一张填报表；已有的表不覆盖。"""
    from toolkit.report.outputs import safe_name
    from toolkit.tasks import write_forms

    office = office_opened()
    when = period_named(office, period)
    target = folder or office.settings.root / "forms" / safe_name(when.name)
    written = write_forms(office, when, units_named(office, unit) or office.at(when).units.filing, target)
    new, failed = sum(form.is_new for form in written), [form for form in written if form.reason]
    say(f"写出{new}张填报表，在 {target}")
    if kept := len(written) - new - len(failed):
        say(f"另有{kept}张早已写出，可能已经填了，没有覆盖。要重写，请先把旧表移走。")
    for form in failed:
        complain(f"{form.unit.short_name}没有写成，{form.path}：{form.reason}")
    if failed:
        raise typer.Exit(1)


@forms_app.command("read")
def forms_read(
    paths: Annotated[list[Path] | None, typer.Argument(help="填报表，或放填报表的文件夹")] = None,
    choose: Annotated[list[Path] | None, typer.Option("--choose", help="一个单位有几份时，收这一份；可写多次")] = None,
    newest: Annotated[bool, typer.Option("--newest", help="一个单位有几份时，收保存时间最晚的一份")] = False,
) -> None:
    """收回填好的表：每张表要么全收，要么不收并说明原因。"""
    office = office_opened()
    folders = paths or _form_folders(office)
    say(f"读取：{'、'.join(map(str, folders))}")
    results = _read(office, folders, choose or (), newest)
    if any(has_errors(result.findings) for result in results):
        raise typer.Exit(1)


@forms_app.command("return")
def forms_return(
    unit: Annotated[list[str], typer.Option("--unit", "-u", help="退回哪个单位（名称、简称或代码），可写多次")],
    period: PeriodOption = "",
    reason: Annotated[str, typer.Option("--reason", "-r", help="退回的原因")] = "",
) -> None:
    """把报上来的退回去改，写明原因；再收到改好的表，又是已报。"""
    from toolkit.tasks import return_filing

    office = office_opened()
    when = period_named(office, period)
    for each in units_named(office, unit):
        return_filing(office, when, each, reason)
        say(f"{each.short_name}{when.name}已退回：{reason}")


@app.command()
def status(period: PeriodOption = "") -> None:
    """谁报了、谁没报、还缺几项。"""
    from toolkit.tasks import open_book, review_book, states_of

    office = office_opened()
    when = period_named(office, period)
    rows, states = review_book(office, open_book(office, when)), states_of(office, when)
    say(f"{when.name}填报情况：{'已经定稿。' if office.closing_of(when) else ''}")
    show_table(
        ("单位", "上报", "填写", "必填", "待看"),
        [
            (
                row.unit.short_name,
                states[row.unit.code].value,
                row.state.value,
                f"{row.filled}/{row.required}",
                str(len(row.findings)),
            )
            for row in rows
        ],
    )


@app.command()
def check(
    period: PeriodOption = "",
    unit: UnitsOption = None,
    *,
    documents: Annotated[
        bool, typer.Option("--documents", help="核对已生成的文书：汇总的数是不是各支部汇报里的数加起来的")
    ] = False,
) -> None:
    """核对已报的数据，逐条列出缺的、错的、可疑的。"""
    from toolkit.tasks import open_book, review_book

    if documents:
        _check_documents(period)
        return
    office = office_opened()
    chosen = {each.code for each in units_named(office, unit)}
    when = period_named(office, period)
    rows = review_book(office, open_book(office, when))
    findings = [finding for row in rows for finding in row.findings if not chosen or row.unit.code in chosen]
    show_findings(finding for finding in findings if finding not in office.findings)
    say(f"{when.name}：共{len(findings)}条。" if findings else f"{when.name}：没有发现问题。")
    if has_errors(findings):
        raise typer.Exit(1)


def _check_documents(period: str) -> None:
    from toolkit.tasks import compare_documents

    office = office_opened()
    when = period_named(office, period)
    agreement = compare_documents(office, when)
    show_findings(agreement.findings)
    say(agreement.text)
    if agreement.findings or not agreement.files:
        raise typer.Exit(1)


@app.command()
def generate(
    period: PeriodOption = "",
    unit: UnitsOption = None,
    document: Annotated[list[str] | None, typer.Option("--document", "-d", help="只做这些文书，可写多次")] = None,
    *,
    joined: Annotated[bool, typer.Option("--joined", help="再合订成一册，供打印")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="再转成 PDF；要装有 LibreOffice 或 Word")] = False,
    anew: Annotated[bool, typer.Option("--anew", help="没有变化的也重新生成，成文日期改为今天")] = False,
    day: Annotated[
        str, typer.Option("--date", help="成文日期：2026-07-10，或“空白”；不写就按 office.toml，再不写就是今天")
    ] = "",
    edition: Annotated[str, typer.Option("--edition", help="送审稿，或正式稿；不写就按 office.toml")] = "",
    workers: Annotated[int, typer.Option("--workers", min=0, help="最多几个进程同时填写；不写就由工具决定")] = 0,
) -> None:
    """生成文书：每个支部一份，全局一份。"""
    from toolkit import tasks

    office = office_opened()
    when, issue = period_named(office, period), tasks.read_issue(day, edition)
    chosen = [tasks.find_document(office, name) for name in document] if document else None
    units = units_named(office, unit) or None
    with _progress(tasks.count_documents(office.at(when), chosen, units), "生成") as done:
        made = tasks.generate(office, when, chosen, units, workers=workers, is_anew=anew, issue=issue, done=done)
    show_made(office, made)
    paths = list(made.paths)
    if joined and paths:
        paths.append(tasks.join_documents(office, when, paths))
        say(f"合订本：{paths[-1]}")
    if made.failed or (pdf and not _make_pdfs(office, when, paths)):
        raise typer.Exit(1)


@templates_app.command("check")
def templates_check(
    annotate: Annotated[
        Path | None, typer.Option("--annotate", help="把问题写成Word批注，另存一份到这个文件夹")
    ] = None,
    fix: Annotated[Path | None, typer.Option("--fix", help="把肯定能改的改好，另存一份到这个文件夹")] = None,
) -> None:
    """检查模板，列出写错的名称和标签在哪一段、哪一格。"""
    from toolkit import tasks

    office = office_opened()
    reports = tasks.check_templates(office)
    for report in reports:
        show_findings(report.findings)
        if not report.findings:
            say(f"{report.document.label}（{report.document.template}）：没有问题。")
        if annotate and report.template and report.findings:
            say(f"带批注的副本：{tasks.annotate_template(office, report, annotate)}")
        if fix and report.template:
            show_mended(*tasks.mend_template(office, report, fix))
    renewed = tasks.renew_catalogue(office, fix) if fix else None
    if renewed:
        say(f"指标目录里的规则、公式还写着旧名称，改好的副本：{renewed}。核对无误后，用它替换 catalogue.toml。")
    if any(has_errors(report.findings) for report in reports):
        raise typer.Exit(1)


@templates_app.command("names")
def templates_names(
    made_for: Annotated[str, typer.Option("--for", help="哪类文书：支部、总支或局")] = "支部",
    containing: Annotated[str, typer.Argument(help="只看含有这几个字的")] = "",
    write: Annotated[bool, typer.Option("--write", help="把全部名称和写法写进 templates 文件夹的 README.md")] = False,
) -> None:
    """列出模板里可以用的名称。"""
    from toolkit.tasks import template_names, write_reference

    if write:
        say(f"已写进 {write_reference(office_opened())}。")
        return
    if made_for not in MADE_FOR:
        raise UnknownName(f"没有“{made_for}”这类文书。请写{'、'.join(MADE_FOR)}之一。")
    names = [
        each
        for each in template_names(office_opened(), made_for)
        if containing in f"{each.name}{each.about}{each.group}"
    ]
    if not names:
        say(f"没有含“{containing}”的名称。")
        return
    show_table(("类别", "写法", "含义"), [(each.group, f"{{{{ {each.name} }}}}", each.about) for each in names])


@app.command(hidden=True)
def demo() -> None:
    """收示例的填报表、核对、生成文书，一次做完。"""
    from toolkit import tasks

    office = office_opened()
    settings = office.settings
    say("正在使用自带的示例单位（虚构）。" if settings.is_sample else f"正在使用 {settings.units} 里的单位。")
    results = _read(office, settings.form_folders) if settings.form_folders else ()
    when = tasks.offered_period(office)
    with _progress(tasks.count_documents(office.at(when)), "生成") as done:
        made = tasks.generate(office, when, done=done)
    show_made(office, made)
    _say_where_next(settings.is_sample)
    if settings.is_sample:
        offer_own_office()
    if made.failed or any(has_errors(result.findings) for result in results):
        raise typer.Exit(1)


@app.command()
def lab() -> None:
    """打开 JupyterLab（中文），从首页开始。"""
    from toolkit.ui.serve import run_lab

    raise typer.Exit(run_lab(say))


@app.command(name="app")
def desk() -> None:
    """在浏览器里打开工作台，只在本机可见。"""
    from toolkit.ui.serve import run_app

    raise typer.Exit(run_app(say))


def _form_folders(office: Office) -> list[Path]:
    folders = list(office.settings.form_folders)
    if not folders:
        advice = "还没有这个文件夹。请先用 forms write 写出填报表，或写明表在哪个文件夹。"
        raise MissingFile(f"{office.settings.forms}：{advice}")
    return folders


def _read(
    office: Office, paths: Sequence[Path], choose: Sequence[Path] = (), newest: bool = False
) -> tuple[FormRead, ...]:
    from toolkit import tasks

    results = tasks.read_forms(office, paths, choose=choose, newest=newest)
    for result in results:
        show_findings(result.findings)
    taken = [result for result in results if result.taken is not None and not result.is_blank]
    fresh = [result for result in taken if not result.known]
    _count_forms(results, taken, fresh)
    _show_lines([*(result.line for result in results if result.line), *tasks.receipts(office, fresh)])
    sent_back = next((result.sent_back for result in results if result.sent_back), None)
    if sent_back:
        say(f"要改的表已加好批注，在 {sent_back.parent}，可直接发回。")
    if any(finding.code == "form_versions" for result in results for finding in result.findings):
        say(
            f'要收哪一份，请写明：{PROGRAM} forms read --choose "文件名"；或一律收保存时间最晚的：{PROGRAM} forms read --newest'
        )
    return results


def _count_forms(results: Sequence[FormRead], taken: Sequence[FormRead], fresh: Sequence[FormRead]) -> None:
    """What became of all forms, in one line; `fresh` are those taken for the first time."""
    blank, waiting = sum(result.is_blank for result in results), sum(result.is_waiting for result in results)
    figures = sum(result.taken or 0 for result in taken)
    refused = sum(result.taken is None for result in results) - waiting
    say(
        f"收表{len(results)}张：新收{len(fresh)}张、{figures}项数据，先前收过{len(taken) - len(fresh)}张，空表{blank}张，退回{refused}张"
        f"{f'，一个单位几份、没有收的{waiting}张' if waiting else ''}。"
    )


def _show_lines(lines: Sequence[str]) -> None:
    if lines:
        say("可以发到群里：")
    for line in lines:
        say(f"  {line}")


def _progress(total: int, verb: str) -> AbstractContextManager[Callable[[object], None]]:
    from toolkit.progress import progress_bar

    return progress_bar(total, verb)


def _make_pdfs(office: Office, when: Period, paths: Sequence[Path]) -> bool:
    from toolkit import tasks

    with _progress(len(paths), "转 PDF ") as done:
        made = tasks.make_pdfs(office, when, paths, done=done)
    failed = [each for each in made if each.reason]
    for each in failed:
        complain(f"{each.source.name}：{each.reason}")
    for each in made:
        if each.kept:
            say(f"原来的同名 PDF 不是本工具转的，已另存为 {each.kept.name}")
    say(f"转成 PDF {len(made) - len(failed)}份。")
    return not failed


def _say_where_next(is_sample: bool) -> None:
    say("接下来：")
    say("  python start.py check    逐条看哪里缺、哪里可疑")
    say("  python start.py app      在浏览器里填报、生成")
    say("  python start.py lab      在 JupyterLab 里填报、生成")
    if is_sample:
        say('  python start.py office new "本局名称"    改用自己的单位')
