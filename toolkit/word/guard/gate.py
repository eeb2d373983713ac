"""The old address of the gate, for scripts that know it: use `toolkit.word` instead."""

from __future__ import annotations

from toolkit.word.safety.gate import check_document, check_parts

__all__ = ["check_document", "check_parts"]
