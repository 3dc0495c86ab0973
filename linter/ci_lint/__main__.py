"""`python -m ci_lint`."""

from .cli import main

if __name__ == "__main__":
    main(prog_name="ci-lint")
