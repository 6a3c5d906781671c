import { parentPort } from 'node:worker_threads';
import { readMail, type SentInMail } from './read-mail.ts';

parentPort?.on('message', (mail: SentInMail) => {
  // Should reading fail in a way that nobody foresaw, the thread ends, and who asked is told why.
  void readMail(mail).then((reading) => parentPort!.postMessage(reading));
});
