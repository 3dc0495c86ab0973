"""How BuildKit and its clients tell which part of a build a line of the log belongs to.

A line begins with the number of its part (`#17 ERROR: …`), the part's name stands in an earlier line with the
same number (`#17 exporting to image`), and at the end the failed parts are named once more (` > exporting to
image:`). Patterns with `(?P=vertex)` are for clues whose own pattern has the group `vertex`.
"""

_TARGET = r"(?:\[[^\]]{1,80}\] )?"
_CACHE = r"exporting (?:(?:content )?cache\b|to GitHub Actions Cache)"

# The line that ends a failed build. `docker compose build` and `docker bake` put the target before it.
ENDED = r"(?:failed to solve|build(?:x|x call|x bake)? failed with|failed to build)\b"
# A part that failed.
FAILED = r"^\s*#(?P<vertex>\d{1,5}) ERROR: "

EXPORTS_CACHE = rf"^\s*#(?P=vertex) {_TARGET}{_CACHE}"
IMPORTS_CACHE = r"^\s*#(?P=vertex) (?:\[[^\]]{1,80}\] )?importing cache manifest\b"
PUSHES_IMAGE = (
    rf"^\s*#(?P=vertex) (?:{_TARGET}exporting to (?:image|oci|docker)|pushing (?:layers|manifest|\S+ with docker)\b)"
)

CACHE_FAILED = rf"^\s*> {_TARGET}{_CACHE}"
IMAGE_FAILED = rf"^\s*> {_TARGET}(?:exporting to (?:image|oci|docker|client)|pushing \S+ with docker)"

# What follows a build that went on after a failed export, or allowed it to fail.
WENT_ON = (
    r"^##\[group\](?:ImageID|Digest|Metadata|References?|Build references?|Check build summary)"
    r"|^Post job cleanup|\bignore-error=true\b"
)
# In front of a pattern: no line about the image of a pod, nor about a cache that is only read.
NO_POD = r"^(?!.*(?:kubelet|Failed to pull image|Back-off pulling|ErrImagePull|ImagePullBackOff|cache importer))"
