"""Files of ours in TOML beside the settings: found upwards, read with a bound, their mistakes named by line."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .settings import SettingsError
from .settings_file import folders_upwards
from .source import SIZE_LIMIT, Source, decode
from .toml_places import KeyPath, TomlError, load, places

# The path of the key, the value to look for if it is not the key, and what is wrong.
Mistake = tuple[KeyPath, object, str]


def nearest(folder: Path, name: str) -> Path | None:
    """The nearest file of that name in the folder or above it, up to the root of its repository."""
    candidates = (upper / name for upper in folders_upwards(folder.absolute()))
    return next((file for file in candidates if file.is_file()), None)


def read_document(file: Path, mistakes: Callable[[dict[str, Any]], Iterator[Mistake]]) -> dict[str, Any]:
    """What a file holds. Raises SettingsError with a sentence for every mistake in it."""
    text = read_text(file).text
    try:
        document = load(text)
    except TomlError as error:
        raise SettingsError([f"{file}:{error.line}: {error}"]) from None
    found = list(mistakes(document))
    if found:
        where = places(text)
        raise SettingsError(
            f"{file}:{line}: {sentence}"
            for line, sentence in sorted({(where.line(path, value), sentence) for path, value, sentence in found})
        )
    return document


def read_text(file: Path) -> Source:
    """The text of a file. Raises SettingsError where it is no text, or cannot be read."""
    try:
        with file.open("rb") as stream:
            content = stream.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise SettingsError([f"{file}: cannot be read: {error.strerror}"]) from None
    if len(content) > SIZE_LIMIT:
        raise SettingsError([f"{file}: is larger than 1 MiB"])
    source = decode(str(file), content)
    if source.damage:
        line = source.position(source.damage.offset).line
        raise SettingsError([f"{file}:{line}: {source.damage.message}"])
    return source
