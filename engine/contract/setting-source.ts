// Where a setting in force comes from, and whether the console can change it. Names are public.

import { z } from 'zod';

/** `none`: the default. `desktop`: lent by the desktop, which keeps passwords. `sandbox`: while the sandbox is on. */
export const SETTING_SOURCES = ['none', 'file', 'environment', 'flag', 'desktop', 'sandbox'] as const;
export type SettingSource = (typeof SETTING_SOURCES)[number];

export const settingSourceSchema = z.object({
  source: z.enum(SETTING_SOURCES),
  /** The environment variable or flag that fixes it; null elsewhere. */
  fixed_by: z.string().nullable(),
});
