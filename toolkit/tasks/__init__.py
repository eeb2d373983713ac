"""What a face can ask for: each task is one call that does the whole of a job, in the one right order.

Takes an `Office` and plain arguments; gives plain values. The only place that knows the order of the stages, and what day it
is. Never prints, never asks.
"""

from toolkit.tasks.documents import DocumentsMade, count_documents, find_document, generate, zip_documents
from toolkit.tasks.figures import Book, open_book, review_book, save_figure, standing_of
from toolkit.tasks.forms import FormRead, FormWritten, read_forms, write_forms
from toolkit.tasks.office import Office, latest_period, open_office, start_own_office
from toolkit.tasks.sheet import Cell, Conflict, Edit, Saved, Sheet, adopt_last, aim_of, cell_of, findings_of
from toolkit.tasks.templates import (
    TemplateReport,
    annotate_template,
    check_templates,
    mend_template,
    template_names,
)
from toolkit.word.check.mend import Correction

__all__ = [
    "Book",
    "Cell",
    "Conflict",
    "Correction",
    "DocumentsMade",
    "Edit",
    "FormRead",
    "FormWritten",
    "Office",
    "Saved",
    "Sheet",
    "TemplateReport",
    "adopt_last",
    "aim_of",
    "annotate_template",
    "cell_of",
    "check_templates",
    "count_documents",
    "find_document",
    "findings_of",
    "generate",
    "latest_period",
    "mend_template",
    "open_book",
    "open_office",
    "read_forms",
    "review_book",
    "save_figure",
    "standing_of",
    "start_own_office",
    "template_names",
    "write_forms",
    "zip_documents",
]
