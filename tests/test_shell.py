"""Scripts as commands: names, options, what stands around each, and where every word is in the file."""

import textwrap
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_lint.shell import Command, Script, Word, parse_script
from ci_lint.source import Source
from ci_lint.tree import Mapping, Scalar, parse


def scalar_of(yaml: str) -> Scalar:
    root = parse(Source("x.yml", yaml)).root
    assert isinstance(root, Mapping)
    value = root.get("run")
    assert isinstance(value, Scalar)
    return value


def script(text: str) -> Script:
    return parse_script(scalar_of("run: |\n" + textwrap.indent(text, "  ", lambda _: True)))


def only(text: str) -> Command:
    commands = script(text).commands
    assert len(commands) == 1, [command.name for command in commands]
    return commands[0]


def named(text: str, name: str) -> Command:
    return next(script(text).named(name))


def texts(command: Command) -> list[str]:
    return [word.text for word in command.words]


class TestWords:
    @pytest.mark.parametrize(
        ("written", "text", "static", "quote"),
        [
            ("plain", "plain", True, ""),
            ("'single $x'", "single $x", True, "'"),
            ('"double"', "double", True, '"'),
            ('"a \\"b\\" \\$c"', 'a "b" $c', True, '"'),
            ('"has $x in it"', "has $x in it", False, '"'),
            ('"  $x  ${y} "', "  $x  ${y} ", False, '"'),
            ("$'tab\\there\\x41\\u00e9'", "tab\thereA\u00e9", True, "$'"),
            ('$"translated"', "translated", True, '"'),
            ("a\\ b", "a b", True, ""),
            ("--x=\"a b\"'c'd", "--x=a bcd", True, ""),
            ("--x=$y", "--x=$y", False, ""),
            ("*.py", "*.py", True, ""),
            ("{a,b}", "{a,b}", True, ""),
            ("$(cat file)", "$(cat file)", False, ""),
            ("`cat file`", "`cat file`", False, ""),
            ("<(sort a)", "<(sort a)", False, ""),
            ("$((1 + 2))", "$((1 + 2))", False, ""),
            ("${{ inputs.tag }}", "${{ inputs.tag }}", False, ""),
            ("v${{ format('}}', 'a\\b') }}x", "v${{ format('}}', 'a\\b') }}x", False, ""),
            ('"${{ a }} $b"', "${{ a }} $b", False, '"'),
            ("'${{ a }}'", "${{ a }}", False, "'"),
            ("==", "==", True, ""),
            ("größe", "größe", True, ""),
            ("key=value", "key=value", True, ""),
        ],
    )
    def test_quotes_go_and_expansions_stay(self, written: str, text: str, quote: str, *, static: bool) -> None:
        command = script(f"cmd {written} last\n").commands[0]
        word = command.words[1]
        assert (word.text, word.static, word.quote) == (text, static, quote)
        assert word.raw == written
        assert texts(command)[-1] == "last"

    def test_an_escaped_line_break_joins_or_parts_words(self) -> None:
        assert texts(only("docker bui\\\nld \\\n  --push \\\n  .\n")) == ["docker", "build", "--push", "."]
        assert only("dock\\\ner build\n").name == "docker"
        assert only('echo "a\\\nb"\n').words[1].text == "ab"

    def test_place_of_a_word_is_exact_behind_expressions_and_wide_characters(self) -> None:
        value = scalar_of("run: |\n  echo 'é🎉' ${{ github.ref }} wörd | tee log\n")
        source = value.source.text
        words = [word for command in parse_script(value).commands for word in command.words]
        found = [source[word.span.start : word.span.end] for word in words]
        assert found == ["echo", "'é🎉'", "${{ github.ref }}", "wörd", "tee", "log"]

    def test_windows_line_ends_are_no_part_of_words(self) -> None:
        value = scalar_of("run: |\r\n  docker build \\\r\n    --push .\r\n  ls -la\r\n")
        commands = parse_script(value).commands
        assert [texts(command) for command in commands] == [["docker", "build", "--push", "."], ["ls", "-la"]]
        place = commands[1].words[1].span
        assert value.source.text[place.start : place.end] == "-la"


