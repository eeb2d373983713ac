"""Every mechanism of the field has its ledger or figure, its rule and its sentence: docs/机制.md says which, and each rule finds its fault.

1. What the table names is there: ledgers, figures, rules, and the words in a template.
2. A fault seeded into the sample for each rule is found, and was not found before.
3. In the sections that count, nothing that counts is typed; what is typed elsewhere is listed.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest

from tests.support import read_docx
from tests.support.text_table import rows_of
from toolkit.catalogue.files import read_catalogue
from toolkit.catalogue.periods import read_period
from toolkit.figures.figure import Change
from toolkit.figures.ledger_rows import STRUCK_OUT
from toolkit.findings import Finding
from toolkit.settings import REPOSITORY
from toolkit.tasks import Office, open_book, open_office, review_book

PAPER = (REPOSITORY / "docs" / "机制.md").read_text(encoding="utf-8")
SECTIONS = ("组织生活", "党员发展", "教育培训", "服务群众", "党费收缴", "问题整改", "竞赛评比")
HALF = read_period("2026H1")
CATALOGUE = read_catalogue(REPOSITORY / "templates" / "catalogue.toml")


def table(first: str) -> list[list[str]]:
    """The rows of the table whose first heading is this."""
    lines = PAPER[PAPER.index(f"| {first} |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


MECHANISMS = table("机制")
CODES = sorted({code for row in MECHANISMS for code in re.findall("`([a-z_]+)`", row[2])})


@pytest.mark.parametrize("row", MECHANISMS, ids=lambda row: row[0])
def test_what_a_mechanism_names_is_there(row: list[str]) -> None:
    _name, sources, rules, sentence = row
    known = {item.label for item in CATALOGUE.items} | {ledger.label for ledger in CATALOGUE.ledgers}
    templates = ("branch_report.docx", "bureau_report.docx")
    said = [
        "".join(read_docx.paragraphs((REPOSITORY / "templates" / name).read_bytes()))
        + str(read_docx.tables((REPOSITORY / "templates" / name).read_bytes()))
        for name in templates
    ]

    assert [each for each in sources.split("、") if each not in known] == []
    assert rules.count("`") >= 2
    assert any(sentence in text for text in said)


# A row is: which code, whose, in which ledger (its first row is changed, or a new one added) or of which figure, and what is typed.
SEEDED = """
    code                | 谁 | 什么          | 填成
    pledges_each_branch | B  | pledges/      | 删去
    pledge_late         | B  | pledges/      | 签订日期=2027-1-5
    task_overdue        | B  | tasks/新      | 编号=R9 任务=整改 下达日期=2026-1-5 时限=2026-3-1 状态=进行中
    below_target        | 01 | weekly_study  | 10
    row_day             | 01 | activities/新 | 编号=x 日期=2025-3-1 类型=专题学习 主题=去年的
    candidate_too_early | 01 | development/新 | 人员编号=x 阶段=发展对象 确定积极分子=2025-9-1 确定发展对象=2026-3-1
    probation_short     | 01 | development/新 | 人员编号=x 阶段=正式党员 接收预备党员日期=2025-9-1 转正日期=2026-3-1
    activists_balance   | 01 | development/新 | 人员编号=x 阶段=入党积极分子 确定积极分子=2024-9-1
    likely_twins        | 02 | activities/   | 日期=2026-5-30 类型=参观学习 主题=参观红色教育基地 编号=LT1
    hours_each          | 01 | activities/新 | 编号=x 日期=2026-3-1 类型=志愿服务 主题=多写了 应到=3000 实到=3000 时长=100
    present_at_event    | 01 | activities/   | 实到=999
    signs_each          | 01 | signs         | 2
    invest_unexplained  | 07 | facility_note | 删去
    assist_unexplained  | B  | assist_story  | 删去
    assist_visits       | B  | assist_visits | 0
    dues_months_missing | 01 | dues/         | 删去
    dues_differ         | 01 | dues/         | 实收=1
    dues_unpaid         | 01 | dues/新       | 月份=6月 日期=2026-6-30 应收=0 实收=0 未缴人数=2
    present_over_expected | 01 | activities/新 | 编号=x 日期=2026-3-1 类型=主题党日 主题=多写了 应到=3 实到=300
    issue_overdue       | 03 | issues/新     | 编号=x 发现日期=2026-1-5 问题=甲 时限=2026-2-1 状态=整改中
    issue_unverified    | 03 | issues/新     | 编号=x 发现日期=2026-1-5 问题=甲 状态=已销号 销号日期=2026-2-1
    issue_closed_early  | 03 | issues/新     | 编号=x 发现日期=2026-1-5 问题=甲 状态=已销号 销号日期=2025-2-1 核验人=王示例
    points_sign         | 01 | points/新     | 党员编号=01-01 日期=2026-3-1 类别=扣分 事由=缺席 分值=5
    honour_unlevelled   | 04 | honours/新    | 日期=2026-3-1 名称=先进集体
    campaign_unowned    | B  | campaign_list/新 | 名称=大走访 开始日期=2026-3-1 状态=进行中
    link_broken         | B  | contacts/     | 关联问题=01-2026-99
    members_balance     | 01 | member_full   | 19
    probationary_balance | 01 | member_prob  | 4
    placeholder         | 01 | next_steps    | 同上。
