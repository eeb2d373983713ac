"""Why the system refused something, in the clerk's language."""

from __future__ import annotations

import errno

import pytest

from toolkit.errors import reason_of


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (PermissionError(errno.EACCES, "Permission denied"), "没有权限，或正被别的程序打开"),
        (OSError(errno.EPIPE, "Broken pipe"), f"系统错误 {errno.EPIPE}"),
        (OSError("no number"), "原因不明"),
    ],
)
def test_a_reason_is_chinese_whatever_the_system_says(fault: OSError, expected: str) -> None:
    assert reason_of(fault) == expected
