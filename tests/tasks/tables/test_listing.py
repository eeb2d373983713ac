"""A list of branches makes an office that opens; what cannot be so is told before anything is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.sample_office import sample_settings
from tests.tables.sheets import book_of
from tests.tables.test_unit_list import LIST
from toolkit.catalogue.files import read_units
from toolkit.errors import FaultsFound, ToolkitError
from toolkit.tasks import read_unit_list, start_own_office


def test_a_list_makes_a_unit_file_that_is_read_again(tmp_path: Path) -> None:
    rows = read_unit_list("示例局", "名单.xlsx", book_of({"说明": "随便", "名单": LIST}))

    units = read_units(start_own_office(sample_settings(tmp_path), "示例局", rows))

    assert [unit.name for unit in units.branches] == ["办公室党支部", "一中心党支部"]
    assert (units["03"].parent, units["03"].members, units["03"].secretary) == ("02", 16, "丙样本")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("支部 | 人数\n甲党支部 | 3\n甲党支部 | 4", "出现了两次"),
        ("支部 | 人数\n甲党支部 | 约3", "约3"),
        ("支部 | 类型\n甲 | 科室", "科室"),
    ],
)
def test_what_cannot_be_so_is_told_with_the_name_of_the_unit(text: str, said: str) -> None:
    with pytest.raises(FaultsFound) as raised:
        read_unit_list("示例局", "名单.xlsx", book_of({"名单": text}))
    told = raised.value.findings
    assert said in "".join(finding.message for finding in told)
    assert {finding.place for finding in told} == {f"名单.xlsx {text.splitlines()[1].split(' | ')[0]}"}


def test_a_file_without_names_is_told() -> None:
    with pytest.raises(ToolkitError, match="没有找到写着支部名称的一列"):
        read_unit_list("示例局", "名单.xlsx", book_of({"表": "甲 | 乙"}))
