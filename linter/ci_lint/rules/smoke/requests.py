"""The HTTP requests that scripts make with curl and wget, and what becomes of their answers.

What options mean is told by the manual pages of curl 8 and wget 1.21.
"""

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ...late_pattern import late_pattern
from ...purpose import Purpose, inner, is_for
from ...purpose.runners import words_of
from ...workflow import Action, Document, Job, Step
from .addresses import find_addresses, is_local, is_metrics_query

if TYPE_CHECKING:
    from ...shell import Command, Script, Word

PROGRAMS = ("curl", "wget")
# What prints, and cannot fail a step.
PRINTERS = ("true", ":", "echo", "printf")
# Programs that run what they read or unpack it: the answer is a download then, not something that is looked at.
UNPACKERS = words_of(
    "sh bash zsh dash python python3 node perl ruby php tar bsdtar unzip gunzip zcat xz unxz bunzip2 zstd cpio gpg "
    "apt-key tee dd kubectl docker install source"
)
# How many commands behind a request may have to do with it.
FAR = 300
_SHELLS = ("sh", "bash", "zsh", "dash")
_INTERPRETERS = ("python", "python3", "node", "perl", "ruby", "php")
_CARRIERS = ("docker", "docker-compose", "podman", "kubectl", "oc")
_TIMEOUTS = ("timeout", "gtimeout")
_SCREENS = ("-", "/dev/stdout", "/dev/stderr", "/dev/tty")
_NOWHERE = ("/dev/null", "NUL", "nul")
_SENDING = ("POST", "PUT", "PATCH", "DELETE")
_BODIES = tuple(
    words_of(
        "-d --data --data-raw --data-binary --data-ascii --data-urlencode --json -F --form --form-string "
        "-T --upload-file --post-data --post-file --body-data --body-file"
    )
)
_STATUS = late_pattern(r"%\{(?:http_code|response_code)\}")


class Request(Struct, frozen=True, eq=False, dict=True):
    """One call of curl or wget. `carried` tells that it runs in a container, by `docker exec` or the like."""

    step: Step
    script: "Script"
    command: "Command"
    carried: bool = False

    @property
    def is_curl(self) -> bool:
        """Whether it is curl's."""
        return self.command.name == "curl"

    @cached_property
    def opaque(self) -> bool:
        """Whether options may come from elsewhere: a variable, a file of settings."""
        if self.command.may_hold_options or next(self.command.options("-K", "--config"), None) is not None:
            return True
        return bool(self.step.parent.remember("writes options of curl", _writes_options))

    @cached_property
    def addresses(self) -> tuple["Word", ...]:
        """The words that say what is asked for."""
        return find_addresses(self.command)

    @cached_property
    def local(self) -> bool:
        """Whether it asks the runner itself or a service beside it, which no one else can reach."""
        return bool(self.addresses) and all(map(is_local, self.addresses))

    @cached_property
    def asks_metrics(self) -> bool:
        """Whether it asks Prometheus for a value."""
        return any(map(is_metrics_query, self.addresses))

    @cached_property
    def sends(self) -> bool:
        """Whether it changes something at the other end, as far as the method tells."""
        if self.command.has("-G", "--get"):
            return False
        method = self.command.option("-X", "--request", "--method")
        if method is not None:
            return method.text.upper() in _SENDING
        return next(self.command.options(*_BODIES), None) is not None

    @cached_property
    def target(self) -> str:
        """The file that the answer goes into, "" if it is shown or read."""
        to = self.command.writes_to
        if to is not None and to.text not in _SCREENS:
            return to.text
        if self.is_curl:
            named = self.command.option("-o", "--output")
            remote = self.command.has("-O", "--remote-name", "--remote-name-all")
        else:
            named = self.command.option("-O", "--output-document")
            remote = named is None and not self.command.has("--spider")
        if named is not None:
            return "" if named.text in _SCREENS else named.text
        return "remote name" if remote else ""

    @property
    def discards(self) -> bool:
        """Whether nobody gets to see the answer."""
        return self.target in _NOWHERE

    @property
    def captured(self) -> bool:
        """Whether its output is taken in by a variable or by another command's words."""
        return self.command.substitution

    @property
    def piped(self) -> bool:
        """Whether another command reads its output."""
        return self.command.position < len(self.command.pipeline) - 1

    @cached_property
    def downloads(self) -> bool:
        """Whether it fetches something to keep, to unpack or to run."""
        if self.target and not self.discards:
            return True
        return any(map(_unpacks, self.command.pipeline[self.command.position + 1 :]))

    @property
    def run_unseen(self) -> bool:
        """Whether a program would run an empty answer and be content, and nothing looks at this end of the pipe."""
        readers = self.command.pipeline[self.command.position + 1 :]
        return any(reader.name in (*_SHELLS, *_INTERPRETERS) for reader in readers) and not _pipefail(self.step)

    @cached_property
    def reads_status(self) -> bool:
        """Whether it prints the status of the answer."""
        return any(_STATUS.search(word.text) for word in self.command.options("-w", "--write-out"))

    @cached_property
    def fails(self) -> bool:
        """Whether an error that the server answers with is one for the shell too."""
        return not self.is_curl or self.command.has("-f", "--fail", "--fail-with-body")

    @cached_property
    def limited(self) -> bool:
        """Whether something ends it when no answer comes."""
        if any(wrapper in _TIMEOUTS for wrapper in self.command.wrappers) or self.step.node.get("timeout-minutes"):
            return True
        stalls = ("-y", "--speed-time", "-Y", "--speed-limit")
        names = ("-m", "--max-time", *stalls) if self.is_curl else ("-T", "--timeout", "--read-timeout")
        return next(self.command.options(*names), None) is not None

    @property
    def ignored(self) -> bool:
        """Whether its exit code is of no consequence, but for a line in the log."""
        if self.command.background or self.step.node.text("continue-on-error") == "true":
            return True
        branches = self.command.and_or
        return bool(branches) and branches[0].operator == "||" and _only_prints(branches[0].commands)

    @property
    def decides(self) -> bool:
        """Whether a condition, `&&` or `||` looks at its exit code."""
        last = self.command.position == len(self.command.pipeline) - 1
        return last and not self.ignored and (self.command.in_condition or bool(self.command.and_or))

    @property
    def polls(self) -> bool:
        """Whether it is asked again and again until it succeeds."""
        return self.command.in_loop and (self.command.in_condition or bool(self.command.and_or))

    @property
    def behind(self) -> tuple["Command", ...]:
        """The commands that begin behind its end; of a very long script not all, lest many requests read it whole."""
        starts = self.step.remember("starts of commands", _starts)
        place = bisect_left(starts, self.command.end)
        return self.script.commands[place : place + FAR]

    def serves(self, *wanted: Purpose) -> bool:
        """Whether its step is for one of these."""
        return any(is_for(self.step, purpose) for purpose in wanted)

    @property
    def modern(self) -> bool:
        """Whether the curl of a current runner image makes it, and not one of a container or of somebody's machine."""
        job = self.step.parent
        if self.carried or not isinstance(job, Job) or job.node.get("container") is not None:
            return False
        return bool(job.runs_on) and all(label.startswith(("ubuntu-", "macos-")) for label in job.runs_on)


