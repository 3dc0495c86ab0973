"""The command line; the only module that prints or exits.

Exit status: 0 clean, 1 findings at or above --fail-on, 2 wrong use, settings or paths, 3 a mistake of ours.
"""

import gc
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import __version__
from .source import SIZE_LIMIT

if TYPE_CHECKING:
    from .check import Progress, Request
    from .report import Report
    from .rule import Severity

PROGRESS_AFTER, PROGRESS_EVERY = 1.0, 0.1  # seconds

CLEAN, FINDINGS, USAGE, INTERNAL = 0, 1, 2, 3
_FORMATS = ("text", "json", "sarif", "github", "markdown")
_SEVERITIES = ("error", "warning", "info", "never")
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class CheckByDefault(click.Group):
    """`ci-lint PATHS` means `ci-lint check PATHS`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `check` in front of arguments that name no command."""
        own = {"-h", "--help", "--version"}
        if not args or (args[0] not in self.commands and args[0] not in own):
            args = ["check", *args]
        return super().parse_args(ctx, args)


@click.group(cls=CheckByDefault, context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="ci-lint")
def main() -> None:
    """Find what breaks GitHub Actions pipelines: in workflows, composite actions and dependabot.yml.

    `ci-lint PATHS` is short for `ci-lint check PATHS`.
    """


