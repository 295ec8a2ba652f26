// Connections and settings: shown with their sources, tested, saved. Never a secret on its way out.

import type { LiveSettings, SettingChange } from '../config/live-settings.ts';
import { describeConnection, type ConnectionDescription } from '../operations/describe-connections.ts';
import { saveConnection } from '../operations/save-connection.ts';
import { measureState } from '../operations/state-info.ts';
import { testConnection } from '../operations/test-connection.ts';
import { signalOf, type ApiParts } from './api-parts.ts';
import type { Implementer } from './implementer.ts';

export function createConnectionHandlers(os: Implementer['connections'], { services, liveSettings }: ApiParts) {
  const show = (system: ConnectionDescription['system']) => {
    const sourceOf = (member: string) => toSource(liveSettings, `${system}.${member}`);
    return {
      ...describeConnection(services.settings, system),
      sources: {
        url: sourceOf('url'),
        username: sourceOf('username'),
        password: sourceOf('password'),
        ca_file: sourceOf('ca_file'),
        proxy: sourceOf('proxy'),
      },
    };
  };
  return {
    list: os.list.handler(() => ({
      connections: [show('apismith'), show('schedulehub')],
      stores_password: liveSettings.passwordsKeptBy,
      file: liveSettings.configFile,
    })),
    save: os.save.handler(({ input: { system, ...form } }) => {
      saveConnection(liveSettings, system, form);
      return show(system);
    }),
    test: os.test.handler(async ({ input, signal }) => {
      const { system, draft } = input;
      const { host, isOk, steps } = await testConnection(services, { system, draft, signal: signalOf(signal) });
      return { system, host, is_ok: isOk, steps };
    }),
  };
}

export function createSettingHandlers(os: Implementer['settings'], parts: ApiParts) {
  const { services, liveSettings, appVersion } = parts;
  const show = () => {
    const { settings } = services;
    const syncSource = (member: keyof typeof settings.sync) => toSource(liveSettings, `sync.${member}`);
    return {
      version: appVersion,
      data_dir: settings.data_dir,
      state: measureState(settings),
      log_level: settings.log_level,
      sync: settings.sync,
      sources: {
        log_level: toSource(liveSettings, 'log_level'),
        sync: {
          chunk_size: syncSource('chunk_size'),
          chunks_in_flight: syncSource('chunks_in_flight'),
          pages_ahead: syncSource('pages_ahead'),
          failure_percent: syncSource('failure_percent'),
          failure_min_rows: syncSource('failure_min_rows'),
          failures_in_a_row: syncSource('failures_in_a_row'),
          outage_limit_seconds: syncSource('outage_limit_seconds'),
        },
      },
      file: liveSettings.configFile,
    };
  };
  return {
    get: os.get.handler(show),
    save: os.save.handler(({ input }) => {
      const { settings } = services;
      const level = input.log_level;
      const changes: SettingChange[] = [
        ...changeOf({ section: 'log_level', member: null }, level, settings.log_level),
        ...Object.entries(input.sync).flatMap(([member, value]) => {
          // Safe: the contract's members are those of the settings.
          const current = settings.sync[member as keyof typeof settings.sync];
          return changeOf({ section: 'sync', member }, value, current);
        }),
      ];
      if (changes.length > 0) liveSettings.save(changes);
      return show();
    }),
  };
}

/** None where the form sends back what is in force already, wherever that comes from. */
function changeOf(
  place: Pick<SettingChange, 'section' | 'member'>,
  typed: string | number | null | undefined,
  current: string | number,
): readonly SettingChange[] {
  return typed === undefined || typed === current ? [] : [{ ...place, value: typed ?? undefined }];
}

function toSource(liveSettings: LiveSettings, path: string) {
  const { source, fixedBy } = liveSettings.originOf(path);
  return { source, fixed_by: fixedBy };
}
