"""Templates and the names they may use."""

from __future__ import annotations

from pathlib import Path

from tests.support.read_docx import parts
from toolkit.tasks import Office, check_templates, open_office, template_names
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
