// Asks as the real action does, but the assertion is signed with the key as a shared secret, as nobody here has an App.
import { createHmac } from "node:crypto";
import { appendFileSync } from "node:fs";

const input = (name) => (process.env[`INPUT_${name.toUpperCase()}`] ?? "").trim();
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

const now = Math.floor(Date.now() / 1000);
const claims = { iss: input("client-id") || input("app-id"), iat: now - 30, exp: now + 300 };
const unsigned = `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded(claims)}`;
const signature = createHmac("sha256", input("private-key")).update(unsigned).digest("base64url");
const headers = { Authorization: `Bearer ${unsigned}.${signature}`, "Content-Type": "application/json" };

const prefix = "INPUT_PERMISSION-";
const permissions = Object.fromEntries(
  Object.entries(process.env)
    .filter(([name, value]) => name.startsWith(prefix) && value)
    .map(([name, value]) => [name.slice(prefix.length).toLowerCase().replaceAll("-", "_"), value]),
);

async function ask(method, path, body) {
  const answer = await fetch(`${input("github-api-url")}${path}`, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const installation = await ask("GET", `/repos/${process.env.GITHUB_REPOSITORY}/installation`);
const path = `/app/installations/${installation.id}/access_tokens`;
const { token } = await ask("POST", path, Object.keys(permissions).length ? { permissions } : {});
process.stdout.write(`::add-mask::${token}\n`);
const outputs = { token, "installation-id": installation.id, "app-slug": installation.app_slug };
for (const [name, value] of Object.entries(outputs)) appendFileSync(process.env.GITHUB_OUTPUT, `${name}=${value}\n`);
