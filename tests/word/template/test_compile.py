"""Compiling: tags made whole, hostile templates refused before anything runs, structure that does not fit told."""

from __future__ import annotations

import os
import pickle
import re
from pathlib import Path

import pytest

from tests.support import read_docx
from tests.support.libreoffice import saved_by_libreoffice
from tests.support.make_docx import document, docx, paragraph, zipped
from toolkit.catalogue.files import read_catalogue, read_documents
from toolkit.errors import FaultsFound, ToolkitError
from toolkit.findings import Level, has_errors
from toolkit.report.vocabulary import names_for
from toolkit.report.wording import FILTERS
from toolkit.settings import REPOSITORY
from toolkit.word import Gap, Shape, compile_template

TEMPLATES = REPOSITORY / "templates"
SHIPPED = sorted(TEMPLATES.glob("*.docx"))
CONTEXT = {"党费": 3, "亮点": "甲" * 10, "单位": {"名称": "办公室"}, "台账": [{"事项": "甲"}] * 10, "空": Gap()}

REFUSED_BEFORE_RENDERING = """
{{ 亮点.__class__ }}
{{ 亮点['__class__'] }}
{{ ''.__class__.__mro__ }}
{{ ''.__class__.__base__.__subclasses__() }}
{{ (1).__init__.__globals__ }}
{{ 党费._secret }}
{{ __import__('os') }}
{{ __builtins__ }}
{{ _self }}
{{ self.__init__ }}
{{ self._TemplateReference__context }}
{{ 台账.append(1) }}
{{ 台账.clear() }}
{{ 单位.pop('名称') }}
{{ 单位.update(甲=1) }}
{{ 亮点.format(1) }}
{{ '{0.__class__}'.format(亮点) }}
{{ '{0.__class__}'.format_map(单位) }}
{{ 亮点.upper() }}
{{ 亮点.center(3000000000) }}
{{ 亮点|center(3000000000) }}
{{ 亮点|attr('__class__') }}
{{ 亮点|map('upper') }}
{{ 亮点|format(1) }}
{{ '%0999999999d'|format(1) }}
{{ 亮点|indent(999999999) }}
{{ 亮点|wordwrap(1) }}
{{ 亮点|safe }}
{{ 亮点|forceescape }}
{{ 亮点|tojson }}
{{ 亮点|pprint }}
{{ 台账|groupby('事项') }}
{{ 台账|select('callable') }}
{{ 台账|batch(1) }}
{{ 台账|slice(999999999) }}
{{ 台账|random }}
{{ 亮点|xmlattr }}
{{ range(999999999) }}
{{ lipsum(999999) }}
{{ cycler('a') }}
{{ joiner('a') }}
{{ namespace() }}
{{ dict() }}
{{ super() }}
{{ caller() }}
{{ varargs() }}
{{ loop() }}
{{ open('/etc/passwd').read() }}
{{ eval('1') }}
{{ 2 ** 999999999 }}
{{ 9 ** 9 ** 9 }}
{{ {'甲': 1} }}
{{ 亮点[::1] }}
{% macro 甲() %}{% endmacro %}
{% call 甲() %}{% endcall %}
{% import 'os' as os %}
{% from 'os' import system %}
{% include '/etc/passwd' %}
{% extends 'x' %}
{% block 甲 %}{% endblock %}
{% filter upper %}{% endfilter %}
{% autoescape false %}{{ 亮点 }}{% endautoescape %}
{% raw %}{% endraw %}
{% do 台账.append(1) %}
{% with 甲 = 1 %}{% endwith %}
{% set 甲 %}乙{% endset %}
{% set 单位.名称 = 1 %}
{% set _甲 = 1 %}
{% for _ in 台账 %}{% endfor %}
{% for 甲 in range(9) %}{% endfor %}
{% if 亮点.__class__ %}{% endif %}
{% for 甲 in 台账 recursive %}{{ loop(台账) }}{% endfor %}
{% debug %}
{% trans %}甲{% endtrans %}
{% break %}
""".strip().splitlines()

