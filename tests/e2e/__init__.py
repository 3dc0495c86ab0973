"""The composite actions, run for real: BuildKit, a registry, GitHub's cache service and act on this machine."""
