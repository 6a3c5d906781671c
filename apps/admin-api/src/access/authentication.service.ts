import { ensureMainWorkspace, TokenAuthenticator } from '@millwright/access';
import { Database } from '@millwright/database';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';

/** Begins and ends with the app what authentication needs: the Workspace `main`, and the comparing of epochs. */
@Injectable()
export class AuthenticationService implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    private readonly authenticator: TokenAuthenticator,
  ) {}

  async onModuleInit(): Promise<void> {
    await ensureMainWorkspace(this.database);
    await this.authenticator.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.authenticator.stop();
  }
}
