// Uploads as github/codeql-action/upload-sarif 4 does: packed, under the ref and the commit of the run, with the
// category in the run's automation details. The server says whether it is valid and whether the token may.

import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const core = await import(`${process.env.CI_KIT_BENCH_MODULES}/@actions/core/lib/core.js`);

async function main() {
  for (const input of ['ref', 'sha']) {
    if (core.getInput(input)) throw new Error(`the stand-in of upload-sarif cannot do ${input}`);
  }
  const sarif = JSON.parse(await readFile(core.getInput('sarif_file', { required: true }), 'utf8'));
  const category = core.getInput('category');
  if (category) sarif.runs.forEach((run) => { run.automationDetails = { id: `${category}/` }; });
  const { GITHUB_API_URL: api, GITHUB_REPOSITORY: repository, GITHUB_SHA: sha, GITHUB_REF: ref } = process.env;
  const answer = await fetch(`${api}/repos/${repository}/code-scanning/sarifs`, {
    method: 'POST',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `token ${core.getInput('token')}`,
      'user-agent': 'upload-sarif',
      'x-github-api-version': '2022-11-28',
    },
    body: JSON.stringify({ commit_sha: sha, ref, sarif: gzipSync(JSON.stringify(sarif)).toString('base64') }),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.message);
  core.setOutput('sarif-id', said.id);
}

try {
  await main();
} catch (error) {
  core.setFailed(error.message);
}
