"""What came in: entries as typed, their append-only store, and the Excel forms they travel in.

Takes the catalogue; gives entries and filings. Never judges a figure: that is review's work.
"""
