// What one writes first for this job: Express, the parser that is usual for the body, and a confirmed publish to a
// quorum queue. It looks nothing up, checks nothing and names nothing.
import express from 'express';
import multer from 'multer';
import { confirmedQueue } from './confirmed-queue.mjs';

const { publish, close } = await confirmedQueue();

const app = express();
app.disable('x-powered-by');
app.get('/ready', (_request, response) => void response.sendStatus(200));
const accept = (request, response) =>
  publish(Buffer.from(JSON.stringify({ id: request.params.id, data: dataOf(request) })), (error) =>
    response.status(error ? 503 : 204).end(),
  );
app.post('/json/:id', express.json({ limit: '10mb' }), accept);
app.post('/form/:id', express.urlencoded({ limit: '10mb' }), accept);
app.post('/multipart/:id', multer({ storage: multer.memoryStorage() }).any(), accept);
const server = app.listen(Number(process.env.PORT), '127.0.0.1');

/** A file is kept as base64, as ours are: the message has to carry it. */
function dataOf({ body, files }) {
  if (files === undefined) return body;
  const kept = files.map(({ fieldname, originalname, mimetype, buffer }) => {
    return { fieldname, originalname, mimetype, content: buffer.toString('base64') };
  });
  return { ...body, files: kept };
}

process.on('SIGTERM', () => void close(server));
