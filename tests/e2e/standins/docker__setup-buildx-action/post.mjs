// Removes the builder at the end of the job, unless `cleanup: false` was given.

const modules = process.env.CI_KIT_BENCH_MODULES;
const core = await import(`${modules}/@actions/core/lib/core.js`);
const { getExecOutput } = await import(`${modules}/@actions/exec/lib/exec.js`);

const builder = core.getState('builder');
if (builder) {
  const done = await getExecOutput('docker', ['buildx', 'rm', builder], { ignoreReturnCode: true, silent: true });
  if (done.exitCode !== 0) core.warning(done.stderr.trim());
}
