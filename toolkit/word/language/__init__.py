"""What may stand in a template's tags, and what a value prints: the one description of both."""
