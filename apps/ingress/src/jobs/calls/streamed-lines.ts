import type { JobExchange } from '../api/job-exchange.ts';
import type { StreamSink } from '../api/job-request.ts';

const HEADERS = {
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** An answer of lines; its head goes out with the first ones. */
export class StreamedLines {
  /** Whether its head is out: nothing but lines can be said any more. */
  hasBegun = false;
  /** Whether nobody reads on. */
  isOver = false;
  private sink: StreamSink | undefined;

  constructor(private readonly exchange: JobExchange) {}

  write(text: string): void {
    if (!this.hasBegun) this.begin();
    this.sink?.write(text);
  }

  end(): void {
    if (!this.hasBegun) this.begin();
    this.sink?.end();
  }

  private begin(): void {
    this.hasBegun = true;
    this.exchange.reply({
      stream: (sink) => {
        this.sink = sink;
        sink.onClose(() => (this.isOver = true));
        sink.begin(200, HEADERS);
      },
    });
    this.isOver = this.sink === undefined;
  }
}
