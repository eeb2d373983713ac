"""The parts of our panes that are drawn by JavaScript of our own: each a widget with a Python side that answers it.

Takes the name of a script under web/; gives a widget. A fault while answering is told in the pane's own words and never
ends it. Where a script needs others' JavaScript that was not built, a note says so instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import anywidget
import ipywidgets as widgets
import traitlets

from toolkit.errors import ToolkitError
from toolkit.ui.page import text_html

WEB: Final = Path(__file__).parent / "web"
SHARED: Final = WEB / "dom.js"
NOT_BUILT: Final = (
    "这里要用到的网页组件还没有装好。请关闭本页，联网后重新运行 python start.py lab（或 app），会自动装上；"
    "填报、校核和生成不受影响。"
)
UNEXPECTED: Final = "这一步没有做成，已填的内容都还在。请刷新页面再试；仍不行，请把正在做的步骤告诉维护人员。"

Answer = Callable[[Mapping[str, Any]], None]


@cache
def script(name: str) -> str | None:
    """The text of a script: one of ours with what they share, or one that was built; None where it was not."""
    own, built = WEB / f"{name}.js", WEB / "built" / f"{name}.js"
    if own.is_file():
        return SHARED.read_text(encoding="utf-8") + own.read_text(encoding="utf-8")
    return built.read_text(encoding="utf-8") if built.is_file() else None


class Part(anywidget.AnyWidget):
    """A widget drawn by one of our scripts."""

    height = traitlets.Unicode("").tag(sync=True)

    def answer_with(self, answers: Mapping[str, Answer], complain: Callable[[str], None]) -> None:
        """Answer each message by the function for its kind.

        Args:
            answers: kind to function.
            complain: told of a fault in use, in the clerk's words.
        """

        def answer(_widget: Any, message: Mapping[str, Any], _buffers: Any) -> None:
            try:
                answers[message["kind"]](message)
            except ToolkitError as fault:
                complain(str(fault))
            except Exception:
                complain(UNEXPECTED)
                raise

        self.on_msg(answer)

    def receive(self, **message: Any) -> None:
        """Take a message as if the page had sent it: for tests, and for one part that speaks for another."""
        self._handle_custom_msg(message, [])


def part(kind: type[Part], name: str, **traits: Any) -> Part | None:
    """A part drawn by the script of this name, or None where that was not built."""
    text = script(name)
    return kind(_esm=text, **traits) if text else None


def not_built() -> widgets.HTML:
    """The note in place of a part that could not be built."""
    return widgets.HTML(text_html(NOT_BUILT, "hy-note"))
