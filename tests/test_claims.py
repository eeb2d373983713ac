"""The shipped templates claim nothing that no figure or ledger carries.

They claimed 周五 (no row of the ledger was on a Friday), 按月足额, 三张清单 (of 年度计划 alone), 足额收缴 beside 尚未缴清, the bureau's
leadership, and headings over nothing. Each claim stands here with what carries it; a new one that does not fails.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support import read_docx
from tests.support.sample_office import filed_office
from tests.support.text_table import rows_of
from toolkit.catalogue.files import read_catalogue, read_units
from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import NOT_APPLICABLE
from toolkit.catalogue.periods import read_period
from toolkit.catalogue.units import Unit, Units
from toolkit.figures.figure import Filing
from toolkit.figures.ledger_rows import rows_from_text, text_from_rows
from toolkit.report.context import context_for
from toolkit.report.standing import Standing
from toolkit.report.vocabulary import names_for
from toolkit.report.wording import FILTERS
from toolkit.settings import REPOSITORY
from toolkit.tasks import open_book
from toolkit.word import CompiledTemplate, compile_template

HALF = read_period("2026H1")
HEADINGS = ("1", "2")
TEMPLATES = {"支部": "branch_report.docx", "局": "bureau_report.docx"}
CARRIED = """
    模板 | 说法                 | 由哪些指标、台账支撑
    支部 | 基本情况             | 正式党员 预备党员 党小组 支委人数 届满日期 书记
    支部 | 截至6月底            | 正式党员 预备党员 党小组 支委人数 党员公示牌 党员示范岗 党员责任区 在册积极分子 欠缴人数 未销号问题
    支部 | 支部共有             | 正式党员 预备党员
    支部 | 正式党员             | 正式党员
    支部 | 预备党员             | 预备党员 接收预备党员
    支部 | 下设党小组           | 党小组
    支部 | 支部委员会由         | 支委人数
    支部 | 人组成               | 支委人数
    支部 | 任期至               | 届满日期
    支部 | 支部书记为           | 书记
    支部 | 联系领导为           | 书记
    支部 | 主要工作             | *
    支部 | 开展组织生活         | 支部党员大会 支委会 党小组会 党课 组织生活会 民主评议 主题党日 支部研讨党建 谈心谈话
    支部 | 落实“三会一课”制度   | 支部党员大会 支委会 党小组会 党课
    支部 | 召开支部党员大会     | 支部党员大会
    支部 | 召开支部委员会会议   | 支委会
    支部 | 召开党小组会         | 党小组会
    支部 | 讲党课               | 党课
    支部 | 召开组织生活会       | 组织生活会
    支部 | 开展民主评议党员     | 民主评议
    支部 | 开展主题党日         | 主题党日
    支部 | 应到                 | 主题党日 主题党日应到 主题党日实到
    支部 | 参加率               | 主题党日 主题党日应到 主题党日实到
    支部 | 支部专题研讨党建工作 | 支部研讨党建
    支部 | 开展谈心谈话         | 谈心谈话
    支部 | 组织理论学习         | 集中学习 人均学时 心得体会 学习结对 学习重点
    支部 | 组织周四学习日集中学习 | 集中学习
    支部 | 达到应学次数         | 集中学习
    支部 | 人均学习             | 人均学时
    支部 | 撰写心得体会         | 心得体会
    支部 | 结成学习对子         | 学习结对
    支部 | 推进发展党员工作     | 新递交申请 在册积极分子 入党积极分子 发展对象 接收预备党员 转正党员
    支部 | 名同志递交的入党申请 | 新递交申请
    支部 | 确定入党积极分子     | 入党积极分子
    支部 | 确定发展对象         | 发展对象
    支部 | 接收预备党员         | 接收预备党员
    支部 | 按期转正党员         | 转正党员
    支部 | 在册入党积极分子     | 在册积极分子
    支部 | 开展党员教育         | 参观学习 廉政教育 重温誓词
    支部 | 组织参观学习         | 参观学习
    支部 | 接受教育             | 参观学习 参观地点
    支部 | 开展廉政教育         | 廉政教育
    支部 | 组织重温入党誓词     | 重温誓词
    支部 | 服务群众             | 志愿服务 义务植树 典型活动
    支部 | 开展志愿服务         | 志愿服务
    支部 | 服务时长             | 志愿服务 志愿服务时长
    支部 | 组织党员义务植树     | 义务植树
    支部 | 开展示范引领         | 党员公示牌 党员示范岗 党员责任区 先进事迹
    支部 | 设立党员公示牌       | 党员公示牌
    支部 | 创建党员示范岗       | 党员示范岗
    支部 | 划分党员责任区       | 党员责任区
    支部 | 建设党建阵地         | 阵地投入 展板 条幅 活动室提升 阵地说明
    支部 | 投入阵地建设资金     | 阵地投入
    支部 | 制作展板             | 展板
    支部 | 悬挂条幅             | 条幅
    支部 | 改造提升党员活动室   | 活动室提升
    支部 | 收缴党费             | 党费应收 党费实收 欠缴人数 欠缴说明
    支部 | 应收党费             | 党费应收 党费实收
    支部 | 名党员尚未缴清       | 欠缴人数
    支部 | 整改问题             | 发现问题 已销号问题 未销号问题
    支部 | 建立问题整改台账     | 问题整改台账
    支部 | 发现问题             | 发现问题
    支部 | 销号问题             | 已销号问题
    支部 | 尚未销号             | 未销号问题
    支部 | 其中超期             | 未销号问题 超期未销
    支部 | 开展竞赛评比和建言献策 | 竞赛活动 献计献策 荣誉
    支部 | 组织党员参加竞赛活动 | 竞赛活动
    支部 | 征集意见建议         | 献计献策
    支部 | 实行党员积分管理     | 平均积分 积分合计 积分党员
    支部 | 人均积分             | 平均积分 积分合计 积分党员
    支部 | 荣获                 | 荣誉
    支部 | 亮点和做法           | 亮点 特色做法
    支部 | 存在的问题           | 存在问题 原因分析
    支部 | 主要原因             | 原因分析
    支部 | 下一步打算           | 下步打算
    支部 | 意见建议             | 意见建议 献计献策
    局   | 有正式党员           | 正式党员
    局   | 在册入党积极分子     | 在册积极分子
    局   | 截至6月底            | 正式党员 预备党员 在册积极分子 欠缴人数 未销号问题
    局   | 主要工作开展情况     | *
    局   | 落实党建工作责任     | 年度计划 责任书签订 党组研讨 支部研讨党建 领导联系支部
    局   | 印发年度党建工作计划 | 年度计划
    局   | 签订党建目标责任书   | 责任书签订
    局   | 局党组专题研究党建工作 | 党组研讨
    局   | 支部专题研讨党建工作 | 支部研讨党建
    局   | 班子成员到联系支部开展调研指导 | 领导联系支部
    局   | 见附件2              | 领导联系支部 联系支部台账
    局   | 组织理论学习         | 中心组学习 集中学习 人均学时 心得体会 学习结对 学习重点
    局   | 党组理论学习中心组集体学习 | 中心组学习
    局   | 组织周四学习日集中学习 | 集中学习
    局   | 人均学习             | 人均学时
    局   | 撰写心得体会         | 心得体会
    局   | 结成学习对子         | 学习结对
    局   | 开展组织生活         | 支部党员大会 支委会 党小组会 党课 组织生活会 民主评议 主题党日 谈心谈话
    局   | 落实“三会一课”制度   | 支部党员大会 支委会 党小组会 党课
    局   | 召开支部党员大会     | 支部党员大会
    局   | 召开支部委员会会议   | 支委会
    局   | 召开党小组会         | 党小组会
    局   | 讲党课               | 党课
    局   | 召开组织生活会       | 组织生活会
    局   | 开展民主评议党员     | 民主评议
    局   | 开展主题党日         | 主题党日
    局   | 应到                 | 主题党日 主题党日应到 主题党日实到
    局   | 参加率               | 主题党日 主题党日应到 主题党日实到
    局   | 开展谈心谈话         | 谈心谈话
    局   | 发展和教育党员       | 新递交申请 入党积极分子 发展对象 接收预备党员 转正党员 参观学习 廉政教育 重温誓词
    局   | 名同志递交的入党申请 | 新递交申请
    局   | 确定入党积极分子     | 入党积极分子
    局   | 确定发展对象         | 发展对象
    局   | 接收预备党员         | 接收预备党员
    局   | 按期转正党员         | 转正党员
    局   | 组织参观学习         | 参观学习
    局   | 开展廉政教育         | 廉政教育
    局   | 组织重温入党誓词     | 重温誓词
    局   | 开展志愿服务         | 志愿服务 义务植树
    局   | 共开展志愿服务       | 志愿服务
    局   | 服务时长             | 志愿服务 志愿服务时长
    局   | 组织党员义务植树     | 义务植树
    局   | 推进示范创建和阵地建设 | 党建示范点 党员公示牌 党员示范岗 党员责任区 阵地投入 展板 条幅 活动室提升
    局   | 培育                 | 党建示范点
    局   | 设立党员公示牌       | 党员公示牌
    局   | 创建党员示范岗       | 党员示范岗
    局   | 划分党员责任区       | 党员责任区
    局   | 投入阵地建设资金     | 阵地投入
    局   | 制作展板             | 展板
    局   | 悬挂条幅             | 条幅
    局   | 改造提升党员活动室   | 活动室提升
    局   | 开展结对帮扶         | 帮扶县 帮扶村 帮扶走访 帮扶资金 帮扶情况
    局   | 结对帮扶             | 帮扶县 帮扶村 帮扶走访 帮扶资金 帮扶情况
    局   | 走访帮扶             | 帮扶走访
    局   | 投入帮扶资金         | 帮扶资金
    局   | 收缴党费             | 党费应收 党费实收 欠缴人数
    局   | 应收党费             | 党费应收 党费实收
    局   | 名党员尚未缴清       | 欠缴人数
    局   | 整改问题             | 发现问题 已销号问题 未销号问题
    局   | 建立问题整改台账     | 问题整改台账
    局   | 发现问题             | 发现问题
    局   | 销号问题             | 已销号问题
    局   | 尚未销号             | 未销号问题
    局   | 其中超期             | 未销号问题 超期未销
    局   | 开展专项活动和竞赛评比 | 专项活动 竞赛活动 献计献策 荣誉
    局   | 组织开展             | 专项活动
    局   | 组织党员参加竞赛活动 | 竞赛活动
    局   | 征集意见建议         | 献计献策
    局   | 实行党员积分管理     | 平均积分 积分合计 积分党员
    局   | 人均积分             | 平均积分 积分合计 积分党员
    局   | 荣获                 | 荣誉
    局   | 亮点和特色           | 亮点 特色做法
    局   | 存在的问题           | 存在问题 原因分析
    局   | 主要原因             | 原因分析
    局   | 下一步工作打算       | 下步打算
    局   | 班子成员联系支部台账 | 联系支部台账
