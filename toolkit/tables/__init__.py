"""Tables of others: an office's own old sheets, statistics, rosters. Read as a person would, matched, and filled again.

Data flows one way: bytes → grid → layout → matches → proposal. Knows the catalogue and the units, never the store.
"""
