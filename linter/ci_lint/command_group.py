"""What stands around every command: `check` by default, and an end that a script can rely on."""

import traceback
from typing import Any

import click

USAGE, INTERNAL = 2, 3
INTERRUPTED = 130  # what shells make of SIGINT


class Hindrance(click.ClickException):
    """Settings or files keep a command from going on; other than for wrong arguments, no usage is shown."""

    exit_code = USAGE


class CheckByDefault(click.Group):
    """`ci-lint PATHS` means `ci-lint check PATHS`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `check` in front of arguments that name no command."""
        own = {"-h", "--help", "--version"}
        if not args or (args[0] not in self.commands and args[0] not in own):
            args = ["check", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. What it raises without being made for it is a mistake of ours, and no finding's 1."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except Exception as error:  # noqa: BLE001 - Python would end with 1, which means findings
            from .forked import WorkerDied

            ours = f"internal error, a mistake in ci-lint:\n{traceback.format_exc()}"
            click.echo(f"Error: {error if isinstance(error, WorkerDied) else ours}", err=True)
            ctx.exit(INTERNAL)
