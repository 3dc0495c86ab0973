"""With `StrictHostKeyChecking=no` ssh talks to whoever answers under the name of the host.

Whoever can redirect the connection, by a name server or by an address that was given to somebody else, gets
what the job sends: the files, the commands with their secrets, and the password if there is one. The key of
the host belongs into a secret or variable that the job appends to `~/.ssh/known_hosts`. `accept-new` checks
nothing either on a runner that is new for each job.

Left alone: the runner itself, machines that the same job has just made and whose keys nobody can know, and
text that is only searched for.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Fix, Preferences, Refusal, replace_in_scalar
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...tree import Mapping, Node, Scalar
from ...workflow import Action, Document, Job, Step, Workflow
from .ssh_calls import own_machine

if TYPE_CHECKING:
    from ...shell import Command

UNCHECKED = late_pattern(r"StrictHostKeyChecking(?:\s*=\s*|\s+)(?P<value>[\"']?(?:no|off)\b)", re.IGNORECASE)
ANSIBLE = "ANSIBLE_HOST_KEY_CHECKING"
_OFF = ("false", "no", "0", "off")
_SEARCHING = ("grep", "egrep", "sed", "awk", "rg")
_MAKING = (
    ("az", "vm", "create"),
    ("aws", "ec2", "run-instances"),
    ("gcloud", "compute", "instances", "create"),
    ("doctl", "compute", "droplet", "create"),
    ("hcloud", "server", "create"),
    ("terraform", "apply"),
    ("vagrant", "up"),
    ("limactl", "start"),
    ("multipass", "launch"),
)
_MACHINES = late_pattern(r"create|run-instances|apply|vagrant|limactl|multipass|qemu-system", re.IGNORECASE)


def check(document: Document) -> Iterator[Problem]:
    """Report each place that switches the check off."""
    if isinstance(document, Workflow) and not any(map(makes_machines, document.jobs())):
        yield from in_values(document.node.get("env"))
    for job in document.jobs():
        if not makes_machines(job):
            yield from in_values(job.node.get("env"))
    for step in document.steps():
        if not makes_machines(step.parent):
            yield from in_values(step.node.get("env"))
            yield from in_values(step.inputs)
            yield from in_script(step)


def in_values(block: Node | None) -> Iterator[Problem]:
    """The values of an `env` or a `with` that switch it off."""
    for key, value in block.named_entries() if isinstance(block, Mapping) else ():
        if not isinstance(value, Scalar):
            continue
        if key.text == ANSIBLE and value.text.lower() in _OFF:
            yield Problem(value, f"{ANSIBLE} is off: ansible does not check the keys of hosts")
        for found in UNCHECKED.finditer(value.text):
            yield Problem(value.part(*found.span()), f"{key.text} makes ssh accept any host key")


def in_script(step: Step) -> Iterator[Problem]:
    """The words and heredocs of a script that switch it off."""
    if step.run is None or not UNCHECKED.search(step.run.text) or step.script is None:
        return
    searched = [(c.start, c.end) for c in step.script.commands if c.name in _SEARCHING or at_home(c)]
    spoken = [
        *((command.start, command.end) for command in step.script.commands),
        *((heredoc.start, heredoc.end) for command in step.script.commands for heredoc in command.heredocs),
        *((assignment.start, assignment.end) for assignment in step.script.assigned),
    ]
    for found in UNCHECKED.finditer(step.run.text):
        inside = any(start <= found.start() < end for start, end in spoken)
        if inside and not any(start <= found.start() < end for start, end in searched):
            fix = partial(check_keys, step, *found.span("value"))
            yield Problem(step.run.part(*found.span()), "ssh accepts any host key", fix=fix)


def at_home(command: "Command") -> bool:
    """Whether a command names the runner itself as the host."""
    return any(own_machine(word.text) for word in command.arguments)


def makes_machines(parent: Job | Action) -> bool:
    """Whether the job makes the machine that it talks to."""
    return parent.remember("makes machines", _makes_machines)


def _makes_machines(parent: Job | Action) -> bool:
    inline = (s.input_text("inlinescript") for s in parent.all_steps if s.uses and s.uses.names("azure/cli"))
    if any("az vm create" in text for text in inline):
        return True
    scripts = (s.script for s in parent.all_steps if s.run is not None and _MACHINES.search(s.run.text) and s.script)
    commands = (command for script in scripts for command in script.commands)
    return any(c.name.startswith("qemu-system") or any(c.starts_with(*words) for words in _MAKING) for c in commands)


def check_keys(step: Step, start: int, end: int, _preferences: Preferences) -> Fix:
    """Check the key of the host against those that the job has written down."""
    scripts = [other.run.text for other in step.parent.all_steps if other.run is not None]
    if not any("known_hosts" in text for text in scripts) or step.run is None:
        raise Refusal("the job does not know the key of the host; it belongs into known_hosts")
    if any("/dev/null" in text and "UserKnownHostsFile" in text for text in scripts):
        raise Refusal("the known hosts are read from /dev/null")
    quote = step.run.text[start] if step.run.text[start] in "\"'" else ""
    # Unsafe: the keys that the job has may be those of other hosts.
    edit = replace_in_scalar(step.run, start, end, f"{quote}yes")
    return Fix("check the host key against known_hosts", (edit,), safe=False)


RULE = Rule(
    id="ssh-host-key-unchecked",
    summary="ssh accepts any host key",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("stricthostkeychecking", ANSIBLE.lower()),
    references=("https://man.openbsd.org/ssh_config#StrictHostKeyChecking",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      ssh-keyscan -H 203.0.113.7 >> ~/.ssh/known_hosts
                      scp -o StrictHostKeyChecking=no -q app.tar deploy@203.0.113.7:/srv/  # <--
                      cat >> ~/.ssh/config <<EOF
                      Host production
                        StrictHostKeyChecking no  # <--
                      EOF
                      SSH="ssh -oStrictHostKeyChecking=no"  # <--
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      ssh-keyscan -H 203.0.113.7 >> ~/.ssh/known_hosts
                      scp -o StrictHostKeyChecking=yes -q app.tar deploy@203.0.113.7:/srv/
                      cat >> ~/.ssh/config <<EOF
                      Host production
                        StrictHostKeyChecking yes
                      EOF
                      SSH="ssh -oStrictHostKeyChecking=yes"
            """,
            near=(
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          # never StrictHostKeyChecking=no
                          ssh -o StrictHostKeyChecking=yes deploy@203.0.113.7 uptime
                          ! grep -rn 'StrictHostKeyChecking=no' deploy/
                          ssh -o StrictHostKeyChecking=no -p 2222 root@localhost uptime
                """,
                """
                on: push
                env:
                  SSH_OPTS: -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null
                jobs:
                  windows:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          az vm create -n test -g group --image Win2025
                          ssh $SSH_OPTS azureuser@"$IP" hostname
                """,
            ),
        ),
        example(
            bad="""
            on: push
            env:
              ANSIBLE_HOST_KEY_CHECKING: "False"  # <--
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - uses: easingthemes/ssh-deploy@v5
                    with:
                      SSH_CMD_ARGS: -o StrictHostKeyChecking=no  # <--
                  - run: ssh -o StrictHostKeyChecking=no deploy@203.0.113.7 uptime  # <--
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - uses: easingthemes/ssh-deploy@v5
                    with:
                      SSH_CMD_ARGS: -o StrictHostKeyChecking=yes
                  - run: |
                      printf '%s' "$KNOWN_HOSTS" >> ~/.ssh/known_hosts
                      ssh -o StrictHostKeyChecking=yes deploy@203.0.113.7 uptime
                    env:
                      KNOWN_HOSTS: ${{ vars.KNOWN_HOSTS }}
            """,
        ),
    ),
)
