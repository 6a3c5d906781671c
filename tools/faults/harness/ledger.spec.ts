import { describe, expect, it } from '@jest/globals';
import { Ledger } from './ledger.mjs';

const arrival = { key: 'a key', isIntact: true };

describe('the ledger of what was sent under a fault', () => {
  it('counts no duplicate for what came once or came again unanswered', () => {
    const ledger = new Ledger();
    ledger.arrived('now', 1, arrival);
    ledger.arrived('now', 1, arrival);
    ledger.answered('now', 1);

    expect(ledger.duplicates).toBe(0);
  });

  it('counts what came again after it had been answered', () => {
    const ledger = new Ledger();
    ledger.arrived('now', 1, arrival);
    ledger.answered('now', 1);
    ledger.arrived('now', 1, arrival);

    expect(ledger.duplicates).toBe(1);
  });

  it('counts what came twice side by side and was answered twice', () => {
    const ledger = new Ledger();
    ledger.arrived('now', 1, arrival);
    ledger.arrived('now', 1, arrival);
    ledger.answered('now', 1);
    ledger.answered('now', 1);

    expect(ledger.duplicates).toBe(1);
  });

  it('knows no work within a time in which nothing that was sent had its effect', () => {
    const ledger = new Ledger();
    ledger.note(1, { sentAt: Date.now(), endedAt: Date.now(), status: 204 });
    const time = { injectedAt: Date.now() - 1_000, healedAt: Date.now() + 1_000 };

    expect(ledger.workedWithin(time)).toBe(false);
    ledger.arrived('now', 1, arrival);
    expect(ledger.workedWithin(time)).toBe(true);
  });
});
