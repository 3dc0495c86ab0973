"""What the project says about its rules, causes and actions, written from themselves."""

from .cause_page import cause_page, causes_index
from .page import rule_page
from .tables import rules_index, rules_table

__all__ = ["cause_page", "causes_index", "rule_page", "rules_index", "rules_table"]
