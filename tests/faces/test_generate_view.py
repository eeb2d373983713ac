"""The pane 生成: pre-flight, choices, stop, results, download, one volume, PDFs.

1. Before anything is written it says what is missing, stale or changed by hand, those to look at first.
2. A run goes on beside the page and can be stopped; a fault in it is told and never lost.
3. Results come with reasons, a preview of each file, one zip; a volume and PDFs on request.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
from pathlib import Path

import pytest

from tests.support import read_docx
from tests.support.libreoffice import required, without_libreoffice
from toolkit.figures.figure import Change
from toolkit.tasks import Office, open_office, save_figure
from toolkit.ui.generate_view import CHOSEN, COMPLETE, GenerateView
from toolkit.ui.page_part import PagePart
from toolkit.ui.part import UNEXPECTED, script
from toolkit.ui.workspace import Workspace

SECONDS = 120


@pytest.fixture
def view(office: Office) -> GenerateView:
    return GenerateView(Workspace(office))


def generate(view: GenerateView) -> None:
    view.button.click()
    view.wait(SECONDS)


def message(view: GenerateView) -> str:
    return str(view.bar.message.value)


def results(view: GenerateView) -> str:
    """The table of results, without the files that are in its links."""
    return re.sub(r"base64,[^\"]+", "", view.results.table.value)


def zipped(html: str, css_class: str) -> list[str]:
    found = re.search(rf'class="{css_class}" download="[^"]+" href="data:application/zip;base64,([^"]+)"', html)
    assert found is not None
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(found[1]))) as archive:
        return archive.namelist()


def rows(view: GenerateView) -> list[list[str]]:
    body = view.preflight.value
    return [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr>(<td>.*?)</tr>", body)]


def test_before_anything_is_made_it_says_what_is_missing_and_those_to_look_at_come_first(view: GenerateView) -> None:
    first, second, third, *others = rows(view)

    assert first == ["档案馆党支部", "支部工作情况汇报", "未报", "还没有"]
    assert second[2].startswith("缺1项：集中学习")
    assert "未报：档案馆党支部；缺1项：规划发展科党支部集中学习" in third[2]
    assert len(others) == 10
    assert "将生成13份：其中3份没填齐" in view.preflight.value


def paragraphs_of_one(view: GenerateView, office: Office, wanted: str) -> str:
    (path,) = (office.settings.output / "2026年上半年").glob(wanted)
    return "\n".join(read_docx.paragraphs(path.read_bytes()))


def test_the_day_and_the_edition_are_chosen_for_a_run_and_what_it_made_is_current(
    view: GenerateView, office: Office
) -> None:
    view.day.value, view.edition.value = "2026年7月3日", "正式稿"
    generate(view)
    current = {row[3] for row in rows(view)}
    text = paragraphs_of_one(view, office, "*局*汇报*.docx")
    view.day.value = ""

    assert current == {"已是最新"}
    assert "2026年7月3日" in text and "全部已报" not in text and "个支部中" not in text
    assert {row[3] for row in rows(view)} == {"单位表、指标或文书设置改过"}


def test_a_day_that_is_none_is_told_and_nothing_is_made(view: GenerateView, office: Office) -> None:
    view.day.value = "七月初"
    view.button.click()

    assert "成文日期“七月初”看不懂" in message(view)
    assert not list(office.settings.output.glob("*/*.docx"))


def test_what_the_settings_say_of_the_day_is_shown_and_leaves_what_was_made_current(shipped_office: Office) -> None:
    path = shipped_office.settings.office
    path.write_text('day = "空白"\nedition = "正式稿"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    shipped_office.store.close()
    office = open_office(shipped_office.settings)
    view = GenerateView(Workspace(office))
    generate(view)
    office.store.close()

    assert (view.day.placeholder, view.edition.value) == ("空白", "正式稿")
    assert {row[3] for row in rows(view)} == {"已是最新"}


def test_after_a_run_it_says_what_is_current_and_what_is_stale(view: GenerateView, office: Office) -> None:
    generate(view)
    current = {row[3] for row in rows(view)}
    seen = {entry.item: entry.version for entry in office.store.current("2026H1", "01")}
    save_figure(office, Change("01", "2026H1", "talks", "88", seen["talks"]), "填报页")
    view.refresh()

    assert current == {"已是最新"}
    assert {row[0] for row in rows(view) if row[3] == "比数据旧"} == {"办公室党支部", "云河市示例局"}


def test_a_file_changed_by_hand_is_told_before_it_is_made_anew(view: GenerateView, office: Office) -> None:
    generate(view)
    path = next((office.settings.output / "2026年上半年").glob("办公室*.docx"))
    path.write_bytes(path.read_bytes() + b"edited")

    view.refresh()

    assert next(row for row in rows(view) if row[0] == "办公室党支部")[3].startswith("被手工改过")


def test_the_plan_follows_what_is_chosen(view: GenerateView) -> None:
    view.which.value = COMPLETE
    complete = len(rows(view))
    view.which.value = CHOSEN
    view.branches.value = ("03",)
    view.documents[1].value = False

    assert complete == 11
    assert [row[0] for row in rows(view)] == ["财务科党支部"]


def test_one_button_makes_everything_and_offers_it_as_a_zip(view: GenerateView, office: Office) -> None:
    generate(view)

    assert "生成13份，其中草稿3份" in message(view)
    assert f"已保存在 {office.settings.output}" in message(view)
    assert len(zipped(view.results.table.value, "hy-download")) == 13


def test_the_bar_advances_and_rests_when_all_is_done(view: GenerateView) -> None:
    seen: list[tuple[int, bool, bool]] = []
    view.bar.progress.observe(
        lambda change: seen.append((change["new"], view.button.disabled, view.bar.stop.disabled)), names="value"
    )

    generate(view)

    assert seen == [(number, True, False) for number in range(1, 14)]
    assert (view.button.disabled, view.bar.stop.disabled) == (False, True)
    assert view.bar.progress.layout.visibility == "hidden"


def test_a_stopped_run_keeps_what_is_written_and_says_how_many(view: GenerateView, office: Office) -> None:
    view.bar.progress.observe(lambda change: change["new"] == 3 and view.bar.stop.click(), names="value")

    generate(view)

    assert "已停止：生成了3份，其余没有动" in message(view)
    assert len(list((office.settings.output / "2026年上半年").glob("*.docx"))) == 3
    assert len(zipped(view.results.table.value, "hy-download")) == 3


def test_only_complete_branches_on_request(view: GenerateView) -> None:
    view.which.value = COMPLETE
    generate(view)

    assert "生成11份" in message(view)
    assert "档案馆" not in results(view)


def test_a_selection_of_branches_and_documents(view: GenerateView) -> None:
    view.documents[1].value = False
    view.which.value = CHOSEN
    view.branches.value = ("03", "04")
    generate(view)

    assert "生成2份。已保存在" in message(view)


def test_nothing_chosen_is_a_hint_and_not_a_fault(view: GenerateView) -> None:
    for box in view.documents:
        box.value = False
    generate(view)

    assert "还没有选" in message(view)


def test_each_result_has_its_state_and_a_draft_its_blanks(view: GenerateView) -> None:
    generate(view)

    assert "<td>成稿</td>" in results(view)
    assert re.search(
        r"<td>草稿，\d+处待填</td><td>档案馆党支部2026年上半年党建工作情况汇报（草稿）\.docx</td>", results(view)
    )


def test_a_failed_document_shows_its_reason_and_the_others_are_made(view: GenerateView, office: Office) -> None:
    (office.settings.templates / "bureau_report.docx").unlink()

    generate(view)

    assert "生成12份" in message(view)
    assert "没有生成1份" in message(view)
    assert "没有生成：模板有错：找不到模板" in results(view)


def test_another_branchs_name_in_a_finished_document_is_told_beside_it(view: GenerateView, office: Office) -> None:
    seen = {entry.item: entry.version for entry in office.store.current("2026H1", "01")}
    text = "人事科党支部认真学习。"
    save_figure(office, Change("01", "2026H1", "highlights", text, seen["highlights"]), "填报页")

    generate(view)

    row = next(row for row in results(view).split("<tr>") if "<td>办公室党支部</td>" in row)
    assert "人事科" in row


def test_a_report_edited_by_hand_is_kept_and_said_so(view: GenerateView, office: Office) -> None:
    generate(view)
    path = next((office.settings.output / "2026年上半年").glob("办公室*.docx"))
    path.write_bytes(path.read_bytes() + b"edited")

    generate(view)

    assert "原文件被手工改过，已另存为 办公室党支部2026年上半年党建工作情况汇报（手改）.docx" in results(view)


def test_a_fault_in_use_is_told_in_its_own_words(view: GenerateView, office: Office) -> None:
    view.period.value = "2024H1"

    generate(view)

    assert "2024年上半年还没有任何数据，没有生成" in message(view)
    assert not view.button.disabled


def test_a_fault_nobody_foresaw_is_told_kindly_and_never_lost(
    view: GenerateView, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.store.save([Change("01", "2026H1", "confirmed:x", "no JSON", 0)], "测试员", "测试")

    with pytest.raises(ValueError, match="Expecting value"):
        generate(view)

    assert UNEXPECTED in message(view)
    assert not view.button.disabled
    assert "A job in the background ended with a fault" in caplog.text
    caplog.clear()


def test_while_one_run_goes_on_no_other_begins(view: GenerateView) -> None:
    view.bar.progress.observe(lambda change: change["new"] == 1 and view.button.click(), names="value")

    generate(view)

    assert view.bar.progress.value == 13


def test_the_period_is_shared_with_the_other_panes(office: Office) -> None:
    workspace = Workspace(office)
    view = GenerateView(workspace)

    workspace.go(period="2025H2")
    followed = view.period.value
    view.period.value = "2026H1"

    assert followed == "2025H2"
    assert workspace.period.code == "2026H1"


def test_another_period_shows_its_own_plan_and_no_results_of_the_one_before(view: GenerateView) -> None:
    generate(view)

    view.period.value = "2025H2"

    assert results(view) == ""
    assert message(view) == '<span class="hy-muted"></span>'
    assert {row[3] for row in rows(view)} == {"还没有"}


def test_another_unit_in_view_leaves_the_results_alone(office: Office) -> None:
    workspace = Workspace(office)
    view = GenerateView(workspace)
    generate(view)

    workspace.go(unit="03")

    assert "成稿" in results(view)


def test_any_file_can_be_looked_at(view: GenerateView, office: Office) -> None:
    if script("preview") is None:
        pytest.skip("the preview's script was not built")
    generate(view)
    page = view.results.page
    assert isinstance(page, PagePart)
    options = dict(view.results.which.options)
    first = page.data

    view.results.which.value = options["财务科党支部2026年上半年党建工作情况汇报.docx"]

    assert len(options) == 13
    assert first == Path(next(iter(options.values()))).read_bytes()
    assert page.data == Path(view.results.which.value).read_bytes()


def test_a_file_that_was_moved_away_is_named_instead_of_shown(view: GenerateView) -> None:
    if script("preview") is None:
        pytest.skip("the preview's script was not built")
    generate(view)
    path = Path(list(dict(view.results.which.options).values())[4])
    path.unlink()

    view.results.which.value = str(path)

    assert f"{path}：读不出来" in message(view)


def test_one_volume_for_printing_on_request(view: GenerateView, office: Office) -> None:
    generate(view)

    for _again in range(2):
        view.results.join.click()
        view.wait(SECONDS)

    path = office.settings.output / "2026年上半年" / "合订本.docx"
    assert path.is_file()
    assert f"合订了13份。已保存在 {path}" in message(view)
    assert view.results.files.value.count('class="hy-file" download="合订本.docx"') == 1
    assert 'class="hy-download"' not in view.results.files.value


def test_the_finished_files_are_compared_on_request(view: GenerateView, office: Office) -> None:
    generate(view)

    view.results.compare.click()
    view.wait(SECONDS)
    assert "读了13份文书，核对了" in message(view)
    assert "都对得上" in message(view)

    folder = office.settings.output / "2026年上半年"
    next(folder.glob("人事科*.docx")).write_bytes(b"not a document")
    view.results.compare.click()
    view.wait(SECONDS)
    assert "1处请核对" in message(view)
    assert "人事科党支部2026年上半年党建工作情况汇报.docx：" in message(view)


def test_pdfs_on_request_where_a_program_makes_them(view: GenerateView) -> None:
    required("soffice")
    view.which.value = CHOSEN
    view.branches.value = ("03",)
    view.documents[1].value = False
    generate(view)

    view.results.pdf.click()
    view.wait(SECONDS)

    assert "转成 PDF 1份" in message(view)
    assert zipped(view.results.files.value, "hy-file") == ["财务科党支部2026年上半年党建工作情况汇报.pdf"]


def test_without_a_program_the_button_rests_and_says_what_to_install(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_libreoffice(monkeypatch, tmp_path)

    view = GenerateView(Workspace(office))

    assert view.results.pdf.disabled
    assert "装上 LibreOffice 或 Word 就能转成 PDF" in view.results.pdf_note.value


def test_before_a_run_there_is_nothing_to_join_or_look_at(view: GenerateView) -> None:
    assert view.results._of_files.layout.display == "none"


def test_what_is_to_be_checked_in_the_figures_stands_beside_each_file(view: GenerateView, office: Office) -> None:
    seen = {entry.item: entry.version for entry in office.store.current("2026H1", "01")}
    save_figure(office, Change("01", "2026H1", "theme_days", "2", seen["theme_days"]), "填报页")

    generate(view)

    lines = {
        row[0]: row[3] for row in (re.findall(r"<td>(.*?)</td>", line) for line in results(view).split("<tr>")[2:])
    }
    assert "一般应不少于6次" in lines["办公室党支部"]
    assert "处待核对，见“校核”" in lines["云河市示例局"]
