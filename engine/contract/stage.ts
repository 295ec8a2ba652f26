// The nine stages of the pipeline by name, as metrics, failed records and screens speak of them.

/** In the order a record goes through them. */
export const STAGES = [
  'fetch',
  'normalize',
  'validate',
  'map',
  'identity',
  'delta',
  'resolve',
  'ingest',
  'track',
] as const;
export type Stage = (typeof STAGES)[number];