class TestCommands:
    def test_every_simple_command_is_listed_in_order(self) -> None:
        text = """\
            a; b | c && d || e &
            f $(g "$(h)") <(i) `j`
            if k; then l; elif m; then n; else o; fi
            while p; do q; done; for x in $(r); do s; done
            t() { u; }; (v; w); { x; }; case $(y) in z) aa;; esac
            ! bb; X=$(cc); cat <<EOF
            $(dd)
            EOF
        """
        names = [command.name for command in script(textwrap.dedent(text)).commands]
        assert " ".join(names) == "a b c d e f g h i j k l m n o p q r s u v w x y aa bb cc cat dd"

    def test_a_name_is_static_and_without_folder(self) -> None:
        assert only("/usr/bin/docker ps\n").name == "docker"
        assert only('"$HOME/bin/pytest" -q\n').name == "pytest"
        assert only("$TOOL run\n").name == ""
        assert only("${{ inputs.command }} run\n").name == ""
        assert only("docker.exe ps\n").name == "docker"

    @pytest.mark.parametrize(
        ("text", "words", "wrappers"),
        [
            ("sudo -E -u root apt-get install x", "apt-get install x", ("sudo",)),
            ("sudo env A=1 B=2 docker ps", "docker ps", ("sudo", "env")),
            ("timeout -k 5 10m curl -f x", "curl -f x", ("timeout",)),
            ("time -p nice -n 5 make -j4", "make -j4", ("time", "nice")),
            ("nohup stdbuf -oL ./server -v", "./server -v", ("nohup", "stdbuf")),
            ("exec -a name python app.py", "python app.py", ("exec",)),
            ("command curl x", "curl x", ("command",)),
            ("command -v curl", "command -v curl", ()),
            ("xvfb-run -a --server-args '-s x' npm test", "npm test", ("xvfb-run",)),
            ("sudo", "sudo", ()),
            ("env", "env", ()),
            ("timeout 5", "timeout 5", ()),
        ],
    )
    def test_wrappers_are_taken_off(self, text: str, words: str, wrappers: tuple[str, ...]) -> None:
        command = only(f"{text}\n")
        assert " ".join(texts(command)) == words
        assert command.wrappers == wrappers

    def test_assignments_of_env_are_the_commands_own(self) -> None:
        command = only('A=1 env B="x y" docker build .\n')
        assert [(a.name, a.value.text) for a in command.assignments] == [("A", "1"), ("B", "x y")]
        assert command.name == "docker"
        assert command.text.startswith("A=1 env")

    def test_tests_are_commands_without_their_closing(self) -> None:
        commands = script('[[ $a == b* && -n "$x" ]]; [ -f a ]; test -f b; (( i > 3 ))\n').commands
        assert [command.name for command in commands] == ["[[", "[", "test", "(("]
        assert texts(commands[0]) == ["[[", "$a", "==", "b*", "&&", "-n", "$x"]
        assert texts(commands[1]) == ["[", "-f", "a"]

    def test_a_broken_script_yields_what_can_be_read(self) -> None:
        broken = script('docker build .\nif true; then\n  curl -f x\necho "never closed\n')
        assert broken.broken
        assert "docker" in [command.name for command in broken.commands]
        assert not script("docker build .\n").broken

    def test_words_of_a_command_never_end_behind_the_script(self) -> None:
        value = scalar_of("run: |\n  echo `never closed\nother: 1\n")
        for command in parse_script(value).commands:
            assert all(value.start <= w.span.start <= w.span.end <= value.end for w in command.words)


