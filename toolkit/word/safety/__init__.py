"""What may come in as a template, and what may go out as a document."""
