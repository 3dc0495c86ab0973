"""A lock file is there so that every machine installs the same; some install commands rewrite it instead.

`npm install`, Yarn 1 without `--frozen-lockfile`, `bundle install` and `uv sync` bring a lock file that does not
fit up to date and go on. CI then tests other versions than those that were committed, and a lock file that
somebody forgot to commit is never noticed. `npm ci`, `--frozen-lockfile`, `BUNDLE_FROZEN` and `--locked` install
what the file says or fail.

Left alone: projects without a lock file, as far as can be told; installs of single packages; `npm install` as a
fallback of `npm ci`; jobs that change versions, write into the manifest (`Gemfile`) or commit the result; pnpm
and newer Yarn, which freeze the lock file in CI by themselves, unless they are told not to; and settings that do
the same in the environment.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Fix, Preferences
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Step
from .installers import Install, install_of
from .lock_files import LockFile

if TYPE_CHECKING:
    from ...shell import Command

_NAMES = ("no-frozen-lockfile", "frozen-lockfile=", "fix-lockfile", "poetry lock")
# Installs of all packages; what follows may say that it is of some, or something else.
_BARE = late_pattern(
    r"""(?<!p)npm\ (?:- | i(?!\w*[ \t]+(?:-g\b|--global\b|[a-z@])))
    | (?<![\w.-])(?:yarn|bundle)(?![\w=-]|[ \t]+[a-hj-z])""",
    re.VERBOSE,
)
# Who does this wants another lock file.
_CHANGES = late_pattern(
    r"""create-pull-request|auto-commit|changeset|git\ (?:commit|push) | npm\ (?:version|pkg\ set|publish) | \bncu\b
    | npm-check-updates | (?:npm|yarn|pnpm|bundle)\ (?:update|upgrade) | rm\ (?:-\w+\ )?\S*lock | --package-lock-only
    | uv\ (?:lock|add|remove) | bundle\ (?:lock|add)
    | (?:>\ *|\bsed\ -i\b.*[\ /"'])(?:Gemfile|package\.json|pyproject\.toml)\b(?!\.)""",
    re.VERBOSE,
)


def check(document: Document) -> Iterator[Problem]:
    """Report each install that may rewrite the lock file it should follow."""
    for step in document.steps():
        if step.run is None or not may_install(step.run.text) or step.script is None:
            continue
        for command in step.script.commands:
            install = install_of(step, command)
            if install is not None and not is_fallback(step, command) and not changes_versions(step):
                message = f"{install.shown} may change {install.lock.path}; {install.instead} follows it"
                yield Problem(command.span, message, fix=partial(follow, install))


def may_install(text: str) -> bool:
    """Whether a script is worth reading: a quick look that misses none."""
    if any(map(text.__contains__, _NAMES)) or ("uv" in text and "sync" in text):
        return True
    return any(map(text.__contains__, ("npm", "yarn", "bundle"))) and bool(_BARE.search(text))


def is_fallback(step: Step, command: "Command") -> bool:
    """Whether the command runs only where a strict one has failed."""
    return any(command in other.otherwise for other in step.script.commands) if step.script else False


def changes_versions(step: Step) -> bool:
    """Whether some step of the job is there to change versions, or to keep what was changed."""
    return any(
        bool(_CHANGES.search(other.run.text if other.run is not None else other.uses.text if other.uses else ""))
        for other in step.parent.all_steps
    )


def follow(install: Install, _preferences: Preferences) -> Fix:
    """Install what the lock file says."""
    return Fix(f"follow {install.lock.path}", install.edits(), safe=is_certain(install.lock))


def is_certain(lock: LockFile) -> bool:
    """Whether the lock file was seen."""
    return lock.text is not None


RULE = Rule(
    id="package-lock-ignored",
    summary="install that may rewrite the lock file",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("npm", "yarn", "bundle", "uv sync", "poetry"),
    references=(
        "https://docs.npmjs.com/cli/commands/npm-ci",
        "https://classic.yarnpkg.com/en/docs/cli/install#toc-yarn-install-frozen-lockfile",
        "https://docs.astral.sh/uv/concepts/projects/sync/#automatic-lock-and-sync",
        "https://bundler.io/man/bundle-config.1.html",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: npm install --legacy-peer-deps  # <--
                    working-directory: web
                  - run: cd web && npm i && npm test  # <--
                  - run: yarn  # <--
                  - run: yarn install --ignore-scripts  # <--
                  - run: pnpm install --no-frozen-lockfile --dir admin  # <--
                  - run: |
                      bundle install --jobs 4  # <--
                      uv sync --all-extras  # <--
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - run: npm ci --legacy-peer-deps
                    working-directory: web
                  - run: cd web && npm ci && npm test
                  - run: yarn --frozen-lockfile
                  - run: yarn install --frozen-lockfile --ignore-scripts
                  - run: pnpm install --frozen-lockfile --dir admin
                  - run: |
                      BUNDLE_FROZEN=true bundle install --jobs 4
                      uv sync --locked --all-extras
            """,
            near=(
                """
                on: push
                jobs:
                  strict:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: npm ci || npm install
                        working-directory: web
                      - run: npm install --global tool
                      - run: npm install eslint@9 --no-save
                        working-directory: web
                      - run: npm install
                      - run: yarn install --frozen-lockfile
                      - run: yarn test
                      - run: pnpm install
                        working-directory: admin
                      - run: bundle install
                        env:
                          BUNDLE_FROZEN: true
                      - run: bundle exec rspec
                      - run: uv sync --locked
                      - run: uv sync --upgrade
                      - run: uv sync
                        env:
                          UV_FROZEN: 1
                      - run: poetry lock --check && poetry install
                  updates:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: npm install
                        working-directory: web
                      - uses: peter-evans/create-pull-request@v8
                  other-framework:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          sed -i 's/"react": .*/"react": "canary",/' web/package.json
                          cd web && npm install
                  added:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          echo 'gem "capybara"' >> Gemfile
                          bundle install
                  elsewhere:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/checkout@v6
                        with:
                          repository: acme/other
                      - run: uv sync
                """,
            ),
            files={
                "web/package-lock.json": "{}\n",
                "yarn.lock": "# yarn lockfile v1\n",
                "admin/pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
                "Gemfile.lock": "GEM\n",
                "uv.lock": "version = 1\n",
                "poetry.lock": "[[package]]\n",
            },
        ),
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - uses: actions/setup-node@v6
                    with:
                      cache: npm
                      cache-dependency-path: web/package-lock.json
                  - run: npm install --prefix web  # <--
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - uses: actions/setup-node@v6
                    with:
                      cache: npm
                      cache-dependency-path: web/package-lock.json
                  - run: npm ci --prefix web
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: yarn install
                """,
            ),
            files={"yarn.lock": "__metadata:\n  version: 8\n"},
        ),
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: poetry lock && poetry install  # <--
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: poetry install
            """,
            files={"poetry.lock": "[[package]]\n"},
        ),
    ),
)
