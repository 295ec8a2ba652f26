// What APISmith answers, checked and in this program's names (contracts/apismith.openapi.yaml).

import { z } from 'zod';
import type { RawRow } from '../record/shapes.ts';
import type { Answer } from './http/exchange.ts';
import { checkAgainst } from './http/read-answer.ts';
import type { Reading } from './http/read-answer.ts';
import { parsePage, type Envelope, type HowToParse } from './row-page.ts';

const connectorSchema = z.object({
  uid: z.string(),
  slug: z.string(),
  name: z.string(),
  kind: z.string(),
  status: z.enum(['up', 'down']),
});
export type Connector = Readonly<z.output<typeof connectorSchema>>;

/** `type` stays open text: an unknown one falls back to string (SPEC §4). */
const columnSchema = z.object({
  name: z.string().min(1),
  type: z.string().min(1),
  nullable: z.boolean(),
  length: z.number().int().nullable().default(null),
  precision: z.number().int().nullable().default(null),
  scale: z.number().int().nullable().default(null),
  comment: z.string().nullable().default(null),
});

export const apiSchema = z
  .object({
    uid: z.string(),
    slug: z.string(),
    name: z.string(),
    connector: z.string(),
    description: z.string().nullable().default(null),
    columns: z.array(columnSchema),
    key_columns: z.array(z.string()),
    rowversion_column: z.string().nullable().default(null),
    source_time_zone: z.string().nullable().default(null),
    capabilities: z.object({ total: z.boolean(), keyset: z.boolean(), as_of: z.boolean() }),
  })
  .transform((api) => ({
    uid: api.uid,
    slug: api.slug,
    name: api.name,
    connector: api.connector,
    description: api.description,
    columns: api.columns,
    keyColumns: api.key_columns,
    rowversionColumn: api.rowversion_column,
    sourceTimeZone: api.source_time_zone,
    capabilities: { total: api.capabilities.total, keyset: api.capabilities.keyset, asOf: api.capabilities.as_of },
  }));
/** One published ERP query, as the gateway describes it. */
export type ApiDescription = Readonly<z.output<typeof apiSchema>>;

/** One page of a list; `page` counts from 1. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
}

function listPageSchema<Item extends z.ZodType>(item: Item) {
  return z
    .object({ items: z.array(item), page: z.number().int(), page_size: z.number().int(), total: z.number().int() })
    .transform((list) => ({ items: list.items, page: list.page, pageSize: list.page_size, total: list.total }));
}
export const connectorPageSchema = listPageSchema(connectorSchema);
export const apiPageSchema = listPageSchema(apiSchema);

/** One page of rows. `bytes` is the length of the answer; `rowversionCeiling` keeps the source's digits. */
export interface RowPage {
  readonly items: readonly RawRow[];
  readonly pageSize: number;
  readonly page: number | null;
  readonly total: number | null;
  readonly hasMore: boolean;
  readonly nextCursor: string | null;
  readonly asOf: string | null;
  readonly rowversionCeiling: string | null;
  readonly bytes: number;
}

/** A page without its rows. */
export type PageHead = Omit<RowPage, 'items'>;

/** Numbers of the envelope may arrive as exact text, as the rows' do. */
const count = z.union([
  z.number().int().min(0),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);
const envelopeSchema = z.object({
  page: count.nullish(),
  page_size: count,
  total: count.nullish(),
  has_more: z.boolean(),
  next_cursor: z.string().min(1).nullish(),
  as_of: z.string().nullish(),
  rowversion_ceiling: z.union([z.string(), z.number().transform(String)]).nullish(),
});

/** The page of an answer, digit by digit where a double cannot carry a number, or everywhere with `exactText`. */
export function readPageOfRows(
  answer: Pick<Answer, 'body' | 'contentType'>,
  askedPage: number | null,
  how: HowToParse,
): Reading<RowPage> {
  const page = parsePage(answer, how);
  if (!page.ok) return page;
  const { items, envelope } = page.value;
  const head = readPageHead(envelope, askedPage);
  return head.ok ? { ok: true, value: { items, ...head.value } } : head;
}

/** Checks what stands around the rows; `askedPage` is the page number of the request, null when a cursor was sent. */
export function readPageHead({ members, bytes }: Envelope, askedPage: number | null): Reading<PageHead> {
  const envelope = checkAgainst(envelopeSchema, members);
  if (!envelope.ok) return envelope;
  const page = envelope.value.page ?? null;
  if (askedPage !== null && page !== null && page !== askedPage) {
    return { ok: false, what: `page ${page} came where page ${askedPage} was asked for` };
  }
  return {
    ok: true,
    value: {
      pageSize: envelope.value.page_size,
      page,
      total: envelope.value.total ?? null,
      hasMore: envelope.value.has_more,
      nextCursor: envelope.value.next_cursor ?? null,
      asOf: envelope.value.as_of ?? null,
      rowversionCeiling: envelope.value.rowversion_ceiling ?? null,
      bytes,
    },
  };
}