REFUSED_WHILE_RENDERING = """
{{ '甲' * 1000000000 }}
{{ 1000000000 * '甲' }}
{{ [1] * 1000000000 }}
{{ '%0999999999d' % 1 }}
{{ 亮点.format }}
{{ 单位 }}
{{ 单位.items }}
{{ 台账 }}
{{ 台账.append }}
{{ self }}
{{ range }}
{{ lipsum }}
{{ cycler }}
{{ [台账, [台账]] }}
{{ 党费|round(999999999, 'ceil') }}
{{ 党费|round(-999999999) }}
{{ [[1]]|sum(start=[]) }}
{{ [亮点, 亮点]|sum(start='') }}
{{ 1 / 0 }}
{{ 1 // 0 }}
{{ 1 % 0 }}
{{ 亮点 - 1 }}
{{ 亮点 + 1 }}
{{ -亮点 }}
{{ 1 < 亮点 }}
{{ 亮点|round }}
{{ 台账|max }}
{{ 台账|sum }}
{{ 空.名称 }}
{{ 空|first }}
{{ []|first }}
{{ 亮点.没有 }}
{{ 台账[999].事项 }}
{% for 甲 in 党费 %}{% endfor %}
{% for 甲, 乙 in [1, 2] %}{% endfor %}
{% if 党费 is divisibleby(0) %}{% endif %}
{% if 党费 is divisibleby %}{% endif %}
{{ 亮点|replace('甲') }}
{{ 亮点|int(base=99) + '甲' }}
{{ 1e999 }}
{{ "\\ud800" }}
{{ "\\x00" }}
{{ "\\ufdd0" }}
""".strip().splitlines()

GROWING = {
    "by replacing": "{{ 亮点" + "|replace('甲', '甲甲甲甲甲甲甲甲甲甲')" * 12 + " }}",
    "by joining": "{{ 亮点" + "|join('甲甲甲甲甲甲甲甲甲甲')" * 12 + " }}",
    "by tildes": "{% set 文 = 亮点 %}" + "{% set 文 = 文 ~ 文 %}" * 60 + "{{ 文 }}",
    "by plus": "{% set 文 = 亮点 %}" + "{% set 文 = 文 + 文 %}" * 60 + "{{ 文 }}",
    "by adding lists": "{% set 文 = [1] %}" + "{% set 文 = 文 + 文 %}" * 60 + "{{ 文|length }}",
    "by lists in lists": "{% set 文 = [1] %}" + "{% set 文 = [文, 文] %}" * 60 + "{{ 文 }}",
    "by joining lists in lists": "{% set 文 = [1] %}" + "{% set 文 = [文, 文] %}" * 60 + "{{ 文|join }}",
    "by squaring": "{% set 数 = 9 %}" + "{% set 数 = 数 * 数 %}" * 60 + "{{ 数 }}",
    "by loops in loops": "{% for 甲 in 台账 %}" * 12 + "很长的文字" * 20 + "{% endfor %}" * 12,
    "by many blocks": "{% if 党费 %}" * 150 + "甲" + "{% endif %}" * 150,
    "by many brackets": "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}",
    "by many minus signs": "{{ " + "- " * 50_000 + "1 }}",
    "by many digits": "{{ " + "9" * 5_000 + " }}",
}


