"""The command line, run as a clerk runs it: Chinese help, Chinese answers, an exit code that tells."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from tests.support.commands import Ran, run_all
from tests.support.libreoffice import required
from tests.support.read_docx import paragraphs, parts
from tests.support.sample_office import copy_typed
from tests.tasks.forms.test_writing import fill
from toolkit.cli import app
from toolkit.settings import REPOSITORY
from toolkit.word.package.package import read_package, write_package


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return copy_typed(tmp_path / "新 文件夹")


def toolkit(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TOOLKIT_HOME": str(home), "PYTHONPATH": str(REPOSITORY), "COLUMNS": "200"}
    environment.pop("TOOLKIT_DATABASE", None)
    return subprocess.run(
        [sys.executable, "-m", "toolkit", *words],
        env=environment,
        cwd=home,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_whole_job_ends_with_a_table_and_where_to_go_next(home: Path) -> None:
    ran = toolkit(home, "demo")

    assert ran.returncode == 0
    assert "收表24张" in ran.stdout
    assert "档案馆党支部2026年上半年党建工作情况汇报（草稿）.docx" in ran.stdout
    assert "接下来：" in ran.stdout
    assert len(list((home / "output" / "2026年上半年").glob("*.docx"))) == 13


def test_documents_are_joined_for_printing_on_request(home: Path) -> None:
    toolkit(home, "forms", "read")

    ran = toolkit(home, "generate", "--unit", "人事科党支部", "--unit", "财务科党支部", "--joined")

    joined = home / "output" / "2026年上半年" / "合订本.docx"
    assert ran.returncode == 0
    assert f"合订本：{joined}" in ran.stdout.replace("\n", "")
    text = "".join(paragraphs(joined.read_bytes()))
    assert "人事科党支部" in text and "财务科党支部" in text


def test_two_versions_of_one_form_are_named_and_one_is_taken_on_request(home: Path) -> None:
    toolkit(home, "forms", "write", "--period", "2026年下半年", "--unit", "人事科党支部", "--to", str(home / "收回"))
    (issued,) = (home / "收回").iterdir()
    for name, answer in (("甲.xlsx", 5), ("乙.xlsx", 6)):
        (home / "收回" / name).write_bytes(issued.read_bytes())
        fill(home / "收回" / name, theme_days=answer)

    asked = toolkit(home, "forms", "read", str(home / "收回"))
    chosen = toolkit(home, "forms", "read", str(home / "收回"), "--choose", "甲.xlsx")
    wrong = toolkit(home, "forms", "read", str(home / "收回"), "--choose", "丙.xlsx")

    assert (asked.returncode, chosen.returncode, wrong.returncode) == (1, 0, 1)
    assert "一个单位几份、没有收的2张" in asked.stdout
    assert "主题党日 6、5" in asked.stdout
    assert "--newest" in asked.stdout
    assert "新收1张、1项数据" in chosen.stdout
    assert "丙.xlsx：不在这次读的表里" in wrong.stderr


def test_pdfs_are_made_on_request(home: Path) -> None:
    required("soffice")
    toolkit(home, "forms", "read")

    ran = toolkit(home, "generate", "--unit", "人事科党支部", "--joined", "--pdf")

    assert ran.returncode == 0
    assert "转成 PDF 2份" in ran.stdout
    names = sorted(path.name for path in (home / "output" / "2026年上半年").glob("*.pdf"))
    assert names == ["人事科党支部2026年上半年党建工作情况汇报.pdf", "合订本.pdf"]


def test_status_shows_who_has_not_filed(home: Path) -> None:
    toolkit(home, "forms", "read")

    ran = toolkit(home, "status")

    assert ran.returncode == 0
    assert any("档案馆党支部" in line and "未填" in line for line in ran.stdout.splitlines())


def test_check_tells_by_its_exit_code_that_something_is_missing(home: Path) -> None:
    toolkit(home, "forms", "read")

    all_units, one_unit = toolkit(home, "check"), toolkit(home, "check", "--unit", "人事科党支部")

    assert (all_units.returncode, one_unit.returncode) == (1, 0)
    assert "规划发展科党支部 集中学习：必填，还没有填" in all_units.stdout


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("generate", "--unit", "人事党支部"), "是不是想写“人事科党支部”"),
        (("status", "--period", "去年"), "看不懂期间“去年”"),
        (("generate", "--document", "支部汇报"), "没有叫“支部汇报”的文书"),
        (("forms", "read", "没有的文件夹"), "没有这个文件或文件夹"),
    ],
)
def test_a_word_nobody_knows_gets_a_chinese_answer_and_exit_code_1(
    home: Path, words: tuple[str, ...], answer: str
) -> None:
    ran = toolkit(home, *words)

    assert ran.returncode == 1
    assert answer in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_broken_catalogue_is_told_with_line_and_remedy(home: Path) -> None:
    catalogue = home / "templates" / "catalogue.toml"
    catalogue.write_text(
        catalogue.read_text(encoding="utf-8").replace('kind = "日期"', 'kind = "日其"', 1), encoding="utf-8"
    )

    ran = toolkit(home, "status")

    assert ran.returncode == 1
    assert "catalogue.toml 第" in ran.stderr
    assert "是不是想写“日期”" in ran.stderr


def test_a_broken_form_is_told_with_file_sheet_and_cell_and_nothing_is_lost(home: Path) -> None:
    toolkit(home, "forms", "read")
    broken = home / "收回" / "坏表.xlsx"
    broken.parent.mkdir()
    broken.write_bytes(b"PK not really")

    ran = toolkit(home, "forms", "read", "收回")

    assert ran.returncode == 1
    assert "坏表.xlsx" in ran.stdout
    assert toolkit(home, "check", "--unit", "人事科党支部").returncode == 0


def test_templates_are_checked_and_their_names_listed(home: Path) -> None:
    checked, names = toolkit(home, "templates", "check"), toolkit(home, "templates", "names", "党费")

    assert checked.returncode == 0
    assert "没有问题" in checked.stdout
    assert "{{ 党费实收 }}" in names.stdout
    assert "志愿服务" not in names.stdout


def test_forms_are_written_once(home: Path) -> None:
    first = toolkit(home, "forms", "write", "--period", "2026年下半年")
    again = toolkit(home, "forms", "write", "--period", "2026年下半年")

    assert "写出13张填报表" in first.stdout
    assert "没有覆盖" in again.stdout


def test_a_form_that_cannot_be_written_is_named_and_the_command_fails(home: Path) -> None:
    (home / "发表" / "02 人事科党支部 2026年下半年填报表.xlsx").mkdir(parents=True)

    ran = toolkit(home, "forms", "write", "--period", "2026年下半年", "--to", str(home / "发表"))

    assert ran.returncode == 1
    assert "写出12张填报表" in ran.stdout
    assert "没有覆盖" not in ran.stdout
    assert "人事科党支部没有写成" in ran.stderr and "同名的文件夹" in ran.stderr.replace("\n", "")


def test_an_office_of_its_own_begins_empty(home: Path) -> None:
    assert toolkit(home, "init", "某某市示例局").returncode == 0

    ran = toolkit(home, "status", "--period", "2026年上半年")

    assert "第一支部" in ran.stdout
    assert "办公室党支部" not in ran.stdout


def commands() -> list[tuple[str, ...]]:
    def walk(command: object, path: tuple[str, ...]) -> list[tuple[str, ...]]:
        inner = getattr(command, "commands", None)
        if not inner:
            return [path]
        return [path, *(found for name, each in inner.items() for found in walk(each, (*path, name)))]

    return walk(get_command(app), ())


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_has_chinese_help(words: tuple[str, ...]) -> None:
    command = get_command(app)
    for word in words:
        command = command.commands[word]  # type: ignore[attr-defined]

    texts = [command.help or "", *(getattr(each, "help", "") or "" for each in command.params if each.name != "help")]

    assert all(any("\u4e00" <= character <= "\u9fff" for character in text) for text in texts)


def test_a_checked_template_can_be_had_with_comments_and_corrected(home: Path) -> None:
    template = home / "templates" / "branch_report.docx"
    body = parts(template.read_bytes())["word/document.xml"].decode()
    changed = body.replace("{{ 亮点|成句 }}", "{{ 亮店 }}").replace("{{ 下步打算|成句 }}", "｛｛ 下步打算|成句 ｝｝")
    package = read_package(template.read_bytes(), "t")
    template.write_bytes(write_package(package, {"word/document.xml": changed.encode()}))

    ran = toolkit(home, "templates", "check", "--annotate", "批注", "--fix", "改正")

    assert ran.returncode == 1
    assert "是不是想写“亮点”" in ran.stdout
    assert "正文：｛｛ 下步打算|成句 ｝｝ 改为 {{ 下步打算|成句 }}" in ran.stdout
    assert b"w:comment " in parts((home / "批注" / "branch_report（批注）.docx").read_bytes())["word/comments.xml"]
    assert "{{ 下步打算|成句 }}" in paragraphs((home / "改正" / "branch_report（改正）.docx").read_bytes())


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("stauts",), "没有“stauts”这个命令。是不是想写“status”？"),
        (("check", "--unti", "x"), "没有“--unti”这个选项。是不是想写“--unit”？"),
        (("init",), "后面还缺一项内容。"),
        (("status", "--period"), "选项 --period 后面还要写内容。"),
        (("status", "x", "y"), "多写了“x y”。"),
        (("templates", "names", "--for", "支步"), "没有“支步”这类文书"),
    ],
)
def test_what_is_typed_wrongly_is_answered_in_chinese(home: Path, words: tuple[str, ...], answer: str) -> None:
    ran = toolkit(home, *words)

    assert ran.returncode in (1, 2)
    assert answer in ran.stderr
    assert "Error" not in ran.stderr


def test_forms_are_read_from_the_forms_folder_of_an_office_and_of_the_sample(home: Path) -> None:
    toolkit(home, "forms", "write", "--period", "2026年下半年")

    ran = toolkit(home, "forms", "read")

    assert str(home / "forms") in ran.stdout.replace("\n", "")
    assert "收表37张：新收24张" in ran.stdout
    assert "空表13张" in ran.stdout


def test_a_missing_template_does_not_keep_the_others_from_being_checked(home: Path) -> None:
    (home / "templates" / "branch_report.docx").unlink()

    ran = toolkit(home, "templates", "check", "--annotate", "批注", "--fix", "改正")

    assert ran.returncode == 1
    assert "找不到模板" in ran.stdout
    assert "全局党建工作情况汇报（bureau_report.docx）：没有问题。" in ran.stdout


def together(home: Path, *commands: tuple[str, ...]) -> list[Ran]:
    """What becomes of commands, one after another, once the sample's forms were read."""
    return run_all([(words, home) for words in (("forms", "read"), *commands)])[1:]


