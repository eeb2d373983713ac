"""A run says with which day and in which edition its papers go out; what is unchanged is made anew where that is another."""

from __future__ import annotations

import pytest

from tests.support.read_docx import paragraphs, tables
from toolkit.catalogue.periods import read_period
from toolkit.errors import ToolkitError
from toolkit.tasks import Office, close_period, generate, open_office, read_issue

HALF = read_period("2026H1")


def bureau(office: Office, **said: object) -> list[str]:
    made = generate(office, HALF, units=[office.units.root], **said)
    assert made.paths
    return paragraphs(made.paths[0].read_bytes())


def with_settings(office: Office, name: str, text: str) -> Office:
    path = office.settings.templates / name
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    office.store.close()
    return open_office(office.settings)


def test_the_day_is_that_of_the_run_or_the_one_that_was_chosen_or_blank(shipped_office: Office) -> None:
    today = shipped_office.today
    assert f"{today.year}年{today.month}月{today.day}日" in bureau(shipped_office)
    assert "2026年7月10日" in bureau(shipped_office, issue=read_issue("2026-07-10", ""))
    assert "　　　　年　　月　　日" in bureau(shipped_office, issue=read_issue("空白", ""))


def test_what_only_the_house_reads_is_not_in_the_final_edition(shipped_office: Office) -> None:
    review = "".join(bureau(shipped_office, issue=read_issue("", "送审稿")))
    final = "".join(bureau(shipped_office, issue=read_issue("", "正式稿")))

    assert "个支部中" in review or "全部已报" in review
    assert "个支部中" not in final and "全部已报" not in final
    assert "数据来源" in review and "数据来源" not in final


def test_a_draft_for_review_ends_with_where_its_figures_come_from(shipped_office: Office) -> None:
    made = generate(shipped_office, HALF, units=[shipped_office.units.root], issue=read_issue("", "送审稿"))

    *_others, sources = tables(made.paths[0].read_bytes())
    assert sources[0] == ["指标", "数", "来源"]
    assert ["党课", "23次", "由活动台账算出，档案馆党支部未报"] in sources
    assert ["心得体会", "141篇", "12个支部中11个已报，档案馆党支部未报"] in sources


def test_the_signer_stands_in_the_list_of_documents(shipped_office: Office) -> None:
    office = with_settings(shipped_office, "documents.toml", 'signer = "中共云河市示例局党组"\n')
    texts = bureau(office)
    office.store.close()
    assert texts.count("中共云河市示例局党组") == 1


def test_a_run_says_otherwise_than_the_settings(shipped_office: Office) -> None:
    path = shipped_office.settings.office
    path.write_text('day = "空白"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    shipped_office.store.close()
    office = open_office(shipped_office.settings)

    assert "　　　　年　　月　　日" in bureau(office)
    assert "2026年7月1日" in bureau(office, issue=read_issue("2026-07-01", ""))
    office.store.close()


@pytest.mark.parametrize(("day", "edition", "told"), [("七月", "", "看不懂"), ("", "初稿", "没有“初稿”这种稿")])
def test_what_a_run_says_has_to_be_understood(day: str, edition: str, told: str) -> None:
    with pytest.raises(ToolkitError, match=told):
        read_issue(day, edition)


def test_a_closed_period_writes_as_the_office_did_then(shipped_office: Office) -> None:
    before = bureau(shipped_office)
    close_period(shipped_office, HALF, "已核对")
    path = shipped_office.settings.office
    path.write_text(
        'habits_off = ["写明比哪一期", "差小不写比例"]\n' + path.read_text(encoding="utf-8"), encoding="utf-8"
    )
    shipped_office.store.close()
    office = open_office(shipped_office.settings)

    after = bureau(office, is_anew=True)
    office.store.close()
    assert after == before
