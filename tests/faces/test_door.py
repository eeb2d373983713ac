"""The door of the desk's server, from the headers alone.

1. Only this machine's own names with the right port, and the hub's address where one is set, are the desk's.
2. Only the desk's own pages may ask; another page's link opens the desk only with the token in it.
"""

from __future__ import annotations

import pytest

from toolkit.ui.door import WRONG_ADDRESS, WRONG_PLACE, Knock, own_addresses, refusal

HOSTS = """
    127.0.0.1:8866           in
    localhost:8866           in
    LOCALHOST:8866           in
    [::1]:8866               in
    127.0.0.1                out
    127.0.0.1:8867           out
    localhost:80             out
    evil.example             out
    evil.example:8866        out
    127.0.0.1.evil.example:8866  out
    localhost.:8866          out
    a@127.0.0.1:8866         out
    127.0.0.1:8866,evil.example  out
    127.0.0.1:x              out
    [::1                     out
    evil[::1]:8866           out
    [::1]evil:8866           out
    [::1].evil.example:8866  out
    localhost%00:8866        out
    ｌocalhost:8866           out
    0.0.0.0:8866             out
    127.1:8866               out
"""
PAGES = """
    origin                     site         window  token   may come in
    -                          -            no      no      yes
    -                          none         yes     no      yes
    -                          same-origin  no      no      yes
    http://127.0.0.1:8866      same-origin  no      no      yes
    http://127.0.0.1:8866      -            no      no      yes
    http://evil.example        -            no      no      no
    http://127.0.0.1:9999      same-site    no      no      no
    http://localhost:8866      cross-site   no      no      no
    null                       -            no      no      no
    -                          cross-site   no      no      no
    -                          cross-site   yes     no      no
    -                          cross-site   no      yes     no
    -                          cross-site   yes     yes     yes
    -                          same-site    yes     no      no
    http://evil.example        cross-site   yes     yes     no
"""


def rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


@pytest.mark.parametrize(("host", "expected"), rows(HOSTS))
def test_only_this_machines_own_names_with_the_right_port_are_the_desks(host: str, expected: str) -> None:
    assert refusal(Knock(host), own_addresses(8866)) == ("" if expected == "in" else WRONG_ADDRESS)


def test_a_request_that_names_no_host_is_refused() -> None:
    assert refusal(Knock(""), own_addresses(8866)) == WRONG_ADDRESS


@pytest.mark.parametrize(("origin", "site", "window", "token", "expected"), rows(PAGES)[1:])
def test_only_the_desks_own_pages_may_ask(origin: str, site: str, window: str, token: str, expected: str) -> None:
    knock = Knock(
        "127.0.0.1:8866",
        origin.replace("-", "", origin == "-"),
        "" if site == "-" else site,
        window == "yes",
        token == "yes",
    )

    assert refusal(knock, own_addresses(8866)) == ("" if expected == "yes" else WRONG_PLACE)


@pytest.mark.parametrize(
    ("public", "host", "expected"),
    [
        ("https://hub.example/desk/", "hub.example", "in"),
        ("https://hub.example/desk/", "hub.example:443", "in"),
        ("https://hub.example/desk/", "hub.example:8866", "out"),
        ("http://hub.example:8000/desk/", "hub.example:8000", "in"),
        ("http://hub.example:8000/desk/", "hub.example", "out"),
        ("http://hub.example:8000/desk/", "127.0.0.1:8866", "in"),
        ("http://hub.example:8000/desk/", "evil.example:8000", "out"),
        ("hub.example", "hub.example", "out"),
    ],
)
def test_a_hubs_address_is_the_desks_where_it_is_set(public: str, host: str, expected: str) -> None:
    scheme = public.split(":", maxsplit=1)[0]
    knock = Knock(host, origin=f"{scheme}://{host}", site="same-origin")

    assert refusal(knock, own_addresses(8866, public)) == ("" if expected == "in" else WRONG_ADDRESS)
