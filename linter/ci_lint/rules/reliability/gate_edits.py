"""Fixes of jobs that stand for others: they run in any case, and fail when a needed job has not gone well."""

from ...edits import Edit, Fix, Preferences, Refusal, insert_entry, insert_step_before, replace_in_scalar, replace_value
from ...expressions import condition
from ...expressions.nodes import Call
from ...tree import Scalar
from ...workflow import Job
from .gates import asks_all_green

TEST = " || ".join(f"contains(needs.*.result, '{result}')" for result in ("failure", "cancelled"))


def run_always(job: Job, _preferences: Preferences) -> Fix:
    """Let the job run and judge."""
    # Unsafe: what counts as good is for the owner to say.
    title = "run in any case, and fail when a needed job has failed"
    if asks_all_green(job):
        return Fix(title, (_condition(job),), safe=False)
    return Fix(title, (_condition(job), _judging(job)), safe=False)


def judge(job: Job, _preferences: Preferences) -> Fix:
    """Let the job fail when a needed job has failed."""
    # Unsafe: what counts as good is for the owner to say.
    return Fix("fail when a needed job has failed", (_judging(job),), safe=False)


def _condition(job: Job) -> Edit:
    scalar = job.condition
    if scalar is None:
        return insert_entry(job.node, "if: ${{ always() }}", after="needs")
    inner = condition(scalar).inner.strip()
    if any(f"{name}()" in inner for name in ("success", "failure", "cancelled")) or "\n" in inner:
        raise Refusal("the condition asks how the needed jobs ended")
    inner = f"({inner})" if "||" in inner else inner
    return replace_value(scalar, f"${{{{ always() && {inner} }}}}")


def _judging(job: Job) -> Edit:
    return insert_step_before(job.all_steps[0], f"if: ${{{{ {TEST} }}}}\nrun: exit 1")


def see_cancelled(scalar: Scalar, call: Call, _preferences: Preferences) -> Fix:
    """Look for cancelled jobs beside failed ones."""
    expression = condition(scalar)
    start, end = expression.inner_start + call.start, expression.inner_start + call.end
    both = f"{scalar.text[start:end]} || contains(needs.*.result, 'cancelled')"
    alone = "&&" not in expression.inner and "!" not in expression.inner
    edit = replace_in_scalar(scalar, start, end, both if alone else f"({both})")
    # Unsafe: what counts as good is for the owner to say.
    return Fix("fail when a needed job was cancelled", (edit,), safe=False)
