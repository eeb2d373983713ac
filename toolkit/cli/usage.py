"""What a clerk hears who typed a command that is not understood.

Takes the exception the command parser raised; gives one Chinese line, or None for an exception that is no fault in typing.
Never guesses what was meant: it offers the near miss.
"""

from __future__ import annotations

import re
from typing import Final

import typer.rich_utils

PROGRAM: Final = "python start.py"
HELP: Final = f"可运行 {PROGRAM} --help 查看用法。"
ADVICE: Final = (
    (r"No such command '(.+?)'\.(?:.*'(.+?)')?", "没有“{0}”这个命令。{1}"),
    (r"No such option: (\S+)(?:.*?(--?\w+))?", "没有“{0}”这个选项。{1}"),
    (r"Missing argument '(.+?)'", "后面还缺一项内容。"),
    (r"Missing command", "还缺一个命令。"),
    (r"Option '(.+?)' requires an argument", "选项 {0} 后面还要写内容。"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+?)\)", "多写了“{0}”。内容里有空格时请用引号括起来。"),
    (r"Invalid value for '(.+?)'", "{0} 的内容不对。"),
)

for _name, _title in (
    ("OPTIONS_PANEL_TITLE", "选项"),
    ("COMMANDS_PANEL_TITLE", "命令"),
    ("ARGUMENTS_PANEL_TITLE", "内容"),
    ("ERRORS_PANEL_TITLE", "错误"),
):
    setattr(typer.rich_utils, _name, _title)


def usage_advice(fault: Exception) -> str | None:
    """The line for a fault in typing.

    Args:
        fault: what the parser raised; it is told by its `format_message`, whichever version of the parser is installed.
    """
    format_message = getattr(fault, "format_message", None)
    if format_message is None:
        return None
    message = str(format_message()).replace("\n", " ")
    for pattern, advice in ADVICE:
        found = re.search(pattern, message)
        if found:
            given, near = [*found.groups(), "", ""][:2]
            return advice.format(given or "", f"是不是想写“{near}”？" if near else "") + HELP
    return f"命令没有看懂。{HELP}"
