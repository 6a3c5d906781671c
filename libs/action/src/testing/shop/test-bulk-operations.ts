/** A bulk operation of a test's shop. */
interface Operation {
  id: string;
  query: string;
  asked: number;
  lines: readonly object[];
}

/** Bulk operations: each ends when it has been asked about so many times. */
export class TestBulkOperations {
  /** How often one is asked about before its end. */
  askedBeforeEnd = 1;
  /** What the next ones end as. */
  status = 'COMPLETED';
  /** The objects of the next ones. */
  lines: readonly object[] = [];
  private readonly all: Operation[] = [];

  begin(query: string): Record<string, unknown> {
    const id = `gid://shopify/BulkOperation/${720918 + this.all.length}`;
    this.all.push({ id, query, asked: 0, lines: this.lines });
    return { id, status: 'CREATED' };
  }

  /** As `node(id:)` gives it; null for one that there is not. `base`: where its file is. */
  read(id: string, base: string): Record<string, unknown> | null {
    const operation = this.all.find((one) => one.id === id);
    if (!operation) return null;
    operation.asked += 1;
    const isOver = operation.asked > this.askedBeforeEnd;
    const hasFile = isOver && this.status === 'COMPLETED' && operation.lines.length > 0;
    return {
      ...{ id, type: 'QUERY', query: operation.query },
      status: isOver ? this.status : 'RUNNING',
      errorCode: isOver && this.status === 'FAILED' ? 'TIMEOUT' : null,
      createdAt: '2026-10-05T12:00:00Z',
      completedAt: isOver ? '2026-10-05T12:00:30Z' : null,
      objectCount: String(operation.lines.length),
      rootObjectCount: String(operation.lines.length),
      fileSize: null,
      url: hasFile ? `${base}/bulk/${id.split('/').at(-1)}.jsonl` : null,
      partialDataUrl: null,
    };
  }

  /** The file of an operation, by the number in its id. */
  fileOf(number: string): string | undefined {
    const operation = this.all.find(({ id }) => id.endsWith(`/${number}`));
    return operation && operation.lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  }
}