"""


@pytest.fixture
def office(shipped_office: Office) -> Office:
    return shipped_office


def found(office: Office, unit: str) -> dict[str, Finding]:
    (progress,) = [each for each in review_book(office, open_book(office, HALF)) if each.unit.code == unit]
    return {finding.code: finding for finding in progress.findings}


def enter(office: Office, unit: str, subject: str, text: str) -> None:
    stands = {entry.item: entry.version for entry in office.store.current(HALF.code, unit)}
    office.store.save([Change(unit, HALF.code, subject, text, stands.get(subject, 0))], "测试员", "测试")


def seed(office: Office, unit: str, what: str, typed: str) -> None:
    """Type one wrong thing: a figure, a cell of the first row of a ledger, or a row of its own."""
    ledger, is_row, is_new = what.partition("/")
    rows = {e.item: e.text for e in office.store.current(HALF.code, unit) if e.item.startswith(f"{ledger}/") and e.text}
    if not is_row:
        enter(office, unit, what, "" if typed == "删去" else typed)
        return
    subject, before = (f"{what}", "{}") if is_new else next(iter(rows.items()))
    cells = dict(each.split("=") for each in typed.split()) if typed != "删去" else {}
    enter(office, unit, subject, json.dumps({**json.loads(before), **cells}, ensure_ascii=False) if cells else "")


@pytest.mark.parametrize("row", rows_of(SEEDED), ids=lambda row: row["code"])
def test_a_rule_finds_the_fault_it_is_there_for(office: Office, row: dict[str, str]) -> None:
    code, unit = row["code"], row["谁"]
    if code == "likely_twins":
        enter(
            office,
            unit,
            "activities/同号",
            json.dumps({"编号": "LT1", "日期": "2026-5-2", "类型": "参观学习", "主题": "参观红色教育基地"}),
        )
    assert code not in found(office, unit)

    seed(office, unit, row["什么"], row["填成"])

    assert code in found(office, unit)


def test_a_leader_without_a_branch_and_visits_that_are_due_are_found(office: Office) -> None:
    assert {"rows_short", "visit_unfollowed"} <= found(office, "B").keys()
    assert "leader_without_branch" not in found(office, "B")
    rules = office.settings.office
    office.store.close()
    leaders = 'leaders = ["王示例", "李示例", "张示例", "刘示例", "陈示例"]'
    rules.write_text(f"{rules.read_text(encoding='utf-8')}\n{leaders}\n", encoding="utf-8")

    told = found(open_office(office.settings), "B")

    assert "陈示例没有联系的支部" in told["leader_without_branch"].message
    assert "陈示例0次" in told["rows_short"].message


@pytest.mark.parametrize(("text", "code"), [(STRUCK_OUT, "row_struck"), ("待整改", "row_step")])
def test_a_problem_that_was_open_and_goes_astray_is_found(office: Office, text: str, code: str) -> None:
    (carried,) = [
        e for e in office.store.current("2026H1", "01") if e.item.startswith("issues/") and "01-2025-03" in e.text
    ]
    assert code not in found(office, "01")

    row = json.loads(carried.text) | {"状态": text}
    enter(office, "01", carried.item, text if text == STRUCK_OUT else json.dumps(row, ensure_ascii=False))

    assert code in found(office, "01")


def test_every_rule_of_the_table_is_seeded() -> None:
    seeded = {row["code"] for row in rows_of(SEEDED)} | {"rows_short", "leader_without_branch", "visit_unfollowed"}

    assert set(CODES) - seeded - {"row_step", "row_struck"} == set()


def test_what_counts_is_derived_and_what_is_typed_is_listed_with_its_reason() -> None:
    typed = [item for item in CATALOGUE.items if item.kind.numeric and not item.is_derived]
    listed = {name for row in table("指标") for name in row[0].split("、") if len(row) == 2 and row[1]}

    assert [item.label for item in typed if item.section in SECTIONS] == []
    assert {item.label for item in typed} == listed


def test_the_ledger_of_the_paper_can_be_added_as_it_is_written(office: Office) -> None:
    block = PAPER[PAPER.index("    [[ledger]]") :].split("\n\n")[0]
    path = office.settings.catalogue
    office.store.close()
    path.write_text(path.read_text(encoding="utf-8") + "\n" + re.sub("(?m)^    ", "", block) + "\n", encoding="utf-8")

    ledger = open_office(office.settings).catalogue.ledger("来信台账")

    assert (ledger.runs_on, ledger.state and ledger.state.leads("未办", "办结")) == (True, True)


MOVED = {"转入党员": "转入", "转出党员": "转出", "出党党员": "出党", "去世党员": "去世"}


def with_movements(catalogue: str) -> str:
    """The catalogue as the paper says: its ledger, and its three lines under each of four figures."""
    section = PAPER[PAPER.index("## 党员增减由台账来") :]
    ledger, lines = (
        "\n".join(line[4:] for line in block.splitlines()) for block in re.findall(r"(?:^    .*\n)+", section, re.M)
    )
    for label, word in MOVED.items():
        head = f'label = "{label}"\n'
        assert catalogue.count(head) == 1
        catalogue = catalogue.replace(head, head + lines.replace("转出", word) + "\n")
    return f"{catalogue}\n{ledger}\n"


MEMBERS = """
已有变动 | 期末比期初 | 对不上
         | 0          |
         | -1         | 是
