"""How fast the desk answers a clerk: in a real JupyterLab and a real Voila, in a real Chromium.

Takes nothing; writes DESK.md. Each time is taken in the page itself, from the clerk's action to what is seen.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

from benchmarks.machine import machine
from benchmarks.timing import Timing, in_ms
from tests.browser.conftest import CHROMIUM_OPTIONS, TOKEN, chromium_path, free_port, served
from tests.browser.test_desk import WAIT_FOR_KERNEL
from tests.support.sample_office import copy_sample, filed_office, write_large_office
from toolkit.ui.serve import app_command, lab_command, server_environment, write_lab_settings

PAGE: Final = Path(__file__).with_name("DESK.md")
REPEATS: Final = 7
BRANCHES: Final = 200
PASTED_ROWS, PASTED_COLUMNS = 100, 20
TIMED: Final = """async ([act, watched, attribute, value]) => {
    const seen = () => document.querySelector(watched)?.getAttribute(attribute) ?? document.querySelector(watched)?.textContent;
    const before = seen(), start = performance.now();
    (new Function("value", act))(value);
    while (seen() === before) { await new Promise(r => setTimeout(r, 1)); if (performance.now() - start > 60000) throw new Error("never"); }
    return (performance.now() - start) / 1000;
}"""
TYPE: Final = """const field = document.querySelector(".hy-field-reflections input");
field.focus(); field.value = value; field.dispatchEvent(new Event("input", {bubbles: true})); field.dispatchEvent(new Event("change", {bubbles: true}));"""
SWITCH: Final = (
    """[...document.querySelectorAll(".hy-entry button")].find(b => b.textContent.includes("下一个")).click();"""
)
PASTE: Final = """const data = new DataTransfer(); data.setData("text/plain", value);
document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));"""


@dataclass(frozen=True)
class Answer:
    """What was measured, and the most it should take, in seconds."""

    what: str
    timing: Timing
    most: float


def main() -> int:
    """Measure and write the page."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_OPTIONS)
        new_page = partial(browser.new_page, viewport={"width": 1366, "height": 768})
        answers = [*in_lab(new_page, folder), *in_voila(new_page, folder), *in_grid(new_page, folder)]
        browser.close()
    PAGE.write_text(page_of(answers, machine()), encoding="utf-8", newline="\n")
    return 0


def page_of(answers: Sequence[Answer], stands_on: dict[str, str]) -> str:
    """The page DESK.md."""
    rows = "\n".join(
        f"| {each.what} | {each.timing} | at most {in_ms(each.most)} | {'yes' if each.timing.seconds <= each.most else '**no**'} |"
        for each in answers
    )
    about = "\n".join(f"| {name} | {value} |" for name, value in stands_on.items())
    return (
        "# How fast the desk answers\n\n"
        "Written by `python start.py bench desk`; do not edit. Medians of "
        f"{REPEATS} repeats, fastest and slowest in brackets, from the clerk's action to what is seen, in headless Chromium.\n\n"
        f"|  |  |\n| --- | --- |\n{about}\n\n"
        f"| what | measured | target | reached |\n| --- | --- | --- | --- |\n{rows}\n"
    )


def in_lab(new_page: Callable[[], Page], folder: Path) -> Iterator[Answer]:
    """From a kernel that is ready to a form that is shown, imports and all."""
    home = folder / "lab"
    filed_office(home).store.close()
    write_lab_settings()
    port = free_port()
    command = lab_command(
        "--no-browser", "--allow-root", f"--ServerApp.port={port}", f"--IdentityProvider.token={TOKEN}", "--expose-app-in-browser", root=home
    )  # fmt: skip
    with served(command, environment(home, folder), f"http://127.0.0.1:{port}/api?token={TOKEN}", home):
        page, samples = new_page(), []
        for _ in range(REPEATS):
            page.goto(f"http://127.0.0.1:{port}/lab/tree/notebooks/1_collect.ipynb?token={TOKEN}&reset")
            page.wait_for_function("() => window.jupyterapp !== undefined")
            page.evaluate(WAIT_FOR_KERNEL)
            page.evaluate(
                "async () => { await window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart() }"
            )
            page.evaluate(WAIT_FOR_KERNEL)
            run = "window.jupyterapp.commands.execute('notebook:run-all-cells')"
            samples.append(page.evaluate(TIMED, [run, ".jp-OutputArea .hy-entry", "data-shown", ""]))
        yield Answer("form of all figures shown, from a ready kernel", Timing(tuple(samples)), 1.5)