@pytest.fixture
def quiet_machine(monkeypatch, tmp_path):
    """An empty working folder; a template that starts a program or opens the environment fails the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "system", lambda *_: pytest.fail("a program was run"))
    yield tmp_path
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("tag", REFUSED_BEFORE_RENDERING)
def test_a_hostile_template_is_refused_before_anything_runs(tag, quiet_machine):
    template = compile_template(docx(f"甲{tag}乙"))

    assert has_errors(template.findings)
    assert not template.compiled
    with pytest.raises(FaultsFound):
        template.render(CONTEXT)


@pytest.mark.parametrize("tag", REFUSED_WHILE_RENDERING)
def test_a_tag_that_cannot_work_is_a_fault_in_chinese(tag, quiet_machine):
    template = compile_template(docx(f"甲{tag}乙"), name="模板")

    with pytest.raises(ToolkitError, match=r"^(错误  )?模板 正文.*请") as raised:
        template.render(CONTEXT)
    assert not re.search("[a-z]{3} [a-z]{2}", str(raised.value))


@pytest.mark.parametrize("lines", GROWING.values(), ids=GROWING.keys())
def test_a_template_cannot_grow_without_end(lines, quiet_machine):
    template = compile_template(docx(lines))

    with pytest.raises(ToolkitError):
        template.render(CONTEXT)


@pytest.mark.parametrize("part", ["header", "footer", "footnote", "endnote", "comment", "title", "box"])
def test_a_hostile_tag_is_refused_in_every_part(part):
    template = compile_template(docx(f"甲\n{part}: {{{{ 亮点.__class__ }}}}"))

    assert [finding.code for finding in template.findings] == ["forbidden"]


HIDDEN = {
    "an attribute": '<w:p><w:bookmarkStart w:name="{{ 亮点.center(9) }}"/></w:p>',
    "a deletion": "<w:p><w:del><w:r><w:delText>{{ 亮点.center(9) }}</w:delText></w:r></w:del></w:p>",
    "a comment in the XML": "<!-- {{ 亮点.center(9) }} -->",
    "a formula": '<w:p><m:t xmlns:m="m">{{ 亮点.center(9) }}</m:t></w:p>',
    "the copy of a text box": "<w:p><mc:Fallback><w:p><w:r><w:t>{{ 亮点.center(9) }}</w:t></w:r></w:p></mc:Fallback></w:p>",
}


@pytest.mark.parametrize("xml", HIDDEN.values(), ids=HIDDEN.keys())
def test_a_hostile_tag_is_refused_where_word_shows_nothing(xml):
    template = compile_template(docx(f"xml: {xml}"))

    assert [finding.code for finding in template.findings] in (["forbidden"], ["tag_deleted"])
    assert not template.compiled


def test_a_hostile_tag_split_over_runs_is_refused():
    template = compile_template(docx("{|^{ 亮点._|^_class__ }|^}"))

    assert [finding.code for finding in template.findings] == ["forbidden"]


@pytest.mark.parametrize(
    "lines",
    [
        "| {% for 行 in 台账 %}甲 | 乙 |\n| 丙 | 丁{% endfor %} |",
        "| {% for 行 in 台账 %}甲 |\n乙{% endfor %}",
        "{% for 行 in 台账 %}甲\n| 乙{% endfor %} |",
        "{% if 空 %}甲\n| 乙{% endif %} |",
        "| {% if 空 %}甲 | 乙 |\n| 丙 | 丁{% endif %} |",
        "| {%tr for 行 in 台账 %} |\n| 甲 |\n丙\n| {%tr endfor %} |",
        "| {%tc if 空 %} | 甲 |\n| 乙 | {%tc endif %} |",
        "| {%tr if 空 %} | 甲 |\n| {%tc if 党费 %} | 乙 |\n| {%tr endif %} | {%tc endif %} |",
        "| {%tr for 行 in 台账 %} | {{ 行.事项 }} | {%tr endfor %} |",
        "box: {% if 空 %}甲\n乙{% endif %}",
    ],
)
def test_a_structure_that_does_not_fit_is_told_and_never_a_broken_file(lines):
    message, faults = answer(docx(lines))

    assert faults == []
    assert not message or "请" in message


def test_a_structure_fault_quotes_no_xml():
    hidden = {
        "word/document.xml": document(
            '<w:p><w:r><w:drawing><wp:docPr id="1" name="a" descr="{% if 甲 %}"/></w:drawing></w:r></w:p>'
        )
    }
    template = compile_template(docx("甲", hidden), name="模板")

    finding = template.findings[-1]

    assert (finding.code, finding.place) == ("structure", "模板 正文")
    assert "<" not in finding.message


@pytest.mark.parametrize("lines", ["| {%tr for 行 in 台账 %} | 甲 | {%tr endfor %} |", "{%p if 甲 %}{%p endif %}"])
def test_a_block_that_goes_with_all_that_is_in_it_is_an_error(lines):
    template = compile_template(docx(lines), name="模板")

    assert "together" in [finding.code for finding in template.findings if finding.level is Level.ERROR]


def test_one_block_may_end_where_the_next_begins():
    template = compile_template(docx("{%p if 甲 %}\n一\n{%p endif %}{%p if 乙 %}\n二\n{%p endif %}"))

    assert template.findings == ()
    assert [read_docx.paragraphs(template.render({"甲": first, "乙": second})) for first, second in ((1, 1), (1, 0), (0, 1))] == [
        ["一", "二"], ["一"], ["二"],
    ]  # fmt: skip


def test_a_percent_sign_in_a_block_tag_is_a_text():
    template = compile_template(docx("{%p if 率 == '%' %}\n甲\n{%p endif %}"))

    assert read_docx.paragraphs(template.render({"率": "%"})) == ["甲"]


def test_an_ampersand_in_a_tag_is_read_as_one():
    template = compile_template(docx("{% if 单位名 == 'A&B' %}同{% endif %}{{ 'R&D' }}"))

    assert read_docx.paragraphs(template.render({"单位名": "A&B"})) == ["同R&D"]


@pytest.mark.parametrize("sign", ["<", ">", "<=", "!=", "&gt;="])
def test_comparisons_are_read_as_typed(sign):
    template = compile_template(docx(f"{{% if 1 {sign.replace('&gt;', '>')} 2 or true %}}真{{% endif %}}"))

    assert read_docx.paragraphs(template.render({})) == ["真"]


def test_chinese_quotes_around_a_text_are_read_as_meant():
    template = compile_template(docx("{% if 级别 == “支部” %}同{% endif %}{{ 事|join(“、”) }}"))

    assert read_docx.paragraphs(template.render({"级别": "支部", "事": ["甲", "乙"]})) == ["同甲、乙"]


@pytest.mark.parametrize(
    "tag", ["{{　党费　}}", "{{\u00a0党费\u00a0}}", "{{党费}}", "{|^{ 党|^费 }|^}", "{{- 党费 -}}"]
)
def test_a_tag_typed_in_any_of_these_ways_works(tag):
    template = compile_template(docx(f"甲{tag}乙"))

    assert "3" in read_docx.paragraphs(template.render({"党费": 3}))[0]


@pytest.mark.parametrize("name", ["党费", "党费2024年", "支部_一", "ledger", "𠮷"])
def test_a_name_in_any_of_these_ways_works(name):
    template = compile_template(docx(f"{{{{ {name} }}}}{{{{ 单位.{name} }}}}"))

    assert read_docx.paragraphs(template.render({name: 1, "单位": {name: 2}})) == ["12"]


def test_a_comment_is_not_printed():
    template = compile_template(docx("甲{# 给写模板的人看 #}乙"))

    assert read_docx.paragraphs(template.render({})) == ["甲乙"]


def test_parts_without_tags_are_not_compiled():
    template = compile_template(docx("{{ 甲 }}\nheader: 无\nfooter: {{ 乙 }}"))

    assert set(template.compiled) == {"word/document.xml", "word/footer1.xml"}


def test_a_template_is_named_by_its_file_in_every_place(tmp_path):
    path = tmp_path / "半年报告.docx"
    path.write_bytes(docx("{{ 错"))

    template = compile_template(path)

    assert template.name == "半年报告.docx"
    assert all(finding.place.startswith("半年报告.docx ") for finding in template.findings)


def test_bytes_are_named_as_the_caller_says():
    assert compile_template(docx("甲"), name="通知").name == "通知"


def test_the_path_may_be_a_text(tmp_path):
    path = tmp_path / "甲.docx"
    path.write_bytes(docx("{{ 党费 }}"))

    assert compile_template(str(path)).names == ("党费",)


def test_findings_travel_between_processes():
    findings = compile_template(docx("{{ 错")).findings

    assert pickle.loads(pickle.dumps(findings)) == findings


def test_compiling_touches_no_file(quiet_machine: Path):
    compile_template(docx("{{ 甲 }}")).render({"甲": 1})

    assert list(quiet_machine.iterdir()) == []


def test_a_very_deep_document_is_refused_or_read_but_never_a_crash():
    deep = "<w:sdt><w:sdtContent>" * 3_000 + paragraph("{{ 党费 }}") + "</w:sdtContent></w:sdt>" * 3_000

    message, faults = answer(docx("甲", {"word/document.xml": document(deep)}))

    assert faults == []
    assert not message or "请" in message


def answer(data: bytes) -> tuple[str, list[str]]:
    """Why the template was refused, or what is broken in the document it made."""
    try:
        made = compile_template(data).render(CONTEXT)
    except ToolkitError as fault:
        return str(fault), []
    return "", read_docx.faults(made)


def test_a_compiled_template_can_be_sent_to_another_process():
    template = compile_template(docx("{{ 甲 }}{{ 2026年 }}"), {"甲": Shape(), "2026年": Shape()})

    sent = pickle.loads(pickle.dumps(template))

    assert sent.render({"甲": 1, "2026年": 2}) == template.render({"甲": 1, "2026年": 2})
    assert sent.names == ("甲", "2026年")


# ──────── files of other programs ────────

QUOTED = '{% if 党费 == "甲&乙" and 3 > 2 %}同{% else %}异{% endif %}'
REFERENCES = [
    {'"': "&quot;", "&gt;": ">"},
    {"&amp;": "&#38;", '"': "&#34;"},
    {'"': "&#x22;", "&gt;": "&#x3e;", "党": "&#20826;", "{": "&#123;"},
    {'"': "&apos;"},
    {'"': "'", "&amp;": "&#x26;"},
]
LINES = [
    "",
    "header: ",
    "footer: ",
    "footnote: ",
    "endnote: ",
    "comment: ",
    "title: ",
    "keywords: ",
    "| 甲 | ",
    "box: ",
]


def with_references(data: bytes, references: dict[str, str]) -> bytes:
    """The document with its tags written as another program writes them."""

    def rewritten(tag: re.Match[str]) -> str:
        text = tag[0]
        for plain, reference in references.items():
            text = text.replace(plain, reference)
        return text

    parts = {name: re.sub(r"\{%[^<]*%\}", rewritten, part.decode()) for name, part in read_docx.parts(data).items()}
    return zipped(parts)


@pytest.mark.parametrize("references", REFERENCES, ids=str)
@pytest.mark.parametrize("line", LINES, ids=lambda line: line.strip() or "body")
def test_a_tag_whose_signs_another_program_wrote_as_references_means_the_same(line, references):
    closing = " |" if line.startswith("|") else ""
    data = with_references(docx(f"正文\n{line}{QUOTED}{closing}"), references)
    assert any(each.encode() in b"".join(read_docx.parts(data).values()) for each in references.values())

    template = compile_template(data, {"党费": Shape()})
    made = read_docx.parts(template.render({"党费": "甲&乙"}))

    assert template.findings == ()
    text = "".join(part.decode() for name, part in made.items() if name.endswith(".xml"))
    assert "同" in text
    assert "异" not in text
    assert "{%" not in text


def test_a_tag_in_an_alternative_text_may_hold_quotes():
    drawing = (
        '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="图" '
        'descr="{% if 党费 == &quot;甲&quot; %}同{% endif %}"/></wp:inline></w:drawing></w:r></w:p>'
    )

    template = compile_template(docx(f"正文\nxml: {drawing}"))
    made = read_docx.parts(template.render({"党费": "甲"}))["word/document.xml"].decode()

    assert 'descr="同"' in made


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_templates_saved_once_by_libreoffice_mean_the_same(path, tmp_path):
    """LibreOffice and WPS write " as &quot;, and the template was refused with a wrong reason."""
    made_for = {document.template: document.made_for for document in read_documents(TEMPLATES / "documents.toml")}
    names = names_for(read_catalogue(TEMPLATES / "catalogue.toml"), made_for[path.name])

    again = compile_template(
        saved_by_libreoffice(path.read_bytes(), tmp_path, "docx", "docx"), names, FILTERS, path.name
    )

    assert not has_errors(again.findings)
    assert set(again.names) == set(compile_template(path, names, FILTERS).names)


