"""An office's template can be compiled and rendered by hand, with all the filters that official wording needs."""

from __future__ import annotations

import pytest

from tests.support import read_docx
from tests.support.make_docx import docx
from toolkit.catalogue.habits import ALL_HABITS, Habit
from toolkit.findings import has_errors
from toolkit.report.official import official_template
from toolkit.settings import REPOSITORY


@pytest.mark.parametrize("name", ["branch_report.docx", "bureau_report.docx"])
def test_a_shipped_template_has_no_faults_by_hand(name: str) -> None:
    assert not has_errors(official_template(REPOSITORY / "templates" / name).findings)


def test_it_words_as_the_office_does() -> None:
    data = docx("投入{{ 钱|万元 }}，学习{{ 时长|余 }}小时，服务{{ 社区|等('个社区') }}。")
    values = {"钱": 12500, "时长": 12.5, "社区": ["甲", "乙", "丙", "丁"]}

    assert read_docx.paragraphs(official_template(data).render(values)) == [
        "投入1.25万元，学习12.5小时，服务甲、乙、丙等4个社区。"
    ]
    without = official_template(data, habits=ALL_HABITS - {Habit.FRACTIONS})
    assert "学习10余小时" in read_docx.paragraphs(without.render(values))[0]
