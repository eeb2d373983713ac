"""Checks a template before it is used: every fault at once, with its place and the nearest right name.

Takes the parts of a template and the names it may use; gives findings and the names it uses. Never renders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from jinja2 import TemplateSyntaxError, nodes

from toolkit.findings import Finding, error, nearest, warning
from toolkit.word.language.environment import ClosedEnvironment, forbidden
from toolkit.word.language.paths import path_of_node, paths_in
from toolkit.word.language.shapes import Shape, asks_for_column, shape_given
from toolkit.word.language.syntax import TAG
from toolkit.word.language.tags import Paragraph, Tag, paragraphs
from toolkit.word.package.elements import Element, own_nodes
from toolkit.word.package.names import W
from toolkit.word.package.package import part_label
from toolkit.word.template.besides import COMMENT, words_beside
from toolkit.word.template.check.unevaluated import unevaluated
from toolkit.word.template.prepare import Prepared

BLOCKS: Final = {"if": "endif", "for": "endfor"}
WRAPPED: Final = {
    "if": "{{% {} %}}{{% endif %}}",
    "elif": "{{% if 1 %}}{{% {} %}}{{% endif %}}",
    "for": "{{% {} %}}{{% endfor %}}",
    "set": "{{% {} %}}",
}
WITHIN: Final = {"tr": 1, "tc": 2}
"""How much of its cell's numbers the two ends of a block share: its table, or its table and row."""
WHOLE: Final = {"p": "段落", "tr": "行", "tc": "格"}
"""What goes with a tag that has one of these letters."""
CELL_WORDS: Final = {"colspan", "cellbg"}
BARE_WORDS: Final = {"vm", "hm"}


LOOP: Final = Shape(dict.fromkeys(["index", "index0", "revindex", "revindex0", "first", "last", "length"], Shape()))


@dataclass
class _Block:
    """An open {% if %} or {% for %}, with the names it brings."""

    word: str
    tag: Tag
    names: Mapping[str, Shape | None]