# ──────── braces that belong to no tag ────────


@pytest.mark.parametrize(
    "lines",
    [
        ["甲}", "}乙"],
        ["甲{", "{乙"],
        ["甲{", "%乙"],
        ["占100%", "}"],
        ["甲#", "}乙"],
        ["甲{", "#乙"],
        ["集合 A = {甲, 乙}", "}"],
        ["{", "}", "{", "}"],
    ],
)
def test_a_brace_at_the_end_of_a_paragraph_and_one_at_the_start_of_the_next_never_join_them(lines):
    template = compile_template(docx("\n".join([*lines, "{{ 党费 }}"])))

    assert template.findings == ()
    assert read_docx.paragraphs(template.render({"党费": 3})) == [*lines, "3"]


@pytest.mark.parametrize(
    ("lines", "made"),
    [
        ("{{ 党费 }}\n}乙", ["3", "}乙"]),
        ("{{ 党费 }}}\n}乙", ["3}", "}乙"]),
        ("乙{\n{{ 党费 }}", ["乙{", "3"]),
        ("乙{\n{%p if 党费 %}\n甲\n{%p endif %}", ["乙{", "甲"]),
        ("乙{\n{%- if 党费 %}甲{% endif %}", ["乙{甲"]),
    ],
)
def test_a_brace_beside_a_tag_stays_in_its_own_paragraph(lines, made):
    template = compile_template(docx(lines))

    assert read_docx.paragraphs(template.render({"党费": 3})) == made


