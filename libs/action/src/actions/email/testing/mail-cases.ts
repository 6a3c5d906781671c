import { OutboundHttp } from '@millwright/net';
import { pemFixture } from '@millwright/net/testing';
import { GivenConnections } from '@millwright/connection/testing';
import type { PeerIdentity } from '@millwright/testing';
import type { ActionOutcome, TransactionContext } from '../../../action.ts';
import { performAction } from '../../../perform-action.ts';
import { contextOf } from '../../../testing/context-of.ts';
import { GivenMailRoom } from '../../../testing/given-mail-room.ts';

/** A client for which every name is 127.0.0.1, and which trusts the fixtures' authority. */
export const testNet = (): OutboundHttp =>
  new OutboundHttp({
    allow: ['127.0.0.1'],
    resolve: () => Promise.resolve(['127.0.0.1']),
    authority: pemFixture('trusted-ca.pem'),
  });

/** Who a peer says that it is: a certificate of the fixtures. */
export const identityOf = (certificate: string): PeerIdentity => ({
  key: pemFixture('peer-key.pem'),
  cert: pemFixture(certificate),
});

/** The least that an email action takes. */
export const plainMail = { to: 'ann@peer.test', subject: 'Hello', body: '<p>Hello Ann</p>' };

/** A Workspace's one SMTP server, at peer.test. */
export const smtpAt = (port: number, fields: object = {}): GivenConnections =>
  new GivenConnections({
    name: 'mail',
    type: 'smtp',
    fields: { host: 'peer.test', port, tls: 'none', from: 'Shop <shop@shop.test>', ...fields },
  });

/** Performs an email action. */
export const performMail = (
  options: object,
  over: Partial<TransactionContext>,
): Promise<ActionOutcome> =>
  performAction(
    'email',
    JSON.stringify({ ...plainMail, ...options }),
    contextOf({ mail: new GivenMailRoom(), ...over }),
  );

/** The result of an action that went well. */
export function resultOf(outcome: ActionOutcome): Record<string, unknown> {
  if (!outcome.ok) throw new Error(outcome.error.message);
  return JSON.parse(outcome.result) as Record<string, unknown>;
}
