"""Rules about tokens and secrets that lie where others can take them."""

from . import persist_credentials

RULES = (persist_credentials.RULE,)
