import { describe, expect, it } from '@jest/globals';
import { Ledger } from './ledger.mjs';

const arrival = { key: 'a key', isIntact: true, digest: 'of its bytes' };

describe('the ledger of what was sent under a fault', () => {
  it('counts no duplicate for what came once or came again unanswered', () => {
    const ledger = new Ledger();
    ledger.arrived('now', 1, arrival);
    ledger.arrived('now', 1, arrival);
    ledger.noteAnswer('now', 1);

    expect(ledger.duplicates).toBe(0);
  });

  it('counts what came again after it had been answered', () => {
    const ledger = new Ledger();
    ledger.arrived('now', 1, arrival);
    ledger.noteAnswer('now', 1);
    ledger.arrived('now', 1, arrival);

    expect(ledger.duplicates).toBe(1);
  });

  it('counts what came twice side by side and was answered twice', () => {
    const ledger = new Ledger();
    ledger.arrived('now', 1, arrival);
    ledger.arrived('now', 1, arrival);
    ledger.noteAnswer('now', 1);
    ledger.noteAnswer('now', 1);

    expect(ledger.duplicates).toBe(1);
  });

  it('sees work during a fault only where effects arrived in its second half', () => {
    const ledger = new Ledger();
    ledger.arrived('now', 1, arrival);
    const now = ledger.effect('now', 1).firstAt;

    expect(ledger.workedDuring({ injectedAt: now - 900, healedAt: now + 100 })).toBe(true);
    expect(ledger.workedDuring({ injectedAt: now - 100, healedAt: now + 900 })).toBe(false);
    expect(ledger.workedDuring({ injectedAt: now - 900, healedAt: now - 100 })).toBe(false);
  });
});
