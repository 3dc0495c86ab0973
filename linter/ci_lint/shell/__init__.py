"""`run:` scripts of bash and sh as commands, words and options that know their place in the file.

Nobody outside this package knows the parser, tree-sitter with its bash grammar.
"""

from .command import Command
from .script import Script, parse_script
from .surroundings import Branch, Loop
from .words import Assignment, Heredoc, Redirect, Word

__all__ = [
    "Assignment",
    "Branch",
    "Command",
    "Heredoc",
    "Loop",
    "Redirect",
    "Script",
    "Word",
    "parse_script",
]
