"""What is asked, of whom, and when: kinds of value, periods, units, items, ledgers, and the files they are written in.

Takes `catalogue.toml` and `units.csv`; gives plain frozen values. Never looks at a figure.
"""
