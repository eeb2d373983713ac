"""Is it right, is it complete, what does it add up to, and how has it changed.

Takes filings and the catalogue; gives findings, progress, totals and comparisons, all pure. Never reads the store.
"""
