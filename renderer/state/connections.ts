// Where the two systems are, shared by the header, the overview and the screen of connections.

import { engine } from '../api/engine.ts';
import { createResource } from './resource.ts';

export type ConnectionList = Awaited<ReturnType<typeof engine.connections.list>>;
export type Connection = ConnectionList['connections'][number];

export const connectionsResource = createResource((_nothing: null) => engine.connections.list({}));
