// `syncflow entity`: entity files in and out of the state.

import { getEntity } from '../../operations/find-entity.ts';
import { importEntities, type ImportResult } from '../../operations/import-entities.ts';
import { removeEntity } from '../../operations/save-entity.ts';
import type { DefineCommand } from './cli.ts';
import { describeProblems } from './describe-problems.ts';
import { readEntityFiles } from './entity-files.ts';
import { EXIT } from './exit-codes.ts';
import { plural, textTable } from './text-table.ts';

export const defineEntity: DefineCommand = (command, run) => {
  command
    .command('import')
    .description('import entity files and folders of them, in any order; each one whole or not at all')
    .argument('<file...>', 'entity files (JSON), or folders')
    .action(async (paths: readonly string[]) =>
      run(async (cli) => {
        const documents = await readEntityFiles(paths);
        const results = await cli.withEngine((services) => importEntities(services, documents));
        const isRefused = results.some((result) => result.status === 'refused');
        for (const { file, problems, notes } of results) {
          if (problems.length > 0) cli.screen.line(`Not imported: ${describeProblems(file, problems)}`);
          for (const note of notes) cli.screen.line(`${file}: ${note}`);
        }
        const exitCode = isRefused ? EXIT.usage : EXIT.completed;
        return cli.answer({ json: results, text: describeResults(results), exitCode });
      }),
    );
  command
    .command('export')
    .description('print an entity as a file')
    .argument('<name>')
    .action(async (name: string) =>
      run(async (cli) => {
        const { entity } = await cli.withEngine(({ store }) => getEntity(store, name));
        return cli.answer({ json: entity, text: JSON.stringify(entity, null, 2) });
      }),
    );
  command
    .command('list')
    .description('list the imported entities')
    .action(async () =>
      run(async (cli) => {
        const entities = await cli.withEngine(({ store }) => store.entities.list());
        const json = entities.map((entity) => ({
          name: entity.name,
          description: entity.description,
          version: entity.version,
          api: entity.sourceApi,
          target: entity.targetEntity,
          parents: entity.parents,
          updated_at: entity.updatedAt,
        }));
        const rows = json.map((one) => [
          one.name,
          one.version,
          one.api,
          one.target,
          one.parents.join(', '),
          one.description,
        ]);
        const table = textTable(['ENTITY', 'VERSION', 'API', 'TARGET', 'PARENTS', 'DESCRIPTION'], rows);
        const none = 'There are no entities yet. Import one with "syncflow entity import FILE".';
        return cli.answer({ json, text: rows.length === 0 ? none : table });
      }),
    );
  command
    .command('show')
    .description('show an entity with its versions and what is known of it')
    .argument('<name>')
    .action(async (name: string) =>
      run(async (cli) =>
        cli.withEngine(async ({ store }) => {
          const { entity, version, createdAt } = await getEntity(store, name);
          const versions = await store.entities.listVersions(name);
          const records = await store.ledger.count(name);
          const json = {
            entity,
            version,
            created_at: createdAt,
            records,
            versions: versions.map((one) => ({
              version: one.version,
              created_at: one.createdAt,
              note: one.note,
              is_current: one.isCurrent,
            })),
          };
          const text = [
            `${name}, version ${version} of ${createdAt}`,
            `from the API ${entity.source.api} to ${entity.target.entity ?? name}; ${plural(records, 'record')} in ScheduleHub`,
            `business key: ${entity.business_key.join(', ')}`,
            textTable(
              ['SOURCE', 'TARGET', 'TYPE', 'REQUIRED', 'TRANSFORMATIONS'],
              entity.mappings.map((mapping) => [
                mapping.source_field,
                mapping.target_field,
                mapping.type,
                mapping.is_required ? 'yes' : '',
                mapping.transformations.map((step) => (typeof step === 'string' ? step : step.op)).join(', '),
              ]),
            ),
          ].join('\n');
          return cli.answer({ json, text });
        }),
      ),
    );
  command
    .command('remove')
    .description('remove an entity; what was synced stays in ScheduleHub and in the history')
    .argument('<name>')
    .action(async (name: string) =>
      run(async (cli) =>
        cli.withEngine(async (services) => {
          await removeEntity(services, name);
          return cli.answer({ json: { removed: name }, text: `Removed ${name}.` });
        }),
      ),
    );
};

function describeResults(results: readonly ImportResult[]): string {
  return textTable(
    ['FILE', 'ENTITY', 'RESULT', 'VERSION'],
    results.map(({ file, entity, status, version }) => [
      file,
      entity ?? '?',
      status,
      version === null ? '' : `${version}`,
    ]),
  );
}
