"""What holds for every action of the kit, whoever wrote it; each check is shown to see what it looks for."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from .action_files import ACTIONS, ROOT, ActionFile, action_files, used_inputs

KEBAB_CASE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
PINNED = re.compile(r"[\w-]+/[\w.-]+(?:/[\w./-]+)?@[0-9a-f]{40}")
VERSION_BEHIND = re.compile(r"uses: *(?P<action>\S+) +# v\d+\.\d+\.\d+$", re.MULTILINE)
# A description says what may be written: a type, a unit, or what each line holds.
KINDS = re.compile(
    r"\b(?:boolean|choice|one of|duration|size|numbers?|percentage|text|words?|lists?|lines?|path|folder|file|"
    r"address|url|codes|headers?|method|secret|id|version|reference|or)\b",
    re.IGNORECASE,
)
MARKERS = ("<!-- inputs:begin -->", "<!-- inputs:end -->", "<!-- outputs:begin -->", "<!-- outputs:end -->")
SCRIPT = re.compile(r'"\$GITHUB_ACTION_PATH/([\w./-]+)"')
IGNORE_WITHOUT_REASON = re.compile(
    r"# (?:ci-lint|zizmor): ignore\[[^\]]*\]\s*$|shellcheck disable=\S+\s*$", re.MULTILINE
)
LONGEST_SCRIPT = 5


def names_are_kebab_case(action: ActionFile) -> Iterator[str]:
    for name in (action.name, *action.inputs, *action.outputs):
        if not KEBAB_CASE.fullmatch(name):
            yield f"{name} is not in kebab-case"


def heads_are_complete(action: ActionFile) -> Iterator[str]:
    for key in ("name", "description", "author", "branding"):
        if not action.values.get(key):
            yield f"there is no {key}"
    for key in ("icon", "color"):
        if not (action.values.get("branding") or {}).get(key):
            yield f"branding has no {key}"


def inputs_say_what_they_take(action: ActionFile) -> Iterator[str]:
    for name, declared in action.inputs.items():
        description = declared.get("description", "")
        if not KINDS.search(description):
            yield f"{name} says neither type nor unit"
        default = re.search(r"\bdefault: (.*)", description, re.IGNORECASE | re.DOTALL)
        if not default and "required" not in description.lower():
            yield f"{name} says neither its default nor that it is required"
        if default and not says(default[1], declared.get("default", "")):
            yield f"{name} says another default than it has"


def says(words: str, default: str) -> bool:
    """Whether words name a default; `.` and expressions are told in the reader's words, digests not at all."""
    image, digest, _ = default.partition("@sha256:")
    shown = image.rpartition(":")[2] if digest else default
    return not default or default == "." or "${{" in default or shown in words


def inputs_have_a_default_or_are_required(action: ActionFile) -> Iterator[str]:
    for name, declared in action.inputs.items():
        if ("default" in declared) == (declared.get("required") == "true"):
            yield f"{name} must either have a default or be required"


def defaults_are_quoted(action: ActionFile) -> Iterator[str]:
    for name in action.unquoted_defaults():
        yield f"the default of {name} is not in quotes"


def inputs_go_somewhere(action: ActionFile) -> Iterator[str]:
    steps = [*(step.get("env", {}) for step in action.scripts), *(step.get("with", {}) for step in action.others)]
    used = {name for step in steps for value in step.values() for name in used_inputs(value)}
    for name in sorted(set(action.inputs) - used):
        yield f"{name} reaches no script"
    for name in sorted({*used, *used_inputs(action.text)} - set(action.inputs)):
        yield f"{name} is no input"


def scripts_get_inputs_by_their_names(action: ActionFile) -> Iterator[str]:
    names = {f"CIKIT_{name.upper().replace('-', '_')}": name for name in action.inputs}
    for step in action.scripts:
        for variable, value in step.get("env", {}).items():
            # What is worked out from inputs, such as whether there is one, has a name of its own.
            alone = re.fullmatch(r"\$\{\{ *inputs\.([\w-]+) *\}\}", value)
            if alone and names.get(variable) != alone[1]:
                yield f"{variable} holds an input and is not named after it"
            if variable in names and names[variable] not in used_inputs(value):
                yield f"{variable} is not the input of its name"


def scripts_are_plain(action: ActionFile) -> Iterator[str]:
    for step in action.scripts:
        if "${{" in step["run"]:
            yield "a script holds an expression"
        if len(step["run"].strip().splitlines()) > LONGEST_SCRIPT:
            yield f"a script has more than {LONGEST_SCRIPT} lines"
        if step.get("shell") != "bash":
            yield "a script does not say that its shell is bash"


