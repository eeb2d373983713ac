"""What a template asks for: just its names, or the whole of a group where it takes the group as it is."""

from __future__ import annotations

import pytest

from toolkit.report.wanted import EVERYTHING, Wanted


@pytest.mark.parametrize(
    ("names", "group", "name", "expected"),
    [
        ("党费实收 上期.党费实收", "上期", "党费实收", True),
        ("党费实收 上期.党费实收", "上期", "党费应收", False),
        ("党费实收", "上期", "党费实收", False),
        ("上期", "上期", "党费应收", True),
        ("上期 上期.党费实收", "上期", "党费应收", True),
        ("单位.名称.长度", "单位", "名称", True),
    ],
)
def test_a_name_of_a_group_is_wanted_by_itself_or_with_its_whole_group(
    names: str, group: str, name: str, expected: bool
) -> None:
    assert Wanted.of(names.split()).has(group, name) is expected


def test_a_name_is_wanted_where_it_or_something_within_it_is_asked_for() -> None:
    wanted = Wanted.of(["党费实收", "上期.党费应收"])

    assert "党费实收" in wanted
    assert "上期" in wanted
    assert "党费应收" not in wanted


def test_without_a_template_everything_is_wanted() -> None:
    assert "党费实收" in EVERYTHING
    assert EVERYTHING.has("上期", "党费实收")
