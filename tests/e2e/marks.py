"""A build whose steps say that they ran: the only honest measure of what a cache saved.

BuildKit's CACHED lines are no measure, as a step that came from a registry prints other words.
"""

import re
from pathlib import Path

# The shell computes the 42, so that the text of a step is not taken for its run.
DOCKERFILE = """
FROM {base}
RUN echo marker-one-$((40+2))
COPY content /content
RUN echo marker-two-$((40+2))
"""


def context(folder: Path, base: str, content: str = "first") -> Path:
    """Writes the files of the build into a folder and returns it; other content makes the second step run again."""
    folder.mkdir(exist_ok=True)
    (folder / "Dockerfile").write_text(DOCKERFILE.format(base=base))
    (folder / "content").write_text(content)
    return folder


def executed(log: str) -> list[str]:
    """The steps that ran, in their order."""
    return re.findall(r"marker-(\w+)-42", log)
