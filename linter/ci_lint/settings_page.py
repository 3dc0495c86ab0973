"""The page on settings, from their schema, so that page, editors and checks say the same."""

import json
from collections.abc import Iterator
from typing import Any

_INTRODUCTION = """\
# Settings

<!-- Written from linter/ci_lint/settings.schema.json; edit that. -->

ci-lint needs no settings. Where there are some, they stand in `.ci-lint.toml`, or in `pyproject.toml` below
`[tool.ci-lint]`. The nearest file counts, from the folder that is checked up to the root of its repository; of
two in one folder `.ci-lint.toml` does. `--config FILE` names another one. What is said on the command line wins.

A rule is named by its id (`job-timeout-missing`), by its group (`docker`: all rules of the group), or by what
another linter calls it (`zizmor:template-injection`).
"""

_EXAMPLE = """\
```toml
# .ci-lint.toml; in pyproject.toml the first line is [tool.ci-lint] and the tables are
# [tool.ci-lint.severity] and [[tool.ci-lint.override]]
profile = "strict"
ignore = ["smoke-test-missing"]
baseline = ".ci-lint-baseline.json"

[severity]
job-timeout-missing = "error"

[[override]]
paths = [".github/workflows/nightly-*.yml"]
profile = "default"
```
"""

_IGNORES = """\
## Ignore comments

```yaml
# ci-lint: ignore-file[docker] images are built for tests only
jobs:
  # ci-lint: ignore[job-timeout-missing] the runner has a limit of its own
  test:
    steps:
      - uses: acme/action@main # ci-lint: ignore[unpinned-action, zizmor:ref-confusion] ours
      - run: |
          # ci-lint: ignore[curl-without-deadline] the proxy has one
          curl --fail https://example.com
```

`ignore` speaks of its own line, or of the line below if it stands alone. Several comments may be stacked; a
blank line ends the stack. Without brackets it hides all rules on that line. At the first line of a text that
goes over several lines it speaks of all of them; inside a script, comments of the shell count. `ignore-file`
stands in the comment at the head of the file. What hides nothing is reported as `unused-ignore`.

`# zizmor: ignore[…]` and `# yamllint disable`, `disable-line` and `disable-file` hide our findings too, where a
rule of ours has theirs as an alias.
"""


def settings_page(schema: dict[str, Any]) -> str:
    """The page as Markdown."""
    properties: dict[str, Any] = schema["properties"]
    sections = [_section(name, value, schema) for name, value in properties.items()]
    return "\n".join([_INTRODUCTION, _EXAMPLE, *sections, _IGNORES])


def _section(name: str, setting: dict[str, Any], schema: dict[str, Any]) -> str:
    lines = [f"## `{name}`", "", f"{setting['title']}. {setting['description']}", "", *_facts(setting, schema), ""]
    inner = setting.get("items", {}).get("properties")
    if inner:
        required = setting["items"]["required"]
        lines += ["| key | values | meaning |", "| --- | --- | --- |"]
        lines += [_row(key, value, schema, needed=key in required) for key, value in inner.items()]
        lines += [""]
    return "\n".join(lines)


def _row(key: str, setting: dict[str, Any], schema: dict[str, Any], *, needed: bool) -> str:
    need = " Needed." if needed else ""
    return f"| `{key}` | {_values(setting, schema)} | {setting['title']}. {setting['description']}{need} |"


def _facts(setting: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    yield f"- Values: {_values(setting, schema)}"
    if setting.get("default") not in (None, [], {}):
        yield f"- Default: `{json.dumps(setting['default'])}`"
    for value in setting.get("examples", ()):
        yield f"- Example: `{_toml(value)}`"


def _values(setting: dict[str, Any], schema: dict[str, Any]) -> str:
    """What may be given, in words."""
    if "$ref" in setting:
        return _values(schema["$defs"][setting["$ref"].rsplit("/", 1)[-1]], schema)
    if "enum" in setting:
        return ", ".join(f'`"{value}"`' for value in setting["enum"])
    if setting["type"] == "array":
        return "a list of tables" if setting["items"].get("type") == "object" else "a list of texts"
    if setting["type"] == "object":
        return f"a table; each value one of {_values(setting['additionalProperties'], schema)}"
    return {"string": "text", "boolean": "`true` or `false`", "integer": "a whole number"}[setting["type"]]


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    return json.dumps(value)
