import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** A topic with what was last seen of it; null: nothing, as far as events are still kept. */
export interface SeenTopic {
  topic: string;
  /** At most {@link MOST_COUNTED}: so many or more. */
  count: number;
  last_event_id: Id | null;
  last_seen_at: Date | null;
}

/** As many events of a topic as are counted. */
export const MOST_COUNTED = 10_000;

/**
 * The topics of a Workspace's events and those in `named`, sorted, at most `limit` of them behind `after`. It steps from
 * topic to topic in the index, so that the time does not follow the number of events.
 */
export const topicsSeen = (
  sql: Sql,
  workspaceId: Id,
  { named, after, limit }: { named: readonly string[]; after: string | undefined; limit: number },
): Promise<SeenTopic[]> =>
  sql.query(
    `with recursive seen (topic, step) as (
       (select topic, 1 from events
        where workspace_id = $1 and topic > $2 order by topic limit 1)
       union all
       select (select e.topic from events e
               where e.workspace_id = $1 and e.topic > s.topic order by e.topic limit 1), s.step + 1
       from seen s where s.topic is not null and s.step < $4
     ),
     page (topic) as (
       select topic from seen where topic is not null
       union select name from unnest($3::text[]) name where name > $2
       order by topic limit $4
     )
     select p.topic, c.count, l.id as last_event_id, l.created_at as last_seen_at
     from page p
     left join lateral (select e.id, e.created_at from events e
       where e.workspace_id = $1 and e.topic = p.topic order by e.id desc limit 1) l on true
     cross join lateral (select count(*) as count from (select 1 from events e
       where e.workspace_id = $1 and e.topic = p.topic limit ${MOST_COUNTED}) some_events) c
     order by p.topic`,
    [workspaceId, after ?? '', named, limit],
  );
