import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { LiquidRunError } from '../liquid.errors.ts';
import type { HostAnswer, HostQuestion } from './worker-protocol.ts';

type Ask = (question: HostQuestion, port: MessagePort, answered: Int32Array) => void;

/** The way from a worker to the main thread: who asks stands still until the answer is there. */
export class HostLine {
  private readonly ask: Ask;

  constructor(ask: Ask) {
    this.ask = ask;
  }

  /** `about`: what is asked, for messages. @throws LiquidRunError */
  answerTo(
    question: HostQuestion,
    { about, timeoutMs }: { about: string; timeoutMs: number },
  ): Exclude<HostAnswer, { fault: string } | { failed: unknown }> {
    const { port1, port2 } = new MessageChannel();
    const answered = new Int32Array(new SharedArrayBuffer(4));
    try {
      this.ask(question, port2, answered);
      Atomics.wait(answered, 0, 0, timeoutMs);
      const received = receiveMessageOnPort(port1);
      if (!received) throw new LiquidRunError('internal', `${about} did not answer in time`);
      const answer = received.message as HostAnswer;
      if ('failed' in answer) throw new LiquidRunError(answer.failed.code, answer.failed.message);
      if ('fault' in answer) {
        throw new LiquidRunError('internal', `${about} cannot be read: ${answer.fault}`);
      }
      return answer;
    } finally {
      port1.close();
    }
  }
}
