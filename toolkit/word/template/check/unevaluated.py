"""Word's fields that nobody works out again: each is named, since it would show what it showed before.

Takes a part whose merge fields have become tags; gives findings. A merge field that is left stands in the instruction of another
field, such as { IF { MERGEFIELD 性别 } = "男" "先生" "女士" }; a tag may stand there too. Never works one out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from toolkit.findings import Finding, error
from toolkit.word.language.syntax import TYPED
from toolkit.word.package.elements import Element
from toolkit.word.package.instructions import NESTED, Field, fields_of
from toolkit.word.package.names import W

MERGE: Final = "MERGEFIELD"
LEFT_TO_WORD: Final = {
    **dict.fromkeys(
        ("NEXT", "NEXTIF", "SKIPIF"), "这里不会跳到下一条。要逐行列出，请在表格里用 {%tr for 行 in 台账 %}"
    ),
    **dict.fromkeys(("ADDRESSBLOCK", "GREETINGLINE"), "这里不会填写。请改写成 {{ 单位.名称 }} 这样的标签"),
    **dict.fromkeys(("MERGEREC", "MERGESEQ"), "这里不会编号。循环里的序号请写 {{ loop.index }}"),
    **dict.fromkeys(("ASK", "FILLIN"), "这里不会询问。请改写成 {{ 指标名 }} 这样的标签"),
}
"""Fields of a mail merge by their word, with what does not happen and what to write instead."""


def unevaluated(root: Element, label: str) -> Iterator[Finding]:
    """A finding for each field of a part that nobody works out.

    Args:
        root: the part, its merge fields turned into tags.
        label: what a clerk calls the part, for places.
    """
    if not root.tag.startswith(W):
        return
    numbers = {paragraph: number for number, paragraph in enumerate(root.iter(f"{W}p"), start=1)}
    for each in fields_of(root):
        advice = _advice(each)
        if advice:
            yield error("field_unevaluated", f"{label}{_place(each, numbers)}", advice)


def _advice(field: Field) -> str:
    words = _shown(field.instruction)
    if field.word == MERGE:
        name = re.sub(rf"^\s*{MERGE}\s+", "", words, flags=re.IGNORECASE).split(" \\")[0].strip(' "')
        example = f"{{% if {name or '指标'} == … %}}…{{% else %}}…{{% endif %}}"
        return f"合并域“{name}”写在另一个域（如 IF）里面，不会计算，印出来的是旧内容。请改写成标签，如 {example}。"
    if TYPED.search(field.instruction) and field.word != "HYPERLINK":
        return f"域“{words}”里写了标签，不会重新计算，印出来的是旧内容。请不用域，改写成标签，如 {{{{ 党费实收 * 2 }}}}、{{% if 党费实收 > 5 %}}…{{% endif %}}。"
    reason = LEFT_TO_WORD.get(field.word)
    return f"域“{words}”是 Word 邮件合并用的，{reason}。" if reason else ""


def _shown(instruction: str) -> str:
    return " ".join(instruction.replace(NESTED, "…").split())


def _place(field: Field, numbers: dict[Element, int]) -> str:
    paragraph = next(field.nodes[0].iterancestors(f"{W}p"), None)
    return f"第{numbers[paragraph]}段" if paragraph is not None else ""
