import { URLSearchParams } from 'node:url';

const ITEM = { id: 820982911946, title: 'Aviator sunglasses', price: '89.99', quantity: 1 };

/** JSON of about so many bytes, as a shop would send it. */
export function jsonBodyOf(bytes) {
  const body = { id: 450789469, topic: 'orders/create', email: 'jon@example.com', items: [ITEM] };
  const missing = bytes - JSON.stringify(body).length;
  const size = JSON.stringify(ITEM).length + 1;
  for (let added = size; added <= missing; added += size) body.items.push(ITEM);
  return JSON.stringify(body);
}

/** A form as chat tools send it for a slash command, about 0.4 KB. */
export const formBody = new URLSearchParams({
  token: 'gIkuvaNzQIHg97ATvDxqgjtO',
  team_id: 'T0001',
  team_domain: 'example',
  channel_id: 'C2147483705',
  channel_name: 'test',
  user_id: 'U2147483697',
  user_name: 'Steve',
  command: '/weather',
  text: '94070 & the day after, 50% of it',
  response_url: 'https://hooks.example.com/commands/1234/5678',
  trigger_id: '13345224609.738474920.8088930838d88f008e0',
  api_app_id: 'A123456',
}).toString();

const BOUNDARY = 'xYzZY-of-a-mail-that-came-in';

export const multipartType = `multipart/form-data; boundary=${BOUNDARY}`;

/** Fields and a file of 1.5 KB, as mail services post what they receive. */
export function multipartBody() {
  const fields = {
    from: 'Jon <jon@example.com>',
    subject: 'Invoice',
    text: 'As agreed.',
    spam_score: '0.1',
  };
  const parts = Object.entries(fields).map(
    ([name, value]) => `content-disposition: form-data; name="${name}"\r\n\r\n${value}`,
  );
  parts.push(
    'content-disposition: form-data; name="attachment1"; filename="invoice.csv"\r\n' +
      `content-type: text/csv\r\n\r\n${'2026-01-01,Aviator sunglasses,89.99\r\n'.repeat(42)}`,
  );
  return `${parts.map((part) => `--${BOUNDARY}\r\n${part}\r\n`).join('')}--${BOUNDARY}--\r\n`;
}
