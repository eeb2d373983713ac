"""Items and sections: what the forms ask for, and how it adds up.

Takes the catalogue's description; gives frozen values. Never holds an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Final

from toolkit.catalogue.as_written import Unreadable
from toolkit.catalogue.expressions import (
    Constant,
    Expression,
    ExpressionFault,
    Name,
    Names,
    Operation,
    names_in,
    read_expression,
)
from toolkit.catalogue.kinds import Content, Kind, Unread, percentage, read, rounded, show, show_decimal, understood
from toolkit.catalogue.ledgers import Ledger
from toolkit.catalogue.periods import Period
from toolkit.catalogue.roles import ITEMS_BEFORE, LEDGERS_BEFORE, ColumnRole, ItemRole, LedgerRole
from toolkit.catalogue.signs import (
    OR,
)
from toolkit.catalogue.sources import (
    PERCENT,
    Rows,
    SourceFault,
    Take,
    events_of,
    row_condition,
    rows_from,
)
from toolkit.catalogue.targets import OwnTarget, Target
from toolkit.catalogue.units import COMMON_KINDS, UNIT_KINDS
from toolkit.errors import UnknownName
from toolkit.findings import did_you_mean
from toolkit.lazy import Lazy

USUAL_PLACES: Final = 2
KINDS_OF_UNITS: Final = frozenset((*UNIT_KINDS, *COMMON_KINDS))
"""Words a rule may ask for without quotes: 单位.类型 = 支部."""
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
class Formula:
    """A formula with the figures its names stand for."""

    expression: Expression
    inputs: Mapping[str, Item]


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
        counted: the rows in which its joint events stand, of an item with `events`; the catalogue fills it in by roles.
        source: the ledger, the condition, what is taken and the column of the day, as they were written; empty where it is filed.
        formula: as it was written; empty where it has none.
        shown: 百分比, or how many places its formula is shown with; empty where it is shown as it is.
        rows, worked: the same, understood; the catalogue fills them in.
        own_targets: what the office set itself, in place of `target`.
        points: what reaching its target is worth in an assessment; None where it is not assessed.
        only_if: a condition on other figures of the unit, as it was written: where it does not hold, the figure does not apply.
        also: what it is called in tables of others.
        applies: the same, understood.
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
    counted: Rows | None = field(default=None, compare=False)
    source: tuple[str, str, str, str] | None = None
    formula: str = ""
    shown: str = ""
    rows: Rows | None = field(default=None, compare=False, repr=False)
    worked: Formula | None = field(default=None, compare=False, repr=False)
    own_targets: tuple[OwnTarget, ...] = field(default=(), compare=False, repr=False)
    points: Decimal | None = None
    only_if: str = ""
    also: tuple[str, ...] = ()
    applies: Expression | None = field(default=None, compare=False, repr=False)

    def target_in(self, period: Period, unit: str) -> Decimal | None:
        """The target of a unit, by its code, in a period: its own for the year, its own, all units' for the year, all units'."""
        target = self._target_of(period, unit)
        return target.in_period(period) if target else None

    def due_from(self, period: Period, unit: str, day: date) -> Decimal | None:
        """What of a unit's target is due by a day in the period."""
        target = self._target_of(period, unit)
        return target.due_by(period, day) if target else None

    def _target_of(self, period: Period, unit: str) -> Target | None:
        if not self.own_targets:
            return self.target
        speaking = [each for each in self.own_targets if each.speaks_of(period, unit)]
        nearest = max(speaking, key=lambda each: (bool(each.units), each.year is not None), default=None)
        return nearest.target if nearest else self.target

    def common_target_in(self, period: Period) -> Decimal | None:
        """The target all units have in a period; None where some have one of their own."""
        is_one = not any(each.units and each.year in (None, period.year) for each in self.own_targets)
        return self.target_in(period, "") if is_one else None

    @property
    def is_derived(self) -> bool:
        """Whether it comes from a ledger or a formula; what is typed for it stands in its place."""
        return self.source is not None or bool(self.formula)

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
        if self.shown == PERCENT and text.strip().endswith(("%", "％")):
            percentage = read(self.kind, text.strip()[:-1], self.choices, self.unit)
            return Decimal(percentage) / 100 if isinstance(percentage, int | Decimal) else percentage
        content = read(self.kind, text, self.choices, self.unit)
        if self.shown == PERCENT and isinstance(content, int | Decimal) and content > 1:
            raise Unreadable(f"“{text.strip()}”没有写%，看不出是不是百分之{text.strip()}。请写上%，如98%。")
        if self.minimum is not None and isinstance(content, int | Decimal) and content < self.minimum:
            raise Unreadable(f"“{text.strip()}”小于{show_decimal(self.minimum)}。请核对后重填。")
        return content

    def understood(self, text: str) -> str:
        """What a text was taken for, where it was not written in the usual way; empty where it was, or is not understood."""
        if self.shown == PERCENT:
            return ""
        try:
            return understood(self.kind, self.read(text), text, self.unit)
        except Unreadable:
            return ""

    def show(self, content: Content) -> str:
        """The content as text."""
        number = content if isinstance(content, int | Decimal) and not isinstance(content, bool) else None
        if number is None or not (self.shown or self.formula):
            return show(self.kind, content)
        return f"{show_decimal(percentage(number))}%" if self.shown == PERCENT else show_decimal(self.fitted(number))

    def fitted(self, number: int | Decimal) -> Decimal:
        """A number with as many places as it is shown with."""
        if self.shown == PERCENT or not (self.shown or self.formula):
            return Decimal(number)
        return rounded(number, int(self.shown or USUAL_PLACES))


