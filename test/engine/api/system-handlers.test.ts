// The engine itself through the router: health, overview, connections, settings, log; never a secret.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addEntity, partEntity, partRows, partsTable, startFlow, type Flow } from '../../flows/flow.ts';
import { createTestApi, type TestApi } from '../../support/test-api.ts';

const SECRET = 'canary-password-4711';

let flow: Flow;
let test: TestApi;
beforeEach(async () => {
  flow = await startFlow();
  flow.servers.addTable(partsTable({ rows: partRows(5, (index) => (index === 0 ? { QTY: 'broken' } : {})) }));
  await addEntity(flow, partEntity());
  const { services } = flow.engine;
  const { apismith, schedulehub } = flow.servers;
  const settings = {
    ...services.settings,
    apismith: { ...services.settings.apismith, username: apismith.username, password: SECRET },
    schedulehub: { ...services.settings.schedulehub, username: schedulehub.username, password: schedulehub.password },
  };
  test = createTestApi({ ...services, settings }, { secrets: [SECRET] });
});
afterEach(async () => {
  await test.close();
  await flow.close();
});

describe('health', () => {
  it('answers at once', async () => {
    expect(await test.client.health.get({})).toMatchObject({ status: 'ok', version: '1.2.3' });
  });

  it('is checked step by step, and a wrong password is found', async () => {
    const { checks, is_healthy: isHealthy } = await test.client.health.check({});
    expect(isHealthy).toBe(false);
    expect(checks.find((check) => check.area === 'state')?.status).toBe('ok');
    expect(checks.find((check) => check.area === 'apismith' && check.name === 'login')?.status).toBe('failed');
    expect(JSON.stringify(checks)).not.toContain(SECRET);
  });
});

describe('the overview', () => {
  it('tells of an entity that never ran', async () => {
    const overview = await test.client.overview.get({});
    expect(overview).toMatchObject({ is_configured: true, live: [], waiting: 0 });
    expect(overview.entities).toMatchObject([{ name: 'part', last_run: null, lag_ms: null, records: null }]);
  });

  it('has the last run, the lag and what needs somebody', async () => {
    await flow.sync('part');
    await flow.sync('part', { dryRun: true });
    const { entities, failed_by_status: failed, runs_by_status: runs } = await test.client.overview.get({});
    expect(entities).toMatchObject([
      { name: 'part', failed: 1, records: 4, last_run: { status: 'completed_with_failures', dry_run: false } },
    ]);
    const { days } = await test.client.overview.get({});
    expect([days.length, days.at(-1)]).toEqual([
      14,
      {
        day: new Date().toISOString().slice(0, 10),
        completed: 0,
        completed_with_failures: 1,
        cancelled: 0,
        failed: 0,
      },
    ]);
    expect(entities[0]?.lag_ms).toBeGreaterThanOrEqual(0);
    expect([failed.open, runs.completed_with_failures]).toEqual([1, 2]);
  });
});

describe('connections', () => {
  it('never show a password', async () => {
    const { connections } = await test.client.connections.list({});
    expect(connections).toMatchObject([
      { system: 'apismith', is_configured: true, has_password: true },
      { system: 'schedulehub', is_configured: true, has_password: true },
    ]);
    expect(JSON.stringify(connections)).not.toContain(SECRET);
  });

  it('are tested as a checklist, with the values of a form', async () => {
    const stored = await test.client.connections.test({ system: 'apismith' });
    expect([stored.is_ok, stored.steps.find((step) => step.status === 'failed')?.step]).toEqual([false, 'login']);
    const draft = { password: flow.servers.apismith.password };
    const typed = await test.client.connections.test({ system: 'apismith', draft });
    expect([typed.is_ok, typed.steps.map((step) => step.step)]).toEqual([
      true,
      ['address', 'name', 'tcp', 'tls', 'login', 'rights'],
    ]);
  });

  it('do not send the stored password to another address', async () => {
    const draft = { url: flow.servers.schedulehub.url };
    const refused = await test.refusal(test.client.connections.test({ system: 'apismith', draft }));
    expect(refused).toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
      data: { details: { setting: 'apismith.password' } },
    });
  });
});

describe('settings and log', () => {
  it('say where the state is, and no secret', async () => {
    const settings = await test.client.settings.get({});
    expect(settings).toMatchObject({ version: '1.2.3', data_dir: flow.engine.dataDir });
    expect(settings.state.bytes).toBeGreaterThan(0);
    expect(JSON.stringify(settings)).not.toContain(SECRET);
  });

  it('are read on by number, secrets taken out', async () => {
    const log = test.logs.attach({ debug: () => {}, info: () => {}, warn: () => {}, error: () => {} });
    log.info('first', { password: SECRET });
    log.debug('second');
    const first = await test.client.logs.tail({ limit: 1, after_seq: 0 });
    expect(first.lines).toMatchObject([{ seq: 1, message: 'first', fields: ['password=***'] }]);
    expect((await test.client.logs.tail({ after_seq: first.last_seq })).lines).toMatchObject([{ message: 'second' }]);
    expect((await test.client.logs.tail({ level: 'info' })).lines).toHaveLength(1);
  });
});

describe('a mistake in this program', () => {
  it('goes out as an id that stands in the log, and nothing else', async () => {
    const { services } = flow.engine;
    const list = () => Promise.reject(new TypeError(`cannot read ${SECRET} of undefined`));
    const broken = createTestApi(
      { ...services, store: { ...services.store, entities: { ...services.store.entities, list } } },
      { secrets: [SECRET] },
    );
    const refused = await broken.refusal(broken.client.entities.list({}));
    expect(refused).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', defined: true });
    expect(refused.message).not.toContain('undefined');
    const [line] = (await broken.client.logs.tail({ level: 'error' })).lines;
    expect(line?.fields.join(' ')).toContain(refused.data.error_id);
    expect(line?.fields.join(' ')).toContain('TypeError');
    expect(JSON.stringify([refused.message, refused.data, line])).not.toContain(SECRET);
    await broken.close();
  });
});
