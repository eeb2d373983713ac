"""A template is changed without a risk.

1. The names are listed as they are to be written, with what they print now; each can be copied as it stands.
2. A changed template is checked before it counts, with places, corrections and an annotated copy.
3. It can be looked at with any unit's figures.
4. It is put to use only without errors; the one before is kept and can be brought back.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.make_docx import docx
from tests.support.read_docx import paragraphs, parts
from toolkit.archives import check_archive
from toolkit.catalogue.documents import Document
from toolkit.catalogue.periods import Period
from toolkit.errors import FaultsFound, MissingFile
from toolkit.report.outputs import OutputFault
from toolkit.tasks import (
    NameExample,
    Office,
    adopt_template,
    check_templates,
    earlier_templates,
    generate,
    latest_period,
    names_with_examples,
    preview_template,
    read_template,
    restore_template,
    try_template,
)
from toolkit.word.package.package import read_package, write_package

BROKEN, GOOD = "{{ 工作亮点 }}", "本期亮点：{{ 亮点 }}"


def changed(data: bytes, old: str, new: str) -> bytes:
    body = parts(data)["word/document.xml"].decode()
    assert old in body
    return write_package(read_package(data, ""), {"word/document.xml": body.replace(old, new).encode()})


def branch_report(office: Office, new: str, old: str = "{{ 亮点|成句 }}") -> bytes:
    """The sample's branch report with one tag changed."""
    return changed(read_template(office, office.documents[0]), old, new)


def named(office: Office, document: Document, unit: str, period: Period | None = None) -> dict[str, NameExample]:
    """The names by how they are written."""
    groups = names_with_examples(office, document, office.units[unit], period or latest_period(office))
    return {name.write: name for group in groups for name in group.names}


def kept_names(office: Office) -> list[str]:
    return [each.path.name for each in earlier_templates(office, office.documents[0])]


def text_of(data: bytes) -> str:
    return "\n".join(paragraphs(data))


def test_each_name_is_shown_as_it_is_written_with_its_meaning_and_its_value(office: Office) -> None:
    name = named(office, office.documents[0], "01")["{{ 正式党员 }}"]

    assert (name.example, name.key) == ("14", "member_full")
    assert "整数，名，必填" in name.about


def test_names_stand_in_the_sections_of_the_forms(office: Office) -> None:
    groups = names_with_examples(office, office.documents[0], office.units["01"], latest_period(office))

    titles = [group.title for group in groups]
    assert titles[-5:] == ["台账", "单位", "期间", "比较", "其他"]
    assert len(set(titles)) == len(titles)


def test_examples_are_those_of_the_unit_asked_about(office: Office) -> None:
    assert named(office, office.documents[0], "01")["{{ 单位.简称 }}"].example == office.units["01"].short_name
    assert named(office, office.documents[0], "02")["{{ 单位.简称 }}"].example == office.units["02"].short_name


def test_examples_are_printed_as_a_template_prints_them(office: Office) -> None:
    names = named(office, office.documents[1], "J")

    assert names["{{ 期间.起 }}"].example == "2026年1月1日"
    assert "、" in names["{{ 服务社区 }}"].example
    assert names["{{ 句号 }}"].example == "。"


def test_what_is_not_filled_in_shows_the_blank_a_document_would_show(office: Office) -> None:
    assert named(office, office.documents[0], "12")["{{ 亮点 }}"].example == "【待填】"
    assert named(office, office.documents[0], "12")["{{ 上期.正式党员 }}"].example == "（空，不印）"


def test_a_ledger_shows_its_loop_and_how_many_rows_it_has(office: Office) -> None:
    names = named(office, office.documents[0], "01").values()
    ledger = next(name for name in names if name.key == "activities")

    assert ledger.write.startswith("{% for 行 in 活动台账 %}{{ 行.编号 }}，{{ 行.日期 }}")
    assert ledger.example.removesuffix("行").isdigit()


def test_the_bureau_has_a_loop_over_its_branches(office: Office) -> None:
    names = named(office, office.documents[1], "J")
    loop = next(name for name in names.values() if "in 各支部" in name.write)

    assert loop.example == "12行"
    assert names["{{ 未报支部 }}"].example == "档案馆党支部"


@pytest.mark.parametrize(("number", "unit"), [(0, "01"), (1, "J")])
def test_every_name_can_be_copied_into_a_template_as_it_stands(office: Office, number: int, unit: str) -> None:
    document = office.documents[number]
    data = docx("\n".join(named(office, document, unit)))

    # A page of all names prints some numbers in more than one form.
    assert {each.code for each in try_template(office, document, data, "全部名称.docx").findings} <= {
        "two_forms",
        "gather_no_heading",
    }
    assert preview_template(office, document, data, office.units[unit], latest_period(office))


