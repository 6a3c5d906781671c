import { parentPort } from 'node:worker_threads';
import { readMail, type SentInMail } from './read-mail.ts';

parentPort?.on('message', async (mail: SentInMail) => parentPort!.postMessage(await readMail(mail)));
