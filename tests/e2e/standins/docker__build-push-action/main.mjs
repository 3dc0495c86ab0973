// Builds as docker/build-push-action 7 does: the same flags in the same cases, the same three outputs.

import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const modules = process.env.CI_KIT_BENCH_MODULES;
const core = await import(`${modules}/@actions/core/lib/core.js`);
const { getExecOutput } = await import(`${modules}/@actions/exec/lib/exec.js`);

const folder = mkdtempSync(join(process.env.RUNNER_TEMP ?? tmpdir(), 'docker-actions-toolkit-'));
const imageIdFile = join(folder, 'image-id');
const metadataFile = join(folder, 'metadata.json');

// Inputs are CSV: a field in double quotes may hold newlines and commas, and a doubled quote in it is one.
function* records(text) {
  let record = [];
  for (const [, field, end] of text.replaceAll('\r', '').matchAll(/("(?:[^"]|"")*"|[^,\n]*)(,|\n|$)/gy)) {
    const quoted = /^"(.*)"$/s.exec(field);
    record.push(quoted ? quoted[1].replaceAll('""', '"') : field);
    if (end === ',') continue;
    yield record;
    if (end === '') return;
    record = [];
  }
}

function values(name, trim, split) {
  const found = [...records(core.getInput(name, { trimWhitespace: trim }))].flatMap(split);
  return found.filter(Boolean).map((value) => (trim ? value.trim() : value));
}

// One value a line, whose commas are its own.
const lines = (name, { trim = true } = {}) => values(name, trim, (record) => [record.join(',')]);

// Commas separate values too.
const list = (name) => values(name, true, (record) => record.flatMap((field) => field.split(',')));

const rawLines = (name) => core.getInput(name).split('\n').map((line) => line.trim()).filter(Boolean);

const repeated = (flag, values) => values.flatMap((value) => [flag, value]);
const optional = (flag, name) => (core.getInput(name) ? [flag, core.getInput(name)] : []);
const toggle = (flag, name) => (core.getBooleanInput(name) ? [flag] : []);

const env = process.env;
const repository = `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}`;
const gitContext = `${repository}.git#${env.GITHUB_SHA}`;
const withContext = (value) => value.replaceAll('{{defaultContext}}', gitContext);
const context = withContext(core.getInput('context')) || gitContext;
const outputs = rawLines('outputs');

function exportsAs(...types) {
  return outputs.some((output) => {
    const type = /(?:^|,)\s*type=([^,]+)/.exec(output)?.[1] ?? (output.includes('=') ? '' : 'local');
    return types.includes(type.trim());
  });
}

function secretFile(id, value) {
  core.setSecret(value);
  const file = join(mkdtempSync(join(folder, 'secret-')), 'value');
  writeFileSync(file, value, { mode: 0o600 });
  return `id=${id},src=${file}`;
}

function existingFile(id, file) {
  if (!existsSync(file)) throw new Error(`secret file ${file} not found`);
  return `id=${id},src=${file}`;
}

// A secret that is no `id=value` is left out with a warning; the build goes on.
function secretFlags(pairs, flag) {
  return pairs.flatMap((pair) => {
    const [, id, value] = /^([^=]+)=(.+)$/s.exec(pair) ?? [];
    try {
      if (!id) throw new Error(`${pair} is not a valid secret`);
      return ['--secret', flag(id, value)];
    } catch (error) {
      core.warning(error.message);
      return [];
    }
  });
}

function secrets() {
  const token = core.getInput('github-token');
  const values = lines('secrets', { trim: false });
  if (token && context.startsWith(gitContext) && !values.some((value) => value.startsWith('GIT_AUTH_TOKEN='))) {
    values.push(`GIT_AUTH_TOKEN.${new URL(env.GITHUB_SERVER_URL).host}=${token}`);
  }
  return [
    ...secretFlags(list('secret-envs'), (id, name) => `id=${id},env=${name}`),
    ...secretFlags(values, secretFile),
    ...secretFlags(lines('secret-files'), existingFile),
  ];
}

