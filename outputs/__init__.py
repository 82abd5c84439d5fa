"""Faces: what a person or another program meets."""