class TestOptions:
    def test_values_are_found_in_all_their_spellings(self) -> None:
        command = only("curl --max-time 5 -o out --retry=3 -sSm 7 -H'A: b' -X POST url\n")
        assert [word.text for word in command.options("--max-time", "-m")] == ["5", "7"]
        last = command.option("--max-time", "-m")
        assert last is not None
        assert last.text == "7"
        found = [command.option(name) for name in ("-o", "--retry", "-H", "-X", "--none")]
        assert [word and word.text for word in found] == ["out", "3", "A: b", "POST", None]

    def test_the_place_of_a_value_is_that_of_the_value(self) -> None:
        command = only("docker build --cache-to='type=gha,mode=max' \"--tag=a b\" -fDockerfile .\n")
        found = [command.option(name) for name in ("--cache-to", "--tag", "-f")]
        assert [word and word.text for word in found] == ["type=gha,mode=max", "a b", "Dockerfile"]
        assert [word and word.raw for word in found] == ["'type=gha,mode=max'", "a b", "Dockerfile"]

    def test_flags_may_be_clustered_negated_and_repeated(self) -> None:
        command = only("docker run -it --rm --push --pull=false --no-cache image\n")
        assert command.has("-t")
        assert command.has("-i", "--interactive")
        assert command.has("--push")
        assert command.has("--no-cache")
        assert not command.has("--pull")
        assert not command.has("-d")
        assert not only("x --push --no-push\n").has("--push")
        assert only("x --no-push --push\n").has("--push")

    def test_the_rest_of_a_value_is_no_cluster(self) -> None:
        assert not only("curl -XPOST url\n").has("-O")
        assert only("curl -fsSLO url\n").has("-f")
        assert not only("go test -race ./...\n").has("-c")
        assert only("go test -race ./...\n").has("-race")
        assert only("terraform apply -input=false\n").option("-input") is not None

    def test_a_value_may_stand_in_a_cluster_of_a_known_tool(self) -> None:
        attached, behind = only("curl -fsSm5 url\n"), only("curl -fsSm 5 url\n")
        assert [word.text for command in (attached, behind) for word in command.options("-m")] == ["5", "5"]
        assert only("curl -fsSom url\n").option("-m") is None

    def test_two_dashes_end_the_options(self) -> None:
        command = only("npm test -- --watch --reporter dot\n")
        assert not command.has("--watch")
        assert command.option("--reporter") is None

    def test_a_subcommand_is_found_behind_global_options(self) -> None:
        assert only("docker --context x buildx build .\n").starts_with("docker", "buildx", "build")
        assert only("sudo docker compose -f a.yml --profile p up -d\n").starts_with("docker", "compose", "up")
        assert only("kubectl -n prod rollout status x\n").starts_with("kubectl", "rollout", "status")
        assert only("python -X dev -m pytest\n").starts_with("python", "-m", "pytest")
        assert not only("docker build x\n").starts_with("docker", "buildx")
        assert not only("docker run buildx\n").starts_with("docker", "buildx")
        assert not only('docker "$X" build\n').starts_with("docker", "build")

    def test_arguments_that_may_be_options_are_told(self) -> None:
        assert only("curl $OPTIONS x\n").may_hold_options
        assert only('curl "${options[@]}" x\n').may_hold_options
        assert only("curl ${{ inputs.options }} x\n").may_hold_options
        assert not only('curl "$URL" --data=$X\n').may_hold_options


