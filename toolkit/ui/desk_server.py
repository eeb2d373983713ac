"""The desk's server: Voila behind a door, with a token and only so many pages at once.

Takes Voila's own options; serves the desk until it is stopped. Every request passes the door (`toolkit.ui.door`) before any of
Voila's handlers sees it. Only what belongs to the program itself, /voila/static and the like, is given without the token.

    python -m toolkit.ui.desk_server notebooks/desk.ipynb --port=8866
"""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import Any, Final
from uuid import uuid4

from jupyter_server.auth.logout import LogoutHandler
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.utils import url_path_join
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, Rule
from tornado.web import HTTPError, RequestHandler, authenticated
from traitlets import Int
from voila.app import Voila
from voila.static_file_handler import AllowListFileHandler, TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.voila_identity_provider import VoilaLoginHandler

from toolkit.ui.door import Knock, own_addresses, refusal

MOST_PAGES: Final = 10
"""A page has a kernel of its own, of about 100 MB."""
OPENING_SECONDS: Final = 120
"""How long a page may take from its kernel's start until it speaks to it."""
OPEN_AS_TOLD: Final = (
    "请从打开工作台时自动打开的页面进入，或者访问命令行窗口里写的完整地址（到 token= 后面最后一个字母为止）。"
)
NO_TOKEN: Final = "这个地址里没有这一次打开工作台的口令。"
TOO_MANY_PAGES: Final = "打开的工作台页面太多了（最多{most}个）。"
FAILED: Final = "这一页没有打开（{status}）。"
START_AGAIN: Final = "请在命令行窗口按 Ctrl+C 关闭，再重新打开工作台。已经填的都存上了。"
CLOSE_SOME: Final = "请关掉不用的页面，再刷新这一页。已经填的都存上了。"


class TooManyPages(HTTPError):
    """No further page can be opened before another is closed."""

    def __init__(self, most: int) -> None:
        super().__init__(503)
        self.most = most


class NoToken(HTTPError):
    """What was asked for is given to nobody without the token."""

    def __init__(self) -> None:
        super().__init__(403)


class DeskKernels(AsyncMappingKernelManager):
    """The kernels behind the pages, so many at most; one whose page is gone makes room for a new page."""

    max_kernels = Int(MOST_PAGES, config=True, help="How many pages, each with a kernel, may be open at once.")

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        # When each kernel was asked for whose page has not spoken to it yet.
        self._opening: dict[str, float] = {}

    def notify_connect(self, kernel_id: str) -> None:
        """A page speaks to its kernel now."""
        self._opening.pop(kernel_id, None)
        super().notify_connect(kernel_id)

    async def start_kernel(self, **words: Any) -> str:  # type: ignore[override]
        """Start a kernel for a page.

        Raises:
            TooManyPages: as many pages are open as may be.
        """
        # Counted before anything is waited for, by its own id: pages that are opened at the same moment must not pass together,
        # and a kernel is in Jupyter's own list some time before its start is over.
        kernel_id = str(words.pop("kernel_id", None) or uuid4())
        self._opening[kernel_id] = monotonic()
        try:
            await self._make_room()
            return str(await super().start_kernel(kernel_id=kernel_id, **words))
        except BaseException:
            self._opening.pop(kernel_id, None)
            raise

    def remove_kernel(self, kernel_id: str) -> Any:
        """A kernel is gone."""
        self._opening.pop(kernel_id, None)
        return super().remove_kernel(kernel_id)

    async def _make_room(self) -> None:
        for kernel_id in list(self._left_alone()):
            if self._pages() <= self.max_kernels:
                break
            await self.shutdown_kernel(kernel_id, now=True)
        if self._pages() > self.max_kernels:
            raise TooManyPages(self.max_kernels)

    def _pages(self) -> int:
        return len(self._opening.keys() | set(self.list_kernel_ids()))

    def _left_alone(self) -> Iterator[str]:
        """The kernels whose page is gone without a good-bye, such as a browser that was killed."""
        for kernel_id in self.list_kernel_ids():
            started = self._opening.get(kernel_id)
            is_opening = started is not None and monotonic() - started < OPENING_SECONDS
            if not is_opening and self.kernel_model(kernel_id)["connections"] == 0:
                yield kernel_id


