"""Every example of docs/写模板.md prints what stands below it, with the figures of the sample."""

from __future__ import annotations

import re
from typing import Final

import pytest

from tests.support import read_docx
from tests.support.make_docx import docx
from toolkit.catalogue.periods import read_period
from toolkit.report.context import context_for
from toolkit.report.official import official_template
from toolkit.report.standing import standing_of
from toolkit.report.vocabulary import names_for
from toolkit.settings import REPOSITORY
from toolkit.tasks import Office, open_book

HALF = read_period("2026H1")
GUIDE: Final = (REPOSITORY / "docs" / "写模板.md").read_text(encoding="utf-8")
EXAMPLE: Final = re.compile(r"```模板 (支部|全局)\n(.*?)\n```\n\n```印出来\n(.*?)\n```", re.DOTALL)
EXAMPLES: Final = EXAMPLE.findall(GUIDE)


def test_every_example_is_read() -> None:
    assert len(EXAMPLES) == GUIDE.count("```模板") == GUIDE.count("```印出来") >= 10


@pytest.mark.parametrize(("made_for", "template", "printed"), EXAMPLES, ids=lambda text: text[:20])
def test_an_example_prints_what_stands_below_it(
    shipped_office: Office, made_for: str, template: str, printed: str
) -> None:
    office = shipped_office.at(HALF)
    unit = office.units["01"] if made_for == "支部" else office.units.root
    standing = standing_of(shipped_office.units, open_book(shipped_office, HALF), unit, office.today)
    names = names_for(office.catalogue, unit.kind)

    compiled = official_template(docx(template), names)

    assert compiled.findings == ()
    document = compiled.render(context_for(standing, office.catalogue, office.units))
    assert (rows_of(document) or read_docx.paragraphs(document)) == printed.splitlines()


def rows_of(document: bytes) -> list[str]:
    """The rows of all tables, as they stand in the guide."""
    return [f"| {' | '.join(row)} |" for table in read_docx.tables(document) for row in table]
