"""The servers behind the end-to-end tests, each a context manager on a free port of this machine."""
