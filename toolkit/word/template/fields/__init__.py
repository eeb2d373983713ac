"""Word's own merge fields and content controls, filled like tags.

Takes parsed parts and names; writes tags in their place. Never fills anything itself.
"""
