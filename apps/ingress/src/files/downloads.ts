import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Logger } from '@millwright/observability';
import { FileReader, type ServedFile, StorageError } from '@millwright/storage';
import { Inject, Injectable } from '@nestjs/common';
import { LIMITS, type IngressLimits } from '../http/limits.ts';
import { fileHeadersOf } from './file-headers.ts';

/** What has become of a download. */
export type Download = 'sent' | 'busy' | 'lost' | 'broken_off';

/**
 * Sends files, piece by piece, each asked for when the client has taken the one before: what a slow client holds is one
 * piece and one of so many places. A client that takes longer for a piece than a body may take is cut.
 */
@Injectable()
export class Downloads {
  private underWay = 0;

  constructor(
    private readonly reader: FileReader,
    @Inject(LIMITS) private readonly limits: IngressLimits,
    private readonly logger: Logger,
  ) {}

  /**
   * Answers with a file. `busy` and `lost`: nothing was answered yet. @throws what the store throws before the first
   * piece is there
   */
  async send(file: ServedFile, response: ServerResponse): Promise<Download> {
    if (this.underWay >= this.limits.downloads) return 'busy';
    this.underWay += 1;
    try {
      const pieces = this.reader.pieces(file);
      const first = await pieces.next().catch(ifLost);
      if (first === undefined) return 'lost';
      response.writeHead(200, fileHeadersOf(file));
      const sending = pipeline(this.paced(first, pieces, response), response);
      return await sending.then(
        () => 'sent' as const,
        (error: unknown) => this.brokenOff(file, error),
      );
    } finally {
      this.underWay -= 1;
    }
  }

  private brokenOff({ id, keptIn }: ServedFile, error: unknown): 'broken_off' {
    const hasLeft = (error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!hasLeft) {
      this.logger.warn({ message: 'file.broken_off', file_id: id, kept_in: keptIn, error });
    }
    return 'broken_off';
  }

  private async *paced(
    first: IteratorResult<Buffer, void>,
    rest: AsyncIterator<Buffer, void>,
    response: ServerResponse,
  ): AsyncGenerator<Buffer, void, undefined> {
    for (let piece = first; !piece.done; piece = await rest.next()) {
      const cut = setTimeout(() => response.destroy(), this.limits.bodyTimeoutMs);
      try {
        yield piece.value;
      } finally {
        clearTimeout(cut);
      }
    }
  }
}

function ifLost(error: unknown): undefined {
  if (error instanceof StorageError && error.code === 'file_lost') return undefined;
  throw error;
}
