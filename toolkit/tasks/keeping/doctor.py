"""What is wrong with an office, and what to do: its database, the files kept with it, where it lies, its templates.

Takes an office; gives findings, none where all is well. Never mends anything itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from toolkit.findings import Finding, error, warning
from toolkit.tasks.keeping.backup import FOLDER
from toolkit.tasks.office.office import Office, now
from toolkit.tasks.templates.checking import check_templates

LEAST_FREE: Final = 500_000_000
OLD_DAYS: Final = 30
MOST_NAMED: Final = 5


def diagnose(office: Office) -> tuple[Finding, ...]:
    """Everything that is wrong with an office."""
    looks = (_database_findings, _place_findings, _backup_findings, _template_findings)
    return (*office.findings, *(finding for look in looks for finding in look(office)))


def _database_findings(office: Office) -> Iterator[Finding]:
    journal = office.store.journal
    for reason in office.store.care.broken():
        advice = f"数据库文件有损坏（{reason}）。请马上备份 data 文件夹，再用最近的备份恢复：python start.py office restore 备份文件。"
        yield error("database_broken", "数据库", advice)
    damaged = journal.damaged()
    if damaged:
        numbers = "、".join(str(each.id) for each in damaged[:MOST_NAMED])
        advice = f"第{numbers}批等{len(damaged)}批记录和保存时不一样，可能是磁盘出错，或有人直接改过数据库。请用最近的备份恢复。"
        yield error("batch_damaged", "数据库", advice)
    misplaced = office.store.care.misplaced()
    if misplaced:
        advice = f"有{len(misplaced)}个数的现值和历史对不上。请用最近的备份恢复。"
        yield error("current_differs", "数据库", advice)
    for sha256 in office.store.care.damaged_files():
        yield error("file_damaged", "数据库", f"存下的文件{sha256[:8]}已损坏。请用最近的备份恢复。")


def _place_findings(office: Office) -> Iterator[Finding]:
    if shutil.disk_usage(office.settings.root).free < LEAST_FREE:
        yield warning("disk_full", str(office.settings.root), "磁盘快满了，不到500MB。请清理磁盘，否则保存不了。")


def _backup_findings(office: Office) -> Iterator[Finding]:
    if office.settings.is_sample or not office.store.holdings.filed():
        return
    zips = sorted((office.settings.root / FOLDER).glob("*.zip"), key=lambda path: path.stat().st_mtime)
    if not zips:
        yield warning("no_backup", FOLDER, "还没有备份过。请运行：python start.py office backup。")
    elif (days := _age_in_days(zips[-1])) > OLD_DAYS:
        yield warning("old_backup", FOLDER, f"最近的备份是{days}天前的。请运行：python start.py office backup。")


def _age_in_days(path: Path) -> int:
    return int((now().timestamp() - path.stat().st_mtime) // 86_400)


def _template_findings(office: Office) -> Iterator[Finding]:
    for report in check_templates(office):
        yield from report.findings
