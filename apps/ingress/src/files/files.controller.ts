import type { IncomingMessage, ServerResponse } from 'node:http';
import { Logger, Metrics, type CounterMetric } from '@millwright/observability';
import { FileReader, type ServedFile } from '@millwright/storage';
import { All, Controller, Param, Req, Res } from '@nestjs/common';
import { hasAlready, isReading } from '../http/open-reading.ts';
import { PROBLEM_TYPE, problemText, statusOf, type ProblemCode } from '../http/problem.ts';
import { Downloads } from './downloads.ts';
import { etagOf, fileHeadersOf, guardingHeaders } from './file-headers.ts';

const open = { what: 'a file', exposed: 'content-disposition, etag, x-request-id' };

/** `GET /files/<token>/<name>`: a file that a task has stored, for anyone who has its address, until it expires. */
@Controller('files')
export class FilesController {
  private readonly requests: CounterMetric;

  constructor(
    private readonly reader: FileReader,
    private readonly downloads: Downloads,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.requests = metrics.counter(
      'millwright_ingress_file_requests_total',
      'Requests to stored files, by their answer',
      ['status'],
    );
  }

  @All(':token/:name')
  async serve(
    @Param('token') token: string,
    @Param('name') name: string,
    @Req() request: IncomingMessage,
    @Res() response: ServerResponse,
  ): Promise<void> {
    response.once('close', () => this.requests.inc({ status: response.statusCode }));
    for (const [header, value] of Object.entries(guardingHeaders)) {
      response.setHeader(header, value);
    }
    if (!isReading(request, response, open)) return;
    const file = await this.reader.find(token, name);
    if (file === undefined) return nothingHere(response);
    if (hasAlready(request, etagOf(file))) {
      return void response.writeHead(304, { etag: etagOf(file) }).end();
    }
    if (request.method === 'HEAD') {
      return void response.writeHead(200, fileHeadersOf(file)).end();
    }
    await this.send(file, response);
  }

  private async send(file: ServedFile, response: ServerResponse): Promise<void> {
    const became = await this.downloads.send(file, response);
    if (became === 'busy') {
      response.setHeader('retry-after', '5');
      refuse(response, 'unavailable', 'too many files are being fetched: try again in a moment');
    }
    if (became !== 'lost') return;
    // Past its time it may be removed while somebody fetches it.
    if (file.expiresAt.getTime() > Date.now()) {
      this.logger.error({ message: 'file.lost', file_id: file.id, kept_in: file.keptIn });
    }
    nothingHere(response);
  }
}

/** The same for a file that never was, one that has expired, and another name. */
const nothingHere = (response: ServerResponse): void =>
  refuse(response, 'not_found', 'there is no file at this address, or its time is over');

function refuse(response: ServerResponse, code: ProblemCode, detail: string): void {
  const requestId = String(response.getHeader('x-request-id'));
  response.writeHead(statusOf(code), { 'content-type': PROBLEM_TYPE });
  response.end(problemText(code, detail, requestId));
}
