// DuckDB: the same cleaning as SQL over the whole file, on all cores; the ledger is a table of a database file. It has
// neither XXH128 nor BLAKE3: keys are hashed with MD5 and records with SHA-256.

import type * as DuckDb from '@duckdb/node-api';
import { serveOrders } from '../serve-orders.ts';
import { timePass, type PeerAnswer, type PeerOrder, type PeerOrders } from './peer-orders.ts';

const PACKAGE = '@duckdb/node-api';

/**
 * The records of the file, each with its canonical JSON: members in the order of their names. The cleaned key has a name
 * of its own because DuckDB's names know no case.
 */
function cleanedRows(file: string): string {
  const text = (column: string): string =>
    `trim(regexp_replace(nfc_normalize(${column}), '[\\t \\x{00A0}]+', ' ', 'g'))`;
  return `
    select key_text, cast(ROWVERSION as varchar) as rowversion, to_json({
      is_active: ACTIVE = 'Y',
      modified_at: rtrim(rtrim(strftime(
        timezone('UTC', timezone('${TIME_ZONE}', cast(MODIFIED as timestamp))), '%Y-%m-%dT%H:%M:%S.%g'), '0'), '.') || 'Z',
      name: ${text('PART_NAME')},
      part_id: PART_ID,
      part_number: key_text,
      price: cast(regexp_replace(PRICE, '[$,]| USD', '', 'g') as decimal(14, 2)),
      quantity: cast(replace(QUANTITY, ',', '') as bigint),
      released: cast(strptime(RELEASED, ['%Y-%m-%d', '%d.%m.%Y', '%d-%b-%y']) as date),
      site: ${text('SITE')},
      unit: ${text('UOM')},
      weight: WEIGHT
    }) as data_json
    from (
      select *, upper(${text('PART_NUMBER')}) as key_text
      from read_json('${file}', format = 'newline_delimited', columns = {
        PART_ID: 'bigint', PART_NUMBER: 'varchar', PART_NAME: 'varchar', SITE: 'varchar', UOM: 'varchar',
        QUANTITY: 'varchar', PRICE: 'varchar', WEIGHT: 'decimal(12, 3)', ACTIVE: 'varchar', RELEASED: 'varchar',
        MODIFIED: 'varchar', ROWVERSION: 'bigint'
      })
    )`;
}

const TIME_ZONE = 'Europe/Stockholm';
const LEDGER = 'create table ledger (bk_hash varchar, data_hash varchar, rowversion varchar)';

/** A whole price is `1.0` in DuckDB's JSON and `1` in canonical JSON: what `replace` below is for. */
async function measure({ path, workPath }: PeerOrder): Promise<PeerAnswer> {
  const duckdb = await load();
  if (duckdb === null) {
    const reason = `The package ${PACKAGE} is not installed. It is a development dependency: npm ci installs it.`;
    return { kind: 'not_run', reason };
  }
  const instance = await duckdb.DuckDBInstance.create(`${workPath}.duckdb`);
  const connection = await instance.connect();
  await connection.run(LEDGER);
  const pass = async (): Promise<number> => {
    const result = await connection.run(`
      insert into ledger
      select hashed.* from (
        select md5(key_text) as bk_hash, sha256(replace(cast(data_json as varchar), '.0,"', ',"')) as data_hash, rowversion
        from (${cleanedRows(`${path}.ndjson`)})
      ) as hashed
      anti join ledger using (bk_hash, data_hash)`);
    await connection.run('checkpoint');
    return result.rowsChanged;
  };
  const first = await timePass(pass);
  const unchanged = await timePass(pass);
  const reader = await connection.runAndReadAll(
    "select cast(sum(cast('0x' || substr(data_hash, 1, 8) as bigint)) as double) from ledger",
  );
  const checksum = Number(reader.getRows()[0]?.[0]);
  connection.closeSync();
  instance.closeSync();
  return { kind: 'measured', version: `DuckDB ${duckdb.version()}`, passes: { first, unchanged, checksum } };
}

async function load(): Promise<typeof DuckDb | null> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}

const orders: PeerOrders = { measure };

serveOrders(orders);
