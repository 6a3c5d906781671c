import { AsyncLocalStorage } from 'node:async_hooks';
import { QueryOutsideTransactionError } from './database.errors.ts';

/**
 * Knows whether the calling code runs inside an open transaction of this database. A second connection taken there
 * would wait for the first: for ever when embedded, and on a server as soon as every connection does so.
 */
export class TransactionScope {
  private readonly storage = new AsyncLocalStorage<{ isOpen: boolean }>();
  private open = 0;

  /** Runs the work of a transaction. What it leaves running behind it is outside again. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const scope = { isOpen: true };
    this.open += 1;
    try {
      return await this.storage.run(scope, work);
    } finally {
      scope.isOpen = false;
      this.open -= 1;
      // Until Node 24, a storage that is on costs every promise of the process something.
      if (this.open === 0) this.storage.disable();
    }
  }

  /** @throws QueryOutsideTransactionError inside of {@link run}. */
  refuseInside(): void {
    if (this.storage.getStore()?.isOpen) throw new QueryOutsideTransactionError();
  }
}
