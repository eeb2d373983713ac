"""Templates and the names they may use."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.review.slips.test_reading import SLIPS, is_told
from tests.support.read_docx import parts
from tests.support.text_table import rows_of
from toolkit.report.leftovers import leftovers
from toolkit.report.proofread import slip_findings
from toolkit.review.slips.slip import Reading
from toolkit.tasks import Office, check_templates, open_office, template_names
from toolkit.tasks.templates.own_words import without_tags
from toolkit.word.package.package import read_package, write_package


def write_changed(path: Path, old: str, new: str) -> None:
    data = path.read_bytes()
    body = parts(data)["word/document.xml"].decode()
    assert old in body
    path.write_bytes(
        write_package(read_package(data, path.name), {"word/document.xml": body.replace(old, new).encode()})
    )


def test_the_shipped_templates_have_no_findings(fresh_office: Office) -> None:
    assert [report.findings for report in check_templates(fresh_office)] == [(), ()]


def test_an_unknown_name_is_found_with_its_place_and_the_nearest_right_one(fresh_office: Office) -> None:
    write_changed(fresh_office.settings.templates / "branch_report.docx", "{{ 亮点|成句 }}", "{{ 工作亮点 }}")

    (finding, *rest) = check_templates(fresh_office)[0].findings

    assert rest == []
    assert finding.code == "unknown_name"
    assert finding.place.startswith("branch_report.docx 正文“")
    assert "是不是想写“亮点”" in finding.message


def test_five_lines_in_the_catalogue_make_a_figure_a_template_can_use(fresh_office: Office) -> None:
    catalogue = fresh_office.settings.catalogue
    text = catalogue.read_text(encoding="utf-8")
    lines = '[[section.item]]\nkey = "reading_club"\nlabel = "读书会"\nunit = "次"\nhelp = "本期开展次数"\n\n'
    catalogue.write_text(text.replace("[[ledger]]", lines + "[[ledger]]", 1), encoding="utf-8")
    write_changed(fresh_office.settings.templates / "branch_report.docx", "{{ 亮点|成句 }}", "{{ 读书会 }}")

    office = open_office(fresh_office.settings)

    assert check_templates(office)[0].findings == ()
    assert "读书会" in [entry.name for entry in template_names(office, "局")]


def test_a_branch_template_is_not_offered_the_bureaus_figures(fresh_office: Office) -> None:
    names = [entry.name for entry in template_names(fresh_office, "支部")]

    assert "党费实收" in names
    assert "党组研讨" not in names


SAID = r"""
    old          | new                         | code             | told
    下一步打算   | 下一步打算，截止目前        | slip_word        | 截至
    服务群众     | 服务群众××                  | placeholder_left | 占位符
    收缴党费     | 收缴党费（）情况，如下。    | slip_empty_brackets | 空
    亮点和做法   | {{ 志愿服务人次\|余 }}人次 | about_exact      | 人数、人次不用“余”
    亮点和做法   | {{ 目标.党课\|余 }}次      | about_exact      | 目标不用“余”
    亮点和做法   | {{ 党费实收\|余 }}元       | about_exact      | 金额不用“余”
    亮点和做法   | 约{{ 心得体会\|余 }}篇     | slip_about_twice two_forms | 意思重复
    亮点和做法   | {{ 心得体会\|余 }}篇       | two_forms        | “心得体会”有的地方印“余”
"""


@pytest.mark.parametrize("line", SAID.strip().splitlines()[1:])
def test_a_template_is_proof_read_before_anything_is_made(fresh_office: Office, line: str) -> None:
    old, new, code, told = (cell.replace("\0", "|").strip() for cell in line.replace("\\|", "\0").split("|"))
    write_changed(fresh_office.settings.templates / "branch_report.docx", f">{old}<", f">{new}<")

    findings = check_templates(fresh_office)[0].findings

    assert [finding.code for finding in findings] == code.split()
    assert not code or told in findings[0].message


def test_what_is_sown_into_a_template_is_found() -> None:
    chance = random.Random(7)
    sown = [row for row in rows_of(SLIPS) if row["code"] != "ordinal_gap"]
    texts = [
        "{% if 党课 %}讲党课{{ 党课 }}次，{% endif %}{{ 句号 }}",
        "{{ 亮点|成句 }}",
        "截至{{ 期间.截至 }}，共{{ 正式党员 }}名。",
    ]
    found = 0
    for row in sown * 5:
        lines = list(texts)
        lines.insert(chance.randrange(len(lines) + 1), row["text"])
        read = [without_tags(line) for line in lines]
        told = (*leftovers(read, "甲"), *slip_findings(read, "甲", Reading()))
        found += is_told(row["code"], {each.code for each in told})
    assert found >= 0.95 * len(sown) * 5