class TestSurroundings:
    def test_a_pipeline_knows_its_commands_in_order(self) -> None:
        first, second, third = script("a 2>&1 | b |& c > out\n").commands
        assert first.pipeline == second.pipeline == third.pipeline == (first, second, third)
        assert [c.position for c in (first, second, third)] == [0, 1, 2]
        assert third.writes_to is not None
        assert second.writes_to is None
        assert only("a\n").pipeline[0].name == "a"

    def test_a_loop_in_a_pipeline_is_stood_for_by_its_first_command(self) -> None:
        curl = named("curl x | while read -r line; do use $line; done\n", "curl")
        assert [command.name for command in curl.pipeline] == ["curl", "read"]

    def test_what_follows_and_and_or_is_known_to_what_stands_before(self) -> None:
        a, b, c, _, last = script("a && b || { c; exit 1; }; last\n").commands
        assert [(x.operator, [y.name for y in x.commands]) for x in a.and_or] == [("&&", ["b"]), ("||", ["c", "exit"])]
        assert [command.name for command in b.otherwise] == ["c", "exit"]
        assert [a.runs_after, b.runs_after, c.runs_after, last.runs_after] == ["", "&&", "||", ""]
        assert last.and_or == ()

    def test_a_group_passes_what_follows_it_to_its_parts(self) -> None:
        assert [command.name for command in named("(cd x && make test) || true\n", "make").otherwise] == ["true"]

    def test_what_follows_an_if_does_not_concern_its_condition(self) -> None:
        text = "if a; then b; fi || c\n"
        assert named(text, "a").otherwise == ()
        assert named(text, "b").otherwise[0].name == "c"

    def test_a_substitution_in_an_assignment_decides_its_exit_code(self) -> None:
        text = "code=$(curl -s x | jq .) || fail\n"
        assert [command.name for command in named(text, "curl").otherwise] == ["fail"]
        assert named(text, "curl").assigned_to == "code"
        assert named('export X="$(curl x)" || true\n', "curl").otherwise == ()
        assert named('export X="$(curl x)" || true\n', "curl").assigned_to == "X"

    def test_a_substitution_in_an_argument_hides_its_exit_code(self) -> None:
        text = "if [ $(curl x) = y ] || echo $(date); then z; fi\n"
        curl = named(text, "curl")
        assert curl.substitution
        assert not curl.in_condition
        assert curl.and_or == ()
        assert named(text, "[").in_condition
        assert not named(text, "z").in_condition

    @pytest.mark.parametrize("kind", ["while", "until"])
    def test_a_loop_knows_condition_and_body(self, kind: str) -> None:
        found = script(f"{kind} ! curl x && a; do sleep 5; for i in 1 2; do b; done; done\n")
        loop = next(found.named("sleep")).loop
        assert loop is not None
        assert loop.kind == kind
        assert [command.name for command in loop.condition] == ["curl", "a"]
        assert [command.name for command in loop.body] == ["sleep", "b"]
        inner = next(found.named("b")).loop
        assert inner is not None
        assert inner.outer is loop
        assert (inner.variable, [item.text for item in inner.items]) == ("i", ["1", "2"])
        assert found.loops == (loop, inner)
        assert next(found.named("curl")).negated
        assert next(found.named("curl")).in_condition

    def test_items_of_a_for_loop_run_once(self) -> None:
        found = script("for i in $(seq 5); do a; done\nfor ((i=0; i<3; i++)); do b; done\n")
        assert not next(found.named("seq")).in_loop
        assert [next(found.named(name)).in_loop for name in "ab"] == [True, True]
        assert [loop.kind for loop in found.loops] == ["for", "for"]

    def test_functions_subshells_and_background_are_told(self) -> None:
        text = "deploy() { a; }\nfunction undo { b; }\n(c)\nd & e\nf && g &\n"
        assert [named(text, name).function for name in "abc"] == ["deploy", "undo", ""]
        assert [named(text, name).subshell for name in "acd"] == [False, True, False]
        assert [named(text, name).background for name in "defg"] == [True, False, True, True]

    def test_an_exclamation_mark_negates_the_whole_pipeline(self) -> None:
        text = "! a | b\nc\n"
        assert [named(text, name).negated for name in "abc"] == [True, True, False]


class TestRedirects:
    def test_redirects_belong_to_the_last_command(self) -> None:
        a, b = script("a && b 2>/dev/null >> out <in\n").commands
        assert a.redirects == ()
        assert [(r.operator, r.target.text, r.descriptor) for r in b.redirects] == [
            (">", "/dev/null", 2),
            (">>", "out", 1),
            ("<", "in", 0),
        ]

    @pytest.mark.parametrize(
        ("text", "target"),
        [
            ("echo x > out", "out"),
            ("> out echo x", "out"),
            ("echo x &> out", "out"),
            ("echo x >&2", None),
            ("echo x 2> out", None),
            ("{ echo x; } >> $GITHUB_OUTPUT", "$GITHUB_OUTPUT"),
            ("for i in 1 2; do echo $i; done > out", "out"),
            ("{ echo x >&2; } > out", None),
            ('{ y "$(echo x)"; } > out', None),
        ],
    )
    def test_output_of_a_command_is_followed_into_its_file(self, text: str, target: str | None) -> None:
        written = named(f"{text}\n", "echo").writes_to
        assert (written and written.text) == target

    def test_words_behind_a_redirect_are_arguments(self) -> None:
        command = only("docker build > log --push . 2>&1\n")
        assert texts(command) == ["docker", "build", "--push", "."]
        assert [redirect.raw for redirect in command.redirects] == ["> log", "2>&1"]

    def test_a_heredoc_keeps_its_lines_and_their_place(self) -> None:
        value = scalar_of(
            "run: |\n  cat <<'EOF' > file\n\n    a $x\n  EOF\n  cat <<-END | tee y || die\n  ${{ b }}\n  END\n"
        )
        cat, second, tee, die = parse_script(value).commands
        quoted, plain = cat.heredocs[0], second.heredocs[0]
        assert (quoted.delimiter, quoted.quoted, quoted.text) == ("EOF", True, "\n  a $x\n")
        assert (plain.delimiter, plain.quoted, plain.text) == ("END", False, "${{ b }}\n")
        assert cat.writes_to is not None
        assert second.pipeline == (second, tee)
        assert tee.otherwise == (die,)
        place = plain.span
        assert value.source.text[place.start : place.end].strip() == "${{ b }}"

    def test_an_empty_heredoc_has_no_lines(self) -> None:
        assert only("cat <<EOF\nEOF\n").heredocs[0].text == ""


