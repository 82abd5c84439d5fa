"""Meaning: sources become events, events become layers."""
