// Makes a builder as docker/setup-buildx-action 4 does, with one difference: there is no Docker daemon on the bench, so
// the drivers that would start BuildKit in a container get the BuildKit that already runs here.

import { randomUUID } from 'node:crypto';

const modules = process.env.CI_KIT_BENCH_MODULES;
const core = await import(`${modules}/@actions/core/lib/core.js`);
const { getExecOutput } = await import(`${modules}/@actions/exec/lib/exec.js`);

async function buildx(...words) {
  const done = await getExecOutput('docker', ['buildx', ...words], { ignoreReturnCode: true, silent: true });
  if (done.exitCode !== 0) throw new Error(done.stderr.trim().split('\n').at(-1) || 'unknown error');
  return done.stdout;
}

// What the real action would hand to the container; here it is only checked to be of the right form.
function checkDriverOptions() {
  const options = core.getMultilineInput('driver-opts').filter(Boolean);
  const broken = options.find((option) => !/^[\w.-]+=/.test(option));
  if (broken) throw new Error(`invalid driver option ${broken}, expecting k=v`);
}

async function checkVersion() {
  const wanted = core.getInput('version');
  const found = await buildx('version');
  core.info(found.trim());
  if (wanted && wanted !== 'latest' && !found.includes(` ${wanted} `)) {
    throw new Error(`the bench has ${found.trim()}, not ${wanted}`);
  }
}

function endpoint(driver) {
  const bench = process.env.CI_KIT_BENCH_BUILDKIT;
  if (driver === 'remote') return core.getInput('endpoint');
  if (driver !== 'docker-container') throw new Error(`the bench has no daemon for the driver ${driver}`);
  if (!bench) throw new Error('CI_KIT_BENCH_BUILDKIT does not say where BuildKit listens');
  core.info(`driver docker-container: BuildKit at ${bench} stands for the container`);
  return bench;
}

async function main() {
  const driver = core.getInput('driver');
  const name = core.getInput('name') || `builder-${randomUUID()}`;
  if (core.getBooleanInput('keep-state') && driver !== 'docker-container') {
    throw new Error(`Cannot use keep-state with ${driver} driver`);
  }
  for (const input of ['append', 'platforms']) {
    if (core.getInput(input)) throw new Error(`the stand-in of setup-buildx-action cannot do ${input}`);
  }
  checkDriverOptions();
  await checkVersion();
  core.setOutput('name', name);
  core.saveState('builder', core.getBooleanInput('cleanup') ? name : '');

  const names = (await buildx('ls', '--format', '{{.Name}}')).split('\n').map((line) => line.trim());
  const use = core.getBooleanInput('use') ? ['--use'] : [];
  if (!names.includes(name)) await buildx('create', '--name', name, '--driver', 'remote', ...use, endpoint(driver));

  const inspected = await buildx('inspect', '--bootstrap', '--builder', name);
  const field = (label) => new RegExp(`^${label}:\\s+(.*)$`, 'm').exec(inspected)?.[1] ?? '';
  const platforms = field('Platforms').replaceAll(/[*\s]/g, '');
  const [address, status, buildkit] = ['Endpoint', 'Status', 'BuildKit version'].map(field);
  core.setOutput('driver', driver);
  core.setOutput('platforms', platforms);
  core.setOutput('nodes', JSON.stringify([{ name: `${name}0`, endpoint: address, status, buildkit, platforms }], null, 2));
}

try {
  await main();
} catch (error) {
  core.setFailed(error.message);
}
