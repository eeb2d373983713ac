"""The proof-reader's eye: slips of pen in a text, whoever wrote it, each with its place and, where it is safe, with what it should be."""