def test_braces_in_cells_join_no_tables():
    template = compile_template(docx("| 甲} | }乙 |\n中\n| }丙 | {丁 |\n{{ 党费 }}"))

    assert read_docx.tables(template.render({"党费": 3})) == [[["甲}", "}乙"]], [["}丙", "{丁"]]]


MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


@pytest.mark.parametrize(
    "body",
    [
        f"<w:p><m:oMath {MATH}><m:r><m:t>{{1,{{2}}}}</m:t></m:r></m:oMath></w:p>",
        f"<w:p><m:oMath {MATH}><m:r><m:t>A={{1</m:t></m:r><m:r><m:t>,{{2}}</m:t></m:r><m:r><m:t>}}</m:t></m:r></m:oMath></w:p>",
        "<w:p><w:r><w:instrText>SEQ {</w:instrText></w:r></w:p><w:p><w:r><w:t>{</w:t></w:r></w:p>",
        "<w:p><w:del><w:r><w:delText>{% if </w:delText></w:r></w:del></w:p>",
    ],
    ids=["a set of a set", "over runs", "instruction and text", "deleted"],
)
def test_braces_in_equations_instructions_and_deleted_text_are_left_as_they_are(body):
    template = compile_template(docx(f"xml: {body}\n{{{{ 党费 }}}}"), {"党费": Shape()})

    made = read_docx.parts(template.render({"党费": 3}))["word/document.xml"].decode()

    assert template.findings == ()
    for letters in re.findall(r">([^<]*[{}][^<]*)<", body):
        assert f">{letters}<" in made


@pytest.mark.parametrize("tag", ["{{ 党费|e }}", "{{ 党费|escape }}", "{{ 党费 }}"])
def test_what_is_printed_is_escaped_once_whether_a_tag_asks_for_it_or_not(tag):
    assert read_docx.paragraphs(compile_template(docx(tag)).render({"党费": "1 < 2 & 3"})) == ["1 < 2 & 3"]
