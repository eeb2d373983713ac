"""One job at a time beside the page: how far it is, a button that stops it, and what came of it in words.

Takes a job to run in a thread of its own; shows its progress. A fault in it is told in the clerk's words, logged, and kept for
who waits for it. Never ends a job by force: a job asks whether it was stopped.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Final

import ipywidgets as widgets

from toolkit.errors import ToolkitError
from toolkit.ui.page import text_html
from toolkit.ui.part import UNEXPECTED

STOP: Final = "停止"
STOPPING: Final = "正在停，等手上这份做完……"


class JobBar:
    """The bar, the stop button and the message.

    Args:
        busy: told when a job begins and when it has ended, so that its buttons can be put to rest.
    """

    def __init__(self, busy: Callable[[bool], None]) -> None:
        self._busy = busy
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._fault: Exception | None = None
        self.progress = widgets.IntProgress(layout=widgets.Layout(width="300px", visibility="hidden"))
        self.stop = widgets.Button(description=STOP, icon="stop", disabled=True, layout=widgets.Layout(width="90px"))
        self.stop.on_click(lambda _button: self._stop())
        self.message = widgets.HTML()
        self.message.add_class("hy-message")

    @property
    def is_running(self) -> bool:
        """Whether a job is not done yet."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, job: Callable[[], None], total: int, *, can_stop: bool = True) -> None:
        """Run a job in the background; nothing happens while another one runs.

        Args:
            job: what to do.
            total: how often it will call `advance`.
            can_stop: whether it asks if it was stopped.
        """
        if self.is_running:
            return
        self._stopped.clear()
        self._fault = None
        self.progress.max, self.progress.value, self.progress.layout.visibility = max(total, 1), 0, "visible"
        self.stop.disabled = not can_stop
        self.say("", "hy-muted")
        self._busy(True)
        # A daemon: a kernel that is shut down does not wait, and every file is whole at any moment.
        self._thread = threading.Thread(target=self._run, args=(job,), daemon=True)
        self._thread.start()

    def advance(self, _thing: Any) -> None:
        """One more is done."""
        self.progress.value += 1

    def is_stopped(self) -> bool:
        """Whether the job was asked to stop."""
        return self._stopped.is_set()

    def say(self, text: str, css_class: str) -> None:
        """Show a message."""
        self.message.value = text_html(text, css_class)

    def wait(self, timeout: float) -> None:
        """Wait until the job is done; what it raised and nobody foresaw is raised here, once.

        Raises:
            TimeoutError: it is not done yet.
        """
        if self._thread is not None:
            self._thread.join(timeout)
        if self.is_running:
            raise TimeoutError
        fault, self._fault = self._fault, None
        if fault is not None:
            raise fault

    def _run(self, job: Callable[[], None]) -> None:
        try:
            job()
        except ToolkitError as fault:
            self.say(str(fault), "hy-error")
        except Exception as fault:
            self._fault = fault
            logging.getLogger(__name__).exception("A job in the background ended with a fault")
            self.say(UNEXPECTED, "hy-error")
        finally:
            self.stop.disabled = True
            self.progress.layout.visibility = "hidden"
            self._busy(False)

    def _stop(self) -> None:
        self.stop.disabled = True
        # Before the job hears of it: its own last word must stand after this one.
        self.say(STOPPING, "hy-muted")
        self._stopped.set()
