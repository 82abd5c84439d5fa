"""From text to mentions, roles, dates and claims, to draft events."""
