// `syncflow mapping`: designing and proving mappings. Works offline; the state is opened only where an entity is named.

import { basename, extname } from 'node:path';
import type { Entity } from '../../contract/entity.ts';
import { EngineError } from '../../failures/engine-error.ts';
import { readEntityFile } from '../../operations/check-entity-file.ts';
import { checkMapping } from '../../operations/check-mapping.ts';
import { getEntity } from '../../operations/find-entity.ts';
import { getPreviewEntity, type PreviewEntity } from '../../operations/find-preview-entity.ts';
import { exportMapping, importMapping } from '../../operations/import-mapping.ts';
import { inferMapping } from '../../operations/infer-mapping.ts';
import { listStoredEntities } from '../../operations/list-stored-entities.ts';
import { previewMapping } from '../../operations/preview-mapping.ts';
import { readSample } from '../../samples/read-sample.ts';
import { askTarget, askTargetFields } from './ask-target.ts';
import type { Cli, DefineCommand } from './cli.ts';
import { describeProblems } from './describe-problems.ts';
import { describeInferred, describePreviews } from './describe-mapping.ts';
import { readTextFile } from './entity-files.ts';
import { EXIT } from './exit-codes.ts';

export const defineMapping: DefineCommand = (command, run) => {
  command
    .command('infer')
    .description('propose columns and a mapping from sample rows')
    .requiredOption('--input <file>', 'sample rows: CSV, XLSX, JSON array or JSON lines')
    .option('--target <entity>', "match ScheduleHub's fields of this entity")
    .action(async ({ input, target }: { readonly input: string; readonly target?: string }) =>
      run(async (cli) => {
        const { rows } = await readSample(input);
        const targetFields = target === undefined ? [] : await askTargetFields(cli, target);
        const inferred = inferMapping({ rows, name: target ?? basename(input, extname(input)), targetFields });
        return cli.answer({ json: inferred, text: describeInferred(inferred) });
      }),
    );
  command
    .command('check')
    .description('check an entity file: form, mapping, parents, and the fields of ScheduleHub where it can be asked')
    .argument('<file>', 'an entity file')
    .action(async (file: string) =>
      run(async (cli) => {
        const check = await checkMapping(await readTextFile(file), {
          stored: () => cli.withEngine(({ store }) => listStoredEntities(store)),
          target: (name) => askTarget(cli, name),
        });
        const exitCode = check.is_valid ? EXIT.completed : EXIT.usage;
        const notes = check.notes.map((note) => `Not checked: ${note}`);
        const text = [describeProblems(file, check.problems), ...notes].join('\n');
        return cli.answer({ json: { file, ...check }, text, exitCode });
      }),
    );
  command
    .command('preview')
    .description('show sample rows after every layer of a mapping; no network')
    .argument('<entity>', 'an imported entity, or an entity file')
    .requiredOption('--input <file>', 'sample rows: CSV, XLSX, JSON array or JSON lines')
    .action(async (name: string, { input }: { readonly input: string }) =>
      run(async (cli) => {
        const { rows } = await readSample(input);
        const previews = await previewMapping({ ...(await readPreviewEntity(cli, name)), rows });
        return cli.answer({ json: previews, text: describePreviews(previews) });
      }),
    );
  command
    .command('import')
    .description('take over the mappings of a file into an entity, as a new version')
    .argument('<entity>')
    .requiredOption('--input <file>', 'JSON: an array of mappings, or an object with "mappings"')
    .action(async (name: string, { input }: { readonly input: string }) =>
      run(async (cli) => {
        const text = await readTextFile(input);
        const result = await cli.withEngine((services) => importMapping(services, name, text));
        const problems = [...result.rules.flatMap((rule) => rule.problems), ...result.problems];
        const isRefused = result.status === 'refused';
        const sentence = isRefused
          ? `Nothing was imported: ${describeProblems(input, problems)}`
          : `${name}: ${result.status}, version ${result.version}, ${result.rules.length} rules.`;
        return cli.answer({ json: result, text: sentence, exitCode: isRefused ? EXIT.usage : EXIT.completed });
      }),
    );
  command
    .command('export')
    .description('print the mappings of an entity')
    .argument('<entity>')
    .action(async (name: string) =>
      run(async (cli) => {
        const { entity, version } = await cli.withEngine(({ store }) => getEntity(store, name));
        const json = exportMapping(entity, version);
        return cli.answer({ json, text: JSON.stringify(json, null, 2) });
      }),
    );
};

/** A plain name is an imported entity; anything else is a file. */
async function readPreviewEntity(cli: Cli, name: string): Promise<PreviewEntity> {
  if (/^[a-z][a-z0-9_]*$/.test(name)) return cli.withEngine(({ store }) => getPreviewEntity(store, name));
  return { entity: toSoundEntity(name, await readTextFile(name)), knownColumns: null };
}

function toSoundEntity(file: string, text: string): Entity {
  const { entity, problems } = readEntityFile(text);
  if (entity !== null && problems.length === 0) return entity;
  throw new EngineError('usage', describeProblems(file, problems), {
    details: { file, path: problems[0]?.path ?? '' },
  });
}
