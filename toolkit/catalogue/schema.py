"""The shape of catalogue.toml and documents.toml, and its faults in Chinese.

Takes parsed TOML; gives checked models, or findings with file, line and key. Never builds items: files.py does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from toolkit.catalogue.office_rules import DEADLINE_ADVICE, DEFAULT_DEADLINE, is_deadline
from toolkit.catalogue.sources import MOST_PLACES, PERCENT
from toolkit.catalogue.targets import TARGET_ADVICE, read_target
from toolkit.findings import Finding, did_you_mean, error

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
Label = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^.\s{}%#|][^.{}%#|\n]*$")]
SheetLabel = Annotated[
    str, Field(min_length=1, max_length=28, pattern=r"^[^.\s{}%#|\[\]:*?/\\'][^.{}%#|\[\]:*?/\\'\n]*$")
]
Wording = Annotated[str, Field(min_length=1, max_length=40)]
Number = Annotated[float, Field(allow_inf_nan=False)]
KindName = Literal["数量", "金额", "日期", "文字", "列表", "选项", "是否"]
AddingName = Literal["合计", "期末", "平均", "按党员人数平均", "联合活动算一次", "合并", "不汇总"]
LengthName = Literal["月", "季度", "半年", "年"]
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
HabitName = Literal["差小不写比例", "都是零不比较", "按可比的比较", "写明比哪一期", "小数不写余"]


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


class DocumentsModel(Model):
    """documents.toml"""

    document: Annotated[list[DocumentModel], Field(min_length=1)]


M = TypeVar("M", bound=Model)


def checked(model: type[M], data: Mapping[str, Any], text: str, place: str) -> tuple[M | None, tuple[Finding, ...]]:
    """The parsed TOML as a model, or every fault in it.

    Args:
        model: what the file should be.
        data: the parsed file.
        text: its text, to find line numbers in.
        place: its name, for findings.
    """
    try:
        return model.model_validate(data), ()
    except ValidationError as faults:
        return None, tuple(_finding(fault, model, text, place) for fault in faults.errors())


def _finding(fault: ErrorDetails, model: type[Model], text: str, place: str) -> Finding:
    path = fault["loc"]
    line = line_of(text, path)
    where = f"{place} 第{line}行" if line else place
    name = [part for part in path if isinstance(part, str)][-1]
    return error(f"schema_{fault['type']}", where, _message(fault, name, model))


def _message(fault: ErrorDetails, name: str, model: type[Model]) -> str:
    given = fault.get("input")
    match fault["type"]:
        case "missing":
            return f"缺少“{name}”。请补上一行 {name} = …"
        case "extra_forbidden":
            return f"不认识“{name}”。{did_you_mean(name, _known_keys(model))}请改正或删去这一行。"
        case "literal_error":
            allowed = re.findall(r"'([^']+)'", str(fault.get("ctx", {}).get("expected", "")))
            return f"{name} 写成了“{given}”。{did_you_mean(str(given), allowed)}可以写：{'、'.join(allowed)}。"
        case "string_pattern_mismatch":
            return f"{name} 写成了“{given}”。{_PATTERN_ADVICE.get(name, '请去掉开头的空格，以及其中的点、花括号、方括号、斜杠、冒号等符号。')}"
        case "value_error":
            return f"{fault['ctx']['error']}。"
        case "too_short" | "string_too_short":
            return f"{name} 不能是空的。请至少写一个。"
        case "string_too_long":
            return f"{name} 太长。请缩短到{fault['ctx']['max_length']}个字以内。"
        case "greater_than":
            return f"{name} 应大于{fault['ctx']['gt']}。请改正。"
        case "greater_than_equal" | "less_than_equal":
            return f"{name} 写成了{given}，超出了范围。请改正。"
        case kind:
            expected = {
                "string": "带引号的文字",
                "bool": "true 或 false",
                "int": "整数",
                "float": "数字",
                "finite": "数字",
                "list": "方括号里的一列",
            }
            return f"{name} 的写法不对，应是{expected.get(kind.split('_')[0], '另一种写法')}。请照样例改正。"


_PATTERN_ADVICE = {
    "key": "请用小写英文字母、数字和下划线，以字母开头，如 dues_paid。",
    "code": "请用小写英文字母、数字和下划线，以字母开头。",
}


def _known_keys(model: type[Model]) -> list[str]:
    models: Sequence[type[Model]] = (
        [DocumentModel]
        if model is DocumentsModel
        else [TargetModel]
        if model is OfficeModel
        else [SectionModel, ItemModel, LedgerModel, ColumnModel, CheckModel]
    )
    fields = [(name, field.alias) for each in (*models, model) for name, field in each.model_fields.items()]
    return [alias or name for name, alias in fields]


def line_of(text: str, path: Sequence[int | str]) -> int | None:
    r"""The line where the table or key at `path` stands, or None where it cannot be told.

    >>> line_of('[[section]]\nlabel = "甲"\n[[section.item]]\nkey = "a"\nkind = "数"', ("section", 0, "item", 0, "kind"))
    5
    """
    lines = text.splitlines()
    start, header, rest = -1, "", list(path)
    while rest:
        header = f"{header}.{rest[0]}" if header else str(rest[0])
        found = _nth_header(lines, header, int(rest[1]) if len(rest) > 1 else 0, start)
        if found is None:
            break
        start, rest = found, rest[2:]
    if rest:
        start = _line_of_key(lines, rest, start)
    return start + 1 if start >= 0 else None


def _line_of_key(lines: Sequence[str], rest: Sequence[int | str], start: int) -> int:
    """The line, from 0, of a key in the table at `start`, or of one of the inline tables it lists; else `start`."""
    for number in range(start + 1, len(lines)):
        if lines[number].lstrip().startswith("[["):
            break
        if re.match(rf"\s*{re.escape(str(rest[0]))}\s*=", lines[number]):
            return _nth_brace(lines, number, int(rest[1])) if len(rest) > 2 else number
    return start


def _nth_brace(lines: Sequence[str], start: int, index: int) -> int:
    seen = 0
    for number in range(start, len(lines)):
        seen += lines[number].count("{")
        if seen > index:
            return number
    return start


def _nth_header(lines: Sequence[str], header: str, index: int, start: int) -> int | None:
    pattern = re.compile(rf"\s*\[\[\s*{re.escape(header)}\s*\]\]")
    found = [number for number in range(start + 1, len(lines)) if pattern.match(lines[number])]
    return found[index] if index < len(found) else None
