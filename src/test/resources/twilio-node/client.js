// Twilio's own client for Node.js: sends one message to the address given, is refused once, and signs a report.
const twilio = require('twilio');

const order = JSON.parse(require('fs').readFileSync(0, 'utf8'));

// It has no setting for another address either.
class Elsewhere extends twilio.RequestClient {
  request(options) {
    const { pathname } = new URL(options.uri);
    return super.request({ ...options, uri: order.url + pathname });
  }
}

async function main() {
  const client = twilio(order.account, order.token, { httpClient: new Elsewhere() });
  const message = await client.messages.create(order.message);
  const refused = await client.messages.create({ ...order.message, to: 'nobody' }).catch((error) => error);
  const intruder = twilio(order.account, 'wrong', { httpClient: new Elsewhere() });
  const stranger = await intruder.messages.create(order.message).catch((error) => error);
  console.log(
    JSON.stringify({
      sid: message.sid,
      status: message.status,
      to: message.to,
      created: message.dateCreated.toISOString(),
      refused: { code: refused.code, status: refused.status },
      stranger: { code: stranger.code, status: stranger.status },
      signature: twilio.getExpectedTwilioSignature(order.token, order.callback, order.form),
      believes: twilio.validateRequest(order.token, order.signature, order.callback, order.form),
    })
  );
}

main();
