"""`python -m toolkit`: the command line."""

import gc

from toolkit.cli import main

RARELY = 100_000
"""How many new values are made between two looks for rings of garbage: a command lives for seconds. Python asks for 700."""

if __name__ == "__main__":
    # The program's own modules stay for good: no use in looking among them.
    gc.freeze()
    gc.set_threshold(RARELY)
    main()
