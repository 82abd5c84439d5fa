"""The build-time compiler of the gazetteer; nothing here is imported when majal runs."""