def scripts_are_there(action: ActionFile) -> Iterator[str]:
    for step in action.scripts:
        if "GITHUB_ACTION_PATH" in step["run"] and not SCRIPT.search(step["run"]):
            yield "the path of a script is not in quotes"
        for name in SCRIPT.findall(step["run"]):
            if not (action.folder / name).is_file():
                yield f"there is no {name}"


def programs_hear_of_a_cancelled_run(action: ActionFile) -> Iterator[str]:
    # The runner tells the shell, which waits for its child and tells it nothing; with exec there is no shell.
    for step in action.scripts:
        last = step["run"].strip().splitlines()[-1]
        if SCRIPT.search(last) and not last.startswith("exec "):
            yield "a script is not started by exec, so it is killed without having heard that the run was cancelled"


def nothing_reads_what_only_act_sets(action: ActionFile) -> Iterator[str]:
    for path in (action.folder / "action.yml", *action.folder.rglob("*.py"), *action.folder.rglob("*.sh")):
        text = action.text if path.name == "action.yml" else path.read_text(encoding="utf-8")
        if re.search(r"\bINPUT_", text):
            yield f"{path.name} names INPUT_, which GitHub does not set"


def others_are_pinned(action: ActionFile) -> Iterator[str]:
    versioned = set(VERSION_BEHIND.findall(action.text))
    for step in action.others:
        if not PINNED.fullmatch(step["uses"]):
            yield f"{step['uses']} is no action at a whole commit"
        elif step["uses"] not in versioned:
            yield f"{step['uses']} has no version behind it"


def outputs_come_from_steps(action: ActionFile) -> Iterator[str]:
    ids = {step["id"] for step in action.steps if "id" in step}
    for name, declared in action.outputs.items():
        if not declared.get("description"):
            yield f"{name} has no description"
        sources = re.findall(r"steps\.([\w-]+)\.(?:outputs\.[\w-]+|outcome)", declared.get("value", ""))
        if not sources or set(sources) - ids:
            yield f"{name} comes from no step"


def readmes_are_complete(action: ActionFile) -> Iterator[str]:
    path = action.folder / "README.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    places = [text.find(marker) for marker in MARKERS]
    if -1 in places or places != sorted(places):
        yield "README.md has not the markers of the tables, each once and in order"
    for word in ("permission", "trust", "limit"):
        if word not in text.lower():
            yield f"README.md says nothing about {word}s"
    if not any(True for _ in examples(action, text)):
        yield "README.md has no example"
    for step in examples(action, text):
        for name in sorted(set(step.get("with", {})) - set(action.inputs)):
            yield f"an example in README.md gives {name}, which is no input"


def examples(action: ActionFile, readme: str) -> Iterator[dict[str, dict[str, str]]]:
    """The steps in the examples of a README that use the action."""
    for block in re.findall(r"^```ya?ml\n(.*?)^```", readme, re.MULTILINE | re.DOTALL):
        pending = [yaml.load(block, Loader=yaml.BaseLoader)]  # noqa: S506 - it makes text of everything
        while pending:
            node = pending.pop()
            if isinstance(node, dict) and f"/actions/{action.name}@" in str(node.get("uses", "")):
                yield node
            elif isinstance(node, dict | list):
                pending += node.values() if isinstance(node, dict) else node


CHECKS: tuple[Callable[[ActionFile], Iterator[str]], ...] = (
    names_are_kebab_case,
    heads_are_complete,
    inputs_say_what_they_take,
    inputs_have_a_default_or_are_required,
    defaults_are_quoted,
    inputs_go_somewhere,
    scripts_get_inputs_by_their_names,
    scripts_are_plain,
    scripts_are_there,
    programs_hear_of_a_cancelled_run,
    nothing_reads_what_only_act_sets,
    others_are_pinned,
    outputs_come_from_steps,
    readmes_are_complete,
)

