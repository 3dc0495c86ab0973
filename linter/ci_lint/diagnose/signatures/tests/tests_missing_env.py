"""A variable that the code reads from its environment is not set in the job.

On the laptop it comes from a shell profile or a `.env` file. In the job it has to stand in `env:` or come from a
secret, and a pull request from a fork gets no secrets at all. Most libraries name the variable; plain Python says
`KeyError` below a frame of `os.py`, a shell with `set -u` says `unbound variable`.

What it is not: a KeyError of any other dictionary; a variable that is set to something wrong; a warning that a
default is used; an action's `Input required and not supplied`, which is about `with:`; a shell variable in lower
case, which the script itself should have set.
"""

from ...signature import Clue, Confidence, Signature, log_example

# Quoted code and warnings: they name a variable, and nothing failed.
_TOLD = (
    r"^(?!.{0,400}(?i:\bwarn|\bskip|\bdefault|\boptional|\bfall(?:ing|s)?[ -]?back\b|\bignor|deprecat|\becho\b|\bprint"
    r"|\braise |\bthrow |\breturn |PASSED|console\.|[|&]{2}))"
)
_WRONG = r"(?=.{0,400}(?i:error|exception|fatal|panic|fail|missing|❌|✖|must be set))"
_NAME = r"[\"'`]?\$?\{?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+){0,12}\}?[\"'`]?"
_UNSET = (
    r"(?:(?:is|are|was|has|must)(?: be)? )?(?:not (?:been )?(?:set|defined|found|present|specified|provided)"
    r"|missing|required|unset|undefined)\b"
)
_VARIABLE = r"(?i:environment variables?)"

