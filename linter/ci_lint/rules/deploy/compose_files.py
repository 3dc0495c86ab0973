"""The compose files that a command starts services from."""

from typing import TYPE_CHECKING

from ...tree import Mapping
from ...workflow import Job, Step

if TYPE_CHECKING:
    from ...shell import Command

USUAL = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")


def all_checked(step: Step, command: "Command") -> bool:
    """Whether every service in the files has a health check of its own; False if a file cannot be read."""
    parent = step.parent
    document = parent.workflow if isinstance(parent, Job) else parent
    folder = step.node.text("working-directory") or parent.default("working-directory") or "."
    named = [word.text for word in command.options("-f", "--file")]
    paths = named or [path for path in USUAL if document.repository.exists(f"{folder}/{path}")][:1]
    trees = [document.repository.tree(f"{folder}/{path}") for path in paths]
    roots = [tree.root for tree in trees if tree is not None and isinstance(tree.root, Mapping)]
    blocks = [root.get("services") for root in roots]
    services = [value for block in blocks if isinstance(block, Mapping) for _, value in block.named_entries()]
    checked = all(isinstance(service, Mapping) and service.get("healthcheck") is not None for service in services)
    return bool(services) and len(roots) == len(paths) and checked
