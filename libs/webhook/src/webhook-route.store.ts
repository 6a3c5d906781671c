import type { Sql } from '@millwright/database';
import type { Conditions } from '@millwright/event';
import { SecretBox, type Id } from '@millwright/kernel';
import { Logger } from '@millwright/observability';
import { Injectable } from '@nestjs/common';
import { AllowedAddresses } from './addresses/allowed-addresses.ts';
import { dedupeRuleOf } from './dedupe/dedupe-rule.ts';
import { learnsUntilMs } from './handshakes/handshake-window.ts';
import type { DataMode } from './intake/event-data.ts';
import { AllowedOrigins, everyOrigin } from './origins/allowed-origins.ts';
import { fixedAnswerOf } from './providers/answer.ts';
import { providerNamed } from './providers/index.ts';
import { unknownProvider } from './providers/unknown-provider.ts';
import { rateRulesOf } from './rates/rate-rule.ts';
import { Sender, type OpenSecret, type SenderSettings } from './verification/sender.ts';
import { suffixSender } from './verification/suffix-sender.ts';
import type { VerificationSettings } from './verification/verification-settings.ts';
import { openSettings } from './verification/sealed-options.ts';
import { contextOfSecret } from './verification/webhook-secret.store.ts';
import type { WebhookRoute } from './webhook-route.ts';
import type { Dedupe, FixedResponse, RateLimit } from './webhook.entity.ts';

/** Routes as of one epoch. An id that was asked for and is missing belongs to no enabled webhook. */
export interface RoutesAt {
  epoch: number;
  routes: Map<Id, WebhookRoute>;
}

/** What was written after an epoch: the webhooks, and the Workspaces whose settings count for theirs. */
export interface ChangesSince {
  epoch: number;
  webhookIds: Id[];
  workspaceIds: Id[];
}

/** Reads webhooks for intake: by id alone, since the id is the capability. */
@Injectable()
export class WebhookRouteStore {
  constructor(
    private readonly box: SecretBox,
    private readonly logger: Logger,
  ) {}

  /** One statement, so that the routes and their epoch belong together. */
  async routesOf(sql: Sql, ids: readonly Id[]): Promise<RoutesAt> {
    const rows = await sql.query<RouteRow>(
      `select c.epoch, r.*
       from config_epoch c
       left join lateral (
         select w.id, w.workspace_id, w.topic, w.data_mode, w.provider, w.verification, w.sealed,
           w.allowed_origins, w.allowed_ips, w.max_body_bytes, w.handshake_opened_at, w.rate_limit,
           w.dedupe, w.filter, w.response, w.captures_until, s.settings, s.keeps_order,
           (select jsonb_agg(jsonb_build_object('id', k.id, 'sealed', k.sealed, 'expires_at', k.expires_at,
                                              'provider', k.provider) order by k.id desc)
            from webhook_secrets k
            where k.webhook_id = w.id and k.workspace_id = w.workspace_id) as secrets
         from webhooks w join workspaces s on s.id = w.workspace_id
         where w.id = any($1::uuid[]) and w.enabled and w.deleted_at is null and s.deleted_at is null
       ) r on true`,
      [ids],
    );
    const found = rows.filter((row): row is FoundRow => row.id !== null);
    return {
      epoch: rows[0]!.epoch,
      routes: new Map(found.map((row) => [row.id, this.routeOf(row)])),
    };
  }

  /** One statement again: what it leaves out is newer than `epoch` of the answer. */
  async changesSince(sql: Sql, epoch: number): Promise<ChangesSince> {
    const [row] = await sql.query<ChangesRow>(
      `select c.epoch,
         array(select id from webhooks where changed_epoch > $1) as webhook_ids,
         array(select id from workspaces where changed_epoch > $1) as workspace_ids
       from config_epoch c`,
      [epoch],
    );
    const { webhook_ids, workspace_ids } = row!;
    return { epoch: row!.epoch, webhookIds: webhook_ids, workspaceIds: workspace_ids };
  }

