"""Whose figures they are: what a unit was called when its figures came in, against what the unit file calls it now.

Takes the units of the file and what the store remembers of the owner of each code; gives the units that count, and what is wrong.
A code once used is never another unit's: where the names differ nothing of it is read or made until the file says that they are
one, and a unit that is missing from the file goes on counting. Pure: never looks into the store.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import BRANCH, UNIT_KINDS, Unit, Units, plain_name
from toolkit.findings import Finding, error, warning

OTHER_OWNER = "unit_other_owner"
PLACE = "单位表"


@dataclass(frozen=True)
class Owner:
    """What the store remembers of the unit under a code.

    Args:
        name, short_name, kind, parent: as the unit file said when its figures came in.
        periods: for which it has figures.
    """

    name: str
    short_name: str = ""
    kind: str = BRANCH
    parent: str = ""
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True)
class Settled:
    """The units with which an office can be worked on.

    Args:
        units: those of the file, and those that are missing from it and have figures.
        held: by code, why nothing of a unit is read or made.
        findings: what is to be told at opening.
    """

    units: Units
    held: Mapping[str, Finding] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def text_of_owner(unit: Unit) -> str:
    """What the store keeps of a unit beside its figures."""
    kept = {"name": unit.name, "short_name": unit.short_name, "kind": unit.kind, "parent": unit.parent}
    return json.dumps(kept, ensure_ascii=False)


def owner_from_text(text: str, periods: Sequence[Period] = ()) -> Owner:
    """The owner that the store kept so."""
    return Owner(**json.loads(text), periods=tuple(periods))


def settle_owners(units: Units, owners: Mapping[str, Owner]) -> Settled:
    """The units with which an office can be worked on, and what is to be told about the others.

    Args:
        units: what the unit file says.
        owners: by code, whose figures the store holds.
    """
    held = dict(_held(units, owners))
    missing = {code: owner for code, owner in owners.items() if code not in units}
    outside = (
        finding for unit in units if unit.code in owners for finding in _outside_findings(unit, owners[unit.code])
    )
    told = (*held.values(), *outside, *(_missing_finding(code, owner) for code, owner in missing.items()))
    return Settled(_with_missing(units, missing), held, told)


def _held(units: Units, owners: Mapping[str, Owner]) -> Iterator[tuple[str, Finding]]:
    for unit in units:
        owner = owners.get(unit.code)
        if owner is not None and not unit.is_called(owner.name):
            yield unit.code, _other_owner_finding(unit, owner, _namesake(units, owner, unit.code))
        elif owner is not None and owner.kind in UNIT_KINDS and owner.kind != unit.kind:
            yield unit.code, _other_kind_finding(unit, owner)
        elif owner is None and (code := _code_before(unit, units, owners)):
            advice = f"“{unit.name}”的数据原来存在代码“{code}”下，现在代码写成“{unit.code}”。请把代码改回“{code}”。"
            yield unit.code, error(OTHER_OWNER, f"{PLACE} {unit.code}", advice, unit.code)


def _other_owner_finding(unit: Unit, owner: Owner, namesake: Unit | None) -> Finding:
    now = f"“{owner.name}”现在的代码是“{namesake.code}”，请改回“{unit.code}”；" if namesake else ""
    advice = (
        f"代码“{unit.code}”下存的是“{owner.name}”的数据{_periods_text(owner)}，单位表里这个代码现在是“{unit.name}”，"
        f"这个单位的数据暂不读取，也不生成文书。{now}如果是改了名，请在“{unit.name}”一行的“原名”列写上“{owner.name}”；"
        f"如果是另一个单位，请给它一个没有用过的代码，并恢复“{owner.name}”一行（已撤销的在“止”列写上日期）。"
    )
    return error(OTHER_OWNER, f"{PLACE} {unit.code}", advice, unit.code)


def _other_kind_finding(unit: Unit, owner: Owner) -> Finding:
    advice = (
        f"“{unit.name}”原来的类型是“{owner.kind}”，有数据{_periods_text(owner)}，现在写成了“{unit.kind}”，"
        f"这个单位的数据暂不读取，也不生成文书。写错的请改回“{owner.kind}”；确实改建的，请恢复这一行并在“止”列写上改建的日期，"
        "改建后的单位另起一行，用没有用过的代码，在“起”列写上日期。"
    )
    return error("unit_other_kind", f"{PLACE} {unit.code}", advice, unit.code)


def _outside_findings(unit: Unit, owner: Owner) -> Iterator[Finding]:
    """What is to be told of a unit that has figures for a time in which, by the unit file, it was not there."""
    outside = tuple(period for period in owner.periods if not unit.lives_in(period))
    if outside and unit.is_called(owner.name):
        names = _periods_text(replace(owner, periods=outside))
        advice = f"“{unit.name}”有数据{names}，可是按“起”“止”两列，那时它还没有成立或已经撤销，这些数据没有计入。请核对这两列。"
        yield warning("unit_outside_its_time", f"{PLACE} {unit.code}", advice, unit.code)


def _missing_finding(code: str, owner: Owner) -> Finding:
    advice = (
        f"单位表里没有代码“{code}”，它是“{owner.name}”，有数据{_periods_text(owner)}，仍照常计算。"
        "请恢复这一行；已撤销的，恢复后在“止”列写上撤销日期。"
    )
    return warning("unit_missing", PLACE, advice, code)


def _periods_text(owner: Owner) -> str:
    names = "、".join(period.name for period in sorted(owner.periods, key=lambda period: (period.end, period.length)))
    return f"（{names}）" if names else ""


def _namesake(units: Units, owner: Owner, code: str) -> Unit | None:
    """The unit of the file that has an owner's name under another code."""
    return next((each for each in units if each.code != code and _is_named(each, owner)), None)


def _code_before(unit: Unit, units: Units, owners: Mapping[str, Owner]) -> str:
    """The code under which a unit's figures stand, where its row has another one now; empty where there is none."""
    for code, owner in owners.items():
        is_taken = code in units and units[code].is_called(owner.name)
        if _is_named(unit, owner) and not is_taken:
            return code
    return ""


def _is_named(unit: Unit, owner: Owner) -> bool:
    return plain_name(owner.name) in (plain_name(unit.name), plain_name(unit.short_name))


def _with_missing(units: Units, missing: Mapping[str, Owner]) -> Units:
    if not missing:
        return units
    return Units((*units, *(_unit_of(code, owner, units) for code, owner in missing.items())))


def _unit_of(code: str, owner: Owner, units: Units) -> Unit:
    parent = owner.parent if owner.parent in units else units.root.code
    kind = owner.kind if owner.kind in UNIT_KINDS else BRANCH
    return Unit(code, owner.name, owner.short_name or owner.name, kind, parent)
