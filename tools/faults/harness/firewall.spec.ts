import { describe, expect, it } from '@jest/globals';
import { droppedIn } from './firewall.mjs';

describe('the counters of the packet filter', () => {
  it('are added over all rules of a listing', () => {
    const listing = `table ip millwright_faults {
      chain out {
        tcp dport 5672 counter packets 12 bytes 800 drop
        tcp sport 5672 counter packets 30 bytes 90 drop
      }
    }`;

    expect(droppedIn(listing)).toBe(42);
  });
});
