import { TokenAuthenticator } from '@millwright/access';
import type { Config } from '@millwright/config';
import { CONFIG, plainAddressOf, TrustedProxies } from '@millwright/host';
import { Inject, Injectable } from '@nestjs/common';
import { ClientAddresses } from '../../http/client-address.ts';
import type { JobExchange } from './job-exchange.ts';
import { senderOf, type JobSender } from './job-sender.ts';

/** Finds out who sends requests, and from where. */
@Injectable()
export class JobSenders {
  private readonly clientAddresses: ClientAddresses;
  private readonly proxies: TrustedProxies;
  private readonly consoleUrl: string;

  constructor(
    @Inject(CONFIG) { ingress, admin, publicUrl }: Config,
    private readonly authenticator: TokenAuthenticator,
  ) {
    this.clientAddresses = new ClientAddresses(ingress.trustedProxies);
    this.proxies = new TrustedProxies(ingress.trustedProxies);
    const { protocol, hostname } = new URL(publicUrl);
    this.consoleUrl = `${protocol}//${hostname}:${admin.port}`;
  }

  /** The holder of the token that a request has. @throws JobProblem, DatabaseUnavailableError */
  of(exchange: JobExchange): Promise<JobSender> {
    const peer = plainAddressOf(exchange.request.socket.remoteAddress ?? '');
    return senderOf(this.authenticator, exchange, {
      clientIp: this.clientIpOf(exchange),
      isFromTrustedProxy: this.proxies.includes(peer),
      consoleUrl: this.consoleUrl,
    });
  }

  clientIpOf({ request }: JobExchange): string {
    return this.clientAddresses.of(
      request.socket.remoteAddress,
      request.headers['x-forwarded-for'],
    );
  }
}
