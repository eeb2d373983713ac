"""The code of a part: it asks for nothing it should not, travels, and is done without wherever it cannot be."""

from __future__ import annotations

import marshal
import pickle
from types import CodeType
from typing import Any

import jinja2.compiler
import pytest

from tests.support.both_ways import in_general_way, written_by_code
from tests.support.make_docx import docx
from tests.word.template.test_compile import CONTEXT, REFUSED_BEFORE_RENDERING
from toolkit.findings import has_errors
from toolkit.word import CompiledTemplate, compile_template
from toolkit.word.document.generated import Codes, codes_of, is_harmless, part_code, part_root
from toolkit.word.language.environment import make_environment

LINES = "甲{{ 值 }}{% for 行 in 行们 %}{{ loop.index }}{{ 行.名 }}{% endfor %}乙"
VALUES: dict[str, Any] = {"值": "一&", "行们": [{"名": "甲"}, {"名": "<"}]}
BODY = "word/document.xml"


def root_code(python: str) -> CodeType:
    module = compile(f"def root(context, missing=None, environment=None):\n    yield {python}", "<part>", "exec")
    return next(each for each in module.co_consts if isinstance(each, CodeType))


@pytest.mark.parametrize(
    "python",
    [
        "context.__class__",
        "environment.filters.__globals__",
        "''.__class__.__mro__",
        "__import__('os')",
        "open('x', 'w')",
        "eval('1')",
        "[each for each in ().__class__.__subclasses__()]",
        "(lambda: context.super)()",
        "__builtins__",
    ],
)
def test_code_that_asks_for_more_than_such_code_is_never_run(python: str) -> None:
    code = root_code(python)

    assert not is_harmless(code)
    assert part_root(marshal.dumps(code), make_environment()) is None


def test_code_that_asks_for_what_such_code_asks_for_is_run() -> None:
    assert part_root(marshal.dumps(root_code("environment.getattr(context, 'x')")), make_environment()) is not None


def test_a_function_of_python_is_not_there_even_by_a_name_such_code_may_ask_for() -> None:
    root = part_root(marshal.dumps(root_code("getattr(context, 'x')")), make_environment())

    assert root is not None
    with pytest.raises(NameError, match="getattr"):
        list(root(make_environment().context_class(make_environment(), {}, None, {})))


def test_code_has_no_builtins_but_those_it_needs() -> None:
    root = part_root(part_code("<a>{{ 值 }}</a>", make_environment()) or b"", make_environment())

    assert set(root.__globals__["__builtins__"]) == {"KeyError", "dict", "int", "len", "str", "type"}  # type: ignore[union-attr]


# {% raw %} hides tags and does nothing else: only the checks before know it.
@pytest.mark.parametrize("tag", [tag for tag in REFUSED_BEFORE_RENDERING if "raw" not in tag])
def test_a_tag_that_is_forbidden_gets_no_code(tag: str) -> None:
    assert part_code(f"<a>{tag}</a>", make_environment()) is None


@pytest.mark.parametrize(
    "source", ["{% if %}", "{{ 甲 }", "{% for %}", "{{ self }}", "{{ " + "(" * 300 + "1" + ")" * 300 + " }}"]
)
def test_what_has_no_code_raises_nothing(source: str) -> None:
    assert part_code(source + "{{ 乙 }}", make_environment()) is None or source == "{{ 甲 }"


def test_a_template_sent_to_another_process_takes_its_code_along_and_not_what_jinja_compiled() -> None:
    template = compile_template(docx(LINES))
    template.render(VALUES)

    sent: CompiledTemplate = pickle.loads(pickle.dumps(template))

    assert sent.codes == template.codes
    assert not {"compiled", "quick"} & vars(sent).keys()
    assert sent.render(VALUES) == template.render(VALUES)
    assert "compiled" not in vars(sent)


def test_code_for_another_python_or_another_jinja_is_written_anew() -> None:
    template = compile_template(docx(LINES))
    vars(template)["codes"] = Codes({BODY: b"no code of ours"}, stamp=b"another")

    assert written_by_code(template, VALUES) == [BODY]
    assert template.render(VALUES) == compile_template(docx(LINES)).render(VALUES)


@pytest.mark.parametrize("name", ["visit_Template", "enter_frame", "write_commons", "visit_Output", "visit_Getattr"])
def test_with_a_jinja_that_writes_code_in_another_way_all_goes_the_general_way(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = in_general_way(compile_template(docx(LINES))).render(VALUES)

    def elsewhere(*_: object, **__: object) -> None:
        raise AttributeError(name)

    monkeypatch.setattr("toolkit.word.document.generated._Writer." + name, elsewhere)
    template = compile_template(docx(LINES))

    assert template.codes.parts == {}
    assert not has_errors(template.findings)
    assert template.render(VALUES) == expected


def test_with_a_jinja_that_names_its_functions_otherwise_all_goes_the_general_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = in_general_way(compile_template(docx(LINES))).render(VALUES)
    commons = jinja2.compiler.CodeGenerator.write_commons

    def other_commons(writer: jinja2.compiler.CodeGenerator) -> None:
        commons(writer)
        writer.writeline("resolve = context.found_elsewhere")

    monkeypatch.setattr(jinja2.compiler.CodeGenerator, "write_commons", other_commons)
    template = compile_template(docx("{% set 数 = 1 %}" + LINES))

    assert template.codes.parts == {}
    monkeypatch.undo()
    assert template.render(VALUES) == expected


def test_a_template_that_can_be_rendered_in_no_way_says_so_as_before() -> None:
    template = compile_template(docx("{% if 党费 %}" * 150 + "甲" + "{% endif %}" * 150))

    assert [finding.code for finding in template.findings] == ["structure"]
    assert template.codes.parts == {}


@pytest.mark.parametrize("depth", [1, 5, 19, 20, 21, 40, 60, 99, 101])
@pytest.mark.parametrize(
    "form", ["{% for 行 in 台账 %}甲%s{% endfor %}", "{% if 空 %}甲%s{% endif %}", "{{ (%s) }}", "{{ -%s }}"]
)
def test_what_has_code_compiles_in_the_general_way_too(depth: int, form: str) -> None:
    source = "1" if "{{" in form else "{{ 党费 }}"
    opening, closing = form.split("%s")
    if "{{" in form:
        source = f"{{{{ {opening[3:] * depth}1{closing[:-3] * depth} }}}}"
    else:
        source = opening * depth + source + closing * depth
    template = compile_template(docx(source))

    if template.codes.parts:
        assert set(template.compiled) == set(template.sources)
    else:
        assert has_errors(template.findings) or template.render(CONTEXT)


def test_every_part_of_a_template_has_code_of_its_own() -> None:
    template = compile_template(docx(f"{LINES}\nheader: {{{{ 值 }}}}\ntitle: {{{{ 值 }}}}"))

    assert set(template.codes.parts) == set(template.sources)
    assert len(set(template.codes.parts.values())) == 3
    assert codes_of(template.sources, template.filters) == template.codes