def test_a_period_is_approved_closed_and_opened_again_with_a_reason(home: Path) -> None:
    refused, approved, closed, locked, opened = together(
        home,
        ("period", "close"),
        ("period", "approve"),
        ("period", "close", "--reason", "档案馆补报另行处理"),
        ("forms", "return", "--unit", "01", "--reason", "数字不对"),
        ("period", "reopen", "--reason", "党费有误"),
    )

    assert refused.returncode == 1 and "还有13个单位没有审" in refused.stderr
    assert "已审12个单位" in approved.stdout
    assert "2026年上半年已经定稿" in closed.stdout
    assert locked.returncode == 1 and "已经定稿，不能再改" in locked.stderr
    assert "已经重新打开" in opened.stdout


def test_a_number_is_explained_and_a_save_taken_back(home: Path) -> None:
    undo = ("figures", "undo", "3", "--reason", "收错了")

    shown, listed, undone, again = together(
        home, ("figures", "show", "党费实收", "--of", "01"), ("figures", "show"), undo, undo
    )

    assert "01 办公室党支部 2026年上半年填报表.xlsx“填报”" in shown.stdout.replace("\n", "")
    assert "局本级 2026年上半年 学习重点" in listed.stdout
    assert "已撤销第3批" in undone.stdout
    assert again.returncode == 1 and "早已撤销" in again.stderr


