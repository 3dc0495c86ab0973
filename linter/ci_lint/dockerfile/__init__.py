"""The little that rules need to know of a Dockerfile: stages, what they run, copy and mount."""

from .instructions import Heredoc, Instruction
from .parts import Copy, Mount
from .stages import Dockerfile, Stage, parse_dockerfile

__all__ = ["Copy", "Dockerfile", "Heredoc", "Instruction", "Mount", "Stage", "parse_dockerfile"]
