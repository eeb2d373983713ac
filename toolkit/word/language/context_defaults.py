"""Filters that need a value of the document beside the one they are given: the year it speaks of, for a day.

Takes filters; gives them as the language calls them. A tag that gives the value itself is not asked, and where the document has
no such value the filter does without.

    {{ 植树日期|月日 }}      3月12日 in a report on 2026, 2025年3月12日 for a day of the year before
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final, TypeVar

from jinja2 import pass_context
from jinja2.runtime import Context

DEFAULT_FROM: Final = "default_from_the_context"
F = TypeVar("F", bound=Callable[..., Any])


def context_default(path: str, keyword: str) -> Callable[[F], F]:
    """Say of a filter that it takes a value of the document where the tag gives it none.

    Args:
        path: the name of the value, with its dots.
        keyword: the filter's argument that takes it; its first behind the value.
    """

    def marked(function: F) -> F:
        setattr(function, DEFAULT_FROM, (path, keyword))
        return function

    return marked


def with_context_defaults(filters: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """The filters, those that ask the document with what hands it to them."""
    return {name: _with_default(each) if hasattr(each, DEFAULT_FROM) else each for name, each in filters.items()}


def _with_default(function: Callable[..., Any]) -> Callable[..., Any]:
    path, keyword = getattr(function, DEFAULT_FROM)

    @pass_context
    @wraps(function)
    def filtered(context: Context, value: Any, *arguments: Any, **options: Any) -> Any:
        if not arguments and keyword not in options:
            # Of the document itself: a name that the template sets, or a loop, is none of its own.
            options[keyword] = _value_at(context.parent, path)
        return function(value, *arguments, **options)

    return filtered


def _value_at(values: Any, path: str) -> Any:
    """What stands under a name with dots; None where there is nothing."""
    for name in path.split("."):
        values = values.get(name) if isinstance(values, Mapping) else None
    return values
