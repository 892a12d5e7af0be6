// Lets openid-client turn an API key into a token as any client of OAuth 2.0 does, and use it.
import assert from 'node:assert';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const { CLIENTS, SERVER, CLIENT_ID, CLIENT_SECRET } = process.env;
const module = path.join(CLIENTS, 'node_modules', 'openid-client', 'build', 'index.js');
const client = await import(pathToFileURL(module));

function asks(authentication) {
  const server = { issuer: SERVER, token_endpoint: `${SERVER}/v1/oauth/token` };
  const config = new client.Configuration(server, CLIENT_ID, undefined, authentication);
  // The test's server speaks plain HTTP on loopback; a proxy ends TLS in front of a real one.
  client.allowInsecureRequests(config);
  return config;
}

async function refusal(config, parameters) {
  try {
    await client.clientCredentialsGrant(config, parameters);
  } catch (thrown) {
    return thrown;
  }
  return assert.fail('a token was given');
}

const basic = asks(client.ClientSecretBasic(CLIENT_SECRET));
const companies = new URL(`${SERVER}/v1/companies`);
for (const config of [basic, asks(client.ClientSecretPost(CLIENT_SECRET))]) {
  const token = await client.clientCredentialsGrant(config, { scope: 'read' });
  assert.strictEqual(token.token_type, 'bearer');
  assert.strictEqual(token.scope, 'read');
  assert.ok(token.expiresIn() > 890 && token.expiresIn() <= 900);
  const seen = await client.fetchProtectedResource(config, token.access_token, companies, 'GET');
  assert.deepStrictEqual(await seen.json(), { items: [] });
}

const wide = await refusal(basic, { scope: 'admin' });
assert.ok(wide instanceof client.ResponseBodyError, String(wide));
assert.strictEqual(wide.status, 400);
assert.strictEqual(wide.error, 'invalid_scope');
assert.match(wide.error_description, /has the scopes read and no others/);

// A 401 with a challenge is told as such, with the body beside it.
const stranger = await refusal(asks(client.ClientSecretBasic('bb_wrong')), {});
assert.ok(stranger instanceof client.WWWAuthenticateChallengeError, String(stranger));
assert.strictEqual(stranger.status, 401);
assert.strictEqual(stranger.cause[0].scheme, 'basic');
assert.strictEqual((await stranger.response.json()).error, 'invalid_client');

console.log('openid-client agrees');
