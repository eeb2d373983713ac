"""An annotated copy that is handed back loses our comments and nothing else."""

from __future__ import annotations

from tests.support.make_docx import docx
from tests.support.read_docx import W, paragraphs, parts, tree
from toolkit.word import Shape, compile_template
from toolkit.word.package.package import read_package, write_package
from toolkit.word.template.check.annotate import annotated
from toolkit.word.template.check.unannotate import unannotated

NAMES = {"党费": Shape()}
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
W15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'


def annotated_copy(lines: str) -> bytes:
    data = docx(lines)
    return annotated(data, compile_template(data, NAMES, name="模板.docx").findings, NAMES, "模板.docx")


def comments(data: bytes) -> list[str]:
    return ["".join(each.itertext()) for each in tree(data, "word/comments.xml").findall(f"{W}comment")]


def test_our_comments_and_their_marks_go() -> None:
    data = unannotated(annotated_copy("第一段\n{{ 党废 }}"))

    assert comments(data) == []
    assert b"comment" not in parts(data)["word/document.xml"]
    assert paragraphs(data) == ["第一段", "{{ 党废 }}"]


def test_a_comment_of_somebody_else_stays() -> None:
    data = unannotated(annotated_copy("{{ 党废 }}\ncomment: 请核对"))

    assert comments(data) == ["请核对"]


def test_what_our_comments_quote_is_not_taken_for_tags() -> None:
    data = annotated_copy("{{ 党费")

    findings = compile_template(unannotated(data), NAMES).findings

    assert len(findings) == 1
    assert len(compile_template(data, NAMES).findings) > 1


def test_a_template_without_them_is_the_same_to_the_byte() -> None:
    data = docx("{{ 党费 }}\ncomment: 请核对")

    assert unannotated(data) == data


def test_what_word_keeps_about_our_comments_goes_too() -> None:
    data = annotated_copy("{{ 党废 }}")
    body = parts(data)["word/comments.xml"].decode()
    saved = write_package(
        read_package(data, ""),
        {
            "word/comments.xml": body.replace("<w:p>", f'<w:p {W14} w14:paraId="0A">').encode(),
            "word/commentsExtended.xml": (
                f'<w15:commentsEx {W15}><w15:commentEx w15:paraId="0A" w15:done="0"/>'
                '<w15:commentEx w15:paraId="0B" w15:paraIdParent="0A"/></w15:commentsEx>'
            ).encode(),
        },
    )

    kept = parts(unannotated(saved))["word/commentsExtended.xml"].decode()

    assert "0A" not in kept
    assert "0B" in kept
