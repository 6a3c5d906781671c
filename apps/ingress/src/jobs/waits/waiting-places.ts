import type { Config } from '@millwright/config';
import { CONFIG } from '@millwright/host';
import { JobProblem } from '@millwright/job';
import { Inject, Injectable } from '@nestjs/common';

/** Whoever takes a place. */
export interface Waiting {
  /** Calls `then` once it waits no more. */
  onEnd(then: () => void): void;
}

/** The places of requests that wait for a job, or follow one, at this instance. */
@Injectable()
export class WaitingPlaces {
  private readonly most: number;
  private taken = 0;

  constructor(@Inject(CONFIG) { calls }: Config) {
    this.most = calls.maxWaiting;
  }

  /** Takes one before anything else is awaited, until the request is over. @throws JobProblem when none is free */
  take(waiting: Waiting): void {
    if (this.taken >= this.most) {
      throw new JobProblem(
        'too_many_waiting',
        `${this.most} requests wait for jobs already: try again in a second, or call run/…`,
      );
    }
    this.taken += 1;
    waiting.onEnd(() => (this.taken -= 1));
  }
}