class TestAssignments:
    def test_values_are_listed_by_name_in_order(self) -> None:
        found = script('X=1\nexport X="a b" Y\nZ+=c\nlist=(a "b c" $d)\nQ=2 command_only\nE=\n')
        assert {name: [v.text for v in values] for name, values in found.assignments.items()} == {
            "X": ["1", "a b"],
            "Z": ["c"],
            "list": ['(a "b c" $d)'],
            "E": [""],
        }
        array = next(a for a in found.assigned if a.name == "list")
        assert [element.text for element in array.elements] == ["a", "b c", "$d"]
        assert next(a for a in found.assigned if a.name == "Z").append

    def test_plain_assignments_are_no_commands(self) -> None:
        assert [command.name for command in script("X=1\nY=$(date)\nexport Z=3\n").commands] == ["date", "export"]


class TestHostileInput:
    @pytest.mark.parametrize(
        "unit",
        ["a|", "<<E\n", "x=(", ")", "(", "$(", '"$(', "`", "if ", "a && ", "! ", "{ ", "${", "case x in ", "a;;", "é'"],
    )
    def test_repetition_neither_crashes_nor_hangs(self, unit: str) -> None:
        source = Source("x.yml", "")
        for length in (900, 60_000, 200_000):
            text = unit * (length // len(unit))
            started = time.process_time()
            parse_script(Scalar(source, 0, 0, text))
            assert time.process_time() - started < 3

    def test_nesting_is_read_to_a_limit(self) -> None:
        deep = "echo $(" * 400 + "x" + ")" * 400 + "\n"
        assert len(script(deep).commands) < 400
        assert script("a && " * 400 + "b\n").commands[-1].name == "b"

    def test_an_expression_that_never_ends_breaks_only_what_follows(self) -> None:
        found = script("curl x\necho ${{ a 'b }}\n")
        assert found.broken
        assert found.commands[0].name == "curl"


NAMES = st.sampled_from(["echo", "curl", "./run.sh", "docker", "größe", "测试"])
WORDS = st.one_of(
    st.from_regex(r"[A-Za-z0-9_./:=,+@%-]{1,12}", fullmatch=True).filter(lambda w: not w.startswith("=")),
    st.sampled_from(
        ["'a b'", '"c $d"', "${{ inputs.tag }}", "${{ '}}' }}x", "é🎉", "$HOME", "x\\ y", '"z"', "$(date)"]
    ),
)
LINES = st.builds(lambda name, words: " ".join([name, *words]), NAMES, st.lists(WORDS, max_size=5))
BLOCKS = st.lists(LINES, min_size=1, max_size=6)


@given(
    lines=BLOCKS,
    style=st.sampled_from(["|", "|-", ">", ">-", "|2"]),
    indent=st.integers(min_value=1, max_value=6),
    line_break=st.sampled_from(["\n", "\r\n"]),
)
def test_every_static_word_reads_in_the_file_as_it_is(
    lines: list[str], style: str, indent: int, line_break: str
) -> None:
    blank = " " * (2 if style == "|2" else indent)
    joint = f" ;{line_break}" if style.startswith(">") else line_break
    yaml = f"run: {style}{line_break}" + joint.join(f"{blank}{line}" for line in lines) + line_break + "other: 1"
    value = scalar_of(yaml)
    found = parse_script(value)
    assert not found.broken
    own = [command for command in found.commands if not command.substitution]
    assert [command.words[0].text for command in own] == [line.split()[0] for line in lines]
    for word in (word for command in found.commands for word in command.words):
        span = word.span
        assert value.start <= span.start < span.end <= value.end
        if word.static and not word.quote and "\\" not in word.raw:
            assert yaml[span.start : span.end] == word.text


@given(st.text(alphabet="ab$(){}[]<>|&;\"'`\\ \n#=!*é", max_size=60))
def test_any_text_gives_commands_inside_it(text: str) -> None:
    found = parse_script(Scalar(Source("x.yml", text), 0, len(text), text))
    for command in found.commands:
        assert 0 <= command.start <= command.end <= len(text)
        assert command in command.pipeline
        words: tuple[Word, ...] = command.words
        assert all(command.scalar.text[word.start : word.end] == word.raw for word in words)
