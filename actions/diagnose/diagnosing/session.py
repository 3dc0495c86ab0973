"""One diagnosis from the run's jobs to what can be told; whatever is missing on the way is told too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from github_api.client import Client
from github_api.context import Context
from github_api.troubles import ApiTrouble, Kind
from installation.linter import install
from installation.troubles import InstallationFailed
from kit.commands import say
from kit.deadline import Deadline

from .comments import publish
from .jobs import Job, failed, jobs_of, still_running
from .logs import Logs, fetch
from .reading import Diagnosis, NotDiagnosed, Reader
from .settings import Settings
from .story import Story

_APART = "its log is there when it has ended: run this action in a job of its own, with `needs` and `if: failure()`"
_TOKENLESS = "there is no token, so GitHub cannot be asked for the logs; leave the input token as it is"
_NO_PERMISSION = "give the job the permission `actions: read`"

_FOR_WANT_OF_LEAVE = (Kind.FORBIDDEN, Kind.MISSING)


@dataclass(frozen=True)
class Session:
    """What a diagnosis is made of: the wishes, the run it is part of, a folder for its files, the end of its time."""

    settings: Settings
    context: Context
    folder: Path
    deadline: Deadline

    def story(self) -> Story:
        """What there is to tell. Raises nothing that a run can bring about."""
        if not self.settings.token:
            return Story("unavailable", remarks=(_TOKENLESS,))
        client = Client(self.context.api, self.settings.token, self.deadline)
        try:
            jobs = jobs_of(client, self.context)
        except ApiTrouble as trouble:
            hint = f"; {_NO_PERMISSION}" if trouble.kind in _FOR_WANT_OF_LEAVE else ""
            return Story("unavailable", remarks=(f"{trouble}{hint}",))
        story = self._of_jobs(client, jobs)
        return self._commented(client, story) if self.settings.comment else story

    def _of_jobs(self, client: Client, jobs: tuple[Job, ...]) -> Story:
        wanted, running = failed(jobs), still_running(jobs)
        names = tuple(job.name for job in (*wanted, *running))
        remarks = tuple(f"a step of {job.name} has failed, and the job still runs; {_APART}" for job in running)
        if not names:
            return Story("nothing")
        if not wanted:
            return Story("unavailable", names, remarks=remarks)
        say(f"failed: {', '.join(names)}")
        logs = fetch(client, self.context, wanted, self.folder, self.settings.log_size)
        remarks = (*remarks, *logs.remarks)
        try:
            diagnosis = self._read(logs)
        except (InstallationFailed, NotDiagnosed) as trouble:
            return Story("unavailable", names, remarks=(*remarks, str(trouble)))
        if diagnosis is None:
            return Story("unavailable", names, remarks=remarks)
        return Story("diagnosed" if diagnosis.causes else "unknown", names, diagnosis, remarks)

    def _read(self, logs: Logs) -> Diagnosis | None:
        """What the logs say, None without logs. Raises InstallationFailed and NotDiagnosed."""
        if logs.archive is None:
            return None
        linter = install(self.settings.release, self.deadline)
        return Reader(linter, self._workflow(), self.folder).read(logs.archive, self.deadline)

    def _workflow(self) -> Path | None:
        """The folder to look for cures in; without workflow files there are none."""
        folder = self.settings.workflow
        if folder and not any((folder / ".github" / "workflows").glob("*.y*ml")):
            say(f"{folder} has no workflow files, so no cures are shown: actions/checkout brings them")
            return None
        return folder

    def _commented(self, client: Client, story: Story) -> Story:
        """The story with the address of the comment, or with a remark on why there is none."""
        if story.diagnosis is None:
            return story
        reason = self._no_comment()
        if reason:
            return replace(story, remarks=(*story.remarks, f"no comment: {reason}"))
        try:
            address = publish(client, self.context, story.diagnosis.markdown)
        except ApiTrouble as trouble:
            hint = "; give the job the permission `pull-requests: write`" if trouble.kind in _FOR_WANT_OF_LEAVE else ""
            remark = f"no comment: {trouble}{hint}"
            return replace(story, remarks=(*story.remarks, remark))
        return replace(story, comment_url=address)

    def _no_comment(self) -> str:
        if self.context.from_fork:
            return "the token of a pull request from a fork may only read"
        if not self.context.pull_request:
            return "the run is about no pull request, or about several"
        return ""
