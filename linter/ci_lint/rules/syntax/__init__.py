"""Rules about the text itself: what no reader of YAML, or not GitHub's, accepts."""

from . import yaml_duplicate_key, yaml_parse_error

RULES = (yaml_parse_error.RULE, yaml_duplicate_key.RULE)
