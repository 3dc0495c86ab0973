"""Scripts that a fix has changed do what they did, and run nothing of what an outsider writes: they are executed.

A workflow is made of pieces of script with expressions in many places, fixed, and run before (with a harmless
value pasted in, as GitHub does it) and after (with the value in the variable that the fix has chosen).
"""

import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_lint.edits import Preferences
from ci_lint.engine import check_source
from ci_lint.fixer import Patient, Wanted, fix_source
from ci_lint.repository import Texts
from ci_lint.rules.injection import script_injection, script_injection_github_script
from ci_lint.rules.shell import deprecated_workflow_command
from ci_lint.selection import Choice
from ci_lint.source import Source
from ci_lint.tree import Mapping, Scalar, parse, parse_as_judge

PATH = ".github/workflows/ci.yml"
TITLE = "${{ github.event.issue.title }}"
KEYS = ("github.event.issue.title", "github.event.issue.body")
RULES = (script_injection.RULE, script_injection_github_script.RULE, deprecated_workflow_command.RULE)
CHOICES = tuple(map(Choice, RULES))

Values = dict[str, str]


@dataclass(frozen=True)
class Piece:
    """A piece of script. `§` stands for an expression; `says` is what it prints for a value."""

    code: str
    says: Callable[[str], str]


def shown(value: str) -> str:
    return f"[{value}]\n"


def stripped(value: str) -> str:
    """What is left of a text behind `$( )`."""
    return shown(value.rstrip("\n"))


def nothing(_value: str) -> str:
    return ""


