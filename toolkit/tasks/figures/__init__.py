"""The figures of a period: opened, entered, explained, filed, approved, closed."""
