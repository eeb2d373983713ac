"""The targets an office sets itself, for a year and for some units, in place of the catalogue's.

Takes the targets of `office.toml`; gives a catalogue whose figures know them, or what is wrong with them. Never looks at a figure.

    [[target]]
    item = "志愿服务"
    value = "每年12"
    year = 2026             without it: every year
    units = ["办公室"]       without it: every unit that files it
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.targets import OwnTarget, Target
from toolkit.catalogue.units import Units
from toolkit.errors import UnknownName
from toolkit.findings import Finding, error


@dataclass(frozen=True)
class WrittenTarget:
    """A target as it is written: for which figure, how much, in which year, for whom; and where, if that is known."""

    item: str
    target: Target
    year: int | None = None
    units: tuple[str, ...] = ()
    place: str = field(default="", compare=False)


def with_targets(catalogue: Catalogue, written: Iterable[WrittenTarget], units: Units) -> Catalogue:
    """A catalogue whose figures know the office's targets; those that name what is not there are left out."""
    by_item: dict[str, list[OwnTarget]] = {}
    for each in written:
        if each.item in catalogue and not list(_strangers(each, units)):
            codes = tuple(units.find(name).code for name in each.units)
            by_item.setdefault(catalogue[each.item].key, []).append(OwnTarget(each.target, each.year, codes))
    if not by_item:
        return catalogue
    items = (replace(item, own_targets=tuple(by_item.get(item.key, ()))) for item in catalogue.items)
    return replace(catalogue, items=tuple(items))


def target_findings(
    catalogue: Catalogue, written: Iterable[WrittenTarget], units: Units, place: str
) -> Iterator[Finding]:
    """What is wrong with the office's targets."""
    for number, each in enumerate(written, start=1):
        where = each.place or f"{place} 第{number}个 [[target]]"
        try:
            item = catalogue[each.item]
        except UnknownName as fault:
            yield error("target_item", where, str(fault))
            continue
        if not item.kind.numeric:
            yield error(
                "target_item", where, f"“{item.label}”是{item.kind.name}，没有目标可言。请改成数量或金额的指标。"
            )
        for reason in _strangers(each, units):
            yield error("target_unit", where, reason)
        yield from _unasked(item, each, units, where)


def _strangers(written: WrittenTarget, units: Units) -> Iterator[str]:
    for name in written.units:
        try:
            units.find(name)
        except UnknownName as fault:
            yield str(fault)


def _unasked(item: Item, written: WrittenTarget, units: Units, place: str) -> Iterator[Finding]:
    known = [units.find(name) for name in written.units if not list(_strangers(replace(written, units=(name,)), units))]
    for unit in known:
        if unit.kind not in item.filed_by:
            yield error(
                "target_unit", place, f"{unit.short_name}不填“{item.label}”，没有目标可言。请删去，或改 filed_by。"
            )
