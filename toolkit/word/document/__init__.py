"""From a compiled template and values to the parts of a document."""
