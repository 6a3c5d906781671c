import { parentPort } from 'node:worker_threads';
import { messageOf } from '@millwright/kernel';
import { mailBodyOf } from './mail-body.ts';
import type { StylingOutcome } from './mail-stylist.ts';

parentPort?.on('message', (html: string) => parentPort!.postMessage(outcomeOf(html)));

function outcomeOf(html: string): StylingOutcome {
  try {
    return { ok: true, body: mailBodyOf(html) };
  } catch (error) {
    return { ok: false, why: messageOf(error) };
  }
}
