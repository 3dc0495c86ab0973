"""The actions that fixes put into workflows, each as the commit of a release.

The commits are those that the tags in the actions' repositories name, or that independent public workflows
pin with the same version behind them.
"""

from .edits.edit import Pin, Refusal

_BUILTIN = {
    "actions/attest-build-provenance": Pin("4d101475d8b20a2381f78447822ac1eab6504dd8", "v4.2.2"),
    "actions/cache": Pin("55cc8345863c7cc4c66a329aec7e433d2d1c52a9", "v6.1.0"),
    "actions/checkout": Pin("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"),
    "actions/download-artifact": Pin("3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", "v8.0.1"),
    "actions/github-script": Pin("3a2844b7e9c422d3c10d287c895573f7108da1b3", "v9.0.0"),
    "actions/setup-python": Pin("5fda3b95a4ea91299a34e894583c3862153e4b97", "v7.0.0"),
    "actions/upload-artifact": Pin("043fb46d1a93c77aae656e7c1c64a875d1fc6a0a", "v7.0.1"),
    "docker/bake-action": Pin("d3418bd7d0e9324001bca92fa8ba175ea7e6dc9b", "v7.3.0"),
    "docker/build-push-action": Pin("c3c9e263c25d99ce0380d002d59b67737d91b0dc", "v7.4.0"),
    "docker/login-action": Pin("dbcb813823bdd20940b903addbd779551569679f", "v4.6.0"),
    "docker/metadata-action": Pin("dc802804100637a589fabce1cb79ff13a1411302", "v6.2.0"),
    "docker/setup-buildx-action": Pin("f87e5991a6d7451dcb8d9637bfbc97413f497069", "v4.4.1"),
    "docker/setup-qemu-action": Pin("99012661954931238ded8c8b007157a8430204e1", "v4.4.0"),
    "pypa/gh-action-pypi-publish": Pin("dc37677b2e1c63e2034f94d8a5b11f265b73ba33", "v1.14.2"),
}


def builtin_pin(action: str) -> Pin:
    """The pin of an action, given as `owner/repository` or `owner/repository/path`.

    Raises Refusal for an action that is not in the table.
    """
    name = "/".join(action.split("/")[:2])
    if name not in _BUILTIN:
        raise Refusal(f"no commit of {action} is known")
    return _BUILTIN[name]


def pinned(action: str) -> str:
    """The text behind `uses: ` for an action: `owner/repository@commit # version`."""
    pin = builtin_pin(action)
    return f"{action}@{pin.commit} # {pin.version}"
