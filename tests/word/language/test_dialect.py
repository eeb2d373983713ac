"""docxtpl's letters and cell words are taken out of tags, and what a loop repeats is marked."""

from __future__ import annotations

import pytest

from toolkit.word.language.dialect import AGAIN, cell_note, marked_repeats, plain_tag


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("{{r 党费 }}", "{{ 党费 }}"),
        ("{{p 党费 }}", "{{ 党费 }}"),
        ("{%r if 党费 %}", "{% if 党费 %}"),
        ("{%r endfor %}", "{% endfor %}"),
        ("{% colspan 数 %}", cell_note("span", "{{ 数 }}")),
        ("{%  cellbg 色 %}", cell_note("fill", "{{ 色 }}")),
        ("{% vm %}", cell_note("down", "{% if loop.first %}1{% else %}0{% endif %}")),
        ("{%hm%}", cell_note("across", "{% if loop.first %}{{ loop.length }}{% else %}0{% endif %}")),
    ],
)
def test_a_letter_or_word_is_taken_out(typed, plain):
    assert plain_tag(typed) == plain


@pytest.mark.parametrize(
    "tag",
    [
        "{{ 党费 }}", "{{r}}", "{{red }}", "{{ r }}", "{%p if 党费 %}", "{%tr for 行 in 台账 %}", "{{tr 甲 }}", "{# r #}",
        "{% if r %}", "{% print colspan %}",
    ],
)  # fmt: skip
def test_any_other_tag_is_left_alone(tag):
    assert plain_tag(tag) == tag


DRAWING = '<wp:docPr id="5" name="a"/>'
MARKED = f'<wp:docPr id="{AGAIN}5" name="a"/>'
START, END = "{% for 甲 in 乙 %}", "{% endfor %}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (DRAWING, DRAWING),
        (f"{START}{DRAWING}{END}{DRAWING}", f"{START}{MARKED}{END}{DRAWING}"),
        (f"{DRAWING}{START}甲{END}{DRAWING}", f"{DRAWING}{START}甲{END}{DRAWING}"),
        (f"{START}{START}甲{END}{DRAWING}{END}{DRAWING}", f"{START}{START}甲{END}{MARKED}{END}{DRAWING}"),
        (f"{END}{DRAWING}{START}{DRAWING}", f"{END}{DRAWING}{START}{DRAWING}"),
        (f"{{% if 甲 %}}{DRAWING}{{% endif %}}", f"{{% if 甲 %}}{DRAWING}{{% endif %}}"),
        (f'{START}<w:bookmarkStart w:id="1"/>{END}', f'{START}<w:bookmarkStart w:id="{AGAIN}1"/>{END}'),
        (f'{START}<w:p w14:paraId="0A" w14:textId="0B">{END}', f"{START}<w:p>{END}"),
        (f'<w:p w14:paraId="0A">{START}{END}', f'<w:p w14:paraId="0A">{START}{END}'),
    ],
)
def test_only_what_a_loop_repeats_is_marked(source, expected):
    assert marked_repeats(source, "word/document.xml") == expected


def test_the_ids_of_comments_stay():
    source = f'{START}<w:p w14:paraId="0A">{END}'

    assert marked_repeats(source, "word/comments.xml") == source
