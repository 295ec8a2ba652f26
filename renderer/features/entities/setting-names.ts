// Settings and members of rules by the names that the screen has for them, found by their place in the entity file.

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

/** In plain letters where the screen has no name for it. */
export function nameOfSetting(path: string): string {
  const found = NAMES.find(([start]) => path === start || path.startsWith(`${start}.`) || path.startsWith(`${start}[`));
  return found?.[1] ?? path.replaceAll('_', ' ');
}

const MEMBERS: Readonly<Record<string, string>> = {
  source_field: 'From',
  target_field: 'To',
  type: 'Type',
  transformations: 'Transformations',
  default_value: 'Default',
  is_required: 'Required',
  'validation.min': 'At least',
  'validation.max': 'At most',
  'validation.min_length': 'Shortest',
  'validation.max_length': 'Longest',
  'validation.pattern': 'Matches',
  'validation.enum': 'One of',
  'validation.not_before': 'Not before',
  'validation.not_after': 'Not after',
  validation: 'Rules',
  'format.decimal_comma': 'Decimal comma',
  'format.month_first': 'Month before day',
  'format.percent': 'Percent',
  'format.allow_guess': 'Guess unusual dates',
  format: 'How text is read',
};

/** Anything in an entity file: `mappings[2].type` is a member of the third rule. */
export function nameOfPlace(path: string): string {
  const [, at, member = ''] = /^mappings\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
  if (at === undefined) return nameOfSetting(path);
  return `Rule ${Number(at) + 1}${member === '' ? '' : `, ${nameOfMember(member)}`}`;
}

/** A member of one field's rule, as `validation.max_length`. */
export function nameOfMember(path: string): string {
  const [first = ''] = path.split(/[.[]/);
  return MEMBERS[path] ?? MEMBERS[first] ?? path.replaceAll('_', ' ');
}
