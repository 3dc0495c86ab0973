"""The linter of this repository, made ready to run: what the actions that need it share."""
