"""The office: opened as it is, and as it was when a period was closed."""
