"""What the action diagnose does around `ci-lint diagnose`: the logs of the run that failed, and where to say why."""
