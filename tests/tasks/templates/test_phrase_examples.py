"""Ways of writing in a template: each can be pasted as it stands, and says what it prints now."""

from __future__ import annotations

import pytest

from tests.support.make_docx import docx
from tests.support.read_docx import paragraphs
from toolkit.catalogue.periods import read_period
from toolkit.tasks import Office, names_with_examples, preview_template, try_template
from toolkit.tasks.templates.phrase_examples import TITLE

HALF = read_period("2026H1")


@pytest.mark.parametrize("number", [0, 1])
def test_every_phrase_can_be_pasted_as_it_stands_and_prints_what_it_says(office: Office, number: int) -> None:
    document = office.documents[number]
    unit = next(unit for unit in office.units if unit.kind == document.made_for)
    (title, phrases), *_ = ((group.title, group.names) for group in names_with_examples(office, document, unit, HALF))
    template = docx("\n".join(phrase.write for phrase in phrases))

    trial = try_template(office, document, template, "试.docx")
    printed = paragraphs(preview_template(office, document, template, unit, HALF))

    assert title == TITLE
    # A page of all phrases prints some numbers in more than one form.
    assert {each.code for each in trial.findings} <= {"two_forms"}
    assert {phrase.example for phrase in phrases if phrase.example} <= set(printed)
    assert any(phrase.example.endswith(("元", "万元")) for phrase in phrases)


def test_the_clauses_close_up_where_a_figure_is_zero(office: Office) -> None:
    document = office.documents[0]
    group = names_with_examples(office, document, office.units["01"], HALF)[0]

    assert "{{ 句号 }}" in group.names[0].write
    assert "整个分句不印" in group.names[0].about
