import {
  startHttpPeer,
  type HttpPeer,
  type PeerReply,
  type ReceivedRequest,
} from '@millwright/testing';
import { TestBucket } from './test-bucket.ts';
import { TestBulkOperations } from './test-bulk-operations.ts';

/** What a shop answers to a GraphQL call: its data, or errors. */
export type GraphqlReply = { data?: unknown; errors?: unknown };

/** How a test's shop is. */
export interface TestShopOptions {
  /** Points of GraphQL: how many there may be, and come back in a second. */
  points?: { maximum: number; restoreRate: number };
  /** Calls of REST: how many at once, and come back in a second. */
  calls?: { maximum: number; restoreRate: number };
}

/** A shop's Admin API on loopback. */
export class TestShop {
  readonly token = 'shpat_0123456789abcdef0123456789abcdef';
  readonly domain = 'mill.myshopify.com';
  readonly bulk = new TestBulkOperations();
  /** Replies to GraphQL calls that a test gives itself; undefined: the usual one. */
  answers: (query: string, variables: Record<string, unknown>) => GraphqlReply | undefined = () =>
    undefined;
  /** Replies in place of everything, for shops that are ill. */
  instead: (request: ReceivedRequest) => PeerReply | undefined = () => undefined;
  /** What REST answers. */
  rest: (request: ReceivedRequest) => PeerReply = () => reply(200, { ok: true });
  readonly points: TestBucket;
  private readonly calls: TestBucket;
  private peer!: HttpPeer;

  constructor({ points, calls }: TestShopOptions) {
    this.points = new TestBucket(points?.maximum ?? 1_000, points?.restoreRate ?? 50);
    this.calls = new TestBucket(calls?.maximum ?? 40, calls?.restoreRate ?? 2);
  }

  async open(): Promise<this> {
    this.peer = await startHttpPeer((request) => this.instead(request) ?? this.answer(request));
    return this;
  }

  close(): Promise<void> {
    return this.peer.close();
  }

  get requests(): readonly ReceivedRequest[] {
    return this.peer.requests;
  }

  /** The queries that came, in order. */
  get queries(): string[] {
    return this.requests
      .filter(({ url }) => url.endsWith('/graphql.json'))
      .map(({ body }) => (JSON.parse(body.toString()) as { query: string }).query);
  }

  /** A Connection to it, as the API takes one. */
  connection(over: Record<string, unknown> = {}) {
    const fields = {
      ...{ shop_domain: this.domain, access_token: this.token, api_version: '2026-10' },
      base_url: this.peer.url,
      ...over,
    };
    return { name: 'mill', type: 'shopify' as const, fields };
  }

  private answer(request: ReceivedRequest): PeerReply {
    const [, file] = /^\/bulk\/(\d+)\.jsonl$/.exec(request.url) ?? [];
    if (file !== undefined) return { status: 200, body: this.bulk.fileOf(file) ?? '' };
    if (request.headers['x-shopify-access-token'] !== this.token) {
      return reply(401, { errors: '[API] Invalid API key or access token' });
    }
    const isGraphql = /^\/admin\/api\/[\w-]+\/graphql\.json$/.test(request.url);
    return isGraphql ? this.answerGraphql(request.body.toString()) : this.answerRest(request);
  }

  private answerRest(request: ReceivedRequest): PeerReply {
    if (this.calls.take(1)) return this.rest(request);
    const errors = 'Exceeded 2 calls per second for api client. Reduce request rates.';
    return reply(429, { errors }, { 'retry-after': '2.0' });
  }

  private answerGraphql(body: string): PeerReply {
    const { query, variables = {} } = JSON.parse(body) as {
      query: string;
      variables?: Record<string, unknown>;
    };
    const requestedQueryCost = costOf(query);
    const isThere = this.points.take(requestedQueryCost);
    const throttled = { message: 'Throttled', extensions: { code: 'THROTTLED' } };
    const answer = isThere
      ? (this.answers(query, variables) ?? this.usual(query, variables))
      : { errors: [throttled] };
    const { maximum: maximumAvailable, restoreRate, left: currentlyAvailable } = this.points;
    const cost = {
      requestedQueryCost,
      actualQueryCost: isThere ? requestedQueryCost : null,
      throttleStatus: { maximumAvailable, currentlyAvailable, restoreRate },
    };
    return reply(200, { ...answer, extensions: { cost } });
  }

  private usual(query: string, { id }: Record<string, unknown>): GraphqlReply {
    if (query.includes('bulkOperationRunQuery')) {
      const bulkOperation = this.bulk.begin(query);
      return { data: { bulkOperationRunQuery: { bulkOperation, userErrors: [] } } };
    }
    if (query.includes('node(id: $id)')) {
      return { data: { node: this.bulk.read(String(id), this.peer.url) } };
    }
    if (query.includes('flowTriggerReceive')) {
      return { data: { flowTriggerReceive: { userErrors: [] } } };
    }
    return { data: { shop: { name: 'Mill & Co' } } };
  }
}

/** Starts a shop. */
export const startTestShop = (options: TestShopOptions = {}): Promise<TestShop> =>
  new TestShop(options).open();

/** A point for the call, and one for each object that it asks for. */
const costOf = (query: string): number =>
  [...query.matchAll(/first: ?(\d+)/g)].reduce((sum, [, first]) => sum + Number(first), 1);

const reply = (status: number, body: unknown, headers: Record<string, string> = {}): PeerReply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
