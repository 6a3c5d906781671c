import { OutboundHttp } from '@millwright/net';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';

/** Ends the connections that tests of endpoints have left open. */
@Injectable()
export class OutboundShutdown implements OnApplicationShutdown {
  constructor(private readonly net: OutboundHttp) {}

  async onApplicationShutdown(): Promise<void> {
    await this.net.close();
  }
}
