"""The shape of catalogue.toml, documents.toml, office.toml and 用语.toml.

Takes parsed TOML; gives checked models. Their faults are worded in schema_faults.py; what they mean is built in files.py.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from toolkit.catalogue.dispatch import DAY_ADVICE, is_day_of_paper
from toolkit.catalogue.office_rules import DEADLINE_ADVICE, DEFAULT_DEADLINE, is_deadline
from toolkit.catalogue.sources import MOST_PLACES, PERCENT
from toolkit.catalogue.targets import TARGET_ADVICE, read_target

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
Label = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^.\s{}%#|][^.{}%#|\n]*$")]
SheetLabel = Annotated[
    str, Field(min_length=1, max_length=28, pattern=r"^[^.\s{}%#|\[\]:*?/\\'][^.{}%#|\[\]:*?/\\'\n]*$")
]
Number = Annotated[float, Field(allow_inf_nan=False)]
LengthName = Literal["月", "季度", "半年", "年"]
EditionName = Literal["", "送审稿", "正式稿"]
HabitName = Literal["差小不写比例", "都是零不比较", "按可比的比较", "写明比哪一期", "小数不写余"]
Wording = Annotated[str, Field(min_length=1, max_length=40)]
KindName = Literal["数量", "金额", "日期", "文字", "列表", "选项", "是否"]
AddingName = Literal["合计", "期末", "平均", "按党员人数平均", "联合活动算一次", "合并", "不汇总"]
UnitKindName = Literal["局", "总支", "支部", "本级"]
ItemRoleName = Literal[
    "正式党员", "预备党员", "支委人数", "届满日期", "发现问题", "已销号问题", "未销号问题", "超期未销"
]
LedgerRoleName = Literal["活动", "问题整改", "联系支部"]
ColumnRoleName = Literal[
    "编号",
    "类型",
    "日期",
    "主题",
    "是否联合",
    "发现日期",
    "时限",
    "状态",
    "销号日期",
    "党员编号",
    "来源",
    "问题",
    "措施",
    "领导",
    "支部",
    "发现问题",
    "整改措施",
    "关联问题",
    "关联联系",
]


def readable_target(text: str) -> str:
    """A target as it is written, once it is known to be one.

    Raises:
        ValueError: it is none.
    """
    if read_target(text) is None:
        raise ValueError(f"目标“{text}”看不懂。{TARGET_ADVICE}")
    return text


def words_of_steps(text: str) -> list[str]:
    """The words of a chain of steps, in order.

    >>> words_of_steps("待整改 -> 整改中→已销号")
    ['待整改', '整改中', '已销号']
    """
    return [word for each in re.split("→|->|－>|—>", text) if (word := each.strip())]


class Model(BaseModel):
    """What every table of the two files has in common: no unknown keys, no silent conversion."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ItemModel(Model):
    """[[section.item]]"""

    key: Key
    label: Label
    kind: KindName = "数量"
    unit: str = ""
    over_units: AddingName | None = None
    over_months: AddingName | None = None
    required: bool = False
    filed_by: list[UnitKindName] = ["支部"]
    minimum: Number | None = None
    maximum: Number | None = None
    limit: Annotated[int, Field(gt=0)] | None = None
    target: str | None = None
    choices: list[str] = []
    help: str = ""
    events: list[str] = []
    was: list[Label] = []
    role: ItemRoleName | None = None
    from_: str = Field("", alias="from")
    where: str = ""
    take: str = ""
    date: str = ""
    formula: str = ""
    show: str | int = ""
    points: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    only_if: str = ""
    also: list[Label] = []

    @field_validator("show", mode="before")
    @classmethod
    def _show_is_readable(cls, shown: object) -> object:
        is_places = type(shown) is int and 0 <= shown <= MOST_PLACES
        if not is_places and shown not in ("", PERCENT):
            raise ValueError(f"show 写成了“{shown}”。请写成“{PERCENT}”，或小数的位数（0至{MOST_PLACES}），如 show = 1")
        return shown

    @field_validator("target")
    @classmethod
    def _target_is_readable(cls, text: str | None) -> str | None:
        return text if text is None else readable_target(text)