const builderId = `builder-id=${repository}/actions/runs/${env.GITHUB_RUN_ID}/attempts/${env.GITHUB_RUN_ATTEMPT}`;
const withBuilder = (attributes) => (attributes.includes('builder-id=') ? attributes : `${attributes},${builderId}`);

function provenance() {
  const input = core.getInput('provenance');
  if (/^(true|True|TRUE)$/.test(input)) return builderId;
  if (/^(false|False|FALSE)$/.test(input)) return 'disabled=true';
  if (input) return withBuilder(input);
  const loads = core.getBooleanInput('load') || exportsAs('docker');
  if (loads || ['1', 'true'].includes(env.BUILDX_NO_DEFAULT_ATTESTATIONS)) return '';
  const event = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
  return withBuilder(event.repository?.private ? 'mode=min,inline-only=true' : 'mode=max');
}

function attestations() {
  const given = lines('attests');
  const provenanceGiven = given.some((value) => value.includes('type=provenance'));
  const chosen = [['sbom', core.getInput('sbom')]];
  if (core.getInput('provenance') || !provenanceGiven) chosen.unshift(['provenance', provenance()]);
  const fromInputs = chosen.filter(([, value]) => value);
  const others = given.filter((value) => !fromInputs.some(([type]) => value.includes(`type=${type}`)));
  const words = [...fromInputs.map(([type, value]) => `type=${type},${value}`), ...others];
  const spelled = (value) => value.replace(/,true$/, ',disabled=false').replace(/,false$/, ',disabled=true');
  return repeated('--attest', words.map(spelled));
}

const command = [
  'buildx', 'build',
  ...repeated('--add-host', list('add-hosts')),
  ...repeated('--allow', list('allow')),
  ...repeated('--annotation', lines('annotations')),
  ...repeated('--build-arg', lines('build-args')),
  ...repeated('--build-context', lines('build-contexts').map(withContext)),
  ...repeated('--cache-from', lines('cache-from')),
  ...repeated('--cache-to', lines('cache-to')),
  ...optional('--call', 'call'),
  ...optional('--cgroup-parent', 'cgroup-parent'),
  ...optional('--file', 'file'),
  ...(exportsAs('local', 'tar') ? [] : ['--iidfile', imageIdFile]),
  ...repeated('--label', lines('labels')),
  ...repeated('--no-cache-filter', list('no-cache-filters')),
  ...repeated('--output', outputs),
  ...(list('platforms').length ? ['--platform', list('platforms').join(',')] : []),
  ...attestations(),
  ...secrets(),
  ...optional('--shm-size', 'shm-size'),
  ...repeated('--ssh', list('ssh')),
  ...repeated('--tag', list('tags')),
  ...optional('--target', 'target'),
  ...repeated('--ulimit', lines('ulimit')),
  ...optional('--builder', 'builder'),
  ...toggle('--load', 'load'),
  '--metadata-file', metadataFile,
  ...optional('--network', 'network'),
  ...toggle('--no-cache', 'no-cache'),
  ...toggle('--pull', 'pull'),
  ...toggle('--push', 'push'),
  context,
];

const done = await getExecOutput('docker', command, {
  ignoreReturnCode: true,
  env: { ...env, BUILDX_METADATA_WARNINGS: 'true' },
});

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : '');
const metadata = JSON.parse(read(metadataFile) || 'null');
if (read(imageIdFile)) core.setOutput('imageid', read(imageIdFile));
if (metadata?.['containerimage.digest']) core.setOutput('digest', metadata['containerimage.digest']);
if (metadata) core.setOutput('metadata', JSON.stringify(metadata, null, 2));
if (done.exitCode !== 0) {
  core.setFailed(`buildx failed with: ${done.stderr.trim().split('\n').at(-1) || 'unknown error'}`);
}
