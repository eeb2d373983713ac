"""The other panes in real pages: the table of all units, the review, the Excel forms, the templates, the dark theme."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.browser.test_desk import open_desk, open_notebook
from tests.support.sample_office import sample_settings
from toolkit.catalogue.periods import read_period
from toolkit.tasks import Sheet, latest_period, open_office

ROWS, COLUMNS = 200, 40
HALF = read_period("2026H1")
PASTE = """([text]) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_two_hundred_rows_of_forty_figures_are_pasted_and_saved(page: Page, large_voila: tuple[str, Path]) -> None:
    address, folder = large_voila
    open_desk(page, address)
    open_tab(page, "总表")
    expect(page.locator(".hy-grid[data-ready]")).to_be_visible()
    office = open_office(sample_settings(folder))
    items = [item for item in office.catalogue.items if "支部" in item.filed_by][:COLUMNS]
    block = [[str(row * 100 + column) for column in range(COLUMNS)] for row in range(ROWS)]

    page.locator(f".ag-row[row-index='0'] [col-id='{items[0].key}']").click()
    page.evaluate(PASTE, ["\n".join("\t".join(line) for line in block)])

    expect(page.locator(".hy-table .hy-message")).to_contain_text(f"（{ROWS * COLUMNS}项")
    sheet = Sheet(office, latest_period(office), "核对")
    assert [[sheet.text(unit.code, item.key) for item in items] for unit in office.units.branches] == block
    page.keyboard.press("Control+z")
    expect(page.locator(".hy-table .hy-message")).to_contain_text("已撤销")
    sheet.refresh()
    assert {sheet.text(unit.code, item.key) for unit in office.units.branches for item in items} == {""}
    office.store.close()


def test_a_table_with_headings_and_names_is_pasted_anywhere(page: Page, voila: str) -> None:
    form = open_desk(page, voila)
    open_tab(page, "总表")
    page.locator(".ag-row[row-id='03'] .ag-cell").nth(1).click()

    page.evaluate(PASTE, ["支部\t学习结对（对）\n人事科\t8\n办公室\t7\n"])

    message = page.locator(".hy-table .hy-message")
    expect(message).to_contain_text("已按表里的栏目和支部名称对上")
    open_tab(page, "填报")
    expect(form.locator(".hy-field-study_pairs input")).to_have_value("7")


def test_a_cell_of_the_table_is_typed_and_saved_and_the_form_follows(page: Page, voila: str) -> None:
    form = open_desk(page, voila)
    open_tab(page, "总表")
    cell = page.locator(".ag-row[row-id='01'] [col-id='study_pairs']")
    page.locator(".hy-grid .ag-body-horizontal-scroll-viewport").evaluate("box => { box.scrollLeft = 1200 }")

    cell.click()
    page.keyboard.type("6")
    page.keyboard.press("Enter")

    expect(page.locator(".hy-table .hy-message")).to_contain_text("已保存")
    open_tab(page, "填报")
    expect(form.locator(".hy-field-study_pairs input")).to_have_value("6")


def test_a_finding_is_settled_or_leads_to_its_field(page: Page, voila: str) -> None:
    form = open_desk(page, voila)
    open_tab(page, "校核")
    review = page.locator(".hy-review")
    odd = review.locator(".hy-found", has_text="行政审批科党支部 党课")

    odd.get_by_role("button", name="属实").click()
    odd.locator("input").fill("讲课人住院，下半年补上")
    odd.locator("input").press("Enter")
    expect(review.locator(".hy-group", has_text="已说明的")).to_contain_text("已说明的（1条）")
    review.get_by_role("button", name="规划发展科党支部 集中学习").click()

    expect(form.locator(".hy-field-weekly_study input")).to_be_focused()


def test_a_chart_is_drawn_in_chinese_without_the_network(page: Page, voila: str) -> None:
    open_desk(page, voila)
    open_tab(page, "校核")

    page.locator(".hy-reviewing select").select_option(label="服务群众：志愿服务人次")

    chart = page.locator(".hy-chart svg")
    expect(chart).to_contain_text("综合执法队党支部")
    expect(chart).to_contain_text("2025年下半年")


def test_a_broken_template_is_explained_and_a_good_one_put_to_use(
    page: Page, voila: str, home: Path, tmp_path: Path
) -> None:
    open_desk(page, voila)
    open_tab(page, "模板")
    pane = page.locator(".hy-templates")
    template = home / "templates" / "branch_report.docx"

    upload(page, changed(template, "{{ 亮点|成句 }}", "{{ 工作亮点 }}", tmp_path / "改坏的.docx"))
    expect(pane).to_contain_text("是不是想写“亮点”")
    expect(pane.get_by_role("button", name="启用", exact=True)).to_be_disabled()
    upload(page, changed(template, "建立问题整改台账", "逐项登记整改问题", tmp_path / "改好的.docx"))
    pane.get_by_role("button", name="启用", exact=True).click()

    expect(pane).to_contain_text("已启用")
    open_tab(page, "填报")
    expect(page.locator(".hy-collect .hy-page")).to_contain_text("逐项登记整改问题")


@pytest.mark.parametrize("face", ["voila", "lab"])
def test_a_template_larger_than_a_servers_usual_limit_is_taken(
    page: Page, face: str, home: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    address = request.getfixturevalue(face)
    if face == "lab":
        open_notebook(page, address, "4_templates")
    else:
        open_desk(page, address)
        open_tab(page, "模板")
    large = tmp_path / "大模板.docx"
    large.write_bytes((home / "templates" / "branch_report.docx").read_bytes())
    with zipfile.ZipFile(large, "a") as archive:
        archive.writestr("word/media/picture.bin", random.Random(1).randbytes(12_000_000))

    upload(page, large)

    expect(page.locator(".hy-templates")).to_contain_text("“大模板.docx”", timeout=30_000)


def test_a_filled_form_is_looked_at_before_it_is_taken(page: Page, voila: str) -> None:
    open_desk(page, voila)
    open_tab(page, "收发表")
    pane = page.locator(".hy-forms")

    pane.get_by_role("button", name="写出填报表").click()

    expect(pane).to_contain_text("写出")
    expect(pane.locator("a.hy-download")).to_be_visible()


def test_the_panes_are_readable_in_jupyterlabs_dark_theme(page: Page, lab: str) -> None:
    open_notebook(page, lab, "1_collect")
    form = page.locator(".jp-OutputArea .hy-entry")
    expect(form.locator(".hy-row").first).to_be_visible()

    page.evaluate(
        "async () => { await window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'}) }"
    )
    expect(page.locator("body[data-jp-theme-light='false']")).to_have_count(1)

    colours = form.evaluate(
        "box => { const s = getComputedStyle(box); return [s.color, getComputedStyle(box.querySelector('input')).backgroundColor] }"
    )
    assert brightness(colours[0]) > 150
    assert brightness(colours[1]) < 100


def brightness(colour: str) -> float:
    numbers = [float(each) for each in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    return sum(numbers) / 3


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def upload(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator(".hy-templates .jupyter-widget-upload, .hy-templates .widget-upload").first.click()
    chooser.value.set_files(path)


def changed(template: Path, old: str, new: str, path: Path) -> Path:
    """A copy of a template as a clerk changes it in Word: one paragraph's words."""
    document = Document(io.BytesIO(template.read_bytes()))
    for paragraph in document.paragraphs:
        if old in paragraph.text:
            first, *others = paragraph.runs
            first.text = paragraph.text.replace(old, new)
            for run in others:
                run.text = ""
            break
    else:
        raise AssertionError(f"no paragraph says {old}")
    document.save(path)
    return path
