// The least that a server can do and still keep what it accepted: node:http, the body's bytes as they are, and a
// confirmed publish to a quorum queue. It looks nothing up, parses nothing and names nothing. With `MESSAGE_FILE` it
// publishes what is in there instead, so that the broker has the same work as with a server that adds to what it gets.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { confirmedQueue } from './confirmed-queue.mjs';

const { MESSAGE_FILE, PORT } = process.env;
const { publish, close } = await confirmedQueue();
const message = MESSAGE_FILE === undefined ? undefined : readFileSync(MESSAGE_FILE);

const server = createServer((request, response) => {
  if (request.method === 'GET') return void response.end();
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () =>
    publish(message ?? Buffer.concat(chunks), (error) => {
      response.statusCode = error ? 503 : 204;
      response.end();
    }),
  );
}).listen(Number(PORT), '127.0.0.1');

process.on('SIGTERM', () => void close(server));
