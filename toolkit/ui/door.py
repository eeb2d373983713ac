"""Who may come in to the desk's server: a browser on this machine, asked by nobody but the desk itself.

Takes what a request says of itself; gives the reason why it is refused, or nothing. Never looks at a token but to be told that
it was right, and never answers a request.

A page on another machine can have the clerk's browser ask 127.0.0.1 for anything. It cannot choose what the browser then says:
    Host            the name in the address; a name that was made to mean 127.0.0.1 ("DNS rebinding") stands there as it is
    Origin          the page that asks, with every WebSocket and every POST
    Sec-Fetch-Site  whether that page is of the same place; "none" where the address was typed or opened from outside
                    (https://www.w3.org/TR/fetch-metadata/)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

LOCAL_NAMES: Final = ("127.0.0.1", "localhost", "::1")
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
HOST: Final = re.compile(r"(?:\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::\d*)?", re.ASCII)
OWN_SITES: Final = ("", "same-origin", "none")
WRONG_ADDRESS: Final = "这个地址不是工作台的地址。"
WRONG_PLACE: Final = "这个请求不是工作台自己的页面发出的。"

Address = tuple[str, int]
"""A host's name in small letters and a port."""


@dataclass(frozen=True)
class Knock:
    """What a request says of itself.

    Args:
        host: its Host header; empty where there is none.
        origin: its Origin header, likewise.
        site: its Sec-Fetch-Site header, likewise.
        opens_page: whether a browser's window is to show the answer.
        has_token: whether the address holds the right token.
    """

    host: str
    origin: str = ""
    site: str = ""
    opens_page: bool = False
    has_token: bool = False


def own_addresses(port: int, public: str = "") -> frozenset[Address]:
    """The addresses under which the desk may be asked: this machine's own names, and a public one where it is set.

    Args:
        port: the port the server listens on.
        public: the address of a hub or proxy in front of it, such as https://hub.example/desk/; empty for none.
    """
    own = {(name, port) for name in LOCAL_NAMES}
    outer = urlsplit(public)
    return frozenset(own | addresses_of(outer.netloc, [outer.scheme]))


def refusal(knock: Knock, addresses: Collection[Address]) -> str:
    """Why a request is refused; empty for one that is let in.

    Only the address with the right token may be opened from another place: from a file, a link, another program.
    """
    # A proxy may have taken off the https that the browser spoke: a host without a port means either.
    asked = addresses_of(knock.host, DEFAULT_PORTS).intersection(addresses)
    if not asked:
        return WRONG_ADDRESS
    page = urlsplit(knock.origin)
    if knock.origin and asked.isdisjoint(addresses_of(page.netloc, [page.scheme])):
        return WRONG_PLACE
    if knock.site.lower() not in OWN_SITES and not (knock.opens_page and knock.has_token):
        return WRONG_PLACE
    return ""


def addresses_of(host: str, schemes: Iterable[str]) -> frozenset[Address]:
    """What `host:port` may mean: several where it has no port and the scheme is not known; nothing where it is no address.

    >>> addresses_of("[::1]:8866", ["http"]), addresses_of("Hub.example", ["https"]), addresses_of("a, b", ["http"])
    (frozenset({('::1', 8866)}), frozenset({('hub.example', 443)}), frozenset())
    """
    if not HOST.fullmatch(host):
        return frozenset()
    try:
        parts = urlsplit(f"//{host}")
        ports = (
            [parts.port]
            if parts.port is not None
            else [DEFAULT_PORTS[name] for name in schemes if name in DEFAULT_PORTS]
        )
    except ValueError:
        return frozenset()
    return frozenset((parts.hostname, port) for port in ports if parts.hostname)
