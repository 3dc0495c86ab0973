"""Settings: found where they are looked for, read as written, every mistake named on its line."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_lint.catalogue import Catalogue, UnknownRule, resolve, whole_catalogue
from ci_lint.path_globs import matches
from ci_lint.report import Finding
from ci_lint.rule import Profile, Rule, Severity
from ci_lint.selection import choices, selection
from ci_lint.settings import Options, Override, Settings, SettingsError, with_options
from ci_lint.settings_file import find_settings, read_settings, settings_for
from ci_lint.settings_mistakes import read_schema
from ci_lint.settings_page import settings_page
from ci_lint.source import Source, Span
from ci_lint.toml_places import load, places

ROOT = Path(__file__).parent.parent


def rule(name: str, profile: Profile = Profile.DEFAULT, *aliases: str) -> Rule:
    return Rule(name, name, Severity.WARNING, name, lambda _document: (), (), profile, aliases=aliases)


TOYS = Catalogue(
    {
        "wood": (rule("oak", Profile.DEFAULT, "zizmor:tree"), rule("ash", Profile.STRICT)),
        "metal": (rule("iron-rusty", Profile.DEFAULT, "zizmor:tree", "ghalint:iron"), rule("tin")),
    }
)


def ids(settings: Settings, path: str = ".github/workflows/ci.yml") -> list[str]:
    return [choice.rule.id for choice in choices(settings, path, TOYS)]


def mistakes(folder: Path, text: str, name: str = ".ci-lint.toml") -> list[str]:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        read_settings(file, TOYS)
    assert str(raised.value) == "\n".join(raised.value.mistakes)
    return [mistake.removeprefix(f"{file}:") for mistake in raised.value.mistakes]


class TestFinding:
    def test_own_file_wins_over_pyproject_in_the_same_folder(self, tmp_path: Path) -> None:
        (tmp_path / "pyproject.toml").write_text("[tool.ci-lint]\n")
        assert find_settings(tmp_path) == tmp_path / "pyproject.toml"
        (tmp_path / ".ci-lint.toml").write_text("")
        assert find_settings(tmp_path) == tmp_path / ".ci-lint.toml"

    def test_pyproject_of_others_is_passed_over_even_when_broken(self, tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        (tmp_path / ".ci-lint.toml").write_text("")
        inner = tmp_path / "inner"
        inner.mkdir()
        for text in ("[tool.other]\n", "broken = [", '[project]\nname = "ci-lint"\n'):
            (inner / "pyproject.toml").write_text(text)
            assert find_settings(inner) == tmp_path / ".ci-lint.toml"

    def test_search_ends_at_the_root_of_the_repository(self, tmp_path: Path) -> None:
        (tmp_path / ".ci-lint.toml").write_text("")
        repository = tmp_path / "repository"
        deep = repository / ".github" / "workflows"
        deep.mkdir(parents=True)
        assert find_settings(deep) is None
        (repository / ".ci-lint.toml").write_text("")
        assert find_settings(deep) == repository / ".ci-lint.toml"
        (tmp_path / ".git").mkdir()
        (repository / ".ci-lint.toml").unlink()
        assert find_settings(deep) == tmp_path / ".ci-lint.toml"

    def test_without_any_file_the_defaults_hold(self, tmp_path: Path) -> None:
        assert settings_for(tmp_path) == Settings(folder=tmp_path)

    def test_a_file_that_is_named_must_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match=r"nothing\.toml: cannot be read: No such file or directory"):
            settings_for(tmp_path, tmp_path / "nothing.toml")


class TestReading:
    def test_every_key_is_read(self, tmp_path: Path) -> None:
        file = tmp_path / ".ci-lint.toml"
        file.write_text(
            'profile = "strict"\nselect = ["wood"]\nignore = ["zizmor:tree"]\nfail-on = "never"\n'
            'exclude = ["old"]\nbaseline = "known.json"\nexternal = false\ndocker-cache = "local"\n'
            'timeout-minutes = 5\n[severity]\noak = "off"\ntin = "info"\n'
            '[[override]]\npaths = ["a/*"]\nselect = []\nignore = ["tin"]\n'
            'profile = "default"\nseverity.ash = "error"\n'
        )
        assert read_settings(file, TOYS) == Settings(
            folder=tmp_path,
            file=file,
            profile=Profile.STRICT,
            select=("wood",),
            ignore=("zizmor:tree",),
            severity=(("oak", None), ("tin", Severity.INFO)),
            fail_on=None,
            exclude=("old",),
            baseline=tmp_path / "known.json",
            external=False,
            docker_cache="local",
            timeout_minutes=5,
            overrides=(Override(("a/*",), Profile.DEFAULT, (), ("tin",), (("ash", Severity.ERROR),)),),
        )

    def test_pyproject_says_the_same_below_its_table(self, tmp_path: Path) -> None:
        file = tmp_path / "pyproject.toml"
        file.write_text('[tool.ci-lint]\nselect = ["wood"]\n[[tool.ci-lint.override]]\npaths = ["x"]\n')
        settings = read_settings(file, TOYS)
        assert (settings.select, settings.overrides) == (("wood",), (Override(("x",)),))

    def test_defaults_in_the_schema_are_those_of_the_code(self) -> None:
        defaults = {name: value["default"] for name, value in read_schema()["properties"].items() if "default" in value}
        assert Settings().fail_on is Severity.WARNING
        assert defaults == {
            "profile": Settings().profile.value,
            "select": list(Settings().select),
            "ignore": list(Settings().ignore),
            "severity": dict(Settings().severity),
            "fail-on": "warning",
            "exclude": list(Settings().exclude),
            "external": Settings().external,
            "docker-cache": Settings().docker_cache,
            "timeout-minutes": Settings().timeout_minutes,
            "override": list(Settings().overrides),
        }

    def test_schema_is_valid_and_describes_everything(self) -> None:
        schema = read_schema()
        jsonschema.Draft202012Validator.check_schema(schema)
        inner = schema["properties"]["override"]["items"]["properties"]
        for setting in (*schema["properties"].values(), *inner.values()):
            assert setting["title"]
            assert setting["description"].endswith(".")


class TestMistakes:
    def test_each_is_named_with_its_line(self, tmp_path: Path) -> None:
        text = (
            'profil = "strict"\n'
            "select = [\n"
            '  "ok", # as in "oak = 1"\n'
            '  "oak",\n'
            '  "woood",\n'
            "]\n"
            "timeout-minutes = 0\n"
            "baseline = 2020-01-01\n"
            "external = 1\n"
            "exclude = 3\n"
            "[severity]\n"
            'oak = "fatal"\n'
            'tin = "off"\n'
            'iron-rustty = "off"\n'
            "[[override]]\n"
            'paths = ["x"]\n'
            "[[override]]\n"
            "path = []\n"
            "[override.severity]\n"
            "ash = 7\n"
        )
        assert mistakes(tmp_path, text) == [
            "1: unknown setting profil; did you mean profile?",
            "3: unknown rule ok; did you mean oak?",
            "5: unknown rule woood; did you mean wood?",
            "7: timeout-minutes must be at least 1, not 0",
            "8: baseline must be text, not 2020-01-01",
            "9: external must be true or false, not 1",
            "10: exclude must be a list, not 3",
            '12: severity.oak must be "error", "warning", "info" or "off", not "fatal"',
            "14: unknown rule iron-rustty; did you mean iron-rusty?",
            "17: an item of override lacks paths",
            "18: unknown setting path; did you mean paths?",
            '20: override.severity.ash must be "error", "warning", "info" or "off", not 7',
        ]

    def test_they_are_located_below_the_table_of_pyproject(self, tmp_path: Path) -> None:
        text = '[project]\nprofile = "x"\n\n[tool.ci-lint]\nprofile = "x"\n'
        expected = '5: profile must be "default" or "strict", not "x"'
        assert mistakes(tmp_path, text, "pyproject.toml") == [expected]

    @pytest.mark.parametrize("text", ["[tool]\nci-lint = 3\n", "tool.ci-lint = true\n"])
    def test_the_table_must_be_one(self, tmp_path: Path, text: str) -> None:
        assert mistakes(tmp_path, text, "pyproject.toml") == [" tool.ci-lint must be a table"]

    def test_broken_toml_is_named_with_its_line(self, tmp_path: Path) -> None:
        assert mistakes(tmp_path, 'profile = "strict"\nselect = = 3\n') == ["2: this is no TOML: Invalid value"]
        assert mistakes(tmp_path, 'a = 1\nselect = ["x"\n')[0].startswith("2: this is no TOML: ")

    def test_what_cannot_be_read_is_said(self, tmp_path: Path) -> None:
        file = tmp_path / ".ci-lint.toml"
        for content, expected in (
            (b"a = 1\nb = '\xff'\n", f"{file}:2: byte 0xff is not valid UTF-8"),
            (b"#" * (1024 * 1024 + 1), f"{file}: is larger than 1 MiB"),
            (b"a = " + b"[" * 100_000, f"{file}:1: this is nested too deeply"),
        ):
            file.write_bytes(content)
            with pytest.raises(SettingsError) as raised:
                read_settings(file, TOYS)
            assert raised.value.mistakes == (expected,)

    def test_a_bare_name_of_another_linter_leads_to_our_rule(self) -> None:
        with pytest.raises(UnknownRule, match="unknown rule iron; did you mean iron-rusty"):
            TOYS.find("iron")

    odd = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text('ab=[]" ', max_size=5) | st.dates(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["paths", "oak", "x"]), inner),
        max_leaves=6,
    )

    @given(st.dictionaries(st.sampled_from([*read_schema()["properties"], "x"]), odd))
    def test_any_table_is_accepted_or_complained_about(self, table: dict[str, object]) -> None:
        from ci_lint.settings_file import _settings
        from ci_lint.settings_mistakes import mistakes as found_in

        found = found_in("f", "", (), table, TOYS)
        valid = jsonschema.Draft202012Validator(read_schema()).is_valid(json.loads(json.dumps(table, default=undated)))
        assert valid or found
        if not found:
            assert isinstance(_settings(Path("f"), table), Settings)


def undated(value: date) -> None:
    assert isinstance(value, date)


class TestPlacesOfKeys:
    def test_values_of_several_lines_are_stepped_over(self) -> None:
        text = (
            'a = """\nb = 1\n[c]\n"""\r\n'
            "b = [ # ]\n  'x = 1',\n  \"]\",\n]\n"
            "'quoted key'.inner = { k = [1], l = 'm' }\n"
            "[c]\nd = 1\n[[e]]\nf = 1\n[e.g]\nh = 1\n[[e]]\nf = 2\n[[e.deep]]\ni = 1\n"
        )
        load(text)
        assert places(text).lines == {
            ("a",): 1,
            ("b",): 5,
            ("quoted key",): 9,
            ("quoted key", "inner"): 9,
            ("c",): 10,
            ("c", "d"): 11,
            ("e", 0): 12,
            ("e", 0, "f"): 13,
            ("e", 0, "g"): 14,
            ("e", 0, "g", "h"): 15,
            ("e", 1): 16,
            ("e", 1, "f"): 17,
            ("e", 1, "deep", 0): 18,
            ("e", 1, "deep", 0, "i"): 19,
        }


class TestSelection:
    def test_profiles(self) -> None:
        assert ids(Settings()) == ["oak", "iron-rusty", "tin"]
        assert ids(Settings(profile=Profile.STRICT)) == ["oak", "ash", "iron-rusty", "tin"]

    def test_selected_rules_run_whatever_their_profile(self) -> None:
        assert ids(Settings(select=("ash", "tin"))) == ["ash", "tin"]
        assert ids(Settings(select=("wood",))) == ["oak", "ash"]
        assert ids(Settings(select=("zizmor:tree",))) == ["oak", "iron-rusty"]

    def test_ignore_and_off_win(self) -> None:
        assert ids(Settings(select=("wood",), ignore=("oak",))) == ["ash"]
        assert ids(Settings(ignore=("metal",), severity=(("oak", None),))) == []

    def test_later_severities_win(self) -> None:
        settings = Settings(severity=(("wood", Severity.INFO), ("oak", Severity.ERROR)), profile=Profile.STRICT)
        assert {choice.rule.id: choice.severity for choice in choices(settings, "x", TOYS)} == {
            "oak": Severity.ERROR,
            "ash": Severity.INFO,
            "iron-rusty": None,
            "tin": None,
        }

    def test_overrides_hold_where_their_paths_match(self) -> None:
        settings = Settings(
            ignore=("tin",),
            overrides=(
                Override(("release*.yml",), profile=Profile.STRICT),
                Override((".github/workflows/",), severity=(("oak", None),)),
                Override(("only.yml",), select=("tin", "ash")),
            ),
        )
        assert ids(settings, "action.yml") == ["oak", "iron-rusty"]
        assert ids(settings, ".github/workflows/ci.yml") == ["iron-rusty"]
        assert ids(settings, ".github/workflows/release-1.yml") == ["ash", "iron-rusty"]
        assert ids(settings, "only.yml") == ["ash"]

    def test_the_same_settings_give_the_same_choices_object(self) -> None:
        settings = Settings(overrides=(Override(("never",)),))
        assert choices(settings, "a", TOYS) is choices(settings, "b", TOYS)

    def test_external_findings_follow_the_same_names(self) -> None:
        source = Source("ci.yml", "on: push\n")
        findings = [
            Finding(name, Severity.ERROR, source, Span(0, 2), "m") for name in ("actionlint/glob", "actionlint/events")
        ]

        def kept(settings: Settings) -> list[tuple[str, Severity]]:
            return [(f.rule, f.severity) for f in selection(settings, "ci.yml", TOYS).external(findings)]

        assert [name for name, _ in kept(Settings())] == ["actionlint/glob", "actionlint/events"]
        assert kept(Settings(select=("wood",))) == []
        assert kept(Settings(ignore=("actionlint",))) == []
        assert kept(Settings(ignore=("actionlint:glob",), severity=(("actionlint/events", Severity.INFO),))) == [
            ("actionlint/events", Severity.INFO)
        ]

    def test_real_rules_are_found_by_id_group_and_alias(self) -> None:
        (found,) = resolve("job-timeout-missing")
        assert found in resolve("reliability")
        assert resolve("ghalint:job_timeout_minutes_is_required") == (found,)
        assert found.id in [choice.rule.id for choice in choices(Settings(), "ci.yml")]
        assert "job-timeout-missing" in whole_catalogue().nearest("job-timeout-mising")


class TestCommandLine:
    def test_it_wins_over_the_file(self) -> None:
        settings = Settings(
            ignore=("tin",), select=("metal",), overrides=(Override(("*",), profile=Profile.STRICT, select=("ash",)),)
        )
        options = Options(profile="default", select=("wood",), ignore=("oak",), fail_on="never", external=False)
        merged = with_options(settings, options, TOYS)
        assert (merged.select, merged.ignore, merged.fail_on) == (("wood",), ("tin", "oak"), None)
        assert merged.overrides == (Override(("*",)),)
        assert not merged.external

    def test_nothing_said_changes_nothing(self) -> None:
        settings = Settings(select=("metal",), fail_on=Severity.INFO, overrides=(Override(("*",), ignore=("tin",)),))
        assert with_options(settings, Options(), TOYS) == settings

    def test_unknown_names_are_all_named(self) -> None:
        with pytest.raises(SettingsError) as raised:
            with_options(Settings(), Options(select=("woood",), ignore=("oak", "zinc")), TOYS)
        assert raised.value.mistakes == (
            "--select: unknown rule woood; did you mean wood?",
            "--ignore: unknown rule zinc",
        )


class TestGlobs:
    @pytest.mark.parametrize(
        ("pattern", "path", "expected"),
        [
            ("ci.yml", ".github/workflows/ci.yml", True),
            ("*.yml", "a/b.yml", True),
            ("/*.yml", "a/b.yml", False),
            ("./a/*", "a/b.yml", True),
            ("a/*", "a/b/c.yml", True),
            ("a/*.yml", "a/b/c.yml", False),
            ("a/**/c.yml", "a/c.yml", True),
            ("a/**/c.yml", "a/x/y/c.yml", True),
            ("a/**/c.yml", "b/a/c.yml", False),
            ("**/c.yml", "c.yml", True),
            ("vendor/", "x/vendor/y.yml", True),
            ("vendor", "vendors/y.yml", False),
            ("[ab].yml", "b.yml", True),
            ("a?.yml", "a/.yml", False),
            ("", "a", False),
        ],
    )
    def test_they_match_as_in_gitignore(self, pattern: str, path: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
        assert matches(pattern, path) is expected

    def test_hostile_patterns_end(self) -> None:
        assert not matches("/".join(["**"] * 500) + "/*a*a*a*a*a*b", "/".join(["aaaaaaaaaaaaaaaaaaaa"] * 200))


def test_page_is_what_the_schema_says() -> None:
    page = ROOT / "docs" / "settings.md"
    assert page.read_text(encoding="utf-8") == settings_page(read_schema())


def test_the_example_on_the_page_has_no_mistake(tmp_path: Path) -> None:
    example = settings_page(read_schema()).split("```toml\n")[1].split("```")[0]
    rules = ("smoke-test-missing", "job-timeout-missing")
    file = tmp_path / ".ci-lint.toml"
    file.write_text(example)
    assert read_settings(file, Catalogue({"toys": tuple(map(rule, rules))})).profile is Profile.STRICT
