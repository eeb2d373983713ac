"""The charts of a period: one figure by unit beside its earlier values and its target, and how many units reach theirs.

Takes plain numbers; gives Altair's specifications. Nothing in them asks the network for anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from toolkit.catalogue.items import Item
from toolkit.catalogue.periods import Period
from toolkit.tasks import UnitNumbers

FONT: Final = "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, sans-serif"
COLOURS: Final = ("#b3261e", "#c9a227", "#8aa0b4")
ROW_HEIGHT: Final = 15


def by_unit(item: Item, numbers: Sequence[UnitNumbers], period: Period) -> dict[str, Any]:
    """Bars by unit: this period, the one before and a year ago, with a line at the target."""
    import altair as alt  # noqa: PLC0415 - slow to import, and wanted only when a chart is looked at

    names = (period.name, period.previous.name, period.same_last_year.name)
    rows = [
        {"单位": each.unit.short_name, "期间": name, item.label: float(value)}
        for each in numbers
        for name, value in zip(names, (each.now, each.last, each.year_ago), strict=True)
        if value is not None
    ]
    units = [each.unit.short_name for each in numbers]
    shown = [name for name in names if any(row["期间"] == name for row in rows)]
    axis = f"{item.label}（{item.unit}）" if item.unit else item.label
    bars = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar()
        .encode(
            y=alt.Y("单位:N", scale=alt.Scale(domain=units), title=None),
            yOffset=alt.YOffset("期间:N", sort=shown),
            x=alt.X(f"{item.label}:Q", title=axis, axis=alt.Axis(tickMinStep=1, format="~f")),
            color=alt.Color("期间:N", scale=alt.Scale(domain=shown, range=list(COLOURS[: len(shown)])), title=None),
            tooltip=["单位:N", "期间:N", f"{item.label}:Q"],
        )
    )
    targets = {each.target for each in numbers}
    target = targets.pop() if len(targets) == 1 else None
    layers = [bars]
    if target is not None:
        at = alt.InlineData(values=[{"x": float(target), "说明": f"应有{target}{item.unit}"}])
        layers.append(alt.Chart(at).mark_rule(strokeDash=[4, 3], size=2).encode(x="x:Q", tooltip="说明:N"))
    height = max(160, ROW_HEIGHT * max(len(shown), 1) * len(numbers))
    chart = alt.layer(*layers).properties(width="container", height=height)
    made: dict[str, Any] = (
        chart.configure(font=FONT)
        .configure_axis(labelFontSize=12)
        .configure_legend(orient="top", labelFontSize=12)
        .to_dict()
    )
    return made
