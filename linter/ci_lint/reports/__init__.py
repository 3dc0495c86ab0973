"""A report in the formats that people and programs read. Each format is imported when it is asked for."""

from collections.abc import Callable
from importlib import import_module
from types import MappingProxyType
from typing import TypeAlias

from ..report import Report
from .options import ReportOptions

__all__ = ["FORMATS", "Renderer", "ReportOptions"]

Renderer: TypeAlias = Callable[[Report, ReportOptions], str]


def _late(module: str) -> Renderer:
    def render(report: Report, options: ReportOptions) -> str:
        renderer: Renderer = import_module(f".{module}", __name__).render
        return renderer(report, options)

    return render


FORMATS: MappingProxyType[str, Renderer] = MappingProxyType(
    {
        "text": _late("text"),
        "json": _late("json_report"),
        "sarif": _late("sarif"),
        "github": _late("github"),
        "markdown": _late("markdown"),
    }
)
