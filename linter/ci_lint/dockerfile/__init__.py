"""The little that rules need to know of a Dockerfile: stages, what they run, copy and mount."""

from .instructions import Heredoc, Instruction
from .stages import Copy, Dockerfile, Mount, Stage, parse_dockerfile

__all__ = ["Copy", "Dockerfile", "Heredoc", "Instruction", "Mount", "Stage", "parse_dockerfile"]
