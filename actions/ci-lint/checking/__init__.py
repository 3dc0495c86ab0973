"""What the action ci-lint does around the linter: which files, which report where, what people get to see."""