"""
"""Each claim, and the figures and ledgers without which it must not be printed; * is any of all."""
FRAME = """
党建工作情况汇报 党建工作开展情况汇报 以习近平新时代中国特色社会主义思想为指导 按照全面从严治党要求开展党建工作
按照新时代党的建设总要求和全面从严治党要求开展党建工作 现将有关情况汇报如下 总体情况 全局共有党支部 尚未报送
以下数据按已报的 个支部汇总 个别指标未报全的 以附件1为准 已全部报送 附件 主要指标一览表 各支部主要指标一览表
序号 指标 单位 本期 上期 目标 支部 党员大会 主题党日 集中学习 志愿服务 新确定积极分子 党费应收 党费实收 合计 日期 领导
调研情况 整改措施 支委会 党课 支部研讨党建 入党积极分子 发展对象 转正党员 志愿服务人次 已销号问题 支部党员大会
新确定积极分子、各类会议和志愿服务为 注 数 以附件 为准 月数 正式党员为 底数 几个支部联合开展的活动在合计中只算一次 各类会议和志愿服务为 草稿
送审稿附表 正式稿不印 数据来源 来源
""".split()
"""What the templates say of themselves, of coverage, and in the heads of their tables: no claim about anybody's work."""
PART_OF_CLAIM = (
    "次 名 个 块 条 份 篇 对 处 元 人次 小时 学时 收到 人组成 参加 服务 实到 实收 先后 到 至 做到足额收缴".split()
)
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


