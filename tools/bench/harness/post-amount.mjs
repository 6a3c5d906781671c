// Posts one body so many times over keep-alive connections, at most at a given rate, and exits 0 when every answer had
// the expected status. A program of its own, on raw sockets: it shares the cores with what it loads.
// node post-amount.mjs <url> <body file> <amount> <connections> <per second, 0: as fast as it goes> [status]
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';

const [address, bodyFile, ...numbers] = process.argv.slice(2);
const [amount, connections, perSecond, status = 204] = numbers.map(Number);
const { hostname, port, pathname, host } = new URL(address);
const body = await readFile(bodyFile);
const head = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
const request = Buffer.concat([Buffer.from(head), body]);
const expected = `HTTP/1.1 ${status} `;

const startedAt = performance.now();
let begun = 0;
await Promise.all(Array.from({ length: Math.min(connections, amount) }, post));

/** One connection, one request at a time, until all are begun. */
function post() {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let received = '';
    const next = () => {
      if (begun === amount) return void socket.end(resolve);
      const number = begun++;
      const dueMs = perSecond > 0 ? (number * 1000) / perSecond : 0;
      const waitMs = startedAt + dueMs - performance.now();
      if (waitMs > 1) setTimeout(() => socket.write(request), waitMs);
      else socket.write(request);
    };
    socket.setEncoding('latin1');
    socket.on('connect', next);
    socket.on('data', (text) => {
      received += text;
      if (!received.includes('\r\n\r\n')) return;
      if (!received.startsWith(expected)) return reject(new Error(received));
      received = '';
      next();
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed')));
  });
}
