"""A content as a number. Takes a content; gives a number, or nothing where it is none. Never reads a text."""

from __future__ import annotations

from decimal import Decimal

from toolkit.catalogue.kinds import Content


def number_of(content: Content) -> Decimal | None:
    """The content as a number, or None where it is none.

    >>> number_of(3), number_of(None), number_of("三")
    (Decimal('3'), None, None)
    """
    # Asked for every figure by every rule: most are plain numbers, and the type alone says so.
    kind = type(content)
    if kind is int:
        return Decimal(content)  # type: ignore[arg-type]
    if kind is Decimal:
        return content  # type: ignore[return-value]
    # A subclass of one; `int | Decimal` would be put together anew each time.
    if isinstance(content, Decimal):
        return Decimal(content)
    return Decimal(content) if isinstance(content, int) and not isinstance(content, bool) else None