@cache
def catalogue() -> Catalogue:
    return read_catalogue(REPOSITORY / "templates" / "catalogue.toml")


@cache
def units() -> Units:
    return read_units(REPOSITORY / "sample_data" / "units.csv")


@cache
def template(made_for: str) -> CompiledTemplate:
    path = REPOSITORY / "templates" / TEMPLATES[made_for]
    return compile_template(path, names_for(catalogue(), made_for), FILTERS)


def full(item: Item) -> Any:
    return {
        "数量": 30,
        "金额": Decimal(30),
        "日期": HALF.end,
        "文字": "某文",
        "列表": ("某地",),
        "是否": True,
    }[item.kind.name]


def nothing(item: Item) -> Any:
    """What a unit files that has nothing to say of an item."""
    return {"列表": (), "文字": "无", "日期": NOT_APPLICABLE, "是否": False}.get(item.kind.name, 0)


def filing(unit: Unit, without: frozenset[str], everything: bool) -> Filing:
    def content(item: Item) -> Any:
        is_out = item.label in without or not everything
        if item.label == "党费实收" and not is_out:
            return Decimal(20)
        return nothing(item) if is_out else full(item)

    contents = {item.key: content(item) for item in catalogue().asked_of(unit.kind)}
    ledgers = {
        ledger.key: rows_from_text(
            ledger, text_from_rows(ledger, [dict.fromkeys((c.label for c in ledger.columns), "某事")])
        )
        for ledger in catalogue().ledgers_of(unit.kind)
        if everything and ledger.label not in without
    }
    return Filing(unit, HALF, contents, ledgers)


