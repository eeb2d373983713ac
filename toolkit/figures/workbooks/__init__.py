"""The Excel forms: written for each unit, and read back whole or not at all.

Takes the catalogue and what is already known; gives workbooks, and changes with findings. Never saves anything itself.
"""
