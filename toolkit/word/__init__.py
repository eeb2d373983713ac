"""All that knows Word: reads templates, checks them, fills them, joins what was filled.

Takes a .docx template and plain values; gives a .docx. Knows nothing of figures or catalogues and is usable with any data.
What is named here is all that anybody outside may use; README.md tells the rooms and the steps.

    from toolkit.word import compile_template

    template = compile_template("letter.docx")
    data = template.render({"收件人": "张样本"})
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from toolkit.word.document.rendered import Blanks, PrintedValue, Rendered, RenderedParts
from toolkit.word.document.rich.drawings import Picture
from toolkit.word.document.rich.subdocument import Subdocument
from toolkit.word.document.rich.text import Listing, RichText, RichTextParagraph
from toolkit.word.language.clauses import tags_of_kept_clauses
from toolkit.word.language.context_defaults import context_default
from toolkit.word.language.quotients import Coverage, Doubt
from toolkit.word.language.shapes import Rows, Shape, takes_rows
from toolkit.word.language.spelling import respelled
from toolkit.word.language.syntax import word_of
from toolkit.word.language.values import (
    BLANK_TEXT,
    GATHER,
    MARK_NAMES,
    ORDINAL,
    SILENT,
    STOP,
    Gap,
    Mark,
    UnprintableValue,
    words_of,
)
from toolkit.word.package.runs import Edit
from toolkit.word.safety.gate import check_document, check_parts
from toolkit.word.template.check.annotate import annotated
from toolkit.word.template.check.mend import Correction, mended
from toolkit.word.template.check.unannotate import unannotated
from toolkit.word.template.compile import CompiledTemplate, compile_template
from toolkit.word.workshop.crew import Crew
from toolkit.word.workshop.hand import MOST_MEGABYTES, MOST_SECONDS, Hand, WorkerLost, prepared
from toolkit.word.workshop.limits import Workshop
from toolkit.word.workshop.worker import Answer

if TYPE_CHECKING:
    from toolkit.word.volume.combine import CannotCombine, combined

__all__ = [
    "BLANK_TEXT",
    "GATHER",
    "MARK_NAMES",
    "MOST_MEGABYTES",
    "MOST_SECONDS",
    "ORDINAL",
    "SILENT",
    "STOP",
    "Answer",
    "Blanks",
    "CannotCombine",
    "CompiledTemplate",
    "Correction",
    "Coverage",
    "Crew",
    "Doubt",
    "Edit",
    "Gap",
    "Hand",
    "Listing",
    "Mark",
    "Picture",
    "PrintedValue",
    "Rendered",
    "RenderedParts",
    "RichText",
    "RichTextParagraph",
    "Rows",
    "Shape",
    "Subdocument",
    "UnprintableValue",
    "WorkerLost",
    "Workshop",
    "annotated",
    "context_default",
    "check_document",
    "check_parts",
    "combined",
    "compile_template",
    "mended",
    "prepared",
    "respelled",
    "tags_of_kept_clauses",
    "takes_rows",
    "unannotated",
    "word_of",
    "words_of",
]

VOLUME = "toolkit.word.volume.combine"


def __getattr__(name: str) -> Any:
    # The libraries that join documents take as long to import as all the rest; few runs join any.
    if name in ("CannotCombine", "combined"):
        return getattr(import_module(VOLUME), name)
    raise AttributeError(name)
