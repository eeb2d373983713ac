"""What a director would strike out is found, with what should stand there where that is safe; what is right is left alone.

Each table stands for its kind: the words are others than those of the rules.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests.support.text_table import rows_of
from toolkit.catalogue.periods import read_period
from toolkit.catalogue.word_list import Word, WordList
from toolkit.review.slips.reading import mended, slips_in, slips_of
from toolkit.review.slips.slip import Reading

HALF, SECOND, YEAR = read_period("2026H1"), read_period("2025H2"), read_period("2025年")
PROSE = Path(__file__).parents[2] / "prose"
# The example of GB 11643-1999, and a number nobody has; neither may stand in a file as it is.
IDENTITY, MOBILE = "1101051949" + "1231002X", "138" + "00138000"
SLIPS = """
text                                                        | code           | better
截止8月底，支部共有党员9名。                                | word           | 截至8月底，支部共有党员9名。
目前已消号4个问题。                                         | word           | 目前已销号4个问题。
学习习总书记重要讲话。                                      | word           | 学习习近平总书记重要讲话。
发展入党积极分子2名。                                       | word           | 确定入党积极分子2名。
参加志愿服务约350余人次。                                   | about_twice    | 参加志愿服务350余人次。
参加活动60余名左右。                                        | about_around   | 参加活动60余名。
约45名左右党员参加。                                        | about_around   | 45名左右党员参加。
开展联学0次，讲党课2次。                                    | zero_counted   |
召开会议，，研究工作。                                      | marks_meet     | 召开会议，研究工作。
走访东园、、西苑社区。                                      | marks_meet     | 走访东园、西苑社区。
学习深入。。效果很好。                                      | marks_meet     | 学习深入。效果很好。
完成整改，。                                                | marks_meet     | 完成整改。
认真落实。，取得成效                                        | marks_meet     |
学习了（）精神，交流体会。                                  | empty_brackets |
学习《》，撰写体会。                                        | empty_brackets |
一是抓学习；三是抓服务。                                    | ordinal_gap    |
一是抓学习，效果明显。                                      | ordinal_gap    |
一是学；二是讲；四是做。                                    | ordinal_gap    |
人均积分87.3333分，位居前列。                               | decimals       |
04月08日，组织参观。                                        | padded_day     | 4月8日，组织参观。
3月09日，组织参观。                                         | padded_day     | 3月9日，组织参观。
2-5月开展大讨论。                                           | range_dash     | 2—5月开展大讨论。
2～5月开展大讨论。                                          | range_dash     | 2—5月开展大讨论。
2024-2026年为任期。                                         | range_dash     | 2024—2026年为任期。
召开会议,研究工作。                                         | half_width     | 召开会议，研究工作。
时间:上午；地点会议室。                                     | half_width     | 时间：上午；地点会议室。
支部(含党小组)都参加。                                      | half_width     | 支部（含党小组）都参加。
学习《条例》、《准则》，交流体会。                          | between_titles | 学习《条例》《准则》，交流体会。
推行“一人一课”、“一月一评”，见效快。                        | between_titles | 推行“一人一课”“一月一评”，见效快。
走访甲村、乙村、丙村等3个村。                               | full_list      | 走访甲村、乙村、丙村3个村。
截至6月底，支部共有。                                       | unfinished     |
参加率为，比去年高。                                        | unfinished     |
志愿服务达。效果好。                                        | unfinished     |
情况同上，略。                                              | placeholder    |
典型活动：待补。                                            | placeholder    |
有关情况详见……                                              | placeholder    |
身份证号〈身份证号〉，已登记。                               | identity       |
联系电话〈手机号〉，欢迎来电。                                | identity       |
""".replace("〈身份证号〉", IDENTITY).replace("〈手机号〉", MOBILE)


@pytest.mark.parametrize("row", rows_of(SLIPS), ids=lambda row: row["text"])
def test_a_slip_is_found_and_mended_where_that_is_safe(row: dict[str, str]) -> None:
    reading = Reading(period=HALF)

    assert row["code"] in {slip.code for slip in slips_in(row["text"], reading)}
    assert mended(row["text"], reading) == (row["better"] or row["text"])
    left = {slip.code for slip in slips_in(mended(row["text"], reading), reading)}
    assert (row["code"] in left) is (not row["better"])


RIGHT = """
text
报名截止日期为3月5日，已截止报名。
党员参加率为96.4%，比去年高。
他大有可为，也有所作为。
因为时间紧，人人都有任务，到达、传达都及时。
共有、共享、共建。
召开3场座谈会，10次调研，20名党员参加。
坚持“0”差错、“0”投诉，上午10:00开会。
会议3月5日召开，2—5月推进，电话12345。
一是抓学习；二是抓服务；三是抓作风。
走访甲村、乙村、丙村等8个村。
走访甲村、乙村等地。
学习《条例》（修订版）、《准则》，见《通知》。
使用Word 2016(64位)和GB/T 9704-2012标准。
投入12.55万元，增长0.5个百分点。
云发〔2026〕3号文件印发。
我们这一是非曲直清楚的做法。
会议由书记主持……大家发言热烈。
比分3:2，版本v1.2.3，房间A-301。
"""


@pytest.mark.parametrize("text", RIGHT.strip().splitlines()[1:])
def test_what_is_right_is_left_alone(text: str) -> None:
    assert slips_in(text, Reading(period=HALF)) == ()


OF_THE_TIME = """
period | text                                            | code
YEAR   | 半年来，支部扎实推进各项工作。                  | other_length
YEAR   | 上半年开展党课2次，下半年3次。                  |
HALF   | 半年来，支部扎实推进各项工作。                  |
SECOND | 上半年，支部扎实推进各项工作。                  | other_length
SECOND | 与上半年相比，参加率提高3个百分点。             |
SECOND | 2026年上半年计划开展党课2次。                   |
HALF   | 9月12日，组织党员到敬老院服务。                 | day_outside
HALF   | 2025年4月2日，组织党员到敬老院服务。            | day_outside
HALF   | 4月2日，组织党员到敬老院服务。                  |
HALF   | 计划9月12日组织党员到敬老院服务。               |
HALF   | 支部委员会任期至2028年9月12日，尚未届满。       |
"""


@pytest.mark.parametrize("row", rows_of(OF_THE_TIME), ids=str)
def test_what_belongs_to_another_time_is_found(row: dict[str, str]) -> None:
    period = {"YEAR": YEAR, "HALF": HALF, "SECOND": SECOND}[row["period"]]
    assert [slip.code for slip in slips_in(row["text"], Reading(period=period))] == (
        [row["code"]] if row["code"] else []
    )


def test_an_annex_is_one_only_where_there_is_one() -> None:
    texts = ["有关情况见附件2。", "附件2 支部情况表"]

    assert [slip.code for _number, slip in slips_of(texts[:1], Reading())] == ["no_annex"]
    assert list(slips_of(texts, Reading())) == []
    assert [slip.code for _number, slip in slips_of(texts, Reading(is_filed=True))] == ["no_annex"]


def test_one_thing_has_one_name_where_it_is_counted() -> None:
    texts = ["党员献计献策12条，采纳3条。", "征集意见建议12条。"]
    assert [(number, slip.code) for number, slip in slips_of(texts, Reading())] == [(1, "two_names")]
    assert list(slips_of(["党员献计献策12条。", "意见建议"], Reading())) == []


def test_what_is_numbered_runs_through_all_paragraphs() -> None:
    assert list(slips_of(["一是抓学习。", "二是抓服务。", "一是缺时间。", "二是缺人手。"], Reading())) == []
    assert [n for n, _slip in slips_of(["一是抓学习。", "二是抓服务。", "四是抓作风。"], Reading())] == [2]


def test_an_office_adds_words_and_switches_others_off() -> None:
    own = WordList(
        words=(Word("学习强国平台", "“学习强国”平台"), Word("两学一做", "", since=HALF.start, why="已经结束")),
        names=(("党员示范岗", "党员先锋岗"),),
        off=frozenset({"消号"}),
    )

    def codes(text: str, period=HALF) -> list[str]:
        return [slip.code for slip in slips_in(text, Reading(own, period))]

    assert codes("使用学习强国平台学习，消号2个。") == ["word"]
    assert (codes("开展两学一做学习。"), codes("开展两学一做学习。", SECOND)) == (["word"], [])
    assert codes("设党员示范岗3个，创建党员先锋岗3个。") == ["two_names"]


def is_told(code: str, codes: set[str]) -> bool:
    """Whether a slip is among what a document is told; between signs that meet, something is left out there."""
    return f"slip_{code}" in codes or (code == "marks_meet" and "gap_between" in codes)


def corpus() -> list[tuple[str, str]]:
    """Paragraphs by a hand that did not know the rules, each with the file it stands in."""
    return [(path.stem, line) for path in sorted(PROSE.glob("*.txt")) for line in path.read_text("utf-8").splitlines()]


def test_over_prose_that_is_right_there_are_hardly_any_false_alarms() -> None:
    periods = {"半年": HALF, "全年": YEAR, "其他": None}
    found = [
        (slip.code, slip.found, line)
        for name, line in corpus()
        for slip in slips_in(line, Reading(period=periods[name]))
    ]
    assert len(corpus()) >= 200
    assert len(found) <= 2, found


def test_what_is_sown_into_prose_that_is_right_is_found() -> None:
    chance = random.Random(20261127)
    sown = [row for row in rows_of(SLIPS) if row["code"] != "ordinal_gap"]
    lines = [line for _name, line in corpus() if not re.search("[一二三四五六]是", line)]
    found = 0
    for _turn in range(400):
        row, line = chance.choice(sown), chance.choice(lines)
        sentences = [each for each in re.split("(?<=。)", line) if each]
        place = chance.randrange(len(sentences) + 1)
        text = "".join((*sentences[:place], row["text"], *sentences[place:]))
        found += row["code"] in {slip.code for slip in slips_in(text, Reading(period=HALF))}
    assert found >= 0.95 * 400, found
