"""ssh waits without limit for a host that accepts the connection and says nothing more.

The kernel gives up on a host that does not answer at all after two minutes. One that answers and then stays
silent, behind a full disk or a firewall that forgets connections, holds the step until the limit of the job.
`ConnectTimeout` bounds the way up to the login. `BatchMode=yes` asks nobody for a password or passphrase, and
on Debian and Ubuntu it also ends dead connections, as `ServerAliveInterval` does everywhere.

Left alone: calls under `timeout` or in a step with a limit, calls in the background, connections to the
runner itself, and calls whose options stand in a configuration file or in a variable that is not known here.
"""

from collections.abc import Iterator
from functools import partial

from ...edits import Edit, Fix, Preferences, Refusal, replace_in_scalar
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document
from .ssh_calls import Call, calls, configured

CONNECT = "ConnectTimeout"
ALIVE = ("BatchMode", "ServerAliveInterval")
VALUES = {"ConnectTimeout": "10", "BatchMode": "yes", "ServerAliveInterval": "30"}


def check(document: Document) -> Iterator[Problem]:
    """Report each call that may wait without limit; options that several calls share once."""
    for step in document.steps():
        if step.node.get("timeout-minutes") is not None:
            continue
        for call in calls(step):
            missing = lacks(call)
            if missing and not bounded(call) and not configured(step.parent):
                yield problem(call, missing)


def lacks(call: Call) -> tuple[str, ...]:
    """The options that would bound the call."""
    if not call.certain:
        return ()
    alive = call.options.get("batchmode") in ("yes", "true") or call.options.get("serveraliveinterval", "0") != "0"
    missing = () if CONNECT.lower() in call.options else (CONNECT,)
    return (*missing, *(() if alive else (ALIVE[call.asks_for_password],)))


def bounded(call: Call) -> bool:
    """Whether something else ends the call, or nobody waits for it."""
    return call.command.background or any("timeout" in wrapper for wrapper in call.command.wrappers)


def problem(call: Call, missing: tuple[str, ...]) -> Problem:
    """What is missing, at the call or at the variable that holds its options."""
    fix = partial(limit, call, missing)
    if call.given is not None:
        return Problem(call.given, f"the ssh options in {call.given_name} have no {' and no '.join(missing)}", fix=fix)
    return Problem(call.command.span, f"{call.name} has no {' and no '.join(missing)}", fix=fix)


def limit(call: Call, missing: tuple[str, ...], _preferences: Preferences) -> Fix:
    """Give the call the options."""
    text = " ".join(f"-o {name}={VALUES[name]}" for name in missing)
    title = f"let {call.name} give up on hosts that do not answer"
    if call.given is not None:
        return Fix(title, (replace_in_scalar(call.given, 0, 0, f"{text} "),))
    if call.name == "rsync":
        return Fix(title, (_limit_rsync(call, text),))
    end = call.program.end
    return Fix(title, (replace_in_scalar(call.command.scalar, end, end, f" {text}"),))


def _limit_rsync(call: Call, text: str) -> Edit:
    scalar, program = call.command.scalar, call.program
    if program is call.command.words[0]:
        return replace_in_scalar(scalar, program.end, program.end, f" -e 'ssh {text}'")
    name = program.text.split()[0]
    start = scalar.text.find(name, program.start, program.end)
    if not program.quote or start < 0:
        if program.text != name:
            raise Refusal("the command that rsync runs is not quoted as a whole")
        return replace_in_scalar(scalar, start, start + len(name), f"'{name} {text}'")
    return replace_in_scalar(scalar, start + len(name), start + len(name), f" {text}")


RULE = Rule(
    id="ssh-can-hang",
    summary="ssh waits without limit",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("ssh", "scp", "sftp", "rsync"),
    references=("https://man.openbsd.org/ssh_config#ConnectTimeout", "https://man.openbsd.org/ssh_config#BatchMode"),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      scp -i key app.tar deploy@203.0.113.7:/srv/  # <--
                      ssh -i key -o ConnectTimeout=5 deploy@203.0.113.7 'systemctl restart app'  # <--
                      rsync -az -e "ssh -i key" dist/ deploy@203.0.113.7:/srv/dist  # <--
                      rsync -az dist/ deploy@203.0.113.7:/srv/dist  # <--
                  - run: sshpass -e ssh -p 2222 root@203.0.113.7 uptime  # <--
                    env:
                      SSHPASS: ${{ secrets.SSHPASS }}
            """,
            good="""
            on: push
            jobs:
              deploy:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      scp -o ConnectTimeout=10 -o BatchMode=yes -i key app.tar deploy@203.0.113.7:/srv/
                      ssh -o BatchMode=yes -i key -o ConnectTimeout=5 deploy@203.0.113.7 'systemctl restart app'
                      rsync -az -e "ssh -o ConnectTimeout=10 -o BatchMode=yes -i key" dist/ deploy@203.0.113.7:/srv/dist
                      rsync -e 'ssh -o ConnectTimeout=10 -o BatchMode=yes' -az dist/ deploy@203.0.113.7:/srv/dist
                  - run: sshpass -e ssh -o ConnectTimeout=10 -o ServerAliveInterval=30 -p 2222 root@203.0.113.7 uptime
                    env:
                      SSHPASS: ${{ secrets.SSHPASS }}
            """,
            near=(
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          ssh-keyscan -H 203.0.113.7 >> ~/.ssh/known_hosts
                          ssh -V
                          ssh -o BatchMode=yes -oConnectTimeout=5 deploy@203.0.113.7 uptime
                          timeout 60 ssh deploy@203.0.113.7 uptime
                          ssh -N -L 5432:db:5432 deploy@203.0.113.7 &
                          ssh -p 2222 root@localhost uptime
                          ssh $SSH_OPTIONS deploy@203.0.113.7 uptime
                          rsync -a dist/ /srv/dist
                          rsync -az --timeout=60 dist/ deploy@203.0.113.7:/srv/dist
                        env:
                          SSH_OPTIONS: ${{ vars.SSH_OPTIONS }}
                      - run: ssh deploy@203.0.113.7 ./deploy.sh
                        timeout-minutes: 10
                """,
                """
                on: push
                jobs:
                  deploy:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          cat > ~/.ssh/config <<EOF
                          Host production
                            HostName 203.0.113.7
                            ConnectTimeout 10
                            BatchMode yes
                          EOF
                      - run: ssh production uptime
                """,
            ),
        ),
        example(
            bad="""
            on: push
            env:
              SSH_OPTS: "-o ServerAliveInterval=20 -o StrictHostKeyChecking=yes"  # <--
            jobs:
              vm:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      ssh ${{ env.SSH_OPTS }} -i key azureuser@203.0.113.7 hostname
                      scp -i key $SSH_OPTS azureuser@203.0.113.7:/logs/test.xml .
            """,
            good="""
            on: push
            env:
              SSH_OPTS: "-o ConnectTimeout=10 -o ServerAliveInterval=20 -o StrictHostKeyChecking=yes"
            jobs:
              vm:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      ssh ${{ env.SSH_OPTS }} -i key azureuser@203.0.113.7 hostname
                      scp -i key $SSH_OPTS azureuser@203.0.113.7:/logs/test.xml .
            """,
            near=(
                """
                on: push
                jobs:
                  vm:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          OPTIONS="-o ConnectTimeout=10 -o BatchMode=yes"
                          ssh $OPTIONS azureuser@203.0.113.7 hostname
                """,
                """
                on: push
                jobs:
                  machine:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: limactl start --name=default template://fedora
                      - uses: ./ssh
                      - run: ssh lima-default uname
                """,
            ),
        ),
    ),
)
