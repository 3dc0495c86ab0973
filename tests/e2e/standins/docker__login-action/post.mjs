// Logs out at the end of the job, unless `logout: false` was given.

const modules = process.env.CI_KIT_BENCH_MODULES;
const core = await import(`${modules}/@actions/core/lib/core.js`);
const { getExecOutput } = await import(`${modules}/@actions/exec/lib/exec.js`);

if (core.getState('logout') === 'true') {
  const done = await getExecOutput('docker', ['logout', core.getState('registry')], { ignoreReturnCode: true });
  if (done.exitCode !== 0) core.warning(done.stderr.trim());
}
