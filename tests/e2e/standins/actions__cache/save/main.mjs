// Saves with GitHub's own client. Nothing that goes wrong fails the step: it is a warning, as in the real action.

const modules = process.env.CI_KIT_BENCH_MODULES;
const core = await import(`${modules}/@actions/core/lib/core.js`);
const cache = await import(`${modules}/@actions/cache/lib/cache.js`);

async function main() {
  if (!cache.isFeatureAvailable()) {
    core.info('[warning]An internal error has occurred in cache backend.');
    return;
  }
  const key = core.getInput('key');
  if (!key) {
    core.info('[warning]Key is not specified.');
    return;
  }
  const paths = core.getMultilineInput('path', { required: true });
  const uploadChunkSize = Number.parseInt(core.getInput('upload-chunk-size'), 10) || undefined;
  const crossOs = core.getInput('enableCrossOsArchive').toLowerCase() === 'true';
  const number = await cache.saveCache(paths, key, { uploadChunkSize }, crossOs);
  if (number === -1) core.warning('Cache save failed.');
  else core.info(`Cache saved with key: ${key}`);
}

try {
  await main();
} catch (error) {
  core.info(`[warning]${error.message}`);
  core.warning('Cache save failed.');
}
process.exit();