def _check_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what is checked and under which settings."""
    options = (
        click.option("--profile", type=click.Choice(["default", "strict"]), help="strict adds opinions and audits."),
        click.option("--select", multiple=True, metavar="RULE", help="Run only this rule, group or alias. Repeatable."),
        click.option(
            "--ignore", multiple=True, metavar="RULE", help="Do not run this rule, group or alias. Repeatable."
        ),
        click.option(
            "--config", type=click.Path(dir_okay=False, path_type=Path), help="Settings file, instead of the nearest."
        ),
        click.option(
            "--fail-on", type=click.Choice(_SEVERITIES), help="Lowest severity that fails. [default: warning]"
        ),
        click.option("--baseline", type=click.Path(dir_okay=False, path_type=Path), help="File of known findings."),
        click.option("--external/--no-external", default=None, help="Run actionlint too. [default: if installed]"),
    )
    for option in reversed(options):
        command = option(command)
    return command


@main.command()
@click.argument("paths", nargs=-1)
@_check_options
@click.option("--fix", is_flag=True, help="Repair what can be repaired without changing what the workflow does.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also repairs that a person should look at.")
@click.option("--fix-only", multiple=True, metavar="RULE", help="Repair only this rule, group or alias. Repeatable.")
@click.option(
    "--diff", "show_diff", is_flag=True, help="Show what --fix would change; write nothing, exit 1 if it would."
)
@click.option("--write-baseline", is_flag=True, help="Write what is found to the baseline file and exit 0.")
@click.option("--format", "format_name", "-f", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write the report there.")
@click.option("--stdin-filename", metavar="NAME", help="What the text of standard input (`-`) is called.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def check(  # noqa: PLR0913 - one argument an option
    *,
    paths: tuple[str, ...],
    profile: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    config: Path | None,
    fail_on: str | None,
    baseline: Path | None,
    external: bool | None,
    fix: bool,
    unsafe_fixes: bool,
    fix_only: tuple[str, ...],
    show_diff: bool,
    write_baseline: bool,
    format_name: str,
    output: Path | None,
    stdin_filename: str | None,
    color: str,
) -> None:
    """Check files, folders or whole repositories; without PATHS, the repository around this folder.

    A folder stands for the workflows, actions and dependabot.yml below it; `-` for standard input.
    """
    from .check import STANDARD_INPUT, Fixes, Request
    from .settings import Options

    if (STANDARD_INPUT in paths) != bool(stdin_filename) or (stdin_filename and len(paths) > 1):
        raise click.UsageError("`-` is read alone and needs --stdin-filename, which says what the text is called")
    if (unsafe_fixes or fix_only) and not (fix or show_diff):
        raise click.UsageError("--unsafe-fixes and --fix-only need --fix or --diff")
    request = Request(
        (stdin_filename,) if stdin_filename else paths,
        Options(profile, tuple(select), tuple(ignore), fail_on, baseline, external),
        config,
        external is True,
        proposals=format_name in ("json", "sarif"),
        fixes=Fixes(unsafe_fixes, fix_only) if fix or show_diff else None,
    )
    with _settings_errors():
        report = _text_report(request, stdin_filename) if stdin_filename else _report(request)
        if write_baseline:
            _write_baseline(request, report)
            return
        report = _without_known(request, report)
        threshold = request.settings.fail_on
    if show_diff:
        sys.exit(_print_diff(report, output))
    if fix and stdin_filename:
        from .writer import encoded

        _print_bytes(encoded(report.files[0].source))
        sys.exit(_status(report, threshold))
    if fix:
        from .check import write_fixed

        report = write_fixed(report)
    _write(_render(report, format_name, output, color, threshold), output)
    sys.exit(_status(report, threshold))


def _print_diff(report: "Report", output: Path | None) -> int:
    """Show what the fixes would change, and on standard error what is refused; the exit status."""
    from .reports.visible import visible
    from .writer import diff_lines

    parts: list[str] = []
    for file in report.files:
        if file.original is not None:
            parts += diff_lines(file.original.text, file.source.text, file.source.path)
        for new in file.new_files:
            parts += diff_lines("", new.text, new.path)
    _write("".join(parts), output)
    for repair in report.repairs():
        if repair.refusal:
            place = repair.finding.source.position(repair.finding.span.start)
            where = f"{repair.finding.source.path}:{place.line}"
            click.echo(visible(f"{where}: not fixed: {repair.finding.rule}: {repair.refusal}"), err=True)
    status = _status(report, None)
    return status or (FINDINGS if parts else CLEAN)


@contextmanager
def _settings_errors() -> Iterator[None]:
    """Turn mistakes in settings and baseline files into wrong use."""
    from .baseline import BaselineError
    from .settings import SettingsError

    try:
        yield
    except (SettingsError, BaselineError) as error:
        raise click.UsageError(str(error)) from None


def _text_report(request: "Request", name: str) -> "Report":
    from .check import check_text

    return check_text(request, sys.stdin.buffer.read(SIZE_LIMIT + 1), name)


def _report(request: "Request") -> "Report":
    """Check with the collector of cyclic garbage at rest: trees are large, and gone with the process."""
    from .check import check as check_paths

    gc.disable()
    return check_paths(request, _progress() if sys.stderr.isatty() else lambda _done, _total: None)


def _progress() -> "Progress":
    """A line on a terminal that counts the files of a long run, and is gone at its end."""
    began = last = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - began < PROGRESS_AFTER or (now - last < PROGRESS_EVERY and done < total):
            return
        last = now
        click.echo("\r\033[K" if done == total else f"\rchecked {done} of {total} files", nl=False, err=True)

    return show


def _baseline_file(request: "Request") -> Path:
    return request.settings.baseline or Path(".ci-lint-baseline.json")


def _write_baseline(request: "Request", report: "Report") -> None:
    from .baseline import write_baseline

    baseline = write_baseline(_baseline_file(request), report.findings())
    _print(f"wrote {len(baseline.entries)} known findings to {baseline.file}\n")


def _without_known(request: "Request", report: "Report") -> "Report":
    """The report without what the baseline file knows, and with a note on entries that nothing matches."""
    if request.settings.baseline is None:
        return report
    from .baseline import apply_baseline, read_baseline

    filtered = apply_baseline(report.files, read_baseline(request.settings.baseline))
    stale = len(filtered.stale)
    notes = (f"{stale} entries of the baseline match nothing any more; --write-baseline drops them",) if stale else ()
    return replace(report, files=filtered.files, baselined=filtered.known, notes=(*report.notes, *notes))


def _status(report: "Report", threshold: "Severity | None") -> int:
    if any(report.errors()):
        return INTERNAL
    if report.unreadable:
        return USAGE
    failing = threshold is not None and any(finding.severity >= threshold for finding in report.findings())
    return FINDINGS if failing else CLEAN


def _render(report: "Report", format_name: str, output: Path | None, color: str, threshold: "Severity | None") -> str:
    from .reports import FORMATS, ReportOptions

    options = ReportOptions(
        version=__version__,
        working_directory=Path.cwd().as_posix(),
        color=_colored(color) and output is None,
        width=shutil.get_terminal_size((100, 24)).columns,
        fail_on=threshold,
    )
    return FORMATS[format_name](report, options)


def _colored(color: str) -> bool:
    """NO_COLOR is a wish (no-color.org), a terminal a precondition, `always` an order."""
    if color != "auto":
        return color == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _write(text: str, output: Path | None) -> None:
    if output is None:
        _print(text)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from None


def _print(text: str) -> None:
    """Write to standard output as UTF-8 whatever the locale."""
    _print_bytes(text.encode("utf-8", errors="replace"))


def _print_bytes(content: bytes) -> None:
    """Write to standard output; end quietly if nobody reads on."""
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The interpreter would complain when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@main.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Say why a rule exists, what it reports and what it leaves alone."""
    from .catalogue import UnknownRule, resolve
    from .docs import rule_page

    try:
        rules = resolve(rule)
    except UnknownRule as error:
        raise click.UsageError(str(error)) from None
    _print("\n".join(rule_page(known) for known in rules))


@main.command("rules")
@click.option("--profile", type=click.Choice(["default", "strict"]), help="Only the rules of this profile.")
def list_rules(profile: str | None) -> None:
    """List all rules: id, severity, profile, what they report."""
    from .rule import Profile
    from .rules import GROUPS

    width = max(len(rule.id) for rules in GROUPS.values() for rule in rules)
    for group, rules in GROUPS.items():
        shown = [rule for rule in rules if profile != "default" or rule.profile is Profile.DEFAULT]
        if not shown:
            continue
        _print(f"{group}\n")
        for rule in sorted(shown, key=lambda rule: rule.id):
            strict = " (strict)" if rule.profile is Profile.STRICT else ""
            _print(f"  {rule.id:{width}}  {rule.severity.value:7}  {rule.summary}{strict}\n")
