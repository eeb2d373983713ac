"""What old ledgers call their columns and themselves, and by which words a line of one tells of nothing that happened.

Takes nothing; gives words. An office adds its own as `also` in the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
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
    r"计划(?!落实|完成|执行)|(?<!工作)安排|预告|拟开展|拟办|[（(]拟[）)]|预排|排期|日程|草案|规划|方案|预算|通知|报名|申报|审批(?!科|处|局|股|中心|服务)"
    r"|样表|样例|例表|范例|示例(?!局)|模板|填写说明|填[表写]示范|仅供参考|未开展|待办|作废|取消|^(?:废|备份|参考|副本)$"
)
"""By which a sheet is of what is to happen or did not, or shows how to fill it in."""
PLANNED_IN_REMARKS: Final = re.compile(
    r"(?:以[上下]|本表|此表|下列|以下)[^，。]{0,10}(?:计划|安排|未开展|尚未|拟)|样表|样例|范例|示例(?!局)|仅供参考|填[表写]示范"
)
"""The same in a remark, which may speak of plans that were carried out."""
NOT_DONE: Final = re.compile(
    r"取消|作废|暂缓|未能|尚未|还没|拟于|不计入|改期|改到|改至|延期|推迟|未(?:开展|召开|举办|举行|完成|实施|进行|参加)|没有?(?:开展|召开|举办|完成)|计划中|筹备中|待(?:完成|开展|召开|定)|重复登记"
)
"""What a remark says of an event that did not happen."""
DONE: Final = re.compile("已(?:开展|召开|举办|举行|完成|进行|补)|如期|按期")
"""What says that it did all the same."""
NO: Final = frozenset({"否", "×", "✗", "✘", "未", "没有", "无", "计划", "待办"})
"""What says so in a column of whether it was done."""
OF_BEING_DONE: Final = re.compile("是否|完成|落实|开展情况|状态|进展")
ASIDE: Final = re.compile(r"[（(](?:取消|计划|延期|推迟|未开展|拟|示例|作废)[）)]")
NO_SUBJECT: Final = re.compile(r"[×xX✕…．.。、—\-0-9次]+|累计|小计|合计|同上|〃|″|\"|(?:示例|例)[:：].*|.*[×xX✕]{2,}.*")
"""What stands in the place of a subject and is none."""
SAMPLE: Final = re.compile(r"[（(]?(?:示例|样例|范例|举例|例如|例|如)[0-9一二三]?[）)]?[:：]?")
COUNTS: Final = frozenset({"次数", "场次", "数量", "件数", "场数", "期数"})
"""Headings below which a line says of how many events it tells."""
OTHER_BODIES: Final = re.compile("工会|团支部|团委|共青团|妇联|职工|群众|处分|合同|消防|安全生产")
"""What a ledger of the same layout may be of, and is none of the party's."""
PART_OF_A_DAY: Final = re.compile(r"\s*(?:上午|下午|中午|晚上|晚|全天|早上)?\s*(?:[0-9]{1,2}\s*[时点:：].*)?$")
AROUND_A_TYPE: Final = re.compile("^(?:召开|开展|组织|举办|上|讲|专题)|(?:活动|会议)$")
TYPES_CALLED: Final[Mapping[str, str]] = {
    "党员大会": "支部党员大会",
    "支部大会": "支部党员大会",
    "支部委员会": "支委会",
    "支委": "支委会",
    "支部委员": "支委会",
    "党小组": "党小组会",
    "谈心": "谈心谈话",
    "谈话": "谈心谈话",
    "志愿": "志愿服务",
}
"""What a type of activity is called where it is not called as the catalogue has it."""
FOOT: Final = ("注", "说明", "备注", "填报人", "制表", "审核", "填表", "负责人", "联系人", "联系电话")
"""How remarks at the foot of a sheet begin."""


def type_called(text: str, choices: Collection[str]) -> str:
    """A word of a ledger's own for one that people write for it; the text itself where there is none.

    >>> type_called("党员大会", ["支部党员大会"]), type_called("专题党课", ["党课"]), type_called("聚餐", ["党课"])
    ('支部党员大会', '党课', '聚餐')
    """
    bare = AROUND_A_TYPE.sub("", AROUND_A_TYPE.sub("", text.strip()))
    for word in (text.strip(), bare, TYPES_CALLED.get(text.strip(), ""), TYPES_CALLED.get(bare, "")):
        if word in choices:
            return word
    return text


def core_of(label: str) -> str:
    """What a ledger is about, without the word for a ledger.

    >>> core_of("活动台账"), core_of("发展党员名册"), core_of("责任清单")
    ('活动', '发展党员', '责任')
    """
    return next((label.removesuffix(word) for word in OF_LEDGERS if label.endswith(word)), label)
