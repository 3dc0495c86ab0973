"""Calls of Terraform, OpenTofu and Terragrunt: which subcommand, which options, and who answers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from ...workflow import Document, Step

if TYPE_CHECKING:
    from ...shell import Command, Word

_TOOLS = ("terraform", "tofu", "terragrunt")
# Options whose value may be a word of its own (`terraform apply -help` and `plan -help`, version 1.11).
_VALUED = (
    "-var",
    "-var-file",
    "-target",
    "-replace",
    "-exclude",
    "-parallelism",
    "-lock-timeout",
    "-state",
    "-state-out",
    "-backup",
    "-out",
    "-generate-config-out",
    "-config",
)
_ANSWERS = ("yes", "echo", "printf")
_NOT_ASKING = ("--non-interactive", "--terragrunt-non-interactive", "-help", "--help")


class Call(Struct, frozen=True, eq=False):
    """One call. `word` names the subcommand, `operands` are the words behind it that are no options."""

    step: Step
    command: "Command"
    word: "Word"
    operands: tuple["Word", ...]

    @property
    def subcommand(self) -> str:
        """`apply`, `plan` and so on."""
        return self.word.text

    def option(self, name: str) -> "Word | None":
        """The value of an option, which may have one dash or two."""
        return self.command.option(name, f"-{name}")

    def has(self, name: str) -> bool:
        """Whether a flag is on; it may have one dash or two."""
        return self.command.has(name, f"-{name}")

    @property
    def is_answered(self) -> bool:
        """Whether something is given to its input."""
        command = self.command
        piped = command.position > 0 and command.pipeline[command.position - 1].name in (*_ANSWERS, "")
        return piped or bool(command.heredocs) or any("<" in redirect.operator for redirect in command.redirects)

    @property
    def input_is_off(self) -> bool:
        """Whether a variable tells it not to ask."""
        value = self.step.env("TF_INPUT")
        own = [a.value.text for a in self.command.assignments if a.name == "TF_INPUT"]
        script = self.step.script
        exported = [word.text for word in script.assignments.get("TF_INPUT", ())] if script else []
        return any(text in ("0", "false") for text in [*own, *exported, *([value.text] if value else [])])


def terraform_calls(document: Document) -> Iterator[Call]:
    """The calls of a file whose options are known; none where variables add options to all of them."""
    text = document.tree.source.text.lower()
    if "tf_cli_args" in text or not any(tool in text for tool in _TOOLS):
        return
    for step in document.steps():
        if step.run is None or not any(tool in step.run.text for tool in _TOOLS) or step.script is None:
            continue
        for command in step.script.named(*_TOOLS):
            call = _read(step, command)
            if call and not (command.may_hold_options or command.has(*_NOT_ASKING)):
                yield call


def _read(step: Step, command: "Command") -> Call | None:
    words = [word for word in command.arguments if not word.text.startswith("-chdir")]
    if not words or not words[0].static or words[0].text.startswith("-"):
        return None
    operands, skip = [], False
    for word in words[1:]:
        if skip or word.text.startswith("-"):
            name = word.text.replace("--", "-", 1)
            skip = not skip and name in _VALUED
        else:
            operands.append(word)
    return Call(step, command, words[0], tuple(operands))