转出     | -1         |
转出     | 0          | 是
转入     | 1          |
转入 去世 | 0         |
出党 转出 | -2        |
出党 转出 | -1        | 是
"""


@pytest.mark.parametrize("row", rows_of(MEMBERS), ids=str)
def test_where_a_roster_is_kept_the_balance_of_members_comes_from_it(office: Office, row: dict[str, str]) -> None:
    settings = office.settings
    office.store.close()
    path = settings.templates / "catalogue.toml"
    path.write_text(with_movements(path.read_text(encoding="utf-8")), encoding="utf-8")
    kept = open_office(settings)
    book = open_book(kept, HALF)
    before, promoted = (
        Decimal(str(filing["01"][key])) for filing, key in ((book.last, "member_full"), (book.now, "full_new"))
    )
    enter(kept, "01", "member_full", str(before + promoted + int(row["期末比期初"])))
    for number, word in enumerate(row["已有变动"].split()):
        cells = {"党员编号": f"01-{number}", "日期": "2026-4-1", "变动": word}
        enter(kept, "01", f"movements/{number}", json.dumps(cells, ensure_ascii=False))

    assert ("members_balance" in found(kept, "01")) is bool(row["对不上"])
    assert not {"moved_in", "moved_out"} & {item.key for item in kept.catalogue.typed_by("支部")}
    kept.store.close()
