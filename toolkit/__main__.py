"""`python -m toolkit`: the command line."""

import gc

from toolkit.cli import main

VALUES_BETWEEN_COLLECTIONS = 100_000
"""Rings of garbage are looked for seldom: a command lives for seconds."""

if __name__ == "__main__":
    # The program's own modules stay for good: no use in looking among them.
    gc.freeze()
    gc.set_threshold(VALUES_BETWEEN_COLLECTIONS)
    main()