GOOD = """\
name: Do one thing
description: Does it
author: ci-kit
branding:
  icon: activity
  color: green
inputs:
  time-limit:
    description: "time for everything (duration; default: 5m)"
    default: "5m"
  tags:
    description: "names of the image, one a line. Required."
    required: true
outputs:
  result:
    description: "passed or failed"
    value: ${{ steps.run.outputs.result }}
runs:
  using: composite
  steps:
    - id: run
      shell: bash
      env:
        CIKIT_TIME_LIMIT: ${{ inputs.time-limit }}
      run: exec python3 "$GITHUB_ACTION_PATH/do_it.py"
    - uses: owner/repository/path@0123456789012345678901234567890123456789 # v1.2.3
      with:
        tags: ${{ inputs.tags }}
"""
README = """\
```yaml
jobs:
  build:
    steps:
      - uses: org/ci-kit/actions/good-action@v1
        with:
          tags: a
```
<!-- inputs:begin -->
<!-- inputs:end -->
<!-- outputs:begin -->
<!-- outputs:end -->
Permissions, trust, limits.
"""
# What is changed in the good action, and which check has to see it.
FLAWS = (
    ("time-limit", "time_limit", names_are_kebab_case),
    ("  result:\n", "  theResult:\n", names_are_kebab_case),
    ("author: ci-kit\n", "", heads_are_complete),
    ("  color: green\n", "", heads_are_complete),
    ("(duration; default: 5m)", "(default: 5m)", inputs_say_what_they_take),
    ("; default: 5m", "", inputs_say_what_they_take),
    ('default: "5m"', 'default: "6m"', inputs_say_what_they_take),
    ("Required.", "", inputs_say_what_they_take),
    ('    default: "5m"\n', "", inputs_have_a_default_or_are_required),
    ("required: true", 'required: true\n    default: "x"', inputs_have_a_default_or_are_required),
    ('default: "5m"', "default: 5m", defaults_are_quoted),
    ("inputs.time-limit", "github.ref", inputs_go_somewhere),
    ("inputs.tags", "github.ref", inputs_go_somewhere),
    ("inputs.tags", "inputs.labels", inputs_go_somewhere),
    ("inputs.time-limit", "inputs.tags", scripts_get_inputs_by_their_names),
    ("CIKIT_TIME_LIMIT", "CIKIT_LIMIT", scripts_get_inputs_by_their_names),
    ("CIKIT_TIME_LIMIT", "TIME_LIMIT", scripts_get_inputs_by_their_names),
    ("exec python3", "echo ${{ inputs.tags }} && python3", scripts_are_plain),
    ("exec python3", "python3", programs_hear_of_a_cancelled_run),
    (
        "exec",
        "|\n        a\n        b\n        c\n        d\n        e\n        exec",
        scripts_are_plain,
    ),
    ("      shell: bash\n", "", scripts_are_plain),
    ("shell: bash", "shell: sh", scripts_are_plain),
    ("do_it.py", "do_that.py", scripts_are_there),
    ('"$GITHUB_ACTION_PATH/do_it.py"', "$GITHUB_ACTION_PATH/do_it.py", scripts_are_there),
    ("CIKIT_TIME_LIMIT", "INPUT_TIME_LIMIT", nothing_reads_what_only_act_sets),
    ("0123456789012345678901234567890123456789", "v1.2.3", others_are_pinned),
    ("0123456789012345678901234567890123456789", "0123456", others_are_pinned),
    (" # v1.2.3", "", others_are_pinned),
    (" # v1.2.3", " # v1", others_are_pinned),
    ("owner/repository/path@0123456789012345678901234567890123456789", "./actions/other", others_are_pinned),
    ("owner/repository/path@0123456789012345678901234567890123456789", "$/actions/other", others_are_pinned),
    ("owner/repository/path@0123456789012345678901234567890123456789", "docker://alpine", others_are_pinned),
    ("steps.run.outputs", "steps.other.outputs", outputs_come_from_steps),
    ("${{ steps.run.outputs.result }}", "passed", outputs_come_from_steps),
    ('    description: "passed or failed"\n', "", outputs_come_from_steps),
)
README_FLAWS = (
    ("<!-- inputs:end -->\n", ""),
    ("<!-- inputs:begin -->\n<!-- inputs:end -->", "<!-- inputs:end -->\n<!-- inputs:begin -->"),
    ("Permissions", ""),
    ("good-action@v1", "other@v1"),
    ("tags: a", "tag: a"),
)

with_each_action = pytest.mark.parametrize("action", action_files(), ids=lambda action: action.name)
with_each_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)


@pytest.fixture
def good(tmp_path: Path) -> ActionFile:
    """An action without a flaw."""
    folder = tmp_path / "good-action"
    folder.mkdir()
    (folder / "do_it.py").touch()
    (folder / "README.md").write_text(README, encoding="utf-8")
    return ActionFile(folder, GOOD)


def test_there_are_actions() -> None:
    assert action_files()


@with_each_action
@with_each_check
def test_action_keeps_to(action: ActionFile, check: Callable[[ActionFile], Iterator[str]]) -> None:
    assert not list(check(action))


