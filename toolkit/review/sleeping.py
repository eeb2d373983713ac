"""The rules that cannot be asked of a catalogue, since nothing in it plays the part they look for.

Takes a catalogue; gives notes. Never looks at a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from toolkit.catalogue.items import EVENT_ROLES, Adding, Catalogue
from toolkit.catalogue.roles import ItemRole, LedgerRole
from toolkit.findings import Finding, note
from toolkit.review.ledger_checks import ISSUE_ROLES

PLACE: Final = "指标目录"
BY_ITEMS: Final = (
    ("支部人数", (ItemRole.FULL_MEMBERS,)),
    ("支委会设置", (ItemRole.FULL_MEMBERS, ItemRole.COMMITTEE)),
    ("任期届满", (ItemRole.TERM_END,)),
)
"""What rules look at, by the figures they need."""
BY_LEDGERS: Final = (
    ("台账里的问题数与填报数一致", LedgerRole.ISSUES, ISSUE_ROLES),
    ("台账里的活动数与填报数一致、联合活动算一次", LedgerRole.ACTIVITIES, EVENT_ROLES),
)
"""By the ledger they need and its columns."""


def sleeping_rules(catalogue: Catalogue) -> tuple[Finding, ...]:
    """A note for each rule that sleeps for want of a role."""
    lacking = [*_lacking_items(catalogue), *_lacking_columns(catalogue)]
    return tuple(note("sleeping_rule", PLACE, _advice(rule, roles, what)) for rule, roles, what in lacking)


def _advice(rule: str, roles: Iterable[str], what: str) -> str:
    lines = "、".join(f'role = "{role}"' for role in roles)
    return f"看不出哪个{what}是“{'、'.join(roles)}”，“{rule}”没有核对。要核对，请在那个{what}里写上 {lines}；不需要的不用管。"


def _lacking_items(catalogue: Catalogue) -> Iterator[tuple[str, list[str], str]]:
    means = [item for item in catalogue.items if item.over_units is Adding.WEIGHTED_MEAN]
    weighted = [(f"{item.label}按党员人数平均", (ItemRole.FULL_MEMBERS,)) for item in means]
    for rule, roles in (*BY_ITEMS, *weighted):
        missing: list[str] = [role for role in roles if catalogue.playing(role) is None]
        if missing:
            yield rule, missing, "指标"


def _lacking_columns(catalogue: Catalogue) -> Iterator[tuple[str, list[str], str]]:
    for rule, role, columns in BY_LEDGERS:
        ledger = catalogue.ledger_playing(role)
        missing: list[str] = [each for each in columns if ledger and ledger.column(each) is None]
        if ledger is None:
            yield rule, [role], "台账"
        elif missing:
            yield rule, missing, "列"
