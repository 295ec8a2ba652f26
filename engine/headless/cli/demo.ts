// `syncflow demo`: placeholder
import type { DefineCommand } from './cli.ts';
export const defineDemo: DefineCommand = () => {};
