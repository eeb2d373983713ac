"""One progress bar for terminal and notebook alike.

Takes a total; gives a context whose value is called once for each thing done. Shows nothing where output is no terminal.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tqdm.auto import tqdm


@contextmanager
def progress_bar(total: int, verb: str) -> Iterator[Callable[[Any], None]]:
    """Show progress while the block runs.

    Args:
        total: how many things there are.
        verb: what is being done, in Chinese.
    """
    hidden = not sys.stderr.isatty() and "ipykernel" not in sys.modules
    with tqdm(total=total, desc=verb, unit="份", disable=hidden, leave=False) as bar:
        yield lambda _thing: bar.update() and None
