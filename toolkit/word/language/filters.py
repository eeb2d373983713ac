"""The plain filters of Jinja, bounded, and printing values as the language does.

Takes values; gives values. A filter never turns a blank into a number and never grows a text without end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, Final

from jinja2 import Environment, pass_environment
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS, do_round, do_sum, make_attrgetter

from toolkit.word.language.quotients import like
from toolkit.word.language.values import MOST_PLACES, MOST_TEXT, SILENT, Gap, JoinedText, optional_blanks, words_of

PLAIN_FILTERS: Final = tuple("count d default first last length list max min reverse sort unique".split())
SCALAR_FILTERS: Final = tuple("abs float int lower trim upper".split())


def _leaving_gaps(function: Callable[..., Any]) -> Callable[..., Any]:
    """The filter, but a blank stays one, and so does silence: `int` makes no 0 of it."""

    @wraps(function)
    def filtered(value: Any, *arguments: Any, **options: Any) -> Any:
        is_nothing = value is None or value is SILENT or isinstance(value, Gap)
        return value if is_nothing else like(value, function(value, *arguments, **options))

    return filtered


@pass_environment
def _joined(
    environment: Environment, values: Iterable[Any], separator: str = "", attribute: str | int | None = None
) -> str:
    if attribute is not None:
        values = map(make_attrgetter(environment, attribute), values)
    optional = 0
    pieces: list[str] = []
    room = MOST_TEXT
    for value in values:
        pieces.append(words_of(value))
        optional += optional_blanks(value)
        room -= len(pieces[-1]) + len(separator)
        if room < 0:
            raise SecurityError("文字太长")
    text = separator.join(pieces)
    return JoinedText(text, optional) if optional else text


def _replaced(value: Any, old: str, new: str, count: int = -1) -> Any:
    if isinstance(value, Gap):
        return value
    text = words_of(value)
    if len(text) + text.count(old) * len(new) > MOST_TEXT:
        raise SecurityError("文字太长")
    return text.replace(old, new, count)


def _rounded(value: Any, precision: int = 0, method: Any = "common") -> Any:
    if value is None or isinstance(value, Gap):
        return value
    if abs(precision) > MOST_PLACES:
        raise SecurityError("小数位数太多")
    return like(value, do_round(value, precision, method), is_rounded=True)


@pass_environment
def _summed(environment: Environment, values: Iterable[Any], attribute: str | int | None = None) -> Any:
    """The sum; without Jinja's `start`, which would add lists up without end."""
    return do_sum(environment, values, attribute)


def _as_it_is(value: Any) -> Any:
    """What is printed is escaped already: templates of other programs ask for it all the same."""
    return value


PLAIN: Final[Mapping[str, Callable[..., Any]]] = {
    **{name: FILTERS[name] for name in PLAIN_FILTERS},
    **{name: _leaving_gaps(FILTERS[name]) for name in SCALAR_FILTERS},
    **dict.fromkeys(("e", "escape"), _as_it_is),
    **{"join": _joined, "replace": _replaced, "round": _rounded, "sum": _summed},
}
"""Name to function, the value first."""
