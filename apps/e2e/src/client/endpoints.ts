import { until } from '@millwright/testing';
import type { Api } from './api.ts';

const DONE_WITHIN_MS = 30_000;
let serial = 0;

/** An endpoint, as far as the suite looks. */
export interface Endpoint {
  id: string;
  url: string;
  secret: string;
  enabled: boolean;
  disabled_reason: string | null;
  public_key: string | null;
  health: { state: string; consecutive_failures: number; circuit: { state: string } };
}

/** A delivery, as far as the suite looks. */
export interface Delivery {
  id: string;
  event_ids: string[];
  status: string;
  waiting_for: string | null;
  attempts: number;
  topic: string | null;
  body: string;
  error: { code: string; message: string } | null;
}

/** An attempt, as far as the suite looks. */
export interface Attempt {
  number: number;
  manual: boolean;
  status_code: number | null;
  request_headers: Record<string, string>;
  response_body: string | null;
  error: { code: string; message: string } | null;
}

interface Page<Item> {
  data: Item[];
}

/** Endpoints and their deliveries, in the words of the suite. */
export class Endpoints {
  constructor(private readonly api: Api) {}

  /** Makes one of a name of its own. */
  make(url: string, topic: string, more: Record<string, unknown> = {}): Promise<Endpoint> {
    serial += 1;
    const name = `Endpoint ${serial}`;
    return this.api.write('POST', '/endpoints', { name, url, topics: [topic], ...more });
  }

  get(id: string): Promise<Endpoint> {
    return this.api.get(`/endpoints/${id}`);
  }

  change(id: string, fields: Record<string, unknown>): Promise<Endpoint> {
    return this.api.write('PATCH', `/endpoints/${id}`, fields);
  }

  /** Sends a command. */
  tell<Answer>(id: string, command: string, body: Record<string, unknown> = {}): Promise<Answer> {
    return this.api.write('POST', `/endpoints/${id}/${command}`, body);
  }

  /** All of an endpoint, oldest first. */
  async deliveries(id: string, query = ''): Promise<Delivery[]> {
    const page = await this.api.get<Page<Delivery>>(
      `/deliveries?endpoint_id=${id}&limit=100${query}`,
    );
    return page.data.reverse();
  }

  delivery(id: string): Promise<Delivery> {
    return this.api.get(`/deliveries/${id}`);
  }

  /** All of a delivery, oldest first. */
  async attempts(deliveryId: string): Promise<Attempt[]> {
    const page = await this.api.get<Page<Attempt>>(`/deliveries/${deliveryId}/attempts`);
    return page.data.reverse();
  }

  /** The deliveries of an endpoint once they are as wanted. */
  deliveriesWhen(
    id: string,
    isWanted: (deliveries: Delivery[]) => boolean,
    what = 'deliveries to be as wanted',
  ): Promise<Delivery[]> {
    return until(
      async () => {
        const deliveries = await this.deliveries(id);
        return isWanted(deliveries) && deliveries;
      },
      { timeoutMs: DONE_WITHIN_MS, what },
    );
  }

  /** So many deliveries once all of them have succeeded. */
  delivered(id: string, amount: number): Promise<Delivery[]> {
    return this.deliveriesWhen(
      id,
      (all) => all.length === amount && all.every(({ status }) => status === 'succeeded'),
      `${amount} deliveries to succeed`,
    );
  }
}
