import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { BodyReading, type Readings } from './body-reading.ts';
import { LIMITS, type IngressLimits } from './limits.ts';

/**
 * Reads bodies once, as bytes. One timer looks after all of them, because a timer each costs more than reading a
 * small body (bench "accepts").
 */
@Injectable()
export class BodyReader implements Readings, OnModuleDestroy {
  private readonly underWay = new Set<BodyReading>();
  private readonly sweeper: NodeJS.Timeout;
  private heldBytes = 0;

  constructor(@Inject(LIMITS) private readonly limits: IngressLimits) {
    this.sweeper = setInterval(() => this.sweep(), limits.sweepMs);
    this.sweeper.unref();
  }

  /** Begins to read; what is read counts as held until the reading is released. */
  begin(request: IncomingMessage): BodyReading {
    const reading = new BodyReading(request, this, Date.now() + this.limits.bodyTimeoutMs);
    this.underWay.add(reading);
    return reading;
  }

  hold(bytes: number): boolean {
    this.heldBytes += bytes;
    return this.heldBytes <= this.limits.heldBodyBytes;
  }

  ended(reading: BodyReading): void {
    this.underWay.delete(reading);
  }

  onModuleDestroy(): void {
    clearInterval(this.sweeper);
  }

  private sweep(): void {
    const now = Date.now();
    // In the order in which they began, so that the first one in time ends the walk.
    for (const reading of this.underWay) {
      if (reading.expiresAt > now) return;
      reading.fail('too_slow');
    }
  }
}
