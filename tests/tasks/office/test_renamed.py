"""A catalogue whose names change: what was called otherwise goes on working, is told, and can be written anew.

1. Figures keep their values; templates, rules and forms of before mean what they meant.
2. The check of a template says so, and its corrected copy has the new name.
3. Ledgers and their columns likewise: rows of before are read, forms of before are taken.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.make_docx import docx
from tests.support.read_docx import paragraphs
from tests.tasks.forms.test_writing import NEXT, current, fill
from toolkit.catalogue.periods import read_period
from toolkit.errors import FaultsFound
from toolkit.tasks import (
    FormState,
    Office,
    check_templates,
    find_document,
    generate,
    look_into_forms,
    mend_template,
    open_book,
    open_office,
    read_forms,
    renew_catalogue,
    review_book,
    try_template,
    write_forms,
)

HALF = read_period("2026H1")


def renamed(office: Office, *changes: tuple[str, str]) -> Office:
    """The office with other words in its catalogue."""
    path = office.settings.templates / "catalogue.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return open_office(office.settings)


DUES = ('label = "党费实收"', 'label = "实收党费"\nwas = ["党费实收"]')
LEDGER = ('label = "问题整改台账"', 'label = "整改台账"\nwas = ["问题整改台账"]')
COLUMN = ('{ label = "责任人" }', '{ label = "负责人", was = ["责任人"] }')


def report_of(office: Office, line: str) -> list[str]:
    document = find_document(office, "支部工作情况汇报")
    (office.settings.templates / document.template).write_bytes(docx(line))
    (result,) = generate(office, HALF, [document], [office.units["01"]]).results
    assert result.path is not None, result.reason
    return paragraphs(result.path.read_bytes())


@pytest.mark.parametrize("name", ["党费实收", "实收党费", "dues_paid", "上期.党费实收", "变化.党费实收"])
def test_a_template_with_the_old_name_prints_what_it_printed(office: Office, name: str) -> None:
    before = report_of(office, f"{{{{ {name.replace('实收党费', '党费实收')} }}}}")

    assert report_of(renamed(office, DUES), f"{{{{ {name} }}}}") == before != [""]


def test_the_bureaus_totals_and_rows_go_by_both_names(office: Office) -> None:
    line = "{{ 党费实收 }}={{ 实收党费 }} {% for 行 in 各支部 %}{{ 行.党费实收 == 行.实收党费 }}{% endfor %}"
    office = renamed(office, DUES)
    document = next(each for each in office.documents if each.made_for == "局")
    (office.settings.templates / document.template).write_bytes(docx(line))

    (result,) = generate(office, HALF, [document], [office.units.root]).results

    assert result.path is not None, result.reason
    (text,) = paragraphs(result.path.read_bytes())
    one, _, other = text.split()[0].partition("=")
    assert one == other
    assert set(text.split()[1].split("是")) <= {"", "否"}


def test_the_check_tells_the_old_name_and_the_corrected_copy_has_the_new_one(office: Office, tmp_path: Path) -> None:
    office = renamed(office, DUES)
    document = find_document(office, "支部工作情况汇报")
    line = "{{ 党费实收 }}元，{{ 上期.党费实收|没填时('党费实收') }}，{{ 党费应收 }}"
    (office.settings.templates / document.template).write_bytes(docx(line))

    (report,) = check_templates(office, (document,))
    copy, corrections = mend_template(office, report, tmp_path)

    assert [finding.code for finding in report.findings] == ["renamed"]
    assert "“党费实收”现在叫“实收党费”" in report.findings[0].message
    assert copy is not None and len(corrections) == 2
    assert paragraphs(copy.read_bytes()) == ["{{ 实收党费 }}元，{{ 上期.实收党费|没填时('党费实收') }}，{{ 党费应收 }}"]


def test_a_column_that_another_ledger_has_under_its_old_name_is_told_by_nothing(office: Office, tmp_path: Path) -> None:
    """A column 日期 renamed in one ledger renamed that of every other in the corrected copy."""
    office = renamed(office, ('{ label = "发现日期", kind', '{ label = "问题日期", was = ["日期", "发现日期"], kind'))
    document = find_document(office, "支部工作情况汇报")
    (office.settings.templates / document.template).write_bytes(
        docx("{% for 行 in 活动台账 %}{{ 行.日期 }}{% endfor %}")
    )

    (report,) = check_templates(office, (document,))

    assert report.findings == ()
    assert mend_template(office, report, tmp_path) == (None, ())


def test_a_template_that_is_tried_is_told_and_corrected_likewise(office: Office) -> None:
    office = renamed(office, DUES)

    trial = try_template(office, find_document(office, "支部工作情况汇报"), docx("{{ 党费实收 }}元"), "新.docx")

    assert trial.is_usable
    assert [finding.code for finding in trial.findings] == ["renamed"]
    assert trial.mended is not None and paragraphs(trial.mended) == ["{{ 实收党费 }}元"]


def test_a_shipped_template_and_its_rules_go_on_working(office: Office) -> None:
    before = [row.findings for row in review_book(office, open_book(office, HALF))]
    office = renamed(office, DUES)

    assert all(not finding.code.startswith("unknown") for each in check_templates(office) for finding in each.findings)
    assert [len(row.findings) for row in review_book(office, open_book(office, HALF))] == list(map(len, before))


def test_a_form_that_went_out_before_is_taken(office: Office, tmp_path: Path) -> None:
    form = write_forms(office, NEXT, office.units.branches[:1], tmp_path)[0].path
    fill(form, dues_paid=1234)
    office = renamed(office, DUES, LEDGER, COLUMN)

    (look,) = look_into_forms(office, paths=[form])
    read_forms(office, [tmp_path])

    assert look.state is not FormState.REFUSED, look.findings
    assert current(office, office.units.branches[0].code, "dues_paid", "2026H2") == "1234"


def test_rows_of_a_ledger_are_read_whatever_its_columns_were_called(office: Office) -> None:
    line = "{% for 行 in 问题整改台账 %}{{ 行.责任人 }}、{% endfor %}"
    before = report_of(office, line)
    office = renamed(office, LEDGER, COLUMN)

    assert report_of(office, line) == before != [""]
    assert report_of(office, line.replace("问题整改台账", "整改台账").replace("责任人", "负责人")) == before


@pytest.mark.parametrize(
    "change",
    [
        ('label = "党费实收"', 'label = "实收党费"\nwas = ["党费应收"]'),
        ('label = "党费实收"', 'label = "实收党费"\nwas = ["各支部"]'),
        ('{ label = "责任人" }', '{ label = "负责人", was = ["措施"] }'),
    ],
)
def test_an_old_name_that_something_else_has_is_refused_with_its_place(office: Office, change: tuple[str, str]) -> None:
    with pytest.raises(FaultsFound, match=r"catalogue\.toml"):
        renamed(office, change)


TALKS = '[[section.item]]\nkey = "talks"\nlabel = "谈心谈话"\nunit = "人次"\n'


def test_a_figure_that_was_taken_out_of_the_catalogue_is_kept_and_told(office: Office) -> None:
    stood = current(office, "01", "talks")
    without = renamed(office, (TALKS, ""))

    told = [(finding.level.label, finding.message) for finding in without.findings]
    again = renamed(
        without, ('[[section.item]]\nkey = "branch_seminars"', f'{TALKS}\n[[section.item]]\nkey = "branch_seminars"')
    )

    assert told == [
        (
            "说明",
            "没有key为“talks”的了，以前填的（2025年下半年、2026年上半年）还留着，不再显示和汇总。"
            "误删的，请恢复这一项；只是改名的，请保留原来的key。",
        )
    ]
    assert again.findings == ()
    assert str(open_book(again, HALF).now["01"]["talks"]) == stood


def test_a_form_that_went_out_before_a_figure_was_added_says_so(office: Office, tmp_path: Path) -> None:
    (written,) = write_forms(office, NEXT, [office.units["01"]], tmp_path / "表")
    fill(written.path, theme_days=5)
    added = renamed(
        office, (TALKS, f'[[section.item]]\nkey = "reading_club"\nlabel = "读书会"\nunit = "次"\n\n{TALKS}')
    )

    (look,) = look_into_forms(added, paths=[written.path])

    assert [finding.message for finding in look.findings] == [
        "表里没有“读书会”这一行，发表以后指标目录里才加上这一项。请在填报页补填，或换用新表。"
    ]
    assert look.is_usable


def test_the_rules_of_the_catalogue_are_offered_with_the_new_name_and_mean_the_same(
    office: Office, tmp_path: Path
) -> None:
    office = renamed(office, DUES)
    before = [each.findings for each in review_book(office, open_book(office, HALF))]

    made = renew_catalogue(office, tmp_path)

    assert made is not None
    text = made.read_text(encoding="utf-8")
    assert 'rule = "实收党费 == 党费应收"' in text and 'formula = "实收党费 / 党费应收"' in text
    office.settings.catalogue.write_text(text, encoding="utf-8")
    office = open_office(office.settings)
    assert [each.findings for each in review_book(office, open_book(office, HALF))] == before
    assert renew_catalogue(office, tmp_path) is None
