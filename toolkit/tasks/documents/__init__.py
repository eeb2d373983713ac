"""Documents: planned, made, printed."""
