"""Which builder runs a build: the Docker engine's own, or one that an earlier step has set up."""

from ..workflow import Step

SETUP_BUILDX = "docker/setup-buildx-action"
# Each of these leaves a builder behind that can do more than the engine's own.
_BUILDER_ACTIONS = (
    SETUP_BUILDX,
    "docker/setup-docker-action",
    "crazy-max/ghaction-docker-buildx",
    "crazy-max/ghaction-setup-docker",
    "depot/setup-action",
    "useblacksmith/setup-docker-builder",
    "useblacksmith/build-push-action",
    "namespacelabs/nscloud-setup-buildx-action",
    "warpbuilds/docker-configure",
)
_REMOTE_DRIVERS = ("remote", "kubernetes", "cloud")
_BUILDER_COMMANDS = (
    ("docker", "buildx", "create"),
    ("docker", "buildx", "use"),
    ("docker", "buildx", "install"),
    ("docker", "context", "use"),
)


def has_own_builder(step: Step) -> bool:
    """Whether the step may run on another builder than the Docker engine's own."""
    if step.env("BUILDX_BUILDER") or step.env("DOCKER_HOST") or step.env("BUILDKIT_HOST"):
        return True
    return any(each.remember("sets up a builder", _sets_up_builder) for each in (*step.earlier, step))


def _sets_up_builder(step: Step) -> bool:
    if step.uses:
        known = step.uses.names(*_BUILDER_ACTIONS) or "buildx" in step.uses.name or "buildkit" in step.uses.name
        return known or step.uses.local is not None
    if step.run is None or not any(word in step.run.text for word in ("buildx", "containerd", "context use")):
        return False
    commands = step.script.commands if step.script else ()
    opaque = step.script is None or "containerd" in step.run.text
    return opaque or any(command.starts_with(*words) for command in commands for words in _BUILDER_COMMANDS)


def emulates(step: Step) -> bool:
    """Whether an earlier step lets the runner execute foreign platforms, or sends the build elsewhere."""
    return any(each.remember("emulates", _emulates) for each in (*step.earlier, step))


def _emulates(step: Step) -> bool:
    if step.uses:
        return (
            step.uses.local is not None
            or any(text in step.uses.name for text in ("qemu", "depot", "nscloud"))
            or (step.uses.names(SETUP_BUILDX) and _is_remote(step))
        )
    return step.run is not None and any(text in step.run.text for text in ("binfmt", "qemu"))


def _is_remote(step: Step) -> bool:
    driver = step.input_text("driver")
    return "${{" in driver or driver in _REMOTE_DRIVERS or bool(step.input("endpoint") or step.input("append"))


def platform_of(labels: tuple[str, ...]) -> str | None:
    """The platform of a GitHub-hosted Linux runner by its labels, None for any other."""
    for label in labels:
        if label.startswith("ubuntu-"):
            return "linux/arm64" if label.endswith("-arm") else "linux/amd64"
    return None


def normal_platform(text: str) -> str:
    """One spelling of a platform: `amd64` and `linux/x86_64` are `linux/amd64`, `linux/arm64/v8` is `linux/arm64`."""
    parts = text.strip().strip("\"'").lower().split("/")
    if len(parts) == 1:
        parts = ["linux", *parts]
    machine = {"x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64", "armhf": "arm", "i386": "386"}
    parts[1] = machine.get(parts[1], parts[1])
    return "/".join(parts[:2]) if parts[1] in ("amd64", "arm64") else "/".join(parts)
