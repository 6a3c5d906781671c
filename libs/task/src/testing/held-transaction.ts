import type { Database, Transaction } from '@millwright/database';

/** A transaction that stays open until the test ends it. */
export interface HeldTransaction {
  tx: Transaction;
  /** Commits. */
  end: () => Promise<void>;
}

/** Begins a transaction beside the test, as another session would. */
export function holdTransaction(database: Database): Promise<HeldTransaction> {
  return new Promise((resolve, reject) => {
    const held: Promise<void> = database.transaction(
      (tx) =>
        new Promise<void>((end) => {
          resolve({
            tx,
            end: () => {
              end();
              return held;
            },
          });
        }),
    );
    held.catch(reject);
  });
}
