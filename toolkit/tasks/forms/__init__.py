"""Excel forms: written, looked into, taken in."""
