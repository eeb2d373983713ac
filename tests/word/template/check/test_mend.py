"""Safe corrections, made in a copy."""

from __future__ import annotations

import pytest

from tests.support.make_docx import docx
from tests.support.read_docx import paragraphs
from toolkit.word.template.check.mend import Correction, mended, mended_tag


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("｛｛ 党费 ｝｝", "{{ 党费 }}"),
        ("{% tr for 行 in 台账 %}", "{%tr for 行 in 台账 %}"),
        ("{% p endif %}", "{%p endif %}"),
        ("{% endfro %}", "{% endfor %}"),
        ("{%tr endfro %}", "{%tr endfor %}"),
        ("{% esle %}", "{% else %}"),
        ("{% enidf %}", "{% endif %}"),
    ],
)
def test_what_can_mean_one_thing_only_is_corrected(typed: str, meant: str) -> None:
    assert mended_tag(typed) == meant


@pytest.mark.parametrize(
    "tag",
    [
        "{{ 党废 }}",
        "{% if 党费 == '１' %}",
        "{% tr %}",
        "{% elif 党费 %}",
        "{% foreach x %}",
        "{{ p }}",
        "{% set 党费 = 1 %}",
    ],
)
def test_what_would_be_a_guess_is_left_alone(tag: str) -> None:
    assert mended_tag(tag) == tag


def test_a_copy_tells_what_was_corrected_and_where() -> None:
    data, corrections = mended(docx("前｛｛ 党|^费 ｝｝后\nheader: {% endfro %}"))

    assert paragraphs(data)[0] == "前{{ 党费 }}后"
    assert corrections == (
        Correction("正文", "｛｛ 党费 ｝｝", "{{ 党费 }}"),
        Correction("页眉", "{% endfro %}", "{% endfor %}"),
    )


def test_words_beside_the_tags_are_mended_as_told_and_no_tag_is_touched() -> None:
    def better(text: str) -> list[tuple[int, int, str]]:
        return [(at, at + 1, "") for at, letter in enumerate(text) if letter == "费"]

    data, corrections = mended(docx("党|^费和｛｛ 党费 ｝｝，{{ 党费 }}费"), better=better)

    assert paragraphs(data)[0] == "党和{{ 党费 }}，{{ 党费 }}"
    assert [(each.before, each.result) for each in corrections] == [
        ("费", "（删去）"),
        ("｛｛ 党费 ｝｝", "{{ 党费 }}"),
        ("费", "（删去）"),
    ]


def test_a_right_template_needs_nothing() -> None:
    assert mended(docx("{{ 党费 }}"))[1] == ()