def in_voila(new_page: Callable[[], Page], folder: Path) -> Iterator[Answer]:
    """An edit and a switch in the sample's desk."""
    with desk(folder / "voila", folder) as address:
        page = opened(new_page(), address)
        yield timed("edit → saved", 0.15, page, TYPE, (".hy-saved", "none"))
        yield timed("edit → page", 0.7, page, TYPE, (".hy-page", "data-drawn"))
        yield timed("switching branch", 0.3, page, SWITCH, (".hy-entry", "data-shown"))


def in_grid(new_page: Callable[[], Page], folder: Path) -> Iterator[Answer]:
    """The table of two hundred branches."""
    with desk(folder / "grid", folder, BRANCHES) as address:
        samples = []
        for _ in range(REPEATS):
            page = opened(new_page(), address)
            start = page.evaluate("performance.now()")
            page.get_by_role("tab", name="总表").click()
            page.locator(".hy-grid[data-ready]").wait_for()
            samples.append((page.evaluate("performance.now()") - start) / 1000)
        yield Answer(f"table of {BRANCHES} branches shown", Timing(tuple(samples)), 2.0)
        cell = page.locator(".ag-row[row-index='0'] [col-id='member_full']")
        cell.click()
        yield timed("table: an edit → saved", 0.15, page, PASTE, (".hy-grid", "data-saved"), values=("7", "8"))
        blocks = [block(number) for number in range(REPEATS)]
        pasted = f"table: {PASTED_ROWS * PASTED_COLUMNS:,} pasted cells → saved"
        yield timed(pasted, 2.0, page, PASTE, (".hy-grid", "data-saved"), values=blocks)


def block(number: int) -> str:
    """A block of figures, other ones each time."""
    lines = ([str(number + row + column) for column in range(PASTED_COLUMNS)] for row in range(PASTED_ROWS))
    return "\n".join("\t".join(line) for line in lines)


def timed(
    what: str, most: float, page: Page, act: str, watched: tuple[str, str], *, values: Sequence[str] = ()
) -> Answer:
    """An act in the page, repeated, each time until what is watched has changed.

    Args:
        what, most: for the page that is written; seconds.
        page: where.
        act: JavaScript; `value` is another one each time.
        watched: an element, and its attribute that changes; its text where it has no such attribute.
        values: what to act with, in turns; numbers where none are given.
    """
    samples = []
    for number in range(REPEATS):
        value = values[number % len(values)] if values else str(number + 20)
        samples.append(page.evaluate(TIMED, [act, *watched, value]))
        page.wait_for_timeout(1200)
    return Answer(what, Timing(tuple(samples)), most)


def opened(page: Page, address: str) -> Page:
    """The desk with its form and its page shown."""
    page.set_default_timeout(60_000)
    page.goto(address)
    page.locator(".hy-entry .hy-row").first.wait_for()
    page.locator(".hy-page[data-drawn]").wait_for()
    page.wait_for_timeout(500)
    return page


@contextmanager
def desk(home: Path, folder: Path, branches: int = 0) -> Iterator[str]:
    """A desk served: of the sample, or of a bureau with so many branches."""
    if branches:
        write_large_office(copy_sample(home), branches)
    else:
        filed_office(home).store.close()
    port = free_port()
    ready = f"http://127.0.0.1:{port}/voila/static/"
    with served(app_command("--no-browser", f"--port={port}"), environment(home, folder), ready, home):
        yield f"http://127.0.0.1:{port}/?token={TOKEN}"


def environment(home: Path, folder: Path) -> dict[str, str]:
    """An environment that leaves the user's own Jupyter alone, and keeps compiled modules as every plain Python does."""
    return server_environment(
        TOOLKIT_HOME=str(home),
        JUPYTER_TOKEN=TOKEN,
        HOME=str(folder / "jupyter"),
        JUPYTER_CONFIG_DIR=str(folder / "config"),
        PYTHONDONTWRITEBYTECODE="",
    )
