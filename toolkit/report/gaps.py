"""Filters of templates that leave a blank a blank: what nobody filed is never counted, cut or worded.

Takes a filter; gives the same with blanks passed on. Never words anything.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from toolkit.word import Gap

P = ParamSpec("P")
R = TypeVar("R")


def leaving_gaps(function: Callable[Concatenate[Any, P], R]) -> Callable[..., R]:
    """The filter, but a blank stays one, and so does what is silent: a figure that was not collected in the past."""

    @wraps(function)
    def filtered(value: Any, *arguments: P.args, **options: P.kwargs) -> R:
        is_silent = isinstance(value, Gap) or (isinstance(value, str) and not value)
        return value if is_silent else function(value, *arguments, **options)

    return filtered
