"""The parts drawn by scripts: there where they were built, a kind note where they were not."""

from __future__ import annotations

import pytest

from toolkit.errors import ToolkitError
from toolkit.ui.page_part import PagePart
from toolkit.ui.part import Part, not_built, part, script


@pytest.mark.parametrize("name", ["form", "review", "names", "preview", "grid", "chart"])
def test_every_script_is_there(name: str) -> None:
    text = script(name)

    assert text is not None
    assert "export" in text


def test_a_script_that_was_not_built_gives_a_note_that_says_how_to_get_it() -> None:
    assert part(PagePart, "no such script") is None
    assert "python start.py" in not_built().value
    assert "不受影响" in not_built().value


def test_a_fault_in_use_is_told_and_the_part_goes_on() -> None:
    told: list[str] = []
    shown = Part(_esm="export default {}")

    def refuse(_message: object) -> None:
        raise ToolkitError("写不进去。")

    shown.answer_with({"enter": refuse}, told.append)
    shown.receive(kind="enter")
    shown.receive(kind="enter")

    assert told == ["写不进去。"] * 2
