"""What tells the legs of a matrix apart by the image they build, as a text for the name of a cache."""

from collections.abc import Iterable
from collections.abc import Sequence as SequenceType
from itertools import combinations, product

from ..edits import Refusal
from ..late_pattern import late_pattern
from ..tree import Mapping, Node, Scalar, Sequence, scalars
from ..workflow import Job
from .build import Build
from .legs import deciding_texts, may_vary

# GitHub's own limit for the jobs of a matrix.
_LEGS_LIMIT = 256
_KEYS_LIMIT = 20
_PARTS_LIMIT = 3
_VARIABLE = late_pattern(r"\bmatrix\.([\w-]+(?:\.[\w-]+)*)")
_PATH_MARK = late_pattern("[/:]")
_IN_A_NAME = late_pattern(r"[\w.+@:/-]+")
# Paths and names of stages hold no comma, which would end the scope; platforms and arguments may.
_PATHS = ("context", "file", "target", "runner")


def leg_name(build: Build) -> str:
    """Expressions, joined by dashes, whose values differ where the images do; Refusal if there are none."""
    job = build.step.parent
    if not isinstance(job, Job):
        raise Refusal("the matrix is not known")
    legs = legs_of(job.matrix)
    return "-".join(f"${{{{ matrix.{name} }}}}" for name in (_chosen(build, legs) if legs else _used(build, job)))


def _used(build: Build, job: Job) -> tuple[str, ...]:
    """The variables that decide on the image, where their values are not known."""
    names: list[str] = []
    for place, text in deciding_texts(build):
        varying = [name for name in _VARIABLE.findall(text) if may_vary(job, name.partition(".")[0])]
        if varying and place not in _PATHS:
            raise Refusal(f"the values of matrix.{varying[0]} are not known")
        names += varying
    return tuple(dict.fromkeys(names))


def _chosen(build: Build, legs: SequenceType[dict[str, str]]) -> tuple[str, ...]:
    """The fewest and plainest variables that are never the same where the images differ."""
    used = list(dict.fromkeys(name for _, text in deciding_texts(build) for name in _VARIABLE.findall(text)))
    images = [tuple(leg.get(name, "") for name in used) for leg in legs]
    names = [name for name in dict.fromkeys(key for leg in legs for key in leg) if _may_stand(name, legs)]
    plain = sorted(
        names, key=lambda name: (any("/" in leg[name] or ":" in leg[name] for leg in legs), name not in used)
    )
    fitting = [name for name in plain[:_KEYS_LIMIT] if name in used or _decides(images, [(leg[name],) for leg in legs])]
    for size in range(1, _PARTS_LIMIT + 1):
        for chosen in combinations(fitting, size):
            if _decides([tuple(leg[name] for name in chosen) for leg in legs], images):
                return chosen
    raise Refusal("nothing in the matrix that tells its legs apart can stand in a scope")


def _may_stand(name: str, legs: SequenceType[dict[str, str]]) -> bool:
    return all(_IN_A_NAME.fullmatch(leg.get(name, "")) for leg in legs)


def _decides(keys: SequenceType[tuple[str, ...]], values: SequenceType[tuple[str, ...]]) -> bool:
    """Whether equal keys have equal values."""
    return len(set(zip(keys, values, strict=True))) == len(set(keys))


def legs_of(matrix: Node | None) -> tuple[dict[str, str], ...] | None:
    """The variables of each leg, those inside objects as `name.part`; None if expressions decide.

    GitHub documentation, "Running variations of jobs in a workflow".
    """
    if not isinstance(matrix, Mapping) or any("${{" in scalar.text for scalar in scalars(matrix)):
        return None
    axes = [(key.text, value) for key, value in matrix.named_entries() if key.text not in ("include", "exclude")]
    lists = [value.items if isinstance(value, Sequence) else [] for _, value in axes]
    size = 1
    for items in lists:
        size *= len(items)
    if size > _LEGS_LIMIT:
        return None
    names = [name for name, _ in axes]
    legs = [_flat(dict(zip(names, values, strict=True))) for values in product(*lists)] if names else []
    kept = [leg for leg in legs if not any(_agrees(leg, out, out) for out in _entries(matrix, "exclude"))]
    return tuple(_with_included(kept, names, _entries(matrix, "include"))) or None


def _with_included(
    legs: list[dict[str, str]], names: list[str], included: list[dict[str, str]]
) -> list[dict[str, str]]:
    """The legs, widened by the entries of `include` that agree with them; the other entries are legs of their own."""
    widened, added = [dict(leg) for leg in legs], []
    for entry in included:
        own = [key for key in entry if key.partition(".")[0] in names]
        fitting = [new for old, new in zip(legs, widened, strict=True) if _agrees(old, entry, own)]
        for leg in fitting:
            leg.update(entry)
        if not fitting:
            added.append(dict(entry))
    return widened + added


def _agrees(leg: dict[str, str], other: dict[str, str], keys: Iterable[str]) -> bool:
    return all(leg.get(key) == other[key] for key in keys)


def _entries(matrix: Mapping, name: str) -> list[dict[str, str]]:
    listed = matrix.get(name)
    items = listed.items if isinstance(listed, Sequence) else []
    return [
        _flat({key.text: value for key, value in item.named_entries()}) for item in items if isinstance(item, Mapping)
    ]


def _flat(values: dict[str, Node]) -> dict[str, str]:
    """Variables as texts; those of a list are joined by spaces, so that they are no name."""
    texts: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            texts |= {
                f"{name}.{key}": text for key, text in _flat({k.text: v for k, v in value.named_entries()}).items()
            }
        else:
            texts[name] = value.text if isinstance(value, Scalar) else " ".join(s.text for s in scalars(value)) + " "
    return texts
