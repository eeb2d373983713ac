"""Voila's settings: what a page may send at once, and a cookie without which its kernel would outlive it.

Read by Voila itself, which hands in `get_config`; the kernel's page says good-bye by a request that must carry the cookie.
"""

from __future__ import annotations

from typing import Any


def give_cookie(handler: Any, notebook: Any, cwd: str) -> None:
    """Have the answer carry the cookie by which the page's later requests are known to come from it."""
    # Reading the token is what sets the cookie.
    assert handler.xsrf_token


settings = get_config()  # type: ignore[name-defined]  # noqa: F821 - given by the loader of such files
settings.Voila.tornado_settings = {"websocket_max_message_size": 256 * 1024 * 1024}
settings.VoilaConfiguration.prelaunch_hook = give_cookie
