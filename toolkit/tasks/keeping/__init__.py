"""The office as a whole: backed up, put back, moved, looked over."""
