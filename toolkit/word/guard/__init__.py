"""The old address of the gate, for scripts that know it; see `toolkit.word.safety`."""