@with_each_check
def test_good_action_has_no_flaw(good: ActionFile, check: Callable[[ActionFile], Iterator[str]]) -> None:
    assert not list(check(good))


@pytest.mark.parametrize(("before", "after", "check"), FLAWS)
def test_flaw_is_seen(before: str, after: str, check: Callable[[ActionFile], Iterator[str]], good: ActionFile) -> None:
    assert before in good.text
    assert list(check(ActionFile(good.folder, good.text.replace(before, after))))


@pytest.mark.parametrize(("before", "after"), README_FLAWS)
def test_flaw_of_a_readme_is_seen(before: str, after: str, good: ActionFile) -> None:
    assert before in README
    (good.folder / "README.md").write_text(README.replace(before, after), encoding="utf-8")
    assert list(readmes_are_complete(good))


def test_script_that_reads_what_only_act_sets_is_seen(good: ActionFile) -> None:
    (good.folder / "package").mkdir()
    (good.folder / "package" / "inside.py").write_text("os.environ['INPUT_TAGS']", encoding="utf-8")
    assert list(nothing_reads_what_only_act_sets(good))


def said(*command: str, cwd: Path, stdin: str = "") -> str:
    """What a program prints if it fails, else nothing."""
    run = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True, check=False, encoding="utf-8")
    return f"{run.stdout}{run.stderr}exit code {run.returncode}" if run.returncode else ""


def caller(actions: list[ActionFile]) -> str:
    """A workflow that uses the actions with all of their inputs and reads all of their outputs."""
    steps: list[dict[str, object]] = []
    for action in actions:
        inputs = dict.fromkeys(action.inputs, "x")
        outputs = {
            f"OUT_{number}": f"${{{{ steps.{action.name}.outputs.{name} }}}}"
            for number, name in enumerate(action.outputs)
        }
        steps.append({"id": action.name, "uses": f"./actions/{action.name}", "with": inputs})
        steps.append({"run": "true", "env": outputs})
    job = {"runs-on": "ubuntu-latest", "steps": steps}
    return yaml.safe_dump({"on": "push", "jobs": {"call": job}}, sort_keys=False)


def actionlint_says(place: Path, actions: list[ActionFile], program: str) -> str:
    for action in actions:
        folder = place / "actions" / action.name
        folder.mkdir(parents=True)
        (folder / "action.yml").write_text(action.text, encoding="utf-8")
    (place / ".git").mkdir()
    workflows = place / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "call.yml").write_text(caller(actions), encoding="utf-8")
    return said(program, "-shellcheck=", "-no-color", cwd=place)


def test_actionlint_takes_every_action_its_branding_included(tmp_path: Path, tool: Callable[[str], str]) -> None:
    assert not actionlint_says(tmp_path, action_files(), tool("actionlint"))


@pytest.mark.parametrize(
    "flaw",
    [
        ("icon: activity", "icon: coffee", "icon"),
        ("color: green", "color: pink", "color"),
        ("shell: bash", "shell: bash\n      timeout-minutes: 5", "timeout-minutes"),
        ("required: true", "requird: true", "requird"),
    ],
)
def test_actionlint_sees_flaws_of_an_action(
    flaw: tuple[str, str, str], good: ActionFile, tool: Callable[[str], str], tmp_path: Path
) -> None:
    before, after, word = flaw
    place = tmp_path / "place"
    flawed = ActionFile(good.folder, good.text.replace(before, after))
    assert word in actionlint_says(place, [flawed], tool("actionlint"))


def test_shellcheck_finds_nothing_in_the_scripts(tool: Callable[[str], str]) -> None:
    for action in action_files():
        for step in action.scripts:
            assert not said(tool("shellcheck"), "--shell=bash", "-", cwd=ROOT, stdin=step["run"]), action.name
        for path in action.folder.rglob("*.sh"):
            assert not said(tool("shellcheck"), "--enable=all", str(path), cwd=ROOT)


def test_ci_lint_finds_nothing_in_its_strict_profile() -> None:
    command = (sys.executable, "-m", "ci_lint", "--profile", "strict", "--fail-on", "info", "actions")
    assert not said(*command, cwd=ROOT)


def test_zizmor_finds_nothing_as_an_auditor(tool: Callable[[str], str]) -> None:
    assert not said(tool("zizmor"), "--persona=auditor", "--offline", "actions", cwd=ROOT)


def test_nothing_is_ignored_without_a_reason() -> None:
    for path in (*ACTIONS.rglob("*.y*ml"), *ACTIONS.rglob("*.sh")):
        assert not IGNORE_WITHOUT_REASON.search(path.read_text(encoding="utf-8")), path
