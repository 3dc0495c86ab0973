"""A key that stands twice in a mapping: YAML forbids it, and GitHub refuses the file.

It happens when two branches add the same `env` or the same job and are merged, and when a block is copied.
GitHub compares keys without regard to case: `Path` next to `PATH`, in an `env` block as anywhere else in a
workflow or an action, is the same key twice ("'Path' is already defined").

Left alone: keys that are an expression, whose value nobody knows before the run, and keys that differ in
case in a Dependabot file, where case counts.
"""

from collections.abc import Iterator

from ...rule import Problem, Rule, Severity, example
from ...tree import Mapping, Node, Scalar, Sequence, Tree
from ...workflow import Dependabot, Document


def check(document: Document) -> Iterator[Problem]:
    """Report each key that its mapping already has."""
    ignoring_case = not isinstance(document, Dependabot)
    for mapping in mappings(document.tree):
        if len(mapping.entries) < 2:  # noqa: PLR2004 - the key and its twin
            continue
        names = {entry.key.text.upper() for entry in mapping.entries if entry.key.__class__ is Scalar}
        # Fewer names also where a key is no scalar, which is rare.
        if len(names) < len(mapping.entries):
            yield from repeated(mapping, ignoring_case=ignoring_case)


def mappings(tree: Tree) -> Iterator[Mapping]:
    """The mappings of a file, each once; not the walk over all nodes, of which nine in ten are scalars."""
    pending: list[Node] = [] if tree.root is None else [tree.root]
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if node.shared:
            if id(node) in seen:
                continue
            seen.add(id(node))
        if node.__class__ is Mapping:
            yield node
            pending += [entry.value for entry in node.entries if entry.value.__class__ is not Scalar]
        elif isinstance(node, Sequence):
            pending += [item for item in node.items if item.__class__ is not Scalar]


def repeated(mapping: Mapping, *, ignoring_case: bool) -> Iterator[Problem]:
    """The problems of one mapping."""
    first: dict[str, Scalar] = {}
    for key, _ in mapping.named_entries():
        if not key.text or "${{" in key.text:
            continue
        earlier = first.setdefault(key.text.upper() if ignoring_case else key.text, key)
        if earlier is not key:
            line = mapping.source.position(earlier.start).line
            spelling = "" if earlier.text == key.text else f" as {earlier.text}"
            yield Problem(key, f"key {key.text} is already defined{spelling} on line {line}")


RULE = Rule(
    id="yaml-duplicate-key",
    summary="key that its mapping already has",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    aliases=("actionlint:syntax-check", "yamllint:key-duplicates"),
    references=("https://yaml.org/spec/1.2.2/#3213-node-comparison",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                env:
                  LEVEL: debug
                steps:
                  - run: make test
                env:  # <--
                  COLOR: never
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                env:
                  LEVEL: debug
                  COLOR: never
                steps:
                  - run: make test
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    env: &level
                      LEVEL: debug
                    steps:
                      - run: make test
                        env: *level
                """,
            ),
        ),
        example(
            bad="""
            on: push
            env:
              HTTP_PROXY: http://proxy:3128
              http_proxy: http://proxy:3128  # <--
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
            """,
            good="""
            on: push
            env:
              HTTP_PROXY: http://proxy:3128
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: make test
            """,
        ),
        example(
            path=".github/dependabot.yml",
            bad="""
            version: 2
            updates: []
            updates: []  # <--
            """,
            good="""
            version: 2
            updates: []
            """,
            near=(
                """
                version: 2
                updates:
                  - package-ecosystem: npm
                    directory: /
                    groups:
                      react: {patterns: [react]}
                      React: {patterns: [react-dom]}
                """,
            ),
        ),
    ),
)