class _Unwelcome(Matcher):
    """Matches the requests that the door refuses."""

    def __init__(self, server: DeskServer) -> None:
        self.server = server

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """What the handler of such a request is to know; None for one that may come in."""
        reason = refusal(self._knock(request), own_addresses(self.server.port, self.server.custom_display_url))
        return {"target_kwargs": {"reason": reason}} if reason else None

    def _knock(self, request: HTTPServerRequest) -> Knock:
        headers = request.headers
        token = self.server.identity_provider.token
        given = request.arguments.get("token", [])
        return Knock(
            host=headers.get("Host", ""),
            origin=headers.get("Origin", "") or headers.get("Sec-Websocket-Origin", ""),
            site=headers.get("Sec-Fetch-Site", ""),
            opens_page=request.method == "GET" and headers.get("Sec-Fetch-Mode") == "navigate",
            has_token=bool(token) and given == [token.encode()],
        )


class _Refused(RequestHandler):
    """Answers whoever may not come in."""

    def initialize(self, reason: str) -> None:
        self.reason = reason

    def prepare(self) -> None:
        """Answer, whatever was asked."""
        _say(self, 403, self.reason, OPEN_AS_TOLD)


class _WithoutToken(RequestHandler):
    """Answers a browser of this machine that came without the token."""

    def prepare(self) -> None:
        """Answer, whatever was asked."""
        _say(self, 403, NO_TOKEN, OPEN_AS_TOLD)


class _TokenFirst(JupyterHandler):
    """Sends nobody to a page for signing in: there is none, only the address that was told."""

    def get_login_url(self) -> str:
        """Called for whoever came without the token.

        Raises:
            NoToken: always.
        """
        raise NoToken

    def write_error(self, status_code: int, **words: Any) -> None:
        """Answer in Chinese what went wrong before the page began."""
        error = (words.get("exc_info") or (None, None))[1]
        if isinstance(error, NoToken):
            _say(self, status_code, NO_TOKEN, OPEN_AS_TOLD)
        elif isinstance(error, TooManyPages):
            _say(self, status_code, TOO_MANY_PAGES.format(most=error.most), CLOSE_SOME)
        else:
            _say(self, status_code, FAILED.format(status=status_code), START_AGAIN)


class _DeskPage(_TokenFirst, TornadoVoilaHandler):
    """The desk's page."""


class _OwnFiles(_TokenFirst, AllowListFileHandler):
    """Voila's files beside the notebook, given to whoever has come in with the token."""

    @authenticated
    def get(self, path: str, include_body: bool = True) -> Any:
        """Answer the file."""
        return super().get(path, include_body)


class _TemplateFiles(TemplateStaticFileHandler):
    """The program's own files, by the addresses its pages name; any other address is of nothing."""

    def parse_url_path(self, path: str) -> str:
        """The path of a file of a page template.

        Raises:
            HTTPError: the address is not of the form template/static/file.
        """
        if path.split("/")[1:2] != ["static"] or len(path.split("/")) < 3:
            raise HTTPError(404)
        return str(super().parse_url_path(path))


OWN_HANDLERS: Final[dict[Any, Any]] = {
    AllowListFileHandler: _OwnFiles,
    LogoutHandler: _WithoutToken,
    TemplateStaticFileHandler: _TemplateFiles,
    TornadoVoilaHandler: _DeskPage,
    VoilaLoginHandler: _WithoutToken,
}


class DeskServer(Voila):
    """Voila for the desk."""

    def init_settings(self) -> dict[str, Any]:
        """Voila's settings; the page that opens the browser learns the token."""
        self.voila_configuration.multi_kernel_manager_class = DeskKernels
        settings: dict[str, Any] = super().init_settings()
        # A link on another page, or a page on another port, comes without the cookie.
        self.identity_provider.cookie_options = {"samesite": "Strict"}
        settings["voila_jinja2_env"].globals["token"] = self.identity_provider.token
        return settings

    def init_handlers(self) -> list[Any]:
        """The door first, then Voila's handlers."""
        door = Rule(_Unwelcome(self), _Refused)
        handlers = [(url, OWN_HANDLERS.get(handler, handler), *more) for url, handler, *more in super().init_handlers()]
        login = (url_path_join(self.base_url, "/login"), _WithoutToken)
        return [door, login, *handlers]


def _say(handler: RequestHandler, status: int, reason: str, advice: str) -> None:
    handler.set_status(status)
    page = handler.settings["voila_jinja2_env"].get_template("refused.html")
    handler.finish(page.render(reason=reason, advice=advice))


if __name__ == "__main__":
    DeskServer.launch_instance()
