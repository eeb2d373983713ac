"""What stands between a template and harm: what it may contain, what a document must be, how long a render may take.

Takes packages and documents; gives findings, or stops. Never fills anything.
"""
