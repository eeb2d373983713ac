"""Word's own merge fields, and its content controls, filled like tags.

Takes a parsed part and the names there are; writes tags in the place of fields and controls. Never touches other fields
(page numbers, dates, contents, links), nor a merge field inside the instruction of another field.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from toolkit.word.language.spelling import Spelling
from toolkit.word.package.elements import Element, drop
from toolkit.word.package.names import W
from toolkit.word.template.fields.controls import fill_controls, guard_rows
from toolkit.word.template.fields.formats import FILTERS
from toolkit.word.template.fields.tag_source import Names, literal, made, outside, path_of, run_of

__all__ = ["FILTERS", "turn_fields_into_tags"]

MERGE: Final = re.compile(r"\s*MERGEFIELD(?!\w)", re.IGNORECASE)
TOKEN: Final = re.compile(
    r"""\\(?P<switch>[*#@a-zA-Z])|"(?P<straight>(?:\\.|[^"\\])*)(?:"|$)|“(?P<curly>(?:\\.|[^”\\])*)(?:”|$)|(?P<bare>[^\s"“\\]+)""",
    re.DOTALL,
)
PICTURES: Final = {"#": "数字格式", "@": "日期格式"}
FORMATS: Final = {
    **{each: f"字母格式('{each}')" for each in ("upper", "lower", "firstcap", "caps")},
    **{f"chinesenum{style}": f"汉字格式({style})" for style in (1, 2, 3)},
    **dict.fromkeys(("arabic", "mergeformat", "charformat"), ""),
}


def turn_fields_into_tags(root: Element, known: Callable[[str], bool], spelling: Spelling | None = None) -> bool:
    """Rewrite the merge fields and content controls of a part as tags; whether anything was changed.

    Every merge field becomes a tag, so that an unknown name is found with its place; a control only where its name is known.

    Args:
        root: the part, changed in place.
        known: whether a name, with its dots, is in the vocabulary. Inside a section that repeats for the rows of a list, a
            name is first asked for as a field of them: `known("台账.事项")`, deeper `known("台账.明细.数量")`, and then as it
            stands.
        spelling: how irregular names of the vocabulary are written for Jinja.
    """
    names = Names(known, spelling or Spelling())
    changed = fill_controls(root, names)
    for found in [*_fields(root)]:
        found.replace(names)
        changed = True
    guard_rows(names)
    return changed


@dataclass(frozen=True)
class _Instruction:
    """What a merge field says: its name, and its switches in the order in which Word follows them."""

    name: str
    filters: tuple[str, ...]
    before: str
    after: str
    takes_first_look: bool

    def source(self, name: str) -> str:
        """The tags that print it."""
        tag = "{{ " + "|".join([name, *self.filters] if name else "") + " }}"
        if not name or not (self.before or self.after):
            return tag
        return f"{{% if {name} or {name} == 0 %}}{outside(self.before)}{tag}{outside(self.after)}{{% endif %}}"


def _read(text: str) -> _Instruction:
    said = list(_arguments(text))

    def given(switch: str) -> list[str]:
        return [argument for each, argument in said if each == switch]

    pictures = [f"{PICTURES[switch]}({literal(argument)})" for switch, argument in said if switch in PICTURES]
    return _Instruction(
        name=" ".join(given("")),
        filters=(*pictures, *filter(None, map(_filter_of, given("*")))),
        before="".join(given("b")[-1:]),
        after="".join(given("f")[-1:]),
        takes_first_look="charformat" in map(str.lower, given("*")),
    )


def _arguments(text: str) -> Iterator[tuple[str, str]]:
    """Every word of an instruction, with the switch it belongs to, or none for those of the name."""
    switch = ""
    for found in TOKEN.finditer(MERGE.sub("", text, count=1)):
        if found["switch"]:
            switch = found["switch"].lower()
            continue
        argument = next(each for each in found.group("straight", "curly", "bare") if each is not None)
        yield switch, re.sub(r'\\(["“”\\])', r"\1", argument)
        switch = switch and "done"


def _filter_of(form: str) -> str:
    # One that is not known is a filter there is not, so that lint reports it.
    return FORMATS.get(form.lower(), f"{path_of(form).replace('.', '_')}格式")


def _source(instruction: _Instruction, place: Element, names: Names) -> str:
    """The tags for a field; a name with a space in it may be known with _ instead, as Word writes it, or without."""
    typed = instruction.name
    readings = (names.reading(place, each) for each in (typed, path_of(typed), "".join(typed.split())))
    return instruction.source(next((each.source for each in readings if each), path_of(typed, names.spelling)))


@dataclass(frozen=True)
class _Simple:
    """A merge field in one element."""

    element: Element

    def replace(self, names: Names) -> None:
        """Put tags in its place."""
        instruction = _read(self.element.get(f"{W}instr", ""))
        run = run_of(_source(instruction, self.element, names), _look(self.element.iter(f"{W}t")))
        self.element.addprevious(run)
        drop(self.element)


@dataclass
class _Complex:
    """A field from its beginning to its end.

    Args:
        start: where it begins in its story.
        hidden: whether it stands in another field's instruction, or in a merge field.
        result: where its result begins.
    """

    start: int
    hidden: bool
    result: int | None = None
    instruction: str = ""
    nodes: Sequence[Element] = ()
    is_nested: bool = False

    def is_merge(self) -> bool:
        """Whether it is a merge field that says its name itself."""
        return MERGE.match(self.instruction) is not None and not self.is_nested

    def hides(self) -> bool:
        """Whether a field that begins now is part of this one."""
        return self.hidden or self.result is None or self.is_merge()

    def replace(self, names: Names) -> None:
        """Put tags in its place."""
        instruction = _read(self.instruction)
        code, result = self.nodes, self.nodes[len(self.nodes) if self.result is None else self.result - self.start :]
        shown = [node for node in result if node.tag == f"{W}t"]
        said = [node for node in code if node.tag == f"{W}instrText"]
        look = _look(iter(said if instruction.takes_first_look or not shown else shown))
        first = _split_before(self.nodes[0])
        first.addprevious(run_of(_source(instruction, first, names), look))
        _remove_nodes(self.nodes)


@dataclass
class _Story:
    """The paragraphs in one holder: what their runs hold, and the fields that have begun."""

    nodes: list[Element] = field(default_factory=list)
    open: list[_Complex] = field(default_factory=list)

    def add(self, node: Element) -> _Complex | None:
        """Read one node of a run; the merge field that ends with it."""
        mark = node.get(f"{W}fldCharType") if node.tag == f"{W}fldChar" else None
        if mark == "begin":
            self._begin()
        self.nodes.append(node)
        if not self.open:
            return None
        last = self.open[-1]
        if node.tag == f"{W}instrText" and last.result is None:
            last.instruction += node.text or ""
        elif mark == "separate":
            last.result = len(self.nodes)
        elif mark == "end":
            return self._ended(self.open.pop())
        return None

    def _begin(self) -> None:
        if self.open and self.open[-1].result is None:
            self.open[-1].is_nested = True
        self.open.append(_Complex(len(self.nodes), self.hides()))

    def _ended(self, ended: _Complex) -> _Complex | None:
        if ended.hidden or not ended.is_merge():
            return None
        ended.nodes = self.nodes[ended.start :]
        return ended

    def hides(self) -> bool:
        """Whether a field that begins now is part of another."""
        return bool(self.open) and self.open[-1].hides()


def _fields(root: Element) -> Iterator[_Simple | _Complex]:
    stories: dict[Element, _Story] = {}
    for node in root.iter(f"{W}r", f"{W}fldSimple"):
        paragraph = next(node.iterancestors(f"{W}p"), None)
        holder = paragraph.getparent() if paragraph is not None else None
        if holder is None:
            continue
        story = stories.setdefault(holder, _Story())
        if node.tag == f"{W}r":
            ended = (story.add(each) for each in node.iterchildren("*") if each.tag != f"{W}rPr")
            yield from (each for each in ended if each)
        elif _is_simple_merge(node) and not story.hides() and not any(map(_is_simple_merge, node.iterancestors())):
            yield _Simple(node)


def _is_simple_merge(node: Element) -> bool:
    return node.tag == f"{W}fldSimple" and MERGE.match(node.get(f"{W}instr", "")) is not None


def _look(texts: Iterator[Element]) -> Element | None:
    run = next((text.getparent() for text in texts), None)
    return run.find(f"{W}rPr") if run is not None else None


def _split_before(node: Element) -> Element:
    """Make a node the first of its run; what stands before it stays in a run of its own."""
    run = node.getparent()
    assert run is not None
    earlier = [each for each in node.itersiblings(preceding=True) if each.tag != f"{W}rPr"]
    if earlier:
        before = made("r", *(copy.deepcopy(each) for each in run.findall(f"{W}rPr")))
        before.extend(reversed(earlier))
        run.addprevious(before)
    return run


def _remove_nodes(nodes: Sequence[Element]) -> None:
    """Take out nodes of runs, and the runs and the later paragraphs that they leave empty."""
    runs = dict.fromkeys(run for node in nodes if (run := node.getparent()) is not None)
    paragraphs = dict.fromkeys(next(run.iterancestors(f"{W}p")) for run in runs)
    for node in nodes:
        drop(node)
    for run in runs:
        if all(each.tag == f"{W}rPr" for each in run):
            drop(run)
    for paragraph in [*paragraphs][1:]:
        if all(each.tag == f"{W}pPr" and each.find(f"{W}sectPr") is None for each in paragraph):
            drop(paragraph)
