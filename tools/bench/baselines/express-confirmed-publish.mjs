// The bare server that ingress is measured against: Express, its JSON parser, and a confirmed publish to a quorum
// queue. It looks nothing up, checks nothing and keeps no order.
import amqp from 'amqplib';
import express from 'express';

const { AMQP_URL, QUEUE, PORT } = process.env;
const connection = await amqp.connect(AMQP_URL, { noDelay: true });
const channel = await connection.createConfirmChannel();
await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': 'quorum' } });

const app = express();
app.disable('x-powered-by');
app.get('/ready', (_request, response) => void response.sendStatus(200));
app.post('/webhooks/:id', express.json({ limit: '10mb' }), (request, response) => {
  const body = Buffer.from(JSON.stringify({ id: request.params.id, data: request.body }));
  channel.sendToQueue(QUEUE, body, { persistent: true, mandatory: true }, (error) =>
    response.status(error ? 503 : 204).end(),
  );
});
const server = app.listen(Number(PORT), '127.0.0.1');

process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void channel
    .deleteQueue(QUEUE)
    .then(() => connection.close())
    .then(() => process.exit(0));
});
