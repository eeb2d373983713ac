"""Compiles a template once: makes each part ready, checks it, and remembers it ready to render.

Takes a .docx path or its bytes; gives a `CompiledTemplate`, which may be used from threads and rendered any number of
times. The tags are docxtpl's, which is the language users know; how they are read is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from jinja2 import Template, TemplateError
from jinja2.exceptions import SecurityError
from lxml import etree

from toolkit.archives import read_unchecked
from toolkit.errors import FaultsFound, UnsafeFile
from toolkit.findings import Finding, error, has_errors
from toolkit.word.document.generated import Codes, Quick, codes_of, part_code, quick_of
from toolkit.word.document.marks import without_marks
from toolkit.word.document.provenance import Record, recording
from toolkit.word.document.render import Part, Traits, finished_part, finished_text, generated, traits_of
from toolkit.word.document.rendered import Rendered, blanks_in
from toolkit.word.document.rich.finishing import Files, finished
from toolkit.word.document.rich.parts import Additions, replaced_parts
from toolkit.word.language.environment import compile_source, make_environment
from toolkit.word.language.notes import NOTES, Notes
from toolkit.word.language.quotients import Coverage, Sources, with_sources
from toolkit.word.language.shapes import Shape
from toolkit.word.language.spelling import Spelling, spelling_of
from toolkit.word.package.elements import to_bytes
from toolkit.word.package.package import WHAT, Package, part_label, read_package, write_package
from toolkit.word.package.reading import BODY, STYLES
from toolkit.word.safety.dangers import made_safe
from toolkit.word.safety.gate import known_faults
from toolkit.word.template.check.elsewhere import tags_elsewhere
from toolkit.word.template.check.gathering import gathering_findings
from toolkit.word.template.check.lint import lint
from toolkit.word.template.fields.merge_fields import FILTERS as FIELD_FILTERS
from toolkit.word.template.prepare import Prepared, prepare_all
from toolkit.word.template.source import source_of

CACHED: Final = ("compiled", "recording", "quick")

_Files = tuple[Files, Mapping[str, bytes]]
"""Pictures put in by name, and whole parts that are replaced."""

# Python itself gives up on thousands of brackets, blocks in blocks and digits.
UNREADABLE: Final = (TemplateError, SyntaxError, RecursionError, MemoryError, ValueError)


@dataclass(frozen=True)
class CompiledTemplate:
    """A template ready to render; it may be used from threads and sent to other processes.

    Args:
        name: the file's name, for messages.
        package: its parts, without what was unsafe and without the notes that loops carry.
        sources: the parts that hold tags, as Jinja reads them.
        filters: the filters beside the plain ones.
        spelling: how irregular names are written for Jinja.
        findings: everything wrong with it; a template with an error among them cannot be rendered.
        names: every name it uses, whole paths, in order of appearance.
    """

    name: str
    package: Package
    sources: Mapping[str, str]
    filters: Mapping[str, Callable[..., Any]]
    spelling: Spelling
    findings: tuple[Finding, ...]
    names: tuple[str, ...]

    def __getstate__(self) -> dict[str, Any]:
        # What Jinja compiled cannot be sent to another process; it is compiled there again, if it is needed. Codes are sent.
        return {name: value for name, value in vars(self).items() if name not in CACHED}

    @cached_property
    def own_faults(self) -> frozenset[tuple[str, str]]:
        """What the gate would find in the template itself, and therefore forgives in its documents."""
        return known_faults(self.package)

    @cached_property
    def traits(self) -> dict[str, Traits]:
        """What is known of each part that holds tags before anything is rendered."""
        return {part: traits_of(source, part) for part, source in self.sources.items()}

    @cached_property
    def compiled(self) -> dict[str, Template]:
        """The parts that hold tags, compiled for the general way."""
        environment = make_environment(self.filters)
        return {part: compile_source(source, environment) for part, source in self.sources.items()}

    @cached_property
    def recording(self) -> dict[str, Template]:
        """The parts that hold tags, compiled so that each value printed is taken down."""
        return {part: recording(source, self.filters) for part, source in self.sources.items()}

    @cached_property
    def codes(self) -> Codes:
        """The code of the parts that hold tags, for the quick way."""
        return codes_of(self.sources, self.filters)

    @cached_property
    def quick(self) -> Quick:
        """The parts that hold tags, ready to be written by their code."""
        return quick_of(self.codes, self.sources, self.filters)

    @cached_property
    def is_sound(self) -> bool:
        """Whether it is proven that a document of plain values has no fault that the gate looks for."""
        return all(traits.is_sound for traits in self.traits.values())

    def render(self, context: Mapping[str, Any], pictures: Files | None = None, parts: Files | None = None) -> bytes:
        """The document that these values make.

        Args:
            context: names to str, int, Decimal, date, bool, None, `Gap`, rich values, and mappings and lists of those.
            pictures: name, title or description of a picture in the template, to the path or bytes of what it shows.
            parts: name of a whole part, such as word/embeddings/book1.xlsx, to the path or bytes of what replaces it.

        Raises:
            FaultsFound: the template has errors.
            RenderFault: a value cannot be printed, or a tag cannot work with it; nothing is lost silently.
        """
        return self.assemble(self.render_parts(context, pictures, parts))

    def render_parts(
        self,
        context: Mapping[str, Any],
        pictures: Files | None = None,
        parts: Files | None = None,
        *,
        is_recorded: bool = False,
        is_placed: bool = True,
        sources: Mapping[str, Coverage] | None = None,
    ) -> Rendered:
        """The one answer of a render; takes and raises like `render`.

        Args:
            context, pictures, parts: as for `render`.
            is_recorded: whether it tells where each value came from and where it stands, too.
            is_placed: whether where it stands is told; without that there are no marked parts, and a third of the time is saved.
            sources: by name, what a number is the sum of; dividing sums whose parts differ is noted in `doubts`.
        """
        if has_errors(self.findings):
            raise FaultsFound(self.findings)
        known = Sources(sources or {})
        given = with_sources(context, known)
        notes = Record(given, self.spelling.shown, is_placed=is_placed) if is_recorded else Notes()
        values = {**self.spelling.with_aliases(given), NOTES: notes}
        files = pictures or {}, replaced_parts(self.package, parts or {})
        made = self._recorded(values, notes, files) if isinstance(notes, Record) else self._plain(values, known, files)
        return replace(made, blanks=blanks_in(made.parts, notes.optional), doubts=tuple(dict.fromkeys(known.doubts)))

    def _plain(self, values: Mapping[str, Any], sources: Sources, files: _Files) -> Rendered:
        additions = Additions(self.package)
        made = {part: self._rendered(part, values, additions, sources) for part in self.sources}
        return self._finished(made, additions, files)

    def _rendered(self, part: str, values: Mapping[str, Any], additions: Additions, sources: Sources) -> str | bytes:
        """One part: the quick way where its code can write it, otherwise the general way."""
        noted = len(sources.doubts)
        wanted = Part(self.name, part, values, additions, self.traits[part])
        written = self.quick.written(part, values)
        if written is not None:
            return finished_part(written, wanted)
        del sources.doubts[noted:]
        return finished_text(generated(self.compiled[part], wanted), wanted)

    def _recorded(self, values: Mapping[str, Any], record: Record, files: _Files) -> Rendered:
        """The parts with and without marks, of one and the same printing; what is finished in each is finished twice."""
        printed: dict[str, str] = {}
        for part in self.sources:
            record.part = part
            wanted = Part(self.name, part, values, Additions(self.package), self.traits[part])
            printed[part] = generated(self.recording[part], wanted)
        plain = self._finished_texts({part: without_marks(xml) for part, xml in printed.items()}, values, files)
        if not record.is_placed:
            return replace(plain, printed=record.printed({}))
        marked = self._finished_texts(printed, values, files).parts
        return replace(plain, printed=record.printed(marked), marked=marked)

    def _finished_texts(self, texts: Mapping[str, str], values: Mapping[str, Any], files: _Files) -> Rendered:
        additions = Additions(self.package)
        wanted = {part: Part(self.name, part, values, additions, self.traits[part]) for part in texts}
        made = {part: finished_text(xml, wanted[part]) for part, xml in texts.items()}
        return self._finished(made, additions, files)

    def _finished(self, made: Mapping[str, str | bytes], additions: Additions, files: _Files) -> Rendered:
        pictures, replaced = files
        rendered, added = finished(made, additions, self.name, pictures, replaced)
        return Rendered(rendered, added, is_plain=additions.is_plain)

    def assemble(self, rendered: Rendered) -> bytes:
        """The document that was rendered."""
        return write_package(self.package, rendered.changed())


def compile_template(
    source: str | Path | bytes,
    names: Mapping[str, Shape] | None = None,
    filters: Mapping[str, Callable[..., Any]] | None = None,
    name: str = "",
) -> CompiledTemplate:
    """Compile a Word template.

    Args:
        source: path of a .docx or .dotx, or its bytes.
        names: what it may use; None where that is not known.
        filters: filters beside the plain ones of Jinja; functions at the top of a module, to be sent to other processes.
        name: what to call it in messages; the path's file name by default.

    Raises:
        MissingFile: there is no such file.
        UnsafeFile: it is no Word file, or one that may not be opened.
    """
    label = name or (WHAT if isinstance(source, bytes) else Path(source).name)
    data = source if isinstance(source, bytes) else read_unchecked(Path(source), WHAT)
    package, dangers = made_safe(read_package(data, label))
    spelling = spelling_of(names)
    filters = {**FIELD_FILTERS, **(filters or {})}
    try:
        parts, taken_from = prepare_all(package.fillable(), names, spelling)
    except (etree.XMLSyntaxError, UnicodeDecodeError) as fault:
        raise UnsafeFile(f"{label}：{WHAT}已损坏。请用 Word 或 WPS 打开后另存为 .docx 再试。") from fault
    package = package.with_parts({part: to_bytes(parts[part].root) for part in taken_from})
    findings, used = lint(parts, make_environment(filters), spelling.known(names))
    gathering = gathering_findings(parts[BODY].root, package.parts.get(STYLES, b"")) if BODY in parts else ()
    findings = (*dangers, *findings, *tags_elsewhere(package.parts), *gathering)
    made = CompiledTemplate(label, package, {}, filters, spelling, (), tuple(map(spelling.shown, used)))
    made = replace(made, findings=tuple(_in_file(finding, label, spelling) for finding in findings))
    return made if has_errors(findings) else _with_sources(made, parts)


def _with_sources(template: CompiledTemplate, parts: Mapping[str, Prepared]) -> CompiledTemplate:
    """The template with its parts compiled, or with what keeps them from it."""
    sources = {part: source for part, each in parts.items() if (source := source_of(each.root, part))}
    codes, faults = _coded(template, sources)
    whole = {part: source for part, source in sources.items() if part not in faults}
    made = replace(template, sources=whole, findings=(*template.findings, *faults.values()))
    vars(made)["codes"] = codes
    return made


def _coded(template: CompiledTemplate, sources: Mapping[str, str]) -> tuple[Codes, dict[str, Finding]]:
    """The code of the parts, and what is wrong with those that can be rendered in no way, by part.

    What has code compiles in the general way too: that nests no deeper.
    """
    writing, general = (make_environment(template.filters) for _ in range(2))
    codes: dict[str, bytes] = {}
    faults: dict[str, Finding] = {}
    for part, source in sources.items():
        code = part_code(source, writing)
        if code is not None:
            codes[part] = code
            continue
        try:
            compile_source(source, general)
        except UNREADABLE as fault:
            faults[part] = _whole_part_finding(template.name, part, fault)
    return Codes(codes), faults


def _in_file(finding: Finding, label: str, spelling: Spelling) -> Finding:
    return replace(finding, place=f"{label} {spelling.shown(finding.place)}", message=spelling.shown(finding.message))


def _whole_part_finding(label: str, part: str, fault: Exception) -> Finding:
    place = f"{label} {part_label(part)}"
    if isinstance(fault, SecurityError):
        return error("forbidden", place, f"替代文字、修订等不显示的地方有标签：{fault}。请改正或删去。")
    advice = "标签之间的搭配不对。请检查 {% if %}、{% for %} 与它们的结束是否在同一层。"
    return error("structure", place, advice)