  private routeOf({ settings, ...row }: FoundRow): WebhookRoute {
    const origins = row.allowed_origins ?? settings.default_allowed_origins;
    return {
      id: row.id,
      workspaceId: row.workspace_id,
      topic: row.topic,
      dataMode: row.data_mode,
      sender: this.senderOf(row),
      learntFrom: this.learntFrom(row),
      learnsUntilMs: learnsUntilMs(row.handshake_opened_at),
      response: row.response && fixedAnswerOf(row.response),
      capturesUntilMs: row.captures_until?.getTime() ?? 0,
      allowedOrigins: origins ? new AllowedOrigins(origins) : everyOrigin,
      allowedAddresses: row.allowed_ips && new AllowedAddresses(row.allowed_ips),
      maxBodyBytes: row.max_body_bytes ?? settings.max_body_bytes ?? undefined,
      rates: rateRulesOf(
        { id: row.id, limit: row.rate_limit },
        { id: row.workspace_id, limit: settings.webhook_rate_limit ?? null },
      ),
      dedupe: dedupeRuleOf(row.dedupe),
      filter: row.filter,
      keepsOrder: row.keeps_order,
    };
  }

  /** What another provider's handshake told counts for nothing: anybody may have told it. */
  private senderOf(row: SecretsRow): Sender | null {
    const { id, provider, secrets } = row;
    if (provider === null) return null;
    const own = (secrets ?? []).filter((one) => one.provider === null || one.provider === provider);
    const open = own.flatMap((secret) => this.opened(id, secret));
    return new Sender(
      providerNamed(provider) ?? unknownProvider(provider),
      this.settingsOf(row),
      open,
    );
  }

  /** With options that do not open, nobody is let in. */
  private settingsOf(row: SecretsRow): SenderSettings | null {
    try {
      return openSettings(this.box, row);
    } catch (error) {
      this.logger.error({ message: 'webhook_options.not_opened', webhook_id: row.id, error });
      return row.verification && { ...row.verification, lacksOptions: true };
    }
  }

  private learntFrom({ id, provider, secrets }: SecretsRow): ReadonlyMap<string, Sender> {
    if (provider !== null || secrets === null) return nobody;
    const names = new Set(secrets.map((one) => one.provider));
    return new Map(
      [...names].flatMap((name) => {
        const sender = name === null ? undefined : providerNamed(name);
        if (sender === undefined) return [];
        const told = secrets.filter((one) => one.provider === name);
        return [
          [
            sender.id,
            suffixSender(
              sender,
              told.flatMap((one) => this.opened(id, one)),
            ),
          ],
        ];
      }),
    );
  }

  /** A secret that does not open is left out: its webhook lets nobody in by it. */
  private opened(webhookId: Id, { id, sealed, expires_at }: SealedSecret): OpenSecret[] {
    try {
      const value = this.box.open(sealed, contextOfSecret(webhookId, id));
      return [{ id, value, expiresAtMs: expires_at === null ? Infinity : Date.parse(expires_at) }];
    } catch (error) {
      const line = { webhook_id: webhookId, secret_id: id, error };
      this.logger.error({ message: 'webhook_secret.not_opened', ...line });
      return [];
    }
  }
}

const nobody: ReadonlyMap<string, Sender> = new Map();

interface SealedSecret {
  id: Id;
  sealed: string;
  expires_at: string | null;
  /** Of a learnt one: whose handshake told it. */
  provider: string | null;
}

type SecretsRow = Pick<FoundRow, 'id' | 'provider' | 'verification' | 'sealed' | 'secrets'>;

interface FoundRow {
  epoch: number;
  id: Id;
  workspace_id: Id;
  topic: string;
  data_mode: DataMode;
  provider: string | null;
  verification: VerificationSettings | null;
  /** Its secret options. */
  sealed: string | null;
  /** Null: none. */
  secrets: SealedSecret[] | null;
  allowed_origins: string[] | null;
  allowed_ips: string[] | null;
  max_body_bytes: number | null;
  handshake_opened_at: Date;
  rate_limit: RateLimit | null;
  dedupe: Dedupe | null;
  filter: Conditions | null;
  response: FixedResponse | null;
  captures_until: Date | null;
  keeps_order: boolean;
  settings: {
    default_allowed_origins?: string[] | null;
    max_body_bytes?: number | null;
    webhook_rate_limit?: RateLimit | null;
  };
}

type RouteRow = FoundRow | { epoch: number; id: null };

interface ChangesRow {
  epoch: number;
  webhook_ids: Id[];
  workspace_ids: Id[];
}
