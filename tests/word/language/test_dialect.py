"""docxtpl's letters and cell words are taken out of tags, in however many runs Word has put them."""

from __future__ import annotations

import pytest

from toolkit.word.language.dialect import AGAIN, GRID_NOTE, cell_note, marked_repeats, plain_forms

BREAK = "</w:t></w:r><w:r><w:t>"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("{{r 党费 }}", "{{ 党费 }}"),
        ("{{p 党费 }}", "{{ 党费 }}"),
        ("{%r if 党费 %}", "{% if 党费 %}"),
        ("{%r endfor %}", "{% endfor %}"),
        (f"{{{{{BREAK}r 党费 }}}}", f"{{{{ 党费 }}}}{BREAK}"),
        (f"{{{BREAK}{{r{BREAK} 党费 }}{BREAK}}}", f"{{{{ 党费 }}}}{BREAK * 3}"),
        ("{% colspan 数 %}宽", cell_note("span", "{{ 数 }}") + "宽"),
        (f"{{% {BREAK}cellbg 色{BREAK} %}}", cell_note("fill", "{{ 色 }}") + BREAK * 2),
        ("{% vm %}", cell_note("down", "{% if loop.first %}1{% else %}0{% endif %}")),
        ("{%hm%}", cell_note("across", "{% if loop.first %}{{ loop.length }}{% else %}0{% endif %}")),
    ],
)
def test_a_letter_or_word_is_taken_out(typed, plain):
    assert plain_forms(f"<w:t>始{typed}终</w:t>") == f"<w:t>始{plain}终</w:t>"


@pytest.mark.parametrize(
    "text",
    [
        "甲", "{甲}", "{{ 党费 }}", "{{r}}", "{{red }}", "{{ r }}", "{%p if 党费 %}", "{%tr for 行 in 台账 %}",
        "{{tr 甲 }}", "{# r #}", "{% if r %}", "{% print colspan %}", "{", "}}", "{{", f"{{{BREAK}{{ 党费 }}}}",
    ],
)  # fmt: skip
def test_anything_else_is_left_alone(text):
    assert plain_forms(f"<w:t>{text}</w:t>") == f"<w:t>{text}</w:t>"


@pytest.mark.parametrize(("tag", "noted"), [("{%tc for 甲 in 乙 %}", True), ("{%tr for 甲 in 乙 %}", False)])
def test_only_loops_over_cells_have_columns_counted(tag, noted):
    xml = f"<w:tblGrid><w:gridCol/></w:tblGrid><w:t>{tag}</w:t>"

    assert (GRID_NOTE in plain_forms(xml)) is noted


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
