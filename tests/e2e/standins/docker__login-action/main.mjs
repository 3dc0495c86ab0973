// Logs in as docker/login-action 4 does: the password goes through standard input and the client checks it.

const modules = process.env.CI_KIT_BENCH_MODULES;
const core = await import(`${modules}/@actions/core/lib/core.js`);
const { getExecOutput } = await import(`${modules}/@actions/exec/lib/exec.js`);

async function main() {
  for (const input of ['ecr', 'scope', 'registry-auth']) {
    if (core.getInput(input)) throw new Error(`the stand-in of login-action cannot do ${input}`);
  }
  const [registry, username, password] = ['registry', 'username', 'password'].map((name) => core.getInput(name));
  if (!username && !password) throw new Error('Username and password required');
  if (!username) throw new Error('Username required');
  if (!password) throw new Error('Password required');
  core.saveState('registry', registry);
  core.saveState('logout', core.getBooleanInput('logout'));
  core.info(`Logging into ${registry}...`);
  const done = await getExecOutput('docker', ['login', '--password-stdin', '--username', username, registry], {
    ignoreReturnCode: true, silent: true, input: Buffer.from(password),
  });
  if (done.exitCode !== 0) throw new Error(done.stderr.trim());
  core.info('Login Succeeded!');
}

try {
  await main();
} catch (error) {
  core.setFailed(error.message);
}
