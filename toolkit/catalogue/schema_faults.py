"""The faults of an office's own files, in Chinese: each with file, line and key, all of a file together.

Takes parsed TOML, the text it was read from and the model it should be; gives the model, or findings. Never mends anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from toolkit.catalogue.schema import Model
from toolkit.findings import Finding, did_you_mean, error

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
    """The keys that may stand in a file, in all its tables."""
    fields = [(name, field.alias) for each in _models_in(model) for name, field in each.model_fields.items()]
    return [alias or name for name, alias in fields]


def _models_in(model: type[Model]) -> list[type[Model]]:
    """A model and those its fields are made of."""
    found = [model]
    for each in found:
        parts = [part for field in each.model_fields.values() for part in _parts_of(field.annotation)]
        found += [part for part in parts if part not in found]
    return found


def _parts_of(annotation: Any) -> list[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return [annotation]
    return [part for each in get_args(annotation) for part in _parts_of(each)]


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
