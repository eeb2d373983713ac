"""From a Word file to a compiled template: made ready, checked, its tags made whole."""
