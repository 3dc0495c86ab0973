"""What GitHub sees in a file: workflows, actions, dependabot settings, their jobs and steps.

All of these are views over nodes: they keep nothing of their own and never fail on odd input; what is
missing or of the wrong shape reads as absent.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from msgspec import Struct

from .hints import Found
from .ignores import JudgedIgnore
from .permissions import Permissions, read_permissions
from .repository import Repository, Texts
from .tree import Mapping, Node, Scalar, Sequence, Tree
from .triggers import Triggers, read_triggers, texts
from .uses import Uses, parse_uses

if TYPE_CHECKING:
    from .shell import Script


# No real file comes near; rules that look at pairs of steps stay quick whatever a file holds. Jobs count as
# steps here: with aliases a small file may have millions of either.
STEPS_LIMIT, FILE_LIMIT = 1000, 2000

Kept = TypeVar("Kept")
View = TypeVar("View", bound="Remembering")


class Remembering(Struct, frozen=True, eq=False, dict=True):
    """Keeps what others compute of a view for as long as the view lives; a cache elsewhere would outlive the file."""

    def remember(self: View, name: str, compute: Callable[[View], Kept]) -> Kept:  # noqa: PYI019 - Self is of Python 3.11
        """What `compute` says of this view, computed once under the name."""
        remembered: dict[str, Any] = vars(self).setdefault("_remembered", {})
        if name not in remembered:
            remembered[name] = compute(self)
        kept: Kept = remembered[name]
        return kept


class Step(Remembering, frozen=True, eq=False):
    """One step of a job or of a composite action.

    `position` counts the steps of its job from 0, `group` is the `parallel:` list it stands in, if any.
    """

    node: Mapping
    parent: "Job | Action"
    position: int
    group: Sequence | None = None

    @cached_property
    def uses(self) -> Uses | None:
        """The action it runs, or None."""
        value = self.node.get("uses")
        return parse_uses(value) if isinstance(value, Scalar) and not value.is_null else None

    @cached_property
    def run(self) -> Scalar | None:
        """The script it runs, or None."""
        value = self.node.get("run")
        return value if isinstance(value, Scalar) else None

    @cached_property
    def script(self) -> "Script | None":
        """The script as commands, if a POSIX shell runs it; None for other shells and for actions."""
        if self.run is None or self.shell not in ("bash", "sh"):
            return None
        from .shell import parse_script

        return parse_script(self.run)

    @cached_property
    def shell(self) -> str:
        """The program that runs the script: `bash`, `sh`, `pwsh`, `powershell`, `cmd`, `python`, `node`, or ""."""
        declared = self.node.text("shell") or self.parent.default("shell")
        if declared:
            program = declared.split()[0].rsplit("/", 1)[-1] if declared.split() else ""
            return program.removesuffix(".exe")
        return self.parent.native_shell

    @property
    def id(self) -> str | None:
        """Its `id`, by which `steps.ID` names it."""
        return self.node.text("id")

    @property
    def name(self) -> str:
        """Its `name`, or ""."""
        return self.node.text("name") or ""

    @property
    def condition(self) -> Scalar | None:
        """The value of `if`."""
        value = self.node.get("if")
        return value if isinstance(value, Scalar) else None

    @property
    def inputs(self) -> Mapping | None:
        """The value of `with`."""
        value = self.node.get("with")
        return value if isinstance(value, Mapping) else None

    def input(self, name: str) -> Scalar | None:
        """One input of its action; input names ignore case."""
        for key, value in self.inputs.named_entries() if self.inputs else ():
            if key.text.lower() == name and isinstance(value, Scalar):
                return value
        return None

    def input_text(self, name: str) -> str:
        """The text of one input, or ""."""
        value = self.input(name)
        return value.text if value else ""

    def env(self, name: str) -> Scalar | None:
        """The value of an environment variable set by the step, its job or its workflow."""
        for owner in (self.node, *self.parent.env_owners):
            block = owner.get("env")
            value = block.get(name) if isinstance(block, Mapping) else None
            if isinstance(value, Scalar):
                return value
        return None

    @property
    def place(self) -> Scalar:
        """Where a problem of the whole step is shown: the first key of the step."""
        first = next((key for key, _ in self.node.named_entries()), None)
        return first or Scalar(self.node.source, self.node.start, self.node.end, "")

    @property
    def earlier(self) -> tuple["Step", ...]:
        """The steps of the job before it; those of its own `parallel:` list have no order and are left out."""
        steps = self.parent.all_steps[: self.position]
        return steps if self.group is None else tuple(step for step in steps if step.group is not self.group)

    @property
    def later(self) -> tuple["Step", ...]:
        """The steps of the job behind it; those of its own `parallel:` list are left out."""
        steps = self.parent.all_steps[self.position + 1 :]
        return steps if self.group is None else tuple(step for step in steps if step.group is not self.group)


class Job(Remembering, frozen=True, eq=False):
    """One job of a workflow."""

    key: Scalar
    node: Mapping
    workflow: "Workflow"

    @property
    def id(self) -> str:
        """The name by which `needs` knows it."""
        return self.key.text

    @property
    def complete(self) -> bool:
        """Whether all of it could be read; what an incomplete job seems to lack may stand further down."""
        return self.node.complete

    @cached_property
    def uses(self) -> Uses | None:
        """The reusable workflow it calls, or None."""
        value = self.node.get("uses")
        return parse_uses(value) if isinstance(value, Scalar) else None

    @property
    def calls_workflow(self) -> bool:
        """Whether it calls a reusable workflow instead of having steps."""
        return "uses" in (key.text for key, _ in self.node.named_entries())

    @cached_property
    def all_steps(self) -> tuple[Step, ...]:
        """Its steps in the order of the file, those inside `parallel:` included."""
        return _steps(self.node.get("steps"), self)

    @cached_property
    def permissions(self) -> Permissions:
        """What its token may do: its own block, else the workflow's."""
        own = self.node.get("permissions")
        return read_permissions(own if own is not None else self.workflow.node.get("permissions"))

    @cached_property
    def runs_on(self) -> tuple[str, ...]:
        """The labels of its runner, in lower case; a group names none."""
        value = self.node.get("runs-on")
        if isinstance(value, Mapping):
            value = value.get("labels")
        return tuple(label.lower() for label in texts(value))

    @cached_property
    def native_shell(self) -> str:
        """The shell of a step that names none: by the runner's system, "" if that is not known.

        A container has `sh`. On Linux and macOS it is bash; GitHub's Windows runners take pwsh.
        """
        if self.node.get("container") is not None:
            return "sh"
        labels = " ".join(self.runs_on)
        if "windows" in labels:
            return "pwsh"
        if "${{" in labels and "matrix." in labels and self._matrix_has("windows"):
            return ""
        return "bash"

    def _matrix_has(self, word: str) -> bool:
        strategy = self.node.get("strategy")
        if not isinstance(strategy, Mapping):
            return False
        return word in strategy.source.text[strategy.start : strategy.end].lower()

    @property
    def matrix(self) -> Node | None:
        """The value of `strategy.matrix`."""
        strategy = self.node.get("strategy")
        return strategy.get("matrix") if isinstance(strategy, Mapping) else None

    @property
    def needs(self) -> tuple[str, ...]:
        """The ids of the jobs it waits for."""
        return texts(self.node.get("needs"))

    @property
    def condition(self) -> Scalar | None:
        """The value of `if`."""
        value = self.node.get("if")
        return value if isinstance(value, Scalar) else None

    @property
    def services(self) -> Mapping | None:
        """The value of `services`."""
        value = self.node.get("services")
        return value if isinstance(value, Mapping) else None

    @property
    def env_owners(self) -> tuple[Mapping, ...]:
        """The mappings whose `env` its steps inherit, the nearest first."""
        return (self.node, self.workflow.node)

    def default(self, setting: str) -> str | None:
        """`defaults.run.shell` or `defaults.run.working-directory`, the job's before the workflow's."""
        for owner in self.env_owners:
            defaults = owner.get("defaults")
            run = defaults.get("run") if isinstance(defaults, Mapping) else None
            value = run.text(setting) if isinstance(run, Mapping) else None
            if value:
                return value
        return None