def test_nothing_is_deleted_for_good_before_it_is_said_that_it_is_meant(home: Path) -> None:
    delete = ("figures", "delete", "--period", "2025下半年")

    unclear, asked, deleted, again, shown = together(
        home, (*delete, "--unit", "01"), delete, (*delete, "--sure"), (*delete, "--sure"), ("figures", "show")
    )

    assert unclear.returncode == 1 and "三样写一样" in unclear.stderr
    assert asked.returncode == 1 and "会删去2025年下半年的全部数据，共" in asked.stderr and "--sure" in asked.stderr
    assert deleted.returncode == 0 and "已彻底删除2025年下半年的全部数据" in deleted.stdout
    assert again.returncode == 1 and "没有2025年下半年的全部数据" in again.stderr
    assert "彻底删除" in shown.stdout and "2025年下半年" not in shown.stdout


def test_where_a_variable_says_where_the_office_lies_none_is_chosen(home: Path) -> None:
    ran = toolkit(home, "office", "new", "某某局", "--in", str(home.parent / "新 家"))

    assert ran.returncode == 1 and "TOOLKIT_HOME 已经指定了" in ran.stderr
    assert not (home.parent / "新 家").exists()
    assert not (REPOSITORY / ".office").exists()


def test_an_office_is_backed_up_looked_over_and_put_back(home: Path) -> None:
    made, well = together(home, ("office", "backup"), ("office", "doctor"))
    (path,) = (home / "备份").glob("*.zip")

    (back,) = run_all([(("office", "restore", str(path)), home)])

    assert "核对无误" in made.stdout and "一切正常" in well.stdout
    assert "已恢复为云河市示例管理局（虚构）" in back.stdout and len(list((home / "备份").glob("*.zip"))) == 2
    assert (home / "data" / "units.csv").is_file()


def test_problems_of_visits_are_entered_and_a_second_time_there_are_none(home: Path) -> None:
    first, second = together(home, ("figures", "follow"), ("figures", "follow"))

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert "学习计划不够具体" in first.stdout and "01-2026-03" in first.stdout
    assert "没有要转入的" in second.stdout


def test_where_nothing_has_points_it_is_said_how_to_give_them(home: Path) -> None:
    (shown,) = together(home, ("figures", "score"))

    assert "points = 5" in shown.stdout
