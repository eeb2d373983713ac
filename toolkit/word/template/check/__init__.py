"""Checks a template before it is used, and shows what was found where its author will see it.

Takes prepared parts, names and findings; gives findings and corrected or annotated copies. Never renders.
"""
