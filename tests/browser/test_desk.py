"""A clerk's way through the real pages.

1. In JupyterLab: fill a figure, see the page change, generate, download, open the file.
2. In Voila the same in one page; a value on the page leads to its field, a field to its value.
3. What was typed survives a reload, a kernel's restart, and somebody else's change.
4. No page shows code; none asks another machine for anything (the `page` fixture sees to it).
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import TOKEN
from tests.support.read_docx import paragraphs
from tests.support.sample_office import sample_settings
from toolkit.catalogue.periods import read_period
from toolkit.review.rollup import roll_up
from toolkit.tasks import open_book, open_office

WAIT_FOR_KERNEL = """async () => {
    const app = window.jupyterapp;
    await app.restored;
    const widget = () => app.shell.currentWidget;
    while (!widget() || !widget().sessionContext) await new Promise(r => setTimeout(r, 50));
    const context = widget().sessionContext;
    await context.ready;
    while (!context.session || !context.session.kernel) await new Promise(r => setTimeout(r, 50));
    await context.session.kernel.info;
}"""


def test_a_figure_typed_in_jupyterlab_is_on_the_page_in_the_report_and_in_the_total(
    page: Page, lab: str, home: Path
) -> None:
    before = bureau_total(home, "activists_new")
    open_notebook(page, lab, "1_collect")
    form = page.locator(".jp-OutputArea .hy-entry")
    old = int(form.locator(".hy-field-activists_new input").input_value())
    expect(page.locator(".jp-CodeCell .jp-Cell-inputWrapper").first).to_be_hidden()

    type_figure(form, "activists_new", str(old + 3))
    expect(value_on_page(page, "activists_new")).to_have_text(str(old + 3))
    open_notebook(page, lab, "3_generate")
    files = generated(page, page.locator(".jp-OutputArea .hy-generate"))

    report = text_of(files["办公室党支部2026年上半年党建工作情况汇报.docx"])
    bureau = text_of(next(data for name, data in files.items() if name.startswith("云河市示例局")))
    assert f"确定入党积极分子{old + 3}名" in report
    assert f"确定入党积极分子{before + 3}名" in bureau
    assert bureau_total(home, "activists_new") == before + 3


def test_a_kernel_that_is_restarted_loses_nothing(page: Page, lab: str) -> None:
    open_notebook(page, lab, "1_collect")
    form = page.locator(".jp-OutputArea .hy-entry")
    type_figure(form, "reflections", "31")

    page.evaluate("async () => { await window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart() }")
    open_notebook(page, lab, "1_collect")

    expect(form.locator(".hy-field-reflections input")).to_have_value("31")


def test_the_desk_in_voila_fills_generates_and_downloads(page: Page, voila: str) -> None:
    form = open_desk(page, voila)

    type_figure(form, "suggestions", "１７条")
    expect(value_on_page(page, "suggestions")).to_have_text("17")
    page.get_by_role("tab", name="生成").click()
    files = generated(page, page.locator(".hy-generate"))

    assert len(files) == 13
    assert "征集意见建议17条" in text_of(files["办公室党支部2026年上半年党建工作情况汇报.docx"])
    missing = next(name for name in files if name.startswith("档案馆党支部"))
    assert "（草稿）" in missing
    assert "【待填】" in text_of(files[missing])


def test_a_value_on_the_page_leads_to_its_field_and_a_field_to_its_value(page: Page, voila: str) -> None:
    form = open_desk(page, voila)

    value_on_page(page, "next_steps").click()
    expect(form.locator(".hy-field-next_steps textarea")).to_be_focused()
    form.locator(".hy-field-member_full input").focus()

    expect(value_on_page(page, "member_full")).to_have_class(re.compile("hy-now"))
    expect(value_on_page(page, "member_full")).to_be_in_viewport()


def test_the_keyboard_alone_fills_the_form(page: Page, voila: str) -> None:
    form = open_desk(page, voila)
    form.locator(".hy-field-volunteer_persons input").focus()

    page.keyboard.press("Control+a")
    page.keyboard.type("44")
    page.keyboard.press("Enter")
    expect(form.locator(".hy-field-volunteer_hours input")).to_be_focused()
    page.keyboard.type("91")
    page.keyboard.press("ArrowUp")
    expect(form.locator(".hy-field-volunteer_persons input")).to_be_focused()
    page.keyboard.press("Control+z")

    expect(form.locator(".hy-saved")).to_contain_text("已撤销")
    expect(form.locator(".hy-field-volunteer_persons input")).to_have_value("44")
    expect(form.locator(".hy-field-volunteer_hours input")).not_to_have_value("91")


def test_what_cannot_be_read_is_marked_and_kept_as_typed(page: Page, voila: str) -> None:
    form = open_desk(page, voila)

    type_figure(form, "talks", "3.7")

    row = form.locator(".hy-field-talks")
    expect(row).to_contain_text("不是整数")
    expect(row.locator("input")).to_have_value("3.7")
    page.reload()
    expect(page.locator(".hy-entry .hy-field-talks input")).to_have_value("3.7")


def test_two_pages_that_change_the_same_figure_are_asked(page: Page, voila: str, browser: Browser) -> None:
    form = open_desk(page, voila)
    other = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    others_form = open_desk(other, voila)

    type_figure(others_form, "oath", "8")
    form.locator(".hy-field-oath input").fill("9")
    form.locator(".hy-field-oath input").press("Tab")

    conflict = form.locator(".hy-field-oath .hy-conflict")
    expect(conflict).to_contain_text("您填的是“9”，对方填的是“8”")
    expect(form.locator(".hy-field-oath input")).to_have_value("9")
    conflict.get_by_role("button", name="保留我填的").click()
    expect(conflict).to_have_count(0)
    others_form.get_by_role("button", name="刷新").click()
    expect(others_form.locator(".hy-field-oath input")).to_have_value("9")
    other.context.close()


def test_what_is_being_typed_when_the_page_is_reloaded_is_saved_and_its_unit_shown_again(
    page: Page, voila: str
) -> None:
    form = open_desk(page, voila)
    page.on("dialog", lambda dialog: dialog.accept())
    form.locator(".hy-unit-choice").select_option("02")
    expect(form.locator(".hy-state")).to_contain_text("人事科党支部")
    form.locator(".hy-field-talks input").fill("12")

    page.reload()

    expect(page.locator(".hy-entry .hy-unit-choice")).to_have_value("02")
    expect(page.locator(".hy-entry .hy-field-talks input")).to_have_value("12")


def test_a_reason_being_typed_stays_while_other_figures_are_saved(page: Page, voila: str) -> None:
    form = open_desk(page, voila)
    type_figure(form, "theme_days", "2")
    row = form.locator(".hy-field-theme_days")

    row.get_by_role("button", name="属实").click()
    row.get_by_role("button", name="确定").click()
    expect(row.locator(".hy-reason")).to_have_attribute("placeholder", "请先写明原因，再按确定")
    row.locator(".hy-reason").fill("搬迁")
    type_figure(form, "theme_present", "71")
    expect(row.locator(".hy-reason")).to_have_value("搬迁")
    row.get_by_role("button", name="确定").click()

    expect(row).to_contain_text("已说明：搬迁")


def test_a_kernel_that_is_gone_is_told_and_what_was_typed_stays(page: Page, lab: str) -> None:
    open_notebook(page, lab, "1_collect")
    form = page.locator(".jp-OutputArea .hy-entry")
    expect(form.locator(".hy-row").first).to_be_visible()
    page.evaluate("async () => { await window.jupyterapp.shell.currentWidget.sessionContext.shutdown() }")

    form.locator(".hy-field-talks input").fill("41")
    form.locator(".hy-field-talks input").press("Tab")

    expect(form.locator(".hy-saved")).to_contain_text("还没有存上", timeout=20_000)
    expect(form.locator(".hy-field-talks input")).to_have_value("41")


def text_of(data: bytes) -> str:
    return "\n".join(paragraphs(data))


def open_desk(page: Page, voila: str) -> Locator:
    """The desk with its form shown and its page drawn."""
    page.goto(voila)
    form = page.locator(".hy-entry")
    expect(form.locator(".hy-row").first).to_be_visible()
    expect(page.locator(".hy-page[data-drawn]")).to_be_visible()
    return form


def open_notebook(page: Page, lab: str, name: str) -> None:
    page.goto(f"{lab}/lab/tree/notebooks/{name}.ipynb?token={TOKEN}&reset")
    page.wait_for_function("() => window.jupyterapp !== undefined")
    page.evaluate(WAIT_FOR_KERNEL)
    page.evaluate("async () => { await window.jupyterapp.commands.execute('notebook:run-all-cells') }")


def value_on_page(page: Page, key: str) -> Locator:
    return page.locator(f".hy-page mark[data-key='{key}']").first


def type_figure(form: Locator, key: str, text: str) -> None:
    field = form.locator(f".hy-field-{key} input")
    field.fill(text)
    field.press("Tab")
    expect(form.locator(".hy-saved")).to_contain_text("已保存")


def generated(page: Page, view: Locator) -> dict[str, bytes]:
    """Press the button, download the zip, and give its files."""
    view.locator(".hy-generate-button button, button.hy-generate-button").first.click()
    expect(view.locator(".hy-message").first).to_contain_text("生成13份")
    with page.expect_download() as download:
        view.locator("a.hy-download[download$='.zip']").first.click()
    data = Path(download.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def bureau_total(home: Path, key: str) -> int:
    office = open_office(sample_settings(home))
    book = open_book(office, read_period("2026H1"))
    total = roll_up(office.catalogue[key], list(book.now.values())).content
    office.store.close()
    assert isinstance(total, int)
    return total
