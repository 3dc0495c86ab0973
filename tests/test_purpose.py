"""What a step is for is told from what it runs, however that is wrapped, and from names only where it must be."""

import pytest

from ci_lint.purpose import Purpose, inner_words, job_is_for, purposes, runs_tests, script_names
from ci_lint.purpose.builds import builds, checks
from ci_lint.purpose.deploys import deploys
from ci_lint.shell import Command
from ci_lint.source import Source
from ci_lint.tree import parse
from ci_lint.workflow import Job, Step, view


def job(steps: str) -> Job:
    text = f"on: push\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    steps:\n{steps}"
    return view(parse(Source("ci.yml", text)), ".github/workflows/ci.yml").jobs()[0]


def step(script: str, name: str = "") -> Step:
    lines = "".join(f"          {line}\n" for line in script.split("\n"))
    return job(f"      - name: {name!r}\n        run: |\n{lines}").all_steps[0]


def command(text: str) -> Command:
    script = step(text).script
    assert script
    return script.commands[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pytest -x", "pytest -x"),
        ("uv run pytest -x", "pytest -x"),
        ("uv --directory api run --extra test --with httpx pytest -x", "pytest -x"),
        ("uv run -m pytest -x", "pytest -x"),
        ("uv run python -W error -m pytest -x", "pytest -x"),
        ("poetry run coverage run --source src -m pytest -x", "pytest -x"),
        ("python3.12 -m pytest -x", "pytest -x"),
        ("python -c 'import pytest'", "python -c import pytest"),
        ("python backend/manage.py test", "manage.py test"),
        ("sudo env A=1 ./node_modules/.bin/jest --ci", "jest --ci"),
        ("npx --yes -p typescript jest@29 --ci", "jest --ci"),
        ("npx @playwright/test@1.50 test", "test test"),
        ("yarn jest --ci", "jest --ci"),
        ("yarn install", "yarn install"),
        ("yarn workspace web jest --ci", "jest --ci"),
        ("pnpm --filter web exec playwright test", "playwright test"),
        ("bundle exec rspec", "rspec"),
        ("docker compose -f ci.yml run --rm -e A=1 api pytest -x", "pytest -x"),
        ("docker exec -it db psql", "psql"),
        ("kubectl exec -n shop deploy/api -c app -- wget -qO- localhost", "wget -qO- localhost"),
        ("cross-env CI=1 NODE_ENV=test mocha", "mocha"),
        ("nyc --reporter lcov mocha", "mocha"),
        ("doppler run --config ci -- npm test", "npm test"),
        ("uv run", "uv run"),
        ("$RUNNER pytest", " pytest"),
    ],
)
def test_programs_that_run_another_are_taken_off(text: str, words: str) -> None:
    assert " ".join(inner_words(command(text))) == words


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("npm test -- --ci", ("test",)),
        ("npm t", ("test",)),
        ("npm --prefix web run test:unit", ("test:unit",)),
        ("npm install test", ()),
        ("yarn workspace web test", ("test",)),
        ("yarn workspaces foreach -A run test", ("test",)),
        ("pnpm -r --filter './packages/**' test", ("test",)),
        ("make -C api -j 4 lint test CI=1", ("lint", "test")),
        ("npx nx affected -t test,lint", ("test", "lint")),
        ("nx run-many --target=test", ("test",)),
        ("turbo run test lint", ("test", "lint")),
        ("bash -x ./scripts/run-tests.sh fast", ("run-tests",)),
        ("./deploy.sh", ("deploy",)),
        ("echo test", ()),
    ],
)
def test_scripts_of_the_project_are_known_by_name(text: str, names: tuple[str, ...]) -> None:
    assert script_names(command(text)) == names


TESTS = """
pytest
python -m unittest discover
uv run --group test pytest tests
coverage run -m pytest
python manage.py test
npm test
yarn test
pnpm --filter web test
npm run test:e2e -- --ci
npx playwright test
npx vitest run
node --test
turbo run test
go test ./...
gotestsum -- ./...
cargo +nightly test --all
cargo llvm-cov nextest
mvn -B clean verify
./mvnw test
./gradlew :app:testDebugUnitTest
./gradlew clean check
dotnet test
bundle exec rspec
bin/rails test
php artisan test
vendor/bin/phpunit
xcodebuild -scheme App test
tox
tox -e py312,docs
nox -s tests
make test
make -C api check
./run_tests.sh
bazel test //...
"""
NO_TESTS = """
pytest --version
pytest --collect-only
npx jest --clearCache
npx playwright install --with-deps
pnpm playwright install
npm run build
npm run test:build
npm run e2e:setup
npm install jest
make e2e-test-clean
make test-image
./gradlew build -x test
mvn -B verify -DskipTests
cargo test --no-run
tox -e docs
nox -s lint
tox list
test -f README.md
pip install pytest
echo npm test
kubectl apply -f tests.yml
"""


@pytest.mark.parametrize("text", TESTS.strip().splitlines())
def test_tests_are_known(text: str) -> None:
    assert runs_tests(command(text))
    assert Purpose.TEST in purposes(step(text)), "the quick look misses it"


