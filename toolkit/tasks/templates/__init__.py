"""Templates: checked, tried, adopted."""