def text_of(made_for: str, without: str = "", everything: bool = True) -> list[str]:
    """The paragraphs of a report of units that filed everything but some items, or nothing but zeros."""
    names = frozenset(without.split())
    about = units().root if made_for == "局" else units()["01"]
    if "书记" in names or not everything:
        about = Unit(about.code, about.name, about.short_name, about.kind, about.parent)
    below = [filing(unit, names, everything) for unit in units().filing_below(about.code)]
    values = context_for(Standing(about, HALF, below, today=HALF.end), catalogue(), units())
    return read_docx.paragraphs(template(made_for).render(values))


def fragments(made_for: str) -> set[str]:
    """What a template says between its tags and signs."""
    data = (REPOSITORY / "templates" / TEMPLATES[made_for]).read_bytes()
    lines = [*read_docx.paragraphs(data), *(cell for table in read_docx.tables(data) for row in table for cell in row)]
    pieces = (piece for line in lines for piece in re.split(r"[，。；、：（）\s\d.]+", TAG.sub("，", line)))
    return {piece for piece in pieces if re.search(r"[\u4e00-\u9fff]", piece)}


CLAIMS = [(row["模板"], row["说法"], row["由哪些指标、台账支撑"]) for row in rows_of(CARRIED)]


@pytest.mark.parametrize("made_for", TEMPLATES)
def test_whatever_a_template_says_stands_in_the_table_or_claims_nothing(made_for: str) -> None:
    claims = {TAG.sub("", claim) for kind, claim, _names in CLAIMS if kind == made_for}
    known = {*FRAME, *PART_OF_CLAIM}

    unknown = {each for each in fragments(made_for) if each not in known and not any(each in claim for claim in claims)}

    assert unknown == set()


@pytest.mark.parametrize(("made_for", "claim", "names"), CLAIMS, ids=lambda value: value if len(value) < 16 else "")
def test_a_claim_is_printed_where_its_figures_carry_it_and_not_without_them(
    made_for: str, claim: str, names: str
) -> None:
    filed = "\n".join(text_of(made_for))
    every = " ".join(item.label for item in catalogue().items) + " 书记 问题整改台账 联系支部台账"

    without = "\n".join(text_of(made_for, every if names == "*" else names))

    assert claim in filed
    assert not re.search(rf"(?<![\u4e00-\u9fff]){claim}" if len(claim) < 5 else claim, without)


