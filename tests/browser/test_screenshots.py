"""Every pane of the desk at the size of a small laptop; with TOOLKIT_SCREENSHOTS=FOLDER a picture of each is kept there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_desk import open_desk, value_on_page
from tests.browser.test_panes import changed, open_tab, upload

# A picture in the papers names no folder of one machine.
WITHOUT_FOLDER = """([folder, name]) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) walker.currentNode.data = walker.currentNode.data.replaceAll(folder, name);
    for (const input of document.querySelectorAll("input")) input.value = input.value.replaceAll(folder, name);
}"""
Prepare = Callable[[Page, Path, Path], None]


def collect(page: Page, _home: Path, _folder: Path) -> None:
    page.locator(".hy-field-activists_new input").click()
    expect(value_on_page(page, "activists_new")).to_be_in_viewport()


def grid(page: Page, _home: Path, _folder: Path) -> None:
    expect(page.locator(".hy-grid[data-ready]")).to_be_visible()


def forms(page: Page, _home: Path, _folder: Path) -> None:
    page.get_by_role("button", name="读取文件夹").click()
    expect(page.locator(".hy-forms table").first).to_be_visible()


def review(page: Page, _home: Path, _folder: Path) -> None:
    expect(page.locator(".hy-heat")).to_be_visible()


def generate(page: Page, _home: Path, _folder: Path) -> None:
    page.locator("button.hy-generate-button").click()
    expect(page.locator(".hy-message").last).to_contain_text("生成13份")


def templates(page: Page, home: Path, folder: Path) -> None:
    template = home / "templates" / "branch_report.docx"
    upload(page, changed(template, "{{ 亮点|成句 }}", "{{ 工作亮点 }}", folder / "改过的模板.docx"))
    expect(page.locator(".hy-templates")).to_contain_text("是不是想写“亮点”")


PANES: dict[str, tuple[str, Prepare]] = {
    "collect": ("填报", collect),
    "grid": ("总表", grid),
    "forms": ("收发表", forms),
    "review": ("校核", review),
    "generate": ("生成", generate),
    "templates": ("模板", templates),
}


@pytest.mark.parametrize("name", PANES)
def test_a_pane_fits_a_small_screen_and_shows_no_english(
    page: Page, voila: str, home: Path, tmp_path: Path, name: str
) -> None:
    tab, prepare = PANES[name]
    open_desk(page, voila)
    if tab != "填报":
        open_tab(page, tab)

    prepare(page, home, tmp_path)

    page.wait_for_timeout(800)
    folder = os.environ.get("TOOLKIT_SCREENSHOTS")
    if folder:
        page.evaluate(WITHOUT_FOLDER, [str(home), "半年报"])
        page.screenshot(path=Path(folder) / f"{name}.png")
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
