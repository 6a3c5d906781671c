import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { CacheReader } from '../engine/cache-object.ts';
import { LiquidRunError } from '../liquid.errors.ts';
import type { CacheAnswer, CacheQuestion } from './worker-protocol.ts';

type Ask = (question: CacheQuestion, port: MessagePort, answered: Int32Array) => void;

/** The cache as a worker sees it: each question waits for the main thread's answer, so that rendering stays synchronous. */
export class RemoteCache implements CacheReader {
  private readonly ask: Ask;

  constructor(ask: Ask) {
    this.ask = ask;
  }

  value(key: string, timeoutMs: number): string | undefined {
    const answer = this.answerTo({ key }, timeoutMs);
    return 'value' in answer ? answer.value : undefined;
  }

  entries(timeoutMs: number): readonly (readonly [string, string])[] {
    const answer = this.answerTo({ all: true }, timeoutMs);
    return 'entries' in answer ? answer.entries : [];
  }

  secret(reference: string, timeoutMs: number): string | undefined {
    const answer = this.answerTo({ secret: reference }, timeoutMs);
    return 'value' in answer ? answer.value : undefined;
  }

  private answerTo(question: CacheQuestion, timeoutMs: number): CacheAnswer {
    const about = 'secret' in question ? 'a secret' : 'the cache';
    const { port1, port2 } = new MessageChannel();
    const answered = new Int32Array(new SharedArrayBuffer(4));
    try {
      this.ask(question, port2, answered);
      Atomics.wait(answered, 0, 0, timeoutMs);
      const received = receiveMessageOnPort(port1);
      if (!received) throw new LiquidRunError('internal', `${about} did not answer in time`);
      const answer = received.message as CacheAnswer;
      if ('fault' in answer) {
        throw new LiquidRunError('internal', `${about} cannot be read: ${answer.fault}`);
      }
      return answer;
    } finally {
      port1.close();
    }
  }
}
