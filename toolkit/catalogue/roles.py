"""What the rules look for in a catalogue: a figure, a ledger or a column by the part it plays, whatever it is called.

Takes nothing; gives the roles, and who plays them where a catalogue of an earlier version says nothing. Never looks for one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class ItemRole(StrEnum):
    """The part a figure plays in a rule."""

    FULL_MEMBERS = "正式党员"
    PROBATIONARY_MEMBERS = "预备党员"
    COMMITTEE = "支委人数"
    TERM_END = "届满日期"
    ISSUES_FOUND = "发现问题"
    ISSUES_CLOSED = "已销号问题"
    ISSUES_OPEN = "未销号问题"
    ISSUES_OVERDUE = "超期未销"


class LedgerRole(StrEnum):
    """The part a ledger plays."""

    ACTIVITIES = "活动"
    ISSUES = "问题整改"
    CONTACTS = "联系支部"


class ColumnRole(StrEnum):
    """The part a column plays in its ledger."""

    NUMBER = "编号"
    TYPE = "类型"
    DAY = "日期"
    SUBJECT = "主题"
    IS_JOINT = "是否联合"
    FOUND = "发现日期"
    DUE = "时限"
    STATE = "状态"
    CLOSED = "销号日期"
    MEMBER = "党员编号"
    ORIGIN = "来源"
    PROBLEM = "问题"
    MEASURES = "措施"
    LEADER = "领导"
    VISITED = "支部"
    FOUND_THERE = "发现问题"
    DONE_ABOUT_IT = "整改措施"
    LINKED = "关联问题"
    FROM_VISIT = "关联联系"


ITEMS_BEFORE: Final = {
    "member_full": ItemRole.FULL_MEMBERS,
    "member_prob": ItemRole.PROBATIONARY_MEMBERS,
    "committee_size": ItemRole.COMMITTEE,
    "term_end": ItemRole.TERM_END,
    "issues_found": ItemRole.ISSUES_FOUND,
    "issues_closed": ItemRole.ISSUES_CLOSED,
    "issues_open": ItemRole.ISSUES_OPEN,
    "issues_overdue": ItemRole.ISSUES_OVERDUE,
}
LEDGERS_BEFORE: Final = {
    "activities": LedgerRole.ACTIVITIES,
    "issues": LedgerRole.ISSUES,
    "contacts": LedgerRole.CONTACTS,
}
"""By key, who played a role before a catalogue could say so; an office's own catalogue of that time goes on working."""
DONE_BEFORE: Final = "已销号"
"""The word of a state that meant the end of an issue before a column could say so."""
