"""What the scripts of actions/github-script ask of their token."""

import re

from ..late_pattern import late_pattern
from ..workflow import Step
from .api import needs_of_endpoint, needs_of_method
from .needs import NOTHING, Needs, merge, unknown
from .situation import Situation

_METHOD = late_pattern(r"\b(?:github|octokit)(?:\.rest)?\.([a-zA-Z]{1,40})\.([a-zA-Z]{1,80})\b")
_REQUEST = late_pattern(r"\.(?:request|paginate)\(\s*[\"'`](?:(GET|POST|PUT|PATCH|DELETE|HEAD)\s+)?([^\s\"'`]{1,200})")
_CLIENT = late_pattern(r"\b(?:github|octokit)\b(?![-/]|\.com\b)")
_PAGINATE = late_pattern(r"\b(?:github|octokit)\.paginate(?:\.iterator)?\(\s*(?=github|octokit)")
_OTHER_CODE = late_pattern(r"\brequire\(|\bimport\(|\bgraphql\b|\bexec\.|\bgetOctokit\b|\bfetch\(")
_HARMLESS_MODULES = late_pattern(r"\brequire\(\s*[\"'](?:node:)?(?:fs|fs/promises|path|os|util|url|crypto)[\"']\s*\)")
_EXPRESSION = late_pattern(r"\$\{\{[^}]{0,500}\}\}")
_PLACEHOLDER = late_pattern(r"\{([\w-]{1,40})\}")
_COMMENT = late_pattern(r"^[ \t]*//[^\n]*", re.MULTILINE)


def needs_of_github_script(step: Step, situation: Situation) -> Needs:
    """What the script of a step needs of the job's token."""
    token = step.input_text("github-token")
    if token and not situation.holds_token(step, token):
        return NOTHING
    script = step.input_text("script")
    for ignored in (_COMMENT, _EXPRESSION, _HARMLESS_MODULES, _PAGINATE):
        script = ignored.sub("", script)
    events = situation.events(step)
    calls = list(_METHOD.finditer(script))
    requests = list(_REQUEST.finditer(script))
    found = [needs_of_method(call[1], call[2], events) for call in calls]
    found += [needs_of_endpoint(call[1] or "GET", _PLACEHOLDER.sub(r"\1", call[2]), events) for call in requests]
    other = _OTHER_CODE.search(script)
    if other:
        found.append(unknown(f"a script of actions/github-script uses {other[0].rstrip('(.')}"))
    elif len(_CLIENT.findall(script)) > len(calls) + len(requests):
        found.append(unknown("a script of actions/github-script hands the client on"))
    return merge(found)
