"""All that knows Word: reads templates, checks them, fills them.

Takes a .docx template and plain values; gives a .docx. Knows nothing of figures or catalogues and is usable with any data.

    from toolkit.word import compile_template

    template = compile_template("letter.docx")
    data = template.render({"收件人": "张样本"})
"""

from toolkit.word.compile import CompiledTemplate, compile_template
from toolkit.word.quotients import Coverage, Doubt
from toolkit.word.rich.drawings import Picture
from toolkit.word.rich.parts import RenderedParts
from toolkit.word.rich.subdocument import Subdocument
from toolkit.word.rich.text import Listing, RichText, RichTextParagraph
from toolkit.word.shapes import Shape
from toolkit.word.values import BLANK_TEXT, ORDINAL, STOP, Gap

__all__ = [
    "BLANK_TEXT",
    "ORDINAL",
    "STOP",
    "CompiledTemplate",
    "Coverage",
    "Doubt",
    "Gap",
    "Listing",
    "Picture",
    "RenderedParts",
    "RichText",
    "RichTextParagraph",
    "Shape",
    "Subdocument",
    "compile_template",
]
