"""The `majal` command: one file for each subcommand; each parses, makes one library call, and prints."""
