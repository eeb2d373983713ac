"""What every command begins with: the office opened, and the period and the units that were named.

Takes words; gives an office, a period, units. What is to be told at opening is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.show import show_findings
from toolkit.settings import read_settings

if TYPE_CHECKING:
    from toolkit.catalogue.periods import Period
    from toolkit.catalogue.units import Unit
    from toolkit.tasks import Office

PeriodOption = Annotated[str, typer.Option("--period", "-p", help="期间，如 2026年上半年；不写就是最近一期")]
UnitsOption = Annotated[
    list[str] | None, typer.Option("--unit", "-u", help="只做这些单位（名称、简称或代码），可写多次")
]


def office_opened() -> Office:
    """The office, once what is to be told at opening was shown."""
    from toolkit.tasks import open_office

    office = open_office(read_settings())
    show_findings(office.findings)
    return office


def period_named(office: Office, text: str) -> Period:
    """The period that was named, or the one that is offered."""
    from toolkit.catalogue.periods import read_period
    from toolkit.tasks import offered_period

    return read_period(text, office.today) if text else offered_period(office)


def units_named(office: Office, names: Sequence[str] | None) -> list[Unit]:
    """The units that were named; none where none was."""
    return [office.units.find(name) for name in names or ()]
