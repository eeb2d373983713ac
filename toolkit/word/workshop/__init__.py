"""Renders within limits of time and memory, in processes of their own."""
