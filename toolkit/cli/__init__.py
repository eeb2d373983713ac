"""The command line: reads words, calls one task, shows the answer.

Takes what a clerk types; gives Chinese text and an exit code (0 done, 1 something must be mended, 2 the command was not
understood). Holds no rule of its own.
"""

from toolkit.cli.commands import app, main

__all__ = ["app", "main"]
