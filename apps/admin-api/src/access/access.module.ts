import {
  AuditedWrites,
  AuditLog,
  TokenAuthenticator,
  TokenStore,
  WorkspaceStore,
} from '@millwright/access';
import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CLOCK, CONFIG } from '@millwright/host';
import type { Clock } from '@millwright/kernel';
import { Logger } from '@millwright/observability';
import { Global, Module } from '@nestjs/common';
import { AuthenticationService } from './authentication.service.ts';
import { ConfigChangedConsumer } from './config-changed.consumer.ts';

const authenticator = {
  provide: TokenAuthenticator,
  inject: [Database, CLOCK, Logger, CONFIG],
  useFactory: (database: Database, clock: Clock, logger: Logger, { access }: Config) =>
    new TokenAuthenticator({ database, clock, logger, adminToken: access.adminToken }),
};

/** Who may, and the record of who did. */
@Global()
@Module({
  controllers: [ConfigChangedConsumer],
  providers: [
    authenticator,
    AuthenticationService,
    WorkspaceStore,
    TokenStore,
    AuditLog,
    AuditedWrites,
  ],
  exports: [TokenAuthenticator, WorkspaceStore, TokenStore, AuditLog, AuditedWrites],
})
export class AccessModule {}
