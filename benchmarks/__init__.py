"""What one report costs, measured: this toolkit beside the engines people use today, on the same work and machine.

    python start.py bench

measures everything in one run and writes RESULTS.md. Never part of what users run; no test asserts a time.
"""
