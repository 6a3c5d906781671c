/** Where a render asks the shop of its Workspace, while it waits. @throws LiquidRunError */
export interface ShopReader {
  /** The answer to a query, as JSON text. `variables`: JSON text of an object. */
  query(query: string, variables: string | undefined, timeoutMs: number): string;
  /** JSON lines at the address of a bulk operation's objects. */
  objectsAt(url: string, timeoutMs: number): string;
}
