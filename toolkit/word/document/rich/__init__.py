"""Rich values: text with looks, pictures, sub-documents, docxtpl's own, and what they bring into a document.

Takes values and rendered parts; gives XML and new parts. Never reads a template's tags.
"""
