// A process of its own that opens the state database and says when it is done: `node start-process.ts URL FOLDER`.

import { openDatabase } from '../../../engine/db/open-database.ts';

const [url = '', migrationsDir = ''] = process.argv.slice(2);
const migrated: unknown[] = [];
const database = await openDatabase(url, {
  migrationsDir,
  log: {
    debug: () => {},
    info: (_message, fields) => void (fields?.['migration'] !== undefined && migrated.push(fields['migration'])),
    warn: () => {},
    error: () => {},
  },
});
const rows = await database.get<{ n: number }>('select count(*) as n from schema_migrations');
await database.close();
process.stdout.write(JSON.stringify({ migrated, seen: rows?.n }));