SHOW = "printf '[%s]\\n'"
SHELL_PIECES = (
    Piece(f'{SHOW} "§"', shown),
    Piece(f"{SHOW} §", shown),
    Piece(f"{SHOW} '§'", shown),
    Piece(f"{SHOW} 'a § b'", lambda v: shown(f"a {v} b")),
    Piece(f"{SHOW} '§\"'", lambda v: shown(f'{v}"')),
    Piece(f"{SHOW} '$x §'", lambda v: shown(f"$x {v}")),
    Piece(f"{SHOW} '§§'", lambda v: shown(v + v)),
    Piece(f'{SHOW} "§`echo x`§"', lambda v: shown(f"{v}x{v}")),
    Piece(f"{SHOW} pre-§.post", lambda v: shown(f"pre-{v}.post")),
    Piece(f"{SHOW} --a=\"§\"'§'§", lambda v: shown(f"--a={v}{v}{v}")),
    Piece(f"{SHOW} 'it'\\''s §'", lambda v: shown(f"it's {v}")),
    Piece(f'{SHOW} "it\'s §"', lambda v: shown(f"it's {v}")),
    Piece(f'{SHOW} "{{\\"a\\": \'§\'}}"', lambda v: shown(f"{{\"a\": '{v}'}}")),
    Piece(f'{SHOW} \'{{"a": "§"}}\'', lambda v: shown(f'{{"a": "{v}"}}')),
    Piece(f'X="a §"; {SHOW} "$X"', lambda v: shown(f"a {v}")),
    Piece(f'X=§; {SHOW} "$X"', shown),
    Piece(f"X='§'§; {SHOW} \"$X\"", lambda v: shown(v + v)),
    Piece(f'export X="§"; {SHOW} "$X"', shown),
    Piece('X="§" sh -c \'printf "[%s]\\n" "$X"\'', shown),
    Piece(f'{SHOW} "$(printf \'%s\' "§")"', stripped),
    Piece(f"{SHOW} \"$(printf '%s' '§' §)\"", lambda v: stripped(v + v)),
    Piece(f'X=`printf \'%s\' "§"`; {SHOW} "$X"', stripped),
    Piece("cat <<EOF\n[§]\nEOF", shown),
    Piece("cat <<-EOF | cat\n\t['§']\n\tEOF", lambda v: shown(f"'{v}'")),
    Piece('case "§" in "§") echo same;; *) echo other;; esac', lambda _: "same\n"),
    Piece("case § in §) echo same;; *) echo other;; esac", lambda _: "same\n"),
    Piece("[ \"§\" = '§' ] && echo same", lambda _: "same\n"),
    Piece('if [ "x§" = x ]; then echo none; else echo some; fi', lambda v: "some\n" if v else "none\n"),
    Piece(f'f() {{ {SHOW} "$1"; }}; f "§"; f §', lambda v: shown(v) * 2),
    Piece(f'for x in "§" a; do {SHOW} "$x"; done', lambda v: shown(v) + shown("a")),
    Piece("printf '%s' \"§\" | cat; echo", lambda v: f"{v}\n"),
    Piece("# it's §\necho next", lambda _: "next\n"),
    Piece("echo next # about `§`", lambda _: "next\n"),
    Piece(f"{SHOW} ~/x \\\n  '§' > /dev/null", nothing),
    Piece("python3 -c 'import sys; print(ascii(sys.argv[1]))' \"§\"", lambda v: f"{v!a}\n"),
)
BASH_PIECES = (
    Piece('[[ "§" == § ]] && echo same', lambda _: "same\n"),
    Piece("[[ a§b == *'§'* ]] && echo found", lambda _: "found\n"),
    Piece('[[ § != "§" ]] || echo same', lambda _: "same\n"),
    Piece("cat <<< '§'", lambda v: f"{v}\n"),
    Piece("cat < <(printf '%s' \"§\")", lambda v: v),
    Piece(f'X=("§" b); {SHOW} "${{X[0]}}"', shown),
    Piece(f'f() {{ local x="§"; {SHOW} "$x"; }}; f', shown),
)
AROUND = (
    "@",
    "if true; then\n@\nfi",
    "for i in 1; do\n@\ndone",
    "(\n@\n)",
    "{\n@\n} | cat",
    "g() {\n@\n}\ng",
    "set -eu\n@",
    "while :; do\n@\nbreak\ndone",
    "true && {\n@\n} # done",
)
# In these the expression has to stay: as a variable it would be something else, or code for somebody else.
UNTOUCHED_PIECES = (
    Piece("for x in §; do printf '[%s]\\n' \"$x\"; done", shown),
    Piece("eval \"printf '[%s]\\\\n' '§'\"", shown),
    Piece('sh -c \'printf "[%s]\\n" "§"\'', shown),
    Piece("sh <<EOF\nprintf '[%s]\\\\n' '§'\nEOF", shown),
    Piece("cat <<'EOF'\n[§]\nEOF", shown),
    Piece("echo 'x' | sed 's=x=[§]='", shown),
    Piece(f'set -- §; {SHOW} "$1"', shown),
)
PYTHON_PIECES = (
    Piece('print("§")', lambda v: f"{v}\n"),
    Piece("print('a § b')", lambda v: f"a {v} b\n"),
    Piece("print('it is \"§')", lambda v: f'it is "{v}\n'),
    Piece('x = "§§!"\nprint(x)', lambda v: f"{v}{v}!\n"),
    Piece("print(r'§', '§', sep='|')", lambda v: f"{v}|{v}\n"),
    Piece("print(len('''§'''))", lambda v: f"{len(v)}\n"),
    Piece("print({'§': 1}[\"§\"])", lambda _: "1\n"),
    Piece("g = 1\ndef f(a='§'):\n    return a + 'x §'\nprint(f())", lambda v: f"{v}x {v}\n"),
    Piece("g = 1\nif '§' == \"§\":\n    print('same')  # it's §", lambda _: "same\n"),
    Piece("print(['a§b'][0], not 'b§' in ())", lambda v: f"a{v}b True\n"),
    Piece("print('§'.upper() + \"\")", lambda v: f"{v.upper()}\n"),
    Piece("# about §\nprint(1)", lambda _: "1\n"),
)
JAVASCRIPT_PIECES = (
    Piece("core.info('§');", shown),
    Piece('core.info("a § b");', lambda v: shown(f"a {v} b")),
    Piece("core.info(`§`);", shown),
    Piece("core.info(`a ${'b' + '§'} c`);", lambda v: shown(f"a b{v} c")),
    Piece("core.info(`\\`${`§`}'`);", lambda v: shown(f"`{v}'")),
    Piece("['§', \"§!\"].forEach(v => core.info(v));", lambda v: shown(v) + shown(f"{v}!")),
    Piece("core.info('a' + 'it\\'s §' + 'b');", lambda v: shown(f"ait's {v}b")),
    Piece("core.info({a: '§-'}.a);", lambda v: shown(f"{v}-")),
    Piece("core.info(true ? '§' : '');", shown),
    Piece("core.info(false ? '' : '§§');", lambda v: shown(v + v)),
    Piece("core.info('§'.length + '');", lambda v: shown(str(len(v.encode("utf-16-le")) // 2))),
    Piece("core.info('§' === \"§\" ? 'same' : 'other');", lambda _: shown("same")),
    Piece("switch ('x§') { case 'x§': core.info('same') }", lambda _: shown("same")),
    Piece(
        "core.info(/['\"]/.test('§') ? 'quotes' : 'none'); // it's §",
        lambda v: shown("quotes" if {*v} & {*"'\""} else "none"),
    ),
    Piece("/* about '§' */ core.info(4 / 2 / 1 + '/');", lambda _: shown("2/")),
    Piece("core.info(JSON.stringify(['§', { 'k': \"§\" }].length));", lambda _: shown("2")),
    Piece("core.info(\n  'a § ' +\n  `b`\n);", lambda v: shown(f"a {v} b")),
)
NODE = """
const core = {info: text => process.stdout.write('[' + text + ']\\n')};
new Function('core', 'process', 'require', process.argv[1])(core, process, require);
"""

PAYLOADS = (
    "$(touch marker)",
    "`touch marker`",
    "; touch marker #",
    "&& touch marker",
    "| touch marker",
    '"; touch marker; "',
    "'; touch marker; '",
    "\"'$(touch marker)'\"",
    "${IFS}$(touch${IFS}marker)",
    "a[$(touch marker)]",
    "\ntouch marker\n",
    "\nEOF\ntouch marker\n",
    "*",
    "-n",
    "--help",
    "-e $(touch marker)",
    "~root",
    "a  b\t c \r",
    "\\",
    "\\\\n\\x41 %s %d %%",
    "!! !1",
    "{a,b}",
    "grüße 🎉 \u202e",
    "x" * 20_000,
    "' + require('fs').writeFileSync('marker', '') + '",
    "${require('fs').writeFileSync('marker', '')}",
    "*/ require('fs').writeFileSync('marker', ''); /*",
    '" + __import__("os").system("touch marker") + "',
    "{__import__('os').system('touch marker')}",
    "",
)
HOSTILE = st.sampled_from(PAYLOADS) | st.text(
    st.sampled_from("\"'`$(){}[];&|<>*?~!#\\%=- \t\nabEOF") | st.characters(exclude_categories=("Cs", "Cc")),
    max_size=30,
)
HARMLESS = st.from_regex(r"[A-Za-z][A-Za-z0-9_.:@%+/-]{0,12}", fullmatch=True)

shell_settings = settings(max_examples=50, deadline=None, derandomize=True)
few_settings = settings(max_examples=15, deadline=None, derandomize=True)


@dataclass(frozen=True)
class Script:
    """A script with expressions, and what it prints for their values."""

    code: str
    says: Callable[[Values], str]


@st.composite
def scripts(draw: st.DrawFn, pieces: tuple[Piece, ...], around: tuple[str, ...] = ("@",)) -> Script:
    """A few pieces one behind the other, inside of something."""
    chosen = draw(st.lists(st.tuples(st.sampled_from(pieces), st.sampled_from(KEYS)), min_size=1, max_size=4))
    code = "\n".join(piece.code.replace("§", f"${{{{ {key} }}}}") for piece, key in chosen)

    def says(values: Values) -> str:
        return "".join(piece.says(values[key]) for piece, key in chosen)

    return Script(draw(st.sampled_from(around)).replace("@", code), says)


def run_step(script: str, shell: str, *, block: bool) -> str:
    """A workflow whose step runs the script, written as a block or between double quotes."""
    return workflow(f"        shell: {shell}\n        run: ", script, block=block)


def github_script(script: str, *, block: bool) -> str:
    """A workflow whose step gives the script to actions/github-script."""
    return workflow("        uses: actions/github-script@v8\n        with:\n          script: ", script, block=block)


def workflow(step: str, script: str, *, block: bool) -> str:
    text = f"|\n{textwrap.indent(script, ' ' * 12)}\n" if block else f"{json.dumps(script)}\n"
    head = "on: issues\njobs:\n  greet:\n    runs-on: ubuntu-24.04\n    steps:\n      - name: greet\n"
    return f"{head}{step}{text}"


def fixed(text: str) -> Mapping:
    """The step of the workflow after all fixes; two parsers read the file."""
    preferences = Preferences()
    patient = Patient(PATH, Texts({PATH: text}), CHOICES, preferences)
    report = fix_source(Source(PATH, text), patient, Wanted(preferences, unsafe=True))
    assert not report.errors, report.errors[0].details
    assert not parse_as_judge(report.source).error
    return step_of(report.source)


def step_of(source: Source) -> Mapping:
    return next(n for n in parse(source).nodes() if isinstance(n, Mapping) and n.text("name") == "greet")


def code_of(step: Mapping) -> str:
    inputs = step.get("with")
    code = inputs.text("script") if isinstance(inputs, Mapping) else step.text("run")
    assert code is not None
    return code


def pasted(script: str, values: Values) -> str:
    """The script as GitHub hands it over: with the values in it."""
    for name, value in values.items():
        script = script.replace(f"${{{{ {name} }}}}", value)
    return script


def environment(step: Mapping, values: Values) -> Values:
    """What the step's `env` says, with the values in it."""
    block = step.get("env")
    entries = block.named_entries() if isinstance(block, Mapping) else ()
    return {key.text: pasted(value.text, values) for key, value in entries if isinstance(value, Scalar)}


def output(command: Sequence[str], folder: Path, variables: Values) -> str:
    """What a program prints; it must not fail, and the empty folder it runs in must stay empty."""
    given = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", **variables}
    run = subprocess.run(command, cwd=folder, env=given, capture_output=True, check=False, timeout=10)
    assert run.returncode == 0, run.stderr
    assert not list(folder.iterdir()), run.stderr
    return run.stdout.decode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("empty")


def program(shell: str) -> list[str]:
    """The command that runs a script given behind it, as GitHub does; the test is skipped if it is missing."""
    commands = {
        "bash": ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c"],
        "sh": ["dash", "-e", "-c"],
        "python": [sys.executable, "-c"],
        "pwsh": ["pwsh", "-NoProfile", "-NonInteractive", "-Command"],
        "node": ["node", "-e", NODE],
    }
    command = commands[shell]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed, so fixed scripts of {shell} are not run")
    return command


def check_hostile(script: Script, step: Mapping, shell: str, folder: Path, values: Values) -> None:
    """No expression is left, nothing but the script runs, and the values come out as they went in."""
    assert "${{" not in code_of(step), code_of(step)
    assert output([*program(shell), code_of(step)], folder, environment(step, values)) == script.says(values)


def check_harmless(script: Script, step: Mapping, shell: str, folder: Path, values: Values) -> None:
    """The script says what it said."""
    before = output([*program(shell), pasted(script.code, values)], folder, {})
    after = output([*program(shell), pasted(code_of(step), values)], folder, environment(step, values))
    assert before == after == script.says(values)


def both(value: st.SearchStrategy[str]) -> st.SearchStrategy[Values]:
    return st.fixed_dictionaries(dict.fromkeys(KEYS, value))


class TestShells:
    @pytest.mark.parametrize("shell", ["bash", "sh"])
    @shell_settings
    @given(script=scripts(SHELL_PIECES, AROUND), values=both(HOSTILE), block=st.booleans())
    def test_hostile_text_arrives_and_is_not_run(
        self, folder: Path, shell: str, script: Script, values: Values, *, block: bool
    ) -> None:
        check_hostile(script, fixed(run_step(script.code, shell, block=block)), shell, folder, values)

    @few_settings
    @given(script=scripts(BASH_PIECES, AROUND), values=both(HOSTILE), block=st.booleans())
    def test_hostile_text_arrives_where_only_bash_has_a_way_to_write_it(
        self, folder: Path, script: Script, values: Values, *, block: bool
    ) -> None:
        check_hostile(script, fixed(run_step(script.code, "bash", block=block)), "bash", folder, values)

    @pytest.mark.parametrize("shell", ["bash", "sh"])
    @few_settings
    @given(script=scripts(SHELL_PIECES + UNTOUCHED_PIECES, AROUND), values=both(HARMLESS), block=st.booleans())
    def test_harmless_text_gives_what_it_gave(
        self, folder: Path, shell: str, script: Script, values: Values, *, block: bool
    ) -> None:
        check_harmless(script, fixed(run_step(script.code, shell, block=block)), shell, folder, values)

    @pytest.mark.parametrize("piece", [*SHELL_PIECES, *BASH_PIECES], ids=lambda piece: piece.code)
    def test_each_place_withstands_all_kinds_of_quotes(self, folder: Path, piece: Piece) -> None:
        script = Script(piece.code.replace("§", TITLE), lambda v: piece.says(v[KEYS[0]]))
        values = {KEYS[0]: "".join(PAYLOADS[:16])}
        check_hostile(script, fixed(run_step(script.code, "bash", block=True)), "bash", folder, values)


class TestPython:
    @shell_settings
    @given(script=scripts(PYTHON_PIECES), values=both(HOSTILE), block=st.booleans())
    def test_hostile_text_arrives_and_is_not_run(
        self, folder: Path, script: Script, values: Values, *, block: bool
    ) -> None:
        check_hostile(script, fixed(run_step(script.code, "python", block=block)), "python", folder, values)

    @few_settings
    @given(script=scripts(PYTHON_PIECES), values=both(HARMLESS))
    def test_harmless_text_gives_what_it_gave(self, folder: Path, script: Script, values: Values) -> None:
        check_harmless(script, fixed(run_step(script.code, "python", block=True)), "python", folder, values)


class TestGithubScript:
    @shell_settings
    @given(script=scripts(JAVASCRIPT_PIECES), values=both(HOSTILE), block=st.booleans())
    def test_hostile_text_arrives_and_is_not_run(
        self, folder: Path, script: Script, values: Values, *, block: bool
    ) -> None:
        check_hostile(script, fixed(github_script(script.code, block=block)), "node", folder, values)

    @few_settings
    @given(script=scripts(JAVASCRIPT_PIECES), values=both(HARMLESS))
    def test_harmless_text_gives_what_it_gave(self, folder: Path, script: Script, values: Values) -> None:
        check_harmless(script, fixed(github_script(script.code, block=True)), "node", folder, values)


class TestPowerShell:
    PIECES = (
        Piece('Write-Output "[§]"', shown),
        Piece("Write-Output '[§]'", shown),
        Piece("Write-Output '§'", lambda v: f"{v}\n"),
        Piece("Write-Output §", lambda v: f"{v}\n"),
        Piece('Write-Output @"\n[§]\n"@', shown),
        Piece('$x = "a $("§") b"; $x # §', lambda v: f"a {v} b\n"),
    )

    @few_settings
    @given(script=scripts(PIECES), values=both(HOSTILE.filter(lambda v: "\n" not in v and v != "")))
    def test_hostile_text_arrives_and_is_not_run(self, folder: Path, script: Script, values: Values) -> None:
        program("pwsh")
        check_hostile(script, fixed(run_step(script.code, "pwsh", block=True)), "pwsh", folder, values)

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ('Write-Output "a § b"', 'Write-Output "a ${env:ISSUE_TITLE} b"'),
            ("Write-Output 'a § b'", 'Write-Output "a ${env:ISSUE_TITLE} b"'),
            ("Write-Output '§'", 'Write-Output "${env:ISSUE_TITLE}"'),
            ("git switch §", "git switch $env:ISSUE_TITLE"),
            ("git switch § -q | Out-Null", "git switch $env:ISSUE_TITLE -q | Out-Null"),
            ('$x = @"\n"§"\n"@', '$x = @"\n"${env:ISSUE_TITLE}"\n"@'),
            ('$x = "$(Get-It "§")"', '$x = "$(Get-It "${env:ISSUE_TITLE}")"'),
            ("<# § #> Get-It # don't §", "<# github.event.issue.title #> Get-It # don't github.event.issue.title"),
        ],
    )
    def test_is_read_from_the_environment(self, before: str, after: str) -> None:
        code = before.replace("§", "${{ github.event.issue.title }}")
        assert code_of(fixed(run_step(code, "pwsh", block=True))) == f"{after}\n"


REFUSED = {
    "bash": (
        "echo $((1 + §))",
        "(( § > 1 ))",
        "[[ § -eq 1 ]]",
        "[[ -v § ]]",
        "[[ $x =~ §.* ]]",
        "for ((i = 0; i < §; i++)); do :; done",
        "§ build",
        "./run-§.sh",
        "§=1",
        "X§=1",
        "x[§]=1",
        "echo $§",
        "echo ${§}",
        "echo ${X:-§}",
        'echo "${X/§/y}"',
        "echo \\§",
        'echo "\\§"',
        "echo $'a§'",
        'echo $"a§"',
        'echo "`echo "§"`"',
        "X=(a §)",
        "for x in §; do :; done",
        'for x in "§"; do :; done',
        "cat <<'EOF'\n§\nEOF",
        "cat <<§\nx\n§",
        "bash <<EOF\n§\nEOF",
        "cat <<EOF > x.sh\n§\nEOF",
        "bash -c 'echo §'",
        "bash -ec \"echo '§'\"",
        "sudo -u x sh -c 'echo §'",
        "docker run image bash -c 'echo §'",
        "echo x | xargs -I{} sh -c 'echo § {}'",
        "find . -exec sh -c 'echo §' ';'",
        "eval 'echo §'",
        'eval "$(echo "§")"',
        "trap 'echo §' EXIT",
        "ssh host 'echo §'",
        "echo 'echo §' | sh",
        "echo 'echo §' | ssh host bash -s",
        "awk '{ print \"§\" }' x",
        'sed -i "s/x/§/" x',
        "jq '.title = \"§\"' x",
        "python3 -c 'print(\"§\")'",
        "perl -pe 's/x/§/' x",
        "node -e \"console.log('§')\"",
        "psql -c \"select '§'\"",
        "gh api graphql -f query='{ x(t: \"§\") }'",
        "gh pr list --jq '.[] | \"§\"'",
        'printf "§\\n"',
        "read -r § <<< x",
        "declare -i x=§",
        "export §",
        "unset §",
        "make TITLE='§'",
        "echo ~§",
        "echo {1..§}",
        "§() { :; }",
        'echo "§',
    ),
    "pwsh": (
        "$x = §",
        "§",
        "if (§ -eq 1) { }",
        "$x = @'\n§\n'@",
        "Write-Output 'a $x §'",
        "Write-Output 'it''s §'",
        'Write-Output "`§"',
        "git switch a§",
        'Invoke-Expression "echo §"',
        'bash -c "echo §"',
        "Write-Output '§",
        'Write-Output "$(§"',
    ),
    "python": (
        "x = §",
        "print(f'§')",
        "print(b'§')",
        "print('''a §''')",
        "print('%s §' % 1)",
        "print('a' 'b §')",
        "print('\\§')",
        "'''§'''\nx = 1",
        "eval('§')",
        "import subprocess\nsubprocess.run('echo §', shell=True)",
        "os = 1\nprint('§')",
        "def f():\n  print('§'",
    ),
    "cmd": ("echo §",),
    "perl": ("print '§'",),
}


@pytest.mark.parametrize(("shell", "code"), [(shell, code) for shell, codes in REFUSED.items() for code in codes])
def test_is_refused_where_a_variable_would_be_something_else(shell: str, code: str) -> None:
    script = code.replace("§", "${{ github.event.issue.title }}")
    step = fixed(run_step(script, shell, block=True))
    assert code_of(step) == f"{script}\n"
    assert step.get("env") is None


@pytest.mark.parametrize(
    "code",
    [
        "x = '§'.replace(/§/, '')",
        "x = {'§': 1}",
        "String.raw`§`",
        "x = '\\§'",
        "x = `\\§`",
        "x = §",
        "x = -'1§'",
        "exec.exec('echo §')",
        "eval(`§`)",
        'await github.graphql(`{ x(t: "§") }`)',
        "x = 'a §'.length",
        "x = '§",
        "'use §'",
    ],
)
def test_is_refused_where_javascript_would_read_something_else(code: str) -> None:
    script = code.replace("§", "${{ github.event.issue.body }}")
    text = code_of(fixed(github_script(script, block=True)))
    assert text.endswith(script.partition("replace(")[2] + "\n")


class TestNames:
    @staticmethod
    def env(step: str, before: str = "") -> tuple[str, Values]:
        text = (
            f"on: issues\n{before}jobs:\n  greet:\n    runs-on: ubuntu-24.04\n    steps:\n      - name: greet\n{step}"
        )
        fixed_step = fixed(text)
        block = fixed_step.get("env")
        entries = block.named_entries() if isinstance(block, Mapping) else ()
        return code_of(fixed_step), {key.text: value.text for key, value in entries if isinstance(value, Scalar)}

    def test_one_expression_has_one_variable_however_it_is_written(self) -> None:
        code, env = self.env(f"        run: echo \"{TITLE} ${{{{github.event.issue['title']}}}}\"\n")
        assert code == 'echo "${ISSUE_TITLE} ${ISSUE_TITLE}"'
        assert env == {"ISSUE_TITLE": TITLE}

    def test_a_variable_that_holds_the_expression_is_used(self) -> None:
        step = f"        env: {{T: '{TITLE}'}}\n        run: echo \"{TITLE}\"\n"
        assert self.env(step) == ('echo "${T}"', {"T": TITLE})

    @pytest.mark.parametrize("use", ["T=x", "read T", "for T in a; do :; done", "export T", "unset T", ": ${T:=x}"])
    def test_a_variable_that_the_script_changes_is_not(self, use: str) -> None:
        step = f"        env: {{T: '{TITLE}'}}\n        run: |\n          {use}\n          echo \"{TITLE}\"\n"
        assert self.env(step)[1] == {"ISSUE_TITLE": TITLE, "T": TITLE}

    @pytest.mark.parametrize(
        "taken",
        [
            "        env: {ISSUE_TITLE: x}\n        run: |\n          echo",
            "        run: |\n          ISSUE_TITLE=x\n          echo",
            "        run: |\n          echo $ISSUE_TITLE",
            "        run: |\n          echo 'ISSUE_TITLE=x' >> \"$GITHUB_ENV\"\n          echo",
        ],
    )
    def test_a_name_that_is_taken_gets_a_number(self, taken: str) -> None:
        code, env = self.env(f'{taken} "{TITLE}"\n')
        assert code.endswith(' "${ISSUE_TITLE_2}"\n')
        assert env["ISSUE_TITLE_2"] == TITLE
        assert env.get("ISSUE_TITLE", "x") == "x"

    def test_a_variable_of_the_workflow_is_used_unless_a_step_sets_it(self) -> None:
        step = f'        run: echo "{TITLE}"\n'
        assert self.env(step, f"env:\n  T: {TITLE}\n") == ('echo "${T}"', {})
        setting = "      - run: echo T=x >> $GITHUB_ENV\n"
        assert self.env(step + setting, f"env:\n  T: {TITLE}\n")[1] == {"ISSUE_TITLE": TITLE}

    @pytest.mark.parametrize(
        ("expression", "name"),
        [
            ("github.event.pull_request.head.ref || 'x'", "PR_HEAD_REF"),
            ("join(github.event.commits.*.author.email)", "COMMITS_AUTHOR_EMAIL"),
            ("toJSON(github.event.comment)", "COMMENT_JSON"),
            ("toJSON(github.event)", "EVENT_JSON"),
            ("format('{0} {1}', matrix.python, github.event.issue.title)", "ISSUE_TITLE"),
            ("github.event.commits[0].message", "COMMITS_MESSAGE"),
        ],
    )
    def test_a_name_says_what_the_value_is(self, expression: str, name: str) -> None:
        text = f'jobs:\n  greet:\n    steps:\n      - name: greet\n        run: echo "${{{{ {expression} }}}}"\n'
        assert f'echo "${{{name}}}"' == code_of(fixed(f"on: workflow_call\n{text}"))

    def test_a_shared_env_is_never_edited(self) -> None:
        before = "x: &env\n  A: b\n"
        step = f'        env: *env\n        run: echo "{TITLE}"\n'
        assert self.env(step, before) == (f'echo "{TITLE}"', {"A": "b"})


class TestWorkflowCommands:
    """What a script printed for the runner to read is what it writes to the file."""

    FILES = ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STATE", "GITHUB_PATH")
    COMMANDS = ("set-output name=x", "set-env name=a_B", "save-state name=x-1", "add-path")
    PIECES = (
        "echo '::§::a b'",
        'echo "::§::$A"',
        "echo ::§::$A $A",
        'echo "::§::${A#g}" && true',
        'echo "::§::$(echo "$A" | tr a-z A-Z)"; echo next',
        'if true; then echo "::§::it\'s $A"; fi # done',
        "printf '::§::%s\\n' \"$A\"",
        'printf "::§::${A}\\n"',
        'for x in 1 2; do echo "::§::$x=$x"; done',
        'f() { echo "::§::$1"; }; f "a  b"',
        "echo '::§::<<EOF'",
        'echo "::§::first" ; echo "::§::last" || false',
        "if true; then\n  echo \"::§::$A\" # one\n  printf '::§::%s\\n' two\n  echo ::§::three\nfi\necho behind",
    )

    def lines(self, command: str, log: str) -> str:
        """The lines of the file that say what the log told the runner."""
        name = command.partition("name=")[2]
        values = [line.removeprefix(f"::{command}::") for line in log.splitlines() if line.startswith("::")]
        return "".join(f"{name}={value}\n" if name else f"{value}\n" for value in values)

    @pytest.mark.parametrize("shell", ["bash", "sh"])
    @pytest.mark.parametrize("command", COMMANDS)
    @pytest.mark.parametrize("piece", PIECES)
    def test_the_file_gets_what_the_runner_read(
        self, tmp_path: Path, folder: Path, shell: str, command: str, piece: str
    ) -> None:
        script = f"A='g r  1'\n{piece.replace('§', command)}"
        step = fixed(run_step(script, shell, block=piece in self.PIECES[::2]))
        assert "::" not in code_of(step)
        files = {name: str(tmp_path / name) for name in self.FILES}
        log = output([*program(shell), script], folder, {})
        left = output([*program(shell), code_of(step)], folder, files)
        assert left == "".join(line for line in log.splitlines(keepends=True) if not line.startswith("::"))
        file = self.FILES[self.COMMANDS.index(command)]
        assert [path.name for path in tmp_path.iterdir()] == [file]
        assert (tmp_path / file).read_text(encoding="utf-8") == self.lines(command, log)

    @pytest.mark.parametrize(
        ("script", "safe"),
        [
            ('echo "::set-output name=x::1"', True),
            ('echo "::set-output name=x::$GITHUB_SHA ${GITHUB_REF#refs/}"', True),
            ('echo "::set-output name=x::$(date +%s)-$(git rev-parse HEAD)"', True),
            ('echo "::set-output name=x::$(yarn cache dir)"', True),
            ('V=$(git describe | cut -c2-)\necho "::set-output name=x::$V"', True),
            ('echo "::set-output name=x::${{ matrix.python }} ${{ github.ref }}"', True),
            ("echo ::set-output name=x::$(cat list.txt)", True),
            ('echo "::set-output name=x::$(cat list.txt)"', False),
            ('echo "::set-output name=x::$(git log)"', False),
            ('echo "::set-output name=x::$(git log -1 --format=%B)"', False),
            ('echo "::set-output name=x::$UNKNOWN"', False),
            ('V=$(ls)\necho "::set-output name=x::$V"', False),
            ('V="$V $V"\necho "::set-output name=x::$V"', False),
            ('echo "::set-output name=x::$(pwd; ls)"', False),
            ('echo "::set-output name=x::${{ github.event.issue.body }}"', False),
            ('echo "::set-output name=x::${{ steps.a.outputs.b }}"', False),
            ('echo "::set-output name=x::${{ toJSON(matrix) }}"', False),
        ],
    )
    def test_a_value_that_may_have_more_lines_is_for_a_person_to_see(self, script: str, *, safe: bool) -> None:
        text = run_step(script, "bash", block=True)
        choice = Choice(deprecated_workflow_command.RULE)
        report = check_source(Source(PATH, text), PATH, Texts({PATH: text}), [choice], preferences=Preferences())
        assert [finding.fix.safe for finding in report.findings if finding.fix] == [safe]

    @pytest.mark.parametrize(
        ("shell", "script"),
        [
            ("bash", 'echo "::set-output name=$name::1"'),
            ("bash", 'echo "::set-output name=a b::1"'),
            ("bash", 'echo "::set-output name=x,y=z::1"'),
            ("bash", 'echo "::set-output name=x::a%0Ab"'),
            ("bash", 'V=${V//x/%0A}; echo "::set-output name=x::$V"'),
            ("bash", 'echo "::set-output name=x::a\nb"'),
            ("bash", 'echo "::set-output name=x::$(cat CHANGES.md)"'),
            ("bash", 'echo -n "::set-output name=x::1"'),
            ("bash", 'echo -e "::set-output name=x::1\\n::set-output name=y::2"'),
            ("bash", "printf '::set-output name=x::1'"),
            ("bash", "printf '::set-output name=%s::%s\\n' \"$A\" b"),
            ("bash", 'echo "::set-output name=x::1" | tee log'),
            ("bash", 'echo "::set-output name=x::1" >&2'),
            ("bash", "cat <<EOF\n::set-output name=x::1\nEOF"),
            ("bash", "python3 -c 'print(\"::set-output name=x::1\")'"),
            ("pwsh", 'if ($x) { echo "::set-output name=x::1" }'),
            ("pwsh", 'echo "::set-output name=x::a`"b"'),
            ("cmd", "echo ::set-output name=x::a ^& b"),
            ("python", "print('::set-output name=x::1')"),
        ],
    )
    def test_what_is_not_plain_is_left_to_a_person(self, shell: str, script: str) -> None:
        assert code_of(fixed(run_step(script, shell, block=True))) == f"{script}\n"
