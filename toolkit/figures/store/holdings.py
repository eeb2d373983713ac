"""What a store holds, from above: the periods, the units that filed, whose figures they are, and what numbers add up to.

Takes questions; gives codes and sums without reading every figure. Never writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Engine, Select, and_, bindparam, func, select

from toolkit.figures.figure import NO_PERIOD, NO_UNIT, OWNER, PERIOD_STATE
from toolkit.figures.ledger_rows import row_subject
from toolkit.figures.running import RowText
from toolkit.figures.store.database import transaction
from toolkit.figures.store.tables import current


class Holdings:
    """The questions to one store from above.

    Args:
        engine: its database.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sums(self, periods: Sequence[str]) -> dict[tuple[str, str], tuple[int, int, int]]:
        """What the numbers of a period add up to, by period and subject, over all units.

        Returns:
            The sum in whole ten-thousandths, how many numbers are in it, and how many values are not, being too large or too fine.
        """
        values = current.c.sense == "value"
        query = (
            select(current.c.period, current.c.subject, func.sum(current.c.number), func.count(current.c.number))
            .add_columns(func.count().filter(values) - func.count(current.c.number).filter(values))
            .where(current.c.period.in_(periods))
            .group_by(current.c.period, current.c.subject)
        )
        with transaction(self._engine, writing=False) as connection:
            rows = connection.execute(query).all()
        return {(period, subject): (int(total), count, left) for period, subject, total, count, left in rows if count}

    def periods(self) -> tuple[str, ...]:
        """The codes of all periods something was entered for."""
        with transaction(self._engine, writing=False) as connection:
            return tuple(connection.execute(_PERIODS, {"before": NO_PERIOD}).scalars())

    def filed(self) -> dict[str, tuple[str, ...]]:
        """By unit, the codes of the periods something was entered for, held units among them."""
        return self._periods_of(_UNITS)

    def subjects(self, without_rows_of: Collection[str] = ()) -> dict[str, tuple[str, ...]]:
        """By subject, the codes of the periods something was entered for under it.

        Args:
            without_rows_of: the keys of ledgers whose rows are left out: there may be ten thousand of them.
        """
        no_row = [~self._rows_condition(row_subject(ledger, "")) for ledger in without_rows_of]
        return self._periods_of(_distinct(current.c.subject, current.c.period == bindparam("period"), *no_row))

    @property
    def _rows_condition(self) -> Callable[[str], ColumnElement[bool]]:
        """What tells rows of a ledger by what their names begin with."""
        return _is_in_span if self._engine.dialect.name == "sqlite" else _begins

    def _periods_of(self, names: Select[Any]) -> dict[str, tuple[str, ...]]:
        """By name, the codes of the periods in which it is found."""
        found: dict[str, tuple[str, ...]] = {}
        with transaction(self._engine, writing=False) as connection:
            for period in connection.execute(_PERIODS, {"before": NO_PERIOD}).scalars().all():
                for name in connection.execute(names, {"before": "", "period": period}).scalars():
                    found[name] = (*found.get(name, ()), period)
        return found

    def rows_of(self, ledgers: Collection[str], units: Collection[str] = ()) -> Iterator[RowText]:
        """What stands of the rows of some ledgers in all periods.

        Args:
            ledgers: their keys.
            units: whose; of all where none is named, held ones among them.
        """
        if not ledgers:
            return
        asked = {"periods": self.periods()} | ({"units": list(units)} if units else {})
        with transaction(self._engine, writing=False) as connection:
            for ledger in ledgers:
                query = _rows_of(self._rows_condition, ledger, bool(units))
                yield from (RowText(*row) for row in connection.execute(query, asked))

    def said(self, period: str, subject: str) -> dict[str, str]:
        """What stands under one subject in a period, by unit; held units among them."""
        with transaction(self._engine, writing=False) as connection:
            return dict(tuple(row) for row in connection.execute(_SAID, {"period": period, "subject": subject}))

    def versions(self, period: str, subject: str) -> dict[str, int]:
        """Which version of one subject stands in a period, by unit."""
        with transaction(self._engine, writing=False) as connection:
            return dict(tuple(row) for row in connection.execute(_VERSIONS, {"period": period, "subject": subject}))

    def closing(self, period: str) -> str:
        """What was kept when a period was closed; empty where it is open."""
        return self.said(period, PERIOD_STATE).get(NO_UNIT, "")

    def owners(self) -> dict[str, str]:
        """By code, what was remembered last of the unit whose figures stand under it."""
        return self.said(NO_PERIOD, OWNER)


_ROW: Final = tuple(current.c[name] for name in ("unit", "period", "subject", "text", "batch"))


def _is_in_span(prefix: str) -> ColumnElement[bool]:
    """By a span, which SQLite finds in its index; a LIKE it does not."""
    return and_(current.c.subject >= prefix, current.c.subject < f"{prefix[:-1]}{chr(ord(prefix[-1]) + 1)}")


def _begins(prefix: str) -> ColumnElement[bool]:
    """By what it begins with: in the order of a language, a span holds other words."""
    return current.c.subject.startswith(prefix, autoescape=True)


@cache
def _rows_of(is_row: Callable[[str], ColumnElement[bool]], ledger: str, of_units: bool) -> Select[Any]:
    """The question for the rows of a ledger, put together once (see `database`)."""
    here = [current.c.period.in_(bindparam("periods", expanding=True)), is_row(row_subject(ledger, ""))]
    here += [current.c.unit.in_(bindparam("units", expanding=True))] if of_units else []
    return select(*_ROW).where(*here)


def _distinct(column: Column[str], *here: ColumnElement[bool]) -> Select[Any]:
    """The values of a column after `before`, each found by the index: reading all there is would take as long as there is."""
    first = (
        select(func.min(column).label("value")).where(column > bindparam("before"), *here).cte("found", recursive=True)
    )
    following = select(func.min(column)).where(column > first.c.value, *here).scalar_subquery()
    found = first.union_all(select(following).where(first.c.value.is_not(None)))
    return select(found.c.value).where(found.c.value.is_not(None))


_PERIODS: Final = _distinct(current.c.period, current.c.unit != NO_UNIT)
_UNITS: Final = _distinct(current.c.unit, current.c.period == bindparam("period"))


def _under_one_subject(column: Column[Any]) -> Select[Any]:
    """What stands under one subject in a period, by unit.

    The units are found by the index alone: left to itself SQLite reads the whole period, a tenth of a second where it is large.
    """
    here = current.c.period == bindparam("period"), current.c.subject == bindparam("subject")
    return select(current.c.unit, column).where(*here, current.c.unit.in_(select(current.c.unit).where(*here)))


_SAID: Final = _under_one_subject(current.c.text)
_VERSIONS: Final = _under_one_subject(current.c.version)
