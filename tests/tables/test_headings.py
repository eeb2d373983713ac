"""FiguresCalled and names mean what their words say; what is called sure is never wrong, and what is near is only offered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.text_table import rows_of
from toolkit.catalogue.files import read_catalogue, read_units
from toolkit.catalogue.periods import read_period
from toolkit.settings import REPOSITORY
from toolkit.tables.headings import FiguresCalled, factor_between, folded, key_of
from toolkit.tables.unit_names import UnitsCalled

CATALOGUE = read_catalogue(REPOSITORY / "templates" / "catalogue.toml")
UNITS = read_units(REPOSITORY / "sample_data" / "units.csv")
HALF = read_period("2026H1")
MEANT = """
heading                        ; figure         ; how   ; times
正式党员                       ; 正式党员       ; sure  ; 1
正式党员数                     ; 正式党员       ; sure  ; 1
一、正式 党员（名）            ; 正式党员       ; sure  ; 1
（三）支部党员大会召开次数     ; 支部党员大会   ; sure  ; 1
开展主题党日（次）             ; 主题党日       ; sure  ; 1
党课情况                       ; 党课           ; sure  ; 1
应收党费（元）                 ; 党费应收       ; sure  ; 1
党费应收（万元）               ; 党费应收       ; sure  ; 10000
党费收缴（万元） ▸ 应收        ; 党费应收       ; sure  ; 10000
党费（元） ▸ 实收              ; 党费实收       ; sure  ; 1
主题党日 ▸ 次数                ; 主题党日       ; sure  ; 1
主题党日 ▸ 实到人次            ; 主题党日实到   ; sure  ; 1
ＰＤＦ                         ;                ; –     ; 1
序号                           ;                ; –     ; 1
备注                           ;                ; –     ; 1
主题党日人数                   ;                ; asked ; 1
党小组会（个）                 ;                ; asked ; 1
党课（天）                     ;                ; asked ; 1
支委会成员数                   ;                ; asked ; 1
预备党员转正                   ;                ; asked ; 1
党员总数                       ;                ; asked ; 1
志愿者人数                     ;                ; asked ; 1
"""


@pytest.mark.parametrize("line", MEANT.strip().splitlines()[1:], ids=lambda line: line.split(";")[0].strip())
def test_a_heading_means_a_figure_by_its_words_alone(line: str) -> None:
    heading, figure, how, times = (each.strip() for each in line.split(";"))

    match = FiguresCalled(CATALOGUE, HALF).match(tuple(heading.split(" ▸ ")))

    assert (match.item is not None) is (how == "sure")
    if how == "sure":
        assert match.item is not None
        assert (match.item.label, f"{match.factor:f}") == (figure, times)
    else:
        assert bool(match.candidates) is (how == "asked")


def test_what_was_decided_before_is_sure_and_so_is_what_was_said_to_be_none() -> None:
    known = {key_of(("2026年上半年", "党日人数"), HALF): "theme_present", key_of(("学习",), HALF): ""}
    headings = FiguresCalled(CATALOGUE, read_period("2027H1"), known)

    meant, none = headings.match(("2027年上半年", "党日人数")), headings.match(("学习",))

    assert (meant.item and meant.item.label, meant.is_decided) == ("主题党日实到", True)
    assert (none.item, none.is_decided, none.candidates) == (None, True, ())


def test_what_was_decided_of_one_year_is_not_known_of_another_year_beside_it() -> None:
    headings = FiguresCalled(CATALOGUE, HALF, {key_of(("2026年党日人数",), HALF): "theme_present"})
    assert headings.match(("2025年党日人数",)).item is None


def test_what_somebody_decided_counts_though_the_measures_differ() -> None:
    match = FiguresCalled(CATALOGUE, HALF, {key_of(("党小组会（个）",), HALF): "mtg_group"}).match(("党小组会（个）",))
    assert (match.item and match.item.label, match.factor) == ("党小组会", 1)


def test_what_was_decided_about_a_figure_that_is_gone_is_asked_again() -> None:
    assert FiguresCalled(CATALOGUE, HALF, {key_of(("党日人数",), HALF): "gone"}).match(("党日人数",)).candidates


def test_every_label_of_the_catalogue_is_sure_and_means_itself() -> None:
    headings = FiguresCalled(CATALOGUE, HALF)
    for item in CATALOGUE.items:
        match = headings.match((item.label,))
        assert match.item == item, item.label


@given(st.sampled_from([item.label for item in CATALOGUE.items]), st.data())
def test_a_label_with_a_letter_changed_is_never_sure_of_another_figure(label: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(label) - 1))
    letter = data.draw(st.sampled_from("党员会支部学习费应实到转入数次人甲乙"))
    typed = label[:place] + letter + label[place + 1 :]

    match = FiguresCalled(CATALOGUE, HALF).match((typed,))

    if match.item is not None:
        # Sure it may only be where the words do say so.
        assert set(folded(match.item.label)) <= set(folded(typed)) | set("数次人总情况统计开展召开组织参加完成")


UNIT_NAMES = """
typed                          ; unit
云河市示例局办公室党支部       ; 办公室党支部
中共云河市示例局办公室支部委员会 ; 办公室党支部
办公室                         ; 办公室党支部
办公室支部                     ; 办公室党支部
办 公 室                       ; 办公室党支部
办公室党支部（12人）           ; 办公室党支部
政策法规科                     ; 政策法规科党支部
政法科                         ;
审批科                         ;
合计                           ;
科                             ;
                               ;
"""


@pytest.mark.parametrize("line", UNIT_NAMES.strip().splitlines()[1:], ids=lambda line: line.split(";")[0].strip())
def test_a_name_means_a_unit_where_it_is_the_same_but_for_what_all_have(line: str) -> None:
    typed, unit = (each.strip() for each in line.split(";"))
    found = UnitsCalled(UNITS).find(typed)
    assert (found.short_name if found else "") == unit


def test_a_name_that_is_near_is_offered_with_the_nearest_first() -> None:
    nearest, *_others = UnitsCalled(UNITS).near("审批科")
    assert nearest.short_name == "行政审批科党支部"


def test_a_name_that_was_decided_is_known() -> None:
    names = UnitsCalled(UNITS, {"审批科": "06", "老支部": ""})
    assert (names.find("审批科"), names.find("老支部")) == (UNITS["06"], None)


FACTORS = """
head | unit | times
万元 | 元   | 10000
元   | 万元 | 0.0001
千元 | 元   | 1000
人   | 名   | 1
人次 | 人次 | 1
     | 元   | 1
次   | 个   | –
元   | 次   | –
"""


@pytest.mark.parametrize("row", rows_of(FACTORS), ids=str)
def test_measures_fit_or_do_not(row: dict[str, str]) -> None:
    factor = factor_between(row["head"], row["unit"])
    assert (f"{factor.normalize():f}" if factor is not None else "–") == row["times"]
