"""A clerk's way through the real pages: fill a figure, generate, download, open the file.

1. In JupyterLab a figure typed in the form is saved at once and is in the next report and the bureau's total.
2. In Voila the same, in one page.
3. Neither asks another machine for anything (the `page` fixture sees to it).
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

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


def test_a_figure_typed_in_jupyterlab_is_in_the_next_report_and_in_the_total(page: Page, lab: str, home: Path) -> None:
    before = bureau_total(home, "activists_new")
    open_notebook(page, lab, "1_collect")
    form = page.locator(".jp-OutputArea .hy-entry")
    old = int(form.locator(".hy-field-activists_new input").input_value())

    type_figure(form, "activists_new", str(old + 3))
    open_notebook(page, lab, "3_generate")
    files = generated(page, page.locator(".jp-OutputArea .hy-generate"))

    report = text_of(files["办公室党支部2026年上半年党建工作情况汇报.docx"])
    bureau = text_of(next(data for name, data in files.items() if name.startswith("云河市示例局")))
    assert f"确定入党积极分子{old + 3}名" in report
    assert f"确定入党积极分子{before + 3}名" in bureau
    assert bureau_total(home, "activists_new") == before + 3


def test_the_desk_in_voila_fills_generates_and_downloads(page: Page, voila: str, home: Path) -> None:
    page.goto(voila)
    form = page.locator(".hy-entry")
    expect(form).to_be_visible()

    type_figure(form, "suggestions", "１７条")
    page.get_by_role("tab", name="生成").click()
    files = generated(page, page.locator(".hy-generate"))

    assert len(files) == 13
    assert "征集意见建议17条" in text_of(files["办公室党支部2026年上半年党建工作情况汇报.docx"])
    missing = next(name for name in files if name.startswith("档案馆党支部"))
    assert "（草稿）" in missing
    assert "【待填】" in text_of(files[missing])


def test_what_cannot_be_read_is_marked_and_kept_as_typed(page: Page, voila: str) -> None:
    page.goto(voila)
    field = page.locator(".hy-entry .hy-field-talks input")
    expect(field).to_be_visible()

    field.fill("3.7")
    field.press("Tab")

    row = page.locator(".hy-row", has=page.locator(".hy-field-talks"))
    expect(row).to_contain_text("不是整数")
    expect(field).to_have_value("3.7")
    page.reload()
    expect(page.locator(".hy-entry .hy-field-talks input")).to_have_value("3.7")


def text_of(data: bytes) -> str:
    return "\n".join(paragraphs(data))


def open_notebook(page: Page, lab: str, name: str) -> None:
    page.goto(f"{lab}/lab/tree/notebooks/{name}.ipynb?token={TOKEN}&reset")
    page.wait_for_function("() => window.jupyterapp !== undefined")
    page.evaluate(WAIT_FOR_KERNEL)
    page.evaluate("async () => { await window.jupyterapp.commands.execute('notebook:run-all-cells') }")


def type_figure(form: Locator, key: str, text: str) -> None:
    field = form.locator(f".hy-field-{key} input")
    field.fill(text)
    field.press("Tab")
    expect(form.locator(".hy-saved")).to_contain_text("已保存")


def generated(page: Page, view: Locator) -> dict[str, bytes]:
    """Press the button, download the zip, and give its files."""
    view.locator(".hy-generate-button button, button.hy-generate-button").first.click()
    expect(view.locator(".hy-message")).to_contain_text("生成13份")
    with page.expect_download() as download:
        view.locator("a.hy-download").click()
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