def test_without_a_unit_of_that_kind_the_names_have_no_examples(office: Office) -> None:
    groups = names_with_examples(office, office.documents[0], None, latest_period(office))

    assert {name.example for group in groups for name in group.names} == {""}


def test_a_good_template_may_be_put_to_use(office: Office) -> None:
    trial = try_template(office, office.documents[0], branch_report(office, GOOD), "新模板.docx")

    assert (trial.is_usable, trial.findings, trial.annotated, trial.mended) == (True, (), None, None)


def test_a_broken_template_may_not_and_says_where_and_what_to_do(office: Office) -> None:
    trial = try_template(office, office.documents[0], branch_report(office, BROKEN), "新模板.docx")

    (finding,) = trial.findings
    assert not trial.is_usable
    assert finding.place.startswith("新模板.docx 正文“")
    assert "是不是想写“亮点”" in finding.message


def test_an_annotated_copy_carries_the_findings_as_comments(office: Office) -> None:
    trial = try_template(office, office.documents[0], branch_report(office, BROKEN), "新模板.docx")

    assert trial.annotated is not None
    assert "是不是想写“亮点”" in parts(trial.annotated)["word/comments.xml"].decode()


def test_the_annotated_copy_can_be_mended_and_handed_back_without_its_comments(office: Office) -> None:
    document = office.documents[0]
    trial = try_template(office, document, branch_report(office, "{{ 亮点"), "新模板.docx")
    assert trial.annotated is not None

    again = try_template(office, document, changed(trial.annotated, "{{ 亮点", GOOD), "新模板（批注）.docx")
    adopt_template(office, document, again.data)

    assert again.findings == ()
    assert "模板检查" not in parts(read_template(office, document))["word/comments.xml"].decode()
    assert b"comment" not in parts(read_template(office, document))["word/document.xml"]


def test_what_can_safely_be_corrected_is_offered_corrected(office: Office) -> None:
    data = branch_report(office, "{% endfi %}", old="{% endif %}")

    trial = try_template(office, office.documents[0], data, "新模板.docx")

    assert not trial.is_usable
    assert {(each.before, each.after) for each in trial.corrections} == {("{% endfi %}", "{% endif %}")}
    assert trial.mended is not None
    assert try_template(office, office.documents[0], trial.mended, "改好.docx").is_usable


@pytest.mark.parametrize("data", [b"", b"PK\3\4", "一封信".encode()], ids=["empty", "cut off", "text"])
def test_a_file_that_is_no_word_file_is_a_finding(office: Office, data: bytes) -> None:
    trial = try_template(office, office.documents[0], data, "新模板.docx")

    (finding,) = trial.findings
    assert not trial.is_usable
    assert finding.place == "新模板.docx"
    assert "另存" in finding.message


def test_a_preview_is_the_document_with_that_units_figures(office: Office) -> None:
    data = branch_report(office, "本期党员{{ 正式党员 }}名")

    shown = preview_template(office, office.documents[0], data, office.units["01"], latest_period(office))

    check_archive(shown, "", "")
    assert "本期党员14名" in text_of(shown)
    assert office.units["01"].name in text_of(shown)


def test_the_template_in_use_can_be_previewed_for_the_bureau(office: Office) -> None:
    shown = preview_template(office, office.documents[1], None, office.units.root, latest_period(office))

    assert "全局共有党支部12个" in text_of(shown)


def test_a_refused_template_has_no_preview(office: Office) -> None:
    data = branch_report(office, BROKEN)

    with pytest.raises(FaultsFound, match="工作亮点"):
        preview_template(office, office.documents[0], data, office.units["01"], latest_period(office))


def test_a_template_that_is_gone_is_told(office: Office) -> None:
    (office.settings.templates / "branch_report.docx").unlink()

    with pytest.raises(MissingFile):
        preview_template(office, office.documents[0], None, office.units["01"], latest_period(office))


def test_a_template_put_to_use_makes_the_documents_from_then_on(office: Office) -> None:
    made = adopt_template(office, office.documents[0], branch_report(office, GOOD))

    results = generate(office, latest_period(office), office.documents[:1], [office.units["01"]]).results
    assert made.changed
    assert results[0].path is not None
    assert "本期亮点：" in text_of(results[0].path.read_bytes())


def test_a_template_with_errors_is_never_put_to_use(office: Office) -> None:
    before = read_template(office, office.documents[0])

    with pytest.raises(FaultsFound, match="工作亮点"):
        adopt_template(office, office.documents[0], branch_report(office, BROKEN))

    assert read_template(office, office.documents[0]) == before
    assert kept_names(office) == []


