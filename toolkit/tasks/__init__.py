"""What a face can ask for: each task is one call that does the whole of a job, in the one right order.

Takes an `Office` and plain arguments; gives plain values. The only place that knows the order of the stages, and what day it
is. Never prints, never asks.
"""

from toolkit.report.changes import coverage_of
from toolkit.report.standing import Book
from toolkit.tables.headings import Match
from toolkit.tables.proposal import Table
from toolkit.tasks.documents.agreement import Agreement, compare_documents
from toolkit.tasks.documents.live import LivePages
from toolkit.tasks.documents.making import (
    DocumentsMade,
    count_documents,
    find_document,
    generate,
    read_issue,
    read_made,
    zip_documents,
    zip_files,
)
from toolkit.tasks.documents.preflight import OnDisk, Planned, Preflight, chosen_units
from toolkit.tasks.documents.printing import NO_PDF_PROGRAM, PdfMade, can_make_pdfs, join_documents, make_pdfs
from toolkit.tasks.figures.book import label_of, open_book, review_book, save_figure
from toolkit.tasks.figures.closing import close_period, reopen_period, unapproved
from toolkit.tasks.figures.explain import Entered, Explanation, Saves, changes_since, explain, latest_saves, undo
from toolkit.tasks.figures.following import Followed, follow_visits
from toolkit.tasks.figures.mending import mend_text
from toolkit.tasks.figures.offered import anything_missing, offered_period
from toolkit.tasks.figures.overview import (
    Group,
    SummaryRow,
    UnitNumbers,
    completion,
    groups_of,
    numbers_of,
    numeric_items,
    score_table,
    settled,
    summary,
)
from toolkit.tasks.figures.sheet import (
    Cell,
    Conflict,
    Edit,
    Saved,
    Sheet,
    adopt_last,
    aim_of,
    cell_of,
    finding_said,
    findings_of,
    folded_sections,
    state_of,
)
from toolkit.tasks.figures.states import approve, return_filing, states_of, submit
from toolkit.tasks.forms.intake import (
    look_again,
    look_into_forms,
    read_forms,
    settle_conflicts,
    take_forms,
)
from toolkit.tasks.forms.look import Difference, Effect, FormLook, FormRead, FormState, Settle
from toolkit.tasks.forms.sending_back import SentBack, receipts, send_back_all
from toolkit.tasks.forms.versions import saved_text
from toolkit.tasks.forms.writing import FormWritten, form_folder, returned_folder, units_waiting, write_forms, zip_forms
from toolkit.tasks.keeping.backup import BackUp, back_up, check_backup, restore
from toolkit.tasks.keeping.deleting import (
    Deletion,
    delete_for_good,
    deletion_of_member,
    deletion_of_period,
    deletion_of_unit,
    files_left,
)
from toolkit.tasks.keeping.doctor import diagnose
from toolkit.tasks.keeping.moving import move_office, new_office
from toolkit.tasks.office.office import Office, latest_period, open_office, start_own_office
from toolkit.tasks.tables.giving import FilledTable, export_figures, fill_table, write_table
from toolkit.tasks.tables.listing import read_unit_list
from toolkit.tasks.tables.taking import (
    Decisions,
    TableLook,
    heading_decided,
    look_into_pasted,
    look_into_table,
    name_decided,
    remember,
    take_table,
)
from toolkit.tasks.templates.changes import (
    Adopted,
    EarlierTemplate,
    Trial,
    adopt_template,
    earlier_templates,
    preview_template,
    read_earlier,
    read_template,
    restore_template,
    try_template,
)
from toolkit.tasks.templates.checking import (
    TemplateReport,
    annotate_template,
    check_templates,
    mend_template,
    renew_catalogue,
    template_names,
)
from toolkit.tasks.templates.name_examples import NameExample, NameGroup, names_with_examples
from toolkit.tasks.templates.reference import write_reference
from toolkit.word import Correction

__all__ = [
    "NO_PDF_PROGRAM",
    "Adopted",
    "Agreement",
    "BackUp",
    "Book",
    "Cell",
    "Conflict",
    "Correction",
    "Difference",
    "Table",
    "TableLook",
    "FilledTable",
    "Decisions",
    "Deletion",
    "DocumentsMade",
    "EarlierTemplate",
    "Entered",
    "Explanation",
    "Followed",
    "Saves",
    "SentBack",
    "Edit",
    "Effect",
    "FormLook",
    "FormRead",
    "FormState",
    "FormWritten",
    "Group",
    "LivePages",
    "NameExample",
    "NameGroup",
    "Office",
    "Match",
    "OnDisk",
    "PdfMade",
    "Planned",
    "Preflight",
    "Saved",
    "Settle",
    "Sheet",
    "SummaryRow",
    "TemplateReport",
    "Trial",
    "UnitNumbers",
    "adopt_last",
    "adopt_template",
    "aim_of",
    "annotate_template",
    "anything_missing",
    "approve",
    "back_up",
    "can_make_pdfs",
    "cell_of",
    "check_backup",
    "check_templates",
    "changes_since",
    "chosen_units",
    "close_period",
    "compare_documents",
    "completion",
    "count_documents",
    "delete_for_good",
    "deletion_of_member",
    "deletion_of_period",
    "deletion_of_unit",
    "diagnose",
    "coverage_of",
    "earlier_templates",
    "explain",
    "find_document",
    "mend_text",
    "write_table",
    "take_table",
    "look_into_pasted",
    "look_into_table",
    "fill_table",
    "export_figures",
    "heading_decided",
    "name_decided",
    "remember",
    "follow_visits",
    "files_left",
    "finding_said",
    "findings_of",
    "folded_sections",
    "form_folder",
    "generate",
    "groups_of",
    "join_documents",
    "label_of",
    "latest_period",
    "latest_saves",
    "look_again",
    "look_into_forms",
    "make_pdfs",
    "mend_template",
    "move_office",
    "names_with_examples",
    "new_office",
    "numbers_of",
    "numeric_items",
    "offered_period",
    "open_book",
    "open_office",
    "preview_template",
    "read_earlier",
    "read_forms",
    "read_issue",
    "read_made",
    "read_template",
    "read_unit_list",
    "renew_catalogue",
    "reopen_period",
    "restore",
    "restore_template",
    "receipts",
    "return_filing",
    "returned_folder",
    "review_book",
    "saved_text",
    "score_table",
    "send_back_all",
    "save_figure",
    "settle_conflicts",
    "settled",
    "start_own_office",
    "state_of",
    "states_of",
    "submit",
    "summary",
    "take_forms",
    "template_names",
    "try_template",
    "unapproved",
    "undo",
    "units_waiting",
    "write_forms",
    "zip_documents",
    "zip_files",
    "zip_forms",
    "write_reference",
]
