"""Items and sections: what the forms ask for, and how it adds up.

Takes the catalogue's description; gives frozen values. Never holds an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from functools import cached_property

from toolkit.catalogue.expressions import Expression, Names, read_expression
from toolkit.catalogue.kinds import Content, Kind, Unread, Unreadable, read, show, show_decimal
from toolkit.catalogue.ledgers import Ledger
from toolkit.catalogue.periods import Length, Period, working_thursdays
from toolkit.catalogue.roles import ITEMS_BEFORE, LEDGERS_BEFORE, ColumnRole, ItemRole, LedgerRole
from toolkit.errors import UnknownName
from toolkit.findings import did_you_mean

WORKING_THURSDAYS = "工作周四"
EVENT_ROLES = (ColumnRole.TYPE, ColumnRole.NUMBER, ColumnRole.IS_JOINT)


class Adding(Enum):
    """How an item adds up, over units or over months."""

    SUM = "合计"
    LAST = "期末"
    MEAN = "平均"
    WEIGHTED_MEAN = "按党员人数平均"
    DISTINCT = "联合活动算一次"
    JOIN = "合并"
    NONE = "不汇总"


@dataclass(frozen=True)
class Target:
    """A default target: a number each `per`, or the working Thursdays of the period."""

    value: Decimal | None
    per: Length

    def in_period(self, period: Period) -> Decimal | None:
        """The target for a whole period; None where the period is shorter than what the target is set for.

        >>> from toolkit.catalogue.periods import read_period
        >>> Target(Decimal(1), Length.QUARTER).in_period(read_period("2026H1"))
        Decimal('2')
        """
        if self.value is None:
            return Decimal(working_thursdays(period))
        if period.length < self.per:
            return None
        return self.value * (period.length // self.per)


@dataclass(frozen=True)
class EventColumns:
    """Where events stand that several units held together: the key of the ledger, and the labels of its columns."""

    ledger: str
    type: str
    number: str
    is_joint: str


@dataclass(frozen=True)
class Item:
    """One thing a form asks for.

    Args:
        key: stable English id, a name in templates too.
        label: what the clerk sees, and the name in templates.
        section: label of its section.
        kind: how it is read, shown and stored.
        unit: 名, 次, 元 …; empty for texts.
        over_units: how it adds up over branches.
        over_months: how months add up to a longer period; 期末 marks a stock.
        required: whether a blank makes the form incomplete.
        filed_by: the kinds of unit that are asked.
        minimum: what is less is not understood, but kept as typed.
        maximum: what is more is marked.
        limit: most characters of a text.
        target: default target, which warns and never blocks.
        choices: the words of an 选项.
        help: one line for the clerk.
        events: the ledger and the types of activity whose joint events are counted once.
        was: what it was called before; templates, rules and forms that say so mean it still.
        role: the part it plays in rules; by its key where the catalogue does not say.
        weights: the keys of the figures by which its mean is weighted; the catalogue fills them in by their roles.
        counted: where its joint events stand; the catalogue fills it in by roles.
    """

    key: str
    label: str
    section: str
    kind: Kind
    unit: str = ""
    over_units: Adding = Adding.NONE
    over_months: Adding = Adding.LAST
    required: bool = False
    filed_by: tuple[str, ...] = ("支部",)
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    limit: int | None = None
    target: Target | None = None
    choices: tuple[str, ...] = ()
    help: str = ""
    events: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    role: ItemRole | None = None
    weights: tuple[str, ...] = field(default=(), compare=False)
    counted: EventColumns | None = field(default=None, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """All it goes by in templates and rules: what it is called, its key, and what it was called."""
        return (self.label, self.key, *self.was)

    @property
    def is_stock(self) -> bool:
        """Whether it is counted at a moment (截至…底) rather than over a span."""
        return self.kind.numeric and self.over_months is Adding.LAST

    def awaits(self, content: Content) -> bool:
        """Whether it has still to be filled in: it is required and blank, or was typed and not understood."""
        return isinstance(content, Unread) or (self.required and content is None)

    def read(self, text: str) -> Content:
        """The content of typed text.

        Raises:
            Unreadable: it is no such value, or less than anything can be.
        """
        content = read(self.kind, text, self.choices, self.unit)
        if self.minimum is not None and isinstance(content, int | Decimal) and content < self.minimum:
            raise Unreadable(f"“{text.strip()}”小于{show_decimal(self.minimum)}。请核对后重填。")
        return content

    def show(self, content: Content) -> str:
        """The content as text."""
        return show(self.kind, content)


@dataclass(frozen=True)
class Check:
    """A cross-check written in the catalogue: `rule` must hold, where `only_if` does, unless the item `unless` is filled in.

    Both are conditions in the language of `expressions`.
    """

    code: str
    rule: str
    say: str
    do: str
    unless: str = ""
    only_if: str = ""


@dataclass(frozen=True)
class Catalogue:
    """All sections, items, ledgers and checks, in order."""

    sections: tuple[str, ...]
    items: tuple[Item, ...]
    ledgers: tuple[Ledger, ...] = ()
    checks: tuple[Check, ...] = ()
    _by_name: Mapping[str, Item] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(map(self._with_parts, self.items)))
        before = {name: item for item in self.items for name in item.was}
        names = before | {item.key: item for item in self.items} | {item.label: item for item in self.items}
        object.__setattr__(self, "_by_name", names)

    def __getitem__(self, name: str) -> Item:
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownName(f"指标目录里没有“{name}”。{did_you_mean(name, self._by_name)}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    @cached_property
    def names(self) -> Names:
        """What a rule or a formula may speak of."""
        choices = (word for item in self.items for word in item.choices)
        return Names(frozenset(self._by_name), frozenset(choices))

    def rule(self, check: Check) -> tuple[Expression, Expression | None]:
        """What must hold, and where it must.

        Raises:
            ExpressionFault: one of them is no expression, or names what is not there.
        """
        only_if = read_expression(check.only_if, self.names) if check.only_if else None
        return read_expression(check.rule, self.names), only_if

    def playing(self, role: ItemRole) -> Item | None:
        """The figure that plays a role; None where none does."""
        said = next((item for item in self.items if item.role is role), None)
        return said or next((item for item in self.items if not item.role and ITEMS_BEFORE.get(item.key) is role), None)

    def ledger_playing(self, role: LedgerRole) -> Ledger | None:
        """The ledger that plays a role; None where none does."""
        said = next((each for each in self.ledgers if each.role is role), None)
        return said or next((e for e in self.ledgers if not e.role and LEDGERS_BEFORE.get(e.key) is role), None)

    def _with_parts(self, item: Item) -> Item:
        """An item that knows what others it is counted by."""
        if item.over_units is Adding.WEIGHTED_MEAN:
            members = map(self.playing, (ItemRole.FULL_MEMBERS, ItemRole.PROBATIONARY_MEMBERS))
            return replace(item, weights=tuple(each.key for each in members if each))
        ledger = self.ledger_playing(LedgerRole.ACTIVITIES) if item.events else None
        columns = [ledger.column(role) for role in EVENT_ROLES] if ledger else []
        if ledger is None or not all(columns):
            return item
        return replace(item, counted=EventColumns(ledger.key, *(column.label for column in columns if column)))

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """By each name that one thing alone was called before, what it is called now: figures, ledgers and their columns."""
        columns = [column for ledger in self.ledgers for column in ledger.columns]
        pairs = [(each.label, each.was) for each in self.items] + [(each.label, each.was) for each in self.ledgers]
        pairs += [(column.label, column.was) for column in columns]
        labels: dict[str, set[str]] = {}
        for label, was in pairs:
            for old in was:
                labels.setdefault(old, set()).add(label)
        called = {label for label, _was in pairs}
        # A column of one ledger may be called what a column of another was: such a name says nothing by itself.
        return {old: min(new) for old, new in labels.items() if len(new) == 1 and old not in called}

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of all items."""
        return frozenset(item.key for item in self.items)

    def asked_of(self, unit_kind: str) -> tuple[Item, ...]:
        """The items a unit of this kind files."""
        return self._asked.get(unit_kind, ())

    def ledgers_of(self, unit_kind: str) -> tuple[Ledger, ...]:
        """The ledgers a unit of this kind keeps."""
        return self._kept.get(unit_kind, ())

    @cached_property
    def _asked(self) -> Mapping[str, tuple[Item, ...]]:
        kinds = {kind for item in self.items for kind in item.filed_by}
        return {kind: tuple(item for item in self.items if kind in item.filed_by) for kind in kinds}

    @cached_property
    def _kept(self) -> Mapping[str, tuple[Ledger, ...]]:
        kinds = {kind for ledger in self.ledgers for kind in ledger.filed_by}
        return {kind: tuple(ledger for ledger in self.ledgers if kind in ledger.filed_by) for kind in kinds}

    def ledger(self, name: str) -> Ledger:
        """The ledger of this key or label; raises `UnknownName`."""
        for ledger in self.ledgers:
            if name in ledger.names:
                return ledger
        raise UnknownName(f"没有叫“{name}”的台账。{did_you_mean(name, [ledger.label for ledger in self.ledgers])}")
