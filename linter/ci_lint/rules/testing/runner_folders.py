"""On which of GitHub's runners a path is right."""

from ...workflow import Document, Job, Step

# By how a path begins, how the labels of the runners begin that have it.
_RUNNERS = (("/home/", "ubuntu-"), ("/Users/", "macos-"), ("", "windows-"))


def is_right_here(document: Document, step: Step | None, path: str) -> bool:
    """Whether all jobs that use the path run where GitHub has it."""
    jobs = (step.parent,) if step is not None else tuple(document.jobs())
    label = next(label for beginning, label in _RUNNERS if path.startswith(beginning))
    return bool(jobs) and all(
        isinstance(job, Job) and job.node.get("container") is None and " ".join(job.runs_on).startswith(label)
        for job in jobs
    )
