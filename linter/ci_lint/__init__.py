"""ci-lint: finds, explains and repairs what breaks GitHub Actions pipelines."""

__version__ = "0.1.0"
