// What APISmith and ScheduleHub offer to choose from.

import { engine } from '../../api/engine.ts';
import { createResource } from '../../state/resource.ts';

export const apisResource = createResource(async (_nothing: null) => (await engine.mapping.list_apis({})).apis);
export const targetsResource = createResource(
  async (_nothing: null) => (await engine.mapping.list_targets({})).targets,
);
