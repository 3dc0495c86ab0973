"""The command line.

Exit status: 0 clean, 1 findings at or above --fail-on, 2 wrong use, settings or paths, 3 a mistake of ours, 130
interrupted.
"""

import gc
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from . import __version__
from .command_group import INTERNAL, USAGE, CheckByDefault, Hindrance
from .diagnose_command import diagnose
from .history_command import history
from .init_command import init
from .migrate_command import migrate
from .pin_command import pin
from .source import SIZE_LIMIT
from .terminal import colored, on_terminal, print_bytes, print_text, unheeded, write

if TYPE_CHECKING:
    from .check import Fixes, Progress, Request
    from .report import Report
    from .rule import Severity

PROGRESS_AFTER, PROGRESS_EVERY = 1.0, 0.1  # seconds

CLEAN, FINDINGS = 0, 1
_FORMATS = ("text", "json", "sarif", "github", "markdown")
_FORMATS_WITH_FIXES = ("json", "sarif", "github")
_SEVERITIES = ("error", "warning", "info", "never")
_STATUS = "Exit status: 0 clean, 1 findings, 2 wrong use, settings or paths, 3 a mistake in ci-lint."
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(
    cls=CheckByDefault,
    context_settings=_CONTEXT,
    options_metavar="",
    subcommand_metavar="[COMMAND] [OPTIONS] [PATHS]...",
)
@click.version_option(__version__, prog_name="ci-lint", message="%(prog)s %(version)s")
def main() -> None:
    """Find what breaks GitHub Actions pipelines: in workflows, composite actions and dependabot.yml.

    Without a command, `check` is meant: `ci-lint PATHS` is `ci-lint check PATHS`.
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
            "--fail-on",
            type=click.Choice(_SEVERITIES),
            help="Lowest severity that gives exit status 1. [default: warning]",
        ),
        click.option(
            "--baseline", type=click.Path(dir_okay=False, path_type=Path), help="Do not report what this file knows."
        ),
        click.option(
            "--external/--no-external", default=None, help="Run actionlint too, or not. [default: if installed]"
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@main.command(short_help="Check files, folders or whole repositories.", epilog=_STATUS)
@click.argument("paths", nargs=-1)
@_check_options
@click.option("--fix", is_flag=True, help="Repair what can be repaired without changing what the workflow does.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also repairs that a person should look at.")
@click.option("--fix-only", multiple=True, metavar="RULE", help="Repair only this rule, group or alias. Repeatable.")
@click.option(
    "--diff", "show_diff", is_flag=True, help="Show what --fix would change; write nothing, exit 1 if it would."
)
@click.option("--write-baseline", is_flag=True, help="Write what is found to the baseline file and exit 0.")
@click.option(
    "--format",
    "format_name",
    "-f",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="How the report is written.",
)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to this file.")
@click.option("--stdin-filename", metavar="NAME", help="What the text of standard input (`-`) is called.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="auto: only on terminals.",
)
def check(  # noqa: PLR0913 - one argument an option
    *,
    paths: tuple[str, ...],
    fix: bool,
    unsafe_fixes: bool,
    fix_only: tuple[str, ...],
    show_diff: bool,
    write_baseline: bool,
    format_name: str,
    output: Path | None,
    stdin_filename: str | None,
    color: str,
    **wishes: Any,
) -> None:
    """Check files, folders or whole repositories; without PATHS, the repository around this folder.

    A folder stands for the workflows, actions and dependabot.yml below it; `-` for standard input.
    """
    from .check import STANDARD_INPUT, Fixes

    if (STANDARD_INPUT in paths) != bool(stdin_filename) or (stdin_filename and len(paths) > 1):
        raise click.UsageError("`-` is read alone and needs --stdin-filename, which says what the text is called")
    if (unsafe_fixes or fix_only) and not (fix or show_diff):
        raise click.UsageError("--unsafe-fixes and --fix-only need --fix or --diff")
    if write_baseline and (fix or show_diff):
        raise click.UsageError("--write-baseline writes down what is there, so it goes without --fix and --diff")
    fixes = Fixes(unsafe_fixes, fix_only) if fix or show_diff else None
    request = _request((stdin_filename,) if stdin_filename else paths, format_name, fixes, wishes)
    content = _standard_input() if stdin_filename else None
    with _settings_errors():
        report = _report(request) if content is None else _text_report(request, content)
        if write_baseline:
            _write_baseline(request, report)
            return
        if fix and not show_diff:
            report = _with_fixes(report, content)
        report = _without_known(request, report)
    if show_diff:
        sys.exit(_print_patch(report, output, color))
    write(_render(report, format_name, output, color, request), output, aside=fix and content is not None)
    sys.exit(_status(report, request.settings.fail_on))


def _request(paths: tuple[str, ...], format_name: str, fixes: "Fixes | None", wishes: dict[str, Any]) -> "Request":
    from .check import Request
    from .settings import Options

    options = Options(
        wishes["profile"], wishes["select"], wishes["ignore"], wishes["fail_on"], wishes["baseline"], wishes["external"]
    )
    proposals = format_name in _FORMATS_WITH_FIXES
    return Request(paths, options, wishes["config"], wishes["external"] is True, proposals=proposals, fixes=fixes)


def _standard_input() -> bytes:
    """What is read; a text that would be cut short must not come back as the fixed one."""
    if sys.stdin is None:  # closed by whoever started us
        raise Hindrance("standard input is closed")
    content = sys.stdin.buffer.read(SIZE_LIMIT + 1)
    if len(content) > SIZE_LIMIT:
        raise Hindrance("standard input has more than 1 MiB; workflow files above that are not read")
    return content


def _with_fixes(report: "Report", content: bytes | None) -> "Report":
    """The report once its fixes are written: to the files, or to standard output in the place of its text."""
    from .writer import encoded, write_fixed

    if content is None:
        return write_fixed(report)
    file = report.files[0]
    print_bytes(encoded(file.source) if file.changed else content)
    return report


def _print_patch(report: "Report", output: Path | None, color: str) -> int:
    """Show what the fixes would change, and on standard error what is refused; the exit status."""
    from .reports.patch import left_alone, patch, readable

    diff = patch(report, Path.cwd().as_posix())
    if output is None and (on_terminal(sys.stdout) or color == "always"):
        print_text(readable(diff, color=colored(color)))
    else:
        write(unheeded(diff) if output is None else diff, output)
    for sentence in left_alone(report):
        click.echo(sentence, err=True)
    return _status(report, None) or (FINDINGS if diff else CLEAN)


@contextmanager
def _settings_errors() -> Iterator[None]:
    """Turn mistakes in settings and baseline files into wrong use."""
    from .baseline import BaselineError
    from .settings import SettingsError

    try:
        yield
    except (SettingsError, BaselineError) as error:
        raise Hindrance(str(error)) from None


def _text_report(request: "Request", content: bytes) -> "Report":
    from .check import check_text

    return check_text(request, content, request.paths[0])


def _report(request: "Request") -> "Report":
    """Check with the collector of cyclic garbage at rest: trees are large, and gone with the process."""
    from .check import check as check_paths

    gc.disable()
    report = check_paths(request, _progress() if on_terminal(sys.stderr) else lambda _done, _total: None)
    gc.freeze()  # the interpreter collects garbage at its end in any case, but not among this
    return report


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
    print_text(f"wrote {len(baseline.entries)} known findings to {baseline.file}\n")


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
    if report.unreadable or report.unwritten:
        return USAGE
    failing = threshold is not None and any(finding.severity >= threshold for finding in report.findings())
    return FINDINGS if failing else CLEAN


def _render(report: "Report", format_name: str, output: Path | None, color: str, request: "Request") -> str:
    from .reports import FORMATS, ReportOptions

    options = ReportOptions(
        version=__version__,
        working_directory=Path.cwd().as_posix(),
        color=colored(color) and output is None,
        width=shutil.get_terminal_size((100, 24)).columns,
        fail_on=request.settings.fail_on,
    )
    return FORMATS[format_name](report, options)


@main.command(short_help="Show the page of a rule or of a cause.")
@click.argument("name", metavar="RULE|CAUSE")
def explain(name: str) -> None:
    """Say why a rule exists and what it leaves alone, or what a cause of failed runs is and what to do."""
    from .catalogue import UnknownRule, resolve
    from .diagnose import SIGNATURES
    from .docs import cause_page, rule_page

    signature = next((known for known in SIGNATURES if known.id == name), None)
    if signature is not None:
        print_text(cause_page(signature))
        return
    try:
        rules = resolve(name)
    except UnknownRule as error:
        raise click.UsageError(str(error)) from None
    print_text("\n".join(rule_page(known) for known in rules))


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
        print_text(f"{group}\n")
        for rule in sorted(shown, key=lambda rule: rule.id):
            strict = " (strict)" if rule.profile is Profile.STRICT else ""
            print_text(f"  {rule.id:{width}}  {rule.severity.value:7}  {rule.summary}{strict}\n")


main.add_command(pin)
main.add_command(diagnose)
main.add_command(history)
main.add_command(init)
main.add_command(migrate)
