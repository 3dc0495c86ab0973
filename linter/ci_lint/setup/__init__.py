"""What a repository gets that begins with ci-lint: settings, an entry for pre-commit, two workflows."""