def lint(
    parts: Mapping[str, Prepared], environment: ClosedEnvironment, names: Mapping[str, Shape] | None
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """The findings of a template, and the names it uses as whole paths.

    Args:
        parts: the template's parts that may hold tags, made ready to read.
        environment: says which filters there are.
        names: what a template may use; None where that is not known, and no name is then a fault.
    """
    findings: list[Finding] = []
    used: dict[str, None] = {}
    for part, prepared in parts.items():
        label = part_label(part)
        assert label
        reader = _PartReader(environment, names)
        findings += reader.read(paragraphs(prepared.root, label, prepared.repeating))
        findings += _deleted(prepared.root, label)
        findings += unevaluated(prepared.root, label)
        used.update(dict.fromkeys(reader.used))
    return tuple(findings), tuple(used)


class _PartReader:
    """One part being read: which blocks are open, and which names they bring."""

    def __init__(self, environment: ClosedEnvironment, names: Mapping[str, Shape] | None) -> None:
        self.environment, self.names = environment, names
        self.blocks: list[_Block] = []
        self.set_names: dict[str, Shape | None] = {}
        self.used: list[str] = []

    def read(self, found: Iterable[Paragraph]) -> Iterator[Finding]:
        for paragraph in found:
            for tag in paragraph.tags:
                yield from _lost_findings(paragraph, tag)
                yield from self._tag(tag)
            if paragraph.stray:
                advice = f"“{paragraph.stray}”没有成对。请补全成 {{{{ 名称 }}}} 或 {{% … %}}，不要跨段落。"
                yield error("stray_brace", paragraph.place, advice)
        yield from map(_unclosed, self.blocks)

    def _tag(self, tag: Tag) -> Iterator[Finding]:
        yield from _form_findings(tag)
        if tag.opening == "{#":
            return
        if tag.opening == "{{":
            yield from self._expression(tag, f"{{{{ {tag.inner} }}}}")
        else:
            yield from self._statement(tag)

    def _statement(self, tag: Tag) -> Iterator[Finding]:
        word = tag.inner.split(None, 1)[0] if tag.inner else ""
        if word in WRAPPED:
            if word == "elif":
                yield from self._middle(tag, word)
            yield from self._expression(tag, WRAPPED[word].format(tag.inner), word)
        elif word == "else":
            yield from self._middle(tag, word)
        elif word in BLOCKS.values():
            yield from self._end(tag, word)
        elif word in CELL_WORDS:
            yield from self._expression(tag, f"{{{{ {tag.inner.removeprefix(word)} }}}}")
        elif word in BARE_WORDS:
            if not any(block.word == "for" for block in self.blocks):
                yield error("no_block", tag.place, f"“{tag.text}”要写在 {{% for %}} 里。请补上循环或删去。")
        else:
            known = [*WRAPPED, *BLOCKS.values(), "else", *CELL_WORDS, *BARE_WORDS]
            yield error("unknown_word", tag.place, f"模板里不能用“{{% {word} %}}”。{_meant(word, known)}请改正或删去。")

    def _middle(self, tag: Tag, word: str) -> Iterator[Finding]:
        if not self.blocks or (word == "elif" and self.blocks[-1].word != "if"):
            yield error("no_block", tag.place, f"“{{% {word} %}}”前面没有 {{% if %}}。请补上或删去。")
        else:
            yield from _uneven(self.blocks[-1].tag, tag)

    def _end(self, tag: Tag, word: str) -> Iterator[Finding]:
        if not self.blocks:
            start = next(start for start, end in BLOCKS.items() if end == word)
            yield error("no_block", tag.place, f"“{{% {word} %}}”前面没有 {{% {start} %}}。请补上或删去。")
            return
        yield from self._left_open(tag, word)
        block = self.blocks.pop()
        if BLOCKS[block.word] != word:
            yield error(
                "crossed",
                tag.place,
                f"这里应当是 {{% {BLOCKS[block.word]} %}}，与“{block.tag.text}”成对。请改正或补上。",
            )
        else:
            yield from _uneven(block.tag, tag)

    def _left_open(self, tag: Tag, word: str) -> Iterator[Finding]:
        """Blocks forgotten inside one that this tag ends: the tag's own level tells which one it belongs to."""
        fitting = [n for n, each in enumerate(self.blocks) if (BLOCKS[each.word], each.tag.form) == (word, tag.form)]
        if fitting and self.blocks[-1].tag.form != tag.form:
            yield from map(_unclosed, self.blocks[fitting[-1] + 1 :])
            del self.blocks[fitting[-1] + 1 :]

    def _expression(self, tag: Tag, source: str, word: str = "") -> Iterator[Finding]:
        try:
            tree = self.environment.parse(source)
        except (TemplateSyntaxError, ValueError, RecursionError):
            yield error("syntax", tag.place, f"“{tag.text}”的写法不对。{_syntax_advice(tag.inner)}")
            tree = None
        reason = forbidden(tree, self.environment) if tree else None
        if reason:
            yield error("forbidden", tag.place, f"“{tag.text}”：{reason}。请改正或删去。")
        brought: dict[str, Shape | None] = {}
        if tree:
            yield from self._names(tag, tree)
            yield from self._columns(tag, tree)
            brought = self._brought(tree)
        if word in BLOCKS:
            self.blocks.append(_Block(word, tag, brought))
        elif word == "set":
            self.set_names |= brought

    def _names(self, tag: Tag, tree: nodes.Template) -> Iterator[Finding]:
        local = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}
        scope = self._scope() | self._repeated(tag)
        for path in paths_in(tree):
            if path[0] == tag.repeats or path[0] not in {*local, *scope}:
                self.used.append(".".join(path))
            if path[0] in local or path[0] in scope:
                yield from self._field_findings(tag, path, scope.get(path[0]))
            elif self.names is not None:
                yield from self._name_findings(tag, path, self.names)

    def _name_findings(self, tag: Tag, path: tuple[str, ...], names: Mapping[str, Shape]) -> Iterator[Finding]:
        if path[0] not in names:
            yield _unknown(tag, path[0], [*names, *self._scope()])
        elif names[path[0]].row is not None and len(path) > 1:
            advice = f"请让这一行（段）里的名称都写成“{path[0]}.…”，或用 {{%tr for 行 in {path[0]} %}} 逐行列出。"
            yield error("list_outside_row", tag.place, f"“{path[0]}”是列表，这里不能逐行列出。{advice}")
        else:
            yield from self._field_findings(tag, path, names[path[0]])

    def _repeated(self, tag: Tag) -> dict[str, Shape | None]:
        shape = (self.names or {}).get(tag.repeats)
        return {tag.repeats: shape.row, "loop": LOOP} if shape else {}

    def _field_findings(self, tag: Tag, path: tuple[str, ...], shape: Shape | None) -> Iterator[Finding]:
        for depth, name in enumerate(path[1:], start=1):
            if shape is None:
                return
            if name not in shape.fields:
                yield _unknown(tag, name, shape.fields, ".".join(path[:depth]))
                return
            shape = shape.fields[name]

    def _brought(self, tree: nodes.Template) -> dict[str, Shape | None]:
        brought: dict[str, Shape | None] = {}
        for loop in tree.find_all(nodes.For):
            shape = self._shape_of(loop.iter)
            brought |= {name.name: shape.row if shape else None for name in loop.target.find_all(nodes.Name)}
            if isinstance(loop.target, nodes.Name):
                brought[loop.target.name] = shape.row if shape else None
            brought["loop"] = LOOP
        for assign in tree.find_all(nodes.Assign):
            if isinstance(assign.target, nodes.Name):
                brought[assign.target.name] = None
        return brought

    def _columns(self, tag: Tag, tree: nodes.Template) -> Iterator[Finding]:
        """The columns that filters of rows ask for, where it is known which there are."""
        for node in tree.find_all(nodes.Filter):
            shape = self._shape_of(node.node) if node.node else None
            column = node.args[0] if node.args and asks_for_column(self.environment.filters.get(node.name)) else None
            if shape is not None and shape.row is not None and isinstance(column, nodes.Const):
                name = str(column.value)
                if name not in shape.row.fields:
                    near = _meant(name, list(shape.row.fields))
                    yield error(
                        "unknown_column", tag.place, f"“{node.name}”里的“{name}”不是这个台账的列。{near}请改正。"
                    )

    def _shape_of(self, node: nodes.Node) -> Shape | None:
        if isinstance(node, nodes.Filter) and node.node is not None:
            return shape_given(self.environment.filters.get(node.name), self._shape_of(node.node))
        path = path_of_node(node)
        if not path:
            return None
        shape = self._scope().get(path[0], (self.names or {}).get(path[0]))
        for name in path[1:]:
            shape = shape.fields.get(name) if shape else None
        return shape

    def _scope(self) -> dict[str, Shape | None]:
        scope = dict(self.set_names)
        for block in self.blocks:
            scope |= block.names
        return scope