def requests(document: Document) -> tuple[Request, ...]:
    """The requests of all scripts of a file, in order."""
    return document.remember("requests", _requests)


def _requests(document: Document) -> tuple[Request, ...]:
    return tuple(
        request
        for step in document.steps()
        if step.run is not None and any(program in step.run.text for program in PROGRAMS) and step.script is not None
        for command in step.script.commands
        if (request := _request(step, step.script, command)) is not None
    )


def _request(step: Step, script: "Script", command: "Command") -> Request | None:
    if command.name in PROGRAMS:
        return Request(step, script, command) if len(command.words) > 1 and not command.has("--version", "-V") else None
    if command.name not in _CARRIERS:
        return None
    words = inner(command)
    if len(words) < 2 or words[0].text not in PROGRAMS:  # noqa: PLR2004 - the program and an address
        return None
    # The inner command stands where the outer one stands, so only its words differ.
    parts = replace(command.read(), words=words)
    return Request(step, script, replace(command, name=words[0].text, read=lambda: parts), carried=True)


def _unpacks(reader: "Command") -> bool:
    """Whether a program runs or unpacks what it reads; one whose code is on its command line reads data."""
    return reader.name in UNPACKERS and not (reader.name in _INTERPRETERS and reader.has("-c", "-e", "-m", "-r"))


def _pipefail(step: Step) -> bool:
    """Whether a pipe fails with any of its commands: as `shell: bash` has it, and the default does not."""
    declared = step.node.text("shell") or step.parent.default("shell") or ""
    sets = step.script.named("set") if step.script else ()
    return declared == "bash" or "pipefail" in declared or any("pipefail" in command.text for command in sets)


def _only_prints(commands: tuple["Command", ...]) -> bool:
    return bool(commands) and all(command.name in PRINTERS for command in commands)


def _starts(step: Step) -> list[int]:
    return [command.start for command in step.script.commands] if step.script else []


def _writes_options(parent: Job | Action) -> bool:
    """Whether some step of the job writes a file of options that curl or wget reads by itself."""
    runs = (step.run.text for step in parent.all_steps if step.run is not None)
    return any(".curlrc" in text or ".wgetrc" in text for text in runs)