class SectionModel(Model):
    """[[section]]"""

    label: Label
    folded: bool = False
    item: list[ItemModel] = []


class ColumnModel(Model):
    """One column in a ledger's `columns`."""

    label: Label
    kind: KindName = "文字"
    choices: list[str] = []
    required: bool = False
    was: list[Label] = []
    also: list[Label] = []
    role: ColumnRoleName | None = None
    done: list[str] = []
    steps: list[str] = []
    target: str | None = None

    @field_validator("target")
    @classmethod
    def _target_is_readable(cls, text: str | None) -> str | None:
        return text if text is None else readable_target(text)

    @field_validator("steps")
    @classmethod
    def _steps_are_readable(cls, steps: list[str]) -> list[str]:
        for text in steps:
            if len(words_of_steps(text)) < 2:
                raise ValueError(f"steps 里的“{text}”看不懂。请写成“待整改→整改中→已销号”")
        return steps


class LedgerModel(Model):
    """[[ledger]]"""

    key: Key
    label: SheetLabel
    filed_by: list[UnitKindName] = ["支部"]
    columns: Annotated[list[ColumnModel], Field(min_length=1)]
    help: str = ""
    was: list[SheetLabel] = []
    role: LedgerRoleName | None = None


class CheckModel(Model):
    """[[check]]"""

    code: Key
    ledger: str = ""
    rule: str
    say: str
    do: str
    unless: str = ""
    only_if: str = ""


class CatalogueModel(Model):
    """catalogue.toml"""

    section: Annotated[list[SectionModel], Field(min_length=1)]
    ledger: list[LedgerModel] = []
    check: list[CheckModel] = []


class TargetModel(Model):
    """[[target]] of office.toml"""

    item: str
    value: str
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    units: list[str] = []

    @field_validator("value")
    @classmethod
    def _value_is_readable(cls, text: str) -> str:
        return readable_target(text)


class OfficeModel(Model):
    """office.toml"""

    deadline: str = DEFAULT_DEADLINE
    periods: list[LengthName] = []
    target: list[TargetModel] = []
    leaders: list[str] = []
    ranked: bool = False
    habits_off: list[HabitName] = []
    party_body: str = ""
    business: str = ""
    contact: str = ""
    phone: str = ""
    day: str = ""
    edition: EditionName = ""

    @field_validator("day")
    @classmethod
    def _day_is_readable(cls, text: str) -> str:
        if text and not is_day_of_paper(text):
            raise ValueError(f"成文日期“{text}”看不懂。{DAY_ADVICE}")
        return text

    @field_validator("deadline")
    @classmethod
    def _deadline_is_readable(cls, text: str) -> str:
        if not is_deadline(text):
            raise ValueError(f"截止日“{text}”看不懂。{DEADLINE_ADVICE}")
        return text


class WordModel(Model):
    """[[word]] of 用语.toml"""

    word: Wording
    instead: str = ""
    since: date | None = None
    until: date | None = None
    level: Literal["提醒", "说明"] = "提醒"
    fine: list[Wording] = []
    why: str = ""


class NamesModel(Model):
    """[[names]] of 用语.toml"""

    names: Annotated[list[Wording], Field(min_length=2)]


class WordsModel(Model):
    """用语.toml"""

    word: list[WordModel] = []
    one: list[NamesModel] = []
    off: list[str] = []


class DocumentModel(Model):
    """[[document]] of documents.toml"""

    key: Key
    label: Label
    template: str
    made_for: UnitKindName
    file_name: str
    signer: str = ""
    number: str = ""
    copies: list[str] = []


class DocumentsModel(Model):
    """documents.toml"""

    document: Annotated[list[DocumentModel], Field(min_length=1)]