SIGNATURE = Signature(
    id="tests-missing-env",
    summary="an environment variable is not set in this job",
    why=__doc__,
    decisive=(
        Clue(
            "KeyError: ",
            r"\bKeyError: b?'(?P<name>\w+)'",
            beside=r"[/\\]os\.py\", line \d+, in __getitem__|(?:[/\\]os\.py|<frozen os>):\d+: (?:in __getitem__|KeyError)"
            r"|\"<frozen os>\", line \d+, in __getitem__|\braise KeyError\(key\) from None"
            r"|\bos\.environ\[[\"'](?P=name)[\"']\]",
            reach=4,
        ),
        # django-environ, environs, python-decouple, Starlette, pydantic-settings
        Clue(" variable", r"\bImproperlyConfigured: Set the \w+ environment variable\b"),
        Clue(" variable", r"\bEnvError: Environment variable \"\w+\" not set\b"),
        Clue(" not found. Declare it as envvar", r"(?<![%\w])[A-Za-z_]\w* not found\. Declare it as envvar\b"),
        Clue("missing", r"\bConfig '\w+' is missing, and has no default\b"),
        Clue(
            "alidation error",
            r"\bvalidation errors? for \w*Settings\b",
            beside=r"^\W*(?:E\s+)?(?i:field required)\b",
            reach=8,
            confidence=Confidence.LIKELY,
        ),
        # Prisma, env-var, dotenv-safe; envconfig and env for Go; rustc; Ruby; Docker Compose; gh
        Clue(" variable", r"\berror: Environment variable not found: \w+"),
        Clue("not set", r"env-var: \"\w+\" is a required variable, but it was not set\b"),
        Clue("not present in the environment", r"defined in \S{1,80} but are not present in the environment:"),
        Clue("missing", r"\brequired key [A-Z]\w* missing value\b"),
        Clue(" variable", r"\brequired environment variable \"\w+\" is not set\b"),
        Clue("not defined at compile time", r"environment variable `\w+` not defined at compile time"),
        Clue(
            "key not found: ",
            r"\bkey not found: \"[A-Z][A-Z0-9_]{2,}\"",
            beside=r"\bENV\.fetch\b|in [`'](?:ENV\.)?fetch'",
            reach=4,
        ),
        Clue("missing", r"\brequired variable \w+ is missing a value\b"),
        Clue(" variable", r"\bgh: To use GitHub CLI in .{1,60}, set the GH_TOKEN environment variable"),
        # Shells
        Clue(" variable", r":? (?!PS1|BASH_|COMP_)[A-Z][A-Z0-9_]{2,}: unbound variable\b"),
        Clue("not set", r": [A-Z][A-Z0-9_]{2,}: parameter (?:null or )?not set\b"),
        # Django
        Clue(
            " variable",
            r"\bsettings are not configured\. You must either define the environment variable \w+",
            confidence=Confidence.LIKELY,
        ),
        Clue("SECRET_KEY setting must not be empty", confidence=Confidence.LIKELY),
        # In the project's own words
        Clue(" variable", rf"{_TOLD}{_WRONG}.{{0,400}}\b{_VARIABLE}:? {_NAME} {_UNSET}", confidence=Confidence.LIKELY),
        Clue(" variable", rf"{_TOLD}{_WRONG}.{{0,400}}{_NAME} {_VARIABLE} {_UNSET}", confidence=Confidence.LIKELY),
        Clue(
            " variable",
            rf"{_TOLD}.{{0,400}}\b(?i:missing|unset|undefined)(?: required)? {_VARIABLE}:? {_NAME}(?:[\s,.:;)]|$)",
            confidence=Confidence.LIKELY,
        ),
        Clue(
            "not set",
            rf"{_TOLD}.{{0,400}}(?:\b\w*Error|\bERROR|\berror|\b[Ff]atal|##\[error\]|\b\w*Exception):? ?"
            r"[\"'`$]{0,2}(?!JAVA_HOME)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+){1,12}[\"'`]? (?:is|was|has) not (?:been )?set\b",
            confidence=Confidence.LIKELY,
        ),
    ),
    cure=(
        "set the variable in env: of the step or job; a secret must be named there: env: NAME: ${{ secrets.NAME }}",
        "for pull requests from forks, which get no secrets, use a value made for tests",
        "read it at one place in the code, with an error that names it",
    ),
    rules=("gh-cli-without-token",),
    references=("https://docs.github.com/actions/learn-github-actions/variables",),
    examples=(
        log_example(
            """
            shop/settings.py:12: in <module>
                BROKER = os.environ["BROKER_URL"]
            /opt/hostedtoolcache/Python/3.12.3/x64/lib/python3.12/os.py:685: in __getitem__
                raise KeyError(key) from None
            E   KeyError: 'BROKER_URL'  # <--
            """,
            near=(
                """
                shop/prices.py:31: in total
                    return RATES[currency]
                E   KeyError: 'EUR'
                """,
                """
                tests/test_settings.py::test_missing_environment_variable PASSED
                WARNING: environment variable BROKER_URL is not set, the default is used
                ##[error]Process completed with exit code 1.
                """,
            ),
        ),
        log_example(
            """
            django.core.exceptions.ImproperlyConfigured: Set the BROKER_URL environment variable  # <--
            environs.exceptions.EnvError: Environment variable "BROKER_URL" not set  # <--
            decouple.UndefinedValueError: BROKER_URL not found. Declare it as envvar or define a default value.  # <--
            KeyError: "Config 'BROKER_URL' is missing, and has no default."  # <--
            """,
            near=(
                """
                    raise UndefinedValueError('{} not found. Declare it as envvar or define a default value.'.format(option))
                    raise ValueError("BROKER_URL environment variable not set")
                """,
            ),
        ),
        log_example(
            """
            E   pydantic_core._pydantic_core.ValidationError: 1 validation error for ShopSettings  # <--
            E   broker_url
            E     Field required [type=missing, input_value={}, input_type=dict]
            E       For further information visit https://errors.pydantic.dev/2.9/v/missing
            """,
            near=(
                """
                E   pydantic_core._pydantic_core.ValidationError: 1 validation error for Order
                E   customer
                E     Field required [type=missing, input_value={'price': 3}, input_type=dict]
                """,
            ),
        ),
        log_example(
            """
            error: Environment variable not found: DATABASE_URL.  # <--
              -->  schema.prisma:6
            EnvVarError: env-var: "SHOP_PORT" is a required variable, but it was not set  # <--
            panic: required key SHOP_PORT missing value  # <--
            error: environment variable `SHOP_BUILD` not defined at compile time  # <--
            key not found: "SHOP_PORT" (KeyError) in `fetch'  # <--
            """,
        ),
        log_example(
            """
            /home/runner/work/_temp/5b1f.sh: line 3: DEPLOY_HOST: unbound variable  # <--
            ./deploy.sh: 7: DEPLOY_HOST: parameter not set  # <--
            """,
            near=(
                """
                /home/runner/work/_temp/5b1f.sh: line 3: hosts[0]: unbound variable
                /home/runner/work/_temp/5b1f.sh: line 4: $1: unbound variable
                """,
            ),
        ),
        log_example(
            """
            error while interpolating services.web.environment.MAIL_HOST: required variable MAIL_HOST is missing a value: set it  # <--
            gh: To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable. Example:  # <--
            Error: STRIPE_API_KEY environment variable is not set  # <--
            ValueError: Missing required environment variable: STRIPE_API_KEY  # <--
            Error: MAIL_HOST is not set  # <--
            """,
            near=(
                """
                ERROR: JAVA_HOME is not set and no 'java' command could be found in your PATH.
                time="2026-03-04T10:11:12Z" level=warning msg="The \\"MAIL_HOST\\" variable is not set. Defaulting to a blank string."
                ReferenceError: MAIL_HOST is not defined
                """,
            ),
        ),
    ),
)
