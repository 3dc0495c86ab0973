"""Rules about smoke tests, about waiting for services, and about HTTP requests."""

from . import curl_without_deadline, curl_without_fail

RULES = (curl_without_fail.RULE, curl_without_deadline.RULE)
