import type { Sql } from '../sql.ts';

/** A table that is no partition. */
export interface TableRow {
  oid: number;
  name: string;
  /** `RANGE (id)`, or null. */
  partition_by: string | null;
  /** Storage parameters, `fillfactor=70`. */
  options: string[] | null;
}

interface Line {
  line: string;
}

/** Every table but partitions and the migrations' own, by name. */
export const readTables = (sql: Sql): Promise<TableRow[]> =>
  sql.query<TableRow>(
    `select oid, quote_ident(relname) as name, reloptions as options,
            case when relkind = 'p' then pg_get_partkeydef(oid) end as partition_by
     from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and not relispartition and relname <> 'migrations'
     order by relname collate "C"`,
  );

/** Columns in their order, then constraints by name. Versions from 18 list `not null` among the latter too. */
export const readParts = (sql: Sql, table: number): Promise<Line[]> =>
  sql.query<Line>(
    `select line from (
       select 1 as part, attnum::int as place, '' as name,
         concat_ws(' ', quote_ident(attname), format_type(atttypid, atttypmod),
           case when attcollation <> typcollation
             then 'COLLATE ' || quote_ident(collname) end,
           'DEFAULT ' || pg_get_expr(adbin, adrelid),
           case when attnotnull then 'NOT NULL' end) as line
       from pg_attribute
       join pg_type on pg_type.oid = atttypid
       left join pg_collation on pg_collation.oid = attcollation
       left join pg_attrdef on adrelid = attrelid and adnum = attnum
       where attrelid = $1::oid and attnum > 0 and not attisdropped
       union all
       select 2, 0, conname,
         'CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid)
       from pg_constraint where conrelid = $1::oid and contype <> 'n'
     ) parts order by part, place, name collate "C"`,
    [table],
  );

/** Indexes by name, less those that belong to a constraint. */
export const readIndexes = (sql: Sql, table: number): Promise<Line[]> =>
  sql.query<Line>(
    `select pg_get_indexdef(indexrelid) as line
     from pg_index
     join pg_class on pg_class.oid = indexrelid
     where indrelid = $1::oid and not exists (select from pg_constraint where conindid = indexrelid)
     order by relname collate "C"`,
    [table],
  );
