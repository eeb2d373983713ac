"""Words in a heading or a title by which a number is not the figure of the period: another time, a target, a change, a share, a part.

Takes texts and a period; gives the words that are of something else. What is said of the period itself, and until which day figures
are, is not among them. Never decides what a heading means.

    of 2026上半年:   2026年上半年党课    1-6月    截至2026年6月底                   nothing
                     2025年党课   下半年   一季度   去年同期   目标   其中：女党员   the word
"""

from __future__ import annotations

import re
from typing import Final

from toolkit.catalogue.as_written import WESTERN, narrow
from toolkit.catalogue.periods import Length, Period

OF_OTHERS: Final = re.compile(
    r"上期|上年|去年|往年|前年|同期|期初|年初|累计|历年|增减|增加|减少|增长|下降|增幅|环比|同比|[较比]上|差额|差距|余额|目标|计划|任务|规划|指标数|应完成|应开"
    r"|未完成|未达标|达标|缺|欠|占比|比例|率|[%％]|排名|名次|得分|评分|考核|分值|签到|其中|女|男|退休|旧"
)
OTHER_TIMES: Final = re.compile("上期|上年|去年|往年|前年|历年")
CHINESE_YEAR: Final = re.compile("二[〇零○][一二三四五六七八九〇零]{2}(?=年)")
UNTIL: Final = re.compile(
    r"(?:截至|截止|填报|制表|统计|报送|填表)?(?:时间|日期|日)?[:：]?(?:(?:20)?[0-9]{2}[年./-])?[0-9]{1,2}[月./-](?:[0-9]{1,2}日?|底|末|初)(?![0-9月-])"
)
"""A day, or the end of a month: until when figures are, or when they were written down."""
TIME: Final = re.compile(
    r"20[0-9]{2}|(?<![0-9])[0-9]{2}(?=年)|上半年?|下半年?|全年|半年|本年|今年|第?[一二三四1-4]季度?|本季度?|[qQ][1-4]|[hH][12]"
    r"|[0-9]{1,2}月?[-—–~～至到][0-9]{1,2}月|(?<![0-9])[0-9]{1,2}月|[一二三四五六七八九十]{1,3}月"
)
SPAN: Final = re.compile(r"([0-9]{1,2})月?[-—–~～至到]([0-9]{1,2})月")


def other_words(text: str, period: Period, own: str = "") -> list[str]:
    """The words by which a text speaks of something else than the figures of a period.

    Args:
        text: a heading with those above it, or a title.
        period: for when figures are taken.
        own: what the figure is called itself: what stands there may stand in the text.

    >>> from toolkit.catalogue.periods import read_period
    >>> half = read_period("2026H1")
    >>> other_words("2026年上半年（截至2026年6月底）", half), other_words("下半年党课目标", half)
    ([], ['目标', '下半年'])
    """
    plain = _plain(text)
    others = [found[0] for found in OF_OTHERS.finditer(plain) if found[0] not in own]
    return list(dict.fromkeys([*others, *_times(plain, period, own)]))


def other_times(text: str, period: Period, own: str = "") -> list[str]:
    """The words by which a text speaks of another time than a period; what is said of a target or a part says nothing of that.

    >>> from toolkit.catalogue.periods import read_period
    >>> other_times("2025年活动计划", read_period("2026H1")), other_times("去年", read_period("2026H1"))
    (['2025'], ['去年'])
    """
    plain = _plain(text)
    return list(dict.fromkeys([*OTHER_TIMES.findall(plain), *_times(plain, period, own)]))


def _times(plain: str, period: Period, own: str) -> list[str]:
    return [found[0] for found in TIME.finditer(plain) if found[0] not in own and not _is_in(found[0], period)]


def _plain(text: str) -> str:
    """A text without spaces and days of report, its year in digits."""
    plain = CHINESE_YEAR.sub(lambda found: found[0].replace("○", "〇").translate(WESTERN), narrow(text))
    return UNTIL.sub("", plain.replace(" ", ""))


def _is_in(word: str, period: Period) -> bool:
    """Whether a word of time is the period, or its year."""
    if word.isdigit():
        return int(word) in (period.year, period.year % 100)
    span = SPAN.fullmatch(word)
    if span:
        return (int(span[1]), int(span[2])) == (period.start.month, period.end.month)
    return word in _names(period)


def _names(period: Period) -> set[str]:
    """What people call a period, without its year."""
    short = period.name.removeprefix(f"{period.year}年")
    number = period.number
    names: dict[Length, set[str]] = {
        Length.YEAR: {"全年", "本年", "今年"},
        Length.HALF_YEAR: {"半年", short, short[:2], f"H{number}", f"h{number}"},
        Length.QUARTER: {
            short,
            short.removeprefix("第"),
            f"{number}季度",
            f"第{number}季度",
            f"Q{number}",
            f"q{number}",
            "本季度",
            "本季",
        },
        Length.MONTH: {
            short,
            f"{number:02}月",
            "一二三四五六七八九十"[number - 1 : number] + "月" if number < 11 else "",
        },
    }
    return names[period.length]
