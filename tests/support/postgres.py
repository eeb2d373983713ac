"""A PostgreSQL server of our own for as long as the tests run, and an empty database for each test.

Takes TOOLKIT_TEST_POSTGRES, the URL of a server we may make databases on, or else the PostgreSQL programs installed
here; gives URLs. Skips where there is neither, unless TOOLKIT_REQUIRE asks for postgresql. Never touches a server it
was not given.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

from toolkit.settings import is_required

if sys.platform != "win32":
    import pwd

ACCOUNT = "postgres"
STARTING_SECONDS = 60


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A server on which databases may be made."""
    given = os.environ.get("TOOLKIT_TEST_POSTGRES")
    if given:
        yield make_url(given)
        return
    programs = _programs()
    if programs is None:
        _give_up("PostgreSQL is not installed and TOOLKIT_TEST_POSTGRES names no server")
    with _own_server(programs) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: URL) -> Iterator[str]:
    """A new, empty database; it is dropped afterwards."""
    name = f"toolkit_{uuid.uuid4().hex}"
    _run(postgres_server, f"CREATE DATABASE {name}")
    yield postgres_server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    _run(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


def _give_up(reason: str) -> None:
    if is_required("postgresql"):
        pytest.fail(reason)
    pytest.skip(reason)


def _programs() -> Path | None:
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return folders[-1] if folders else None


@contextmanager
def _own_server(programs: Path) -> Iterator[URL]:
    # Root may not run PostgreSQL, and pytest's own folders are closed to every other account.
    account = pwd.getpwnam(ACCOUNT) if sys.platform != "win32" and os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="toolkit-postgres-"))
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    subprocess.run(
        [programs / "initdb", "-D", folder / "data", "-U", ACCOUNT, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        check=True,
        capture_output=True,
        cwd=folder,
        **user,
    )
    port = _free_port()
    options = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder), "-c", "fsync=off"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *options], stdout=log, stderr=log, cwd=folder, **user
        )
    try:
        url = URL.create("postgresql", ACCOUNT, host="127.0.0.1", port=port, database="postgres")
        _wait_for(url, server, folder / "log")
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
        shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(url: URL, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + STARTING_SECONDS
    while True:
        try:
            _run(url, "SELECT 1")
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                pytest.fail(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
            time.sleep(0.1)


def _run(url: URL, statement: str) -> None:
    with psycopg.connect(url.set(drivername="postgresql").render_as_string(False), autocommit=True) as connection:
        connection.execute(statement.encode())