@pytest.mark.parametrize("made_for", TEMPLATES)
@pytest.mark.parametrize(
    ("due", "paid", "unpaid", "is_said"), [(9, 9, 0, True), (9, 9, 1, False), (9, 8, 0, False), (0, 0, 0, False)]
)
def test_dues_are_paid_in_full_only_where_the_sums_agree_and_nobody_owes(
    made_for: str, due: int, paid: int, unpaid: int, is_said: bool
) -> None:
    about = units().root if made_for == "局" else units()["01"]
    contents = {"dues_due": Decimal(due), "dues_paid": Decimal(paid), "dues_unpaid": unpaid}
    below = [Filing(unit, HALF, contents) for unit in units().filing_below(about.code) if unit.kind == "支部"]

    text = "\n".join(
        read_docx.paragraphs(template(made_for).render(context_for(Standing(about, HALF, below), catalogue(), units())))
    )

    assert ("足额收缴" in text) is is_said
    assert not ("足额收缴" in text and "尚未缴清" in text)


@pytest.mark.parametrize("made_for", TEMPLATES)
def test_an_office_of_zeros_has_no_empty_heading_and_no_broken_sentence(made_for: str) -> None:
    about = units().root if made_for == "局" else units()["01"]
    about = Unit(about.code, about.name, about.short_name, about.kind, about.parent)
    below = [filing(unit, frozenset(), everything=False) for unit in units().filing_below(about.code)]
    data = template(made_for).render(context_for(Standing(about, HALF, below, today=HALF.end), catalogue(), units()))
    shown = list(zip(read_docx.looks(data), read_docx.paragraphs(data), strict=True))

    headings = [text for look, text in shown if re.search('pStyle[^>]*val="[12]"', look)]
    sentences = [
        text for _look, text in shown if "截至" in text or re.search(r"(?<![\d〇])0[次名个元]|[，、]。|^。", text)
    ]

    assert headings == (["总体情况"] if made_for == "局" else [])
    assert sentences == []


FALSE = "周五 按月 三张清单 的领导下 严格 有序推进 逐项销号 销号管理 坚持标准".split()


@pytest.mark.parametrize("made_for", TEMPLATES)
def test_what_nobody_can_have_filed_is_in_no_template(made_for: str) -> None:
    said = " ".join(fragments(made_for))

    assert [word for word in FALSE if word in said] == []


@pytest.mark.parametrize(
    "path", ["README.zh-CN.md", "templates/README.md", *(f"templates/{name}" for name in TEMPLATES.values())]
)
def test_nowhere_is_yu_used_for_persons(path: str) -> None:
    data = (REPOSITORY / path).read_bytes()
    text = data.decode() if path.endswith(".md") else " ".join(read_docx.paragraphs(data))
    persons = [item.label for item in catalogue().items if item.unit in ("名", "人次", "人")]

    used = re.findall(r"\{\{ *([^{}|\\]+?) *\\?\|余", text)

    assert [name for name in used if name in persons] == []


def test_the_sample_s_own_balances_are_right(tmp_path: Path) -> None:
    book = open_book(filed_office(tmp_path / "样例"), HALF)

    def comes_out(now: Filing, last: Filing, closing: str) -> bool:
        moved = [(sign, now[key]) for key, sign in BALANCES[closing].items()]
        return last[closing] + sum(sign * number for sign, number in moved) == now[closing]  # type: ignore[operator]

    filed = [(unit.code, book.now[unit.code]) for unit in units().branches if book.now[unit.code].filed]
    wrong = [(code, each) for code, now in filed for each in BALANCES if not comes_out(now, book.last[code], each)]

    assert wrong == []


BALANCES = {
    "member_full": {"full_new": 1},
    "member_prob": {"prob_new": 1, "full_new": -1},
    "activists_stock": {"activists_new": 1, "prob_new": -1},
    "issues_open": {"issues_found": 1, "issues_closed": -1},
}
