"""What a tag looks like: its form, its word, its ends, half and full width."""

from __future__ import annotations

import pytest

from toolkit.word.language.syntax import BRACES, MOST, TAG, TYPED, form_of, loop_ends, word_of

# a tag; its form; its word
TAGS = """
{%tr for 行 in 台账 %}    tr   for
{%tc endfor %}            tc   endfor
{%p if 甲 %}              p    if
{%- if 甲 -%}             -    if
{%r elif 甲 %}            r    elif
{% print 甲 %}            -    print
{% p if 甲 %}             -    p
{{r 甲 }}                 r    -
{{ 甲 }}                  -    -
{{red }}                  -    -
{#p 说明 #}               p    -
{%else%}                  -    else
"""


@pytest.mark.parametrize("line", TAGS.strip().splitlines())
def test_a_tag_has_a_form_and_a_word(line: str) -> None:
    tag, form, word = line[: line.rindex("}") + 1], *line[line.rindex("}") + 1 :].split()

    assert (form_of(tag), word_of(tag)) == (form.replace("-", ""), word.replace("-", ""))
    assert TAG.fullmatch(tag) and TYPED.fullmatch(tag)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("{% for 甲 in 乙 %}丙{% endfor %}", [1, -1]),
        ("{%tr for 甲 in 乙 %}{%tc for 丙 in 丁 %}", [1, 1]),
        ("{# {% endfor %} #}{% form %}{{ for }}", []),
        ("{%- endfor -%}", [-1]),
    ],
)
def test_loops_begin_and_end_where_their_tags_stand(text: str, steps: list[int]) -> None:
    assert [deeper for _at, deeper in loop_ends(text)] == steps
    assert all(text[at] == "{" for at, _deeper in loop_ends(text))


@pytest.mark.parametrize("tag", ["｛｛ 党费 ｝｝", "｛％ if 甲 ％｝", "{％ if 甲 ％}", "｛＃ 说明 ＃｝", "{｛ 甲 ｝}"])
def test_a_tag_typed_full_width_is_one_but_not_for_jinja(tag: str) -> None:
    assert TYPED.fullmatch(tag)
    assert not TAG.search(tag)


def test_a_tag_is_typed_in_one_line_and_no_longer_than_any_is() -> None:
    assert not TYPED.search("{{ 甲\n乙 }}")
    assert TAG.fullmatch("{{" + "甲" * MOST + "}}")
    assert not TAG.search("{{" + "甲" * (MOST + 1) + "}}")


@pytest.mark.parametrize(
    ("text", "half"), [("甲 {{ 乙", "{{"), ("乙 %}", "%}"), ("{甲}", None), ("{ {", None), ("#}", "#}")]
)
def test_half_of_a_tag_is_known_by_its_two_braces(text: str, half: str | None) -> None:
    found = BRACES.search(text)

    assert (found and found[0]) == half
