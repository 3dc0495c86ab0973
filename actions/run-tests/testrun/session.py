"""The whole run: what is looked at before, the runs of pytest, and the verdict over them."""

from __future__ import annotations

import os
from itertools import takewhile
from pathlib import Path
from typing import Iterator, Sequence

from kit.commands import say
from kit.deadline import Deadline

from .classes import FailureClass
from .coverage_gate import OFF, judge
from .environment_check import Variable, check_environment
from .flaws import flaws, order_flaws
from .foreign import run_command
from .import_check import Import, check_imports
from .interpreter import InterpreterError, probe
from .mode import Mode, Situation, decide, usable_processors
from .plans import Plan, has_xdist, reproduction
from .project_options import ask_for_random_order
from .random_order import not_random, plans
from .requirements import require_plugins
from .reruns import next_plan
from .rounds import Bench, Round, run_round
from .services import shared_services
from .settings import Settings
from .story import Run, Story
from .troubles import Trouble, troubles
from .verdict import Counts, Verdict, counts, judged
from .words import joined


def tell(settings: Settings, folder: Path, deadline: Deadline) -> Story:
    """Run the tests; what comes of it. Raises InputError for an input that the installed plugins cannot serve."""
    variables = check_environment(settings.checks.required, settings.checks.optional, os.environ)
    missing = tuple(_missing(variables))
    if missing:
        return _refusal(settings, missing, variables)
    imports = check_imports(settings, deadline) if settings.checks.modules else ()
    broken = tuple(_broken(imports))
    if broken:
        return _refusal(settings, broken, variables, imports)
    if settings.tests.command:
        return run_command(settings, deadline)
    try:
        interpreter = probe(settings.tests.python, settings.tests.folder, deadline)
    except InterpreterError as reason:
        return _refusal(settings, (Trouble(FailureClass.INFRASTRUCTURE, str(reason)),), variables, imports)
    require_plugins(settings, interpreter)
    bench = Bench(settings, interpreter, not ask_for_random_order(settings), folder, deadline)
    return _with_pytest(bench, variables, imports)


def _missing(variables: Sequence[Variable]) -> Iterator[Trouble]:
    for variable in variables:
        if variable.missing:
            message = f"the variable {variable.name} is needed and {variable.state}"
            yield Trouble(FailureClass.INFRASTRUCTURE, message)


def _broken(imports: Sequence[Import]) -> Iterator[Trouble]:
    for entry in imports:
        if entry.problem:
            failure = FailureClass.TIMEOUT if entry.timed_out else FailureClass.REAL
            yield Trouble(failure, f"{entry.module} cannot be imported: {entry.problem}")


def _refusal(
    settings: Settings, why: tuple[Trouble, ...], variables: tuple[Variable, ...], imports: tuple[Import, ...] = ()
) -> Story:
    verdict = Verdict(Counts(0, 0, 0, 0, 0), (), why, OFF, settings.company.forgive)
    return Story(verdict, "mode: no test was run", variables=variables, imports=imports)


def _with_pytest(bench: Bench, variables: tuple[Variable, ...], imports: tuple[Import, ...]) -> Story:
    mode = _mode(bench)
    say(str(mode))
    rounds = _rounds(mode, bench)
    shuffled = _shuffled_rounds(rounds, bench)
    verdict = _verdict(rounds, shuffled, bench)
    return Story(
        verdict=verdict,
        mode=str(mode),
        runs=tuple(map(_line, (*rounds, *shuffled))),
        lost=_lost(rounds),
        seeds=tuple(run.plan.seed for run in shuffled if run.plan.seed is not None) or _seeds_of_project(rounds),
        variables=variables,
        imports=imports,
        again=_reproductions(verdict, rounds, bench),
    )


def _mode(bench: Bench) -> Mode:
    company = bench.settings.company
    xdist = has_xdist(bench.settings, bench.interpreter)
    situation = Situation(company.mode, company.workers, usable_processors(), xdist, shared_services(os.environ))
    mode = decide(situation)
    if not mode.open:
        return mode
    listed = run_round(Plan("Counting the tests", collect_only=True), 0, bench)
    return decide(situation._replace(tests=len(listed.collected)))


def _rounds(mode: Mode, bench: Bench) -> tuple[Round, ...]:
    plan: Plan | None = Plan(f"Run 1, {'in parallel' if mode.parallel else 'one by one'}", workers=mode.workers)
    rounds: tuple[Round, ...] = ()
    while plan and not (rounds and bench.deadline.expired):
        rounds = (*rounds, run_round(plan, len(rounds) + 1, bench))
        plan = next_plan(rounds) if bench.settings.company.rerun else None
    return rounds


def _shuffled_rounds(rounds: Sequence[Round], bench: Bench) -> tuple[Round, ...]:
    """The runs in random order, as many as there is time for, once the usual order could be run to its end."""
    if not rounds or not rounds[-1].finished:
        return ()
    in_time = takewhile(lambda _plan: not bench.deadline.expired, plans(bench.settings.shuffling))
    return tuple(run_round(plan, 100 + number, bench) for number, plan in enumerate(in_time))


def _verdict(rounds: Sequence[Round], shuffled: Sequence[Round], bench: Bench) -> Verdict:
    usual = tuple(flaws(rounds))
    found = [trouble for run in rounds for trouble in troubles(run)]
    late = (trouble for run in shuffled for trouble in (*not_random(run), *troubles(run)))
    return Verdict(
        counts=counts(rounds),
        flaws=(*usual, *order_flaws(shuffled, usual)),
        troubles=(*judged(found, usual, rounds), *late, *_too_few(shuffled, bench)),
        gate=judge(bench.settings.coverage, rounds[-1].coverage_file, complete=all(run.saved for run in rounds)),
        forgive=bench.settings.company.forgive,
    )


def _too_few(shuffled: Sequence[Round], bench: Bench) -> Iterator[Trouble]:
    wanted = bench.settings.shuffling.runs
    if len(shuffled) < wanted:
        yield Trouble(FailureClass.TIMEOUT, f"{len(shuffled)} of {wanted} runs in random order were possible")


def _lost(rounds: Sequence[Round]) -> tuple[str, ...]:
    ended = {test for run in rounds for test in run.results}
    return tuple(dict.fromkeys(test for run in rounds for test in run.collected if test not in ended))


def _seeds_of_project(rounds: Sequence[Round]) -> tuple[int, ...]:
    main = rounds[0].main
    return (int(main.seed),) if main and main.seed.isdigit() else ()


def _line(run: Round) -> Run:
    ended = f"exit code {run.ran.returncode}" if run.ran.reason == "exit" else run.ran.reason
    return Run(run.plan.name, joined(run.words), run.ran.seconds, ended, len(run.results))


def _reproductions(verdict: Verdict, rounds: Sequence[Round], bench: Bench) -> dict[str, str]:
    """Command lines by the test they show; for what only goes wrong in company, the whole run is needed."""
    shown = {}
    for flaw in verdict.flaws:
        plan = rounds[0].plan if flaw.seed is None else Plan("", seed=flaw.seed)
        test = "" if flaw.passes_alone or flaw.seed is not None else flaw.test
        shown[flaw.test] = joined(reproduction(plan, bench.settings, bench.interpreter, test))
    return shown
