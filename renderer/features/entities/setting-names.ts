// Settings of an entity by the names that the screen has for them, found by their place in the entity file.

const NAMES: readonly (readonly [string, string])[] = [
  ['name', 'Name'],
  ['description', 'Description'],
  ['source.api', 'API of APISmith'],
  ['source.page_size', 'Rows per page'],
  ['source.time_zone', 'Time zone of the source'],
  ['source.rowversion_field', 'Row version'],
  ['source.filters', 'Filters'],
  ['source.on_drift', 'When the API’s columns changed'],
  ['source.columns', 'Columns of the source'],
  ['target.entity', 'Entity of ScheduleHub'],
  ['business_key', 'Business key'],
  ['parents', 'Parents'],
  ['delta.strategy', 'How a change is told'],
  ['delta.overlap_seconds', 'Overlap in seconds'],
  ['delta.overlap_versions', 'Overlap in versions'],
  ['delta.exclude_from_hash', 'Fields whose change alone sends nothing'],
  ['deletes.policy', 'Deletes'],
  ['deletes.max_count', 'Limit of deletes in records'],
  ['deletes.max_percent', 'Limit of deletes in percent'],
  ['mappings', 'Mapping'],
];

/** The path itself where nothing has a name for it. */
export function nameOfSetting(path: string): string {
  const found = NAMES.find(([start]) => path === start || path.startsWith(`${start}.`) || path.startsWith(`${start}[`));
  return found?.[1] ?? path;
}
