"""Rules about what the token of a job may do."""

from . import permissions_missing, permissions_write_all

RULES = (permissions_missing.RULE, permissions_write_all.RULE)
