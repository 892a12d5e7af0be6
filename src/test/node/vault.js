// Lets node-vault use a Vault as its own tests do, and checks what it gets back.
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const clients = process.env.CLIENTS;
const vault = require(path.join(clients, 'node_modules', 'node-vault'));

const { VAULT_ADDR: endpoint, ROLE_ID, SECRET_ID, MOUNT, AUTH } = process.env;

async function refused(promise, status, text) {
  const error = await promise.then(() => null, (problem) => problem);
  assert.ok(error, `not refused with ${status}`);
  assert.strictEqual(error.response.statusCode, status);
  assert.match(JSON.stringify(error.response.body), text);
}

async function main() {
  const client = vault({ apiVersion: 'v1', endpoint });
  assert.strictEqual((await client.status()).sealed, false);
  assert.strictEqual((await client.health()).initialized, true);
  const login = await client.approleLogin({
    mount_point: AUTH,
    role_id: ROLE_ID,
    secret_id: SECRET_ID,
  });
  assert.ok(login.auth.renewable && login.auth.lease_duration > 0);
  client.token = login.auth.client_token;
  assert.ok((await client.tokenLookupSelf()).data.policies.includes('default'));

  const data = `${MOUNT}/data/node/one`;
  const made = await client.write(data, { data: { word: 'Öl' }, options: { cas: 0 } });
  assert.strictEqual(made.data.version, 1);
  await refused(
    client.write(data, { data: {}, options: { cas: 0 } }), 400, /did not match the current version/);
  await refused(client.write(data, { data: {} }), 400, /parameter required for this call/);
  assert.strictEqual((await client.read(data)).data.data.word, 'Öl');
  assert.deepStrictEqual((await client.list(`${MOUNT}/metadata/node`)).data.keys, ['one']);
  const metadata = await client.read(`${MOUNT}/metadata/node/one`);
  assert.strictEqual(metadata.data.current_version, 1);

  await client.delete(data);
  await refused(client.read(data), 404, /deletion_time/);
  await client.write(`${MOUNT}/undelete/node/one`, { versions: [1] });
  assert.strictEqual((await client.read(data)).data.data.word, 'Öl');
  await client.write(`${MOUNT}/destroy/node/one`, { versions: [1] });
  await refused(client.read(data), 404, /"destroyed":true/);
  await client.delete(`${MOUNT}/metadata/node/one`);
  await refused(client.read(data), 404, /"errors":\[\]/);

  await refused(client.read('sys/policies/acl/root'), 403, /permission denied/);
  assert.ok((await client.tokenRenewSelf()).auth.lease_duration > 0);
  await client.tokenRevokeSelf();
  await refused(client.tokenLookupSelf(), 403, /permission denied/);
}

main().then(
  () => console.log('node-vault agrees'),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  });
