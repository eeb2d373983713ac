"""The desk's real server, asked over real sockets by whoever may be there.

1. Another host's name, another site's page or a stranger without the token gets no page, no kernel, no socket and no file.
2. Whoever opens the address that was told gets the page, its files and the socket of its kernel.
3. So many pages and no more; one whose browser is gone makes room.
"""

from __future__ import annotations

import asyncio
import base64
import http.client
import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from tests.support.sample_office import copy_typed
from toolkit.ui.desk_server import DeskKernels, TooManyPages
from toolkit.ui.serve import app_command, server_environment

TOKEN = "once-only"
HUB = "https://hub.example/"
STATIC = "/voila/static/voila.js"
PATHS = ("/", "/api/kernels", STATIC, "/voila/files/picture.png", "/static/picture.png")
NOBODY = "/api/kernels/00000000-0000-0000-0000-000000000000"
UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": base64.b64encode(b"sixteen bytes !!").decode(),
}


@dataclass
class Answer:
    status: int
    text: str = ""
    cookies: list[str] = field(default_factory=list)


@dataclass
class Server:
    port: int
    process: subprocess.Popen[bytes]

    def ask(self, path: str, *, host: str | None = "own", wait: float = 60, **headers: str) -> Answer:
        """One request, with just these headers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=wait)
        line.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
        if host is not None:
            line.putheader("Host", f"127.0.0.1:{self.port}" if host == "own" else host)
        for name, value in headers.items():
            line.putheader(name.replace("_", "-"), value)
        line.endheaders()
        got = line.getresponse()
        is_socket = got.status == 101
        text = "" if is_socket else got.read().decode("utf-8", "replace")
        cookies = [value.split(";")[0] for name, value in got.getheaders() if name == "Set-Cookie"]
        line.close()
        return Answer(got.status, text, cookies)

    def enter(self) -> Answer:
        return self.ask(f"/?token={TOKEN}", Sec_Fetch_Site="none", Sec_Fetch_Mode="navigate")

    def kernels(self) -> int:
        """How many kernels run under the server."""
        children = psutil.Process(self.process.pid).children()
        return sum("ipykernel_launcher" in " ".join(child.cmdline()) for child in children)


@contextmanager
def serve(home: Path, *options: str, **changes: str) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = server_environment(TOOLKIT_HOME=str(home), JUPYTER_TOKEN=TOKEN, **changes)
    command = app_command("--no-browser", f"--port={port}", "--Voila.log_level=ERROR", *options)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=home)
    server = Server(port, process)
    try:
        _wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(server: Server) -> None:
    for _attempt in range(600):
        assert server.process.poll() is None, "the desk's server ended"
        try:
            server.ask(STATIC)
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the desk's server did not come up")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_typed(tmp_path_factory.mktemp("office") / "新 文件夹")


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    with serve(home, "--DeskKernels.max_kernels=4") as server:
        yield server


@pytest.mark.parametrize("path", [*PATHS, f"/?token={TOKEN}", NOBODY, f"{NOBODY}/channels"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "localhost:1", "", None])
def test_another_hosts_name_gets_nothing(server: Server, path: str, host: str | None) -> None:
    answer = server.ask(path, host=host and host.format(port=server.port))

    assert answer.status in (400, 403)
    assert "kernel" not in answer.text.lower() and not answer.cookies


@pytest.mark.parametrize("path", [*PATHS, f"{NOBODY}/channels"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_another_sites_page_gets_nothing_even_with_the_cookie(
    server: Server, path: str, headers: dict[str, str]
) -> None:
    cookie = "; ".join(server.ask(f"/voila/files/none.png?token={TOKEN}").cookies)
    before = server.kernels()

    assert "username" in cookie
    assert server.ask(path, Cookie=cookie, **headers).status == 403
    assert server.kernels() == before


@pytest.mark.parametrize(
    "path", [*(path for path in PATHS if path != STATIC), "/?token=wrong", "/?token=", "/login", "/logout"]
)
def test_whoever_comes_without_the_token_is_told_where_to_look(server: Server, path: str) -> None:
    before = server.kernels()
    answer = server.ask(path)

    assert answer.status == 403
    assert "口令" in answer.text and "token=" in answer.text
    assert server.kernels() == before


def test_the_socket_of_a_kernel_is_not_opened_without_the_token_or_for_another_page(server: Server) -> None:
    page = server.enter()
    kernel = kernel_of(page)
    cookie = "; ".join(page.cookies)
    channel = f"/api/kernels/{kernel}/channels"
    own = f"http://127.0.0.1:{server.port}"

    assert server.ask(channel, **UPGRADE).status == 403
    assert server.ask(channel, **UPGRADE, Origin=own).status == 403
    assert server.ask(channel, **UPGRADE, Origin="http://evil.example", Cookie=cookie).status == 403
    assert server.ask(channel, host="evil.example", **UPGRADE, Cookie=cookie).status == 403
    assert server.ask(channel, **UPGRADE, Origin=own, Sec_Fetch_Site="same-origin", Cookie=cookie).status == 101


def test_the_address_that_was_told_opens_the_page_from_anywhere(server: Server) -> None:
    for name in ("127.0.0.1", "localhost", "[::1]"):
        opened = server.ask(
            f"/?token={TOKEN}", host=f"{name}:{server.port}", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate"
        )

        assert opened.status == 200
        assert "工作台" in opened.text


def test_a_page_that_was_opened_gets_its_files_with_the_cookie_alone(server: Server) -> None:
    cookie = "; ".join(server.enter().cookies)

    assert server.ask(STATIC, Sec_Fetch_Site="same-origin").status == 200
    assert server.ask("/voila/files/missing.png", Cookie=cookie, Sec_Fetch_Site="same-origin").status == 404
    assert server.ask("/voila/files/desk.ipynb", Cookie=cookie, Sec_Fetch_Site="same-origin").status == 403


@pytest.mark.parametrize(
    "path", ["lab", "lab/", "lab/static", "lab/other/voila.js", "none/static/x.js", "../../etc/passwd"]
)
def test_an_address_of_nothing_is_answered_as_such(server: Server, path: str) -> None:
    assert server.ask(f"/voila/templates/{path}").status in (403, 404)


def test_a_page_too_many_is_refused_in_words_and_one_left_alone_makes_room(home: Path) -> None:
    with serve(home, "--DeskKernels.max_kernels=2") as server:
        pages = [server.enter() for _number in range(2)]
        refused = server.enter()

        assert [page.status for page in pages] == [200, 200]
        assert refused.status == 503
        assert "最多2个" in refused.text and "再刷新" in refused.text
        assert server.kernels() == 2

        channel = f"/api/kernels/{kernel_of(pages[0])}/channels"
        own = f"http://127.0.0.1:{server.port}"
        # A browser that was killed: its socket opened and closed again, and nobody said good-bye.
        assert server.ask(channel, **UPGRADE, Origin=own, Cookie="; ".join(pages[0].cookies)).status == 101
        assert _within(10, lambda: server.enter().status == 200)
        assert server.kernels() == 2


def test_pages_opened_at_the_same_moment_do_not_pass_together(home: Path) -> None:
    with serve(home, "--DeskKernels.max_kernels=2") as server:
        answers: list[int] = []
        visits = [threading.Thread(target=lambda: answers.append(server.enter().status)) for _number in range(5)]
        for visit in visits:
            visit.start()
        for visit in visits:
            visit.join()

        assert sorted(answers) == [200, 200, 503, 503, 503]


def test_a_page_that_comes_while_another_one_starts_is_counted_once_and_shuts_nobody_out() -> None:
    async def two_pages_and_one_too_many() -> list[int]:
        kernels = DeskKernels(max_kernels=2)
        first = asyncio.create_task(kernels.start_kernel())
        counts = []
        try:
            while not kernels.list_kernel_ids():
                await asyncio.sleep(0)
            assert not first.done(), "a kernel stands in Jupyter's list before its start is over"
            await asyncio.gather(first, kernels.start_kernel())
            counts.append(len(kernels))
            with pytest.raises(TooManyPages):
                await kernels.start_kernel()
            await kernels.shutdown_kernel(kernels.list_kernel_ids()[0], now=True)
            await kernels.start_kernel()
            counts.append(len(kernels))
        finally:
            await kernels.shutdown_all(now=True)
        return counts

    assert asyncio.run(two_pages_and_one_too_many()) == [2, 2]


def test_a_hubs_address_is_let_in_where_it_is_configured(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOOLKIT_ADDRESS", HUB)
    with serve(home) as server:
        assert server.ask(STATIC, host="hub.example", Origin="https://hub.example").status == 200
        assert server.ask(STATIC, host="hub.example:8000").status == 403
        assert server.ask(STATIC, host="evil.example").status == 403
        assert server.ask(STATIC).status == 200


def kernel_of(page: Answer) -> str:
    found = re.search(r"\w{8}-\w{4}-\w{4}-\w{4}-\w{12}", page.text)
    assert found, page.text[:2000]
    return found[0]


def _within(seconds: float, happens: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happens():
            return True
        time.sleep(0.2)
    return False
