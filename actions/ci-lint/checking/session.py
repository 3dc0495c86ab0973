"""One check from its wishes to its outcome: which files, what the linter says of them, where the SARIF file goes."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, replace
from pathlib import Path

from github_api.context import Context
from installation.linter import install
from kit.commands import say
from kit.deadline import Deadline
from kit.plain_text import shortened
from kit.workspace import workspace

from .access import ask_access
from .changed_files import Changes, changes, within
from .decision import Access, Circumstances, Plan, decide
from .findings import NOTHING
from .linting import Check, NotChecked
from .outcome import Outcome, verdict
from .settings import Settings

_LONGEST_LIST = 1000


@dataclass(frozen=True)
class Session:
    """What one check is made of: the wishes, the run it is part of, a folder for its files, the end of its time."""

    settings: Settings
    context: Context
    folder: Path
    deadline: Deadline

    def outcome(self) -> Outcome:
        """Check. Raises InstallationFailed and NotChecked."""
        changed = self._changed()
        if changed.files == ():
            return self._of_nothing(changed)
        paths = self.settings.paths if changed.files is None else changed.files
        linter = install(self.settings.release, self.deadline)
        say(f"ci-lint {linter.version}: {shortened(', '.join(paths), _LONGEST_LIST) or 'the whole repository'}")
        check = Check(linter, self.settings.options, paths, workspace(), self.folder)
        report, returncode, file = check.report(self.deadline)
        outcome = Outcome(
            result=verdict(report, returncode),
            report=report,
            version=linter.version,
            report_json=str(file),
            annotations=self.settings.annotations,
            max_annotations=self.settings.max_annotations,
            remarks=(changed.reason,) if changed.reason else (),
        )
        return self._with_sarif(outcome, check, returncode, partial=changed.files is not None)

    def _changed(self) -> Changes:
        """The files to look at; all of them if nothing else is wished."""
        if not self.settings.changed_only:
            return Changes(None, "")
        settings_files = [_from_top(path) for path in (self.settings.config, self.settings.baseline) if path]
        found = changes(self.context, workspace(), self.settings.token, self.deadline, settings_files)
        say(found.reason)
        if found.files is None:
            return found
        return replace(found, files=within(found.files, self.settings.paths, workspace()))

    def _of_nothing(self, changed: Changes) -> Outcome:
        return Outcome("passed", NOTHING, version="", reason="there was nothing to check", remarks=(changed.reason,))

    def _with_sarif(self, outcome: Outcome, check: Check, returncode: int, *, partial: bool) -> Outcome:
        """The outcome with the SARIF file where it goes; whatever happens to that, the verdict stands."""
        given = self._circumstances(partial=partial)
        if not decide(given).write:
            return replace(outcome, reason=decide(given).reason)
        try:
            file = check.sarif(returncode, self.deadline)
        except NotChecked as trouble:
            return replace(outcome, reason=str(trouble), remarks=(*outcome.remarks, str(trouble)))
        plan = self._plan(replace(given, packed_size=len(gzip.compress(file.read_bytes()))))
        remark = f"SARIF: {'to be uploaded' if plan.upload else 'not uploaded'}: {plan.reason}"
        remarks = (*outcome.remarks, remark)
        return replace(outcome, sarif_file=str(file), upload=plan.upload, reason=plan.reason, remarks=remarks)

    def _circumstances(self, *, partial: bool) -> Circumstances:
        """What is known without asking anybody, taking for granted what GitHub would say."""
        return Circumstances(
            wish=self.settings.sarif,
            event=self.context.event,
            fork=self.context.from_fork,
            private=self.context.private,
            token=bool(self.settings.token),
            access=Access.GRANTED,
            partial=partial,
        )

    def _plan(self, given: Circumstances) -> Plan:
        """The plan; GitHub is asked for leave only where its answer decides."""
        plan = decide(given)
        if not plan.upload or given.wish == "upload":
            return plan
        return decide(replace(given, access=ask_access(self.context, self.settings.token, self.deadline)))


def _from_top(path: str) -> str:
    return Path(path).relative_to(workspace()).as_posix()
