"""The forms and views of the notebooks.

Takes an office; gives widgets. Each calls a task and shows the answer; no rule lives here.
"""

from toolkit.ui.desk import show_collect, show_desk, show_generate, show_review, show_templates

__all__ = ["show_collect", "show_desk", "show_generate", "show_review", "show_templates"]
