"""One number has one form: what a document prints of a figure, in prose, in a table or as a total, comes from one value.

All documents of the sample are walked: each figure that is printed as a number is printed as the same one wherever it stands, and
never both exactly and about so many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.support import read_docx
from tests.support.make_docx import docx
from toolkit.catalogue.periods import read_period
from toolkit.report.context import context_for
from toolkit.report.making import Kit
from toolkit.report.official import official_template
from toolkit.report.standing import standing_of
from toolkit.tasks import Office, check_templates, open_book
from toolkit.tasks.documents.making import kit_of, wanted

HALF = read_period("2026H1")
PLAIN = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")


def documents_of(office: Office) -> Iterator[tuple[str, str, Kit]]:
    reports = check_templates(office)
    kit = kit_of(office, open_book(office, HALF), reports)
    for report in reports:
        for unit in wanted(office, report.document):
            yield report.document.key, unit.code, kit


def printed_in(office: Office, document: str, unit: str, kit: Kit) -> dict[str, set[str]]:
    """By name, all that is printed of it."""
    standing = standing_of(kit.units, kit.book, kit.units_now[unit], office.today)
    context = context_for(standing, kit.catalogue, kit.units_now, kit.wanted[document])
    rendered = kit.templates[document].render_parts(context, is_recorded=True)
    found: dict[str, set[str]] = {}
    for value in rendered.printed:
        if len(value.names) == 1 and value.names[0].rpartition(".")[2] in kit.catalogue:
            found.setdefault(value.names[0], set()).add(value.text.strip("，、。；"))
    return found


def test_each_figure_is_one_number_in_all_documents_of_the_sample(shipped_office: Office) -> None:
    looked_at = 0
    for document, unit, kit in documents_of(shipped_office):
        for name, texts in printed_in(shipped_office, document, unit, kit).items():
            numbers = {Decimal(text.replace(",", "")) for text in texts if PLAIN.fullmatch(text)}
            is_about = any("余" in text for text in texts)
            assert len(numbers) <= 1, (document, unit, name, texts)
            assert not (is_about and numbers), (document, unit, name, texts)
            looked_at += bool(numbers)
    assert looked_at > 300


MODEL = "{{ 下期.简称 }}局党组研讨党建工作不少于{{ 下期单位目标.党组研讨 }}次，党支部不少于{{ 下期单位目标.支部研讨党建 }}次。"


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        (MODEL, "下半年局党组研讨党建工作不少于2次，党支部不少于4次。"),
        (
            "全局应开展主题党日{{ 目标.主题党日 }}次，各支部{{ 单位目标.主题党日 }}次。",
            "全局应开展主题党日66次，各支部6次。",
        ),
    ],
)
def test_targets_of_each_unit_and_of_the_next_period_come_out_to_the_letter(
    shipped_office: Office, template: str, printed: str
) -> None:
    _document, _unit, kit = next(iter(documents_of(shipped_office)))
    standing = standing_of(kit.units, kit.book, shipped_office.units.root, shipped_office.today)
    context = context_for(standing, kit.catalogue, kit.units_now)

    assert read_docx.paragraphs(official_template(docx(template)).render(context)) == [printed]
