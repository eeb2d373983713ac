"""Each filter of official wording with an example: what to write, and what it prints.

Takes nothing; gives the examples, each worked out by the filters themselves, so that what is shown is what is printed. Its rows
and figures are invented. Never fills a document.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any, Final, TypeAlias

from toolkit.report.wording import FILTERS
from toolkit.word import Gap, words_of

Step: TypeAlias = tuple[Any, ...]
"""A filter's name and what stands in its brackets."""
GROUPS: Final = "{{% for 组 in {} %}}{{{{ 组.名称 }}}}{{{{ 组.个数 }}}}次；{{% endfor %}}"
RATE, ACTIVITIES = "(主题党日实到 / 主题党日应到)", "活动台账"
ROWS: Final = (
    {"类型": "志愿服务", "地点": "甲社区", "实到": 12, "日期": date(2026, 5, 6)},
    {"类型": "党课", "地点": "", "实到": 30, "日期": date(2026, 3, 2)},
    {"类型": "志愿服务", "地点": "乙社区", "实到": 8, "日期": date(2026, 4, 1)},
)


@dataclass(frozen=True)
class FilterExample:
    """A filter at work.

    Args:
        name: what is printed, as it is written.
        values: one value, or several to show how they differ; each is printed.
        steps: the filters, in order; the first is the one that is shown.
        about: what it does.
    """

    name: str
    values: tuple[Any, ...]
    steps: tuple[Step, ...]
    about: str

    @property
    def filter_name(self) -> str:
        """Which filter it shows."""
        return str(self.steps[0][0])

    @property
    def write(self) -> str:
        """What to write in a template."""
        chain = "|".join([self.name, *map(_written, self.steps)])
        return GROUPS.format(chain) if self.filter_name == "分组" else f"{{{{ {chain} }}}}"

    @property
    def printed(self) -> str:
        """What comes of it; of several values, what comes of each."""
        made = [_shown(reduce(_filtered, self.steps, value)) for value in self.values]
        if len(made) == 1:
            return made[0]
        return "，".join(f"{_shown(value)} 印“{each}”" for value, each in zip(self.values, made, strict=True))


def _written(step: Step) -> str:
    name, *arguments = step
    return f"{name}({', '.join(_quoted(each) for each in arguments)})" if arguments else str(name)


def _quoted(argument: Any) -> str:
    return f'"{argument}"' if isinstance(argument, str) else str(argument)


def _filtered(value: Any, step: Step) -> Any:
    name, *arguments = step
    return FILTERS[name](value, *arguments)


def _shown(value: Any) -> str:
    if not isinstance(value, list | tuple):
        return words_of(value)
    if all(isinstance(each, dict) for each in value):
        return "".join(f"{each['名称']}{each['个数']}次；" for each in value)
    return "、".join(map(str, value))


FILTER_EXAMPLES: Final = (
    FilterExample("阵地投入", (8560, 12500, 100000000), (("万元",),), "不足1万印元，满1万印万元，满1亿印亿元"),
    FilterExample("阵地投入", (56100, 50000), (("万余元",),), "整万，零头印“余”"),
    FilterExample(
        "党费实收", (Decimal("7585.5"),), (("保留", 2),), "固定几位小数；表格里的一列钱，小数位数一样，对得齐"
    ),
    FilterExample("党费实收", (Decimal("107000.53"),), (("大写",),), "金额大写"),
    FilterExample("党费实收", (72655,), (("千分位",),), "三位一逗号"),
    FilterExample("心得体会", (128, 40, 1001, 128000), (("余",),), "大概的数；人数、人次、党费、目标印准数，不用“余”"),
    FilterExample("主题党日", (12,), (("汉字",),), "用汉字写数"),
    FilterExample(RATE, (Decimal("0.975"), Decimal("0.99951"), 1), (("百分比",),), "比率；不到全部的不印100%"),
    FilterExample(
        "服务社区", (["甲", "", "乙"], ["《甲》", "《乙》"]), (("顿号",),), "全部列出；书名号、引号之间不加顿号"
    ),
    FilterExample(
        "服务社区",
        (list("甲乙丙"), list("甲乙丙丁")),
        (("等", "个社区"),),
        "列出前三个，再写一共几个，列全了的不写“等”；引号里写 个社区、处",
    ),
    FilterExample("届满日期", (date(2026, 6, 5),), (("日期",),), "年、月、日都印"),
    FilterExample("植树日期", (date(2026, 3, 12),), (("月日",),), "只印月、日；不是本期这一年的，年也印"),
    FilterExample("亮点", ("学习了党章", "学习了党章。"), (("成句",),), "文字照印；句末没有句号的，补上"),
    FilterExample("发现问题", (Gap(),), (("没填时", "—"),), "选填的没填，印引号里的；不写就印【待填】"),
    FilterExample(
        ACTIVITIES,
        (ROWS,),
        (("是", "类型", "志愿服务"), ("取", "地点"), ("等", "处")),
        "只要这一列是这个词的行；可写几个词",
    ),
    FilterExample(ACTIVITIES, (ROWS,), (("不是", "类型", "志愿服务"), ("个数",)), "不要这一列是这个词的行"),
    FilterExample(ACTIVITIES, (ROWS,), (("有", "地点"), ("个数",)), "只要这一列填了的行"),
    FilterExample(ACTIVITIES, (ROWS,), (("取", "地点"), ("顿号",)), "取出一列，空着的格子略过"),
    FilterExample("服务社区", (["甲", "乙", "甲"],), (("不重复",), ("顿号",)), "重复的只印一次"),
    FilterExample(ACTIVITIES, (ROWS,), (("个数",),), "有几行，或列表里有几个"),
    FilterExample(ACTIVITIES, (ROWS,), (("合计", "实到"),), "一列的数加起来"),
    FilterExample(
        ACTIVITIES,
        (ROWS,),
        (("排序", "日期"), ("取", "日期"), ("顿号",)),
        '按一列从小到大、从早到晚；后面加 "倒序" 反过来',
    ),
    FilterExample(ACTIVITIES, (ROWS,), (("分组", "类型"),), "这一列每个词一组，每组有名称、个数、行"),
)
"""One example or more of every filter, in the order in which they are shown."""
