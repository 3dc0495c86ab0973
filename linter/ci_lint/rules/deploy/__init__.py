"""Deploys: what waits for them, what brings them back, and what they leave behind."""

from . import kubectl_rollout_without_timeout

RULES = (kubectl_rollout_without_timeout.RULE,)
