"""What the project says about its rules, written from the rules themselves."""

from .page import rule_page
from .tables import rules_index, rules_table

__all__ = ["rule_page", "rules_index", "rules_table"]
