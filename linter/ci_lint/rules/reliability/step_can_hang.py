"""Some steps are known to hang, and a job with a generous limit waits for them for hours.

A cache server that stops in the middle of a download, a mirror that accepts connections and sends nothing, a
browser archive that never arrives: each usually takes a minute. A job that may take two hours, because its
tests do, gives them two hours too. A limit on the step turns that into a quick failure that names the step.

Left alone: jobs with a limit of an hour or less; steps with a limit of their own, or whose command runs under
`timeout`; steps that do other work too, which may take its time. Jobs without any limit are another rule's.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Fix, Preferences, insert_entry
from ...purpose import inner_words
from ...rule import Problem, Profile, Rule, Severity, example
from ...tree import Scalar
from ...workflow import Document, Job, Step

if TYPE_CHECKING:
    from ...shell import Command

GENEROUS = 60
MINUTES = 15
CACHE_ACTIONS = ("actions/cache", "actions/cache/restore", "actions/cache/save", "swatinem/rust-cache")
# What each of these waits for, by the leading words of the command.
WAITS = (
    (("playwright", "install"), "installs browsers"),
    (("cypress", "install"), "installs browsers"),
    (("puppeteer", "browsers", "install"), "installs browsers"),
    (("docker", "pull"), "pulls images"),
    (("docker", "compose", "pull"), "pulls images"),
    (("apt-get", "update"), "reads a package index"),
    (("apt-get", "install"), "installs packages"),
    (("apt", "update"), "reads a package index"),
    (("apt", "install"), "installs packages"),
    (("brew", "install"), "installs packages"),
    (("choco", "install"), "installs packages"),
    (("pip", "install"), "installs packages"),
    (("pip3", "install"), "installs packages"),
    (("npm", "ci"), "installs packages"),
    (("npm", "install"), "installs packages"),
    (("yarn", "install"), "installs packages"),
    (("pnpm", "install"), "installs packages"),
    (("wait-for-it",), "waits for a service"),
    (("wait-for-it.sh",), "waits for a service"),
    (("wait-on",), "waits for a service"),
    (("dockerize",), "waits for a service"),
)
PREPARING = frozenset(
    ("echo", "cd", "set", "export", "mkdir", "ls", "cat", "printf", "test", "[", "[[", "true", "pwd", "df", "rm", "if")
)
_MARKS = tuple(sorted({words[-1] for words, _ in WAITS}))


def check(document: Document) -> Iterator[Problem]:
    """Report each step known to hang in a job with a generous limit."""
    for job in document.jobs():
        limit = minutes(job)
        if limit is None or limit <= GENEROUS:
            continue
        for step in job.all_steps:
            what = hangs(step) if step.node.get("timeout-minutes") is None else ""
            if what:
                message = f"the step that {what} may take the {limit:g} minutes of job {job.id}"
                yield Problem(step.place, message, fix=partial(limit_step, step))


def minutes(job: Job) -> float | None:
    """The limit of the job, if it is a number."""
    value = job.node.get("timeout-minutes")
    return value.number if isinstance(value, Scalar) else None


def hangs(step: Step) -> str:
    """What the step does that may hang, or ""."""
    if step.uses is not None:
        return "moves a cache" if step.uses.names(*CACHE_ACTIONS) else ""
    if step.run is None or not any(map(step.run.text.__contains__, _MARKS)) or step.script is None:
        return ""
    working = [command for command in step.script.commands if command.name not in PREPARING]
    waiting = [command for command in working if waits(command)]
    # What else a step does may take longer.
    return waits(waiting[0]) if len(waiting) == len(working) > 0 else ""


def waits(command: "Command") -> str:
    """What the command waits for, or ""."""
    if any("timeout" in wrapper for wrapper in command.wrappers) or command.background:
        return ""
    words = inner_words(command)
    plain = (*words[:1], *(word for word in words[1:] if not word.startswith("-")))
    return next((what for known, what in WAITS if plain[: len(known)] == known), "")


def limit_step(step: Step, _preferences: Preferences) -> Fix:
    """Give the step a limit of its own."""
    names = [key.text for key, _ in step.node.named_entries()]
    after = next((name for name in ("name", "uses", "run") if name in names), "")
    # Unsafe: only the owner knows how long the step may take.
    edit = insert_entry(step.node, f"timeout-minutes: {MINUTES}", after=after)
    return Fix(f"limit the step to {MINUTES} minutes", (edit,), safe=False)


RULE = Rule(
    id="step-can-hang",
    summary="step that is known to hang has no limit",
    severity=Severity.INFO,
    profile=Profile.STRICT,
    why=__doc__,
    check=check,
    hints=("timeout-minutes",),
    references=(
        "https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepstimeout-minutes",
        "https://github.com/actions/cache/blob/main/tips-and-workarounds.md#cache-segment-restore-timeout",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              e2e:
                runs-on: ubuntu-24.04
                timeout-minutes: 120
                steps:
                  - uses: actions/cache@v4  # <--
                    with:
                      path: ~/.npm
                      key: npm-${{ hashFiles('package-lock.json') }}
                  - run: npm ci  # <--
                  - name: Browsers  # <--
                    run: npx playwright install --with-deps
                  - run: npx playwright test
            """,
            good="""
            on: push
            jobs:
              e2e:
                runs-on: ubuntu-24.04
                timeout-minutes: 120
                steps:
                  - uses: actions/cache@v4
                    timeout-minutes: 15
                    with:
                      path: ~/.npm
                      key: npm-${{ hashFiles('package-lock.json') }}
                  - run: npm ci
                    timeout-minutes: 15
                  - name: Browsers
                    timeout-minutes: 15
                    run: npx playwright install --with-deps
                  - run: npx playwright test
            """,
            near=(
                """
                on: push
                jobs:
                  quick:
                    runs-on: ubuntu-24.04
                    timeout-minutes: 60
                    steps:
                      - run: npm ci
                  unlimited:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: npm ci
                  slow:
                    runs-on: ubuntu-24.04
                    timeout-minutes: 180
                    steps:
                      - uses: actions/cache@v4
                        timeout-minutes: 5
                      - run: timeout 600 npm ci
                      - run: npm run install-browsers
                      - run: |
                          pip install -r requirements.txt
                          pytest
                      - run: cargo build
                  computed:
                    runs-on: ubuntu-24.04
                    timeout-minutes: ${{ matrix.minutes }}
                    steps:
                      - run: npm ci
                """,
            ),
        ),
    ),
)