@pytest.mark.parametrize("text", NO_TESTS.strip().splitlines())
def test_what_looks_like_tests_is_none(text: str) -> None:
    assert not runs_tests(command(text))


DEPLOYS = """
kubectl -n shop apply -f app.yml
kubectl set image deployment/shop shop=shop:1
helm upgrade --install shop ./chart
terraform -chdir=live apply -auto-approve
npx vercel --prod
npx wrangler@4 pages deploy dist
npm run deploy
make deploy-staging
./deploy.sh production
ansible-playbook site.yml
"""
NO_DEPLOYS = """
kubectl apply --dry-run=client -f app.yml
kubectl get pods
helm template ./chart
terraform plan
ansible-playbook --check site.yml
ansible-playbook smoke-test.yml
make test-deploy
echo kubectl apply
"""


@pytest.mark.parametrize("text", DEPLOYS.strip().splitlines())
def test_deploys_are_known(text: str) -> None:
    assert deploys(command(text))
    assert Purpose.DEPLOY in purposes(step(text)), "the quick look misses it"


@pytest.mark.parametrize("text", NO_DEPLOYS.strip().splitlines())
def test_what_looks_like_a_deploy_is_none(text: str) -> None:
    assert not deploys(command(text))
    assert Purpose.DEPLOY not in purposes(step(text))


@pytest.mark.parametrize(
    ("script", "name", "expected"),
    [
        ('ssh host "docker compose up -d"', "Deploy to the server", {Purpose.DEPLOY}),
        ("ssh host uptime", "Look at the server", set()),
        ("curl -X POST https://example.com/hook", "Deploy", {Purpose.DEPLOY}),
        ("curl https://example.com/", "Check deployment", set()),
        ("curl --fail https://example.com/", "Smoke test", {Purpose.SMOKE}),
        ("curl --fail https://example.com/healthz", "", {Purpose.SMOKE}),
        ("curl --fail https://example.com/", "Verify that the service is up", {Purpose.SMOKE}),
        ("docker compose exec -T app curl http://localhost:8000/health", "", {Purpose.SMOKE}),
        ("curl -fsSLo tool https://example.com/health", "Download and verify", set()),
        ("curl -O https://example.com/tool", "Wait for nothing", set()),
        ("until curl --fail http://localhost; do sleep 1; done", "", {Purpose.WAIT}),
        ("npx wait-on http://localhost:3000", "", {Purpose.WAIT}),
        ("nc -z localhost 5432", "Wait for the database", {Purpose.WAIT}),
        ("echo wait", "Wait for the database", set()),
    ],
)
def test_names_decide_only_where_a_command_could_be_for_anything(
    script: str, name: str, expected: set[Purpose]
) -> None:
    assert purposes(step(script, name)) == expected


def test_a_cluster_of_the_job_itself_is_no_place_to_deploy_to() -> None:
    apply = "      - run: kubectl apply -f app.yml\n"
    assert job_is_for(job(apply), Purpose.DEPLOY)
    assert not job_is_for(job(f"      - uses: helm/kind-action@v1\n{apply}"), Purpose.DEPLOY)
    assert not job_is_for(job(f"      - run: kind create cluster\n{apply}"), Purpose.DEPLOY)


def test_the_name_of_a_job_decides_only_where_its_steps_do_not_tell() -> None:
    text = "on: push\njobs:\n  deploy: {uses: ./.github/workflows/ship.yml}\n  deploy-check: {steps: [{run: ls}]}\n"
    called, plain = view(parse(Source("ci.yml", text)), ".github/workflows/ci.yml").jobs()
    assert job_is_for(called, Purpose.DEPLOY)
    assert not job_is_for(plain, Purpose.DEPLOY)


def test_other_shells_and_actions_tell_nothing() -> None:
    steps = "      - run: pytest\n        shell: pwsh\n      - uses: actions/checkout@v6\n"
    assert not any(purposes(step) for step in job(steps).all_steps)


def test_a_word_repeated_without_end_is_read_in_time() -> None:
    assert not purposes(step("x " + "uv run " * 20000))
    assert purposes(step("uv run " * 3 + "pytest")) == {Purpose.TEST}


@pytest.mark.parametrize(
    "text",
    [
        "cargo +nightly build --release",
        "npx vite build",
        "npm run build:web",
        "./gradlew :app:assembleDebug",
        "mvn -B package",
        "docker buildx build .",
        "terraform plan -out=plan",
    ],
)
def test_builds(text: str) -> None:
    assert builds(command(text))
    assert not checks(command(text))


@pytest.mark.parametrize(
    "text", ["uv run mypy src", "cargo clippy", "npm run lint", "npx eslint .", "make check-format"]
)
def test_looks_for_mistakes(text: str) -> None:
    assert checks(command(text))
    assert not builds(command(text))


@pytest.mark.parametrize("text", ["npm ci", "docker run builder", "terraform apply", "cargo --version", "echo build"])
def test_neither_builds_nor_looks_for_mistakes(text: str) -> None:
    assert not builds(command(text))
    assert not checks(command(text))
