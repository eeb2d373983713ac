"""What puts small faults into modules: each fault is one, at its line, and the rest of the module stays."""

from __future__ import annotations

import ast

import pytest

from tests.mutation import mutants

# a line of a module; the faults that are put into it
FAULTS = """
x = a == b            x = a != b
x = a < 3             x = a <= 3 | x = a < 4
x = a and not b       x = a or not b | x = a and b
x = names - bound     x = names + bound
x = True              x = False
f(1)                  None | f(2)
x = r'(?!\\w)甲'        x = '甲'
x = 'text'
x: int | None = a
"""


@pytest.mark.parametrize("line", FAULTS.strip().splitlines())
def test_each_fault_is_put_in_by_itself(line: str) -> None:
    source, _, expected = line.replace("   ", "\t", 1).partition("\t")

    made = [each.source for each in mutants(source.strip())]

    assert made == [each.strip() for each in expected.split(" | ") if each.strip()]
    assert all(ast.parse(each) for each in made)


def test_a_fault_has_the_line_it_stands_in() -> None:
    assert [each.line for each in mutants("x = 1\n\n\ny = a == b")] == [1, 4]