def _unclosed(block: _Block) -> Finding:
    word = f"{{%{block.tag.form} {BLOCKS[block.word]} %}}"
    return error("unclosed", block.tag.place, f"“{block.tag.text}”没有结束。请在后面补上 {word}。")


def _deleted(root: Element, label: str) -> Iterator[Finding]:
    """Tags in text that tracked changes have struck out: their values would stand in the history of every document."""
    for number, paragraph in enumerate(root.iter(f"{W}p"), start=1):
        struck = "".join(node.text or "" for node in own_nodes(paragraph, f"{W}delText"))
        for text in TAG.findall(struck):
            advice = f"“{text}”在修订里已删去，却还会填上数据。请在 Word“审阅”里接受或拒绝这处修订。"
            yield error("tag_deleted", f"{label}第{number}段“{struck[:20]}”", advice)


def _lost_findings(paragraph: Paragraph, tag: Tag) -> Iterator[Finding]:
    """What goes with a block tag and is no text: a comment is only told, all else would be missed in the document."""
    words = words_beside(paragraph.element, tag.text)
    if words:
        what = WHOLE[tag.form]
        found = warning if words == (COMMENT,) else error
        advice = f"“{tag.text}”会连同这一{what}一起去掉，里面的{'、'.join(words)}也会丢失。请把它移到别处，让标签单独占一{what}。"
        yield found("swallowed_object", tag.place, advice)


def _form_findings(tag: Tag) -> Iterator[Finding]:
    if tag.form in ("tr", "tc") and not tag.in_table:
        yield error(
            "outside_table", tag.place, f"“{tag.text}”只能写在表格里。请移到表格的行里，或去掉字母 {tag.form}。"
        )
    if tag.opening == "{%" and tag.inner.partition(" ")[0] in (*CELL_WORDS, *BARE_WORDS) and not tag.in_table:
        yield error("outside_table", tag.place, f"“{tag.text}”只能写在表格的格子里。请移到表格里或删去。")
    if tag.opening == "{{" and tag.form in ("tr", "tc"):
        advice = f"会把“{tag.inner}”印到格子外面，Word里看不到。请去掉字母 {tag.form}。"
        yield error("printed_form", tag.place, f"“{tag.text}”{advice}")
    elif tag.beside and tag.opening != "{{":
        what = WHOLE[tag.form]
        yield warning(
            "swallowed",
            tag.place,
            f"“{tag.text}”会连同这一{what}一起去掉，“{tag.beside[:20]}”不会印出。请把它单独放一{what}。",
        )


def _uneven(start: Tag, end: Tag) -> Iterator[Finding]:
    if start.form != end.form:
        letters = f"加上字母 {start.form}" if start.form else f"去掉字母 {end.form}"
        yield error("uneven", end.place, f"“{end.text}”与“{start.text}”不在同一层。请{letters}，两处写法一致。")
    elif start.cell[: WITHIN.get(start.form, 0)] != end.cell[: WITHIN.get(start.form, 0)]:
        what = {"tr": "同一张表", "tc": "同一行"}[start.form]
        yield error("apart", end.place, f"“{end.text}”与“{start.text}”不在{what}里。请移到{what}里。")
    elif start.holder is not None and start.holder is end.holder:
        what = WHOLE[start.form]
        advice = f"这一{what}会去掉，两个标签之间的内容印不出来。请各放一{what}，要印的放在它们中间。"
        yield error("together", end.place, f"“{end.text}”与“{start.text}”在同一{what}里，{advice}")


def _unknown(tag: Tag, name: str, known: Iterable[str], owner: str = "") -> Finding:
    where = f"“{owner}”下面没有" if owner else "没有"
    return error(
        "unknown_name",
        tag.place,
        f"{where}叫“{name}”的名称。{_meant(name, known)}可用的名称见“模板”页的名称表。",
    )


def _meant(name: str, known: Iterable[str]) -> str:
    match = nearest(name, list(known))
    return f"是不是想写“{match}”？" if match else ""


def _syntax_advice(inner: str) -> str:
    if not inner:
        return "花括号里是空的，请写上名称。"
    if re.search(r"[（），．。＞＜＝｜：；]", inner):
        return "里面有全角符号，请改成半角。"
    if re.match(r"\d", inner):
        return "名称不能以数字开头，请改用指标的英文代号。"
    return "请检查名称里有没有空格或符号、引号和括号是否成对。"