def test_the_template_before_is_kept_and_listed_newest_first(office: Office) -> None:
    document = office.documents[0]
    first = read_template(office, document)
    second = branch_report(office, "二{{ 亮点 }}")

    adopt_template(office, document, second)
    adopt_template(office, document, branch_report(office, "三{{ 亮点 }}", old="二{{ 亮点 }}"))

    kept = earlier_templates(office, document)
    assert [each.path.read_bytes() for each in kept] == [second, first]
    assert kept[0].until > kept[1].until
    assert kept_names(office) == sorted(kept_names(office), reverse=True)
    assert not set('\\/:*?"<>|') & set("".join(kept_names(office)))


def test_each_document_has_earlier_templates_of_its_own(office: Office) -> None:
    adopt_template(office, office.documents[0], branch_report(office, GOOD))

    assert earlier_templates(office, office.documents[1]) == ()
    assert [report.findings for report in check_templates(office)] == [(), ()]


def test_other_files_in_the_folder_of_earlier_templates_are_passed_over(office: Office) -> None:
    made = adopt_template(office, office.documents[0], branch_report(office, GOOD))
    assert made.kept is not None
    for name in ("说明.txt", "branch_report.docx", "branch_report（用到2026年13月41日08时00分00秒）.docx"):
        made.kept.path.with_name(name).write_bytes(b"")

    assert earlier_templates(office, office.documents[0]) == (made.kept,)


def test_an_earlier_template_is_brought_back_and_the_one_it_replaces_is_kept(office: Office) -> None:
    document = office.documents[0]
    first, second = read_template(office, document), branch_report(office, GOOD)
    kept = adopt_template(office, document, second).kept
    assert kept is not None

    replaced = restore_template(office, document, kept).kept

    assert replaced is not None
    assert read_template(office, document) == first
    assert replaced.path.read_bytes() == second
    assert earlier_templates(office, document) == (replaced, kept)


def test_an_earlier_template_that_is_gone_is_told_and_nothing_changes(office: Office) -> None:
    document = office.documents[0]
    kept = adopt_template(office, document, branch_report(office, GOOD)).kept
    assert kept is not None
    kept.path.unlink()
    before = read_template(office, document)

    with pytest.raises(MissingFile, match="没有改动"):
        restore_template(office, document, kept)

    assert read_template(office, document) == before


def test_the_same_template_once_more_changes_nothing(office: Office) -> None:
    made = adopt_template(office, office.documents[0], read_template(office, office.documents[0]))

    assert (made.changed, made.kept, kept_names(office)) == (False, None, [])


def test_a_lost_template_is_replaced_by_the_new_one(office: Office) -> None:
    data = branch_report(office, GOOD)
    (office.settings.templates / "branch_report.docx").unlink()

    made = adopt_template(office, office.documents[0], data)

    assert (made.changed, made.kept) == (True, None)
    assert read_template(office, office.documents[0]) == data


def test_a_damaged_template_is_replaced_and_kept_as_it_is(office: Office) -> None:
    data = branch_report(office, GOOD)
    (office.settings.templates / "branch_report.docx").write_bytes(b"damaged")

    made = adopt_template(office, office.documents[0], data)

    assert made.kept is not None
    assert made.kept.path.read_bytes() == b"damaged"


def test_a_template_open_in_word_stays_and_is_not_listed_as_an_earlier_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.settings.templates / "branch_report.docx"
    before, replace = path.read_bytes(), Path.replace

    def replace_unless_open(self: Path, target: Path) -> Path:
        # Windows refuses to replace a file another program holds open.
        if target == path:
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", replace_unless_open)

    with pytest.raises(OutputFault, match="正在 Word 或 WPS 里打开"):
        adopt_template(office, office.documents[0], branch_report(office, GOOD))

    assert path.read_bytes() == before
    assert kept_names(office) == []


def test_where_the_one_before_cannot_be_kept_nothing_is_put_to_use(office: Office) -> None:
    data, before = branch_report(office, GOOD), read_template(office, office.documents[0])
    (office.settings.templates / "旧模板").write_text("一个文件占了名字", encoding="utf-8")

    with pytest.raises(OutputFault, match="请把它移走或改名"):
        adopt_template(office, office.documents[0], data)

    assert read_template(office, office.documents[0]) == before


def test_a_word_template_file_is_put_to_use_as_a_document(office: Office) -> None:
    data = docx("{{ 亮点 }}", main="template.main+xml")

    adopt_template(office, office.documents[0], data)

    types = parts(read_template(office, office.documents[0]))["[Content_Types].xml"]
    assert b"template.main+xml" not in types
    assert b"document.main+xml" in types