@dataclass(frozen=True)
class Check:
    """A cross-check written in the catalogue: `rule` must hold, where `only_if` does, unless the item `unless` is filled in.

    Both are conditions in the language of `expressions`; of a `ledger`, about each of its rows.
    """

    code: str
    rule: str
    say: str
    do: str
    unless: str = ""
    only_if: str = ""
    ledger: str = ""


@dataclass(frozen=True)
class Catalogue(Lazy):
    """All sections, items, ledgers and checks, in order.

    `names` is what a rule or a formula may speak of; the `folded` sections are asked for only where numbers do not agree.
    """

    sections: tuple[str, ...]
    items: tuple[Item, ...]
    ledgers: tuple[Ledger, ...] = ()
    checks: tuple[Check, ...] = ()
    folded: frozenset[str] = frozenset()
    names: Names = field(init=False, repr=False, compare=False)
    _by_name: Mapping[str, Item] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._know(map(self._with_parts, self.items))
        # A formula may speak of one that stands below it: so often that each has its inputs whole.
        for _turn in range(1 + sum(bool(item.formula) for item in self.items)):
            self._know([replace(item, worked=self._worked(item)) if item.formula else item for item in self.items])
        self._know([replace(item, applies=self._condition_of(item)) if item.only_if else item for item in self.items])

    def _know(self, items: Iterable[Item]) -> None:
        object.__setattr__(self, "items", tuple(items))
        before = {name: item for item in self.items for name in item.was}
        names = before | {item.key: item for item in self.items} | {item.label: item for item in self.items}
        object.__setattr__(self, "_by_name", names)
        choices = frozenset(word for item in self.items for word in item.choices)
        object.__setattr__(self, "names", Names(frozenset(names), choices, KINDS_OF_UNITS))

    def _worked(self, item: Item) -> Formula | None:
        """The formula of an item, understood; None where it cannot be, which is told when the catalogue is read."""
        try:
            expression = read_expression(item.formula, self.names)
        except ExpressionFault:
            return None
        return Formula(expression, {name.name: self[name.name] for name in names_in(expression) if name.name in self})

    def _condition_of(self, item: Item) -> Expression | None:
        """Where a figure applies, understood; None where it cannot be, which is told when the catalogue is read."""
        with suppress(ExpressionFault):
            return read_expression(item.only_if, self.names)
        return None

    def __getitem__(self, name: str) -> Item:
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownName(f"指标目录里没有“{name}”。{did_you_mean(name, self._by_name)}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def rule(self, check: Check) -> tuple[Expression, Expression | None]:
        """What must hold, and where it must.

        Raises:
            ExpressionFault, SourceFault: one of them is no expression or no condition, or names what is not there.
            UnknownName: there is no such ledger.
        """
        if check not in self._rules:
            only_if = self.condition(check, check.only_if) if check.only_if else None
            self._rules[check] = self.condition(check, check.rule), only_if
        return self._rules[check]

    @cached_property
    def _rules(self) -> dict[Check, tuple[Expression, Expression | None]]:
        """The checks that were understood so far: each is asked of every unit."""
        return {}

    def condition(self, check: Check, text: str) -> Expression:
        """What a check writes, understood: about the rows of its ledger, or about figures. Raises as `rule` does."""
        if check.ledger:
            return row_condition(self.ledger(check.ledger), text)
        return read_expression(text, self.names)

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
        if item.source is not None:
            with suppress(SourceFault, UnknownName):
                ledger, *how = item.source
                return replace(item, rows=rows_from(self.ledger(ledger), *how))
        activities = self.ledger_playing(LedgerRole.ACTIVITIES) if item.events else None
        columns = [activities.column(role) for role in EVENT_ROLES] if activities else []
        if activities is None or not all(columns):
            return item
        columns_of_events = events_of(activities)
        types = tuple(Operation("=", (Name(columns_of_events.type), Constant(each))) for each in item.events)
        where = types[0] if len(types) == 1 else Operation(OR, types)
        return replace(item, counted=Rows(activities, where, Take.COUNT, events=columns_of_events))

    @cached_property
    def looks_back(self) -> bool:
        """Whether a formula speaks of earlier periods."""
        formulas = (item.worked.expression for item in self.items if item.worked)
        return any(name.group for expression in formulas for name in names_in(expression))

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

    def typed_by(self, unit_kind: str) -> tuple[Item, ...]:
        """The items a form asks a unit of this kind for: not those that come from elsewhere."""
        return tuple(item for item in self.asked_of(unit_kind) if not item.is_derived)

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
