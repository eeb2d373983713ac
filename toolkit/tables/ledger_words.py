"""What old ledgers call their columns and themselves, and by which words a line of one tells of nothing that happened.

Takes nothing; gives words. An office adds its own as `also` in the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

OFTEN_CALLED: Final[Mapping[str, tuple[str, ...]]] = {
    "日期": (
        "时间",
        "活动时间",
        "活动日期",
        "会议时间",
        "召开时间",
        "开展时间",
        "联系时间",
        "调研时间",
        "获奖时间",
        "表彰时间",
    ),
    "类型": ("类别", "活动类型", "活动类别", "会议类型"),
    "主题": ("活动主题", "会议主题", "活动名称"),
    "地点": ("活动地点", "会议地点"),
    "应到": ("应到人数", "应参加人数"),
    "实到": ("实到人数", "参加人数", "参与人数", "参会人数", "实际参加人数"),
    "时长": ("活动时长", "服务时长"),
    "参加支部": ("参与支部",),
    "发现日期": ("发现时间",),
    "来源": ("问题来源",),
    "问题": ("存在问题", "问题描述", "问题内容", "具体问题"),
    "措施": ("整改措施",),
    "时限": ("整改时限", "完成时限", "整改期限"),
    "责任人": ("整改责任人",),
    "状态": ("整改状态",),
    "销号日期": ("销号时间",),
    "领导": ("领导姓名", "联系领导", "班子成员"),
    "支部": ("联系支部", "所联系支部"),
    "方式": ("联系形式",),
    "发现问题": ("发现的问题", "存在问题"),
    "事由": ("积分事由", "加减分事由"),
    "分值": ("得分", "积分", "分数"),
    "名称": ("荣誉名称", "奖项", "奖项名称", "获奖名称"),
    "对象": ("获奖对象",),
    "授予单位": ("表彰单位", "颁奖单位", "授奖单位"),
}
"""What a column is called where it is not called as the catalogue has it; an office adds its own words as `also`."""
OF_LEDGERS: Final = (
    "台账",
    "登记表",
    "登记簿",
    "登记",
    "记录表",
    "记录簿",
    "记录",
    "明细表",
    "明细",
    "一览表",
    "统计表",
    "情况表",
    "清单",
    "花名册",
    "名册",
)
"""What a sheet or a file of a ledger is called, behind its unit and its subject."""
DAYS_OF_EVENTS: Final = frozenset({"日期", *OFTEN_CALLED["日期"], *OFTEN_CALLED["发现日期"], "学习时间", "开展日期"})
"""Headings over the days on which things happened: no table of figures has one."""
PLANNED: Final = re.compile(
    r"计划|安排|预告|拟开展|拟办|[（(]拟[）)]|预排|日程|草案|样表|样例|模板|填写说明|填[表写]示范"
)
"""By which a sheet is of what is to happen, or shows how to fill it in."""
NOT_DONE: Final = re.compile(
    r"(?:已|因故)?取消.*|否|未(?:开展|召开|举办|完成|实施|进行)|没有?(?:开展|召开|举办|完成)|计划中|待(?:开展|召开|定)|延期.*|推迟.*|改期.*|拟开展"
)
"""What stands in some column of a line whose event did not happen."""
SAMPLES: Final = frozenset({"例", "示例", "样例", "举例"})
FOOT: Final = ("注", "说明", "备注", "填报人", "制表", "审核", "填表", "负责人", "联系人", "联系电话")
"""How remarks at the foot of a sheet begin."""


def core_of(label: str) -> str:
    """What a ledger is about, without the word for a ledger.

    >>> core_of("活动台账"), core_of("发展党员名册"), core_of("责任清单")
    ('活动', '发展党员', '责任')
    """
    return next((label.removesuffix(word) for word in OF_LEDGERS if label.endswith(word)), label)
