// Restores with GitHub's own client; `cache-hit` is true for the exact key, false for a restore key, unset on a miss.

const modules = process.env.CI_KIT_BENCH_MODULES;
const core = await import(`${modules}/@actions/core/lib/core.js`);
const cache = await import(`${modules}/@actions/cache/lib/cache.js`);

async function main() {
  if (!cache.isFeatureAvailable()) {
    core.info('[warning]An internal error has occurred in cache backend.');
    core.setOutput('cache-hit', 'false');
    return;
  }
  const key = core.getInput('key', { required: true });
  const paths = core.getMultilineInput('path', { required: true });
  const restoreKeys = core.getMultilineInput('restore-keys');
  const [lookupOnly, failOnMiss, crossOs] = ['lookup-only', 'fail-on-cache-miss', 'enableCrossOsArchive'].map(
    (name) => core.getInput(name).toLowerCase() === 'true',
  );
  core.setOutput('cache-primary-key', key);
  const matched = await cache.restoreCache(paths, key, restoreKeys, { lookupOnly }, crossOs);
  if (matched) {
    core.setOutput('cache-matched-key', matched);
    core.setOutput('cache-hit', String(matched.toLowerCase() === key.toLowerCase()));
    core.info(`Cache ${lookupOnly ? 'found and can be ' : ''}restored from key: ${matched}`);
  } else if (failOnMiss) {
    throw new Error(`Failed to restore cache entry. Exiting as fail-on-cache-miss is set. Input key: ${key}`);
  } else {
    core.info(`Cache not found for input keys: ${[key, ...restoreKeys].join(', ')}`);
  }
}

try {
  await main();
} catch (error) {
  core.setFailed(error.message);
}
// As in the real action: a connection left open must not keep the step alive.
process.exit();
