import pg from 'pg';

const CHANNEL = 'bench_performed';

/** The database tells when an action has been performed: no polling, whose pauses would be measured with the rest. */
const tellPerformed = `
  create function bench_tell_performed() returns trigger language plpgsql as $$
    begin
      perform pg_notify('${CHANNEL}', (select request_id::text from events where id = new.event_id));
      return null;
    end $$;
  create trigger bench_tell_performed after insert or update on action_runs
    for each row when (new.state = 'succeeded') execute function bench_tell_performed()`;

/**
 * Hears of the actions that a system has performed, once they are committed: `performedAt(requestId)` resolves with
 * the time of hearing. The trigger and its look-up are part of what is measured.
 */
export async function listenForPerformed(closing, databaseUrl) {
  const client = new pg.Client({ connectionString: databaseUrl });
  // A database that is dropped under it after a signal is no fault of its own.
  client.on('error', () => undefined);
  await closing.use(client.connect(), () => client.end());
  await client.query(tellPerformed);
  await client.query(`listen ${CHANNEL}`);
  const heard = new Map();
  const waiting = new Map();
  client.on('notification', ({ payload }) => {
    const now = performance.now();
    const tell = waiting.get(payload);
    waiting.delete(payload);
    if (tell) tell(now);
    else heard.set(payload, now);
  });
  const performedAt = (requestId) => {
    const at = heard.get(requestId);
    heard.delete(requestId);
    return at ?? new Promise((resolve) => waiting.set(requestId, resolve));
  };
  return { performedAt };
}