def _steps(node: Node | None, parent: "Job | Action") -> tuple[Step, ...]:
    listed = islice(_listed(node), STEPS_LIMIT)
    return tuple(Step(item, parent, number, group) for number, (item, group) in enumerate(listed))


def _within_limit(jobs: Iterator[Job]) -> Iterator[Job]:
    size = 0
    for job in jobs:
        size += 1 + len(job.all_steps)
        if size > FILE_LIMIT:
            return
        yield job


def _listed(node: Node | None, group: Sequence | None = None) -> Iterator[tuple[Mapping, Sequence | None]]:
    """The steps of a list, those of inner `parallel:` lists in their place."""
    for item in node.items if isinstance(node, Sequence) else ():
        if not isinstance(item, Mapping):
            continue
        inner = item.get("parallel")
        if isinstance(inner, Sequence) and group is None:
            yield from _listed(inner, inner)
        else:
            yield item, group


class _File(Remembering, frozen=True, eq=False):
    """What all kinds of files have in common.

    `ignores` are the ignore comments with flaws; they are known only to rules that run after the ignores.
    `found` are the hints of rules that are in its text.
    """

    tree: Tree
    path: str
    repository: Repository
    ignores: tuple[JudgedIgnore, ...] = ()
    found: Found = Found()

    @cached_property
    def node(self) -> Mapping:
        """The root; an empty mapping if the file holds something else."""
        root = self.tree.root
        return root if isinstance(root, Mapping) else Mapping(self.tree.source, 0, 0, complete=False)

    @property
    def complete(self) -> bool:
        """Whether the whole file could be read."""
        return self.tree.error is None and self.node.complete

    def jobs(self) -> tuple[Job, ...]:
        """Its jobs."""
        return ()

    def steps(self) -> tuple[Step, ...]:
        """All steps of all jobs, or of the composite action."""
        return ()

    def worth_looking_for(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the texts, all in lower case, that its scripts may have: a quick look that misses none."""
        return self.found.may_have(texts) if self._verbatim else texts

    @cached_property
    def _verbatim(self) -> bool:
        return all(step.run is None or step.run.verbatim for step in self.steps())


class Workflow(_File, frozen=True, eq=False, dict=True):
    """A file in `.github/workflows`. `path` is relative to the root of its repository."""

    @cached_property
    def triggers(self) -> Triggers:
        """What starts it."""
        return read_triggers(self.node.get("on"))

    @cached_property
    def permissions(self) -> Permissions:
        """What its own `permissions` grant to jobs that have none."""
        return read_permissions(self.node.get("permissions"))

    @cached_property
    def _jobs(self) -> tuple[Job, ...]:
        jobs = self.node.get("jobs")
        entries = jobs.named_entries() if isinstance(jobs, Mapping) else ()
        return tuple(_within_limit(Job(key, value, self) for key, value in entries if isinstance(value, Mapping)))

    def jobs(self) -> tuple[Job, ...]:
        """Its jobs in the order of the file."""
        return self._jobs

    @cached_property
    def _all_steps(self) -> tuple[Step, ...]:
        return tuple(step for job in self._jobs for step in job.all_steps)

    def steps(self) -> tuple[Step, ...]:
        """All steps of all jobs."""
        return self._all_steps


class Action(_File, frozen=True, eq=False, dict=True):
    """An `action.yml`. As the parent of steps it answers like a job."""

    @property
    def runs(self) -> Mapping | None:
        """The value of `runs`."""
        value = self.node.get("runs")
        return value if isinstance(value, Mapping) else None

    @property
    def composite(self) -> bool:
        """Whether it consists of steps."""
        return self.runs is not None and self.runs.text("using") == "composite"

    @cached_property
    def all_steps(self) -> tuple[Step, ...]:
        """The steps of a composite action."""
        return _steps(self.runs.get("steps") if self.runs else None, self)

    def steps(self) -> tuple[Step, ...]:
        """The steps of a composite action."""
        return self.all_steps

    # A composite step must name its shell; what a missing one would be is not known.
    native_shell = ""
    env_owners: tuple[Mapping, ...] = ()

    def default(self, _setting: str) -> str | None:
        """None: composite actions have no defaults."""
        return None


class Dependabot(_File, frozen=True, eq=False):
    """A `dependabot.yml`."""

    @property
    def updates(self) -> tuple[Mapping, ...]:
        """The entries of `updates`."""
        value = self.node.get("updates")
        return tuple(i for i in value.items if isinstance(i, Mapping)) if isinstance(value, Sequence) else ()


Document: TypeAlias = Workflow | Action | Dependabot


def view(tree: Tree, path: str, repository: Repository | None = None, found: Found | None = None) -> Document:
    """The file as what it is, told by its path and, where that says nothing, by its keys.

    `path` is relative to the root of the repository, with forward slashes. `found` is what a look at the text found.
    """
    repository, found = repository or Texts(), found or Found()
    folder, _, name = path.rpartition("/")
    stem = name.rsplit(".", 1)[0]
    if folder.endswith(".github/workflows"):
        return Workflow(tree, path, repository, found=found)
    if folder.endswith(".github") and stem == "dependabot":
        return Dependabot(tree, path, repository, found=found)
    root = tree.root
    if isinstance(root, Mapping) and not root.get("jobs"):
        if root.get("runs") or stem == "action":
            return Action(tree, path, repository, found=found)
        if root.get("updates"):
            return Dependabot(tree, path, repository, found=found)
    return Workflow(tree, path, repository, found=found)
